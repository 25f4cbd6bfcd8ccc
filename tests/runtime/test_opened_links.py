"""macOS hands a link to the running program as an event; only links of ours are taken."""

from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from overblik.domain.launch import Link, read_link
from overblik.runtime.opened_links import hear_links


@pytest.mark.parametrize(
    ("url", "heard"),
    [
        ("overblik://open?server=ehr&patient=Patient/p-1", True),
        ("overblik://open?server=Journal%20Nord&patient=Patient%2Fp-1", True),
        ("file:///tmp/overblik.txt", False),
        ("https://open?server=ehr&patient=Patient/p-1", False),
    ],
)
def test_a_link_of_ours_is_heard_as_it_was_written(qapp: QApplication, url: str, heard: bool) -> None:
    told: list[str] = []
    filtering = hear_links(qapp, told.append)
    try:
        QApplication.sendEvent(qapp, QFileOpenEvent(QUrl(url)))
    finally:
        qapp.removeEventFilter(filtering)
    assert told == ([url] if heard else [])
    if heard:
        assert isinstance(read_link(told[0]), Link)


def test_other_events_pass(qapp: QApplication, qtbot: Any) -> None:
    told: list[str] = []
    filtering = hear_links(qapp, told.append)
    timed = QObject()
    try:
        timed.startTimer(0)
        qtbot.wait(5)
    finally:
        qapp.removeEventFilter(filtering)
    assert told == []
