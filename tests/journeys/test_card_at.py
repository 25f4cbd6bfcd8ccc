"""`overview --card-at`: the medicine card as it was, by its own moment, kept nowhere and mixed with nothing."""

import json
from datetime import timedelta
from typing import Any

import pytest

from clinic import DANISH_WORDS, NOW, plain
from journeys.conftest import BERGGREN, Services
from overblik.app import card_at, commands
from overblik.app.house import open_house
from overblik.app.moment import make_clock
from overblik.cli import run
from overblik.domain.dates import DANISH
from overblik.domain.errors import InputError
from overblik.domain.medicine_card import MedicineCard
from overblik.domain.patient import cpr
from overblik.domain.section import Section, Standing, Topic
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from trail_reading import DEVICE, bodies

Out = pytest.CaptureFixture[str]


@pytest.fixture
def call(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> Any:
    """Run the command with the settings of the embedded services; give code, output and errors."""
    monkeypatch.setattr(commands, "settings_in_force", lambda _told: settings)

    def run_it(*words: str, who: str = BERGGREN) -> tuple[int, str, str]:
        code = run(["overview", who, *words])
        told = capsys.readouterr()
        return code, plain(told.out), told.err

    return run_it


def test_the_card_of_the_day_before_says_at_the_top_of_when_it_is(call: Any) -> None:
    code, out, _ = call("--card-at", "2026-11-18")
    lines = out.splitlines()
    assert code == 0
    assert lines[:3] == [
        "Medicinkortet som det var 18. nov 2026 kl. 23:59",
        "CPR 251248-9996",
        "Hentet 23. nov 2026 kl. 09:41. Kortet kan være ændret siden.",
    ]
    assert "MEDICIN  kortet ændret 18. nov 2026" in lines
    assert "    metformin METFORMIN SANDOZ 1 000 mg tabletter  fra 14. jan 2014  [Aktiv]" in lines
    assert "      Pauseret 18. nov 2026 til og med 20. nov 2026, ordineret: 1 tablet morgen" in lines
    assert "    prednisolon PREDNISOLON DLF 25 mg tabletter  til 20. nov 2026  [Ny]" in lines
    assert "500 mg tabletter    [Ændret" not in out
    assert "PRØVESVAR" not in out


@pytest.mark.rule("H21")
def test_h21_what_is_hidden_now_is_hidden_then(call: Any) -> None:
    for words in ((), ("--format", "json")):
        out = call("--card-at", "2026-11-18", *words)[1]
        assert "kanari" not in out.casefold()


def test_the_clock_of_this_computer_is_not_doubted_for_an_old_card(call: Any) -> None:
    out = call("--card-at", "2020-02-01", who="2703389990")[1]
    assert "ramipril" in out
    assert "ur passer ikke" not in out


def test_json_tells_the_moment_and_holds_the_medicine_alone(call: Any) -> None:
    told = json.loads(call("--card-at", "2026-11-18T16:05", "--format", "json")[1])
    assert (told["card_at"], told["first_version_at"]) == ("2026-11-18T16:05:00+01:00", None)
    (section,) = told["sections"]
    assert section["card"]["modified"]["at"] == "2026-11-18T15:05:00Z"
    strengths = {one["generic"]: one["strength"] for one in section["entries"] if "generic" in one}
    assert strengths["metformin"] == "1000 mg"


def test_a_moment_before_the_first_card_says_so_and_shows_no_empty_card(call: Any) -> None:
    code, out, _ = call("--card-at", "2026-11-18T16:04")
    said = "FMK har intet medicinkort fra 18. nov 2026 kl. 16:04. Det første er fra 18. nov 2026 kl. 16:05."
    assert (code, out.splitlines()[-1]) == (0, said)
    told = json.loads(call("--card-at", "2026-11-01", "--format", "json")[1])
    assert (told["sections"], told["first_version_at"]) == ([], "2026-11-18T15:05:00Z")


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("--card-at", "2026-11-24"), "Dagen er ikke kommet endnu.", 1),
        (("--card-at", "2026-11-23T09:42"), "Dagen er ikke kommet endnu.", 1),
        (("--card-at", "i går"), "Dagen skal skrives som 2026-11-18", 2),
        (("--card-at", "20261118"), "Dagen skal skrives som 2026-11-18", 2),
        (("--card-at", "2026-11-18", "--offline"), "kan ikke bruges sammen med", 2),
        (("--card-at", "2026-11-18", "--format", "png"), "kan ikke bruges sammen med", 2),
        (("--card-at", "2026-11-18", "--from", "a.xml"), "kan ikke bruges sammen med", 2),
    ],
)
def test_words_that_cannot_be_answered_are_refused(call: Any, words: tuple[str, ...], said: str, code: int) -> None:
    ended, out, err = call(*words)
    assert (ended, out) == (code, "")
    assert said in err


def test_without_fmk_nobody_is_asked(call: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Settings(settings.profile, settings.servers, clock=settings.clock)
    monkeypatch.setattr(commands, "settings_in_force", lambda _told: bare)
    code, out, err = call("--card-at", "2026-11-18")
    assert (code, out) == (1, "")
    assert "Fælles Medicinkort er ikke sat op" in err


def test_of_today_it_is_the_card_until_now() -> None:
    now = make_clock(Settings(commands.paths.profile(), clock="2026-07-01T09:41:00+02:00")).now()
    assert card_at.moment_of("2026-07-01", now) == now
    assert card_at.moment_of("2026-06-30", now).astimezone(DANISH).isoformat() == "2026-06-30T23:59:59+02:00"
    with pytest.raises(InputError):
        card_at.moment_of("2026-07-02", now)


def test_it_is_a_look_of_its_own_and_nothing_of_it_is_kept(
    call: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.app.machine.device_key", lambda *_: DEVICE)
    call("--card-at", "2026-11-18")
    assert [one["kind"] for one in bodies(settings.profile / "trail.db")] == ["intent", "outcome"]
    house = open_house(settings, make_clock(settings), ring=MemoryKeyring())
    assert house.store.sections(cpr(BERGGREN)) == ()
    house.store.close()
    house.trail_file.close()


@pytest.mark.rule("H6", "H5")
@pytest.mark.parametrize("resource", ["*", "GetMedicineCard", "GetMedicineCardVersions"])
def test_h6_a_service_that_fails_is_said_and_never_an_empty_card(call: Any, sandbox: Services, resource: str) -> None:
    sandbox.disturb("drop", base="fmk", resource=resource)
    code, out, err = call("--card-at", "2026-11-18")
    assert code == 1
    assert "Intet kunne vises om borgeren." in err
    assert "Kunne ikke hentes." in out.splitlines()[-1]
    assert "Ingen aktuelle" not in out
    assert "Hentet" not in out


@pytest.mark.rule("H6")
@pytest.mark.parametrize(
    ("version", "said"),
    [("7", "Ingen aktuelle lægemidler på kortet dengang."), ("0", "Der er ikke oprettet et medicinkort")],
)
def test_h6_an_empty_card_then_and_no_card_then_are_two_things(version: str, said: str) -> None:
    section: Section[Any] = Section(
        cpr(BERGGREN), Topic.MEDICATION, "fmk", "FMK", Standing.COMPLETE, as_of=NOW, card=MedicineCard(version)
    )
    then = card_at.CardThen(cpr(BERGGREN), NOW - timedelta(days=900), NOW, section)
    told = plain(card_at.as_text(then, DANISH_WORDS).decode())
    assert said in told
    assert "svarede komplet" not in told
