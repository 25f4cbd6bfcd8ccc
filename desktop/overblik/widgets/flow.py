"""Runs of text laid out in lines: everything wraps, nothing is elided (screens.md principle 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from overblik.widgets.look import Look

if TYPE_CHECKING:
    from PySide6.QtGui import QTextLayout


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font and colour."""

    text: str
    size: int = 13
    weight: int = 400
    ink: str = "text"
    is_struck: bool = False
    is_underlined: bool = False


class Flow:
    """Runs broken into lines of one height; the first line may leave room at its right."""

    def __init__(self, runs: Sequence[Run], look: Look, width: float, line: float, first: float | None = None) -> None:
        """Lay out `runs` in `width` pixels with `line` design pixels a line; `first` is the first line's width."""
        from PySide6.QtGui import QTextLayout, QTextOption  # after the first paint, unless a name is very long

        self._step = look.px(line)
        text = "".join(run.text for run in runs).replace("\n", "\u2028")
        self._layout = QTextLayout(text, look.font(runs[0].size, runs[0].weight) if runs else look.font(13))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setFormats(_formats(runs, look))
        self.lines = 0
        self.last = 0.0
        self._break(max(width, 20.0), width if first is None else max(first, 20.0))

    def _break(self, width: float, first: float) -> None:
        layout = self._layout
        layout.beginLayout()
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(first if self.lines == 0 else width)
            line.setPosition(QPointF(0, self.lines * self._step + (self._step - line.height()) / 2))
            self.last = line.naturalTextWidth()
            self.lines += 1
        layout.endLayout()

    @property
    def height(self) -> int:
        """The height of all lines, in pixels."""
        return self.lines * self._step

    @property
    def step(self) -> int:
        """The height of one line, in pixels."""
        return self._step

    def text(self, first: int, last: int) -> str:
        """Give the words of some lines."""
        told = self._layout.text().encode("utf-16-le")
        lines = [self._layout.lineAt(place) for place in range(first, last)]
        parts = (told[2 * line.textStart() : 2 * (line.textStart() + line.textLength())] for line in lines)
        return b"".join(parts).decode("utf-16-le").replace("\u2028", "\n")

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw at a place."""
        self._layout.draw(painter, QPointF(x, y))

    def paint_lines(self, painter: QPainter, at: QPointF, first: int, last: int) -> None:
        """Draw some lines alone, the first of them at a place."""
        for place in range(first, last):
            self._layout.lineAt(place).draw(painter, at - QPointF(0, first * self._step))


def laid(runs: Sequence[Run], look: Look, width: float, line: int, first: float | None = None) -> Flow:
    """Lay out runs, or give what was laid out before: a row is measured once and painted often."""
    key = (tuple(runs), width, line, first)
    known: Flow | None = look.passing.get(key)
    return known if known is not None else look.pass_by(key, Flow(runs, look, width, line, first))


class Stack:
    """Runs under each other; one that fits is drawn plainly, for breaking lines costs twenty times as much."""

    def __init__(self, runs: Sequence[Run], look: Look, width: float, step: int) -> None:
        """Lay out each run in `width` pixels with `step` design pixels a line."""
        self._look, self._width, self._step = look, width, look.px(step)
        self._parts: list[tuple[Run, Flow | None]] = []
        self.height = 0
        for run in runs:
            if not run.text:
                continue
            fits = "\n" not in run.text and look.advance(run.text, run.size, run.weight) <= width
            broken = None if fits else laid([run], look, width, step)
            self._parts.append((run, broken))
            self.height += broken.height if broken else self._step

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw at a place."""
        look = self._look
        for run, broken in self._parts:
            if broken is not None:
                broken.paint(painter, x, y)
                y += broken.height
                continue
            metrics = look.metrics(run.size, run.weight)
            base = y + (self._step - metrics.height()) / 2 + metrics.ascent()
            painter.setFont(look.font(run.size, run.weight))
            if not look.is_plain:
                painter.setPen(look.color(run.ink))
            painter.drawText(QPointF(x, base), run.text)
            if run.is_struck:
                middle = base - metrics.strikeOutPos()
                wide = look.advance(run.text, run.size, run.weight)
                painter.drawLine(QPointF(x, middle), QPointF(x + wide, middle))
            y += self._step


def _formats(runs: Sequence[Run], look: Look) -> "list[QTextLayout.FormatRange]":
    from PySide6.QtGui import QTextCharFormat, QTextLayout

    made, start = [], 0
    for run in runs:
        form = QTextCharFormat()
        form.setFont(look.font(run.size, run.weight))
        form.setForeground(look.color(run.ink))
        form.setFontStrikeOut(run.is_struck)
        form.setFontUnderline(run.is_underlined)
        span = QTextLayout.FormatRange()
        # Lengths are in UTF-16 units, as Qt counts.
        span.start, span.length = start, len(run.text.encode("utf-16-le")) // 2
        span.format = form
        made.append(span)
        start += span.length
    return made


def joined(parts: Sequence[tuple[str, Run]]) -> list[Run]:
    """Join runs with a separator before each but the first; empty runs fall out."""
    made: list[Run] = []
    for separator, run in parts:
        if not run.text:
            continue
        if made and separator:
            made.append(Run(separator, run.size, 400, "text2"))
        made.append(run)
    return made
