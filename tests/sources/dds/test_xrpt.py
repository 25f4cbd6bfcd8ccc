"""Laboratory reports of MedCom XML: status, operator and flag as sent, and no assessment of our own (H9, H12, H13, H16, H17)."""

from decimal import Decimal

import pytest

from overblik.domain.clinical import Actor, Document
from overblik.domain.lab_result import Flag, LabResult, ResultState
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import read
from sources.dds.small import ME, OTHER, SPACES_OF_MEDCOM, VALUE, analysis, lab_result, report

SAMPLE = "<Sample>{}<SamplingDateTime><Date>{}</Date><Time>07:45</Time></SamplingDateTime></Sample>"


def results(content: bytes) -> list[LabResult]:
    return [row.fact for row in read(content).rows.get(Topic.LAB_RESULTS, ()) if isinstance(row.fact, LabResult)]


def only(inside: str, *, status: str = "svar_endeligt", of: str | None = None) -> LabResult:
    (one,) = results(report(lab_result(inside, status=status, of=of)))
    return one


def lost(inside: str, of: str | None = None) -> list[tuple[str, str]]:
    found = read(report(lab_result(inside, of=of)))
    return [(one.code, one.place) for one in found.lost.get(Topic.LAB_RESULTS, ())]


@pytest.mark.parametrize("space", SPACES_OF_MEDCOM)
def test_every_namespace_is_read_by_local_name(space: str) -> None:
    (one,) = results(report(lab_result(VALUE), space=space))
    assert (one.name, one.code, one.system) == ("P-Kalium", "NPU03230", "urn:oid:1.2.208.176.2.1")
    assert (one.value, one.unit, one.comparator) == ("4,1", "mmol/L", "")
    assert one.quantity is not None
    assert (one.quantity.value, one.quantity.wire_text) == (Decimal("4.1"), "4,1")
    assert (one.report, one.production) == ("SVAR17", "P55")
    assert one.producer == "Sygehus Sø, Klinisk Biokemi"
    assert one.taken_at is not None
    assert one.issued_at is not None
    assert (one.taken_at.text, one.issued_at.text) == ("2026-01-08T07:45", "2026-01-09T11:30")
    assert one.concept.text == "P-Kalium stofkonc.\n= ?"


@pytest.mark.rule("H9", "H17")
@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("svar_endeligt", ResultState.FINAL),
        ("svar_midlertidigt", ResultState.PRELIMINARY),
        ("svar_rettet", ResultState.CORRECTED),
        ("proeve_modtaget", ResultState.RECEIVED),
        ("noget_andet", ResultState.UNKNOWN),
        ("", ResultState.UNKNOWN),
    ],
)
def test_h9_the_status_is_as_sent(status: str, state: ResultState) -> None:
    one = only(VALUE, status=status)
    assert (one.state, one.wire_status) == (state, status)


@pytest.mark.rule("H9")
def test_h9_stars_are_a_sample_without_a_result() -> None:
    one = only("<Value>*****</Value><Unit>mmol/L</Unit>")
    assert (one.state, one.value, one.quantity, one.absent_reason) == (ResultState.RECEIVED, "", None, "*****")


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    ("inside", "comparator", "value", "number"),
    [
        ("<Value>4.10</Value>", "", "4.10", "4.10"),
        ("<Value>1,000</Value>", "", "1,000", "1.000"),
        ("<Value>1.234,5</Value>", "", "1.234,5", None),
        ("<Operator>mindre_end</Operator><Value>0.5</Value>", "<", "0.5", "0.5"),
        ("<Operator>stoerre_end</Operator><Value>90</Value>", ">", "90", "90"),
        ("<Value>&lt;0.01</Value>", "<", "0.01", "0.01"),
        ("<Operator>mindre_end</Operator><Value>&lt; 0.01</Value>", "<", "0.01", "0.01"),
        ("<ResultType>alfanumerisk</ResultType><Value>4</Value>", "", "4", "ingen"),
        ("<Value>1 +</Value>", "", "1 +", None),
        ("<ResultTextValue>Ses<Break/>ikke</ResultTextValue>", "", "Ses\nikke", "ingen"),
    ],
)
def test_h13_value_and_operator_as_sent(inside: str, comparator: str, value: str, number: str | None) -> None:
    one = only(inside)
    assert (one.comparator, one.value) == (comparator, value)
    if number == "ingen":
        assert one.quantity is None
    else:
        assert one.quantity is not None
        assert one.quantity.comparator == comparator
        assert one.quantity.value == (Decimal(number) if number else None)


@pytest.mark.rule("H16")
@pytest.mark.parametrize(
    ("sent", "flag", "text", "is_silent"),
    [
        ("", None, "", True),
        ("for_hoej", Flag.HIGH, "", False),
        ("for_lav", Flag.LOW, "", False),
        ("unormal", Flag.ABNORMAL, "", False),
        ("meget_hoej", None, "meget_hoej", False),
    ],
)
def test_h16_only_the_laboratory_assesses(sent: str, flag: Flag | None, text: str, is_silent: bool) -> None:
    interval = "<ReferenceInterval><LowerLimit>3,5</LowerLimit><UpperLimit>3,9</UpperLimit></ReferenceInterval>"
    one = only(VALUE + interval + (f"<ResultValidation>{sent}</ResultValidation>" if sent else ""))
    assert (one.flag, one.flag_text, one.not_assessed) == (flag, text, is_silent)


@pytest.mark.rule("H12")
def test_h12_limits_are_the_laboratorys_own() -> None:
    kind = "<TypeOfInterval>fysiologisk</TypeOfInterval>"
    both = only(
        VALUE + f"<ReferenceInterval>{kind}<LowerLimit>3,5</LowerLimit><UpperLimit>4,4</UpperLimit></ReferenceInterval>"
    ).reference
    assert both is not None
    assert both.low is not None
    assert both.high is not None
    assert (both.low.wire_text, both.high.wire_text, both.low.unit, both.applies_to) == (
        "3,5",
        "4,4",
        "mmol/L",
        "fysiologisk",
    )
    assert both.low.value == Decimal("3.5")
    upper = only(VALUE + "<ReferenceInterval><UpperLimit>4,4</UpperLimit></ReferenceInterval>").reference
    assert upper is not None
    assert upper.low is None
    words = only(
        VALUE + "<ReferenceInterval><IntervalText>Ikke<Break/>påvist</IntervalText></ReferenceInterval>"
    ).reference
    assert words is not None
    assert (words.text, words.low, words.high) == ("Ikke\npåvist", None, None)
    two = only(
        VALUE
        + f"<ReferenceInterval>{kind}<LowerLimit>1</LowerLimit></ReferenceInterval><ReferenceInterval><UpperLimit>9</UpperLimit></ReferenceInterval>"
    ).reference
    assert two is not None
    assert (two.text, two.low, two.high) == ("fysiologisk: > 1; < 9", None, None)
    assert only(VALUE).reference is None


def test_a_local_code_means_what_its_laboratory_says() -> None:
    one = only(VALUE, of=analysis("K1", "lokal", "AMA", "Kalium"))
    assert (one.code, one.system) == ("K1", "urn:medcom:lokal:AMA")
    unknown = only(VALUE, of=analysis("K1", "lokal", "", "Kalium"))
    assert (unknown.code, unknown.system, unknown.name) == ("", "", "Kalium")
    other = only(VALUE, of=analysis("K1", "ny", "AMA", "Kalium"))
    assert (other.code, other.system) == ("K1", "urn:medcom:ny")


def test_notes_and_producer() -> None:
    one = only(
        VALUE
        + "<ResultComments>Let<Break/>hæmolyse</ResultComments><ResultTextValue>se svar</ResultTextValue><ProducerOfLabResult><Identifier>KBA</Identifier><IdentifierCode>OUH</IdentifierCode></ProducerOfLabResult><Reference><RefDescription>Vejledning</RefDescription><URL>http://x</URL></Reference>"
    )
    assert one.notes == ("Let\nhæmolyse", "se svar", "Vejledning http://x")
    assert one.producer == "KBA (OUH)"


@pytest.mark.rule("H15")
def test_h15_of_several_samples_only_a_time_that_is_certain() -> None:
    def times(*samples: str, inside: str = "") -> str:
        (one,) = results(report(lab_result(VALUE + inside), sample="".join(samples)))
        return one.taken_at.text if one.taken_at is not None else ""

    first = SAMPLE.format("<LaboratoryInternalSampleIdentifier>1</LaboratoryInternalSampleIdentifier>", "2026-01-07")
    second = SAMPLE.format("<LaboratoryInternalSampleIdentifier>2</LaboratoryInternalSampleIdentifier>", "2026-01-08")
    assert times() == ""
    assert times(first, second) == ""
    assert times(first, first) == "2026-01-07T07:45"
    named = "<LaboratoryInternalSampleIdentifier>2</LaboratoryInternalSampleIdentifier>"
    assert times(first, second, inside=named) == "2026-01-08T07:45"
    long = "<Sample><SamplingInterval><StartDateTime><Date>2026-01-07</Date><Time>08:00</Time></StartDateTime><EndDateTime><Date>2026-01-08</Date><Time>08:00</Time></EndDateTime></SamplingInterval></Sample>"
    (one,) = results(report(lab_result(VALUE), sample=long))
    assert one.notes == ("Opsamling: 2026-01-07T08:00–2026-01-08T08:00",)
    assert times(long) == "2026-01-07T08:00"


@pytest.mark.rule("H8")
def test_h8_a_result_that_cannot_be_read_is_named() -> None:
    assert lost("<Operator>cirka</Operator><Value>3</Value>") == [("operator", "Operator")]
    assert lost("<Value>3</Value><Value>4</Value>") == [("duplicate_element", "Value")]
    assert lost(VALUE, of="<Analysis/>") == [("missing", "Analysis")]
    assert lost(VALUE, of=" ") == [("missing", "Analysis")]
    bad = report(lab_result(VALUE), sample=SAMPLE.format("", "i går"))
    assert [one.code for one in read(bad).lost[Topic.LAB_RESULTS]] == ["date"]
    other = read(report(lab_result(VALUE), kind="XRPT05"))
    assert [(one.code, one.place) for one in other.lost[Topic.LAB_RESULTS]] == [("template_and_code", "TypeCode")]


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("person", "shown"),
    [
        (f"<CivilRegistrationNumber>{ME}</CivilRegistrationNumber>", ME),
        (
            f"<CivilRegistrationNumber>{ME}</CivilRegistrationNumber><AlternativeIdentifier>X</AlternativeIdentifier>",
            ME,
        ),
        ("<AlternativeIdentifier>0101AB1234</AlternativeIdentifier>", "0101AB1234"),
        (
            f"<CivilRegistrationNumber>{ME}</CivilRegistrationNumber><CivilRegistrationNumber>{OTHER}</CivilRegistrationNumber>",
            None,
        ),
        ("<CivilRegistrationNumber>85124850001</CivilRegistrationNumber>", None),
        ("", None),
    ],
)
def test_h1_whom_a_report_names(person: str, shown: str | None) -> None:
    found = read(report(lab_result(VALUE), person=person))
    assert (found.person.value if found.person else None) == shown


def test_the_row_stands_where_its_result_does() -> None:
    content = report(lab_result(VALUE) + lab_result("<Value>7</Value>"))
    rows = read(content).rows[Topic.LAB_RESULTS]
    pieces = [content[row.start : row.start + row.length] for row in rows]
    assert [b"<Value>4,1</Value>" in pieces[0], b"<Value>7</Value>" in pieces[1]] == [True, True]
    assert all(piece.startswith(b"<Result>") and piece.endswith(b"</Result>") for piece in pieces)
    assert [row.organisation for row in rows] == ["Sygehus Sø, Klinisk Biokemi"] * 2


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("LaboratoryReport", "XRPT01", "Laboratoriesvar"),
        ("HistopathologyReport", "XRPT04", "Patologisvar"),
        ("MicrobiologyReport", "XRPT05", "Mikrobiologisvar"),
        ("GeneticsReport", "XRPT07", "Genetiksvar"),
        ("NewReport", "XRPT09", "NewReport"),
    ],
)
def test_every_report_is_a_document_with_its_text(name: str, kind: str, title: str) -> None:
    found = read(report(lab_result(VALUE), name=name, kind=kind))
    assert bool(found.rows.get(Topic.LAB_RESULTS)) is (name == "LaboratoryReport")
    (row,) = found.rows[Topic.DOCUMENTS]
    one = row.fact
    assert isinstance(one, Document)
    assert (one.title, one.type, one.kind, one.wire_status) == (title, kind, "report", "komplet_svar")
    assert (one.author, one.actor) == ("Sygehus Sø, Klinisk Biokemi", Actor.HOSPITAL)
    for words in ("P-Kalium", "4,1", "mmol/L", "Fastende", "siden kl. 22", "SVAR17"):
        assert words in one.text, words
    assert ME not in one.text
    assert one.date is not None
    assert one.date.text == "2026-01-09T12:00"
    assert (found.code, found.other_name) == (kind, "Nora Lind")
