"""Where everything of the trend stands in a width and a height: titles, plots, lanes and the axis of time."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from overblik.viewmodels.trend_scale import tick_text
from overblik.viewmodels.trend_time import Span
from overblik.viewmodels.trend_values import Lane, Panel, Trend
from overblik.viewmodels.words import Words
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import Look

_LEAST_PLOT, _FIRST_WEIGHT = 68, 1.4
_LANE, _PAD = 24, 10


@dataclass(frozen=True, slots=True)
class Places:
    """Boxes in pixels, from the top."""

    titles: tuple[tuple[float, Flow], ...]
    plots: tuple[QRectF, ...]
    lanes_title: float
    lanes: tuple[tuple[QRectF, Flow | None], ...]
    """The box of each bar, and its words where they have no room in or beside it."""
    notes: tuple[tuple[float, Flow], ...]
    axis: float
    left: float
    right: float
    height: float

    def x_of(self, when: float, span: Span) -> float:
        """Place a moment."""
        return self.left + (when - span.start) / span.length * (self.right - self.left)

    def when_of(self, x: float, span: Span) -> float:
        """Give the moment of a place."""
        return span.start + (x - self.left) / max(self.right - self.left, 1.0) * span.length


def y_of(value: float, panel: Panel, plot: QRectF) -> float:
    """Place a value in its plot."""
    scale = panel.scale
    return plot.bottom() - (value - scale.low) / (scale.high - scale.low) * plot.height()


def gutter(trend: Trend, look: Look) -> float:
    """Give the width of the widest number at an axis."""
    told = [tick_text(tick, panel.scale.step) for panel in trend.panels for tick in panel.scale.ticks()]
    return max(look.advance(text, 12) for text in told) + look.px(_PAD + 12)


def title_runs(panel: Panel, *, is_current: bool) -> list[Run]:
    """Write the title of an axis: name, unit, code; what its scale and its line say of themselves."""
    runs = [Run(panel.name, 13, 700 if is_current else 600)]
    runs += [Run(f", {panel.unit}", 13, 400, "text2")] if panel.unit else []
    runs += [Run(f"  {panel.code}", 13, 400, "text3")] if panel.code else []
    told = [note for note in (panel.scale.note, panel.note) if note]
    return runs + [Run(f"  · {note}", 12, 400, "stale") for note in told]


def places(trend: Trend, look: Look, words: Words, size: tuple[float, float], current: int) -> Places:
    """Share the height: titles, lanes and axis take what they need, the plots the rest; the first is the largest."""
    px, width = look.px, size[0]
    left, right = gutter(trend, look), width - px(14)
    room = width - px(2 * _PAD)
    titles = [
        laid(title_runs(panel, is_current=place == current), look, room, 18) for place, panel in enumerate(trend.panels)
    ]
    lanes = [_words_of(lane, look, right - left) for lane in trend.medicines.lanes]
    notes = [laid([Run(text, 12, 400, tone)], look, room, 16) for text, tone in _notes(trend, words)]
    axis = px(36) + laid([Run(words.say("trend.axis"), 12)], look, right - left, 16).height
    fixed = sum(flow.height + px(10) for flow in titles) + px(30) + axis
    fixed += sum(px(_LANE) + (flow.height if flow else 0) for flow in lanes) + sum(flow.height for flow in notes)
    weights = [_FIRST_WEIGHT if place == 0 else 1.0 for place in range(len(titles))]
    free = max(size[1] - fixed - px(8), px(_LEAST_PLOT) * sum(weights))
    y, heads, plots = float(px(6)), [], []
    for flow, weight in zip(titles, weights, strict=True):
        heads.append((y, flow))
        y += flow.height + px(4)
        tall = free * weight / sum(weights)
        plots.append(QRectF(left, y, right - left, tall))
        y += tall + px(6)
    lanes_title = y + px(4)
    y, bars = lanes_title + px(22), []
    for words_below in lanes:
        y += words_below.height if words_below else 0
        bars.append((QRectF(left, y + px(3), right - left, px(_LANE - 7)), words_below))
        y += px(_LANE)
    said = []
    for flow in notes:
        said.append((y, flow))
        y += flow.height
    return Places(
        tuple(heads), tuple(plots), lanes_title, tuple(bars), tuple(said), y + px(4), left, right, y + axis + px(6)
    )


def _words_of(lane: Lane, look: Look, room: float) -> Flow | None:
    """Give the words of a lane that need lines of their own: they are wider than the whole axis."""
    wide = look.advance(lane.name, 13, 600) + look.advance(f" {lane.text}", 12)
    if wide + look.px(16) <= room:
        return None
    return laid([Run(lane.name, 13, 600), Run(f" {lane.text}", 12, 400, "text2")], look, room, 17)


def _notes(trend: Trend, words: Words) -> list[tuple[str, str]]:
    medicines = trend.medicines
    told = [(" · ".join(medicines.notes), "stale")] if medicines.notes else []
    if medicines.others:
        names = ", ".join(lane.name for lane in medicines.others)
        told.append((words.say("trend.medicine_others", names=names), "text2"))
    if not medicines.lanes and not medicines.others and not medicines.notes:
        told.append((words.say("trend.medicine_none"), "text2"))
    return told
