"""The messages of a Windows session are read as Microsoft documents them (G9, class J); no Windows is needed for that."""

import ctypes
from ctypes import wintypes
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication

from overblik.runtime.windows_session import WindowsSession, event_of

pytestmark = pytest.mark.rule("G9")
GENERIC = QByteArray(b"windows_generic_MSG")


class TerminalServices:
    """Stands for wtsapi32."""

    def __init__(self, *, registers: bool = True) -> None:
        self.registers = registers
        self.asked: list[tuple[int, int]] = []

    def WTSRegisterSessionNotification(self, window: wintypes.HWND, flags: int) -> int:
        self.asked.append((window.value or 0, flags))
        return int(self.registers)


@pytest.fixture
def application(qapp: QCoreApplication) -> QCoreApplication:
    return qapp


def listening(application: QCoreApplication, services: TerminalServices) -> tuple[WindowsSession, list[str], bool]:
    events: list[str] = []
    session = WindowsSession(4711, services, application)
    return session, events, session.listen(events.append)


def send(session: WindowsSession, message: int, status: int, kind: Any = GENERIC) -> tuple[bool, int]:
    told = wintypes.MSG(message=message, wParam=status)
    assert session._filter is not None
    return session._filter.nativeEventFilter(kind, ctypes.addressof(told))


@pytest.mark.parametrize(
    ("message", "status", "event"),
    [
        (0x02B1, 7, "lock"),
        (0x02B1, 8, "unlock"),
        (0x02B1, 1, "switch"),
        (0x02B1, 2, "switch"),
        (0x02B1, 6, "switch"),
        (0x02B1, 3, "disconnect"),
        (0x02B1, 4, "disconnect"),
        (0x02B1, 9, "disconnect"),
        (0x0218, 0x4, "suspend"),
        (0x0218, 0x7, "suspend"),
        (0x0218, 0x12, "suspend"),
    ],
)
def test_g9_each_message_of_the_session_is_heard_and_goes_on(
    application: QCoreApplication, message: int, status: int, event: str
) -> None:
    services = TerminalServices()
    session, events, is_heard = listening(application, services)
    assert is_heard
    assert services.asked == [(4711, 0)], "of this session alone"
    assert send(session, message, status) == (False, 0), "others must hear it too"
    assert events == [event]


@pytest.mark.parametrize(("message", "status"), [(0x02B1, 5), (0x02B1, 0xA), (0x0218, 0xA), (0x0200, 7), (0x000F, 4)])
def test_all_other_messages_say_nothing(application: QCoreApplication, message: int, status: int) -> None:
    session, events, _ = listening(application, TerminalServices())
    assert send(session, message, status) == (False, 0)
    assert events == []
    assert event_of(message, status) == ""


def test_messages_of_another_kind_are_not_read(application: QCoreApplication) -> None:
    session, events, _ = listening(application, TerminalServices())
    assert send(session, 0x02B1, 7, QByteArray(b"xcb_generic_event_t")) == (False, 0)
    assert events == []


def test_where_windows_does_not_register_us_the_caller_knows(application: QCoreApplication) -> None:
    _, events, is_heard = listening(application, TerminalServices(registers=False))
    assert (is_heard, events) == (False, [])
