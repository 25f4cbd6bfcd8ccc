"""Home monitoring: the worst status counts, comments concern the pair, and no value, unit or flag is of our making."""

from decimal import Decimal

import pytest

from overblik.domain.lab_result import Flag, LabResult, ResultState
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.shapes import Shapes
from sources.dds.small import COMMENT, PHMR, component, document, entry, measured, observation, organizer, section

KILO = '<value xsi:type="PQ" value="77.30" unit=" kg "/>'


def results(content: bytes) -> list[LabResult]:
    return [row.fact for row in read(content).rows.get(Topic.HOME_MONITORING, ()) if isinstance(row.fact, LabResult)]


def only(statement: str) -> LabResult:
    (one,) = results(measured(statement))
    return one


def lost(statement: str) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in read(measured(statement)).lost.get(Topic.HOME_MONITORING, ())]


def coded(word: str) -> str:
    return f'<statusCode code="{word}"/>' if word else ""


@pytest.mark.rule("H9")
@pytest.mark.parametrize(
    ("outer", "inner", "state", "word"),
    [
        ("completed", "completed", ResultState.FINAL, "completed"),
        ("Completed", "", ResultState.FINAL, "Completed"),
        ("", "COMPLETED", ResultState.FINAL, "COMPLETED"),
        ("active", "completed", ResultState.PRELIMINARY, "active"),
        ("completed", "Nullified", ResultState.NULLIFIED, "Nullified"),
        ("nullified", "completed", ResultState.NULLIFIED, "nullified"),
        ("nullified", "aborted", ResultState.NULLIFIED, "nullified"),
        ("aborted", "completed", ResultState.CANCELLED, "aborted"),
        ("cancelled", "", ResultState.CANCELLED, "cancelled"),
        ("completed", "frosset", ResultState.UNKNOWN, "frosset"),
        ("frosset", "active", ResultState.UNKNOWN, "frosset"),
        ("", "", ResultState.UNKNOWN, ""),
    ],
)
def test_h9_the_worst_status_counts_without_case(outer: str, inner: str, state: ResultState, word: str) -> None:
    held = observation(KILO, status=coded(inner))
    one = only(organizer(component(held)).replace('<statusCode code="completed"/>', coded(outer), 1))
    if not inner and not outer:
        one = only(f"<organizer>{component(held)}</organizer>")
    assert (one.state, one.wire_status) == (state, word)


@pytest.mark.rule("H9")
def test_h9_a_status_counts_through_any_wrapper_and_twice_is_the_worse() -> None:
    held = observation(KILO)
    assert only(organizer(f"<ukendt>{component(held)}</ukendt>", status="nullified")).state is ResultState.NULLIFIED
    assert only(organizer(component(organizer(component(held))), status="nullified")).state is ResultState.NULLIFIED
    two = only(observation(KILO, status=coded("completed") + coded("nullified")))
    assert two.state is ResultState.NULLIFIED
    silent = only(observation(KILO, status='<statusCode nullFlavor="NI" code="completed"/>'))
    assert silent.state is ResultState.UNKNOWN


@pytest.mark.rule("H12", "H13")
@pytest.mark.parametrize(
    ("value", "text", "number", "unit", "comparator"),
    [
        (KILO, "77.30", "77.30", "kg", ""),
        ('<value xsi:type="PQ" value="0.97" unit="NA"/>', "0.97", "0.97", "NA", ""),
        ('<value xsi:type="PQ" value="1e-3" unit="g"/>', "1e-3", "1e-3", "g", ""),
        ('<value xsi:type="PQ" value="12,5" unit="g"/>', "12,5", None, "g", ""),
        ('<value xsi:type="PQ" value="mange" unit="g"/>', "mange", None, "g", ""),
        ('<value xsi:type="PQ" value="7"/>', "7", "7", "", ""),
        ('<value value="7" unit="g"/>', "7", "7", "g", ""),
        ('<value xsi:type="INT" value="7"/>', "7", "7", "", ""),
        ('<value xsi:type="REAL" value="-.5"/>', "-.5", "-0.5", "", ""),
        ('<value xsi:type="IVL_PQ"><low value="3" unit="g"/></value>', "3", "3", "g", ">="),
        ('<value xsi:type="IVL_PQ"><low value="3" unit="g" inclusive="false"/></value>', "3", "3", "g", ">"),
        (
            '<value xsi:type="IVL_PQ"><low nullFlavor="NI"/><high value="3" unit="g" inclusive="false"/></value>',
            "3",
            "3",
            "g",
            "<",
        ),
        ('<value xsi:type="IVL_PQ"><low value="3" unit="g"/><high value="5" unit="g"/></value>', "3–5", None, "g", ""),
        (
            '<value xsi:type="IVL_PQ"><low value="3" unit="g"/><high value="5" unit="mg"/></value>',
            "3 g–5 mg",
            None,
            "",
            "",
        ),
        ('<value xsi:type="ST">Dårlig\n  nat</value>', "Dårlig nat", None, "", ""),
        ('<value xsi:type="CD" code="A" displayName="Ja"/>', "Ja", None, "", ""),
        ('<value xsi:type="CE" code="A"><originalText>Helt ja</originalText></value>', "Helt ja", None, "", ""),
        ('<value xsi:type="CE" code="A"/>', "A", None, "", ""),
        ('<value xsi:type="ED" mediaType="image/png" representation="B64">AAAA</value>', "[image/png]", None, "", ""),
        ('<value xsi:type="ED">Fri tekst</value>', "Fri tekst", None, "", ""),
        ('<value xsi:type="TS" value="20140120"/>', "20140120", None, "", ""),
        ('<value xsi:type="BL" value="false"/>', "false", None, "", ""),
        ('<value xsi:type="GLIST_PQ"><head value="1" unit="g"/></value>', "1 g", None, "", ""),
        (
            '<value xsi:type="RTO"><numerator value="1" unit="g"/><denominator value="2" unit="L"/></value>',
            "1 g / 2 L",
            None,
            "",
            "",
        ),
    ],
)
def test_h12_a_value_is_as_sent(value: str, text: str, number: str | None, unit: str, comparator: str) -> None:
    one = only(observation(value))
    assert (one.value, one.unit, one.comparator) == (text, unit, comparator)
    parsed = one.quantity.value if one.quantity is not None else None
    assert parsed == (Decimal(number) if number is not None else None)
    if one.quantity is not None:
        assert (one.quantity.wire_text, one.quantity.unit) == (text, unit)


def test_several_values_stand_beside_each_other_each_with_its_unit() -> None:
    one = only(observation(KILO + '<value xsi:type="PQ" value="5" unit="g"/>'))
    assert (one.value, one.unit, one.quantity) == ("77.30 kg; 5 g", "", None)
    assert only(observation(KILO + KILO)).value == "77.30"


def test_no_value_has_its_reason_and_nothing_is_made_of_it() -> None:
    one = only(observation('<value xsi:type="PQ" nullFlavor="ASKU" value="3"/>'))
    assert (one.value, one.quantity, one.absent_reason) == ("", None, "ASKU")
    assert only(observation("")).value == ""


def test_the_code_is_npu_then_medcom_then_the_first() -> None:
    npu = '<translation code="NPU1" codeSystem="{}" displayName="N"/>'
    mcs = '<translation code="MCS1" codeSystem="1.2.208.184.100.8" displayName="M"/>'
    loinc = '<code code="L1" codeSystem="2.16.840.1.113883.6.1" displayName="L">{}</code>'
    for system in ("1.2.208.176.2.1", "2.16.840.1.113883.3.4208.100.1", "urn:oid:1.2.208.176.2.1"):
        one = only(observation(KILO, code=loinc.format(mcs + npu.format(system))))
        assert (one.code, one.system, one.name) == ("NPU1", "urn:oid:1.2.208.176.2.1", "N")
        assert [coding.code for coding in one.concept.codings] == ["L1", "MCS1", "NPU1"]
    one = only(observation(KILO, code=loinc.format(mcs)))
    assert (one.code, one.system) == ("MCS1", "1.2.208.184.100.8")
    one = only(observation(KILO, code=loinc.format("")))
    assert (one.code, one.system) == ("L1", "2.16.840.1.113883.6.1")
    one = only(observation(KILO, code='<code nullFlavor="NI"><originalText>Vægt i dag</originalText></code>'))
    assert (one.code, one.system, one.name) == ("", "", "Vægt i dag")


@pytest.mark.rule("H8")
@pytest.mark.parametrize(
    ("statement", "code", "place"),
    [
        (observation(KILO, code=""), "missing", "code"),
        (observation(KILO, code='<code nullFlavor="NI"/>'), "missing", "code"),
        (observation(KILO, code='<code code="a"/><code code="b"/>'), "duplicate_element", "code"),
        (observation(KILO, time='<effectiveTime value="20140132"/>'), "date", "effectiveTime"),
        (observation(KILO, time='<effectiveTime value="1"/>'), "date", "effectiveTime"),
        (organizer(component(observation(KILO)), time="i går"), "date", "effectiveTime"),
        (observation(KILO, mood="GOL"), "mood", "moodCode"),
        (
            observation(KILO).replace("moodCode", 'negationInd="true" moodCode'),
            "negation",
            "negationInd",
        ),
        ("<observation/>", "missing", "code"),
        ("<act classCode='ACT' moodCode='EVN'><code code='x'/></act>", "statement", "entry"),
    ],
)
def test_h8_what_cannot_be_read_is_named(statement: str, code: str, place: str) -> None:
    assert lost(statement) == [(code, place)]
    assert results(measured(statement)) == []


@pytest.mark.rule("H16")
@pytest.mark.parametrize(
    ("codes", "flag", "text"),
    [
        (("H", "HH"), Flag.CRITICAL_HIGH, ""),
        (("LL", "L", "A"), Flag.CRITICAL_LOW, ""),
        (("A", "H"), Flag.HIGH, ""),
        (("H", "LL"), Flag.ABNORMAL, ""),
        (("HU",), Flag.HIGH, "HU"),
    ],
)
def test_h16_several_assessments_lose_no_severity(codes: tuple[str, ...], flag: Flag, text: str) -> None:
    sent = "".join(f'<interpretationCode code="{code}" codeSystem="2.16.840.1.113883.5.83"/>' for code in codes)
    one = only(observation(KILO + sent))
    assert (one.flag, one.flag_text, one.not_assessed) == (flag, text, False)


@pytest.mark.rule("H16")
def test_h16_flags_and_intervals_only_as_sent() -> None:
    flag = '<interpretationCode code="H" codeSystem="2.16.840.1.113883.5.83"/>'
    one = only(observation(KILO + flag))
    assert (one.flag, one.not_assessed) == (Flag.HIGH, False)
    both = only(observation(KILO + flag + flag.replace('"H"', '"L"')))
    assert both.flag is Flag.ABNORMAL
    local = only(observation(KILO + '<interpretationCode code="H" codeSystem="1.2.3" displayName="hæmolyse"/>'))
    assert (local.flag, local.flag_text, local.not_assessed) == (None, "hæmolyse", False)
    silent = only(observation(KILO + '<interpretationCode nullFlavor="NI"/>'))
    assert (silent.flag, silent.not_assessed) == (None, True)
    interval = '<value xsi:type="IVL_PQ"><low value="60" unit="kg"/><high value="80" unit="kg"/></value>'
    held = "<referenceRange><observationRange>{}</observationRange></referenceRange>"
    one = only(observation(KILO + held.format(interval)))
    assert one.reference is not None
    assert one.reference.low is not None
    assert one.reference.high is not None
    assert (one.reference.low.wire_text, one.reference.high.wire_text, one.flag) == ("60", "80", None)
    alarm = '<code code="RAL" displayName="rød alarmgrænse"/>' + interval
    one = only(observation(KILO + held.format(alarm)))
    assert one.reference is not None
    assert (one.reference.low, one.reference.high) == (None, None)
    assert one.reference.text == "rød alarmgrænse: 60 kg–80 kg"
    one = only(observation(KILO + held.format(interval) + held.format(alarm)))
    assert one.reference is not None
    assert one.reference.text == "60 kg–80 kg; rød alarmgrænse: 60 kg–80 kg"


@pytest.mark.rule("H9")
def test_h9_a_comment_on_an_annulled_value_is_given_to_what_was_annulled_with_it_alone() -> None:
    other = '<code code="DNK05473" displayName="Under"/>'
    pair = measured(
        organizer(
            component(observation(KILO + COMMENT, code='<code code="DNK05472" displayName="Over"/>')),
            status="nullified",
        ),
        organizer(component(observation(KILO, code=other)), status="nullified"),
        organizer(component(observation(KILO, code=other)), status="nullified", time="20260109081501+0100"),
        organizer(component(observation(KILO))),
    )
    first, second, later, weight = results(pair)
    assert [(one.text, one.author, one.about) for one in first.comments] == [("Tastefejl", "Læge Bo Kjær", "")]
    assert [(one.text, one.about) for one in second.comments] == [("Tastefejl", "Over")]
    # A weight of the same moment that holds is not called a mistake by a word about the blood pressure.
    assert (later.comments, weight.comments) == ((), ())
    whole = organizer(component(observation(KILO)) + component(COMMENT.split(">", 1)[1].rsplit("</entry", 1)[0]))
    assert [one.text for one in only(whole).comments] == ["Tastefejl"]


def test_the_time_is_its_own_else_the_organizers() -> None:
    own = observation(KILO, time='<effectiveTime><low value="20260101"/><high value="20260102"/></effectiveTime>')
    assert [one.taken_at.text for one in results(measured(organizer(component(own)))) if one.taken_at] == ["2026-01-01"]
    outer = only(organizer(component(observation(KILO, time='<effectiveTime nullFlavor="NI"/>'))))
    assert outer.taken_at is not None
    assert outer.taken_at.text == "2026-01-09T08:15:00+01:00"
    assert only(observation(KILO, time="")).taken_at is None


def test_devices_stand_in_the_text_and_are_no_results() -> None:
    device = organizer(
        "<participant><participantRole><playingDevice><code nullFlavor='NI'/><manufacturerModelName>Vægt X</manufacturerModelName></playingDevice></participantRole></participant>"
        + component(observation(KILO))
    )
    found = read(document(PHMR, section(entry(device), code="46264-8", title="<title>Udstyr</title>")))
    assert Topic.HOME_MONITORING not in found.rows
    text = found.rows[Topic.DOCUMENTS][0].fact.text  # type: ignore[union-attr]
    assert "Vægt X" in text
    assert "77.30 kg" in text


@pytest.mark.rule("H8", "H12")
def test_h8_entries_of_one_shape_are_read_as_if_each_were_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered of a shape changes nothing but the time it takes."""
    status = ('<statusCode code="completed"/>', "", '<statusCode code="nullified"/>')
    plain = [
        organizer(
            component(observation(f'<value xsi:type="PQ" value="{value}" unit="{unit}"/>', status=word, time="")),
            time=time,
        )
        for word in status
        for value in ("77.3", "78", "null", "", "1&#48;", "7,5", " 8 ", "x")
        for unit in ("kg", "g")
        for time in ("20260109081500+0100", "20260110", "1", "", "null", "2026011&#48;", " 20260111 ")
    ]
    others = [one.replace("<value", "<id root='1.2' extension='9'/><value") for one in plain]
    others += [one.replace("<value", "<methodCode displayName='Målt'/><value") for one in plain]
    act = COMMENT[COMMENT.index("<act") :].split("</entry")[0]
    others += [one.replace("<component>", f"<component>{act}</component><component>") for one in plain[:9]]
    content = measured(*plain, *others)
    hits: list[bool] = []
    known = Shapes.result_of

    def counted(shapes: Shapes, key: tuple[bytes, ...], texts: list[bytes]) -> tuple[LabResult, str] | None:
        found = known(shapes, key, texts)
        hits.append(found is not None)
        return found

    monkeypatch.setattr(Shapes, "result_of", counted)
    quick = read(content)
    monkeypatch.setattr(Shapes, "result_of", lambda *_: None)
    slow = read(content)
    assert quick == slow
    assert hits.count(True) > 100
    assert quick.lost[Topic.HOME_MONITORING]
