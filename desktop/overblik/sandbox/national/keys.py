"""Who holds which key in one run: the STS, the demonstration's clinician, and both ends of the broker's line.

Subjects are written as OCES3 writes them: `UI:DK-E:G:` begins the serial number of an employee, `UI:DK-O:G:` that of an
organisation's system, and organizationIdentifier carries the CVR number.
"""

import ipaddress
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from overblik.sandbox.national.certificates import Authority, Identity, curve_key, rsa_key, serial_name, subject_part
from overblik.sandbox.verbatim import Json

CVR = "99999999"
"""The invented organisation: its check digit is wrong, so no company can have it."""
ORGANISATION = "Lægehuset Eksempel"
EMPLOYEE = "UI:DK-E:G:"
SYSTEM = "UI:DK-O:G:"
_LIFE = timedelta(days=1096)
_TLS_START = datetime(2020, 1, 1, tzinfo=UTC)
_TLS_LIFE = timedelta(days=10_950)


@dataclass(frozen=True, slots=True)
class Person:
    """Who holds an employee certificate; the clinician of the demonstration is invented."""

    cpr: str = "0408719990"
    given: str = "M."
    family: str = "Eksempel"
    authorisation: str = "0DMX7"
    occupation: str = "Læge"
    role: str = "7170"


def staff() -> dict[str, Person]:
    """Who the three who can sign in are to the STS, by the subject of the OpenID provider: all invented.

    Roles are codes of the national register of education: 7170 is a doctor, 5166 a nurse.
    """
    return {
        "egen-laege": Person(),
        "afdelingssygeplejerske": Person("1203799991", "K.", "Prøve", "0DMX9", "Sygeplejerske", "5166"),
        "hjemmesygeplejerske": Person("2207849993", "L.", "Forsøg", "0DMXB", "Sygeplejerske", "5166"),
    }


@dataclass(slots=True)
class Keys:
    """All identities of one run."""

    authority: Authority
    sts: Identity
    clinician: Identity
    tls_authority: Authority
    tls_server: Identity
    tls_client: Identity
    holders: dict[str, Person]
    """The persons behind employee certificates, as the real STS looks them up by the subject's serial number."""
    person: Person = field(default_factory=Person)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)

    @classmethod
    def make(cls, now: datetime) -> "Keys":
        """OCES certificates by the sandbox's clock; those of TLS by every clock, for TLS asks the computer's."""
        start = now - timedelta(days=30)
        authority = Authority.new("Overblik test CA (OCES)", start, _LIFE)
        sts = authority.issue(_subject("Sandbox STS", SYSTEM), rsa_key(), start, _LIFE)
        person = Person()
        clinician = authority.issue(_subject(f"{person.given} {person.family}", EMPLOYEE), rsa_key(), start, _LIFE)
        tls = Authority.new("Overblik test CA (TLS)", _TLS_START, _TLS_LIFE)
        hosts = x509.SubjectAlternativeName(
            [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        )
        server_use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        client_use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        server = tls.issue(_common("Sandbox broker"), curve_key(), _TLS_START, _TLS_LIFE, hosts, server_use)
        client = tls.issue(_common("Overblik"), curve_key(), _TLS_START, _TLS_LIFE, client_use)
        return cls(authority, sts, clinician, tls, server, client, {serial_name(clinician.certificate): person})

    def another(self, kind: str, now: datetime) -> Json:
        """One more certificate for a test: a system's, or one that the STS must refuse."""
        starts = {"expired": now - timedelta(days=2000), "future": now + timedelta(days=30)}
        if kind not in {"employee", "system", "foreign", "unknown", *starts}:
            raise ValueError(f"unknown kind of certificate {kind}")
        authority = Authority.new("Overblik test CA (OCES)", now, _LIFE) if kind == "foreign" else self.authority
        start = starts.get(kind, now - timedelta(days=1))
        prefix = SYSTEM if kind == "system" else EMPLOYEE
        made = authority.issue(
            _subject("Afdelingens system" if kind == "system" else "B. Eksempel", prefix), rsa_key(), start, _LIFE
        )
        if kind in {"employee", *starts}:
            self.holders[serial_name(made.certificate)] = Person("1712689992", "B.", "Eksempel", "0DMX8")
        return {"pkcs12": made.pkcs12(self.password, authority.identity.certificate), "password": self.password}

    def stranger(self, now: datetime) -> Identity:
        """A signer with the name of the STS, of an authority that nobody knows."""
        authority = Authority.new("Overblik test CA (OCES)", now, _LIFE)
        return authority.issue(_subject("Sandbox STS", SYSTEM), rsa_key(), now - timedelta(days=1), _LIFE)

    def introduced(self) -> Json:
        """The clinician's certificate with what its holder knows of himself."""
        told = self.person
        return {
            "pkcs12": self.clinician.pkcs12(self.password, self.authority.identity.certificate),
            "password": self.password,
            "cpr": told.cpr,
            "givenName": told.given,
            "surName": told.family,
            "authorisation": told.authorisation,
            "occupation": told.occupation,
            "role": told.role,
            "cvr": CVR,
            "organisation": ORGANISATION,
        }


def cvr_of(certificate: x509.Certificate) -> str:
    """The CVR number of the organisation that a certificate names."""
    return subject_part(certificate, NameOID.ORGANIZATION_IDENTIFIER).removeprefix("NTRDK-")


def _subject(name: str, prefix: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DK"),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRDK-{CVR}"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"{prefix}{uuid.uuid4()}"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _common(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
