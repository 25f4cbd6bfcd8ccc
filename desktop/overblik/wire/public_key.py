"""A public key as a line of text: SubjectPublicKeyInfo (RFC 5280 section 4.1; RFC 8410 section 4) in Base64.

It is the one line between the marks of the PEM file that `openssl pkey -pubout` writes, and it names its own kind, so
that a key that signs is not taken for one that seals.
"""

import base64


def sealing_key(text: str) -> bytes:
    """Read an X25519 key (RFC 7748) that things are sealed to; give its 32 bytes.

    Raises:
        ValueError: it is none, or one to which nothing can be sealed (section 6.1: the shared secret is all zero).

    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    key = _read(text)
    if not isinstance(key, X25519PublicKey):
        raise ValueError("kind")  # noqa: TRY004 - what was typed is wrong, not the type of an argument
    X25519PrivateKey.generate().exchange(key)
    return key.public_bytes_raw()


def signing_key(text: str) -> bytes:
    """Read an Ed25519 key (RFC 8032) that signatures are checked by; give its 32 bytes.

    Raises:
        ValueError: it is none.

    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = _read(text)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("kind")  # noqa: TRY004 - what was typed is wrong, not the type of an argument
    return key.public_bytes_raw()


def key_line(raw: bytes) -> str:
    """Write an X25519 key as `sealing_key` reads it."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = X25519PublicKey.from_public_bytes(raw).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode("ascii")


def _read(text: str) -> object:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        return load_der_public_key(base64.b64decode(text, validate=True))
    except UnsupportedAlgorithm as error:
        raise ValueError("kind") from error
