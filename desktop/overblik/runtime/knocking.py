"""Knocks at the door of the running program, or becomes it (T23); what opens the door is in runtime/door.py."""

import hmac
import os
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from PySide6.QtNetwork import QLocalSocket

from overblik.runtime.door_words import (
    LARGEST,
    SLOWEST,
    Hello,
    Plate,
    Proven,
    Reply,
    Said,
    Signed,
    line_of,
    proof_of,
    read_plate,
)
from overblik.runtime.held import Held, hold

_BETWEEN = 0.05
_PATIENCE = 10.0
"""Seconds in which the other must have answered or be gone."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Another process holds the profile and does not answer."""


@dataclass(slots=True)
class _Caller:
    """Knocks once at the door that stands in a folder."""

    plate: Plate
    socket: QLocalSocket = field(default_factory=QLocalSocket)

    def call(self, said: Said) -> Reply | None:
        """Say it; none where nobody answers who can prove that he is of this profile."""
        self.socket.connectToServer(self.plate.name)
        try:
            if not self.socket.waitForConnected(1000):
                return None
            hello = secrets.token_hex(32)
            proven = msgspec.json.decode(self._ask(Hello(hello)), type=Proven)
            wanted = proof_of(self.plate.key, "house", hello, proven.nonce)
            if not hmac.compare_digest(proven.proof.encode(), wanted.encode()):
                return None
            _give_front(self.plate.pid)
            told = msgspec.json.encode(said).decode()
            proof = proof_of(self.plate.key, "visitor", hello, proven.nonce, told)
            answer = msgspec.json.decode(self._ask(Signed(told, proof)), type=Signed)
            wanted = proof_of(self.plate.key, "answer", hello, proven.nonce, answer.said)
            if not hmac.compare_digest(answer.proof.encode(), wanted.encode()):
                return None
            return msgspec.json.decode(answer.said, type=Reply)
        except (msgspec.MsgspecError, ValueError):
            return None
        finally:
            self.socket.abort()

    def _ask(self, told: msgspec.Struct) -> bytes:
        self.socket.write(line_of(told))
        while not self.socket.canReadLine():
            if self.socket.bytesAvailable() > LARGEST or not self.socket.waitForReadyRead(SLOWEST):
                raise ValueError("no answer")
        return bytes(self.socket.readLine(LARGEST).data())


def _give_front(pid: int) -> None:
    """Let the first come to the front in our place: Windows lets nobody else (AllowSetForegroundWindow)."""
    if os.name == "nt":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)  # type: ignore[attr-defined,unused-ignore]


def say_or_hold(folder: Path, boot: str, said: Said, patience: float = _PATIENCE) -> Held | Reply | Silent:
    """Say to the one instance of a profile what is asked, or become it where it has died meanwhile.

    Raises:
        OSError: the folder is not there, or is not ours.

    """
    until = time.monotonic() + patience
    while True:
        plate = read_plate(folder)
        reply = _Caller(plate).call(said) if plate is not None else None
        if reply is not None:
            return reply
        held = hold(folder, boot)
        if held is not None:
            return held
        if time.monotonic() >= until:
            return Silent()
        time.sleep(_BETWEEN)
