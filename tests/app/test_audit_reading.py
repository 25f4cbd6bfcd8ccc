"""The words `overblik audit read` and the receipts of `verify`: what an auditor does who has the file and not the computer."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from access.chains import DOCTOR, KEYS, NANCY, TREATMENT, chain, trail_of
from access.receipting import OTHER, SIGNER, claims_of, claims_of_event, raw, signed
from access.repository import Post, look, run
from access.test_sealing import BOTH, OTHER_PEM, PEM, PRIVATE
from app.audit_words import Say, bend, say
from overblik.access.chain import read
from overblik.access.trail_keys import trail_keys
from overblik.access.trail_words import codes
from overblik.app.audit_reading import _LARGEST
from overblik.domain.audit_keys import AuditKeys
from overblik.domain.grant import DataConsent, Reveal
from overblik.store.trail_reading import read_records
from overblik.wire.public_key import key_line
from trail_reading import DEVICE

pytestmark = pytest.mark.rule("T21")
__all__ = ["say"]


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    chain(tmp_path / "trail.db", 5, BOTH)
    return tmp_path / "trail.db"


@pytest.fixture
def private(tmp_path: Path) -> Path:
    (tmp_path / "key.pem").write_bytes(PEM)
    return tmp_path / "key.pem"


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_t21_a_record_of_a_lost_device_is_read_by_the_repositorys_key(
    say: Say, sealed: Path, private: Path, tmp_path: Path
) -> None:
    before = sealed.read_bytes()
    code, out, err = say("read", sealed, "--private-key", private, "--key", KEYS.public)
    assert (code, err) == (0, "5 poster er åbnet.\n")
    told = lines(out)
    assert [one["header"]["kind"] for one in told] == ["chain-begun", *["intent"] * 5, "checkpoint"]
    looks = [one["body"] for one in told if "body" in one]
    assert {one["patient"]["value"] for one in looks} == {"2512489996"}
    assert [one["reason"] for one in looks] == [f"nr {number}" for number in range(5)]
    assert all(one["trusted"] for one in told)
    assert sealed.read_bytes() == before
    written = tmp_path / "out.jsonl"
    assert say("read", sealed, "--private-key", private, "--output", written)[:2] == (0, "")
    assert written.read_text(encoding="utf-8") == out
    assert say("verify", sealed)[0] == 0, "and it is checked without it"


@pytest.mark.rule("T20", "T22")
@pytest.mark.parametrize("consent", list(DataConsent))
def test_t22_the_auditor_tells_override_from_consent_and_by_whom_for_whom_and_why(
    say: Say, tmp_path: Path, private: Path, consent: DataConsent
) -> None:
    trail = trail_of(tmp_path / "trail.db", BOTH)
    trail.intent(NANCY, replace(DOCTOR, on_behalf_of="4BCF0"), TREATMENT, Reveal(consent, "bevidstløs"))
    trail.file.close()
    (body,) = [one["body"] for one in lines(say("read", tmp_path / "trail.db", "--private-key", private)[1])[1:]]
    assert (body["act"], body["why"], body["basis"]) == (codes()[consent], "bevidstløs", "treatment")
    assert (body["who"]["subject"], body["who"]["on_behalf_of"]) == (DOCTOR.subject, "4BCF0")


def test_a_private_key_behind_a_password_is_asked_for_it(
    say: Say, sealed: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private.write_bytes(PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pw")))
    monkeypatch.setattr("overblik.runtime.terminal.ask_pin", lambda question: "pw" if "adgangskode" in question else "")
    assert say("read", sealed, "--private-key", private)[0] == 0
    monkeypatch.setattr("overblik.runtime.terminal.ask_pin", lambda _: "wrong")
    code, out, err = say("read", sealed, "--private-key", private)
    assert (code, out, err) == (1, "", "Den private nøgle i key.pem kan ikke åbnes med den adgangskode.\n")


def test_the_wrong_key_opens_nothing_and_is_told_which_one_it_was(say: Say, sealed: Path, private: Path) -> None:
    private.write_bytes(OTHER_PEM)
    code, out, err = say("read", sealed, "--private-key", private)
    assert (code, out) == (1, "")
    assert key_line(PRIVATE.public_key().public_bytes_raw()) in err


def test_what_was_never_sealed_to_the_repository_is_said(say: Say, sealed: Path, private: Path, tmp_path: Path) -> None:
    chain(tmp_path / "own.db", 3)
    code, out, err = say("read", tmp_path / "own.db", "--private-key", private)
    assert (code, out) == (1, "")
    assert "Ingen post i loggen er forseglet til logmodtageren" in err
    trail = trail_of(sealed)
    trail.intent(NANCY, DOCTOR, TREATMENT)
    trail.file.close()
    code, out, err = say("read", sealed, "--private-key", private)
    assert (code, err.splitlines()[0]) == (1, "5 poster er åbnet.")
    assert "1 post er ikke forseglet til logmodtageren." in err
    assert lines(out)[-1]["why"] == "not_sealed"


def test_records_to_two_keys_are_each_read_by_its_own(say: Say, sealed: Path, private: Path) -> None:
    other = trail_keys(DEVICE, AuditKeys(sealing=bytes([9, *bytes(31)])))
    trail = trail_of(sealed, other)
    trail.intent(NANCY, DOCTOR, TREATMENT)
    trail.file.close()
    code, out, err = say("read", sealed, "--private-key", private)
    assert (code, lines(out)[-1]["why"]) == (1, "other_key")
    assert f"1 post er forseglet til en anden nøgle: {key_line(other.repository.sealing)}." in err


def test_t21_a_broken_chain_is_evidence_and_is_read_as_far_as_it_opens(say: Say, sealed: Path, private: Path) -> None:
    bend(sealed, "UPDATE record SET body = zeroblob(300) WHERE sequence = 3")
    code, out, err = say("read", sealed, "--private-key", private)
    assert (code, err.splitlines()) == (
        1,
        [
            "Loggen er brudt ved post 3: indholdet er ændret.",
            "4 poster er åbnet.",
            "Post 3 er beskadiget og kan ikke åbnes.",
        ],
    )
    told = lines(out)
    assert [one["trusted"] for one in told] == [True, True, *[False] * 5]
    assert told[2] == {"trusted": False, "sequence": 3, "why": "damaged"}
    assert told[3]["body"]["reason"] == "nr 2"


def test_t21_a_body_that_the_device_never_sealed_to_the_repository_is_said_to_be_damaged(
    say: Say, tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody with the device's keys may lie to the repository; that shows."""
    monkeypatch.setattr("overblik.access.sealing._LABEL", b"elsewhere")
    chain(tmp_path / "trail.db", 1, BOTH)
    monkeypatch.undo()
    code, _, err = say("read", tmp_path / "trail.db", "--private-key", private)
    assert (code, err) == (1, "0 poster er åbnet.\nPost 2 er beskadiget og kan ikke åbnes.\n")


def test_an_earlier_form_is_read_as_it_stands(say: Say, tmp_path: Path, private: Path) -> None:
    from access.test_trail_opening import earlier

    earlier(tmp_path / "old.db", 3)
    code, out, _ = say("read", tmp_path / "old.db", "--private-key", private)
    assert (code, [one["sequence"] for one in lines(out)]) == (0, [1, 2, 3])
    other = sqlite3.connect(str(tmp_path / "old.db"))
    other.execute("DELETE FROM record WHERE sequence = 2")
    other.commit()
    other.close()
    code, out, err = say("read", tmp_path / "old.db", "--private-key", private)
    assert (code, [one["trusted"] for one in lines(out)]) == (1, [True, False])
    assert "brudt" in err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("FILE",), 2, "--private-key"),
        (("FILE", "--private-key", "nowhere.pem"), 1, "nowhere.pem"),
        (("FILE", "--private-key", "FILE"), 1, "trail.db er ikke en privat X25519-nøgle"),
        (("nowhere.db", "--private-key", "KEY"), 1, "nowhere.db"),
        (("--private-key", "KEY"), 2, "hvilken log"),
        (("FILE", "--private-key", "KEY", "--receipts", "KEY"), 2, "--receipt-key"),
        (("FILE", "--private-key", "KEY", "--head", "x"), 2, "Enden"),
        (("FILE", "--private-key", "KEY", "--output", "/nowhere/x"), 1, "kan ikke skrives"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(
    say: Say, sealed: Path, private: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    found, out, err = say("read", *[{"FILE": sealed, "KEY": private}.get(word, word) for word in words])
    assert (found, out) == (code, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_a_huge_file_is_no_key(say: Say, sealed: Path, private: Path) -> None:
    private.write_bytes(b"x" * (_LARGEST + 9))
    assert say("read", sealed, "--private-key", private)[0] == 1


RECEIPT_KEY = (
    OTHER.as_pem(private=False).decode().splitlines()[1],
    SIGNER.as_pem(private=False).decode().splitlines()[1],
)


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    """A file all of whose records were delivered to a repository that signs its receipts."""
    post = Post(tmp_path / "delivered.db")
    post.trail.keys = trail_keys(DEVICE, AuditKeys(receipts=(raw(),)))
    post.repository.receipt = lambda event: signed(claims_of_event(event))
    look(post, 10)
    run(post, 60)
    post.trail.file.close()
    return post.path


def test_t21_the_receipts_of_a_file_are_given_out_and_held_against_it(
    say: Say, delivered: Path, tmp_path: Path
) -> None:
    code, out, _ = say("receipts", delivered)
    assert (code, len(out.splitlines())) == (0, 21)
    noted = tmp_path / "receipts.txt"
    noted.write_text(out, encoding="ascii")
    key = ("--receipt-key", RECEIPT_KEY[0], "--receipt-key", RECEIPT_KEY[1])
    code, out, _ = say("verify", delivered, *key)
    assert code == 0
    assert "21 kvitteringer fra logmodtageren passer. Den sidste er for post 21." in out
    code, out, _ = say("verify", delivered, *key, "--receipts", noted)
    assert (code, "21 kvitteringer" in out) == (0, True)


@pytest.mark.parametrize("leaves", [True, False])
def test_t21_a_file_cut_behind_a_receipt_is_named_by_the_receipts_alone(
    say: Say, delivered: Path, tmp_path: Path, leaves: bool
) -> None:
    """No head was noted, and everything on the computer agrees: only the repository's word tells."""
    noted = tmp_path / "receipts.txt"
    noted.write_text(say("receipts", delivered)[1].splitlines()[-1])
    words = [] if leaves else ["DELETE FROM delivery WHERE sequence >= 15"]
    bend(delivered, "DELETE FROM record WHERE sequence >= 15", *words)
    assert say("verify", delivered)[0] == 0
    key = ("--receipt-key", RECEIPT_KEY[1])
    code, out, err = say("verify", delivered, *key, "--receipts", noted)
    assert (code, out, err) == (1, "", "Loggen er brudt ved post 15: slutningen mangler.\n")
    assert say("verify", delivered, *key)[0] == (1 if leaves else 0)
    assert say("read", delivered, *key, "--receipts", noted)[0] == 2


def test_t21_receipts_that_are_not_the_repositorys_are_said(say: Say, delivered: Path, tmp_path: Path) -> None:
    code, out, err = say("verify", delivered, "--receipt-key", RECEIPT_KEY[0])
    assert (code, out) == (1, "")
    assert "Kvitteringen for post 1 er ikke underskrevet" in err
    noted, key = tmp_path / "receipts.txt", ("--receipt-key", RECEIPT_KEY[1])
    for words, says in (("taget", "Linje 1 i receipts.txt"), ("é", "kan ikke læses"), ("", "Ingen af kvitteringerne")):
        noted.write_text(words, encoding="utf-8")
        code, out, err = say("verify", delivered, *key, "--receipts", noted)
        assert (code, out, says in err) == (1, "", True)
    rows, _ = chain(tmp_path / "other.db", 3, seed=9)
    other = read(rows[2])
    assert other is not None
    noted.write_text(signed(claims_of(other)))
    assert "Ingen af kvitteringerne" in say("verify", delivered, *key, "--receipts", noted)[2]
    assert "kan ikke læses" in say("verify", delivered, *key, "--receipts", tmp_path / "nowhere")[2]
    assert say("verify", delivered, "--receipts", noted)[0] == 2
    seals = key_line(PRIVATE.public_key().public_bytes_raw())
    assert say("verify", delivered, "--receipt-key", seals)[0] == 2


def test_a_file_without_signed_receipts_says_so(say: Say, sealed: Path) -> None:
    code, out, err = say("receipts", sealed)
    assert (code, out, err) == (1, "", "Der er ingen underskrevne kvitteringer i trail.db.\n")
    code, out, _ = say("verify", sealed, "--receipt-key", RECEIPT_KEY[1])
    assert (code, "Der er ingen underskrevne kvitteringer i trail.db." in out) == (0, True)
    assert len(read_records(sealed)) == 7
