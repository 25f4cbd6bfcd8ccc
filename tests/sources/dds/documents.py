"""The documents that the tests of whole documents share: every recorded one, and our own of what those lack."""

from pathlib import Path

from sources.dds.small import (
    AUTHOR,
    COMMENT,
    CPR,
    ME,
    PDC,
    PHMR,
    QRD,
    VALUE,
    analysis,
    component,
    document,
    entry,
    lab_result,
    measured,
    observation,
    organizer,
    report,
    section,
    target,
)

REGISTRATION = """<entry><observation classCode="OBS" moodCode="EVN"><templateId root="1.2.208.184.16.1.10.20.1.{suffix}"/>
<code code="{code}" codeSystem="1.2.208.184.100.1" displayName="{code}"/>{value}{author}</observation></entry>"""
II = '<value xsi:type="II" root="{root}" extension="{extension}"/>'
SILENT = '<value xsi:type="II" nullFlavor="NI"/>'


def registration(code: str, suffix: int, value: str) -> str:
    return REGISTRATION.format(code=code, suffix=suffix, value=value, author=AUTHOR)


OWN_CARD = document(
    PDC,
    section(
        registration("NoResuscitationRegistration", 31, II.format(root="1.2.208.176.1.11", extension="true"))
        + registration("OrganDonorRegistration", 28, SILENT)
        + registration("LivingWillRegistration", 30, II.format(root="1.2.208.176.1.8", extension="false"))
        + registration("TreatmentWillRegistration", 29, II.format(root="1.2.208.176.1.9", extension="måske"))
        + registration("CoverageGroup", 27, II.format(root="1.2.208.176.2.7", extension="2"))
        + registration("LanguageTypedIn", 20, '<value xsi:type="CD" code="pl" displayName="Polsk"/>')
    ),
    head=target(f'<id root="{CPR}" extension="{ME}"/><id root="1.2.208.176.1.99.99.77" extension="true"/>'),
)
PRESSURE = "".join(
    component(
        observation(
            f'<value xsi:type="PQ" value="{value}" unit="mmHg"/>{COMMENT if not place else ""}',
            code=f'<code code="DNK0547{place + 2}" codeSystem="1.2.208.176.2.1" displayName="Tryk {place}"/>',
            status='<statusCode code="completed"/>' if place else "",
            time="",
        )
    )
    for place, value in enumerate(("253", "86"))
)
OWN_MONITORING = measured(
    organizer(PRESSURE, status="nullified"),
    organizer(component(observation('<value xsi:type="PQ" value="77.3" unit="kg"/>'))),
    observation('<value xsi:type="ST">Dårlig nat</value>', mood="RQO"),
)
_GIVEN = (
    '<value xsi:type="CE" code="A1" displayName="Godt"/><value xsi:type="CE" code="A2" displayName="Træt"/>',
    """<value xsi:type="INT" value="7"/><referenceRange><observationRange><value xsi:type="IVL_INT">
<low value="0"/><high value="10"/></value></observationRange></referenceRange>""",
    '<value xsi:type="IVL_INT"><low value="1"/><high value="3"/></value>',
)
_ASKED = [
    component(observation(value, code=f'<code code="q{place}"><originalText>Hvordan {place}?</originalText></code>'))
    for place, value in enumerate(_GIVEN)
]
OWN_ANSWERS = document(QRD, section(entry(organizer("".join(_ASKED)))))
OWN_REPORT = report(
    lab_result(VALUE)
    + lab_result("<Value>*****</Value>", status="proeve_modtaget", of=analysis("NPU01568", name="P-LDL"))
    + lab_result("<Operator>mindre_end</Operator><Value>0.5</Value>", of=analysis("K1", "lokal", "AMA", "Lokal"))
)
OWN = {
    "own card": OWN_CARD,
    "own monitoring": OWN_MONITORING,
    "own answers": OWN_ANSWERS,
    "own report": OWN_REPORT,
    "own device": document(PHMR, section(entry(organizer("<participant/>")), code="46264-8")),
}


def recorded(samples: Path) -> dict[str, bytes]:
    """Give every recorded document that is one, by its path; a byte order mark and all."""
    files = sorted((samples / "cda").rglob("*.xml"))
    return {
        str(file.relative_to(samples / "cda")): file.read_bytes() for file in files if file.parent.name != "hostile"
    }
