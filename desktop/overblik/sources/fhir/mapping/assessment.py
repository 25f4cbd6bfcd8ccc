"""The laboratory's own assessment, read and never reckoned (R16, H16)."""

from dataclasses import dataclass

from overblik.domain.interpretation import FLAGS, SAID_TOO, united
from overblik.domain.lab_result import Flag
from overblik.sources.fhir.mapping.base import Context
from overblik.wire.fhir_types import CodeableConcept

_SYSTEMS = frozenset(
    {
        "",
        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
        "http://hl7.org/fhir/v3/ObservationInterpretation",
        "http://hl7.org/fhir/v2/0078",
        "http://terminology.hl7.org/CodeSystem/v2-0078",
        "urn:oid:2.16.840.1.113883.5.83",
        "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-core-interpretation-codes",
    },
)
"""Where H means high; a local H may mean haemolysis."""
_NOT_INTERPRETED = "NI"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was said: a flag, or words, or nothing."""

    flag: Flag | None
    text: str
    is_absent: bool


NOT_ASSESSED = Assessment(None, "", is_absent=True)


def assess(sent: tuple[CodeableConcept, ...] | None, context: Context) -> Assessment:
    """Read the interpretations of one value."""
    if not sent:
        return NOT_ASSESSED
    flags: list[Flag] = []
    texts: list[str] = []
    silent = True
    for one in sent:
        known = {coding.code for coding in one.coding or () if (coding.system or "") in _SYSTEMS and coding.code}
        if known == {_NOT_INTERPRETED}:
            continue
        silent = False
        read = [FLAGS[code] for code in sorted(known) if code in FLAGS]
        flags += read
        if not read or known & SAID_TOO:
            texts.append(context.concept(one).said)
    if silent:
        return NOT_ASSESSED
    return Assessment(united(flags), ", ".join(text for text in texts if text), is_absent=False)
