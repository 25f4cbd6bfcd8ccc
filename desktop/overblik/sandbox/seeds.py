"""Reads the seed files into the three servers, and today's list out of them."""

from pathlib import Path

from overblik.sandbox.archive import Archive, Base
from overblik.sandbox.clock import Clock
from overblik.sandbox.dates import SEED_DAY, denmark, earliest, shift
from overblik.sandbox.fhir import Server
from overblik.sandbox.verbatim import Json, loads


def bases(origin: str) -> list[Base]:
    """The three servers and how they differ."""
    return [
        Base("ehr", "EPJ Eksempel", f"{origin}/ehr/fhir", totals=True, search_tags=True, history=True),
        Base("municipality", "Kommune", f"{origin}/municipality/fhir", totals=False, search_tags=False, history=False),
        Base("laboratory", "Laboratoriet", f"{origin}/laboratory/fhir", totals=True, search_tags=False, history=False),
    ]


def read(folder: Path, origin: str, clock: Clock) -> dict[str, Server]:
    """All seeds, moved to the clock's day."""
    days = (clock.now().astimezone(denmark()).date() - SEED_DAY).days
    servers = {base.name: Server(Archive(base, clock)) for base in bases(origin)}
    for name, server in servers.items():
        for path in (*sorted((folder / name).glob("*.json")), *sorted((folder / "lists" / name).glob("*.json"))):
            _read_file(path, server.archive, days)
    return servers


def _read_file(path: Path, archive: Archive, days: int) -> None:
    bundle = loads(path.read_bytes())
    blocked = "blocked" in path.name.split(".")[1]
    for each in bundle.get("entry", []):
        version = archive.file(shift(each["resource"], days))
        if blocked:
            archive.blocked |= version.patients


def todays_list(archive: Archive) -> list[Json]:
    """Every patient of the record system, those with an appointment today first, in its order."""
    today = archive.clock.now().astimezone(denmark()).date()
    times: dict[str, str] = {}
    for appointment in archive.living("Appointment"):
        start = earliest((appointment.body or {}).get("start"))
        if start and start.astimezone(denmark()).date() == today:
            for name in appointment.patients:
                times[name] = f"{start.astimezone(denmark()):%H:%M}"
    rows = [_row(each.body or {}, times.get(each.id)) for each in archive.living("Patient")]
    return sorted(rows, key=lambda row: (row["time"] or "99:99", row["family"], row["given"], row["cpr"]))


def _row(patient: Json, time: str | None) -> Json:
    name = patient["name"][0]
    identifier = patient["identifier"][0]
    return {
        "cpr": identifier["value"],
        "system": identifier["system"],
        "family": name.get("family", ""),
        "given": " ".join(name.get("given", [])),
        "birth_date": patient.get("birthDate"),
        "sex": patient.get("gender"),
        "time": time,
    }
