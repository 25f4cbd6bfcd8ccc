"""A paint device that writes down every word it is told to draw: where, in which ink, on which ground, cut by what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPaintDevice, QPaintEngine, QPainter, QTransform
from PySide6.QtWidgets import QWidget

_HAIR = 1.0
"""Pixels by which the edges of letters may differ from the measures of their font."""
_Metric = QPaintDevice.PaintDeviceMetric


@dataclass(frozen=True)
class Word:
    """A piece of text as it was drawn: its tight box, the box that cuts it, its ink and the ground under it."""

    text: str
    box: QRectF
    clip: QRectF | None
    ink: str
    ground: str


class _Engine(QPaintEngine):
    """Takes down words and filled grounds; everything else is let by."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.words: list[Word] = []
        self._grounds: list[tuple[QRectF, str]] = []
        self._tight: dict[tuple[str, str], QRectF] = {}

    def begin(self, device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> Any:
        return QPaintEngine.Type.User

    def updateState(self, state: Any) -> None:
        pass

    def drawPixmap(self, *told: Any) -> None:
        pass

    def drawTiledPixmap(self, *told: Any) -> None:
        pass

    def drawImage(self, *told: Any) -> None:
        pass

    def drawLines(self, *told: Any) -> None:
        pass

    def drawPoints(self, *told: Any) -> None:
        pass

    def drawEllipse(self, *told: Any) -> None:
        pass

    def drawPolygon(self, *told: Any) -> None:
        pass

    def drawRects(self, rects: Any, *told: Any) -> None:
        for rect in rects if isinstance(rects, list | tuple) else [rects]:
            self._fill(QRectF(rect))

    def drawPath(self, path: Any) -> None:
        self._fill(path.boundingRect())

    def _fill(self, box: QRectF) -> None:
        painter = self.painter()
        brush = painter.brush()
        if brush.style() is Qt.BrushStyle.SolidPattern and brush.color().alpha() == 255:
            self._grounds.append((painter.deviceTransform().mapRect(box), brush.color().name()))

    def drawTextItem(self, at: Any, item: Any) -> None:
        painter, text = self.painter(), item.text()
        if not text.strip():
            return
        turn: QTransform = painter.deviceTransform()
        box = turn.mapRect(self._measured(text, item.font()).translated(at))
        clip = turn.mapRect(painter.clipBoundingRect()) if painter.hasClipping() else None
        ground = next((colour for room, colour in reversed(self._grounds) if room.contains(box.center())), "")
        self.words.append(Word(text, box, clip, painter.pen().color().name(), ground))

    def _measured(self, text: str, font: QFont) -> QRectF:
        """Give the box of the ink alone: blanks before and after take none."""
        key = (text, font.key() + str(font.pixelSize()))
        if key not in self._tight:
            metrics = QFontMetricsF(font)
            shift = metrics.horizontalAdvance(text[: len(text) - len(text.lstrip())])
            self._tight[key] = metrics.tightBoundingRect(text.strip()).translated(shift, 0)
        return self._tight[key]


class Recorder(QPaintDevice):
    """A device of some size; `words` holds what was drawn, in the order of drawing."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._engine = _Engine()
        self._size = {
            _Metric.PdmWidth: width,
            _Metric.PdmHeight: height,
            _Metric.PdmWidthMM: width // 4,
            _Metric.PdmHeightMM: height // 4,
            _Metric.PdmNumColors: 1 << 24,
            _Metric.PdmDepth: 32,
            _Metric.PdmDpiX: 96,
            _Metric.PdmDpiY: 96,
            _Metric.PdmPhysicalDpiX: 96,
            _Metric.PdmPhysicalDpiY: 96,
            _Metric.PdmDevicePixelRatio: 1,
            _Metric.PdmDevicePixelRatioScaled: 65536,
        }

    @property
    def words(self) -> list[Word]:
        return self._engine.words

    def paintEngine(self) -> QPaintEngine:
        return self._engine

    def metric(self, metric: Any) -> int:
        return self._size.get(metric, 0)


def drawn_by(draw: Callable[[QPainter], None], width: float, height: float, ground: str = "") -> list[Word]:
    """Give the words that a function draws on a device of some size, with a ground under them."""
    device = Recorder(round(width), round(height))
    painter = QPainter(device)
    if ground:
        painter.fillRect(QRectF(0, 0, width, height), ground)
    draw(painter)
    painter.end()
    return device.words


def drawn_of(widget: QWidget) -> list[Word]:
    """Give the words that a widget and its children draw."""
    device = Recorder(widget.width(), widget.height())
    widget.render(device, QPoint(0, 0))
    return device.words


def joined(text: str) -> str:
    """Leave the white space out: lines may break anywhere."""
    return "".join(text.split())


def faults(words: list[Word], room: QRectF, told: list[str], near: float = _HAIR) -> list[str]:
    """Name what a reader would miss: words outside their room, cut, missing, or one over another."""
    seen = [word for word in words if not word.box.isEmpty()]  # a joining sign has no ink of its own
    found = [
        f"outside {room.getCoords()}: {word.text!r} {word.box.getCoords()}"
        for word in seen
        if not _is_in(word.box, room)
    ]
    found += [f"cut: {word.text!r}" for word in seen if word.clip is not None and not _is_in(word.box, word.clip)]
    everything = "".join(joined(word.text) for word in words)
    found += [f"missing: {text!r}" for text in told if joined(text) not in everything]
    for place, word in enumerate(seen):
        mine = word.box.adjusted(near, near, -near, -near)
        found += [f"{word.text!r} over {other.text!r}" for other in seen[:place] if mine.intersects(other.box)]
    return found


def _is_in(box: QRectF, room: QRectF) -> bool:
    return room.adjusted(-_HAIR, -_HAIR, _HAIR, _HAIR).contains(box)
