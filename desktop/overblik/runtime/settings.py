"""The settings: one frozen value; the user's file is read once, the organisation's policy joins it behind the first paint."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overblik.domain.audit_keys import AuditKeys
from overblik.domain.errors import InputError
from overblik.domain.features import Feature, TurnedOff
from overblik.domain.limits import STANDARD, AgeLimits
from overblik.runtime.tables import TABLES, Tables

if TYPE_CHECKING:
    from overblik.domain.policy import Policy
    from overblik.domain.sign_in import Registration
    from overblik.domain.work_list import WantedList
    from overblik.runtime.endpoints import Endpoints, ServerSettings
    from overblik.runtime.follow_settings import FollowSettings
    from overblik.runtime.national_settings import NationalSettings


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
    """Everything that app.compose needs to know; what is asked is told in runtime/endpoints.py."""

    profile: Path
    servers: "tuple[ServerSettings, ...]" = ()
    patients: tuple[ListedPatient, ...] = ()
    demo: DemoSettings | None = None
    national: "NationalSettings | None" = None
    lists: "tuple[WantedList, ...]" = ()
    sign_in: "Registration | None" = None
    audit: str = ""
    audit_keys: AuditKeys = field(default_factory=AuditKeys)
    fhircast: "FollowSettings | None" = None
    revocation: str = ""
    clock: str = ""
    """An ISO 8601 moment at which the clock stands; empty for the computer's own."""
    language: str = "da"
    theme: str = ""
    """Empty: that of the system."""
    clinician_name: str = ""
    clinician_role: str = ""
    own: Tables | None = None
    """The user's own tables, unread, where the computer has a policy: nothing is asked before that was checked."""
    off: frozenset[Feature] = frozenset()
    """What the organisation has turned off."""
    limits: AgeLimits = STANDARD
    """How old copies may get here."""

    def demand(self, feature: Feature) -> None:
        """Go on where the organisation has not turned this off.

        Raises:
            TurnedOff: it has.

        """
        if feature in self.off:
            raise TurnedOff(feature)

    @property
    def is_governed(self) -> bool:
        """Whether a policy has the word on this computer, obeyed or not."""
        return self.own is not None


def read_settings(path: Path, profile: Path, *, is_governed: bool = False) -> Settings:
    """Read the user's settings; without a file the program starts with no servers.

    On a governed computer none of its tables is read yet: until the policy's signature is checked it is not known which
    of them hold, and nothing may be asked meanwhile.

    Raises:
        InputError: `settings_form` when the file cannot be understood, `server_…_form` when a server cannot be asked,
            `national_…_form` when the national services cannot, `sign_in_…_form` when nobody could sign in,
            `audit_…_form` when a key of the audit repository is none, `fhircast_…_form` when no hub could be followed,
            `list_…_form` when a list cannot be asked for.

    """
    try:
        told = _told(path)
        tables = Tables(path, {name: told[name] for name in TABLES if name in told})
        clinician = told.get("clinician", {})
        settings = Settings(
            profile=profile,
            language=str(told.get("language", "da")),
            theme=str(told.get("theme", "")),
            clinician_name=str(clinician.get("name", "")),
            clinician_role=str(clinician.get("role", "")),
        )
        if is_governed:
            return replace(settings, own=tables)
        return asking(settings, _read(tables)) if tables.told else settings
    except (OSError, RecursionError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise InputError("settings_form", path=path.name) from error


def _read(own: Tables, policy: Tables | None = None) -> "Endpoints":
    """Read the tables; what they are made of is loaded where there are any, a twentieth of the start."""
    from overblik.runtime.endpoints import read_endpoints

    return read_endpoints(own, policy)


def _told(path: Path) -> Mapping[str, Any]:
    """Give the tables of the file; the reader is loaded where there is one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("settings_form", path=path.name) from error


def obeying(settings: Settings, policy: "Policy | None", path: Path) -> Settings:
    """Give the settings as they hold under a policy that was checked; `path` is its file.

    Without a policy on a computer that is not governed they hold as they are.

    Raises:
        InputError: a table of the policy or of the user cannot be used.

    """
    if settings.own is None:
        if policy is not None and policy.tables:
            raise InputError("policy_appeared")  # put here while the program started: what was read is not what holds
        return settings if policy is None else replace(settings, off=policy.off, limits=policy.limits)
    own, theirs = settings.own, Tables(path, policy.tables) if policy is not None else None
    try:
        endpoints = _read(own, theirs)
    except (TypeError, AttributeError) as error:
        raise InputError("settings_form", path=own.path.name) from error
    found = asking(settings, endpoints)
    return replace(found, off=policy.off, limits=policy.limits) if policy is not None else found


def asking_nobody(settings: Settings) -> Settings:
    """Give the settings of a computer on which nobody may be asked."""
    from overblik.runtime.endpoints import Endpoints

    return asking(settings, Endpoints())


def asking(settings: Settings, endpoints: "Endpoints") -> Settings:
    """Give the settings with other endpoints."""
    told: dict[str, Any] = {one.name: getattr(endpoints, one.name) for one in fields(endpoints)}
    return replace(settings, **told)


def unused_tables(settings: Settings, policy: "Policy | None") -> tuple[str, ...]:
    """Name the user's own tables in whose place the policy's hold."""
    if settings.own is None or policy is None:
        return ()
    return tuple(name for name in settings.own.told if name in policy.tables)
