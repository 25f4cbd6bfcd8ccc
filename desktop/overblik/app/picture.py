"""The overview as a picture, painted from sections alone: nothing is asked."""

from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

import overblik.app.featureless  # noqa: F401 - before all others
from overblik.app.window import application
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock
from overblik.domain.section import Section
from overblik.runtime import paths
from overblik.viewmodels.card_head import View
from overblik.viewmodels.screen_parts import compose_screen
from overblik.viewmodels.words import Words
from overblik.widgets.look import Look
from overblik.widgets.pane import Pane
from overblik.widgets.style import style_sheet


def picture_of(
    patient_id: PatientId, sections: tuple[Section[Any], ...], clock: Clock, words: Words, theme: str
) -> bytes:
    """Paint the overview of some sections as a PNG of 1440 × 900."""
    application()
    pane = Pane(Look(theme, paths.resources() / "icons"), words)
    pane.setStyleSheet(style_sheet(pane.look))
    pane.resize(1440, 900)
    pane.show()
    pane.show_screen(compose_screen(patient_id, sections, False, View(clock.now(), words)), "")
    for _ in range(4):  # heights settle in the first turns, the feet of the cards in the later ones
        QApplication.processEvents()
    made = png(pane.grab())
    pane.close()
    return made


def png(picture: QPixmap) -> bytes:
    """Write a picture as PNG bytes."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(held.data())
