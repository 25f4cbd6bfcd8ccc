"""The door of the running program: a user-only local socket at which both ends prove that they know its profile (T23).

The first to hold the profile listens; it writes a name of chance and a key of chance beside its lock, for this user
alone. Whoever knocks proves that he could read them before he is heard, and is proven the same before he says anything.
"""

import hmac
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from overblik.runtime.door_words import (
    FILE,
    LARGEST,
    PREFIX,
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
from overblik.runtime.files import SystemFiles

_PATH = 90
"""Bytes of the path of a socket: Linux takes 107 and macOS 103, and Qt begins with a longer one beside it."""
_MOST = 8
"""Visits at one time."""


Hear = Callable[[Said], Reply]


def _name() -> str:
    """Give a name of chance; where a socket is a file, in the user's own run-time folder where there is one.

    The kernel takes some hundred bytes of a path: a folder that is too long is passed over.
    """
    name = f"{PREFIX}{secrets.token_hex(8)}"
    if os.name != "posix":
        return name
    folders = (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp")  # noqa: S108 - a name of chance
    return next(
        path
        for folder in folders
        if folder and Path(folder).is_dir() and len(os.fsencode(path := str(Path(folder).absolute() / name))) <= _PATH
    )


class Door(QObject):
    """Listens in the Qt thread as long as it is open; `hear` is told what somebody of this user and profile says."""

    def __init__(self, folder: Path, hear: Hear, parent: QObject | None = None) -> None:
        """Take the folder of the lock; nothing listens yet."""
        super().__init__(parent)
        self._folder, self._hear, self._files = folder, hear, SystemFiles()
        self._plate = Plate(_name(), secrets.token_hex(32), os.getpid())
        self._visits: list[_Visit] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MOST)
        self._server.newConnection.connect(self._let_in)

    def open(self) -> bool:
        """Listen, and say where; false where that cannot be done: the program then runs, and nobody can ask it."""
        former = read_plate(self._folder)
        if former is not None:
            QLocalServer.removeServer(former.name)  # who died without closing has left it
        try:
            if not self._server.listen(self._plate.name):
                return False
            self._files.write(self._folder / FILE, msgspec.json.encode(self._plate))
        except OSError:
            self._server.close()
            return False
        return True

    @property
    def address(self) -> str:
        """Give the whole name of the socket."""
        return self._server.fullServerName()

    def close(self) -> None:
        """Listen no more, and break off whoever is in the middle."""
        if self._server.isListening():
            self._server.close()
            for visit in tuple(self._visits):
                visit.end()
            try:
                self._files.remove(self._folder / FILE)
            except OSError:
                return  # the next one at this door removes it

    def _let_in(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if len(self._visits) >= _MOST:
                socket.abort()
                socket.deleteLater()
                continue
            visit = _Visit(socket, self._plate.key, self._hear, self._visits.remove, self)
            self._visits.append(visit)
            visit.begin()


class _Visit(QObject):
    """One who knocks: hello, proof of the house, proof of the visitor with what he says, answer."""

    def __init__(
        self, socket: QLocalSocket, key: str, hear: Hear, ended: "Callable[[_Visit], None]", parent: QObject
    ) -> None:
        super().__init__(parent)
        self._socket, self._key, self._hear, self._ended = socket, key, hear, ended
        self._hello, self._nonce = "", secrets.token_hex(32)
        self._is_over = False
        self._late = QTimer(self, singleShot=True, interval=SLOWEST)
        self._late.timeout.connect(self.end)

    def begin(self) -> None:
        """Hear what has come already, and what comes."""
        self._late.start()
        self._socket.setReadBufferSize(LARGEST + 1)
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self.end)
        self._read()

    def end(self) -> None:
        """Break off; nothing was changed by it."""
        if self._is_over:
            return
        self._is_over = True
        self._late.stop()
        self._socket.readyRead.disconnect(self._read)
        self._socket.disconnected.disconnect(self.end)
        self._ended(self)
        # In a turn of its own: this may be called from within a signal of the socket itself.
        QTimer.singleShot(0, self._drop)

    def _drop(self) -> None:
        self._socket.abort()
        self._socket.deleteLater()
        self.deleteLater()

    def _read(self) -> None:
        while not self._is_over and self._socket.canReadLine():
            line = bytes(self._socket.readLine(LARGEST).data())
            try:
                self._take(line)
            except (msgspec.MsgspecError, UnicodeError, ValueError):
                self.end()
        if not self._is_over and self._socket.bytesAvailable() >= LARGEST:
            self.end()  # a line without an end

    def _take(self, line: bytes) -> None:
        if not self._hello:
            self._hello = msgspec.json.decode(line, type=Hello).hello or "-"
            self._socket.write(line_of(Proven(self._nonce, proof_of(self._key, "house", self._hello, self._nonce))))
            return
        signed = msgspec.json.decode(line, type=Signed)
        wanted = proof_of(self._key, "visitor", self._hello, self._nonce, signed.said)
        if not hmac.compare_digest(signed.proof.encode(), wanted.encode()):
            raise ValueError("a stranger")
        reply = self._hear(msgspec.json.decode(signed.said, type=Said))
        told = msgspec.json.encode(reply).decode()
        self._socket.write(line_of(Signed(told, proof_of(self._key, "answer", self._hello, self._nonce, told))))
        self._socket.disconnectFromServer()  # once the answer has gone out
