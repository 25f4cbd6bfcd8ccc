"""Opens the palette and goes where a hit leads: to the row, the passage, the patient, or the act of a key."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from overblik.domain.features import KEYS as FEATURE_OF
from overblik.domain.features import Feature
from overblik.viewmodels.palette import PaletteModel
from overblik.viewmodels.palette_groups import Command
from overblik.viewmodels.palette_rows import (
    PaletteRow,
    PaletteShown,
    ToAct,
    ToKept,
    ToNumber,
    ToPatient,
    ToRow,
    ToText,
)
from overblik.viewmodels.words import Words
from overblik.widgets.cover import fit_under_cave
from overblik.widgets.keys import ANYWHERE, COMMANDS, KEYS
from overblik.widgets.palette_view import PaletteView

if TYPE_CHECKING:
    from overblik.widgets.acts import Acts
    from overblik.widgets.pane import Pane

_NOT_LISTED = ("search", "escape")
"""What opens and leaves the palette itself."""


_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "overview": "house",
        "medication": "pill",
        "lab_results": "flask-conical",
        "care_plans": "clipboard-list",
        "appointments": "calendar",
        "home_monitoring": "activity",
        "documents": "file-text",
        "contacts": "users",
        "vaccinations": "syringe",
        "master_data": "user",
        "conditions": "heart-pulse",
        "procedures": "stethoscope",
        "past": "history",
        "original": "file-code",
        "fetch_all": "refresh-cw",
        "fetch_section": "refresh-cw",
        "print": "printer",
        "dark": "moon",
        "language": "languages",
        "help": "info",
        "about": "info",
        "introduction": "info",
        "rail": "users",
        "next_patient": "user",
        "previous_patient": "user",
        "news_seen": "check-check",
        "lock": "lock",
        "switch_user": "users",
        "erase_patient": "x",
        "sign_out": "lock",
        "sign_out_erase": "lock",
    }
)


def commands(words: Words, off: frozenset[Feature] = frozenset()) -> tuple[Command, ...]:
    """Give what the keys do, as the palette lists it: one table for shortcuts, help and palette; `off` is left out."""
    made = []
    for cap, _, word, act, arguments in KEYS:
        if word not in _NOT_LISTED and FEATURE_OF.get(word) not in off:
            is_screen = act in ("press", "open_overview")
            told = words.say(f"topic.{word}") if act == "press" else words.say(f"key.{word}")
            name = "open_full" if act == "press" else act
            icon = _ICONS.get(word, "list")
            made.append(Command(cap, told, name, arguments, icon, is_screen, needs_patient=word not in ANYWHERE))
    for word, act, arguments in COMMANDS:
        icon = _ICONS.get(word, "list")
        made.append(Command("", words.say(f"key.{word}"), act, arguments, icon, needs_patient=word not in ANYWHERE))
    return tuple(made)


class PaletteActs(QObject):
    """The feature `palette`."""

    def __init__(self, acts: "Acts") -> None:
        """Stand closed."""
        super().__init__(acts)
        self.acts = acts
        self.view: PaletteView | None = None
        self.model: PaletteModel | None = None
        self._pane: Pane | None = None
        self._back: tuple[QWidget, str] | None = None
        """Where the focus was, and on which row: by its key, for rows come and go meanwhile."""
        self._awaited: ToKept | None = None
        self._marked: ToText | None = None
        acts.documents.found.connect(self._mark)

    def take(self, pane: "Pane") -> None:
        """Make the palette over a new pane."""
        self._pane, self._back = pane, None  # the focus was on a part of the former pane
        view = self.view = PaletteView(pane.look, pane.words, pane)
        if self.model is not None:
            self.model.close()
            self.model.deleteLater()
        model = self.model = PaletteModel(
            self.acts.model, self.acts.window.patients, commands(pane.words, self.acts.window.off)
        )
        model.changed.connect(self._show)
        view.typed.connect(model.ask)
        view.turned.connect(model.turn)
        view.left.connect(self.close)
        view.chosen.connect(self._go)
        pane.resized.connect(self._fit)

    def open(self) -> None:
        """Come into view; once more selects what is typed."""
        assert self.view is not None
        assert self.model is not None
        if self.model.is_open:
            self.view.field.selectAll()
            self.view.field.setFocus()
            return
        if not self.acts.window.choices.rail:
            self.acts.window.toggle_rail()  # it stays hidden until B or Ctrl+K (screens.md 3.1)
        self.acts.act("help.close")()
        focus: QWidget | None = self.acts.window.focusWidget()
        card = self.acts.pane.focused_card()
        row = card.table.current() if card is not None else None
        self._back = (focus, row.key if row is not None else "") if focus is not None else None
        self._fit()
        self.view.begin()
        self.model.open()

    def close(self) -> None:
        """Give way, and put the focus back where it was, on the same row."""
        self._hide()
        back, self._back = self._back, None
        if back is None:
            return
        focus, key = back
        focus.setFocus(Qt.FocusReason.OtherFocusReason)
        card = self.acts.pane.focused_card()
        place = card.model.place_of(key) if card is not None and key else -1
        if card is not None and place >= 0:
            card.table.go_to(place)

    def _hide(self) -> None:
        if self.view is not None and self.model is not None:
            self.model.close()
            self.view.hide()
            self.view.show_hits(PaletteShown())

    def _fit(self) -> None:
        if self.view is not None and self._pane is not None:
            fit_under_cave(self.view, self._pane)

    def blank(self) -> None:
        """Leave nothing of the patient, also of what was typed."""
        self._back = self._marked = None
        if self.view is not None:
            self.view.field.clear()
        self._hide()

    def show(self) -> None:
        """Read anew what changed, and go to what waited for its patient."""
        self._fit()
        if self.model is not None:
            self.model.refresh()
        awaited = self._awaited
        if awaited is None or self.acts.screen is None:
            return
        if self.acts.model.patient_id != awaited.patient_id:
            self._awaited = None
        elif not self.acts.model.is_waiting:
            self._awaited = None
            self._to_row(awaited.card, awaited.key)

    def step_back(self) -> bool:
        """Close, where it is open."""
        if self.model is None or not self.model.is_open:
            return False
        self.close()
        return True

    def _show(self, shown: PaletteShown) -> None:
        if self.view is not None:
            self.view.show_hits(shown)

    def _go(self, row: PaletteRow) -> None:
        """Go where a hit leads."""
        target = row.target
        patients = self.acts.window.patients
        self.close()
        if isinstance(target, ToRow):
            self._to_row(target.card, target.key)
        elif isinstance(target, ToText):
            self._marked = target
            self.acts.documents.open(target.source, target.document)
        elif isinstance(target, ToPatient):
            patients.choose_patient(target.patient_id)
        elif isinstance(target, ToNumber):
            patients.choose_typed(target.text)
        elif isinstance(target, ToKept):
            self._to_kept(target)
        elif isinstance(target, ToAct):
            act: Callable[..., object] = self.acts.act(target.name)
            act(*target.arguments)

    def _to_kept(self, target: ToKept) -> None:
        """Open the patient, and the row when he is there."""
        if self.acts.model.patient_id != target.patient_id:
            self.acts.window.patients.choose_patient(target.patient_id)
        self._awaited = target
        self.show()

    def _to_row(self, card: str, key: str) -> None:
        """Open a card at a row; an empty card is the CAVE line."""
        acts = self.acts
        if not card:
            acts.open_overview()
            acts.pane.cave.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        acts.open_full(card)
        place = acts.pane.full.model.place_of(key)
        if place < 0:
            acts.window.tell(acts.model.words.say("palette.gone"))
            return
        acts.pane.full.table.go_to(place)

    def _mark(self, _: object) -> None:
        """Mark in a document what was searched for, and bring it into view."""
        marked, self._marked = self._marked, None
        if marked is not None:
            self.acts.pane.document.mark(marked.wanted)
