"""The settings: one frozen value, read once."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from overblik.domain.audit import AuditKeys
from overblik.domain.errors import InputError, Unintelligible
from overblik.domain.work_list import WantedList
from overblik.runtime.follow_settings import FollowSettings, read_following
from overblik.runtime.lists_settings import read_lists
from overblik.runtime.national_settings import NationalSettings, read_national
from overblik.wire.addresses import origin_of

if TYPE_CHECKING:
    from overblik.domain.sign_in import Registration

AUDIT = "audit"
"""The name under which the audit repository is given a token."""
BROKER = "broker"
"""The name under which the broker of id cards is given a token."""
FHIRCAST = "fhircast"
"""The name under which the hub of the record system is given a token."""
REVOCATION = "revocation"
"""What the address of the list of revoked users is called where it is wrong."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """One FHIR server that is asked."""

    name: str
    label: str
    url: str
    token: str = ""
    """A bearer token of the sandbox; real sign-in gives tokens in memory."""
    aliases: tuple[str, ...] = ()
    """Other origins by which the same server writes its links, as `http://localhost:8000`."""

    def __repr__(self) -> str:
        """Leave the token out."""
        return f"ServerSettings({self.name}, {self.url})"


@dataclass(frozen=True, slots=True)
class ListedPatient:
    """One line of the patient list."""

    cpr: str
    family: str
    given: str
    birth_date: str
    sex: str
    time: str = ""
    system: str = ""
    """Empty for a CPR number, else the system of the identifier."""

    def __repr__(self) -> str:
        """Leave the person out."""
        return "ListedPatient(••••)"


@dataclass(frozen=True, slots=True)
class DemoSettings:
    """What drives the embedded services."""

    control: str
    secret: str
    mode: str = ""
    """The mode that the demo shows for real; empty: as in a surgery, without a PIN."""
    clinicians: tuple[tuple[str, str, str], ...] = ()
    """Who may sign in with one key: token, name and role."""
    seen: tuple[ListedPatient, ...] = ()
    """Whom the synthetic clinician has seen before, where the lists come from servers."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that app.compose needs to know."""

    profile: Path
    servers: tuple[ServerSettings, ...] = ()
    patients: tuple[ListedPatient, ...] = ()
    demo: DemoSettings | None = None
    national: NationalSettings | None = None
    lists: tuple[WantedList, ...] = ()
    """The lists of patients that are read from servers, the first shown first."""
    sign_in: "Registration | None" = None
    """Where clinicians sign in; none where the name of the settings looks."""
    audit: str = ""
    """Base address of the FHIR server that takes the record of looks as AuditEvents; empty where there is none."""
    audit_keys: AuditKeys = field(default_factory=AuditKeys)
    """What the organisation's repository is known by, where the policy does not say it."""
    fhircast: FollowSettings | None = None
    """The hub whose context is followed; none where there is none."""
    revocation: str = ""
    """Address of the organisation's signed list of revoked users and devices; empty where there is none."""
    clock: str = ""
    """An ISO 8601 moment at which the clock stands; empty for the computer's own."""
    language: str = "da"
    theme: str = ""
    """Empty: that of the system."""
    clinician_name: str = ""
    clinician_role: str = ""


def read_settings(path: Path, profile: Path) -> Settings:
    """Read the user's settings; without a file the program starts with no servers.

    Raises:
        InputError: `settings_form` when the file cannot be understood, `server_…_form` when a server cannot be asked,
            `national_…_form` when the national services cannot, `sign_in_…_form` when nobody could sign in,
            `audit_…_form` when a key of the audit repository is none, `fhircast_…_form` when no hub could be followed,
            `list_…_form` when a list cannot be asked for.

    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        servers = _servers(told.get("servers", []), path.name)
        clinician = told.get("clinician", {})
        audit, audit_keys = _audit(told.get("audit", {}), path.name)
        revocation = told.get("revocation", {}).get("url", "")
        national = read_national(told.get("national"), path)
        names = {server.name for server in servers}
        fhircast = read_following(told.get(FHIRCAST), path.name, names, signs_in=told.get("sign_in") is not None)
        has_broker = national is not None and bool(national.broker)
        others = {AUDIT: bool(audit), BROKER: has_broker, FHIRCAST: fhircast is not None}
        sign_in = _sign_in(told.get("sign_in"), path.name, _named(servers, path.name, others))
        _check_broker(national, sign_in, path.name)
        lists = read_lists(told.get("lists"), path.name, names, signs_in=sign_in is not None)
        return Settings(
            profile=profile,
            servers=servers,
            national=national,
            lists=lists,
            sign_in=sign_in,
            fhircast=fhircast,
            audit=audit,
            audit_keys=audit_keys,
            revocation=_address(str(revocation), REVOCATION, path.name) if revocation else "",
            language=str(told.get("language", "da")),
            theme=str(told.get("theme", "")),
            clinician_name=str(clinician.get("name", "")),
            clinician_role=str(clinician.get("role", "")),
        )
    except (FileNotFoundError, NotADirectoryError):
        return Settings(profile=profile)
    except (OSError, tomllib.TOMLDecodeError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise InputError("settings_form", path=path.name) from error


def _audit(told: Mapping[str, Any], path: str) -> tuple[str, AuditKeys]:
    """Give address and keys of the audit repository; a key that is misspelt would be one that is missing."""
    from overblik.wire.public_key import sealing_key, signing_key

    url = str(told.get("url", ""))
    key = next((name for name in told if name not in ("url", "sealing_key", "receipt_keys")), "")
    if key:
        raise InputError("audit_unknown_form", path=path, key=key)
    try:
        key = "sealing_key"
        sealing = sealing_key(told[key]) if key in told else b""
        key = "receipt_keys"
        keys = AuditKeys(sealing, tuple(signing_key(one) for one in told.get(key, ())))
    except (ValueError, TypeError) as error:
        raise InputError("audit_public_form", path=path, key=key) from error
    return _address(url, AUDIT, path) if url else "", keys


def _sign_in(told: Any, path: str, servers: Collection[str]) -> "Registration | None":
    if told is None:
        return None
    from overblik.runtime.sign_in_settings import read_sign_in  # a program in which nobody signs in does not carry it

    return read_sign_in(told, path, servers)


def _named(servers: tuple[ServerSettings, ...], path: str, others: dict[str, bool]) -> set[str]:
    """Give all names under which a token may be given; one that names two would give it to one that is not meant."""
    names = {server.name for server in servers}
    for name, is_there in others.items():
        if is_there and name in names:
            raise InputError("server_twice_form", path=path, server=name)
    return names | {name for name, is_there in others.items() if is_there}


def _check_broker(national: NationalSettings | None, sign_in: "Registration | None", path: str) -> None:
    """Refuse a broker that could give no card, or a card that nobody could tell whose it is."""
    if national is None or not national.broker:
        return
    if sign_in is None or BROKER not in sign_in.servers:
        raise InputError("national_broker_token_form", path=path, key="broker")
    if not (sign_in.claims.cpr or sign_in.claims.authorisation):
        raise InputError("national_broker_claim_form", path=path, key="broker")


def _servers(told: list[dict[str, Any]], path: str) -> tuple[ServerSettings, ...]:
    """Check each server before anything is built on it: later nobody could say which of them it was."""
    found: dict[str, ServerSettings] = {}
    for place, one in enumerate(told, start=1):
        for key in ("name", "url"):
            if not str(one.get(key, "")).strip():
                raise InputError("server_key_form", path=path, key=key, server=one.get("name") or place)
        name = str(one["name"])
        if name in found:
            raise InputError("server_twice_form", path=path, server=name)
        if name.startswith("fil:"):
            # So are the files that were read in called: its answers would be taken for theirs.
            raise InputError("server_name_form", path=path, server=name)
        aliases = tuple(_address(str(alias), name, path) for alias in one.get("aliases", ()))
        url = _address(str(one["url"]), name, path)
        found[name] = ServerSettings(name, str(one.get("label", name)), url, aliases=aliases)
    return tuple(found.values())


def _address(url: str, server: str, path: str) -> str:
    if "@" in url.partition("://")[2].partition("/")[0]:
        # The address is not said again: what stands before the @ may be a password.
        raise InputError("server_user_form", path=path, server=server)
    try:
        origin_of(url)
        parts = urlsplit(url)
        is_base = not (re.search(r"\s", url) or parts.query or parts.fragment)
    except (Unintelligible, ValueError):
        is_base = False
    if not is_base:
        raise InputError("server_url_form", path=path, server=server, url=url)
    return url.rstrip("/")
