"""Links that macOS hands to the running program: as an event (QFileOpenEvent), never as a second start."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent

from overblik.domain.launch import SCHEME


class OpenedLinks(QObject):
    """Hears the application's own events; files are left to whoever else opens them."""

    def __init__(self, hear: Callable[[str], None], parent: QObject) -> None:
        """Tell each link of ours as text."""
        super().__init__(parent)
        self._hear = hear

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a link; let everything else pass."""
        if event.type() is QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            url = event.url()
            if url.scheme() == SCHEME:
                self._hear(url.toString(url.ComponentFormattingOption.FullyEncoded))
                return True
        return super().eventFilter(watched, event)


def hear_links(application: QObject, hear: Callable[[str], None]) -> OpenedLinks:
    """Hear the links that the application is sent from now on."""
    heard = OpenedLinks(hear, application)
    application.installEventFilter(heard)
    return heard
