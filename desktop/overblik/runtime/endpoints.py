"""Where the program asks: the tables of servers, lists, sign-in, national services, record, revocation and hub.

They stand in the user's settings.toml and in the organisation's policy.toml, in the same form. A table that the policy
has holds alone (docs/decisions/policy.md).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from overblik.domain.audit_keys import AuditKeys
from overblik.domain.errors import InputError, OverblikError, PolicyRefused, Unintelligible
from overblik.domain.work_list import WantedList
from overblik.runtime.follow_settings import FollowSettings, read_following
from overblik.runtime.lists_settings import read_lists
from overblik.runtime.national_settings import NationalSettings, read_national
from overblik.runtime.tables import TABLES, Tables
from overblik.wire.addresses import may_be_asked, origin_of

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
class Endpoints:
    """All that is asked, as one value."""

    servers: tuple[ServerSettings, ...] = ()
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


def read_endpoints(own: Tables, policy: Tables | None = None) -> Endpoints:
    """Read all tables, those of the policy in the place of the user's own.

    Raises:
        InputError: `…_form` with the table and key that cannot be used.
        TypeError, AttributeError: a table is none.

    """
    from_policy = policy.told if policy is not None else {}
    told = {**own.told, **from_policy}
    paths = {name: policy.path if policy is not None and name in from_policy else own.path for name in TABLES}
    servers = _servers(told.get("servers", []), paths["servers"].name)
    audit, audit_keys = _audit(told.get("audit", {}), paths["audit"].name)
    national = read_national(told.get("national"), paths["national"])
    names = {server.name for server in servers}
    signs_in = told.get("sign_in") is not None
    fhircast = read_following(told.get(FHIRCAST), paths[FHIRCAST].name, names, signs_in=signs_in)
    has_broker = national is not None and bool(national.broker)
    others = {AUDIT: bool(audit), BROKER: has_broker, FHIRCAST: fhircast is not None}
    sign_in = _sign_in(told.get("sign_in"), paths["sign_in"].name, _named(servers, paths["servers"].name, others))
    _check_broker(national, sign_in, paths["national"].name)
    return Endpoints(
        servers=servers,
        national=national,
        lists=read_lists(told.get("lists"), paths["lists"].name, names, signs_in=signs_in),
        sign_in=sign_in,
        audit=audit,
        audit_keys=audit_keys,
        fhircast=fhircast,
        revocation=_revocation(told.get("revocation", {}), paths["revocation"].name),
    )


def faults_of(policy: Tables) -> tuple[OverblikError, ...]:
    """Tell all that is wrong with the tables of a policy by themselves.

    They name nothing but each other: a token of the policy's sign-in may go to no server that a user could write. Every
    address is encrypted, where settings.toml may name a test server in clear.
    """
    found: list[OverblikError] = [*_unknown_keys(policy.told)]
    for key, url in _addresses(policy.told):
        if not may_be_asked(url):
            found.append(InputError("policy_https_form", path=policy.path.name, key=key))
    nobody = Tables(policy.path)
    for name in policy.told:
        # Each table with the servers and the sign-in that it may name, so that one fault does not hide another's.
        beside = {one: policy.told[one] for one in _NEEDS.get(name, ()) if one in policy.told}
        try:
            read_endpoints(nobody, Tables(policy.path, {**beside, name: policy.told[name]}))
        except InputError as error:
            found.append(error)
        except (TypeError, AttributeError):
            found.append(InputError("policy_table_form", path=policy.path.name, key=name))
    once = {(error.code, tuple(error.facts.items())): error for error in found}
    return tuple(once.values())


def _unknown_keys(told: Mapping[str, Any]) -> Iterator[OverblikError]:
    """Find the keys that nobody knows in tables whose own readers pass over them, as those of settings.toml do."""
    from difflib import get_close_matches

    servers = told.get("servers")
    tables: list[tuple[str, Mapping[str, Any], tuple[str, ...]]] = [
        (f"servers.{one.get('name', '')}", one, _OF_SERVER) for one in _tables(servers)
    ]
    tables += [("revocation", one, ("url",)) for one in _tables([told.get("revocation")])]
    for name, table, known in tables:
        for key in table:
            if key not in known:
                nearest = get_close_matches(key, known, n=1, cutoff=0.5)
                near = f"{name}.{nearest[0]}" if nearest else ""
                yield PolicyRefused(reason="unknown_key", key=f"{name}.{key}", nearest=near)


def _tables(told: Any) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in (told if isinstance(told, list) else ()) if isinstance(one, Mapping))


_OF_SERVER: tuple[str, ...] = ("name", "label", "url", "aliases")
_NEEDS = {
    "lists": ("servers", "sign_in", "national", "audit", "fhircast"),
    "sign_in": ("servers", "national", "audit", "fhircast"),
    "national": ("servers", "sign_in", "audit", "fhircast"),
    "fhircast": ("servers", "sign_in", "national", "audit"),
}
"""Which other tables a table may name, or is named by."""


def _addresses(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the addresses whose own readers take one in clear too."""
    for one in _tables(told.get("servers")):
        if one.get("url"):
            yield f"servers.{one.get('name', '')}.url", str(one["url"])
    for name in ("audit", "revocation"):
        table = told.get(name)
        if isinstance(table, Mapping) and table.get("url"):
            yield f"{name}.url", str(table["url"])


def _revocation(told: Mapping[str, Any], path: str) -> str:
    url = told.get("url", "")
    return _address(str(url), REVOCATION, path) if url else ""


def _audit(told: Mapping[str, Any], path: str) -> tuple[str, AuditKeys]:
    """Give address and keys of the audit repository; a key that is misspelt would be one that is missing."""
    if not told:
        return "", AuditKeys()
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
