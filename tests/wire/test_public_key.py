"""A public key on one line: its kind is part of it, and one that nothing can be sealed to is none."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from overblik.wire.public_key import key_line, sealing_key, signing_key

SEALS, SIGNS = (
    X25519PrivateKey.from_private_bytes(bytes(range(32))).public_key(),
    Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key(),
)


def line(key: object) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().splitlines()[1]  # type: ignore[attr-defined]


def test_the_line_of_the_pem_file_is_read_and_written() -> None:
    assert sealing_key(line(SEALS)) == SEALS.public_bytes_raw()
    assert signing_key(line(SIGNS)) == SIGNS.public_bytes_raw()
    assert key_line(SEALS.public_bytes_raw()) == line(SEALS)


@pytest.mark.parametrize(
    "text", ["", "A", "é", line(SIGNS)[:-4], line(SIGNS) + "AAAA", base64.b64encode(bytes(44)).decode()]
)
def test_what_is_no_key_is_none(text: str) -> None:
    for read in (sealing_key, signing_key):
        with pytest.raises(ValueError, match=r".*"):
            read(text)


def test_a_key_of_the_other_kind_is_none() -> None:
    with pytest.raises(ValueError, match="kind"):
        sealing_key(line(SIGNS))
    with pytest.raises(ValueError, match="kind"):
        signing_key(line(SEALS))


@pytest.mark.parametrize("raw", [bytes(32), bytes([1, *bytes(31)])])
def test_a_key_of_small_order_seals_nothing_and_is_none(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        sealing_key(key_line(raw))
