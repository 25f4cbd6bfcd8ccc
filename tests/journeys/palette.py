"""A clinician at the palette of a desk."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from journeys.conftest import Desk
from overblik.sync.indexed import MAY_NAME_A_DRUG
from overblik.viewmodels.palette_rows import PaletteRow

CTRL = Qt.KeyboardModifier.ControlModifier


class Palette:
    """A clinician at the palette of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def open(self) -> None:
        self.desk.press(Qt.Key.Key_K, CTRL)
        self.wait()

    @property
    def acts(self) -> Any:
        return self.desk.window.acts.feature("palette")

    @property
    def field(self) -> QLineEdit:
        return self.acts.view.field

    def wait(self) -> None:
        self.desk.bot.waitUntil(lambda: not self.acts.model.is_waiting, timeout=5000)

    def type(self, text: str) -> tuple[PaletteRow, ...]:
        self.field.clear()
        self.desk.bot.keyClicks(self.field, text)
        self.wait()
        return self.rows

    def press(self, key: Qt.Key) -> None:
        self.desk.bot.keyClick(self.field, key)

    @property
    def rows(self) -> tuple[PaletteRow, ...]:
        return self.acts.view.model.rows

    @property
    def hits(self) -> list[PaletteRow]:
        return [row for row in self.rows if row.target is not None]

    def group(self, heading: str) -> list[PaletteRow]:
        """Give the hits under a heading."""
        found: list[PaletteRow] = []
        is_in = False
        for row in self.rows:
            if row.is_heading:
                is_in = row.title == heading
            elif is_in and row.target is not None:
                found.append(row)
        return found

    def headings(self) -> list[str]:
        return [row.title for row in self.rows if row.is_heading]

    def all_patients(self) -> None:
        """Search all kept records, once what was kept is in the index."""
        self.desk.bot.wait(700)  # sections are written a moment after they were shown
        while any(
            topic not in MAY_NAME_A_DRUG for _, topic, _ in self.desk.in_house(lambda house: house.index.lacking())
        ):
            self.desk.bot.wait(50)
        self.press(Qt.Key.Key_Tab)
