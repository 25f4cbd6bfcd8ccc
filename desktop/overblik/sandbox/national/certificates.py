"""Certificates of one run, issued by authorities that exist in memory alone (RFC 5280).

RSA with 2048 bits stands where DGWS demands RSA-SHA256, elliptic curves everywhere else, for they cost nothing to make.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its private key."""

    key: Key = field(repr=False)
    certificate: x509.Certificate

    def pem(self) -> str:
        """The certificate as PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def key_pem(self, password: str | None = None) -> str:
        """The private key as PEM, encrypted when a password is given."""
        lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password:
            lock = serialization.BestAvailableEncryption(password.encode())
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock).decode()

    def pkcs12(self, password: str, issuer: x509.Certificate) -> str:
        """Certificate, key and issuer as a PKCS#12 file in base64."""
        lock = serialization.BestAvailableEncryption(password.encode())
        packed = pkcs12.serialize_key_and_certificates(b"overblik", self.key, self.certificate, [issuer], lock)
        return base64.b64encode(packed).decode()


def subject_part(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    """One part of a subject, empty when it is absent."""
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def serial_name(certificate: x509.Certificate) -> str:
    """The serial number in the subject, which names the holder of an OCES certificate."""
    return subject_part(certificate, NameOID.SERIAL_NUMBER)


def hash_of(certificate: x509.Certificate) -> str:
    """The OCESCertHash of a certificate: base64 of the SHA-1 of its DER form, as id cards carry it."""
    der = certificate.public_bytes(serialization.Encoding.DER)
    return base64.b64encode(hashlib.sha1(der, usedforsecurity=False).digest()).decode()


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of one run."""

    identity: Identity

    @classmethod
    def new(cls, name: str, start: datetime, life: timedelta) -> "Authority":
        """An authority that signs itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = _builder(subject, subject, key, start, life)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(_usage(signs_certificates=True), critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        return cls(Identity(key, made.sign(key, hashes.SHA256())))

    def issue(
        self, subject: x509.Name, key: Key, start: datetime, life: timedelta, *extras: x509.ExtensionType
    ) -> Identity:
        """A certificate for a subject, signed by this authority."""
        ours = self.identity
        made = _builder(subject, ours.certificate.subject, key, start, life)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(_usage(signs_certificates=False), critical=True)
        signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ours.key.public_key())
        for extra in (signer, *extras):
            made = made.add_extension(extra, critical=False)
        return Identity(key, made.sign(ours.key, hashes.SHA256()))

    def has_issued(self, certificate: x509.Certificate) -> bool:
        """Whether this authority's key signed a certificate."""
        try:
            certificate.verify_directly_issued_by(self.identity.certificate)
        except Exception:  # noqa: BLE001  the library raises three unrelated kinds for "no"
            return False
        return True


def rsa_key() -> rsa.RSAPrivateKey:
    """A key for signatures by RSA-SHA256."""
    return rsa.generate_private_key(65537, 2048)


def curve_key() -> ec.EllipticCurvePrivateKey:
    """A key for TLS."""
    return ec.generate_private_key(ec.SECP256R1())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, start: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start.astimezone(UTC))
        .not_valid_after((start + life).astimezone(UTC))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
