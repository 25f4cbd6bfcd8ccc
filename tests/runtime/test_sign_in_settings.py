"""The table [sign_in] is checked when it is read: the key that is missing or wrong is named, and no value is said again."""

from pathlib import Path
from typing import Any

import pytest

from overblik.app.preferred import words_of
from overblik.app.worded import sentence
from overblik.domain.errors import InputError
from overblik.domain.sign_in import ClaimNames, Registration
from overblik.runtime.settings import read_settings

GOOD: dict[str, Any] = {
    "issuer": "https://login.example.dk/realms/region/",
    "client_id": "overblik",
    "servers": ["ehr"],
    "scopes": ["openid", "launch/practitioner", "user/*.rs"],
    "role_claim": "stilling",
    "organisation_claim": "sor",
    "hosts": ["https://keys.example.dk"],
    "acr": ["https://data.gov.dk/concept/core/nsis/Substantial"],
    "audience": "https://ehr.example.dk/r4",
}
SECRET = "kodeord-x1"
BAD: list[tuple[str, Any, str]] = [
    *((key, value, "key") for key, value in (("issuer", ""), ("client_id", ""), ("servers", []))),
    ("issuer", None, "key"),
    *(
        ("issuer", url, "url")
        for url in (f"http://{SECRET}.dk", SECRET, f"https://a:{SECRET}@b.dk", f"https://b.dk?{SECRET}")
    ),
    ("issuer", f"https://b.dk#{SECRET}", "url"),
    ("hosts", [f"http://{SECRET}.dk"], "url"),
    ("audience", f"http://{SECRET}.dk", "url"),
    ("issuer", " https://b.dk", "value"),
    ("client_id", f"a {SECRET}", "value"),
    ("client_id", 7, "value"),
    ("scopes", ["openid", f"a {SECRET}"], "value"),
    ("scopes", ["profile"], "value"),
    ("scopes", "openid", "value"),
    ("scopes", [7], "value"),
    ("servers", [""], "value"),
    ("servers", "ehr", "value"),
    ("acr", [f"a {SECRET}"], "value"),
    ("role_claim", 7, "value"),
    ("servers", [SECRET], "server"),
    ("client_secret", SECRET, "secret"),
    ("scope", SECRET, "unknown"),
]


def read(folder: Path, told: dict[str, Any]) -> Registration | None:
    lines = [f"{key} = {value!r}" for key, value in told.items() if value is not None]
    path = folder / "settings.toml"
    server = ["[[servers]]", 'name = "ehr"', 'url = "https://ehr.example.dk/r4"']
    path.write_text("\n".join([*server, "[sign_in]", *lines]), encoding="utf-8")
    return read_settings(path, folder).sign_in


def test_a_whole_table_is_read_letter_by_letter(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == Registration(
        "https://login.example.dk/realms/region/",
        "overblik",
        ("openid", "launch/practitioner", "user/*.rs"),
        ClaimNames("name", "stilling", "", "sor", ""),
        ("https://keys.example.dk",),
        ("https://data.gov.dk/concept/core/nsis/Substantial",),
        "https://ehr.example.dk/r4",
        ("ehr",),
    )


def test_what_may_be_left_out_may_be_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, {key: GOOD[key] for key in ("issuer", "client_id", "servers")})
    assert found is not None
    assert (found.scopes, found.claims, found.hosts, found.acr) == (("openid",), ClaimNames(), (), ())
    (tmp_path / "settings.toml").write_text("")
    assert read_settings(tmp_path / "settings.toml", tmp_path).sign_in is None


def test_it_is_a_table_or_the_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("sign_in = 7")
    with pytest.raises(InputError) as found:
        read_settings(tmp_path / "settings.toml", tmp_path)
    assert found.value.code == "settings_form"


@pytest.mark.parametrize(
    ("key", "value", "code"), BAD, ids=[f"{key}-{code}-{n}" for n, (key, _, code) in enumerate(BAD)]
)
def test_the_key_that_is_missing_or_wrong_is_named(tmp_path: Path, key: str, value: Any, code: str) -> None:
    with pytest.raises(InputError) as found:
        read(tmp_path, {**GOOD, key: value})
    error = found.value
    assert (error.code, error.facts) == (f"sign_in_{code}_form", {"path": "settings.toml", "key": key})
    said = [sentence(error, words_of(language)) for language in ("da", "en")]
    assert said[0] != said[1]
    assert all(key in text and "settings.toml" in text and SECRET not in text for text in said)
