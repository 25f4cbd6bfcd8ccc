"""A computer whose organisation lets it keep: a signed policy, a safe key ring, and a PIN that is typed when asked for."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from overblik.access import user_key
from overblik.app import ground, house, machine
from overblik.runtime import paths
from overblik.runtime.keyring import MemoryKeyring

PIN = "kilde-42x"
_CHEAP = user_key.Cost(64 * 1024, 1, 1)
"""The least that a header may ask for."""
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def signed(body: bytes) -> bytes:
    """Sign a file as the organisation does."""
    return body + b"# signature: " + base64.b64encode(_KEY.sign(body)) + b"\n"


def public_key() -> bytes:
    """Give the key by which that is checked."""
    return _KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def write_policy(
    folder: Path, mode: str = "clinic", *, version: int = 1, keep: bool = True, medicine_hours: int = 0
) -> None:
    """Write policy and public key as an administrator would."""
    text = f'version = {version}\norganisation = "Prøvehuset"\nmode = "{mode}"\n'
    store = f"[store]\nkeep = {str(keep).lower()}\nmedicine_hours = {medicine_hours}\n"
    body = (text + (store if mode != "ward" else "")).encode()
    folder.mkdir(exist_ok=True)
    (folder / machine.POLICY).write_bytes(signed(body))
    (folder / machine.KEYS).write_bytes(public_key())


def keep_here(monkeypatch: pytest.MonkeyPatch, folder: Path) -> MemoryKeyring:
    """Let commands of this process run on such a computer; guesses of the PIN cost little."""
    ring = MemoryKeyring()
    write_policy(folder)
    monkeypatch.setattr(paths, "machine", lambda: folder)
    monkeypatch.setattr(house, "system_keyring", lambda: ring)
    monkeypatch.setattr(ground, "is_disk_encrypted", lambda _: True)
    monkeypatch.setattr(house, "ask_pin", lambda _: PIN)
    monkeypatch.setattr(user_key, "Cost", lambda: _CHEAP)
    return ring
