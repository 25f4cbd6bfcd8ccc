"""The table [national] of the settings: the services of Den Gode Webservice, and how the clinician signs in to them."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from overblik.domain.errors import InputError
from overblik.domain.patient import cpr
from overblik.wire.addresses import may_be_asked

PASSWORD = "OVERBLIK_CERTIFICATE_PASSWORD"  # noqa: S105 - the name of a variable, not what it holds
_NEEDED = ("fmk", "sts_certificate", "certificate", "organisation", "cvr")
_OF_PERSON = ("sts", "cpr", "given_name", "surname", "role_code")
"""What a clinician's own certificate needs; with a broker all this is the sign-in's to say."""
_OF_BROKER = ("broker_authority", "requested_roles")
_PAIRS = (("dds_registry", "dds_repository"), ("sfsk_registry", "sfsk_repository"))
"""Document sharing: one address is of no use without the other."""
_OTHER = (
    *(
        "broker",
        "requested_role",
        "ddv",
        "password_file",
        "on_behalf_of",
        "consent",
        "organisation_id",
        "organisation_id_format",
    ),
    *(key for pair in _PAIRS for key in pair),
)
_FORMATS = ("sor", "skskode", "ynumber")
_CVR = re.compile(r"\d{8}", re.ASCII)
_AUTHORISATION = re.compile(r"[0-9BCDFGHJKLMNPQRSTVWXYZ]{5}", re.ASCII)
"""AuthorisationIdentifierType of FMK."""
_PEM = "-----BEGIN CERTIFICATE-----"
_LARGEST = 1024 * 1024
"""Bytes of a certificate file: more is another file."""


@dataclass(frozen=True, slots=True)
class NationalSettings:
    """The services of Den Gode Webservice, and how the clinician signs in to them.

    That is by a certificate of his own, or by a broker who gives a card for the sign-in; then nothing here says who he is.
    """

    fmk: str
    """Address of Fælles Medicinkort."""
    sts: str
    """Address of the security token service; empty with a broker."""
    sts_certificate: bytes
    """PEM of the certificate that signs id cards."""
    pkcs12: bytes
    """The clinician's certificate; with a broker that of the workplace, which opens the line to it."""
    password: str
    cpr: str
    """Of the clinician; empty, as the three that follow, with a broker."""
    given_name: str
    surname: str
    role_code: str
    """UserRole of the id card."""
    requested_role: str
    """The Danish word of the whitelisting header; empty where the sign-in's role is the word."""
    organisation: str
    cvr: str
    ddv: str = ""
    """Address of Det Danske Vaccinationsregister; empty where it is not asked."""
    on_behalf_of: str = ""
    """Authorisation identifier of the professional whom the clinician acts for; empty for nobody."""
    dds: tuple[str, str] | None = None
    """Addresses of registry and repository of document sharing; none where it is not asked."""
    sfsk: tuple[str, str] | None = None
    """Those of the stamkort."""
    consent: str = ""
    """Address of the consent service; empty where what may be blocked stays 'may be'."""
    organisation_id: str = ""
    """The organisation's own number, as document sharing wants it."""
    organisation_id_format: str = ""
    """`nsi:sor`, `nsi:skskode` or `nsi:ynumber`."""
    broker: str = ""
    """Address of the organisation's broker; empty where the clinician's certificate signs the card."""
    broker_authority: bytes = b""
    """PEM of the authority of the broker's TLS; empty where the operating system knows it."""
    requested_roles: tuple[tuple[str, str], ...] = ()
    """The word of the whitelisting header for each role that the sign-in tells."""

    def role_of(self, told: str) -> str:
        """Give the word of the whitelisting header for the role that the sign-in tells."""
        return self.requested_role or dict(self.requested_roles).get(told, told)

    def __repr__(self) -> str:
        """Leave certificate, password and person out."""
        return f"NationalSettings({self.fmk})"


@dataclass(frozen=True, slots=True)
class _Table:
    """The table as it was written, the name of the file for what is said of it, and the file's folder."""

    told: Mapping[str, Any]
    path: str
    folder: Path

    def text(self, key: str) -> str:
        """Give a value; a number is taken as it is written."""
        value = self.told.get(key, "")
        return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def wrong(self, code: str, key: str) -> InputError:
        return InputError(code, path=self.path, key=key)


def read_national(told: Any, path: Path) -> NationalSettings | None:
    """Read the table; none when there is none. Nothing that it says is said again in an error but its keys.

    Raises:
        InputError: `national_…_form` with the key that is missing or wrong.
        TypeError: it is no table.

    """
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise TypeError("national is no table")
    table = _Table(told, path.name, path.parent)
    has_own = not table.text("broker")
    _check_keys(table, has_own=has_own)
    return NationalSettings(
        fmk=_address(table, "fmk"),
        sts=_address(table, "sts") if has_own else "",
        sts_certificate=_pem(table, "sts_certificate"),
        pkcs12=_content(table, "certificate"),
        password=_password(table),
        cpr=_cpr(table, "cpr") if has_own else "",
        given_name=table.text("given_name"),
        surname=table.text("surname"),
        role_code=table.text("role_code"),
        requested_role=table.text("requested_role"),
        organisation=table.text("organisation"),
        cvr=_matching(table, "cvr", _CVR),
        ddv=_address(table, "ddv") if table.text("ddv") else "",
        on_behalf_of=_matching(table, "on_behalf_of", _AUTHORISATION) if table.text("on_behalf_of") else "",
        dds=_pair(table, *_PAIRS[0]),
        sfsk=_pair(table, *_PAIRS[1]),
        consent=_address(table, "consent") if table.text("consent") else "",
        organisation_id=table.text("organisation_id"),
        organisation_id_format=_format(table),
        broker="" if has_own else _address(table, "broker", loopback=False),
        broker_authority=_pem(table, "broker_authority") if table.text("broker_authority") else b"",
        requested_roles=_roles(table),
    )


def _roles(table: _Table) -> tuple[tuple[str, str], ...]:
    """Give the table of words; each is text on both sides."""
    told = table.told.get("requested_roles", {})
    if not isinstance(told, Mapping) or not all(isinstance(one, str) and one.strip() for one in told.values()):
        raise table.wrong("national_value_form", "requested_roles")
    return tuple((role, word.strip()) for role, word in told.items())


def _pair(table: _Table, registry: str, repository: str) -> tuple[str, str] | None:
    """Give both addresses of a document sharing service, or none.

    Raises:
        InputError: one of them is missing, or the organisation's number that each question carries.

    """
    if not (table.text(registry) or table.text(repository)):
        return None
    for key in (registry, repository, "organisation_id"):
        if not table.text(key):
            raise table.wrong("national_key_form", key)
    return _address(table, registry), _address(table, repository)


def _format(table: _Table) -> str:
    told = table.text("organisation_id_format") or _FORMATS[0]
    if told not in _FORMATS:
        raise table.wrong("national_value_form", "organisation_id_format")
    return f"nsi:{told}"


def _check_keys(table: _Table, *, has_own: bool) -> None:
    """Refuse what is missing, what nobody knows and what says who the clinician is where the sign-in does."""
    if "password" in table.told:
        raise table.wrong("national_secret_form", "password")
    for key in table.told:
        if key not in (*_NEEDED, *_OF_PERSON, *_OF_BROKER, *_OTHER):
            raise table.wrong("national_unknown_form", key)
        if key in (_OF_BROKER if has_own else _OF_PERSON):
            raise table.wrong("national_alone_form" if has_own else "national_beside_form", key)
    needed = (*_NEEDED, *(_OF_PERSON if has_own else ()), *(("requested_role",) if has_own else ()))
    for key in (*needed, *(key for key in ("broker_authority", *_OTHER) if table.told.get(key, "") != "")):
        if not table.text(key):
            raise table.wrong("national_key_form", key)


def _address(table: _Table, key: str, *, loopback: bool = True) -> str:
    """Give an address: encrypted, but to this computer itself where that may be asked in clear."""
    url = table.text(key)
    if not may_be_asked(url, loopback=loopback):
        raise table.wrong("national_url_form", key)
    return url.rstrip("/")


def _content(table: _Table, key: str) -> bytes:
    """Read a file; a path that is not absolute begins at the folder of the settings."""
    try:
        with (table.folder / Path(table.text(key)).expanduser()).open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (OSError, ValueError, RuntimeError):
        raise table.wrong("national_file_form", key) from None
    if not content or len(content) > _LARGEST:
        raise table.wrong("national_file_form", key)
    return content


def pem_of(told: Mapping[str, Any], key: str, path: Path) -> bytes:
    """Read the PEM that a table holds or names.

    Raises:
        InputError: `national_…_form`.

    """
    return _pem(_Table(told, path.name, path.parent), key)


def _pem(table: _Table, key: str) -> bytes:
    """Read a public certificate: it may stand in the table itself, so that one file is enough."""
    from cryptography.x509 import load_pem_x509_certificates

    is_inline = table.text(key).startswith(_PEM)
    content = table.text(key).encode() if is_inline else _content(table, key)
    try:
        load_pem_x509_certificates(content)
    except ValueError:
        raise table.wrong("national_pem_form", key) from None
    return content


def _password(table: _Table) -> str:
    """Give the password: of the file where one is named, else of the environment; without the line's end."""
    if not table.text("password_file"):
        found = os.environ.get(PASSWORD, "")
    else:
        try:
            found = _content(table, "password_file").decode().rstrip("\r\n")
        except UnicodeDecodeError:
            raise table.wrong("national_file_form", "password_file") from None
    if not found:
        raise table.wrong("national_password_form", "password_file")
    return found


def _cpr(table: _Table, key: str) -> str:
    try:
        return cpr(table.text(key)).value
    except InputError:
        raise table.wrong("national_value_form", key) from None


def _matching(table: _Table, key: str, form: re.Pattern[str]) -> str:
    value = table.text(key)
    if form.fullmatch(value) is None:
        raise table.wrong("national_value_form", key)
    return value
