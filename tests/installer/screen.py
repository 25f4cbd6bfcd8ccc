"""Reads the picture of a whole screen, as xwd writes it (X Window Dump, version 7)."""

import struct
from collections import Counter
from pathlib import Path

from PySide6.QtGui import QImage

_HEADER = struct.Struct(">25I")


def read_xwd(path: Path) -> QImage:
    """Give the picture; of 32 bits a pixel, as Xvfb has it at depth 24."""
    content = path.read_bytes()
    header = _HEADER.unpack_from(content)
    size, width, height, bits, line, entries = header[0], header[4], header[5], header[11], header[12], header[19]
    assert bits == 32
    pixels = content[size + entries * 12 :]
    return QImage(pixels, width, height, line, QImage.Format.Format_RGB32).copy()


def colours(picture: QImage) -> Counter[str]:
    """Count the pixels of each colour, as `#RRGGBB`."""
    found = bytes(picture.convertToFormat(QImage.Format.Format_RGB888).constBits())
    line, width = picture.convertToFormat(QImage.Format.Format_RGB888).bytesPerLine(), picture.width() * 3
    counted: Counter[str] = Counter()
    for row in range(picture.height()):
        start = row * line
        counted.update(found[at : at + 3].hex() for at in range(start, start + width, 3))
    return Counter({f"#{name.upper()}": count for name, count in counted.items()})
