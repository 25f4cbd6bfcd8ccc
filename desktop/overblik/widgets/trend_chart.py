"""The chart of the trend: painted, walked with the arrows, zoomed with keys and wheel, panned by dragging (screens.md 3.7)."""

from bisect import bisect_left

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from overblik.viewmodels.trend_time import YEAR, Span, whole_of
from overblik.viewmodels.trend_values import Panel, Trend, TrendPoint
from overblik.viewmodels.trend_words import told_at
from overblik.viewmodels.words import Words
from overblik.widgets import ink
from overblik.widgets.look import Look
from overblik.widgets.trend_course import Course, point_y
from overblik.widgets.trend_lane_paint import paint_axis, paint_lanes
from overblik.widgets.trend_panel_paint import paint_panel
from overblik.widgets.trend_places import Places, places

_ZOOM = 0.7
_PAN = 0.25
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)


class TrendChart(QWidget):
    """Shows a Trend; the moment of the crosshair is one at which some point stands."""

    painted = Signal()
    """A trend was painted of which nothing had been painted."""
    moved = Signal()
    """Crosshair, pointer, panel or span changed."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.trend: Trend | None = None
        self.whole = self.span = Span(0.0, 1.0)
        self.at = 0.0
        self.hovered: float | None = None
        self.current = 0
        """The analysis that the details are of, and that Up and Down change."""
        self._places: Places | None = None
        self._courses: list[Course] = []
        self._drag: tuple[float, Span] | None = None
        self._is_first = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_trend(self, trend: Trend | None) -> None:
        """Show a trend; crosshair, analysis and part of time stay where they still are."""
        old, self.trend, self._places = self.trend, trend, None
        self.hovered = None
        if trend is None:
            self._is_first = True
            self.setAccessibleName("")
        else:
            was_whole = old is None or self.span == self.whole
            self.whole = whole_of(trend.start, trend.end)
            self.span = self.whole if was_whole else self.span.within(self.whole)
            self._courses = [Course() for _ in trend.panels]
            self.current = min(self.current, len(trend.panels) - 1) if old else 0
            if old is None or self.at not in trend.moments:
                self.at = self._newest(trend)
            self.setAccessibleName(trend.accessible)
            self.setMinimumHeight(int(self._at(0).height) + 1)
        self._tell()

    def _newest(self, trend: Trend) -> float:
        return trend.panels[self.current].points[-1].when

    def _at(self, height: float) -> Places:
        assert self.trend is not None
        return places(self.trend, self.look, self.words, (self.width(), height), self.current)

    def sizeHint(self) -> QSize:
        """Ask for the size of the picture."""
        return QSize(self.look.px(780), self.look.px(560))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._places = None
        if self.trend is not None:
            self.setMinimumHeight(int(self._at(0).height) + 1)

    @property
    def shown_at(self) -> float:
        """The moment that the readout is of: that under the pointer, else that of the crosshair."""
        return self.at if self.hovered is None else self.hovered

    def _tell(self) -> None:
        self.update()
        self.moved.emit()

    def go_to(self, when: float) -> None:
        """Put the crosshair on a moment and bring it into view."""
        self.at, self.hovered = when, None
        self.span = self.span.showing(when, self.whole)
        self._tell()

    def step(self, by: int) -> None:
        """Go to the previous or next moment at which some answer stands."""
        if self.trend is not None:
            moments = self.trend.moments
            place = min(max(moments.index(self.at) + by, 0), len(moments) - 1)
            self.go_to(moments[place])

    def turn_panel(self, by: int) -> None:
        """Go to another analysis."""
        if self.trend is not None:
            self.current = (self.current + by) % len(self.trend.panels)
            self._places = None
            self._tell()

    def zoom(self, by: float, around: float | None = None) -> None:
        """Show less or more time around the crosshair, or around a moment."""
        if around is None:
            around = min(max(self.at, self.span.start), self.span.end)
        self._span(self.span.zoomed(by, around, self.whole))

    def pan(self, by: float) -> None:
        """Move by parts of what is in view."""
        self._span(self._snapped(self.span.moved(by * self.span.length, self.whole)))

    def _snapped(self, span: Span) -> Span:
        """Begin at a whole pixel: what was drawn is then moved, and drawn anew where it comes into view alone."""
        if self._places is None or span in (self.whole, self.span):
            return span
        pixel = span.length / (self._places.right - self._places.left)
        start = self.span.start + round((span.start - self.span.start) / pixel) * pixel
        return Span(start, start + span.length).within(self.whole)

    def show_years(self, years: float) -> None:
        """Show the last years; 0 shows all."""
        end = self.whole.end
        length = min(years * YEAR, self.whole.length) if years else self.whole.length
        self._span(Span(end - length, end))

    def is_showing(self, years: float) -> bool:
        """Whether these last years are what is in view."""
        if not years:
            return self.span == self.whole
        length = min(years * YEAR, self.whole.length)
        return abs(self.span.length - length) < 1.0 and self.span.end == self.whole.end and self.span != self.whole

    def _span(self, span: Span) -> None:
        self.span = span
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, zoom, pan and change the analysis (screens.md 4.1)."""
        if self.trend is None or not self._do(event):
            super().keyPressEvent(event)

    def _do(self, event: QKeyEvent) -> bool:
        assert self.trend is not None
        key, is_shifted = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = 1 if key == Qt.Key.Key_Right else -1
            self.pan(by * _PAN) if is_shifted else self.step(by)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.turn_panel(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(self.trend.moments[0 if key == Qt.Key.Key_Home else -1])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / _ZOOM if key == Qt.Key.Key_Minus else _ZOOM)
        elif key == Qt.Key.Key_0:
            self._span(self.whole)
        else:
            return False
        return True

    def answers(self, event: QKeyEvent) -> bool:
        """Answer a key that another part of the page has no use for."""
        return self.trend is not None and self._do(event)

    def _nearest(self, x: float) -> float | None:
        """Give the moment nearest to a place, as far as a finger is wide."""
        if self.trend is None or self._places is None:
            return None
        moments = self.trend.moments
        when = self._places.when_of(x, self.span)
        place = bisect_left(moments, when)
        near = min(moments[max(place - 1, 0) : place + 1], key=lambda each: abs(each - when))
        return near if abs(self._places.x_of(near, self.span) - x) <= self.look.px(24) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while the button is down; else read out the moment under the pointer."""
        x = event.position().x()
        if self._drag is not None and self._places is not None:
            begun, span = self._drag
            width = self._places.right - self._places.left
            self._span(self._snapped(span.moved((begun - x) / width * span.length, self.whole)))
            return
        near = self._nearest(x)
        if near != self.hovered:
            self.hovered = near
            self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan; a press on a moment takes the crosshair there."""
        self._drag = (event.position().x(), self.span)
        near = self._nearest(event.position().x())
        if near is not None and self._places is not None:
            y = event.position().y()
            self.current = next((n for n, plot in enumerate(self._places.plots) if y <= plot.bottom()), self.current)
            self._places = None
            self.go_to(near)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End panning."""
        del event
        self._drag = None

    def leaveEvent(self, event: QEvent) -> None:
        """Read out the crosshair again."""
        del event
        self.hovered = None
        self._tell()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        turned = event.angleDelta().y()
        if self._places is not None and turned:
            self.zoom(_ZOOM if turned > 0 else 1 / _ZOOM, self._places.when_of(event.position().x(), self.span))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything."""
        del event
        trend, look = self.trend, self.look
        if trend is None:
            return
        if self._places is None:
            self._places = self._at(self.height())
        at, painter = self._places, QPainter(self)
        for (y, flow), plot, panel, course in zip(at.titles, at.plots, trend.panels, self._courses, strict=True):
            flow.paint(painter, look.px(10), y)
            paint_panel(painter, panel, (plot, self.span), course, look, self.words)
        paint_lanes(painter, trend, at, self.span, look)
        paint_axis(painter, at, self.span, look, self.words)
        self._crosshair(painter, at)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("focus"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), look.px(5), look.px(5))
        painter.end()
        if self._is_first:
            self._is_first = False
            self.painted.emit()

    def _crosshair(self, painter: QPainter, at: Places) -> None:
        """Draw the line of the chosen moment through everything, a ring around its points, and their values."""
        assert self.trend is not None
        look, when = self.look, self.shown_at
        if not self.span.start <= when <= self.span.end:
            return
        x = at.x_of(when, self.span)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("focus"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, at.plots[0].top() - look.px(8)), QPointF(x, at.axis))
        for place, (plot, panel) in enumerate(zip(at.plots, self.trend.panels, strict=True)):
            told = told_at(panel, when, self.words)
            if told.point is None:
                continue
            y = point_y(told.point, panel, plot)
            painter.setPen(QPen(look.color("focus"), 2.4 if place == self.current else 1.4))
            painter.drawEllipse(QPointF(x, y), look.px(9), look.px(9))
            wide = look.advance(told.value, 14, 700) + 2
            left = x - look.px(13) - wide if x - look.px(13) - wide >= plot.left() else x + look.px(13)
            top = y + look.px(3) if _falls(panel, told.point) else y - look.px(20)
            box = QRectF(left, min(max(top, plot.top() - look.px(4)), plot.bottom() - look.px(18)), wide, look.px(18))
            ink.text(painter, look, box, told.value, ink.Style(14, 700, "text", _RIGHT))


def _falls(panel: Panel, point: TrendPoint) -> bool:
    """Whether the line comes from above: then the value is written under it."""
    place = bisect_left(panel.line, point.when, key=lambda each: each.when)
    return 0 < place < len(panel.line) and (point.value or 0.0) < (panel.line[place - 1].value or 0.0)
