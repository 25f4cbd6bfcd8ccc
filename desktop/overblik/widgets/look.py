"""The look of one window: palette, scale, fonts and icons, made once and read by every painter."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QImage, QPainter, QPixmap

from overblik.widgets.tokens import PALETTES

_REMEMBERED = 20_000
_PASSING = 600
"""Layouts and courses of a few overviews; each is some kilobytes."""
UNPLACED = 120
"""Pixels: a part that has no place yet is a hundred wide, and words laid out in so little would be endlessly tall."""
_Key = TypeVar("_Key")
_Made = TypeVar("_Made")


def load_typefaces() -> None:
    """Give Qt the typefaces of the packages: the text face, and the one of source messages."""
    for package, name in (
        ("fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf"),
        ("fontpkg_ibm_plex_mono", "IBMPlexMono-Regular.ttf"),
    ):
        found = find_spec(package)
        if found is not None and found.origin is not None:
            QFontDatabase.addApplicationFont(str(Path(found.origin).parent / "files" / name))


class Look:
    """Palette, scale, fonts and icons of one theme; fonts and icons are kept once made."""

    def __init__(self, theme: str, icons: Path, scale: float = 1.0) -> None:
        """Take the theme (`light` or `dark`), the folder of the icons and the text scale."""
        self.theme = theme if theme in PALETTES else "light"
        self.scale = scale
        self.icons = icons
        self.is_plain = False
        """True until the first paint is over: icons, key caps and inks come a moment after the words (qt_numbers)."""
        self._hex = PALETTES[self.theme]
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, int], QFont] = {}
        self._metrics: dict[tuple[int, int], QFontMetricsF] = {}
        self._advances: dict[tuple[str, int, int], float] = {}
        self._pixmaps: dict[tuple[Any, ...], QPixmap] = {}
        self._hatches: dict[float, QImage] = {}
        self.passing: dict[Any, Any] = {}
        """What was laid out or drawn for rows, while they are in view: `pass_by` bounds it."""

    def hex(self, ink: str) -> str:
        """Give a token as `#rrggbb`, for style sheets."""
        return self._hex[ink]

    def color(self, ink: str) -> QColor:
        """Give a token as a colour."""
        return _kept(self._colors, ink, lambda: QColor(self._hex[ink]))

    def px(self, size: float) -> int:
        """Scale a size in design pixels."""
        return round(size * self.scale)

    def font(self, size: int, weight: int = 400) -> QFont:
        """Give the text face at a size in design pixels and a weight of 400 to 700 (font.md)."""
        return _kept(self._fonts, (size, weight), lambda: self._make_font(size, weight))

    def _make_font(self, size: int, weight: int) -> QFont:
        font = QFont("IBM Plex Sans")
        font.setPixelSize(self.px(size))
        # setWeight has no effect on the variable face; the axis has (font.md).
        font.setVariableAxis(QFont.Tag("wght"), float(weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def mono(self, size: int = 12) -> QFont:
        """Give the face of source messages."""
        font = QFont("IBM Plex Mono")
        font.setPixelSize(self.px(size))
        return font

    def metrics(self, size: int, weight: int = 400) -> QFontMetricsF:
        """Give the measures of a font."""
        return _kept(self._metrics, (size, weight), lambda: QFontMetricsF(self.font(size, weight)))

    def advance(self, text: str, size: int, weight: int = 400) -> float:
        """Give the width of a text; short texts are remembered, for tables draw the same ones again and again."""
        key = (text, size, weight)
        known = self._advances.get(key)
        if known is None:
            known = self.metrics(size, weight).horizontalAdvance(text)
            if len(self._advances) > _REMEMBERED:
                self._advances.clear()
            self._advances[key] = known
        return known

    def icon(self, name: str, size: float, token: str, ratio: float = 1.0) -> QPixmap:
        """Give an icon in a colour, sharp for a device pixel ratio."""
        if self.is_plain:
            return QPixmap()
        side = self.px(size)
        return self.drawn(
            (name, token), (side, side), ratio, lambda painter: self._draw_icon(painter, name, side, token)
        )

    def _draw_icon(self, painter: QPainter, name: str, side: int, token: str) -> None:
        from PySide6.QtSvg import QSvgRenderer  # after the first paint

        told = (self.icons / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", self._hex[token])
        QSvgRenderer(QByteArray(told.encode())).render(painter, QRectF(0, 0, side, side))

    def drawn(
        self, key: tuple[str, ...], size: tuple[int, int], ratio: float, draw: Callable[[QPainter], None]
    ) -> QPixmap:
        """Give a small picture of so many pixels, drawn once by its key and sharp for a device pixel ratio."""
        return _kept(self._pixmaps, (*key, *size, ratio), lambda: picture(size, ratio, draw))

    def pass_by(self, key: Any, made: _Made) -> _Made:
        """Keep something that was made for a row, for a while."""
        if len(self.passing) >= _PASSING:
            self.passing.clear()
        self.passing[key] = made
        return made

    def hatch(self, ratio: float = 1.0) -> QImage:
        """Give the tile of the hatch: 45 degree lines, one pixel wide, every six."""
        return _kept(self._hatches, ratio, lambda: self._draw_hatch(ratio))

    def _draw_hatch(self, ratio: float) -> QImage:
        side = round(6 * ratio)
        tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        tile.fill(QColor(0, 0, 0, 0))
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.color("hatch"))
        for shift in (-side, 0, side):
            painter.drawLine(shift, side, shift + side, 0)
        painter.end()
        tile.setDevicePixelRatio(ratio)
        return tile


def picture(size: tuple[int, int], ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
    """Draw on a clear ground of so many pixels, sharp for a device pixel ratio."""
    pixmap = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    draw(painter)
    painter.end()
    return pixmap


def _kept(made: dict[_Key, _Made], key: _Key, make: Callable[[], _Made]) -> _Made:
    if key not in made:
        made[key] = make()
    return made[key]
