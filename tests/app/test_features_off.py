"""What an organisation turns off is off where it is done, not only where it is offered: each name by itself."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME
from in_process import FakeClock
from overblik import cli
from overblik.access.right_to_look import RightToLook
from overblik.app import house
from overblik.app.launching import ServerNames
from overblik.app.packs import HousePacks
from overblik.app.work_lists import HouseLists
from overblik.domain.disclosure import Disclosure, Medium
from overblik.domain.features import ACTS, KEYS, Feature, TurnedOff
from overblik.domain.grant import Basis, Clinician, DataConsent, LookReason, Reveal
from overblik.runtime import paths
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings
from overblik.viewmodels.words import load_words
from overblik.widgets import keys
from overblik.widgets.features import FEATURES, tells_off
from overblik.widgets.keys_view import told_keys
from overblik.widgets.palette_acts import commands
from policies import WARD, put


def settings(*off: Feature) -> Settings:
    return Settings(Path("profile"), off=frozenset(off))


def right(*off: Feature) -> RightToLook:
    nothing: Any = SimpleNamespace()
    return RightToLook(nothing, FakeClock(), Clinician("a", "b", "c"), None, frozenset(off))


def looks(*off: Feature) -> Any:
    return SimpleNamespace(settings=settings(*off), house=lambda: None, seat=None)


def overrides(*off: Feature) -> None:
    asyncio.run(right(*off).ask_to_look(ME, LookReason(Basis.TREATMENT), Reveal(DataConsent.OVERRIDDEN, "nød")))


DONE: dict[Feature, Callable[..., object]] = {
    Feature.PRINT: lambda *off: right(*off).log_disclosure(ME, Disclosure("failsafe", Medium.PRINTER)),
    Feature.TAKING_ALONG: lambda *off: asyncio.run(HousePacks(looks(*off)).fetch([], lambda _: None)),
    Feature.FOLLOW: lambda *off: asyncio.run(
        ServerNames(SimpleNamespace(settings=settings(*off))).whose("ehr", "1", lambda _: None)  # type: ignore[arg-type]
    ),
    Feature.OVERRIDE: overrides,
    Feature.WARD_BOARD: lambda *off: asyncio.run(HouseLists(looks(*off)).facts([ME], lambda _: None)),
}
"""What the asking thread does; the others are of the window and of the command line alone."""
BY_COMMAND = {
    Feature.IMPORT: (("import", "x.json"), ("overview", "--from", "x.json")),
    Feature.EXPORT: (("overview",), ("overview", "--format", "json"), ("overview", "--output", "x")),
    Feature.PRINT: (("overview", "--format", "pdf"),),
}


@pytest.mark.parametrize("feature", DONE)
def test_what_is_off_is_not_done_whoever_asks_for_it(feature: Feature) -> None:
    with pytest.raises(TurnedOff) as found:
        DONE[feature](feature)
    assert found.value.code == f"off_{feature.value}"
    others = frozenset(Feature) - {feature}
    with pytest.raises((AttributeError, ExceptionGroup)):  # it goes on to what is not there in this test
        DONE[feature](*others)


@pytest.mark.parametrize(("feature", "words"), [(one, told) for one, calls in BY_COMMAND.items() for told in calls])
def test_a_command_that_is_off_says_so_and_does_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    feature: Feature,
    words: tuple[str, ...],
) -> None:
    ring = MemoryKeyring()
    monkeypatch.setattr(
        paths, "machine", lambda: put(tmp_path / "machine", WARD + f'[features]\noff = ["{feature.value}"]\n')
    )
    monkeypatch.setattr(paths, "profile", lambda: tmp_path / "profile")
    monkeypatch.setattr(paths, "configuration", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(house, "system_keyring", lambda: ring)
    monkeypatch.chdir(tmp_path)
    assert cli.run([*words]) == 1
    told = capsys.readouterr()
    assert told.err.strip() == DANISH_WORDS.say(f"error.off_{feature.value}")
    assert told.out == ""
    assert not (tmp_path / "x").exists()


def test_each_name_is_enforced_somewhere_and_has_its_sentence() -> None:
    """Copying is the window's alone: tests/widgets/test_features_off.py."""
    assert DONE.keys() | BY_COMMAND.keys() | {Feature.COPY} == set(Feature)
    for words in (DANISH_WORDS, load_words(paths.resources(), "en")):
        assert all(words.say(f"error.off_{one.value}") and words.say(f"policy.feature_{one.value}") for one in Feature)


def test_the_tables_name_keys_and_acts_that_there_are() -> None:
    known = {word for _, _, word, _, _ in keys.KEYS} | {word for _, word in keys.SHOWN_ONLY}
    assert known.issuperset(KEYS)
    owners = {*FEATURES, "row", "reveal"}
    assert {name.partition(".")[0] for name in ACTS} <= owners
    of_keys = {act for _, _, word, act, _ in keys.KEYS if word in KEYS}
    assert of_keys <= set(ACTS), "the key of what is off does it all the same"


@pytest.mark.parametrize("feature", Feature)
def test_palette_and_help_do_not_offer_what_is_off(feature: Feature) -> None:
    off = frozenset({feature})
    mine = {word for word, one in KEYS.items() if one is feature}
    all_told = {told for _, rows in told_keys(DANISH_WORDS) for _, told in rows}
    left = {told for _, rows in told_keys(DANISH_WORDS, off) for _, told in rows}
    assert all_told - left == {DANISH_WORDS.say(f"key.{word}") for word in mine}
    assert all(rows for _, rows in told_keys(DANISH_WORDS, off))
    offered = {one.text for one in commands(DANISH_WORDS, off)}
    assert not offered & {DANISH_WORDS.say(f"key.{word}") for word in mine}


def test_a_key_whose_act_is_off_says_it_and_nothing_else() -> None:
    told: list[str] = []
    window = SimpleNamespace(off=frozenset({Feature.PRINT}), words=DANISH_WORDS, tell=told.append)
    acts: Any = SimpleNamespace(window=window)
    assert tells_off(acts, "paper.open")
    assert told == [DANISH_WORDS.say("error.off_print")]
    assert not tells_off(acts, "row.copy")
    assert not tells_off(acts, "timeline.open")
