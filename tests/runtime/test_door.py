"""The door of the running program: only who knows the profile is heard, and nothing else changes anything (T23)."""

import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from conftest import ROOT
from overblik.runtime import door as doors
from overblik.runtime.door import Door
from overblik.runtime.door_words import FILE, LARGEST, Plate, Reply, Said, proof_of, read_plate
from overblik.runtime.held import Held, hold
from overblik.runtime.knocking import say_or_hold

pytestmark = [
    pytest.mark.rule("T23"),
    pytest.mark.skipif(sys.platform == "win32", reason="the raw visitors speak to a Unix socket"),
]
GARBAGE = [
    b"\n",
    b"{}\n",
    b"null\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b'{"hello": 1}\n',
    b'{"hello": "a", "more": 1}\n',
    b"\xff\xfe\x00\n",
    b"[" * 4000 + b"\n",
    b'{"hello": "a"}\n{"said": "{}", "proof": "b"}\n',
    b'{"hello": "a"}\nnothing\n',
    b"x" * (LARGEST + 1),
    b"x" * 20 * LARGEST,
]


class House:
    """A door, and what was heard at it."""

    def __init__(self, folder: Path) -> None:
        self.heard: list[Said] = []
        self.folder = folder
        held = hold(folder, "boot")
        assert held is not None
        self.held = held
        self.door = Door(folder, self.hear)
        assert self.door.open()

    def hear(self, said: Said) -> Reply:
        self.heard.append(said)
        return Reply(is_taken=not said.number, sentence="nej" if said.number else "")

    def close(self) -> None:
        self.door.close()
        self.held.let_go()
        self.end()

    def end(self) -> None:
        """Let Qt's side end in Qt's thread: Python may collect it in any, and a socket there would be one too many."""
        self.door.deleteLater()
        QCoreApplication.sendPostedEvents(self.door, QEvent.Type.DeferredDelete)


@pytest.fixture
def house(tmp_path: Path, qtbot: Any) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def aside(bot: Any, work: Callable[[], Any]) -> Any:
    """Do something in another thread while the house goes on; give what came of it."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    bot.waitUntil(lambda: not thread.is_alive(), timeout=30000)
    return found[0]


_KNOCK = """
import sys, msgspec
from pathlib import Path
from overblik.runtime.door_words import Reply, Said
from overblik.runtime.knocking import say_or_hold
answer = say_or_hold(Path(sys.argv[1]), "boot", msgspec.json.decode(sys.stdin.buffer.read(), type=Said), float(sys.argv[2]))
print(msgspec.json.encode(answer).decode() if isinstance(answer, Reply) else type(answer).__name__)
"""


def knock(folder: Path, said: Said, patience: float = 20.0) -> str:
    """Knock as another process does: while it waits it holds the interpreter, so that no thread of ours would do."""
    done = subprocess.run(
        [sys.executable, "-c", _KNOCK, str(folder), str(patience)],
        input=msgspec.json.encode(said),
        env={**os.environ, "PYTHONPATH": str(ROOT / "desktop")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


TAKEN = '{"is_taken":true,"sentence":""}'


def visitor(house: House) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(20)
    line.connect(house.door.address)
    return line


def reaches_end(line: socket.socket) -> bytes:
    """Give what comes until the other end closes."""
    told = b""
    try:
        while piece := line.recv(4096):
            told += piece
    except ConnectionError:
        return told
    return told


def test_t23_what_another_start_says_is_heard_and_answered(house: House, qtbot: Any) -> None:
    said = Said(link="overblik://open?server=ehr&patient=Patient/p-1")
    assert aside(qtbot, lambda: knock(house.folder, said)) == TAKEN
    assert aside(qtbot, lambda: knock(house.folder, Said(number="1"))) == '{"is_taken":false,"sentence":"nej"}'
    assert house.heard == [said, Said(number="1")]


@pytest.mark.parametrize("sent", GARBAGE)
def test_t23_garbage_is_cut_off_and_changes_nothing(
    house: House, qtbot: Any, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "SLOWEST", 600_000)  # it is cut for what it is, not for its time

    def visit() -> bytes:
        with visitor(house) as line:
            try:
                line.sendall(sent)
            except ConnectionError:
                return b""
            return reaches_end(line)

    told = aside(qtbot, visit)
    assert b"is_taken" not in told
    assert house.heard == []
    assert aside(qtbot, lambda: knock(house.folder, Said())) == TAKEN


def test_t23_who_is_slow_is_cut_off(house: House, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "SLOWEST", 50)

    def visit() -> bytes:
        with visitor(house) as line:
            line.sendall(b'{"hel')
            return reaches_end(line)

    assert aside(qtbot, visit) == b""


def test_t23_a_crowd_that_says_nothing_does_not_shut_others_out_for_long(
    house: House, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "SLOWEST", 100)
    crowd = [visitor(house) for _ in range(30)]
    assert aside(qtbot, lambda: knock(house.folder, Said())) == TAKEN
    for line in crowd:
        line.close()


@pytest.mark.parametrize("how", ["other key", "reflected", "replayed", "changed"])
def test_t23_who_cannot_prove_that_he_knows_the_profile_is_not_heard(house: House, qtbot: Any, how: str) -> None:
    plate = read_plate(house.folder)
    assert plate is not None
    key = "00" * 32 if how == "other key" else plate.key

    def visit() -> bytes:
        with visitor(house) as line:
            line.sendall(b'{"hello": "abc"}\n')
            told = msgspec.json.decode(line.makefile("rb").readline())
            said = msgspec.json.encode(Said(number="2512489996")).decode()
            proof = proof_of(key, "visitor", "abc", told["nonce"], said)
            if how == "reflected":
                proof = told["proof"]
            elif how == "replayed":
                proof = proof_of(key, "visitor", "abc", "00" * 32, said)
            elif how == "changed":
                said = said.replace("2512489996", "0309363991")
            line.sendall(msgspec.json.encode({"said": said, "proof": proof}) + b"\n")
            return reaches_end(line)

    assert aside(qtbot, visit) == b""
    assert house.heard == []


def test_t23_nothing_is_said_to_a_false_house(tmp_path: Path) -> None:
    """Somebody took the name of a door whose owner died: he cannot prove that he is of the profile, and hears nothing."""
    held = hold(tmp_path, "boot")
    assert held is not None
    address = Path(f"/tmp/overblik-false-{os.getpid()}")
    (tmp_path / FILE).write_bytes(msgspec.json.encode(Plate(str(address), "11" * 32, 1)))
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as false:
        false.bind(str(address))
        false.listen(50)

        def serve() -> None:
            while True:
                try:
                    line, _ = false.accept()
                except OSError:
                    return
                with line:
                    heard.append(line.recv(4096))
                    line.sendall(b'{"nonce": "00", "proof": "00"}\n')
                    heard.append(line.recv(4096))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            assert knock(tmp_path, Said(number="2512489996"), 0.3) == "Silent"
        finally:
            false.shutdown(socket.SHUT_RDWR)
            false.close()
            address.unlink()
            held.let_go()
    thread.join(5)
    assert heard
    assert b"2512489996" not in b"".join(heard)


def test_t23_a_folder_too_long_for_a_socket_is_passed_over(
    tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    house = House(tmp_path)
    try:
        assert not house.door.address.startswith(str(long))
        assert aside(qtbot, lambda: knock(house.folder, Said())) == TAKEN
    finally:
        house.close()


def test_t23_door_and_key_are_for_this_user_alone(house: House) -> None:
    assert stat.S_IMODE(Path(house.door.address).stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE((house.folder / FILE).stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can act as another user")
def test_t23_another_user_of_the_computer_cannot_knock(house: House, qtbot: Any) -> None:
    words = f"import os, socket; os.setgid(65534); os.setuid(65534); socket.socket(socket.AF_UNIX).connect({house.door.address!r})"
    done = aside(qtbot, lambda: subprocess.run([sys.executable, "-c", words], capture_output=True, check=False))
    assert b"PermissionError" in done.stderr
    assert house.heard == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can make another's file")
def test_t23_a_door_of_another_users_making_is_not_knocked_at(house: House) -> None:
    os.chown(house.folder / FILE, 65534, 65534)
    assert read_plate(house.folder) is None


@pytest.mark.parametrize(
    "written", [b"", b"{", b"{}", b'{"name": "../x", "key": "", "pid": 1}', b'{"name": "overblik-x"}']
)
def test_t23_a_broken_plate_is_none(tmp_path: Path, written: bytes) -> None:
    (tmp_path / FILE).write_bytes(written)
    assert read_plate(tmp_path) is None


def test_t23_where_the_first_has_died_the_second_takes_its_place(tmp_path: Path, qtbot: Any) -> None:
    first = House(tmp_path)
    former = first.door.address
    first.door._server.newConnection.disconnect()
    first.held.let_go()  # as the system does at its end; door and file stay, as after a kill
    held = say_or_hold(tmp_path, "boot", Said(), patience=5)
    assert isinstance(held, Held)
    second = Door(tmp_path, lambda _: Reply(is_taken=True))
    assert second.open()
    assert not Path(former).exists()
    second.close()
    held.let_go()
    assert not (tmp_path / FILE).exists()
    first.door.close()
    first.end()


def test_t23_what_is_said_shows_nobody_in_a_log() -> None:
    assert repr(Said("overblik://open?server=ehr&patient=Patient/p-1", "2512489996")) == "Said(••••)"
