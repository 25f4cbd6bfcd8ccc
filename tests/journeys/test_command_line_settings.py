"""The command line and its settings: what is wrong is named, and what is asked for wins."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from journeys.conftest import BERGGREN, MOMENT
from journeys.test_command_line import HERS, Call, call, configure, refused  # noqa: F401 - the fixture
from overblik import cli
from overblik.app import running, window, worded
from overblik.runtime import paths
from overblik.viewmodels.choices import Choices


@pytest.mark.parametrize("url", ["ftp://x", "not a url"])
@pytest.mark.parametrize("words", [("overview", BERGGREN), ("import", "x.json"), ("run",)])
def test_a_bad_address_of_a_server_is_named_before_anything_starts(
    call: Call,  # noqa: F811 - the fixture
    tmp_path: Path,
    url: str,
    words: tuple[str, ...],
) -> None:
    configure(tmp_path, [("ehr", "EPJ", url)])
    ended = call(*words)
    refused(ended, f"Kilden ehr i settings.toml har en url, som ikke er en adresse: {url}.", code=2)
    assert len(ended.stderr.splitlines()) == 1


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give this process a home of its own."""
    monkeypatch.setattr(paths, "configuration", lambda: tmp_path / "XDG_CONFIG_HOME" / "overblik" / "settings.toml")
    monkeypatch.setattr(paths, "profile", lambda: tmp_path / "profile")
    monkeypatch.setattr(worded, "start_log", lambda _: None)  # the log of other tests stays what it is
    return tmp_path


def test_a_bad_address_is_said_on_the_screen_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(home, [("ehr", "EPJ", "ftp://x")])
    said: list[str] = []
    monkeypatch.setattr(window, "tell_in_box", said.append)
    assert cli.run(["run"]) == 2
    (sentence,) = said
    assert sentence.startswith("Kilden ehr i settings.toml har en url, som ikke er en adresse: ftp://x.")


def test_the_box_shows_the_sentence_and_waits_where_there_is_a_screen(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.tell_in_box("uden skærm ventes der ikke")
    monkeypatch.setattr(window, "has_display", lambda: True)
    seen: list[str] = []

    def close() -> None:
        box = qapp.activeModalWidget()
        seen.append(box.text())
        box.close()

    QTimer.singleShot(0, close)
    window.tell_in_box("Kilden ehr i settings.toml mangler url.")
    assert seen == ["Kilden ehr i settings.toml mangler url."]


SETTINGS = 'language = "en"\ntheme = "dark"\n'


def write_settings(home: Path, text: str) -> None:
    configure(home, [])
    (home / "XDG_CONFIG_HOME" / "overblik" / "settings.toml").write_text(text, encoding="utf-8")


def test_language_and_theme_of_the_settings_hold_unless_others_are_asked_for(
    call: Call,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    write_settings(tmp_path, SETTINGS)
    asked = ("overview", "--from", HERS, "--clock", MOMENT)
    assert "MEDICATION" in call(*asked).stdout.upper()
    assert "MEDICIN " in call(*asked, "--language", "da").stdout
    refused(call("overview", "123", "--offline"), "ten digits", code=2)

    def ground(*words: str) -> tuple[int, ...]:
        path = tmp_path / "x.png"
        assert call(*asked, "--format", "png", "--output", path, *words).returncode == 0
        return QImage(str(path)).pixelColor(2, 890).getRgb()

    dark, light = ground(), ground("--theme", "light")
    assert sum(dark[:3]) < 200 < sum(light[:3])


def test_settings_that_cannot_be_read_do_not_hinder_the_reading_of_a_file(
    call: Call,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    write_settings(tmp_path, "= x")
    assert call("overview", "--from", HERS, "--clock", MOMENT).returncode == 0


@pytest.mark.parametrize(
    ("words", "kept", "wanted"),
    [
        ((), None, ("en", "dark")),
        ((), {"language": "da", "theme": "light"}, ("da", "light")),
        (("--language", "en"), {"language": "da", "theme": "light"}, ("en", "light")),
        (("--theme", "dark"), {"language": "da", "theme": "light", "scale": 1.35}, ("da", "dark")),
        (("--language", "da", "--theme", "light"), None, ("da", "light")),
    ],
)
def test_what_is_asked_for_goes_before_what_was_chosen_earlier(
    home: Path,
    qapp: Any,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    kept: dict[str, Any] | None,
    wanted: tuple[str, str],
) -> None:
    write_settings(home, SETTINGS)
    if kept is not None:
        (home / "profile").mkdir()
        (home / "profile" / "window.json").write_text(json.dumps(kept))
    seen: list[Choices] = []
    masks: list[int] = []

    def show(program: window.Program) -> None:
        seen.append(program.window.choices)
        masks.append(os.umask(0o077))
        os.umask(masks[-1])
        QTimer.singleShot(0, qapp.quit)

    monkeypatch.setattr(running, "show", show)
    assert cli.run(["run", *words]) == 0
    assert (seen[0].language, seen[0].theme) == wanted
    assert seen[0].scale == (kept or {}).get("scale", 1.0)
    assert os.name == "nt" or masks == [0o077], "what the window makes is for its user alone"


USERS_OF_A_PROFILE = [("run",), ("import", HERS), ("overview", "--offline", BERGGREN)]


@pytest.mark.parametrize("words", USERS_OF_A_PROFILE)
def test_settings_that_are_a_folder_are_said_to_be_unreadable(
    call: Call,  # noqa: F811 - the fixture
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    (tmp_path / "XDG_CONFIG_HOME" / "overblik" / "settings.toml").mkdir(parents=True)
    refused(call(*words), "Indstillingerne i settings.toml kan ikke læses.", code=2)


@pytest.mark.parametrize("words", USERS_OF_A_PROFILE)
def test_a_profile_that_is_a_file_is_said_to_be_none(
    call: Call,  # noqa: F811 - the fixture
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    profile = tmp_path / "XDG_DATA_HOME" / "overblik"
    profile.parent.mkdir()
    profile.write_text("a file")
    refused(call(*words), f"Mappen {profile} kan ikke bruges til profilen", code=2)
    assert profile.read_text() == "a file"


@pytest.mark.parametrize("name", ["trail.db", "overblik.log", "window.json", "cache.db", "store-key.json"])
def test_a_folder_in_the_place_of_a_file_of_the_profile_makes_no_traceback(
    call: Call,  # noqa: F811 - the fixture
    tmp_path: Path,
    name: str,
) -> None:
    (tmp_path / "XDG_DATA_HOME" / "overblik" / name).mkdir(parents=True)
    ended = call("overview", "--offline", BERGGREN)
    assert "Traceback" not in ended.stderr, ended.stderr
    assert ended.returncode == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"resourceType": "Patient"', "det er ikke JSON, eller den er ikke hel"),
        ('{"resourceType": "Observation", "valueQuantity": {"value": NaN}}', "det er ikke JSON"),
        ('{"resourceType": "Bundle", "type": "collection", "entry": [], "entry": []}', "den siger noget to gange"),
    ],
)
def test_what_is_wrong_with_a_broken_file_is_said_in_words(
    call: Call,  # noqa: F811 - the fixture
    tmp_path: Path,
    content: str,
    said: str,
) -> None:
    path = tmp_path / "svar.json"
    path.write_text(content, encoding="utf-8")
    told = call("overview", "--from", path)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(f"Filen svar.json kan ikke bruges: {said}")


def test_a_wrong_number_is_said_before_that_there_are_no_sources(
    call: Call,  # noqa: F811 - the fixture
) -> None:
    told = call("overview", "1234")
    assert told.returncode == 2
    assert told.stderr.startswith("Et CPR-nummer har ti cifre.")
