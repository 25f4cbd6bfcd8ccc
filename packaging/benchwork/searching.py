"""A keystroke in the palette until its hits are painted: over 1,000 kept patients, and in the heaviest record."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchwork.measure import SYNTHEA, heaviest, keeping_settings, read, row, sections, tell, until

from overblik.app.house import House, open_house
from overblik.domain.clinical import Currency, Document, Passage
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Kept
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.section import Scoped, Section, Standing, Topic
from overblik.runtime.clock import SystemClock
from overblik.store.search import SearchIndex
from overblik.sync.indexed import lines_of

PATIENTS, _NOTES = 1000, 24
_TYPED = ("kreatinin", "natrium", "metformin", "lungebetændelse", "kontrol om", "hæmoglobin", "penicillin", "åndenød")
_WORDS = [
    "kreatinin",
    "natrium",
    "kalium",
    "metformin",
    "insulin",
    "penicillin",
    "hæmoglobin",
    "åndenød",
    "lungebetændelse",
    "kontrol",
    "blodtryk",
    "indlæggelse",
    "udskrevet",
    "ambulant",
    "egen",
    "læge",
    "hjemmesygepleje",
    "forværring",
    "stabil",
    "uændret",
    "behandling",
    "seponeret",
    "pauseret",
    "tablet",
    "morgen",
    "aften",
    "smerter",
    "feber",
    "hoste",
    "vægt",
    "iltmætning",
    "spirometri",
    "ekkokardiografi",
    "henvist",
    "aftalt",
    "patient",
    "pårørende",
    "kolesterol",
    "diabetes",
    "hypertension",
    "atrieflimren",
    "nyrefunktion",
    "leverprøver",
    "infektion",
    "antibiotika",
    "operation",
    "sår",
    "fald",
]


def main() -> None:
    """Fill a house, then type."""
    from benchwork.memory import fixed_ring

    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        profile, heavy = Path(folder), read(heaviest())
        house = open_house(keeping_settings(profile), SystemClock(), ring=fixed_ring())  # type: ignore[arg-type]
        _fill(house, heavy)
        floor = _bare(house)
        house.store.close()
        house.trail_file.close()
        everyone, record = _typed(profile, heavy)
    rows = [row(f"palette: keystroke to hits, {PATIENTS} patients, p95", everyone, "ms", floor, 20, by_ratio=False)]
    rows.append(row("palette: keystroke to hits, heaviest record, p95", record, "ms", None, 20, by_ratio=False))
    tell(rows)


def _fill(house: House, heavy: Any) -> None:
    """Keep and index the heaviest sample, and so many patients with a sample of FHIR and notes of Danish words."""
    chance, light = Random(7), sections(read(min(SYNTHEA.glob("*.json"), key=lambda path: path.stat().st_size)))
    connection = house.store._connection
    connection.pragma("synchronous", "off")
    for section in sections(heavy):
        house.store.keep(Kept(section, {}))
    for number in range(PATIENTS - 1):
        patient_id = cpr(f"0101{number // 100 + 10:02}{number % 100:02}99")
        for section in (*light, _notes(patient_id, chance)):
            entries = tuple(replace(entry, patient_id=patient_id) for entry in section.entries)
            house.store.keep(Kept(replace(section, patient_id=patient_id, entries=entries), {}))
    for place in house.index.lacking():
        kept = house.index.kept(place)
        assert kept is not None
        house.index.write(place, kept[1], lines_of(kept[0].section, frozenset()))
    connection.pragma("synchronous", "full")
    connection.pragma("wal_checkpoint(TRUNCATE)")


def _notes(patient_id: PatientId, chance: Random) -> Section[Any]:
    now = datetime.now(UTC)
    entries = []
    for number in range(_NOTES):
        text = " ".join(chance.choice(_WORDS) for _ in range(60))
        facts = (f"Notat {number}", "document", "Notat", Currency.CURRENT, "current", None, "", "", "", False, ())
        origin = Provenance("ehr", f"Note/{number}", "", None, now, "", "", RawRef("", 0, 0))
        entries.append(Scoped(patient_id, Document(*facts, (Passage("Forløb", text),)), origin))
    made = (patient_id, Topic.DOCUMENTS, "notes", "Notater", Standing.COMPLETE)
    return Section(*made, entries=tuple(entries), as_of=now, asked_at=now)


def _beginnings() -> Iterator[str]:
    """Give what stands in the field after each keystroke from the second letter on."""
    for text in _TYPED:
        yield from (text[:length] for length in range(2, len(text) + 1))


def _p95(spent: list[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]


def _bare(house: House) -> float:
    """Give the time of the index's question alone."""
    index, spent = SearchIndex(house.store), []
    for _ in range(3):
        for text in _beginnings():
            begun = time.perf_counter()
            index.find(text.split())
            spent.append((time.perf_counter() - begun) * 1000)
    return _p95(spent)


def _typed(profile: Path, heavy: Any) -> tuple[float, float]:
    """Give the times over all patients and in the heaviest record, in the real program."""
    from benchwork.memory import fixed_ring

    from overblik.app.window import application, make_program, show
    from overblik.viewmodels.choices import Choices

    application()
    program = make_program(keeping_settings(profile), Choices(), fixed_ring())  # type: ignore[arg-type]
    show(program)
    until(lambda: program.is_joined and len(program.patients.lines()) == PATIENTS, 60)
    assert program.window.acts is not None
    palette: Any = program.window.acts.feature("palette")
    palette.open()
    everyone = _spent(palette)
    palette.close()
    program.patients.choose_patient(heavy.patient_id)
    until(lambda: not program.model.is_waiting)
    palette.open()
    until(lambda: not palette.model.is_waiting)
    record = _spent(palette)
    program.window.close()
    program.close()
    return _p95(everyone), _p95(record)


def _spent(palette: Any) -> list[float]:
    spent = []
    for _ in range(3):
        for text in _beginnings():
            begun = time.perf_counter()
            palette.view.field.setText(text)
            until(lambda: not palette.model.is_waiting, signal=palette.model.changed)
            palette.view.repaint(palette.view._panel().toRect())
            spent.append((time.perf_counter() - begun) * 1000)
    return spent


if __name__ == "__main__":
    main()
