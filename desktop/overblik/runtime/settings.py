"""The settings: one frozen value, read once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from overblik.domain.errors import InputError


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


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that app.compose needs to know."""

    profile: Path
    servers: tuple[ServerSettings, ...] = ()
    patients: tuple[ListedPatient, ...] = ()
    demo: DemoSettings | None = None
    clock: str = ""
    """An ISO 8601 moment at which the clock stands; empty for the computer's own."""
    language: str = "da"
    theme: str = "light"
    clinician_name: str = ""
    clinician_role: str = ""
    policy_limits: str = ""


def read_settings(path: Path, profile: Path) -> Settings:
    """Read the user's settings; without a file the program starts with no servers.

    Raises:
        InputError: `settings_form` when the file cannot be understood.

    """
    if not path.exists():
        return Settings(profile=profile)
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        servers = tuple(
            ServerSettings(str(one["name"]), str(one.get("label", one["name"])), str(one["url"]).rstrip("/"))
            for one in told.get("servers", [])
        )
        clinician = told.get("clinician", {})
        return Settings(
            profile=profile,
            servers=servers,
            language=str(told.get("language", "da")),
            theme=str(told.get("theme", "light")),
            clinician_name=str(clinician.get("name", "")),
            clinician_role=str(clinician.get("role", "")),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise InputError("settings_form", path=path.name) from error
