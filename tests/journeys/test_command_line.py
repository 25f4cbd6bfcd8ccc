"""The command line: for people and scripts, with a sentence for every bad input and no traceback (H10)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from journeys.conftest import BERGGREN, MOMENT, Services

Call = Callable[..., "subprocess.CompletedProcess[str]"]
HANSEN = ROOT / "seeds" / "ehr" / "0908679990.samme-navn.json"
HERS = ROOT / "seeds" / "ehr" / f"{BERGGREN}.kompleks.json"
TOPICS = (
    *("medication", "lab_results", "vital_signs", "other_observations", "care_plans", "allergies", "conditions"),
    *(
        "procedures",
        "appointments",
        "contacts",
        "vaccinations",
        "documents",
        "master_data",
        "home_monitoring",
        "questionnaires",
    ),
)
STATES = {"not_asked", "loading", "complete", "partial", "blocked", "failed", "stale"}


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Run the command in a process of its own with an empty home."""
    homes = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    homes |= {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    environment = {**os.environ, **homes, "PYTHONPATH": str(ROOT / "desktop"), "PYTHONUTF8": "1"}
    environment |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "QT_QPA_PLATFORM": "offscreen"}

    def run(*words: object, typed: str = "", folder: Path = tmp_path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-W", "error", "-m", "overblik", *map(str, words)]
        return subprocess.run(
            command, input=typed, capture_output=True, text=True, env=environment, timeout=60, cwd=folder, check=False
        )

    return run


def refused(ended: "subprocess.CompletedProcess[str]", words: str, code: int = 1) -> None:
    """The command said one sentence, wrote nothing, and named no Python."""
    assert "Traceback" not in ended.stderr, ended.stderr
    assert words in ended.stderr
    assert ended.stdout == ""
    assert ended.returncode == code


def test_a_file_gives_the_documented_json(call: Call) -> None:
    ended = call("overview", "--from", HERS, "--format", "json", "--clock", MOMENT)
    assert (ended.returncode, ended.stderr) == (0, "")
    told: dict[str, Any] = json.loads(ended.stdout)
    who = {"id": BERGGREN, "name": "Nancy Ann Berggren", "birth_date": "1948-12-25", "sex": "female"}
    assert told["patient"].items() >= who.items()
    assert told["as_of"].startswith("2026-11-23T")
    assert {section["topic"] for section in told["sections"]} == set(TOPICS)
    for section in told["sections"]:
        assert section["state"] in STATES
        assert section["complete"] is (section["state"] == "complete")
        assert set(section) >= {
            *("topic", "source", "label", "state", "reasons", "fetched_at", "source_time", "complete", "unreadable"),
            *("refused", "entries"),
        }
    by_topic = {section["topic"]: section["entries"] for section in told["sections"]}
    drug = next(entry for entry in by_topic["medication"] if entry["generic"] == "metformin")
    assert (drug["name"], drug["atc"], drug["form"]) == ("Metformin Sandoz", "A10BA02", "tabletter")
    assert drug["strength"].startswith("500 mg")
    assert drug["dosage"] == "1 tablet morgen og aften"
    assert {"indication", "status", "start", "end"} <= set(drug)
    result = by_topic["lab_results"][0]
    assert {"code", "system", "name", "value", "comparator", "unit", "flag", "reference", "taken_at", "status"} <= set(
        result
    )
    plan = by_topic["care_plans"][0]
    assert {"title", "status", "period", "goals", "activities", "author"} <= set(plan)


def test_the_text_says_every_state_in_words(call: Call) -> None:
    ended = call("overview", "--from", HERS, "--clock", MOMENT)
    assert ended.returncode == 0
    for words in ("BERGGREN, Nancy Ann", "CAVE  benzylpenicillin — anafylaksi", "MEDICIN", "PRØVESVAR", "PLANER"):
        assert words in ended.stdout
    english = call("overview", "--from", HERS, "--language", "en").stdout
    assert "MEDICATION" in english.upper()
    assert "Prøvesvar" not in english


def test_a_picture_is_a_picture(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "overblik.png"
    ended = call("overview", "--from", HERS, "--format", "png", "--output", path, "--theme", "dark")
    assert ended.returncode == 0
    assert ended.stderr == f"Billedet er skrevet: {path}\n"
    assert path.read_bytes().startswith(b"\x89PNG\r\n")
    assert len(path.read_bytes()) > 50_000


@pytest.mark.rule("T5")
def test_without_a_safe_key_ring_an_import_says_that_it_keeps_nothing(call: Call) -> None:
    refused(call("import", HERS, "--clock", MOMENT), "ikke gemt")
    shown = call("overview", "--offline", typed=f"{BERGGREN}\n")
    assert "ingen sikker nøglering" in shown.stderr
    assert "Ingen" not in shown.stdout.replace("Ingen gemt", "")


def configure(home: Path, servers: Sequence[tuple[str, str, str]]) -> None:
    """Write the settings of a home: servers as (name, label, address)."""
    lines = [f'[[servers]]\nname = "{name}"\nlabel = "{label}"\nurl = "{url}"\n' for name, label, url in servers]
    place = home / "XDG_CONFIG_HOME" / "overblik" / "settings.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("\n".join(lines), encoding="utf-8")


def test_servers_that_want_a_sign_in_are_asked_and_said_to_refuse(
    call: Call, sandbox: Services, tmp_path: Path
) -> None:
    bases = [(base["name"], base["label"], base["url"]) for base in sandbox.told["bases"]]
    configure(tmp_path, bases)
    ended = call("overview", "--format", "json", "--clock", MOMENT, typed=f"{BERGGREN}\n")
    told = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert "Intet kunne vises om borgeren." in ended.stderr
    assert {section["source"] for section in told["sections"]} == {"ehr", "municipality", "laboratory"}
    assert {section["state"] for section in told["sections"]} == {"failed"}


def test_settings_that_cannot_be_read_are_named(call: Call, tmp_path: Path) -> None:
    configure(tmp_path, [("a", "b", '"')])
    refused(call("overview", BERGGREN), "settings.toml", code=2)


@pytest.mark.rule("H1", "S1")
def test_s01_the_file_of_another_person_is_refused(call: Call) -> None:
    refused(call("overview", BERGGREN, "--from", HANSEN, "--format", "json"), "svarede på en anden person")


BAD_FILES = {
    "tom.json": (b"", "tom"),
    "skrald.json": (b"\x00\xff\xfe garbage", "skrald.json"),
    "halv.json": (b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Pat', "halv.json"),
    "tal.json": (b"42", "tal.json"),
    "liste.json": (b"[]", "liste.json"),
    "uden.json": (b'{"resourceType":"Bundle","type":"collection"}', "ingen patient"),
    "dyb.json": (b'{"a":' * 5000 + b"1" + b"}" * 5000, "dyb.json"),
    "nan.json": (b'{"resourceType":"Observation","valueQuantity":{"value":NaN}}', "nan.json"),
    "dobbelt.json": (b'{"resourceType":"Patient","id":"1","id":"2"}', "ingen patient, der kan læses"),
    "andet.json": (b'{"resourceType":"Questionnaire"}', "ingen patient"),
}


@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_a_bad_file_is_refused_in_one_sentence(call: Call, tmp_path: Path, name: str) -> None:
    content, words = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    ended = call("overview", "--from", tmp_path / name)
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 1
    assert words in ended.stderr
    assert len(ended.stderr.splitlines()) <= 2
    # What is wrong with the file goes before what is missing on this computer.
    refused(call("import", tmp_path / name), name)


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("overview", "123", "--offline"), "ti cifre", 2),
        (("overview", "9999999999", "--offline"), "dato", 2),
        (("overview", "--from", "findes-ikke.json"), "findes-ikke.json", 1),
        (("overview",), "", 1),
        (("import", HERS, "findes-ikke.json"), "findes-ikke.json", 1),
        (("audit", "verify", "findes-ikke.db"), "findes-ikke.db", 1),
        (("demo", "--size", "stor"), "", 2),
        (("demo", "--clock", "i går"), "Tidspunktet", 2),
        (("demo", "--patient", "xyz", "--picture", "x.png"), "ti cifre", 2),
        (("sandbox", "--clock", "i går"), "i går", 2),
        (("sandbox", "--port", "99999999"), "0-65535.", 2),
        (("vis",), "fejl:", 2),
        (("audit",), "overblik audit: fejl:", 2),
        (("import", "--language", "en"), "overblik import: error:", 2),
    ],
)
def test_a_bad_word_is_refused_in_one_sentence(call: Call, words: tuple[str, ...], said: str, code: int) -> None:
    ended = call(*words)
    assert "Traceback" not in ended.stderr, ended.stderr
    assert said in ended.stderr
    assert ended.returncode == code, ended.stderr
    assert ended.stderr.strip()
    assert not ended.stderr.rstrip().endswith("..")


def test_a_place_that_cannot_be_written_is_said(call: Call, tmp_path: Path) -> None:
    refused(call("overview", "--from", HERS, "--format", "json", "--output", tmp_path / "mangler" / "x.json"), "x.json")


def test_the_help_is_danish_and_names_every_word(call: Call) -> None:
    told = call("--help").stdout
    for word in (
        "run",
        "demo",
        "overview",
        "import",
        "sandbox",
        "audit",
        "readiness",
        "policy",
        "release",
        "self-test",
    ):
        assert word in told
    for words in (
        (),
        ("run",),
        ("demo",),
        ("overview",),
        ("import",),
        ("sandbox",),
        ("audit",),
        ("release",),
        ("self-test",),
    ):
        told = call(*words, "--help").stdout
        assert told.startswith("brug: overblik")
        for english in ("usage", "options:", "show this help", "positional", "exit"):
            assert english not in told


def test_every_word_speaks_english_too(call: Call, tmp_path: Path) -> None:
    assert call("overview", "--language", "en", "--help").stdout.startswith("usage: overblik overview")
    refused(call("audit", "verify", "x.db", "--language=en"), "There is no file x.db.")
    refused(call("import", "x.json", "--language", "en"), "There is no file x.json.")
    path = tmp_path / "x.json"
    ended = call("overview", "--from", HERS, "--format", "json", "--output", path, "--language", "en")
    assert ended.stderr == f"The overview is written: {path}\n"


def test_the_self_test_tries_every_part(call: Call) -> None:
    ended = call("self-test", "--language", "en")
    assert ended.returncode == 0, ended.stdout
    assert "Encrypted database" in ended.stdout
    assert ended.stdout.count("\n") == 14


NO_LOGS = {"empty": (b"", "er tom"), "text": (b"hej\n", "er ikke en log"), "folder": (None, "må ikke læses")}


@pytest.mark.parametrize("name", sorted(NO_LOGS))
def test_a_check_of_the_record_says_what_it_was_given_and_leaves_it_alone(
    call: Call, tmp_path: Path, name: str
) -> None:
    content, words = NO_LOGS[name]
    folder = tmp_path / "elsewhere"
    path = folder / "trail.db"
    if content is None:
        path.mkdir(parents=True)
    else:
        folder.mkdir()
        path.write_bytes(content)
    refused(call("audit", "verify", path), words)
    assert [each.name for each in folder.iterdir()] == ["trail.db"]
    assert content is None or path.read_bytes() == content


def test_a_whole_record_is_counted(call: Call, tmp_path: Path) -> None:
    call("overview", "--offline", typed=f"{BERGGREN}\n")
    (path,) = tmp_path.rglob("trail.db")
    ended = call("audit", "verify", path)
    # The beginning of the chain, intent and outcome, and the checkpoint at the end.
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, "Loggen er hel: 4 poster.")
    assert "Sammenlign den med den nøgle" in ended.stdout
    assert [each.name for each in path.parent.iterdir() if "trail" in each.name] == ["trail.db"]
