"""Stamkort: yes, no and not stated never change places, and a fact that contradicts itself is unreadable (S7, rule D)."""

import pytest

from overblik.domain.section import Topic
from overblik.domain.stamkort import EnteredBy, StamkortFact, StamkortKind
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.reading import Read
from sources.dds.documents import II, registration
from sources.dds.small import CPR, ME, OTHER, PDC, document, section, target

FGVH = "NoResuscitationRegistration"
ROOT = "1.2.208.176.1.11"


def card(body: str, ids: str = "", inside: str = "", more: str = "") -> Read:
    head = target(f'<id root="{CPR}" extension="{ME}"/>{ids}', inside) + more
    return read(document(PDC, section(body), head=head))


def facts(found: Read) -> list[StamkortFact]:
    return [row.fact for row in found.rows.get(Topic.MASTER_DATA, ()) if isinstance(row.fact, StamkortFact)]


def lost(found: Read) -> list[tuple[str, str]]:
    return [(one.code, one.place) for one in found.lost.get(Topic.MASTER_DATA, ())]


def fgvh(value: str, suffix: int = 31, code: str = FGVH) -> Read:
    return card(registration(code, suffix, value))


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    ("value", "told"),
    [
        (II.format(root=ROOT, extension="true"), True),
        (II.format(root=ROOT, extension="false"), False),
        (II.format(root=ROOT, extension=" False "), False),
        (II.format(root="1.2.3", extension="true"), True),
        (II.format(root=ROOT, extension="true") * 2, True),
        ('<value xsi:type="II" nullFlavor="NI"/>', None),
        ('<value xsi:type="II" nullFlavor="NI" extension="false"/>', None),
        (II.format(root=ROOT, extension=""), None),
        (II.format(root=ROOT, extension="null"), None),
        ("", None),
    ],
)
def test_s7_yes_no_and_not_stated(value: str, told: bool | None) -> None:
    (fact,) = facts(fgvh(value))
    assert (fact.kind, fact.registered, fact.is_stated) == (StamkortKind.NO_RESUSCITATION, told, told is not None)
    assert fact.document_at is not None
    assert fact.document_at.text == "2026-01-10T12:00:00+01:00"


@pytest.mark.rule("S7")
@pytest.mark.parametrize(
    "value",
    [
        II.format(root=ROOT, extension="ja"),
        II.format(root=ROOT, extension="1"),
        II.format(root="1.2.208.176.1.10", extension="true"),
        II.format(root=ROOT, extension="true") + II.format(root=ROOT, extension="false"),
        II.format(root=ROOT, extension="true") + '<value xsi:type="II" nullFlavor="NI"/>',
        '<value xsi:type="BL" value="true"/>',
        '<value xsi:type="ST">true</value>',
    ],
)
def test_s7_an_odd_value_is_named_and_is_neither(value: str) -> None:
    found = fgvh(value)
    assert (facts(found), lost(found)) == ([], [("value", FGVH)])


@pytest.mark.rule("S7")
def test_s7_two_registrations_that_contradict_each_other_are_both_unreadable() -> None:
    both = [registration(FGVH, 31, II.format(root=ROOT, extension=word)) for word in ("true", "false")]
    found = card("".join(both))
    assert (facts(found), lost(found)) == ([], [("contradiction", FGVH)] * 2)
    assert len(facts(card(both[0] * 2))) == 2


@pytest.mark.rule("S7")
def test_s7_a_negation_or_an_annulled_fact_is_not_its_opposite() -> None:
    value = II.format(root=ROOT, extension="true")
    for change, code in (
        ('negationInd="true" classCode', "negation"),
        ('classCode="OBS" moodCode="EVN"><statusCode code="nullified"/><a x', "status"),
    ):
        body = registration(FGVH, 31, value).replace("classCode", change, 1)
        body = body.replace('<a x="OBS" moodCode="EVN">', "") if code == "status" else body
        found = card(body)
        assert (facts(found), lost(found)) == ([], [(code, FGVH)]), code
    silent = registration(FGVH, 31, value).replace("classCode", 'nullFlavor="NI" classCode', 1)
    assert [(fact.registered, fact.is_stated) for fact in facts(card(silent))] == [(None, False)]


@pytest.mark.parametrize(
    ("code", "suffix", "place"),
    [
        ("LanguageTypedIn", 28, "LanguageTypedIn"),
        ("LanguageTypedIn", 31, FGVH),
        (FGVH, 28, FGVH),
        (FGVH, 99, FGVH),
        ("OrganDonorRegistration", 29, "OrganDonorRegistration"),
        ("Ukendt", 30, "Ukendt"),
        ("", 31, FGVH),
    ],
)
def test_code_and_template_that_disagree_are_unreadable(code: str, suffix: int, place: str) -> None:
    found = fgvh(II.format(root=ROOT, extension="true"), suffix, code)
    assert (facts(found), lost(found)) == ([], [("template_and_code", place)])


def test_a_code_without_a_template_is_enough_and_an_unknown_fact_is_shown() -> None:
    value = II.format(root=ROOT, extension="true")
    body = registration(FGVH, 31, value).replace('<templateId root="1.2.208.184.16.1.10.20.1.31"/>', "")
    assert [fact.registered for fact in facts(card(body))] == [True]
    (other,) = facts(card(registration("NyOplysning", 77, '<value xsi:type="ST">Se her</value>')))
    assert (other.kind, other.code, other.value) == (StamkortKind.OTHER, "NyOplysning", "Se her")


def test_values_by_what_they_are() -> None:
    values = """<value xsi:type="PN"><given>Bo</given><family>null</family></value>
<value xsi:type="AD"><streetAddressLine>Å 1</streetAddressLine>/><postalCode>1</postalCode>/><city>By</city>/> </value>
<value xsi:type="TEL" use="WP" value="tel:1"/><value xsi:type="TEL" value="tel:null"/><value xsi:type="ST">Ring</value>"""
    (fact,) = facts(card(registration("DentistTypedIn", 22, values)))
    assert (fact.name, fact.address, fact.phones, fact.value) == ("Bo", ("Å 1", "1 By"), ("1 (arbejde)",), "Ring")
    silent = '<value xsi:type="TEL" value="tel:null"/><value xsi:type="ST">null</value>'
    assert [one.is_stated for one in facts(card(registration("PatientContactTypedIn", 24, silent)))] == [False]


def test_a_period_is_read_and_nonsense_in_it_is_named() -> None:
    body = registration("TempAddrTypedIn", 21, '<value xsi:type="AD"><city>By</city></value>')
    period = '<effectiveTime><low value="20260101"/><high value="{}"/></effectiveTime><value'
    (fact,) = facts(card(body.replace("<value", period.format("20260201"), 1)))
    assert fact.start is not None
    assert fact.end is not None
    assert (fact.start.text, fact.end.text) == ("2026-01-01", "2026-02-01")
    found = card(body.replace("<value", period.format("altid"), 1))
    assert lost(found) == [("date", "effectiveTime/high")]


def test_who_entered_it() -> None:
    def by(author: str) -> EnteredBy:
        body = registration("LanguageTypedIn", 20, '<value xsi:type="CD" code="pl"/>')
        start, end = body.index("<author>"), body.index("</author>") + len("</author>")
        (fact,) = facts(card(body[:start] + author + body[end:]))
        return fact.entered_by

    template = '<author><templateId root="1.2.208.184.16.1.10.20.{}"/><assignedAuthor/></author>'
    assert by(template.format(30)) is EnteredBy.CITIZEN
    assert by(template.format(31)) is EnteredBy.REGISTER
    assert by("") is EnteredBy.UNKNOWN
    assert by('<author><assignedAuthor><code code="EnteredCitizen"/></assignedAuthor></author>') is EnteredBy.CITIZEN
    assert (
        by(
            template.format(31).replace(
                "<assignedAuthor/>", '<assignedAuthor><code code="EnteredCitizen"/></assignedAuthor>'
            )
        )
        is EnteredBy.UNKNOWN
    )


def relative(*observations: str) -> str:
    held = "".join(f"<component>{one}</component>" for one in observations)
    return (
        f'<entry><organizer classCode="BATTERY" moodCode="EVN"><statusCode nullFlavor="NA"/>{held}</organizer></entry>'
    )


def part(code: str, value: str) -> str:
    return (
        f'<observation classCode="OBS" moodCode="EVN"><code code="{code}" displayName="{code}"/>{value}</observation>'
    )


def test_a_relative_is_one_fact_in_either_form() -> None:
    name, phone = '<value xsi:type="PN"><given>Ea</given></value>', '<value xsi:type="TEL" value="tel:1"/>'
    relation, note = '<value xsi:type="CD" code="nabo" displayName="Nabo"/>', '<value xsi:type="ST">Ring sent</value>'
    organized = relative(
        part("RelativeTypedIn", name + phone), part("RelationTypedIn", relation), part("RelativeNoteTypedIn", note)
    )
    together = f"<entry>{part('RelativeTypedIn', name + phone + relation + note)}</entry>"
    for body in (organized, together):
        (fact,) = facts(card(body))
        assert (fact.kind, fact.name, fact.phones) == (StamkortKind.RELATIVE, "Ea", ("1",))
        assert (fact.relation, fact.note, fact.value) == ("Nabo", "Ring sent", "")
    two = relative(part("RelativeTypedIn", name), part("RelativeTypedIn", name))
    assert len(facts(card(two))) == 2


def test_the_head_of_2_0_gives_facts_that_say_so() -> None:
    ids = "".join(
        f'<id root="1.2.208.176.1.99.99.{suffix}" assigningAuthorityName="x" extension="{extension}"/>'
        for suffix, extension in (("99", "Gruppe_1"), ("88", "false"), ("77", "true"), ("66", "måske"), ("55", "y"))
    )
    guardian = f"<patient><guardian><id root='{CPR}' extension='{OTHER}'/><guardianPerson><name>Vi</name></guardianPerson></guardian></patient>"
    practice = '<providerOrganization><id root="1.2.208.176.1.4" extension="123456"/><name>Klinik</name></providerOrganization>'
    informant = '<informant><relatedEntity><code code="far" displayName="Far"/><relatedPerson><name>Per</name></relatedPerson></relatedEntity></informant>'
    found = card("", ids, guardian + practice, informant)
    told = {fact.kind: fact for fact in facts(found)}
    assert all(fact.is_from_head for fact in told.values())
    assert told[StamkortKind.COVERAGE_GROUP].value == "Gruppe_1"
    assert (told[StamkortKind.ORGAN_DONOR].registered, told[StamkortKind.LIVING_WILL].registered) == (False, True)
    assert StamkortKind.TREATMENT_WILL not in told
    assert lost(found) == [("value", "TreatmentWillRegistration")]
    assert (told[StamkortKind.OTHER].value, told[StamkortKind.GUARDIAN].name) == ("y", "Vi")
    assert (told[StamkortKind.GENERAL_PRACTITIONER].value, told[StamkortKind.GENERAL_PRACTITIONER].name) == (
        "123456",
        "Klinik",
    )
    assert (told[StamkortKind.RELATIVE].name, told[StamkortKind.RELATIVE].relation) == ("Per", "Far")
    assert found.person is not None
    assert found.person.value == ME
    assert found.master is not None
    assert found.master.identifiers == (("urn:oid:1.2.208.176.1.2", ME),)


def test_without_a_provider_there_is_no_practitioner_and_other_documents_name_none() -> None:
    assert facts(card("")) == []
    practice = "<providerOrganization><name>Sygehus</name></providerOrganization>"
    master = read(document("1.2.208.184.15.1", "", head=target("", practice))).master
    assert master is not None
    assert master.contacts == ()
