"""What can be done beside the overview: each feature is made when its key is first pressed, not at the start."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from overblik.domain.features import ACTS

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane


def tells_off(acts: "Acts", name: str) -> bool:
    """Whether the organisation has turned an act off; then it is said, and nothing is done."""
    feature = ACTS.get(name)
    if feature is None or feature not in acts.window.off:
        return False
    acts.window.tell(acts.window.words.say(f"error.off_{feature.value}"))
    return True


class Feature(Protocol):
    """A page or an act of its own: the keys name it and its method (`trend.open`)."""

    def take(self, pane: "Pane") -> None:
        """Make its parts for a new pane: the first one, or one in another look or language."""
        ...

    def blank(self) -> None:
        """Leave nothing of the patient, in the frame in which the pane is emptied (R2)."""
        ...

    def show(self) -> None:
        """Show what changed: sections came, a minute passed, an answer was shown or hidden."""
        ...

    def step_back(self) -> bool:
        """Take one step back inside itself; false where there is none, and its page is left."""
        ...


def _past(acts: "Acts") -> Feature:
    from overblik.widgets.past_acts import PastActs

    return PastActs(acts)


def _paper(acts: "Acts") -> Feature:
    from overblik.widgets.paper_acts import PaperActs

    return PaperActs(acts)


def _list_paper(acts: "Acts") -> Feature:
    from overblik.widgets.list_paper_acts import ListPaperActs

    return ListPaperActs(acts)


def _trend(acts: "Acts") -> Feature:
    from overblik.widgets.trend_feature import TrendFeature

    return TrendFeature(acts)


def _laboratory(acts: "Acts") -> Feature:
    from overblik.widgets.laboratory_feature import LaboratoryFeature

    return LaboratoryFeature(acts)


def _palette(acts: "Acts") -> Feature:
    from overblik.widgets.palette_acts import PaletteActs

    return PaletteActs(acts)


def _help(acts: "Acts") -> Feature:
    from overblik.widgets.help_acts import HelpActs

    return HelpActs(acts)


def _timeline(acts: "Acts") -> Feature:
    from overblik.widgets.timeline_feature import TimelineFeature

    return TimelineFeature(acts)


def _basis(acts: "Acts") -> Feature:
    from overblik.widgets.basis_acts import BasisActs

    return BasisActs(acts)


def _context(acts: "Acts") -> Feature:
    from overblik.widgets.context_acts import ContextActs

    return ContextActs(acts)


def _own_log(acts: "Acts") -> Feature:
    from overblik.widgets.own_log_acts import OwnLogActs

    return OwnLogActs(acts)


def _erase(acts: "Acts") -> Feature:
    from overblik.widgets.erase_acts import EraseActs

    return EraseActs(acts)


def _readiness(acts: "Acts") -> Feature:
    from overblik.widgets.readiness_acts import ReadinessActs

    return ReadinessActs(acts)


def _computer(acts: "Acts") -> Feature:
    from overblik.widgets.computer_acts import ComputerActs

    return ComputerActs(acts)


def _about(acts: "Acts") -> Feature:
    from overblik.widgets.about_acts import AboutActs

    return AboutActs(acts)


def _introduction(acts: "Acts") -> Feature:
    from overblik.widgets.introduction_acts import IntroductionActs

    return IntroductionActs(acts)


def _ward(acts: "Acts") -> Feature:
    from overblik.widgets.ward_acts import WardActs

    return WardActs(acts)


FEATURES: Mapping[str, Callable[["Acts"], Feature]] = MappingProxyType(
    {
        "past": _past,
        "basis": _basis,
        "context": _context,
        "own_log": _own_log,
        "computer": _computer,
        "about": _about,
        "introduction": _introduction,
        "readiness": _readiness,
        "erase": _erase,
        "paper": _paper,
        "list_paper": _list_paper,
        "trend": _trend,
        "laboratory": _laboratory,
        "timeline": _timeline,
        "palette": _palette,
        "help": _help,
        "ward": _ward,
    }
)
"""Each feature by its name; its modules are imported when it is made (docs/decisions/screen.md)."""
