"""The vaccination card: what stands in a register, as recorded, with nothing judged and nothing lost (H8, H9, H21)."""

from dataclasses import replace
from typing import Any

import pytest

from clinic import ME, NOW, complete, day, plain, scoped, view
from overblik.domain.clinical import Currency
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.domain.vaccination import Course, Vaccination, VaccinationEntry
from overblik.viewmodels.json_report import section_as_json
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.rows import GroupRow, LineRow, MoreRow, NoticeRow, Row
from overblik.viewmodels.text_report import card_as_text
from overblik.viewmodels.vaccination_list import vaccination_card
from viewmodels.facts import vaccination

FULL = {
    "given_at": day("2024-06-05T22:00:00Z"),
    "protects_against": ("Hundegalskab",),
    "lot": "AB12",
    "credibility": "Oprettet af borger",
    "previous": True,
    "drug": "Rabies-imovax",
    "form": "injektionsvæske",
    "strength": ">2,5 IE",
    "coverage": "10 år",
    "course": Course("Rejse", "2. dosis", "2", ""),
}


def register(*facts: Vaccination, **more: Any) -> Section[Vaccination]:
    entries = tuple(scoped(fact, f"Vaccination/{at}", source="ddv") for at, fact in enumerate(facts))
    place = (ME, Topic.VACCINATIONS, "ddv", "DDV", Standing.COMPLETE)
    return replace(Section(*place, entries=entries, as_of=NOW, asked_at=NOW), **more)


def planned(name: str, due: str) -> Vaccination:
    return vaccination(name, entry=VaccinationEntry.PLANNED, currency=Currency.PLANNED, due=day(due))


def gone(name: str, entry: VaccinationEntry) -> Vaccination:
    currency = Currency.ENTERED_IN_ERROR if entry is VaccinationEntry.DELETED else Currency.CANCELLED
    return vaccination(name, entry=entry, currency=currency, given_at=day("2020-01-01"))


def rows(*sections: Section[Any], is_full: bool = False) -> tuple[Row, ...]:
    return vaccination_card(sections, view(is_full=is_full)).rows


def lines(*sections: Section[Any], is_full: bool = False) -> list[LineRow]:
    return [row for row in rows(*sections, is_full=is_full) if isinstance(row, LineRow)]


def test_a_row_says_vaccine_disease_day_batch_mark_and_credibility() -> None:
    (row,) = lines(register(vaccination("Rabies", **FULL)))
    assert (plain(row.left), row.text) == ("06. jun 2024", "Rabies (Hundegalskab)")
    assert row.second == "batch AB12 · registreret efterfølgende · Oprettet af borger"
    (page,) = lines(register(vaccination("Rabies", **FULL)), is_full=True)
    assert plain(page.second).endswith("Rejse · 2. dosis · Rabies-imovax · >2,5 IE injektionsvæske · dækker 10 år")


@pytest.mark.parametrize("previous", [False, None])
def test_what_was_not_registered_afterwards_is_not_marked(previous: bool | None) -> None:
    (row,) = lines(register(vaccination("Rabies", previous=previous, lot="AB12")))
    assert row.second == "batch AB12"


def test_planned_ones_stand_by_their_day_and_a_day_that_has_passed_is_not_judged() -> None:
    section = register(
        vaccination("A", given_at=day("2026-01-01")), planned("C", "2027-01-01"), planned("B", "2026-01-31")
    )
    heads = [(row.text, row.count) for row in rows(section) if isinstance(row, GroupRow)]
    assert heads == [("Givet", "1"), ("Planlagt, som registreret", "2")]
    assert [row.text for row in lines(section)] == ["A", "B", "C"]
    over, ahead = lines(section)[1:]
    assert plain(over.left) == "31. jan 2026"
    assert (over.badge, ahead.badge) == (Badge("Planlagt"), Badge("Planlagt"))
    assert over.badge is not None
    assert over.badge.tone is Tone.PLAIN


@pytest.mark.rule("H9")
@pytest.mark.parametrize(
    ("entry", "word"),
    [
        (VaccinationEntry.DELETED, "Slettet"),
        (VaccinationEntry.SUPERSEDED, "Erstattet"),
        (VaccinationEntry.REPEATED, "Gentaget"),
    ],
)
def test_h9_what_is_not_in_force_is_counted_and_struck_on_its_page(entry: VaccinationEntry, word: str) -> None:
    section = register(vaccination("A"), gone("B", entry))
    assert [row.text for row in lines(section)] == ["A"]
    (more,) = [row for row in rows(section) if isinstance(row, MoreRow)]
    assert more.text == "1 registrering er slettet eller erstattet"
    struck = lines(section, is_full=True)[-1]
    assert (struck.text, struck.is_struck, struck.badge) == ("B", True, Badge(word, Tone.STALE))


@pytest.mark.rule("H8")
def test_h8_a_card_of_what_is_not_in_force_alone_is_never_called_empty() -> None:
    said = repr(rows(register(gone("B", VaccinationEntry.DELETED))))
    assert "1 registrering er slettet eller erstattet" in said
    assert "Ingen" not in said


@pytest.mark.rule("H21")
def test_h21_a_hidden_one_is_counted_by_its_section_and_has_no_row() -> None:
    hidden = vaccination("", entry=VaccinationEntry.PRIVATE, currency=Currency.UNKNOWN)
    section = register(vaccination("A"), hidden, standing=Standing.BLOCKED, reasons=(Reason(Cause.PRIVATE_ENTRY, 1),))
    assert [row.text for row in lines(section)] == ["A"]
    (notice,) = [row for row in rows(section) if isinstance(row, NoticeRow)]
    assert notice.text.startswith("1 privatmarkeret. Indholdet vises ikke.")


@pytest.mark.rule("H10")
def test_h10_two_sources_both_stand_and_each_row_names_its_own() -> None:
    fact = vaccination("Rabies", given_at=day("2024-06-06"))
    ehr = complete(Topic.VACCINATIONS, fact)
    both = lines(register(fact), ehr)
    assert [row.text for row in both] == ["Rabies", "Rabies"]
    assert {row.second for row in both} == {"DDV", ehr.label}


@pytest.mark.rule("R8")
def test_r8_what_is_left_out_of_both_groups_is_counted() -> None:
    facts = [vaccination(str(at)) for at in range(7)] + [planned(str(at), f"2027-01-0{at + 1}") for at in range(6)]
    assert [row.text for row in rows(register(*facts)) if isinstance(row, MoreRow)] == ["10 af 13 vist"]
    assert len(lines(register(*facts), is_full=True)) == 13


@pytest.mark.rule("H9")
def test_h9_where_nobody_can_tell_the_status_is_unknown() -> None:
    (row,) = lines(register(vaccination("A", currency=Currency.UNKNOWN)))
    assert row.badge == Badge("Ukendt status", Tone.STALE)


def test_the_text_for_people_says_the_same() -> None:
    card = vaccination_card((register(vaccination("Rabies", **FULL), planned("MFR", "2026-01-31")),), view())
    text = plain("\n".join(card_as_text(card)))
    assert "06. jun 2024  Rabies (Hundegalskab)" in text
    assert "batch AB12 · registreret efterfølgende · Oprettet af borger" in text
    assert "31. jan 2026  MFR  [Planlagt]" in text


def test_json_holds_each_value_as_sent_and_the_danish_day_beside_it() -> None:
    section = register(vaccination("Rabies", **FULL), planned("MFR", "2026-01-31T23:00:00Z"))
    given, coming = section_as_json(section)["entries"]
    assert (given["given_at"], given["given_date"], given["entry"]) == (
        *("2024-06-05T22:00:00Z", "2024-06-06"),
        "registration",
    )
    assert (given["lot"], given["credibility"], given["previous"], given["protects_against"]) == (
        *("AB12", "Oprettet af borger", True),
        ["Hundegalskab"],
    )
    assert (given["drug"], given["form"], given["strength"], given["coverage"], given["status"]) == (
        *("Rabies-imovax", "injektionsvæske", ">2,5 IE", "10 år"),
        "past",
    )
    assert given["course"] == {"name": "Rejse", "step": "2. dosis", "number": "2", "series": None}
    assert (coming["entry"], coming["due_at"], coming["due_date"], coming["given_at"], coming["status"]) == (
        *("planned", "2026-01-31T23:00:00Z", "2026-02-01", None),
        "planned",
    )
