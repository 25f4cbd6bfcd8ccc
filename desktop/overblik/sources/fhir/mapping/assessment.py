"""The laboratory's own assessment, read and never reckoned (R16, H16)."""

from dataclasses import dataclass

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
_FLAGS = {
    "N": Flag.NORMAL,
    "H": Flag.HIGH,
    "L": Flag.LOW,
    "HH": Flag.CRITICAL_HIGH,
    "LL": Flag.CRITICAL_LOW,
    "A": Flag.ABNORMAL,
    "HU": Flag.HIGH,
    "LU": Flag.LOW,
    "AA": Flag.ABNORMAL,
}
_SAID_TOO = frozenset({"HU", "LU", "AA"})
"""They say more than the flag: 'significantly', 'critically'. Their words stay beside it."""
_STRONGER = {Flag.HIGH: Flag.CRITICAL_HIGH, Flag.LOW: Flag.CRITICAL_LOW}
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
        read = [_FLAGS[code] for code in sorted(known) if code in _FLAGS]
        flags += read
        if not read or known & _SAID_TOO:
            texts.append(context.concept(one).said)
    if silent:
        return NOT_ASSESSED
    return Assessment(_united(flags), ", ".join(text for text in texts if text), is_absent=False)


def _united(flags: list[Flag]) -> Flag | None:
    """Join several; those that contradict each other leave 'abnormal', which has no direction."""
    distinct = set(flags)
    if len(distinct) > 1:
        distinct.discard(Flag.ABNORMAL)
        distinct -= {weak for weak, strong in _STRONGER.items() if strong in distinct}
    if not distinct:
        return None
    return distinct.pop() if len(distinct) == 1 else Flag.ABNORMAL
