"""Policies that are signed with a key of the tests alone."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
WARD = 'version = 3\norganisation = "Prøvehuset"\nmode = "ward"\n'
SERVER = '[[servers]]\nname = "ehr"\nurl = "https://ehr.example.dk/fhir"\n'
SIGN_IN = '[sign_in]\nissuer = "https://login.example.dk"\nclient_id = "overblik"\nservers = ["ehr"]\n'


def pem(key: Ed25519PrivateKey = KEY) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signed(text: str, key: Ed25519PrivateKey = KEY) -> bytes:
    body = text.encode()
    return body + b"# signature: " + base64.b64encode(key.sign(body)) + b"\n"


def put(folder: Path, text: str, key: Ed25519PrivateKey = KEY) -> Path:
    """Put policy and public key where an administrator does."""
    folder.mkdir(exist_ok=True)
    (folder / "policy.toml").write_bytes(signed(text, key))
    (folder / "policy-key.pem").write_bytes(pem())
    return folder
