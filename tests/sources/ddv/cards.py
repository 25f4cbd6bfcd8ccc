"""Vaccination cards written by hand, and how they are read."""

from in_process import NOW
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer
from overblik.sources.ddv.answering import Setting, answer
from overblik.sources.ddv.mapping.sheets import sheet

ME, OTHER = "2509479989", "2512489996"
SPACE = "http://vaccinationsregister.dk/schemas/2013/12/01"
PARTS = {
    "VaccinationIdentifier": "11",
    "VaccinationVersionIdentifier": "1",
    "Vaccine": "<VaccineName>Rabies</VaccineName>",
    "VaccinationCredibility": "Oprettet af læge / medhjælp",
    "BatchNumber": "AB12",
    "EffectuatedDateTime": "2024-06-05T22:00:00Z",
    "ActiveStatus": "true",
    "IsPrevious": "false",
}


def vaccination(**parts: str | None) -> str:
    """Write one registration; None leaves a part out."""
    told = {**PARTS, **parts}
    return f"<Vaccination>{''.join(f'<{k}>{v}</{k}>' for k, v in told.items() if v is not None)}</Vaccination>"


def planned(**parts: str | None) -> str:
    told = {"PlannedVaccinationIdentifier": "21", "VaccineName": "MFR"}
    told |= {"PlannedVaccinationDateTime": "2026-01-31T23:00:00Z", **parts}
    inside = "".join(f"<{k}>{v}</{k}>" for k, v in told.items() if v is not None)
    return f"<PlannedVaccination>{inside}</PlannedVaccination>"


def card(*items: str) -> bytes:
    return f'<GetVaccinationCardResponse xmlns="{SPACE}">{"".join(items)}</GetVaccinationCardResponse>'.encode()


def coming(*items: str) -> bytes:
    return f'<GetPlannedVaccinationsResponse xmlns="{SPACE}">{"".join(items)}</GetPlannedVaccinationsResponse>'.encode()


def read(*contents: bytes) -> Answer:
    return answer([sheet(content) for content in contents], Setting("ddv", cpr(ME), NOW))
