"""The codes by which a laboratory assesses a value, whatever standard carries them (HL7 ObservationInterpretation)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from overblik.domain.lab_result import Flag

FLAGS: Mapping[str, Flag] = MappingProxyType(
    {
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
)
"""Only where the code system is HL7's: a local H may mean haemolysis."""
SAID_TOO = frozenset({"HU", "LU", "AA"})
"""They say more than the flag: 'significantly', 'critically'. Their words stay beside it."""
_STRONGER = {Flag.HIGH: Flag.CRITICAL_HIGH, Flag.LOW: Flag.CRITICAL_LOW}


def united(flags: Iterable[Flag]) -> Flag | None:
    """Join several; those that contradict each other leave 'abnormal', which has no direction."""
    distinct = set(flags)
    if len(distinct) > 1:
        distinct.discard(Flag.ABNORMAL)
        distinct -= {weak for weak, strong in _STRONGER.items() if strong in distinct}
    if not distinct:
        return None
    return distinct.pop() if len(distinct) == 1 else Flag.ABNORMAL
