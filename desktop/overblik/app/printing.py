"""A printed document on the command line: the record of it first, then the PDF."""

import asyncio
from typing import Any

import overblik.app.featureless  # noqa: F401 - before all others
from overblik.app.house import open_house
from overblik.app.window import application
from overblik.domain.disclosure import Disclosed, Disclosure, Medium
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock
from overblik.domain.section import Section
from overblik.runtime.settings import Settings
from overblik.viewmodels.card_head import View
from overblik.viewmodels.paper_kinds import compose_paper
from overblik.viewmodels.words import Words
from overblik.widgets.paper_layout import laid_out
from overblik.widgets.paper_out import pdf_of


def log_print(settings: Settings, patient_id: PatientId, kind: str, clock: Clock) -> Disclosed:
    """Write into the record that a document is about to be saved.

    Raises:
        CannotWrite: it could not be written; nothing may be saved.

    """
    house = open_house(settings, clock, offline=True)
    try:
        return house.right.log_disclosure(patient_id, Disclosure(kind, Medium.FILE))
    finally:
        asyncio.run(house.close())


def printed_pdf(
    kind: str,
    patient_id: PatientId,
    sections: tuple[Section[Any], ...],
    clock: Clock,
    words: Words,
    *,
    printed: Disclosed,
) -> bytes:
    """Compose a document of some sections, and write it as a PDF; nothing is asked."""
    application()
    paper = compose_paper(kind, patient_id, sections, View(clock.now(), words, opens=True), printed=printed)
    return pdf_of(laid_out(paper), words.say("window.title"))
