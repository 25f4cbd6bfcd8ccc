"""S6: an open prescription whose treatment is over is three facts, and never current medicine."""

import json
from pathlib import Path
from typing import Any

import pytest

from clinic import plain
from conftest import SAMPLES
from journeys.conftest import MOMENT, Desk, Services
from overblik.app.file_reading import read_files
from overblik.app.files import chosen, sections_of_person
from overblik.app.moment import make_clock
from overblik.cli import run
from overblik.runtime import paths
from overblik.runtime.settings import Settings
from overblik.viewmodels.card_head import View
from overblik.viewmodels.rows import GroupRow, MedicationRow
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_screen
from overblik.viewmodels.words import load_words

pytestmark = [pytest.mark.samples, pytest.mark.rule("S6", "H9", "R7")]
FMK = SAMPLES / "fmk"
SOMAVERT = [FMK / "responses" / f"{name}-0410009234.xml" for name in ("get-prescription", "drug-medication")]
ESTROGEL = [FMK / "test-prescriptions" / f"{name}-1011649927.xml" for name in ("get-prescription", "drug-medication")]
INGRID = "1809639990"
ALONE, CURRENT = "Recepter uden ordination på kortet", ("Fast", "Efter behov")
Out = pytest.CaptureFixture[str]


def shown(capsys: Out, files: list[Path], *words: str) -> str:
    code = run(["overview", "--from", *map(str, files), "--clock", MOMENT, *words])
    out, err = capsys.readouterr()
    assert (code, err) == (0, ""), err
    return plain(out)


def medicine(capsys: Out, files: list[Path]) -> list[dict[str, Any]]:
    told = json.loads(shown(capsys, files, "--format", "json"))
    return [one for each in told["sections"] if each["topic"] == "medication" for one in each["entries"]]


def groups(files: list[Path]) -> dict[str, list[MedicationRow]]:
    """The rows of the medicine page under their headings."""
    clock = make_clock(Settings(paths.profile(), clock=MOMENT))
    mine = chosen(read_files(files, clock), None)
    view = View(clock.now(), load_words(paths.resources(), "da"), is_full=True)
    screen = compose_screen(mine[0].patient_id, sections_of_person(mine, clock), False, view, ALL_CARDS)
    (card,) = [one for one in screen.cards if one.name == "medication"]
    return under(card.rows)


def under(rows: Any) -> dict[str, list[MedicationRow]]:
    found: dict[str, list[MedicationRow]] = {}
    heading = ""
    for row in rows:
        if isinstance(row, GroupRow):
            heading = row.text
        elif isinstance(row, MedicationRow):
            found.setdefault(heading, []).append(row)
    return found


def only(rows: list[MedicationRow], brand: str) -> MedicationRow:
    (row,) = [row for row in rows if brand in (row.brand, row.name)]
    return row


def test_s6_somavert_says_its_three_facts_in_order_and_then_when_it_ended() -> None:
    row = only(groups(SOMAVERT)[ALONE], "SOMAVERT")
    assert plain(row.strength_form).startswith("15 mg")
    assert (row.dosage, row.badge.text if row.badge else "") == ("1 hætteglas daglig", "Recept")
    facts = "Recept: åben. Gyldighed udløb 20. jul 2025. FMK: «Behandling afsluttet»."
    assert plain(row.note) == f"{facts} Afsluttet 20. jun 2025."
    assert row.note in row.accessible


def test_s6_estrogel_says_what_fmk_sent_and_nothing_that_it_did_not_send() -> None:
    found = groups(ESTROGEL)
    row = only(found[ALONE], "ESTROGEL")
    assert plain(row.note) == "Recept: åben. Gyldighed udløb 01. maj 2025. Afsluttet 01. apr 2025."
    drug = only(found["Tidligere"], "ESTROGEL")
    assert (drug.badge.text if drug.badge else "", plain(drug.date_text)) == ("Afsluttet", "01. apr 2025")


def test_s6_the_magistral_one_stands_by_its_full_text() -> None:
    found = groups(SOMAVERT)
    row = only(found[ALONE], "8 haletudser og 1 sprællende frø")
    assert (row.dosage, "magistrelt" in row.extra, row.brand) == ("1 dråbe nat", True, "")
    drug = only(found["Fast"], "8 haletudser og 1 sprællende frø")
    assert plain(drug.dosage).startswith("Doseringen sluttede 10. apr 2025. Slutdato ikke fastsat.")
    assert not drug.dosage_is_bold


def test_s6_json_tells_three_facts_in_three_members(capsys: Out) -> None:
    (told,) = [
        one for one in medicine(capsys, SOMAVERT) if one["row"] == "prescription_only" and one["name"] == "Somavert"
    ]
    assert (told["status"], told["valid_to"], told["treatment_ended"]) == ("åben", "2025-07-20", "Behandling afsluttet")
    assert told["treatment"] == {"end": "2025-06-20", "end_undetermined": False, "withdrawn": None}
    (other,) = [
        one for one in medicine(capsys, ESTROGEL) if one["row"] == "prescription_only" and one["name"] == "Estrogel"
    ]
    assert (other["status"], other["valid_to"], other["treatment_ended"]) == ("åben", "2025-05-01", None)


def test_s6_the_text_says_the_same(capsys: Out) -> None:
    told = shown(capsys, SOMAVERT)
    assert ALONE in told
    assert "Recept: åben. Gyldighed udløb 20. jul 2025. FMK: «Behandling afsluttet»." in told
    assert "Recept: åben. Gyldighed udløb 01. maj 2025. Afsluttet 01. apr 2025." in shown(capsys, ESTROGEL)


@pytest.mark.parametrize(("files", "name"), [(SOMAVERT, "Somavert"), (ESTROGEL, "Estrogel")])
def test_s6_neither_is_ever_current_active_or_called_what_was_not_sent(
    files: list[Path], name: str, capsys: Out
) -> None:
    found = groups(files)
    current = [row for heading in CURRENT for row in found.get(heading, [])]
    assert current, "there is current medicine that it could stand among"
    assert name.upper() not in [row.brand for row in current]
    hers = [row for rows in found.values() for row in rows if row.brand == name.upper()]
    assert "Aktiv" not in [row.badge.text for row in hers if row.badge]
    assert [one["status"] for one in medicine(capsys, files) if one["name"] == name] == ["ended", "åben"]
    assert "Behandling udløbet" not in shown(capsys, files, "--full")


def test_s6_over_the_wire_the_treatment_behind_it_is_asked_for_and_stays_out_of_medicine(
    desk: Desk, sandbox: Services
) -> None:
    sandbox.order("requests", None, "DELETE")
    desk.look(INGRID)
    found = under(desk.rows("medication"))
    row = only(found[ALONE], "OCTREOTID EKSEMPEL")
    facts = "Recept: åben. Gyldighed udløb 20. aug 2026. FMK: «Behandling afsluttet»."
    assert plain(row.note) == f"{facts} Afsluttet 30. jun 2026."
    (card,) = [section for section in desk.program.model.sections if section.card is not None]
    rows = [one.fact.row.value for one in card.entries if one.fact.name == "Octreotid Eksempel"]
    assert rows == ["prescription_only"]
    told = sandbox.order("requests", None, "GET")["requests"]
    assert [one.get("operation", "").endswith("GetDrugMedication") for one in told].count(True) == 1


def test_s6_a_treatment_that_could_not_be_had_is_never_left_unsaid(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("status", resource="GetDrugMedication", status=500)
    desk.look(INGRID)
    row = only(under(desk.rows("medication"))[ALONE], "OCTREOTID EKSEMPEL")
    assert plain(row.note).endswith("FMK: «Behandling afsluttet». Behandling: ikke hentet.")
