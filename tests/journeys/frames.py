"""Writes down, frame by frame, whose data stand on the screen.

A frame is what the parts painted last: a part that was not painted anew still shows what it showed. So each part is
asked when it is painted whose data it holds, and after each round of painting all parts are compared.
"""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from journeys.conftest import Desk
from overblik.domain.patient import PatientId

Owners = frozenset[PatientId]


class Frames(QObject):
    """Watches one window; `mixed` names the frames in which two patients' data stood together."""

    def __init__(self, desk: Desk) -> None:
        """Begin to watch: the model tells whose rows and heads there are, before they are shown."""
        super().__init__()
        self._desk = desk
        self._of_row: dict[str, Owners] = {}
        self._of_head: dict[int, tuple[Any, Owners]] = {}
        self._shown: dict[str, Owners] = {}
        self._is_painted = False
        self.count = 0
        self.mixed: list[dict[str, Owners]] = []
        model = desk.program.model
        take = model.take

        def taken(section: Any) -> bool:
            for entry in section.entries:
                key = f"{section.source}/{entry.provenance.document_id}"
                self._of_row[key] = self._of_row.get(key, frozenset()) | {entry.patient_id}
            return bool(take(section))

        model.take = taken
        for signal in (model.screen_changed, model.head_changed):
            signal.connect(self._headed)
        QApplication.instance().installEventFilter(self)

    def end(self) -> None:
        """Watch no longer."""
        QApplication.instance().removeEventFilter(self)

    def _headed(self, screen: Any) -> None:
        patient_id = self._desk.program.model.patient_id
        for part in (screen.banner, screen.cave, screen.strip, screen.news, screen.summary):
            if part is not None:
                # Two patients without allergies have equal lines, and these are no one's.
                self._of_head[id(part)] = (part, frozenset({patient_id}))

    def _parts(self) -> Iterator[tuple[str, QObject, Owners]]:
        """Give each part that is painted, and whose data it holds now; nobody's where it is empty."""
        pane = self._desk.shell
        for name, view, held in (
            ("banner", pane.banner, pane.banner._banner),
            ("cave", pane.cave, pane.cave._cave),
            ("strip", pane.strip, pane.strip._strip),
            ("news", pane.news, pane.news._strip),
            ("summary", pane.overview.summary, pane.overview.summary._summary),
        ):
            yield name, view, self._of_head.get(id(held), (None, frozenset()))[1]
        for name, card in [*pane.overview.cards.items(), ("full", pane.full)]:
            owners = [self._of_row[row.key] for row in card.model.rows if row.key in self._of_row]
            # A key that two patients share says nothing; the others must agree.
            yield name, card.table.viewport(), frozenset.intersection(*owners) if owners else frozenset()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note what a part paints, and compare the parts when a round of painting is over."""
        if event.type() is QEvent.Type.Paint:
            for name, view, owners in self._parts():
                if view is watched:
                    self._shown[name] = owners
                    self._is_painted = True
        elif self._is_painted:
            self._is_painted = False
            self.count += 1
            held = {name: owners for name, owners in self._shown.items() if owners}
            if held and not frozenset.intersection(*held.values()):
                self.mixed.append(held)
        return False
