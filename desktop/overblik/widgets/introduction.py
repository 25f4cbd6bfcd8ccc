"""Draws the three steps of a first start over everything else: Enter goes on, Esc leaves them."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from overblik.viewmodels.introduction import COUNT, Example, Step, step_of
from overblik.viewmodels.words import Words
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.gate_option import plain_label
from overblik.widgets.look import Look
from overblik.widgets.mark import Mark
from overblik.widgets.scrolled import Scrolled, Sheet

_WIDTH, _HEIGHT, _COLUMN, _GAP, _SIGN = 900, 540, 340, 12, 44
"""Design pixels: the sheet, the least width of a column, between boxes, and the room of a sign."""
_OF_WINDOW = (
    *(Qt.Key.Key_D, Qt.Key.Key_E, Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0),
    Qt.Key.Key_L,
)
"""With Ctrl: theme, language and size of the text, which the window changes, and the lock, which nothing may take away."""


class ExamplesSheet(Sheet):
    """The examples of a step, in two columns where there is room."""

    def __init__(self, look: Look) -> None:
        """Start without a step."""
        super().__init__()
        self.look = look
        self._examples: tuple[Example, ...] = ()

    def take(self, step: Step) -> None:
        """Show the examples of a step."""
        self._examples = step.examples
        self.update()

    def _flows(self, one: Example, width: int) -> tuple[Flow, Flow]:
        look = self.look
        room = width - look.px(_SIGN) - look.px(14) if not one.keys else width - look.px(28) - self._caps(one)
        heading = laid([Run(one.heading, 14, 600)], look, room, 20)
        return heading, laid([Run(one.text, 13, 400, "text2")], look, room, 18)

    def _caps(self, one: Example) -> int:
        return sum(ink.key_cap_width(key, self.look) + self.look.px(4) for key in one.keys) + self.look.px(4)

    def _placed(self, width: int) -> tuple[list[tuple[QRectF, Example]], int]:
        """Give the box of each example, and the height of all; boxes beside each other are of one height."""
        look = self.look
        columns = 2 if width >= 2 * look.px(_COLUMN) else 1
        wide = (width - (columns - 1) * look.px(_GAP)) // columns
        made: list[tuple[QRectF, Example]] = []
        top = 0
        for place in range(0, len(self._examples), columns):
            row = self._examples[place : place + columns]
            tall = max(sum(flow.height for flow in self._flows(one, wide)) for one in row) + look.px(24)
            for column, one in enumerate(row):
                made.append((QRectF(column * (wide + look.px(_GAP)), top, wide, tall), one))
            top += tall + look.px(_GAP)
        return made, top

    def height_for(self, width: int) -> int:
        """Give the height of all boxes in a width."""
        return self._placed(width)[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the boxes."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("rail"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box, one in self._placed(self.width())[0]:
            self._draw(painter, box, one)
        painter.end()

    def _draw(self, painter: QPainter, box: QRectF, one: Example) -> None:
        look = self.look
        painter.setPen(QPen(look.color("edge"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(7), look.px(7))
        left = box.left() + look.px(14)
        heading, text = self._flows(one, int(box.width()))
        if one.keys:
            for key in one.keys:
                ink.paint_key_cap(painter, left, box.top() + look.px(22), key, look)
                left += ink.key_cap_width(key, look) + look.px(4)
            left += look.px(4)
        else:
            name, colour = paint.MARKER_ICON[one.marker] if one.marker is not None else (one.icon, "accent")
            ink.icon(painter, look, QPointF(left, box.top() + look.px(12)), name, 20, colour)
            left = box.left() + look.px(_SIGN)
        heading.paint(painter, left, box.top() + look.px(12))
        text.paint(painter, left, box.top() + look.px(12) + heading.height)


class Introduction(QWidget):
    """Covers what its owner lets it cover; hears every key while it is there."""

    done = Signal()
    """The last step was left, or the rest was skipped."""

    def __init__(self, look: Look, words: Words, parent: QWidget, number: int = 1) -> None:
        """Begin at a step."""
        super().__init__(parent)
        self.look, self.words, self.number = look, words, number
        self.title = plain_label("", look, 22, "text", 600)
        self.lead = plain_label("", look, 14, "text2")
        self.lead.setWordWrap(True)
        self.place = plain_label("", look, 13, "text2")
        self.sheet = ExamplesSheet(look)
        self.examples = Scrolled(self.sheet)
        self.examples.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.examples.setStyleSheet(f"QScrollArea {{ background: {look.hex('rail')}; }}")
        self.go_on, self.go_back, self.skip = (self._button() for _ in range(3))
        self.setFocusProxy(self.go_on)
        self._lay()
        self.go_on.clicked.connect(lambda: self._step(1))
        self.go_back.clicked.connect(lambda: self._step(-1))
        self.skip.clicked.connect(self.done)
        self._show()

    def _button(self) -> QPushButton:
        button = QPushButton(self)
        button.setFont(self.look.font(13, 600))
        button.setMinimumHeight(self.look.px(32))
        button.setAutoDefault(True)
        button.installEventFilter(self)
        return button

    def _lay(self) -> None:
        px = self.look.px
        outer = QHBoxLayout(self)
        sheet = QWidget(self)
        sheet.setMaximumSize(px(_WIDTH), px(_HEIGHT))
        outer.addStretch(1)
        outer.addWidget(sheet, 100)
        outer.addStretch(1)
        column = QVBoxLayout(sheet)
        column.setSpacing(px(10))
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(Mark(self.look, 40))
        head.addSpacing(px(6))
        head.addWidget(plain_label("Overblik", self.look, 18, "text", 600))
        head.addStretch(1)
        head.addWidget(self.place)
        for button in (self.go_on, self.go_back):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.skip)
        column.addLayout(head)
        column.addSpacing(px(8))
        column.addWidget(self.title)
        column.addWidget(self.lead)
        column.addWidget(self.examples, 1)
        column.addLayout(foot)

    def _show(self) -> None:
        say, step = self.words.say, step_of(self.number, self.words)
        self.title.setText(step.title)
        self.lead.setText(step.lead)
        self.place.setText(step.place)
        self.sheet.take(step)
        self.examples.fit()
        self.examples.verticalScrollBar().setValue(0)
        is_last = self.number == COUNT
        self.go_on.setText(say("intro.begin" if is_last else "intro.next"))
        self.go_back.setText(say("intro.back_button"))
        self.go_back.setEnabled(self.number > 1)
        self.skip.setText(say("intro.skip"))
        self.skip.setVisible(not is_last)
        self.setAccessibleName(step.spoken)
        self.go_on.setAccessibleDescription(step.spoken)

    def _step(self, by: int) -> None:
        if self.number + by > COUNT:
            self.done.emit()
            return
        self.number = max(self.number + by, 1)
        self._show()
        self.take_focus()

    def take_focus(self) -> None:
        """Put the focus where Enter goes on."""
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the window's acts away, but for look and lock: nothing behind may be moved that is not seen."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_heard = event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in _OF_WINDOW
            event.setAccepted(not is_heard)
            return not is_heard
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the keys of the steps before a button moves the focus by them."""
        del watched
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._hear(event.key())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hear the keys where no button has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(1)
        else:
            self._hear(event.key())

    def _hear(self, key: int) -> bool:
        """Go on, back, or leave; scroll where the words need more room than there is."""
        bar = self.examples.verticalScrollBar()
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Backspace: -1}
        lines = {Qt.Key.Key_Down: bar.singleStep(), Qt.Key.Key_Up: -bar.singleStep()}
        lines |= {Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep()}
        if key == Qt.Key.Key_Escape:
            self.done.emit()
        elif key in steps:
            self._step(steps[Qt.Key(key)])
        elif key in lines:
            bar.setValue(bar.value() + lines[Qt.Key(key)])
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the examples out anew."""
        super().resizeEvent(event)
        self.examples.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover everything with the calm ground."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("rail"))
        painter.end()
