"""S5: a real card of five rows, small and strange: nothing merged, nothing shortened, nothing guessed."""

import json
from pathlib import Path
from typing import Any

import pytest

from journeys.conftest import MOMENT
from journeys.test_command_line import Call, call
from overblik.domain.ports import RawDocument
from overblik.domain.section import Section, Standing, Topic
from overblik.runtime.clock import SetClock
from overblik.sources.fmk import FmkReader
from overblik.viewmodels.medication_page import drug_page
from overblik.viewmodels.rows import MedicationRow
from overblik.viewmodels.screen_parts import compose_card

__all__ = ["call"]
pytestmark = [pytest.mark.samples, pytest.mark.rule("S5")]
SCHEMA = "Doseres efter skema i lokalt system. Dosis fremgår ikke af FMK."
ARAX = (
    "Tyg lidt på dem, så spyt dem ud og skyl efter med asparges.\n\n"
    "Derudover skal du sørge for ikke at overgå dit dagsbehov for gåture."
)
VIAGRA = "1 tablet efter behov, højst 1 gang dagligt\nBemærk: Indtages 20 min før behov."


@pytest.fixture
def card(samples: Path) -> Path:
    return samples / "fmk" / "responses" / "medicine-card-0410009234.xml"


def section_of(path: Path) -> Section[Any]:
    from datetime import datetime

    now = SetClock(datetime.fromisoformat(MOMENT)).now()
    (found,) = FmkReader().recognise([RawDocument(path.name, path.read_bytes())], now) or ()
    answer = found.answers[Topic.MEDICATION]
    place = (found.patient_id, Topic.MEDICATION, "fmk", "FMK")
    return Section(*place, Standing.COMPLETE, entries=answer.entries, as_of=now, asked_at=now, card=answer.card)


def rows_of(section: Section[Any]) -> list[MedicationRow]:
    from clinic import view

    rows = compose_card("medication", (section,), view()).rows
    return [row for row in rows if isinstance(row, MedicationRow)]


def test_s05_the_text_has_five_rows_and_every_line_of_a_dosage(call: Call, card: Path) -> None:
    ended = call("overview", "--from", card, "--clock", MOMENT)
    assert (ended.returncode, ended.stderr) == (0, "")
    told = ended.stdout.replace("\u00a0", " ").replace("\u202f", " ")
    assert told.startswith("BACH, Sofie  født 04. okt 2000 (26 år) kvinde  CPR 041000-9234")
    assert told.count("BRUFEN 600 mg filmovertrukne tabletter") == 2
    assert told.count("1 tablet 3 gange daglig") == 2
    assert "mod menstruationssmerter" in told
    for text in (SCHEMA, ARAX, VIAGRA, "PINEX 1 000 mg suppositorier  fra 15. okt 2025", "Ajourføring ikke oplyst"):
        assert all(line.strip() in told for line in text.split("\n")), text
    assert "Rektal anvendelse" in told
    regular, _, needed = told.partition("Efter behov 1")
    assert "Fast 4" in regular
    assert "VIAGRA" in needed.partition("PRØVESVAR")[0]


def test_s05_the_json_has_five_entries_and_no_empty_dosage(call: Call, card: Path) -> None:
    ended = call("overview", "--from", card, "--format", "json", "--clock", MOMENT)
    sections = json.loads(ended.stdout)["sections"]
    (medication,) = [one for one in sections if one["topic"] == "medication"]
    entries = medication["entries"]
    assert [entry["row"] for entry in entries] == ["drug_medication"] * 5
    assert all(entry["dosage"] for entry in entries)
    by_name = {entry["name"]: entry for entry in entries}
    pinex = by_name["Pinex"]
    assert (pinex["dosage_short"], pinex["dosage_long"], pinex["dosage_text_source"]) == (None, None, "own")
    assert (pinex["dosage"], by_name["Arax"]["dosage"]) == (SCHEMA, ARAX)
    assert [entry["kind"] for entry in entries].count("as_needed") == 1


def test_s05_the_screen_shows_both_brufen_and_the_whole_dosage_in_bold(card: Path) -> None:
    rows = {row.key: row for row in rows_of(section_of(card))}
    assert len(rows) == 5
    viagra = next(row for row in rows.values() if row.brand == "VIAGRA")
    assert (viagra.dosage, viagra.dosage_is_bold) == (VIAGRA, True)
    assert all("dobbelt" not in row.note and "≠" not in row.note for row in rows.values())


def test_s05_the_page_says_that_no_days_can_be_reckoned_and_guesses_no_daily_dose(card: Path) -> None:
    from clinic import view

    section = section_of(card)
    row = next(row for row in rows_of(section) if row.brand == "PINEX")
    page = drug_page(row.key, (section,), view())
    assert page is not None
    assert page.calendar is None
    assert page.row.dosage == SCHEMA
    assert "dosis fremgår ikke af fmk" in page.spoken.casefold()
