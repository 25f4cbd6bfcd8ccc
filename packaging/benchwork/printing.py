"""The failsafe page of the synthetic patient who has most: from sections to the PDF in memory."""

import asyncio
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchwork.measure import row, side_by_side, tell
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF
from PySide6.QtGui import QPainter, QPdfWriter

from overblik.app.demo import demo_settings
from overblik.app.demo_services import services
from overblik.app.house import fetch_overview
from overblik.app.preferred import words_of
from overblik.app.window import application
from overblik.domain.patient import cpr
from overblik.runtime.clock import SetClock
from overblik.viewmodels.card_head import View
from overblik.viewmodels.paper import Paper, paper_text
from overblik.viewmodels.paper_kinds import KINDS, compose_paper
from overblik.widgets.paper_layout import laid_out
from overblik.widgets.paper_out import pdf_of
from overblik.widgets.paper_slab import PaperLook

MOMENT = "2026-11-23T09:41:00+01:00"
HEAVY = "2512489996"
LIMIT = 400


def main() -> None:
    """Compose, lay out and write each document; the floor writes its words line by line, without any layout."""
    application()
    sections, clock = _fetched(), SetClock(datetime.fromisoformat(MOMENT))
    view = View(clock.now(), words_of("da"), opens=True)
    rows = []
    for kind in KINDS:
        paper = compose_paper(kind, cpr(HEAVY), sections, view)
        pages = len(laid_out(paper))

        def whole(kind: str = kind) -> bytes:
            return pdf_of(laid_out(compose_paper(kind, cpr(HEAVY), sections, view)), "Overblik")

        def bare(paper: Paper = paper, pages: int = pages) -> bytes:
            return _plain(paper_text(paper).splitlines(), pages)

        value, floor = side_by_side(whole, bare, 15)
        rows.append(row(f"PDF of the heavy patient: {kind}, {pages} pages", value, "ms", floor, LIMIT, by_ratio=False))
    tell(rows)


def _fetched() -> tuple[Any, ...]:
    """Fetch the patient from the embedded services, as the command line does."""
    with TemporaryDirectory(prefix="overblik-bench-") as folder, services(MOMENT) as told:
        settings = demo_settings(told, Path(folder), MOMENT, "da", "light")
        clock = SetClock(datetime.fromisoformat(MOMENT))
        sections, _ = asyncio.run(fetch_overview(settings, cpr(HEAVY), clock, offline=False))
    return sections


def _plain(lines: list[str], pages: int) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(1440)
    painter = QPainter(writer)
    painter.setFont(PaperLook().font(9))
    each = -(-len(lines) // pages)
    for page in range(pages):
        if page:
            writer.newPage()
        for place, line in enumerate(lines[page * each : (page + 1) * each]):
            painter.drawText(QPointF(680, 600 + 220 * place), line)
    painter.end()
    return bytes(held.data())


if __name__ == "__main__":
    main()
