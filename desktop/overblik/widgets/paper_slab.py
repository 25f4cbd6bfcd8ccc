"""Pieces of a printed page with their measures: words and marks at places of their own (screens.md 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from overblik.viewmodels.paper import Line, plain
from overblik.widgets.flow import Flow, Run
from overblik.widgets.look import Look

UNIT = 20
"""Units in a point: laid out in twips, so that no width is rounded to the pixels of a screen."""
BODY, STEP = 9, 11.25
"""Points of the body and of its lines: nothing is smaller (screens.md 6)."""
_BLACK, _WHITE, _SHADE = QColor(0, 0, 0), QColor(255, 255, 255), QColor(238, 238, 238)


class PaperLook(Look):
    """The look of paper: black on white in any theme, sizes in points."""

    def __init__(self) -> None:
        """Need no icons."""
        super().__init__("light", Path(), UNIT)

    def color(self, ink: str) -> QColor:
        """Give black; on the black bar white. There is no grey text on paper."""
        return _WHITE if ink == "surface" else _BLACK


class Sign(Enum):
    """What is drawn behind or between words."""

    RULE = "rule"
    THICK = "thick"
    SHADE = "shade"
    BLACK = "black"
    FRAME = "frame"
    DASHED = "dashed"
    HEAVY = "heavy"


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign in a box."""

    sign: Sign
    box: QRectF

    def moved(self, by: QPointF) -> "Mark":
        """Give it at another place."""
        return replace(self, box=self.box.translated(by))


@dataclass(frozen=True, slots=True)
class Words:
    """Some lines of a flow at a place."""

    flow: Flow
    at: QPointF
    first: int
    last: int
    is_repeated: bool = False
    """Whether it stands on an earlier page already: a head, a heading that goes on."""

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.flow.text(self.first, self.last)

    @property
    def height(self) -> float:
        """The height of its lines."""
        return (self.last - self.first) * self.flow.step

    def moved(self, by: QPointF) -> "Words":
        """Give it at another place."""
        return replace(self, at=self.at + by)


@dataclass(slots=True)
class Slab:
    """Something that is placed on a page as a whole; its places begin at its own upper left corner."""

    height: float = 0.0
    words: list[Words] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def put(self, flow: Flow, x: float, y: float) -> float:
        """Put words into it; give where they end."""
        self.words.append(Words(flow, QPointF(x, y), 0, flow.lines))
        return y + flow.height

    def mark(self, sign: Sign, x: float, y: float, width: float, height: float = 0.0) -> None:
        """Put a sign into it."""
        self.marks.append(Mark(sign, QRectF(x, y, width, height)))

    def repeated(self) -> "Slab":
        """Give it as something that stands on an earlier page already."""
        return Slab(self.height, [replace(one, is_repeated=True) for one in self.words], list(self.marks))

    def cut(self, room: float, gap: float) -> tuple["Slab", "Slab"]:
        """Cut it by lines at a height: only for what is taller than a page."""
        above, below = Slab(room), Slab(0.0)
        for one in self.words:
            fits = int((room - one.at.y()) // one.flow.step)
            middle = one.first + min(max(fits, 0), one.last - one.first)
            if middle > one.first:
                above.words.append(replace(one, last=middle))
            if middle < one.last:
                down = one.at.y() - room + one.flow.step + gap if middle == one.first else gap
                below.words.append(replace(one, first=middle, at=QPointF(one.at.x(), max(down, gap))))
        below.height = max((one.at.y() + one.height for one in below.words), default=0.0) + gap
        return above, below


def flow(look: Look, line: Line, width: float, *, size: int = BODY, step: float = STEP, ink: str = "text") -> Flow:
    """Break a paragraph into lines."""
    runs = [Run(piece.text, size, 700 if piece.is_bold else 400, ink) for piece in line]
    return Flow(runs or [Run(plain(line), size)], look, width, step)


def right_edge(slab: Slab, made: Flow, edge: float, y: float, width: float) -> float:
    """Put words against the right edge; longer than a line they begin at their own left."""
    return slab.put(made, edge - (made.last if made.lines == 1 else width), y)


def paint_words(painter: QPainter, words: Sequence[Words]) -> None:
    """Draw words."""
    for one in words:
        if one.last - one.first == one.flow.lines:
            one.flow.paint(painter, one.at.x(), one.at.y())
        else:
            one.flow.paint_lines(painter, one.at, one.first, one.last)


_PENS = {Sign.RULE: 0.4, Sign.THICK: 1.2, Sign.FRAME: 0.8, Sign.DASHED: 1.2, Sign.HEAVY: 1.8}


def paint_marks(painter: QPainter, marks: Sequence[Mark]) -> None:
    """Draw shades first, then boxes and rules."""
    for one in marks:
        if one.sign in (Sign.SHADE, Sign.BLACK):
            painter.fillRect(one.box, _SHADE if one.sign is Sign.SHADE else _BLACK)
    for one in marks:
        if one.sign not in _PENS:
            continue
        pen = QPen(_BLACK, _PENS[one.sign] * UNIT)
        if one.sign is Sign.DASHED:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        if one.sign in (Sign.RULE, Sign.THICK):
            painter.drawLine(one.box.topLeft(), one.box.topRight())
        else:
            painter.drawRect(one.box)
