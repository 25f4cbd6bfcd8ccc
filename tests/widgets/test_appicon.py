"""The committed icons are what the drawings make, and the containers of Windows and macOS hold them."""

import struct
from pathlib import Path

import pytest
from iconwork import write_icons
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QImageReader

from overblik.app.window import application, make_program, show
from overblik.runtime.settings import Settings


def pixels(png: bytes) -> QImage:
    image = QImage.fromData(png)
    assert not image.isNull()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def in_ico(content: bytes) -> dict[int, bytes]:
    reserved, kind, count = struct.unpack_from("<HHH", content)
    assert (reserved, kind) == (0, 1)
    found = {}
    for place in range(count):
        width, height, _, _, planes, depth, length, at = struct.unpack_from("<BBBBHHII", content, 6 + 16 * place)
        assert (planes, depth, width) == (1, 32, height)
        found[width or 256] = content[at : at + length]
    return found


def in_icns(content: bytes) -> list[bytes]:
    name, whole = struct.unpack_from(">4sI", content)
    assert (name, whole) == (b"icns", len(content))
    at, found = 8, []
    while at < whole:
        _, length = struct.unpack_from(">4sI", content, at)
        found.append(content[at + 8 : at + length])
        at += length
    return found


@pytest.mark.parametrize("size", write_icons.SIZES)
def test_a_committed_picture_is_what_the_drawing_makes(size: int) -> None:
    kept = pixels((write_icons.DRAWINGS / f"overblik-{size}.png").read_bytes())
    assert kept.size() == QSize(size, size)
    assert kept == write_icons.drawn(size)
    assert kept.pixelColor(size // 2, 1 + size // 20) == QColor("#0A6670")


def test_the_containers_hold_the_same_pictures() -> None:
    found = in_ico(write_icons.ICO.read_bytes())
    assert sorted(found) == [16, 24, 32, 48, 64, 128, 256]
    for size, png in found.items():
        assert pixels(png) == write_icons.drawn(size)
    sizes = [pixels(png).width() for png in in_icns(write_icons.ICNS.read_bytes())]
    assert sizes == [16, 32, 64, 128, 256, 512]


def test_another_reader_reads_the_windows_icon() -> None:
    if b"ico" not in [bytes(one.data()) for one in QImageReader.supportedImageFormats()]:
        pytest.skip("this Qt has no reader of ICO")
    assert QImageReader(str(write_icons.ICO)).imageCount() == 7


def test_the_window_shows_the_icon_behind_its_first_paint(tmp_path: Path, qtbot: object) -> None:
    application().setWindowIcon(type(application().windowIcon())())
    program = make_program(Settings(tmp_path))
    try:
        show(program)
        qtbot.waitUntil(lambda: program.is_joined)  # type: ignore[attr-defined]
        icon = program.window.windowIcon()
        assert {size.width() for size in icon.availableSizes()} == set(write_icons.SIZES)
        assert application().desktopFileName() == "dk.overblik.Overblik"
    finally:
        program.window.close()
        program.close()
