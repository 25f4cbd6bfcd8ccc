"""A PKCS#12 file: key and certificate of an employee, a system (OCES) or a workplace, in memory only."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from overblik.domain.errors import InputError


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """Key and certificate as PEM; nothing of them is shown in text."""

    key: bytes
    pem: bytes
    der: bytes

    @property
    def hash(self) -> str:
        """Base64 of the SHA-1 of the certificate (sosi:OCESCertHash); it names, it does not protect."""
        return base64.b64encode(hashlib.sha1(self.der, usedforsecurity=False).digest()).decode()


def from_pkcs12(content: bytes, password: str) -> Certificate:
    """Open the file.

    Raises:
        InputError: `certificate_form` when it is no PKCS#12 file or the password does not fit,
            `certificate_key` when it holds no RSA key with its certificate.

    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    key, certificate, _ = _opened(content, password)
    if not isinstance(key, RSAPrivateKey) or certificate is None:
        raise InputError("certificate_key")
    return Certificate(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate.public_bytes(serialization.Encoding.PEM),
        certificate.public_bytes(serialization.Encoding.DER),
    )


def line_identity(content: bytes, password: str, lock: str) -> bytes:
    """Give certificate, intermediates and key of a workplace for mutual TLS, as PEM; the key is encrypted with `lock`.

    Raises:
        InputError: `certificate_form` as above, `certificate_pair` when it holds no key with its certificate.

    """
    from cryptography.hazmat.primitives import serialization

    key, certificate, others = _opened(content, password)
    if key is None or certificate is None:
        raise InputError("certificate_pair")
    locked = serialization.BestAvailableEncryption(lock.encode())
    pem = serialization.Encoding.PEM
    chain = b"".join(one.public_bytes(pem) for one in (certificate, *others))
    secret: bytes = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked)
    return chain + secret


def _opened(content: bytes, password: str) -> tuple[Any, Any, list[Any]]:
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        return pkcs12.load_key_and_certificates(content, password.encode())
    except (ValueError, TypeError) as error:
        raise InputError("certificate_form") from error
