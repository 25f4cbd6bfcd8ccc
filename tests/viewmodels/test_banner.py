"""The banner: who this is, in a fixed order, with nothing left out in silence (R1, R3)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, NOW, complete, day, plain, section
from overblik.domain.patient import ContactPerson, MasterData, PatientId, Sex, e_cpr, local
from overblik.domain.section import Cause, Standing, Topic
from overblik.viewmodels.banner import compose_banner
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.screen import Banner
from viewmodels.kinds import NANCY


def banner(
    data: MasterData | None, patient: PatientId = ME, now: datetime = NOW, *, is_alike: bool = False, **more: Any
) -> Banner:
    told = replace(data, **more) if data is not None else None
    sections = (complete(Topic.PATIENT, told, patient=patient),) if told is not None else ()
    return compose_banner(patient, sections, is_alike, now, DANISH_WORDS)


@pytest.mark.rule("R1")
def test_r1_family_name_given_name_birth_age_sex_and_number() -> None:
    shown = banner(NANCY)
    told = (shown.family, shown.given, shown.born_label, plain(shown.born), shown.age, shown.sex)
    assert told == ("BERGGREN", "Nancy Ann", "født", "25. dec 1948", "(77 år)", "kvinde")
    assert (shown.number_label, shown.number) == ("CPR", "251248-9996")
    assert plain(shown.accessible) == ("Patient Berggren, Nancy Ann, født 25. dec 1948, 77 år, kvinde, CPR 251248-9996")


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("2026-11-23", "(0 dage)"),
        ("2026-11-22", "(1 dag)"),
        ("2026-11-20", "(3 dage)"),
        ("2026-10-27", "(27 dage)"),
        ("2026-10-26", "(4 uger)"),
        ("2026-09-24", "(8 uger)"),
        ("2026-09-23", "(2 mdr.)"),
        ("2026-05-24", "(5 mdr.)"),
        ("2024-11-24", "(23 mdr.)"),
        ("2024-11-23", "(2 år)"),
        ("2019-05-21", "(7 år)"),
        ("1926-11-24", "(99 år)"),
        ("1948", ""),
        ("2026-12-01", ""),
    ],
)
def test_an_age_is_told_in_days_weeks_months_or_years(born: str, age: str) -> None:
    assert banner(NANCY, birth_date=day(born)).age == age


def test_the_birthday_begins_at_the_danish_midnight() -> None:
    eve = datetime(2026, 12, 24, 22, 59, tzinfo=UTC)
    assert banner(NANCY, now=eve).age == "(77 år)"
    assert banner(NANCY, now=eve.replace(hour=23, minute=0)).age == "(78 år)"


def test_the_dead_grow_no_older_and_are_said_to_be_dead() -> None:
    dead = banner(NANCY, deceased=True, deceased_at=day("2020-12-24"))
    assert (dead.age, plain(dead.deceased)) == ("(71 år)", "død 24. dec 2020")
    assert plain(dead.accessible).endswith("død 24. dec 2020")
    assert banner(NANCY, deceased=True).deceased == "død"
    assert banner(NANCY).deceased == ""


@pytest.mark.parametrize(
    ("more", "member", "shown"),
    [
        ({"birth_date": None}, "born", "fødselsdato ukendt"),
        ({"sex": Sex.UNKNOWN}, "sex", "køn ukendt"),
        ({"family": "", "given": ""}, "family", "NAVN UKENDT"),
        ({"family": ""}, "family", ""),
    ],
)
def test_what_no_source_told_is_called_unknown(more: dict[str, Any], member: str, shown: str) -> None:
    assert getattr(banner(NANCY, **more), member) == shown


@pytest.mark.parametrize(
    ("patient", "label", "number"),
    [
        (e_cpr("urn:oid:1.2.208.176.1.6.1.3.177", "0307714TX2"), "erstatnings-CPR", "030771-4TX2"),
        (local("urn:x", "A-17"), "CPR ukendt", "A-17"),
    ],
)
def test_another_number_is_never_called_cpr(patient: PatientId, label: str, number: str) -> None:
    shown = banner(NANCY, patient)
    assert (shown.number_label, shown.number) == (label, number)


def test_while_nobody_has_answered_the_number_stands_and_the_rest_is_said_to_come() -> None:
    waiting = compose_banner(ME, (section(Standing.LOADING, Topic.PATIENT),), False, NOW, DANISH_WORDS)
    assert (waiting.family, waiting.number) == ("Henter stamoplysninger …", "251248-9996")
    failed = section(Standing.FAILED, Topic.PATIENT, causes=(Cause.UNREACHABLE,))
    told = compose_banner(ME, (failed,), False, NOW, DANISH_WORDS)
    assert (told.family, told.number) == ("Stamoplysninger kunne ikke hentes", "251248-9996")


@pytest.mark.rule("R3", "H3")
def test_r3_a_name_that_another_has_too_is_marked() -> None:
    badges = [(badge.text, badge.tone) for badge in banner(NANCY, is_alike=True).badges]
    assert badges == [("Navnelighed", Tone.STALE)]
    assert banner(NANCY).badges == ()


def test_a_protected_address_is_marked_and_no_relative_is_shown() -> None:
    relative = ContactPerson("", "Kanarie Berggren", "01234567", "datter")
    assert any("Kanarie" in text for run in banner(NANCY, contacts=(relative,)).right for text, _ in run)
    hidden = banner(NANCY, is_protected=True, contacts=(relative,))
    assert (hidden.right, [badge.text for badge in hidden.badges]) == ((), ["Navne- og adressebeskyttelse"])
    assert "Kanarie" not in hidden.accessible


def test_an_interpreter_is_asked_for_by_language_or_said_to_be_needed() -> None:
    for language, told in (("arabisk", "Tolkebehov: arabisk"), ("", "Tolkebehov: ukendt")):
        shown = banner(NANCY, needs_interpreter=True, language=language)
        assert told in [text for run in shown.right for text, _ in run]


def test_of_several_sources_the_one_that_tells_most_is_shown() -> None:
    bare = complete(Topic.PATIENT, replace(NANCY, family="", given="", birth_date=None), source="lab")
    full = complete(Topic.PATIENT, NANCY)
    for sections in ((bare, full), (full, bare)):
        assert compose_banner(ME, sections, False, NOW, DANISH_WORDS).family == "BERGGREN"


@pytest.mark.rule("T18")
def test_t18_a_name_cannot_turn_the_line_or_break_it() -> None:
    shown = banner(NANCY, family="Berg\u202egren\nHansen", given="N\u200b")
    assert (shown.family, shown.given) == ("BERG\ufffdGREN HANSEN", "N\ufffd")
