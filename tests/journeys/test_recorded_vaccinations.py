"""A recorded vaccination card names nobody: it is shown as the user's word has it, as nobody's, or not at all (H1)."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import SAMPLES
from journeys.conftest import MOMENT
from keeping_machine import keep_here
from overblik.app import worded
from overblik.cli import run
from overblik.runtime import paths

pytestmark = [pytest.mark.samples, pytest.mark.rule("H1")]
NUMBER, OTHER = "0410009234", "1011649927"
CARD = SAMPLES / "ddv" / f"vaccination-card-{NUMBER}.xml"
EMPTY = SAMPLES / "ddv" / "vaccination-card-1004219992.xml"
MEDICINE = SAMPLES / "fmk" / "responses" / f"medicine-card-{NUMBER}.xml"
THEIRS = SAMPLES / "fmk" / "responses" / f"medicine-card-{OTHER}.xml"
Out = pytest.CaptureFixture[str]


def say(capsys: Out, *words: object) -> tuple[int, str, str]:
    code = run([str(word) for word in words])
    return code, *capsys.readouterr()


def shown(capsys: Out, *words: object) -> dict[str, Any]:
    code, out, err = say(capsys, "overview", *words, "--format", "json", "--clock", MOMENT)
    assert code == 0, err
    told: dict[str, Any] = json.loads(out)
    return told


def names(told: dict[str, Any]) -> list[str]:
    return [one["name"] for each in told["sections"] if each["topic"] == "vaccinations" for one in each["entries"]]


def test_with_a_number_it_is_that_citizens(capsys: Out) -> None:
    told = shown(capsys, NUMBER, "--from", CARD)
    expected = json.loads((SAMPLES / "expected" / f"ddv-{CARD.stem}.json").read_bytes())["vaccinations"]
    assert told["patient"]["id"] == NUMBER
    (section,) = [one for one in told["sections"] if one["topic"] == "vaccinations"]
    assert (section["state"], section["refused"], section["unreadable"]) == ("complete", 0, 0)
    assert [
        (one["id"].rpartition("/")[2], one["name"], one["drug"], one["given_date"], one["given_at"], one["lot"])
        for one in section["entries"]
    ] == [
        tuple(one[name] for name in ("id", "vaccine", "drug", "givenDateDanishTime", "given", "batch"))
        for one in expected
    ]
    assert [one["protects_against"] for one in section["entries"]] == [[one["disease"]] for one in expected]


def test_the_text_and_the_page_say_it_in_danish_days(capsys: Out) -> None:
    code, out, err = say(capsys, "overview", NUMBER, "--from", CARD, "--clock", MOMENT)
    assert (code, err) == (0, "")
    assert "15. jun 2026  Rabies (Hundegalskab)" in out
    assert "06. jun 2024  Pfizer BioNTech Covid-19 vacc (Covid-19 sygdom)" in out
    assert "batch 513452435 · Oprettet af læge / medhjælp" in out


def test_without_a_number_it_is_nobodys(capsys: Out) -> None:
    told = shown(capsys, "--from", CARD)
    assert (told["patient"]["id_kind"], told["patient"]["name"]) == ("local", None)
    assert len(names(told)) == 2
    code, out, _ = say(capsys, "overview", "--from", CARD)
    assert code == 0
    assert out.startswith("Filen siger ikke, hvem den handler om")
    assert "CPR ukendt" in out.splitlines()[0]


def test_beside_a_file_that_names_a_citizen_it_needs_the_users_word(capsys: Out) -> None:
    code, out, err = say(capsys, "overview", "--from", CARD, MEDICINE)
    assert (code, out) == (1, "")
    assert f"Filen {CARD.name} siger ikke, hvem den handler om." in err
    told = shown(capsys, NUMBER, "--from", CARD, MEDICINE)
    assert len(names(told)) == 2
    assert [len(one["entries"]) for one in told["sections"] if one["topic"] == "medication"] == [5]


def test_two_that_name_nobody_are_not_one_citizens_by_guess(capsys: Out) -> None:
    code, out, err = say(capsys, "overview", "--from", CARD, EMPTY)
    assert (code, out) == (1, "")
    assert "siger ikke, hvem den handler om" in err


def test_a_word_that_the_other_files_contradict_shows_nothing(capsys: Out) -> None:
    code, out, err = say(capsys, "overview", NUMBER, "--from", CARD, THEIRS)
    assert (code, out) == (1, "")
    assert "svarede på en anden person" in err


def test_an_answer_in_its_envelope_reads_alike(capsys: Out, tmp_path: Path) -> None:
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    inside = CARD.read_text("utf-8").partition("?>")[2]
    path = tmp_path / "svar.xml"
    path.write_text(f'<s:Envelope xmlns:s="{soap}"><s:Header/><s:Body>{inside}</s:Body></s:Envelope>', "utf-8")
    assert names(shown(capsys, NUMBER, "--from", path)) == names(shown(capsys, NUMBER, "--from", CARD))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((b"2013/12/01", b"2012/01/01"), "den er ingen af de svar fra DDV"),
        ((b"</GetVaccinationCardResponse>", b""), "det er ikke XML"),
    ],
)
def test_a_broken_one_says_why(capsys: Out, tmp_path: Path, change: tuple[bytes, bytes], why: str) -> None:
    path = tmp_path / "kort.xml"
    path.write_bytes(CARD.read_bytes().replace(*change))
    code, out, err = say(capsys, "overview", NUMBER, "--from", path)
    assert (code, out) == (1, "")
    assert "kort.xml" in err
    assert why in err


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    keep_here(monkeypatch, tmp_path / "machine")
    monkeypatch.setattr(paths, "profile", lambda: tmp_path / "profile")
    monkeypatch.setattr(paths, "configuration", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(worded, "start_log", lambda _: None)
    return tmp_path / "profile"


def test_import_keeps_it_of_the_citizen_whom_the_user_names(capsys: Out, profile: Path) -> None:
    code, out, err = say(capsys, "import", CARD, "--clock", MOMENT)
    assert (code, out) == (1, "")
    assert "siger ikke, hvem den handler om" in err
    assert not profile.exists(), "nothing is kept"
    assert say(capsys, "import", CARD, "--patient", "1", "--clock", MOMENT)[0] == 2
    code, out, err = say(capsys, "import", CARD, "--patient", NUMBER, "--clock", MOMENT)
    assert code == 0, err
    assert err.startswith("Bemærk: et nummer på kommandolinjen kan ses af andre")
    assert out == "1 fil er læst ind for 041000-••••.\n"
    told = shown(capsys, NUMBER, "--offline")
    (section,) = [one for one in told["sections"] if one["topic"] == "vaccinations"]
    assert (section["source"], len(section["entries"])) == (f"fil: {CARD.name}", 2)


def test_import_refuses_a_word_that_another_file_contradicts(capsys: Out, profile: Path) -> None:
    code, out, err = say(capsys, "import", CARD, THEIRS, "--patient", NUMBER, "--clock", MOMENT)
    assert (code, out) == (1, "")
    assert "svarede på en anden person" in err


def test_import_of_another_file_of_that_name_is_read_again_under_its_own(
    capsys: Out, profile: Path, tmp_path: Path
) -> None:
    for folder, batch in (("a", b"513452435"), ("b", b"X1")):
        path = tmp_path / folder / "kort.xml"
        path.parent.mkdir()
        path.write_bytes(CARD.read_bytes().replace(b"513452435", batch))
        assert say(capsys, "import", path, "--patient", NUMBER, "--clock", MOMENT)[0] == 0
    told = shown(capsys, NUMBER, "--offline")
    kept = {one["source"]: one["entries"][0]["lot"] for one in told["sections"] if one["topic"] == "vaccinations"}
    assert kept == {"fil: kort.xml": "513452435", "fil: b/kort.xml": "X1"}
