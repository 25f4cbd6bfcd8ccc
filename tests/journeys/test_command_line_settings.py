"""The command line and its settings: what is wrong is named, and what is asked for wins."""

from pathlib import Path

import pytest

from journeys.conftest import BERGGREN
from journeys.test_command_line import Call, call, configure, refused  # noqa: F401 - the fixture


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


def test_a_bad_address_is_said_on_the_screen_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from overblik import cli
    from overblik.app import window
    from overblik.runtime import paths

    configure(tmp_path, [("ehr", "EPJ", "ftp://x")])
    monkeypatch.setattr(paths, "configuration", lambda: tmp_path / "XDG_CONFIG_HOME" / "overblik" / "settings.toml")
    monkeypatch.setattr(paths, "profile", lambda: tmp_path / "profile")
    said: list[str] = []
    monkeypatch.setattr(window, "tell_in_box", said.append)
    assert cli.run(["run"]) == 2
    (sentence,) = said
    assert sentence.startswith("Kilden ehr i settings.toml har en url, som ikke er en adresse: ftp://x.")
