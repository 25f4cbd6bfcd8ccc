"""The words `overblik readiness verify`: a paper by its code, a file by its bytes, and every manipulation of both."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from access.chains import DOCTOR, NANCY, OTHER, STRANGER, trail_of
from app.audit_words import bend
from in_process import FakeClock
from overblik.access.right_to_look import RightToLook
from overblik.access.trail_keys import TrailKeys
from overblik.cli import run
from overblik.domain.disclosure import ListDisclosure, Medium, code_of
from trail_reading import DEVICE, KEYS

pytestmark = pytest.mark.rule("T21")
WORDS = "PARATHED fra Overblik\nRute Nord\n27 af 30 klar"
DIGEST = hashlib.sha256(WORDS.encode()).hexdigest()
CODE = code_of(DIGEST)
Said = tuple[int, str, str]
Say = Callable[..., Said]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    monkeypatch.setattr("overblik.app.sealed_lists.system_keyring", object)
    monkeypatch.setattr("overblik.app.sealed_lists.device_key", lambda *_: DEVICE)

    def call(what: object, *words: object) -> Said:
        told = ["readiness", "verify", str(what), "--trail", str(tmp_path / "trail.db"), *map(str, words)]
        code = run(told)
        return code, *capsys.readouterr()

    return call


def printed(folder: Path, keys: TrailKeys = KEYS, saved: bytes = b"") -> None:
    """Put a printed list on record, of two patients; with `saved` the file that it became."""
    trail = trail_of(folder / "trail.db", keys)
    right = RightToLook(trail, FakeClock(), DOCTOR)
    sealed = right.log_list_print((NANCY, OTHER), ListDisclosure("readiness", Medium.FILE, "kommune", "rute", DIGEST))
    assert (sealed.digest, sealed.printed.who) == (DIGEST, DOCTOR.name)
    if saved:
        right.log_list_file(hashlib.sha256(saved).hexdigest())
    trail.checkpoint()
    trail.file.close()


def test_a_code_tells_what_the_paper_must_say_too(say: Say, tmp_path: Path) -> None:
    printed(tmp_path)
    code, out, err = say(CODE.lower().replace("-", " "))
    assert (code, err) == (0, "")
    assert f"Koden {CODE} er i loggen, og underskriften passer." in out
    assert "PARATHED, listen rute, 02. mar 2026 kl. 10:00, lavet af M. Eksempel." in out.replace("\u00a0", " ")
    assert "2 patienter." in out
    assert DIGEST in out


def test_a_code_that_nobody_printed_is_not_known(say: Say, tmp_path: Path) -> None:
    printed(tmp_path)
    code, out, err = say("0000-0000-0000-0001")
    assert (code, out) == (1, "")
    assert "kender ingen liste med koden 0000-0000-0000-0001" in err


@pytest.mark.parametrize("bit", [0, 77, 79])
def test_one_letter_of_the_code_changed_finds_nothing(say: Say, tmp_path: Path, bit: int) -> None:
    printed(tmp_path)
    assert say(code_of(f"{int(DIGEST, 16) ^ 1 << (255 - bit):064x}"))[0] == 1


def test_what_is_no_code_is_wrong_use(say: Say, tmp_path: Path) -> None:
    printed(tmp_path)
    assert say("abc")[0] == 2


def test_a_saved_file_is_proved_by_its_bytes_and_one_bit_more_is_another(say: Say, tmp_path: Path) -> None:
    content = b"%PDF-1.7 the pages"
    # Ten digits in a row stand in its digest: they are no CPR number, and are written as they are.
    assert re.search(r"\d{10}", hashlib.sha256(content).hexdigest())
    printed(tmp_path, saved=content)
    path = tmp_path / "liste.pdf"
    path.write_bytes(content)
    code, out, _ = say(path)
    assert (code, f"Filen er uændret. Dens kode er {CODE}" in out) == (0, True)
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        path.write_bytes(bytes(changed))
        code, out, err = say(path)
        assert (code, out) == (1, "")
        assert "liste.pdf" in err


def test_a_file_of_which_nothing_was_printed_before_is_not_proved(say: Say, tmp_path: Path) -> None:
    content = b"%PDF-1.7"
    trail = trail_of(tmp_path / "trail.db")
    RightToLook(trail, FakeClock(), DOCTOR).log_list_file(hashlib.sha256(content).hexdigest())
    trail.checkpoint()
    trail.file.close()
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    assert say(path)[0] == 1


BENT = {
    "body": ("UPDATE record SET body = zeroblob(99) WHERE sequence = 4",),
    "header": ("UPDATE record SET header = replace(header, 'list-printed', 'search') WHERE sequence = 4",),
    "removed": ("DELETE FROM record WHERE sequence = 3",),
}


@pytest.mark.parametrize("name", BENT)
def test_t21_a_record_that_was_bent_proves_nothing(say: Say, tmp_path: Path, name: str) -> None:
    printed(tmp_path)
    bend(tmp_path / "trail.db", *BENT[name])
    code, out, err = say(CODE)
    assert (code, out) == (1, "")
    assert "Loggen er brudt ved post" in err


def test_t21_a_record_that_somebody_made_with_keys_of_his_own_proves_nothing(say: Say, tmp_path: Path) -> None:
    printed(tmp_path, STRANGER)
    code, out, _ = say(CODE)
    assert (code, out) == (1, "")


def test_t21_a_signature_that_is_not_this_computers_is_said(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.access.trail.seal_message", lambda digest: b"another " + digest.encode())
    printed(tmp_path)
    code, out, err = say(CODE)
    assert (code, out) == (1, "")
    assert f"Underskriften på {CODE} er ikke denne computers." in err


def test_without_a_safe_key_ring_that_is_said(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("overblik.app.sealed_lists.system_keyring", lambda: None)
    printed(tmp_path)
    assert say(CODE)[0] == 1
