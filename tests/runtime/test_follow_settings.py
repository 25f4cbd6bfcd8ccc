"""The table [fhircast] is checked when it is read: the key that is missing or wrong is named, and no value is said again."""

from pathlib import Path
from typing import Any

import pytest

from overblik.app.preferred import words_of
from overblik.app.worded import sentence
from overblik.domain.errors import InputError
from overblik.runtime.follow_settings import FollowSettings
from overblik.runtime.settings import read_settings

SECRET = "kodeord-x1"
SIGN_IN = '[sign_in]\nissuer = "https://login.example.dk"\nclient_id = "overblik"\nservers = ["ehr", "fhircast"]\n'
SERVER = '[[servers]]\nname = "ehr"\nurl = "https://ehr.example.dk/r4"\n'
URL = 'url = "https://hub.example.dk/fhircast"\n'
BAD = [
    ('topic = "t"', "key", "url"),
    (f'{URL}topik = "{SECRET}"', "unknown", "topik"),
    (f'{URL}secret = "{SECRET}"', "unknown", "secret"),
    (f'{URL}topic = ""', "value", "topic"),
    (f"{URL}topic = 7", "value", "topic"),
    (f'{URL}topic = "a {SECRET}"', "value", "topic"),
    (f'{URL}topic = "{"x" * 300}"', "value", "topic"),
    (f'{URL}topic_from = "{SECRET}"', "value", "topic_from"),
    (f'{URL}topic = "t"\ntopic_from = "sign_in"', "topic", None),
    (URL, "topic", None),
    (f'{URL}topic = "t"\nserver = "{SECRET}"', "server", "server"),
    *(
        (f'url = "{url}"\ntopic = "t"', "url", "url")
        for url in (
            f"http://{SECRET}.dk",
            SECRET,
            f"https://a:{SECRET}@b.dk",
            f"https://b.dk?{SECRET}",
            f"https://b.dk#{SECRET}",
            "wss://b.dk",
        )
    ),
]


def read(folder: Path, table: str, before: str = SIGN_IN + SERVER) -> Any:
    path = folder / "settings.toml"
    path.write_text(f"{before}[fhircast]\n{table}\n")
    return read_settings(path, folder / "profile")


def test_a_hub_is_read_with_its_session_from_the_sign_in(tmp_path: Path) -> None:
    settings = read(tmp_path, f'{URL}topic_from = "sign_in"\nserver = "ehr"')
    assert settings.fhircast == FollowSettings("https://hub.example.dk/fhircast", "", "ehr")
    assert "fhircast" in settings.sign_in.servers


def test_a_fixed_session_needs_no_sign_in_and_is_shown_nowhere(tmp_path: Path) -> None:
    settings = read(tmp_path, f'url = "http://127.0.0.1:9/hub/"\ntopic = "{SECRET}"', "")
    assert settings.fhircast == FollowSettings("http://127.0.0.1:9/hub", SECRET)
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(("table", "code", "key"), BAD)
def test_what_is_wrong_is_named_and_not_said_again(tmp_path: Path, table: str, code: str, key: str | None) -> None:
    with pytest.raises(InputError) as no:
        read(tmp_path, table)
    assert no.value.code == f"fhircast_{code}_form"
    assert no.value.facts.get("key") == key
    for language in ("da", "en"):
        told = sentence(no.value, words_of(language))
        assert "fhircast" in told
        assert SECRET not in told


def test_a_session_of_a_sign_in_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as no:
        read(tmp_path, f'{URL}topic_from = "sign_in"', SERVER)
    assert no.value.code == "fhircast_sign_in_form"


def test_the_sign_in_may_not_name_a_hub_that_there_is_not(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(SIGN_IN + SERVER)
    with pytest.raises(InputError) as no:
        read_settings(path, tmp_path)
    assert no.value.code == "sign_in_server_form"


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('fhircast = "https://hub.example.dk"\n')
    with pytest.raises(InputError) as no:
        read_settings(path, tmp_path)
    assert no.value.code == "settings_form"
