"""The trend of the open patient: which analyses and medicines were chosen, composed anew when something changes."""

from PySide6.QtCore import QObject, Signal

from overblik.viewmodels.overview import OverviewModel
from overblik.viewmodels.trend import trend
from overblik.viewmodels.trend_values import MOST, SeriesKey, Trend
from overblik.viewmodels.veil import veiled


class TrendModel(QObject):
    """Follows the open patient; what was chosen is forgotten with him."""

    changed = Signal(object)
    """A Trend, or none."""

    def __init__(self, model: OverviewModel) -> None:
        """Start without an analysis."""
        super().__init__(model)
        self.model = model
        self.chosen: tuple[SeriesKey, ...] = ()
        self.drugs: frozenset[str] | None = None
        self.trend: Trend | None = None

    def open(self, key: SeriesKey) -> None:
        """Show one analysis: others are added by the user alone."""
        self.chosen, self.drugs = (key,), None
        self.compose()

    def add(self, key: SeriesKey) -> None:
        """Add an analysis below the others, as long as there is room for it."""
        if key not in self.chosen and len(self.chosen) < MOST:
            self.chosen = (*self.chosen, key)
            self.compose()

    def remove(self, key: SeriesKey) -> None:
        """Take an analysis away; the last one stays."""
        if key in self.chosen and len(self.chosen) > 1:
            self.chosen = tuple(one for one in self.chosen if one != key)
            self.compose()

    def turn_drug(self, key: str) -> None:
        """Draw a drug, or draw it no more."""
        if self.trend is not None:
            drawn = self.drugs if self.drugs is not None else frozenset(one.key for one in self.trend.medicines.lanes)
            self.drugs = drawn ^ {key}
            self.compose()

    def clear(self) -> None:
        """Leave nothing of the patient."""
        self.chosen, self.drugs = (), None
        self._tell(None)

    def compose(self) -> None:
        """Compose what was chosen from what is known now."""
        model = self.model
        if model.patient_id is None or not self.chosen:
            self._tell(None)
            return
        sections = veiled(model.sections, model.words.say("medication.veiled"))
        self._tell(trend(sections, model.view(is_full=True), self.chosen, self.drugs))

    def _tell(self, made: Trend | None) -> None:
        if made != self.trend:
            self.trend = made
            self.changed.emit(made)
