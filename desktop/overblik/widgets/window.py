"""The window: rail and empty pane first, the patient's pane after the first paint; its title names no patient."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QWidget

from overblik.domain.features import Feature
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.patient_list import PatientListModel
from overblik.viewmodels.words import Words
from overblik.widgets.empty import EmptyPane
from overblik.widgets.look import Look
from overblik.widgets.rail import Rail
from overblik.widgets.style import style_sheet

if TYPE_CHECKING:
    from overblik.viewmodels.overview import OverviewModel
    from overblik.viewmodels.pack import PackModel
    from overblik.viewmodels.session import SessionModel
    from overblik.viewmodels.shelf import Shelf
    from overblik.viewmodels.ward_model import WardModel
    from overblik.widgets.acts import Acts
    from overblik.widgets.message import Message
    from overblik.widgets.pane import Pane


class MainWindow(QMainWindow):
    """One window, one patient at a time."""

    choices_changed = Signal(object)
    painted = Signal()
    """A composed screen has been given to the parts."""
    lock_wanted = Signal(str)
    """Why: Ctrl+L, or an act of the palette."""
    first_painted = Signal()
    """Rail and empty pane are on the screen: now the rest may be loaded."""

    def __init__(
        self,
        patients: PatientListModel,
        choices: Choices,
        icons: Path,
        words_of: Callable[[str], Words],
        clinician: str = "",
    ) -> None:
        """Make rail and empty pane in the look and language that the user chose."""
        super().__init__()
        self.patients, self.choices, self.words = patients, choices, patients.words
        self._icons, self._words_of, self.clinician = icons, words_of, clinician
        self._is_painted = self._is_searching = False
        self._early = ""
        self.pane: Pane | None = None
        self.acts: Acts | None = None
        self.message: Message | None = None
        self.session: SessionModel | None = None
        self.pack: PackModel | None = None
        self.off: frozenset[Feature] = frozenset()
        """What the organisation has turned off; known when somebody is let in."""
        self.empty_key = "window.no_patient"
        """The sentence where there is no patient."""
        self.shelf: Shelf | None = None
        """What the program says of itself: parts, manual, kept reports."""
        self.ward: WardModel | None = None
        """The lists of the session, once somebody works."""
        self.setWindowTitle(self.words.say("window.title"))
        self.resize(choices.width, choices.height)
        self._make_front()

    def _make_front(self) -> None:
        self.look = Look(self.choices.theme, self._icons, self.choices.scale)
        self.look.is_plain = self.acts is None
        self.setStyleSheet(style_sheet(self.look))
        self.setFont(self.look.font(13))
        body = self._body = QWidget(self)
        self._row = QHBoxLayout(body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.rail = Rail(self.patients, self.look, self.clinician, body)
        self.rail.setVisible(self.choices.rail)
        self.empty = EmptyPane(self.look, self.words.say(self.empty_key), body)
        self._row.addWidget(self.rail)
        self._row.addWidget(self.empty, 1)
        self.setCentralWidget(body)

    def join(self, model: "OverviewModel") -> None:
        """Add the patient's pane, its acts and the keys; called once, after the first paint."""
        from overblik.widgets.acts import Acts

        self.acts = Acts(self, model)
        self.look.is_plain = False
        self.rail.update()
        self.rail.list.viewport().update()
        self._make_pane()
        self._make_keys()
        self.painted.connect(self._fit_rail)
        model.told.connect(self.tell)
        if self._early:
            self.tell(self._early)

    def _make_pane(self) -> None:
        from overblik.widgets.message import Message
        from overblik.widgets.pane import Pane

        assert self.acts is not None
        self.pane = Pane(self.look, self.words)
        self.pane.empty.tell(self.words.say(self.empty_key))
        self._row.removeWidget(self.empty)
        self.empty.hide()  # it is deleted by the event loop, and must not be seen until then
        self.empty.deleteLater()
        self._row.addWidget(self.pane, 1)
        self.message = Message(self.look, self._body)
        self.acts.take(self.pane)
        if self.off:
            self._turn_off(self.pane)
        self.rail.left.connect(self.acts.leave_search)
        self.rail.left.connect(self._fit_rail)
        self.pane.pages.currentChanged.connect(self._fit_rail)
        self._fit_rail()

    def _make_keys(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeySequence, QShortcut

        from overblik.widgets.keys import KEYS

        assert self.acts is not None
        for _, sequences, _, name, arguments in KEYS:
            call = self.acts.act(name)
            for sequence in sequences:
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(lambda call=call, arguments=arguments: call(*arguments))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the first paint is over."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def tell(self, sentence: str) -> None:
        """Say a sentence at the lower right."""
        if self.message is None:
            self._early = sentence
        else:
            self.message.tell(sentence)

    def search(self) -> None:
        """Put the cursor in the search field, with the rail in view."""
        from PySide6.QtCore import Qt

        self._show_rail(shown=True)
        self._is_searching = True  # showing the list moves the window, and it would give way before it has the focus
        self.rail.setVisible(True)
        self.rail.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._is_searching = False
        self.rail.search.selectAll()

    def toggle_rail(self) -> None:
        """Hide or show the list of patients, so that the patient beside reads no other names."""
        self._show_rail(shown=not self.choices.rail)

    @property
    def may_work(self) -> bool:
        """Whether somebody is let in, where somebody must be."""
        return self.session is None or self.session.is_open

    def filter(self) -> None:
        """Filter what is in view: the board's lines, or results and events."""
        assert self.acts is not None
        self.acts.act("ward.filter" if self.pane is not None and self.pane.is_board else "laboratory.filter")()

    def fetch(self) -> None:
        """Fetch again what is in view: the list, or all sources of the open patient."""
        assert self.acts is not None
        self.acts.act("ward.again" if self.pane is not None and self.pane.is_board else "fetch_all")()

    def take_choices(self, choices: Choices) -> None:
        """Keep a choice that changes no part of the window itself."""
        self._take(choices)

    def _show_rail(self, *, shown: bool) -> None:
        if shown != self.choices.rail:
            self.rail.setVisible(shown)
            self._take(replace(self.choices, rail=shown))

    def _fit_rail(self, _: object = None) -> None:
        """Let the list give way where it would take more than two fifths of the window, unless it is searched."""
        has_room = self.rail.width() <= 0.4 * self.width()
        is_searched = self._is_searching or self.focusWidget() is self.rail.search
        is_alone = self.pane is not None and self.pane.is_alone
        self.rail.setVisible(not is_alone and self.choices.rail and (has_room or is_searched))

    def lock(self, why: str = "key") -> None:
        """Ask for the screen to be locked now, or for the user to be signed out."""
        self.lock_wanted.emit(why)

    def name(self, clinician: str) -> None:
        """Say who is signed in."""
        self.clinician = clinician
        self.rail.name(clinician)

    def scale_by(self, by: int) -> None:
        """Make the text larger, smaller, or normal."""
        self._change(self.choices.scaled(by))

    def turn_theme(self) -> None:
        """Change between light and dark."""
        self._change(self.choices.turned())

    def say_no_sources(self) -> None:
        """Say where there is no patient that there can be none: nobody has set up whom to ask."""
        self.empty_key = "window.no_sources"
        self.empty.tell(self.words.say(self.empty_key))

    def wear(self, theme: str) -> None:
        """Take another theme before the window is joined."""
        assert self.acts is None
        self.choices = replace(self.choices, theme=theme)
        self._make_front()

    def turn_language(self) -> None:
        """Change between Danish and English."""
        self._change(self.choices.spoken())

    def _change(self, choices: Choices) -> None:
        """Make all parts anew in another look or language, with the patient where he was."""
        if choices == self.choices:
            return
        assert self.acts is not None
        model, typed = self.acts.model, self.rail.search.text()
        self.words = model.words = self.patients.words = self._words_of(choices.language)
        self._take(choices)
        self._make_anew(typed)
        self.acts.look_again()

    def _make_anew(self, typed: str) -> None:
        """Make all parts anew, with the patient where he was."""
        assert self.acts is not None
        self._make_front()
        self._make_pane()
        self.patients.lines_changed.emit(None)
        self.acts.model.compose()
        self.rail.search.setText(typed)  # what was typed outlives the look (R25)

    def obey(self, off: frozenset[Feature]) -> None:
        """Offer nothing that the organisation has turned off: the parts are made anew without it."""
        if off != self.off:
            self.off = off
            if self.acts is not None:
                self._make_anew(self.rail.search.text())

    def _turn_off(self, pane: "Pane") -> None:
        from overblik.widgets.clipboard import forbid_copies

        if Feature.COPY in self.off:
            forbid_copies(pane)
        if Feature.OVERRIDE in self.off:
            pane.reveal.offer_no_override()

    def _take(self, choices: Choices) -> None:
        self.choices = choices
        self.choices_changed.emit(choices)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message in its corner."""
        super().resizeEvent(event)
        self._fit_rail()
        if self.message is not None:
            self.message.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember size and place; leave nothing of the patient."""
        kept = replace(self.choices, is_maximised=self.isMaximized())
        if not self.isMaximized():
            kept = replace(kept, width=self.width(), height=self.height())
        self._take(kept)
        if self.acts is not None:
            self.acts.model.close_patient()
        super().closeEvent(event)
