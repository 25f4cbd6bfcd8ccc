"""The words `overblik audit`: a chain checked offline, in sentences, and the key and end that it is checked by."""

import re
from pathlib import Path

import apsw
import pytest

from access.chains import KEYS, STRANGER, chain
from app.audit_words import Say, bend, say
from overblik.access.trail_keys import trail_keys
from overblik.access.trail_opening import keep_head
from overblik.access.verify import head_as_text
from overblik.runtime.keyring import MemoryKeyring

pytestmark = pytest.mark.rule("T21")
__all__ = ["say"]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    chain(tmp_path / "trail.db", 20)
    return tmp_path / "trail.db"


SWAP = (
    "UPDATE record SET sequence = -1 WHERE sequence = 5",
    "UPDATE record SET sequence = 5 WHERE sequence = 6",
    "UPDATE record SET sequence = 6 WHERE sequence = -1",
)
COPY = (
    "UPDATE record SET sequence = sequence + 1000 WHERE sequence >= 9",
    "INSERT INTO record (sequence, header, body, hash) SELECT 9, header, body, hash FROM record WHERE sequence = 5",
)
BENT = {
    "edited": (("UPDATE record SET body = zeroblob(99) WHERE sequence = 5",), "ved post 5: indholdet er ændret"),
    "header": (
        ("UPDATE record SET header = replace(header, 'intent', 'search') WHERE sequence = 5",),
        "ved post 5: indholdet er ændret",
    ),
    "deleted": (("DELETE FROM record WHERE sequence = 5",), "ved post 5: den mangler"),
    "reordered": (SWAP, "ved post 5: posterne er byttet om"),
    "inserted": (COPY, "ved post 9: en post er skudt ind"),
    "truncated": (("DELETE FROM record WHERE sequence >= 9",), "ved post 9: slutningen mangler"),
    "rolled back": (("DELETE FROM record WHERE sequence >= 2",), "ved post 2: filen er en ældre kopi"),
}


@pytest.mark.parametrize("name", sorted(BENT))
def test_t21_each_manipulation_has_its_sentence_and_the_code_1(
    say: Say, whole: Path, tmp_path: Path, name: str
) -> None:
    _, head = chain(tmp_path / "same.db", 20)
    words, sentence = BENT[name]
    bend(whole, *words)
    before = whole.read_bytes()
    code, out, err = say("verify", whole, "--key", KEYS.public, "--head", head_as_text(head))
    assert (code, out) == (1, "")
    assert sentence in err
    assert whole.read_bytes() == before
    code, _, err = say("verify", whole, "--language", "en", "--head", head_as_text(head))
    assert code == 1
    assert re.match(r"The log is broken at record \d+: ", err)


def test_a_whole_chain_is_said_with_what_is_not_signed_and_by_which_key(say: Say, whole: Path, tmp_path: Path) -> None:
    code, out, _ = say("verify", whole)
    assert (code, out.splitlines()[0]) == (0, "Loggen er hel: 22 poster.")
    assert KEYS.public in out
    code, out, _ = say("verify", whole, "--key", KEYS.public)
    assert (code, out) == (0, "Loggen er hel: 22 poster.\n")
    chain(tmp_path / "open.db", 3, ends=False)
    assert "De sidste 3 poster er endnu ikke underskrevet." in say("verify", tmp_path / "open.db")[1]


def test_t21_a_file_written_anew_is_found_by_the_key_that_was_noted(say: Say, tmp_path: Path) -> None:
    chain(tmp_path / "anew.db", 5, STRANGER)
    assert say("verify", tmp_path / "anew.db")[0] == 0, "its own key believes itself"
    code, _, err = say("verify", tmp_path / "anew.db", "--key", KEYS.public)
    assert code == 1
    assert "herfra er den en anden end den, der er underskrevet" in err


@pytest.mark.parametrize(
    "words",
    [
        ("verify",),
        ("verify", "FILE", "--key", "kort"),
        ("verify", "FILE", "--key", "é" * 43),
        ("verify", "FILE", "--key", "A" * 42 + "B"),
        ("verify", "FILE", "--head", "chain:1"),
        ("forge", "FILE"),
    ],
)
def test_wrong_use_is_2(say: Say, whole: Path, words: tuple[str, ...]) -> None:
    code, out, err = say(*[whole if word == "FILE" else word for word in words])
    assert (code, out) == (2, "")
    assert err


def test_a_trail_of_the_earlier_form_is_checked_and_said_to_be_one(say: Say, tmp_path: Path) -> None:
    from access.test_trail_opening import earlier

    earlier(tmp_path / "old.db", 3)
    code, out, _ = say("verify", tmp_path / "old.db")
    assert (code, out) == (0, "Loggen er hel: 3 poster. Den er fra en tidligere version og uden underskrifter.\n")
    other = apsw.Connection(str(tmp_path / "old.db"))
    other.execute("DELETE FROM record WHERE sequence = 2")
    other.close()
    assert say("verify", tmp_path / "old.db")[0] == 1


def test_the_key_and_the_end_are_given_out_in_the_form_that_verify_takes(
    say: Say, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = MemoryKeyring()
    monkeypatch.setattr("overblik.app.audit.system_keyring", lambda: ring)
    code, out, _ = say("key")
    assert code == 0
    assert out == trail_keys(ring.get("device-key") or b"").public + "\n"
    _, head = chain(tmp_path / "same.db", 20)
    keep_head(ring, head)
    key, end = say("key")[1].splitlines()
    assert key + "\n" == out
    assert say("verify", whole, "--head", end)[0] == 0
    assert ring.get("device-key").hex() not in key + end


def test_without_a_safe_key_ring_there_is_no_lasting_key(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("overblik.app.audit.system_keyring", lambda: None)
    code, out, err = say("key")
    assert (code, out) == (1, "")
    assert "ingen sikker nøglering" in err
