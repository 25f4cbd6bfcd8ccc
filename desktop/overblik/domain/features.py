"""What an organisation may turn off on its computers: one table of the names, and the keys that go with each."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from overblik.domain.errors import OverblikError


class Feature(Enum):
    """Something that a policy may turn off, by the name that stands in `[features] off`."""

    PRINT = "print"
    """Paper and PDF of a patient or a list, and `overview --format pdf`."""
    COPY = "copy"
    """A row or a passage on the clipboard."""
    IMPORT = "import"
    """Files read in: `overblik import` and `overview --from`."""
    EXPORT = "export"
    """The overview out of the program: `overview` as JSON, picture or PDF, into a file or another program."""
    TAKING_ALONG = "taking_along"
    """Patients fetched ahead of need, by Ctrl+G or by itself."""
    FOLLOW = "follow"
    """The record system's choice of citizen: overblik:// links, `overblik open`, and the FHIRcast hub."""
    OVERRIDE = "override"
    """Værdispring: what is blocked, shown without the citizen's consent."""
    WARD_BOARD = "ward_board"
    """Many patients at one look: the board and the hand-over."""


class TurnedOff(OverblikError):
    """The organisation's policy has turned off what was asked for; nothing was done."""

    def __init__(self, feature: Feature) -> None:
        """Name the sentence by the feature."""
        self.code = f"off_{feature.value}"
        super().__init__()


KEYS: Mapping[str, Feature] = MappingProxyType(
    {
        "print": Feature.PRINT,
        "paper_kinds": Feature.PRINT,
        "copy": Feature.COPY,
        "readiness": Feature.TAKING_ALONG,
        "ward": Feature.WARD_BOARD,
        "handover": Feature.WARD_BOARD,
        "ward_critical": Feature.WARD_BOARD,
        "ward_density": Feature.WARD_BOARD,
        "shift_step": Feature.WARD_BOARD,
    }
)
"""Words of the keyboard map whose act goes with a feature; palette and help leave them out where it is off."""

ACTS: Mapping[str, Feature] = MappingProxyType(
    {
        "paper.open": Feature.PRINT,
        "list_paper.open": Feature.PRINT,
        "row.copy": Feature.COPY,
        "reveal.override": Feature.OVERRIDE,
        "readiness.open": Feature.TAKING_ALONG,
        "readiness.turn": Feature.TAKING_ALONG,
        "ward.open": Feature.WARD_BOARD,
        "ward.handover": Feature.WARD_BOARD,
        "ward.critical": Feature.WARD_BOARD,
        "ward.density": Feature.WARD_BOARD,
        "ward.show_again": Feature.WARD_BOARD,
    }
)
"""Acts of the window, by feature and method: each says that it is off, instead of doing it."""
