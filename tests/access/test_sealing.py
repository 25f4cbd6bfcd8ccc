"""A body sealed to device and repository: each opens it alone, nobody else does, and former records stay as they were."""

import hmac
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from access.chains import DOCTOR, NANCY, TREATMENT, Chance, rehashed, trail_of
from overblik.access.chain import Told, made, read
from overblik.access.own_looks import own_looks
from overblik.access.sealing import FRESH, RepositoryKey
from overblik.access.trail_keys import TrailKeys, as_text, trail_keys
from overblik.access.verify import examine
from overblik.domain.audit_keys import AuditKeys
from overblik.domain.errors import InputError
from overblik.store.trail_file import Row
from overblik.store.trail_reading import read_records
from trail_reading import DEVICE, KEYS

pytestmark = pytest.mark.rule("T21")
PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PEM = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
OTHER_PEM = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
AUDITOR = RepositoryKey(PEM)
BOTH = trail_keys(DEVICE, AuditKeys(sealing=PRIVATE.public_key().public_bytes_raw()))
HEADER: dict[str, Any] = {
    "v": 2,
    "chain": "c",
    "sequence": 2,
    "previous": "ab" * 32,
    "signed": [1, 0],
    "id": "i",
    "kind": "intent",
    "at": "2026-11-23T08:41:00.000+00:00",
    "monotonic": 1,
    "boot": "b",
    "doubt": False,
    "build": "",
    "device": "d",
}
BODY = {"who": {"subject": "s"}, "basis": "treatment"}


def row_of(keys: TrailKeys = BOTH, **changes: Any) -> Row:
    header, body, digest = made({**HEADER, **changes}, BODY, keys, Chance().bytes(FRESH))
    return Row(2, header.encode(), body, digest)


def told_of(row: Row) -> Told:
    told = read(row)
    assert told is not None
    return told


def test_a_record_without_a_repository_is_to_the_byte_what_it_was() -> None:
    """Written by the version before this one from the same words and nonce."""
    header, body, digest = made(HEADER, BODY, KEYS, bytes(range(12)))
    assert digest == "0b076e627a988079beb020db2a62679984e00e8364fa66f8902c2674d59d215a"
    assert body.hex().startswith("000102030405060708090a0b95f369352ae6ed66fb65")
    assert json.loads(header)["v"] == 2
    assert told_of(Row(2, header.encode(), body, digest)).body(BOTH) == BODY, "and opens under keys that name one"


def test_t21_device_and_repository_open_it_each_alone_and_nobody_else() -> None:
    told = told_of(row_of())
    assert (told.header["v"], told.recipient) == (3, as_text(AUDITOR.public))
    assert told.body(KEYS) == told.body_at_repository(AUDITOR) == BODY
    assert told.body(trail_keys(b"x" * 32, BOTH.repository)) is None
    assert told.body_at_repository(RepositoryKey(OTHER_PEM)) is None
    assert b"treatment" not in row_of().body
    assert told_of(row_of()).sealed[140:] != told_of(row_of(sequence=3)).sealed[140:]


def test_the_wrap_for_the_repository_is_rfc_9180_by_hand() -> None:
    """Base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, written out from sections 4 and 5."""
    told = told_of(row_of())
    info = b"overblik audit body v3\0" + told._bound()
    encapsulated, sealed = told.sealed[60:92], told.sealed[92:140]
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"

    def extract(salt: bytes, ids: bytes, label: bytes, key: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + ids + label + key, "sha256")

    def expand(key: bytes, ids: bytes, label: bytes, facts: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + ids + label + facts
        return HKDFExpand(SHA256(), length, labelled).derive(key)

    shared = PRIVATE.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    secret = expand(extract(b"", kem, b"eae_prk", shared), kem, b"shared_secret", encapsulated + AUDITOR.public, 32)
    context = b"\0" + extract(b"", suite, b"psk_id_hash", b"") + extract(b"", suite, b"info_hash", info)
    root = extract(secret, suite, b"secret", b"")
    key, nonce = expand(root, suite, b"key", context, 32), expand(root, suite, b"base_nonce", context, 12)
    body_key = AESGCM(key).decrypt(nonce, sealed, b"")
    assert json.loads(AESGCM(body_key).decrypt(bytes(12), told.sealed[140:], told._bound())) == BODY


@given(st.data())
def test_t21_one_bit_of_body_or_header_and_neither_opens(data: st.DataObject) -> None:
    told = told_of(row_of())
    sealed = bytearray(told.sealed)
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    bent = replace(told, sealed=bytes(sealed))
    opened = [place >= 60, not 60 <= place < 140]  # a wrap opens where the other one is bent, and the body is whole
    is_body = place >= 140
    assert (bent.body(KEYS) is not None) == (opened[0] and not is_body)
    assert (bent.body_at_repository(AUDITOR) is not None) == (opened[1] and not is_body)
    name = data.draw(st.sampled_from(["at", "kind", "chain", "sequence", "recipient", "device"]))
    other = replace(told, header={**told.header, name: "x"})
    assert other.body(KEYS) is other.body_at_repository(AUDITOR) is None
    cut = replace(told, sealed=told.sealed[: data.draw(st.integers(0, len(told.sealed) - 1))])
    assert cut.body(KEYS) is cut.body_at_repository(AUDITOR) is None


WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
BODIES = st.dictionaries(
    WORDS, WORDS | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none() | st.lists(WORDS)
)


@given(BODIES, st.sampled_from([KEYS, BOTH]))
def test_every_body_comes_back_as_it_was(body: dict[str, Any], keys: TrailKeys) -> None:
    header, sealed, digest = made(HEADER, body, keys, Chance().bytes(FRESH))
    told = told_of(Row(2, header.encode(), sealed, digest))
    assert told.body(KEYS) == body
    assert told.body_at_repository(AUDITOR) == (body if keys is BOTH else None)


def test_t21_a_form_that_does_not_fit_its_recipient_is_no_record() -> None:
    row = row_of()
    assert read(rehashed(row, v=2)) is None
    assert read(rehashed(row, v=4)) is None
    assert read(rehashed(row_of(KEYS), v=3)) is None
    assert read(rehashed(row, kind="checkpoint")) is None


def test_t21_a_chain_goes_on_in_the_new_form_and_verify_needs_no_secret(path: Path) -> None:
    for keys, reason in ((KEYS, TREATMENT), (BOTH, TREATMENT), (KEYS, TREATMENT)):
        trail = trail_of(path, keys, seed=len(read_records(path)) if path.exists() else 1)
        trail.intent(NANCY, DOCTOR, reason)
        trail.checkpoint()
        looks = own_looks(trail, DOCTOR, trail._clock.now() - timedelta(days=1))
        trail.file.close()
    rows = read_records(path)
    assert examine(rows).unsigned == 0
    assert examine(rows, KEYS.public, None, KEYS).records == len(rows)
    assert [told_of(row).header["v"] for row in rows] == [2, 2, 2, 3, 2, 2, 2]
    assert (len(looks.looks), looks.unreadable) == (3, 0)


@pytest.mark.parametrize(
    ("pem", "password", "code"),
    [
        (b"", "", "private_key_foreign"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "", "private_key_foreign"),
        (PRIVATE.public_key().public_bytes_raw(), "", "private_key_foreign"),
        (
            PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pw")),
            "",
            "private_key_password",
        ),
        (
            PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pw")),
            "pv",
            "private_key_password",
        ),
    ],
    ids=["empty", "no key", "raw", "no password", "wrong password"],
)
def test_what_is_no_private_key_is_said_to_be_none(pem: bytes, password: str, code: str) -> None:
    with pytest.raises(InputError) as found:
        RepositoryKey(pem, password)
    assert found.value.code == code


def test_a_private_key_behind_a_password_opens_and_is_never_shown() -> None:
    pem = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption("ø".encode()))
    assert RepositoryKey(pem, "ø").public == AUDITOR.public
    assert repr(AUDITOR) == "RepositoryKey(••••)"
