"""Pages onto PDF or printer by one painter; nothing lies in a file in clear on the way (screens.md 6)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from overblik.widgets.paper_layout import Page
from overblik.widgets.paper_slab import UNIT

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_DPI = 72 * UNIT


def pdf_of(pages: Sequence[Page], title: str) -> bytes:
    """Write pages as a PDF in memory; `title` names the kind of document, never the patient."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(title)
    writer.setCreator("Overblik")
    _set_page(writer)
    _paint(writer, pages, 1.0)
    buffer.close()
    return bytes(held.data())


def print_pages(pages: Sequence[Page], printer: "QPrinter") -> bool:
    """Send pages to a printer; false where it does not take them."""
    printer.setFullPage(True)
    _set_page(printer)
    return _paint(printer, pages, printer.resolution() / _DPI)


def _set_page(device: QPagedPaintDevice) -> None:
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageOrientation(QPageLayout.Orientation.Portrait)
    device.setPageMargins(QMarginsF(0, 0, 0, 0))


def _paint(device: QPagedPaintDevice, pages: Sequence[Page], scale: float) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        return False
    painter.scale(scale, scale)
    sent = True
    for place, page in enumerate(pages):
        sent = sent and (place == 0 or device.newPage())
        page.paint(painter)
    return painter.end() and sent
