"""The page of the trend: head, readout, chart, and the table with details and legend beside it (screens.md 3.7)."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from overblik.viewmodels.card_head import View
from overblik.viewmodels.rows import Row
from overblik.viewmodels.trend_table import TrendTable
from overblik.viewmodels.trend_values import Trend
from overblik.viewmodels.trend_words import details, legend, row_of, told_at, when_words
from overblik.viewmodels.words import Words
from overblik.widgets.look import Look
from overblik.widgets.page_head import HeadButton, PageHead
from overblik.widgets.surface import Surface
from overblik.widgets.trend_chart import TrendChart
from overblik.widgets.trend_side import Details, Readout
from overblik.widgets.trend_table_view import TableView

_BESIDE, _SIDE = 900, 388
_LEAST = 60
_AT_LATEST = 40
"""Milliseconds after which the table is filled though the chart was not painted."""
_YEARS = (1, 2, 5, 0)


class TrendPage(QWidget):
    """Shows a Trend; everything by keys, and the table says all that the chart shows."""

    left = Signal()
    level_turned = Signal()
    add_wanted = Signal()
    drugs_wanted = Signal()

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look, self.words = look, words
        self.trend: Trend | None = None
        self._view: View | None = None
        self._seen: tuple[float, float, int] | None = None
        self._legend: list[tuple[str, str]] = []
        self.table_rows = TrendTable(words, self)
        self.level = HeadButton(words.say("trend.level_off"), "E", look)
        self.level.setCheckable(True)
        self.level.clicked.connect(self.level_turned)
        self.add = HeadButton(f"+ {words.say('trend.add')}", "Shift+A", look)
        self.add.clicked.connect(self.add_wanted)
        self.drugs = HeadButton("", "Shift+M", look, "pill")
        self.drugs.clicked.connect(self.drugs_wanted)
        self.years = {years: self._years(years) for years in _YEARS}
        self.head = PageHead(
            words.say("window.overview"), look, [self.level, *self.years.values(), self.add, self.drugs]
        )
        self.head.left.connect(self.left)
        self.chart, self.readout = TrendChart(look, words), Readout(look)
        self.table, self.details = TableView(self.table_rows, look, words), Details(look, words)
        self.chart.moved.connect(self._follow)
        self._filling = QTimer(self, singleShot=True, interval=0)
        self._filling.timeout.connect(self._fill)
        self.chart.painted.connect(lambda: self._filling.start(0))
        self.table.chosen.connect(self._choose)
        self.table.unanswered.connect(self.chart.answers)
        self._place()
        self.setFocusProxy(self.chart)

    def _years(self, years: int) -> HeadButton:
        say = self.words.say
        button = HeadButton(say("trend.years", count=years) if years else say("trend.whole"), "", self.look)
        button.setCheckable(True)
        button.clicked.connect(lambda: self.chart.show_years(years))
        return button

    def _place(self) -> None:
        px = self.look.px
        first, second, third = Surface(self.look), Surface(self.look), Surface(self.look)
        for frame, parts in ((first, (self.readout, self.chart)), (second, (self.table,)), (third, (self.details,))):
            column = QVBoxLayout(frame)
            margin = px(10) if frame is first else 1
            column.setContentsMargins(margin, margin, margin, margin)
            for part in parts:
                column.addWidget(part, 0 if part is self.readout else 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(px(10))
        side.addWidget(second, 1)
        side.addWidget(third)
        self.table.setMinimumHeight(px(190))
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setContentsMargins(px(12), 0, px(12), px(10))
        self._body.setSpacing(px(10))
        sheet = QWidget()
        under = QVBoxLayout(sheet)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(0)
        under.addWidget(self.head)
        under.addLayout(self._body, 1)
        self._body.addWidget(first, 1)
        self._body.addWidget(self._side)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area)
        self.setMinimumSize(px(_LEAST), px(_LEAST))  # the window is never made larger: what has no room scrolls

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the table under the chart where the width does not hold both."""
        super().resizeEvent(event)
        is_beside = self.width() >= self.look.px(_BESIDE)
        way = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(way)
        self._side.setMaximumWidth(self.look.px(_SIDE) if is_beside else 16_777_215)
        self._side.setMinimumWidth(self.look.px(_SIDE) if is_beside else 0)

    def show_trend(self, trend: Trend | None, view: View | None) -> None:
        """Show a trend, as of a moment; nothing for none."""
        self._view = view
        is_other = (
            self.trend is None or trend is None or [p.key for p in self.trend.panels] != [p.key for p in trend.panels]
        )
        is_first = self.trend is None
        self.trend, self._seen = trend, None
        self._legend = legend(trend, self.words) if trend is not None else []
        if trend is None or not is_first:
            self.table_rows.show(trend)
        if trend is None:
            self.head.tell("", "")
            self.readout.show_told("", ())
            self.details.show_details("", [], [])
        else:
            words, medicines = self.words, trend.medicines
            self.head.tell(trend.title, " · ".join((trend.meta, *trend.notes)))
            drawn, all_of_them = len(medicines.lanes), len(medicines.lanes) + len(medicines.others)
            self.drugs.tell(words.say("trend.drugs", n=drawn, m=all_of_them))
            self.level.tell(words.say("trend.level_on" if trend.has_level else "trend.level_off"))
            self.level.setChecked(trend.has_level)
        self.chart.show_trend(trend)
        if trend is not None and is_first:
            self._filling.start(_AT_LATEST)  # a chart that is scrolled out of view is never painted
        if is_other:
            self.table.fit()

    def _fill(self) -> None:
        """Show the table right after the first picture of the chart: a thousand rows hold nothing up."""
        if self.trend is not None and self.table_rows.trend is not self.trend:
            self.table_rows.show(self.trend)
            self.table.fit()
            self.table.show_moment(self.chart.at)

    def _follow(self) -> None:
        """Let readout, table and details follow the crosshair, and the buttons the part of time."""
        trend, chart, view = self.trend, self.chart, self._view
        if trend is None or view is None:
            return
        for years, button in self.years.items():
            button.setChecked(chart.is_showing(years))
        seen = (chart.shown_at, chart.at, chart.current)
        if seen == self._seen:
            return  # time alone was moved
        self._seen = seen
        told = tuple(told_at(panel, chart.shown_at, self.words) for panel in trend.panels)
        self.readout.show_told(when_words(trend, chart.shown_at, self.words), told)
        self.table.show_moment(chart.at)
        panel = trend.panels[chart.current]
        here = told_at(panel, chart.at, self.words)
        title = self.words.say("trend.details", name=panel.short, date=when_words(trend, chart.at, self.words))
        rows = details(panel, chart.at, view) if here.point is not None else [(panel.short, here.value, "")]
        self.details.show_details(title, rows, self._legend)

    def _choose(self, when: float, place: int) -> None:
        """Take the crosshair to a row of the table, and the details to its column."""
        if self.trend is not None and place >= 0:
            self.chart.turn_panel(place - self.chart.current)
        self.chart.go_to(when)

    def current_row(self) -> Row | None:
        """Give the chosen result, for its original and its copy."""
        if self.trend is None:
            return None
        return row_of(self.trend.panels[self.chart.current], self.chart.at, self.words)

    def blank(self) -> None:
        """Leave nothing of the patient."""
        self.show_trend(None, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the chart answer what nothing else has a use for."""
        if not self.chart.answers(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("canvas"))
        painter.end()
