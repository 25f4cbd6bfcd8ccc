"""Writes the program's icon in every size from the two drawings in resources/appicon: PNG, Windows' ICO, macOS' ICNS.

python packaging/iconwork/write_icons.py
"""

import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[2]
DRAWINGS = ROOT / "resources" / "appicon"
ICO, ICNS = ROOT / "packaging" / "windows" / "overblik.ico", ROOT / "packaging" / "macos" / "overblik.icns"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_SMALL = 24
"""Pixels up to which the simplified drawing is taken."""
_IN_ICO = (16, 24, 32, 48, 64, 128, 256)
_IN_ICNS = ((b"icp4", 16), (b"icp5", 32), (b"icp6", 64), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512))
"""The types that hold PNG, with the pixels of each (Apple Icon Image format)."""


def drawn(size: int) -> QImage:
    """Draw the icon in so many pixels, small ones by the simplified drawing."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    name = "overblik-small.svg" if size <= _SMALL else "overblik.svg"
    QSvgRenderer(QByteArray((DRAWINGS / name).read_bytes())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def as_png(image: QImage) -> bytes:
    """Write an image as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 0)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def as_ico(pictures: Mapping[int, bytes]) -> bytes:
    """Put PNGs by their size into Windows' container: a head, a directory of 16 bytes each, the pictures.

    A size of 256 is written as 0 (the field is one byte).
    """
    at = 6 + 16 * len(pictures)
    directory = b""
    for size, png in pictures.items():
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), at)
        at += len(png)
    return struct.pack("<HHH", 0, 1, len(pictures)) + directory + b"".join(pictures.values())


def as_icns(pictures: Mapping[bytes, bytes]) -> bytes:
    """Put PNGs by their type into macOS' container: `icns`, the whole length, then type, length and picture of each."""
    body = b"".join(kind + struct.pack(">I", len(png) + 8) + png for kind, png in pictures.items())
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def made() -> dict[Path, bytes]:
    """Make every file, by its path."""
    pngs = {size: as_png(drawn(size)) for size in SIZES}
    files = {DRAWINGS / f"overblik-{size}.png": png for size, png in pngs.items()}
    files[ICO] = as_ico({size: pngs[size] for size in _IN_ICO})
    files[ICNS] = as_icns({kind: pngs[size] for kind, size in _IN_ICNS})
    return files


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv)
    for path, content in made().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(path.relative_to(ROOT), len(content))
