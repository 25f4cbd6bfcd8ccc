"""One frame of the gate: what it is about, lines to type in, options, buttons."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from overblik.viewmodels.gate_parts import GateCard, Press
from overblik.widgets.gate_option import OptionBox, plain_label
from overblik.widgets.look import Look
from overblik.widgets.surface import Surface

_TALL = 44
"""Buttons and fields of lock and sign-in are taller (screens.md 2.4)."""
_LONGEST = 200


class GateCardView(Surface):
    """Draws a GateCard."""

    acted = Signal(str, dict)

    def __init__(self, card: GateCard, look: Look, parent: QWidget | None = None) -> None:
        """Make the parts in reading order."""
        super().__init__(look, parent)
        self.card = card
        self.fields: dict[str, QLineEdit] = {}
        self.buttons: list[QPushButton] = []
        self.options: list[QRadioButton] = []
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(14), px(18), px(14))
        column.setSpacing(px(8))
        self._fill(column)

    def _fill(self, column: QVBoxLayout) -> None:
        card = self.card
        if card.heading:
            column.addLayout(self._heading())
        if card.text:
            column.addWidget(self._label(card.text, 13, "text2"))
        for option in card.options:
            box = OptionBox(option, self.look)
            box.radio.clicked.connect(partial(self.acted.emit, "mode", {"value": option.value}))
            self.options.append(box.radio)
            column.addWidget(box)
        if card.address:
            column.addWidget(self._selectable(card.address))
        self._fill_entries(column)
        if card.error:
            column.addWidget(self._label(card.error, 13, "crit", 600))
        if card.foot:
            column.addWidget(self._label(card.foot, 13, "text2"))

    def _fill_entries(self, column: QVBoxLayout) -> None:
        """One field stands on a line with its buttons; several stand above them."""
        fields = self.card.fields
        if len(fields) == 1:
            column.addLayout(self._line())
            return
        for field in fields:
            column.addWidget(self._field(field.name, field.label, is_secret=field.is_secret))
        column.addLayout(self._presses())

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._label(self.card.heading, 15, "text", 600), 1)
        if self.card.aside:
            row.addWidget(self._label(self.card.aside, 13, "text2"))
        return row

    def _line(self) -> QHBoxLayout:
        """Lay a single field and its buttons on one line."""
        row = QHBoxLayout()
        field = self.card.fields[0]
        row.addWidget(self._field(field.name, field.label, is_secret=field.is_secret), 1)
        for press in self.card.buttons:
            row.addWidget(self._button(press))
        return row

    def _presses(self) -> QVBoxLayout | QHBoxLayout:
        # Names of people are long: they stand under each other.
        box = QVBoxLayout() if any(press.act == "person" for press in self.card.buttons) else QHBoxLayout()
        for press in self.card.buttons:
            box.addWidget(self._button(press))
        return box

    def _field(self, name: str, label: str, *, is_secret: bool) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(label)
        line.setAccessibleName(label)
        line.setMaxLength(_LONGEST)
        line.setFont(self.look.font(14))
        line.setMinimumHeight(self.look.px(_TALL))
        line.setTextMargins(self.look.px(8), 0, self.look.px(8), 0)
        if is_secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        line.returnPressed.connect(self._return)
        self.fields[name] = line
        return line

    def _button(self, press: Press) -> QPushButton:
        button = QPushButton(press.text)
        button.setFont(self.look.font(14, 600))
        button.setMinimumHeight(self.look.px(_TALL))
        button.setAutoDefault(True)
        if press.icon:
            token = "onAccent" if press.is_main else "accent"
            button.setIcon(self.look.icon(press.icon, 16, token, self.devicePixelRatio()))
            button.setText(f" {press.text}")
            button.setAccessibleName(press.text)
        if press.is_main:
            look = self.look
            button.setStyleSheet(
                f"QPushButton {{ background: {look.hex('accent')}; color: {look.hex('onAccent')};"
                f" border: 1px solid {look.hex('accent')}; border-radius: 6px; padding: 4px 14px; }}"
                f" QPushButton:focus {{ border: 2px solid {look.hex('text')}; }}"
            )
        button.clicked.connect(partial(self._act, press))
        self.buttons.append(button)
        return button

    def _selectable(self, text: str) -> QLabel:
        label = self._label(text, 13, "accent")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _label(self, text: str, size: int, ink: str, weight: int = 400) -> QLabel:
        return plain_label(text, self.look, size, ink, weight)

    def _return(self) -> None:
        """Enter in a field presses the first button."""
        if self.card.buttons:
            self._act(self.card.buttons[0])

    def _act(self, press: Press, *_: object) -> None:
        self.acted.emit(press.act, {**self.typed(secrets=True), **({"value": press.value} if press.value else {})})
        for field in self.card.fields:
            if field.is_secret:
                self.fields[field.name].clear()

    def typed(self, *, secrets: bool) -> dict[str, str]:
        """Give what stands in the fields."""
        wanted = (field for field in self.card.fields if secrets or not field.is_secret)
        return {field.name: self.fields[field.name].text() for field in wanted}

    def fill(self, typed: dict[str, str]) -> None:
        """Put back what was typed."""
        for name, text in typed.items():
            if name in self.fields:
                self.fields[name].setText(text)

    def take_focus(self) -> bool:
        """Put the cursor in the first field, or on the first button; false where there is neither."""
        wanted = [*self.fields.values(), *self.buttons]
        if wanted:
            wanted[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(wanted)
