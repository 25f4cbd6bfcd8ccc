"""The table [national] is checked when it is read: the key that is missing or wrong is named, and no value is said again."""

import base64
from pathlib import Path
from typing import Any

import pytest

from overblik.access.certificate import from_pkcs12
from overblik.app.preferred import words_of
from overblik.app.worded import sentence
from overblik.domain.errors import InputError
from overblik.runtime.national_settings import PASSWORD, NationalSettings
from overblik.runtime.settings import read_settings
from wire.signed_cards import identity

GOOD = {
    "fmk": "https://fmk.example.dk/ws/",
    "ddv": "https://ddv.example.dk/ws",
    "sts": "https://sts.example.dk/sts",
    "sts_certificate": "sts.pem",
    "certificate": "med.p12",
    "password_file": "med.password",
    "cpr": "2509479989",
    "given_name": "Anna",
    "surname": "Eksempel",
    "role_code": 7170,
    "requested_role": "Læge",
    "organisation": "Lægehuset",
    "cvr": "99999999",
    "on_behalf_of": "0DMX7",
}
OPTIONAL = {"ddv", "on_behalf_of", "password_file"}
SECRET = "hemmeligt-kodeord"
BAD: list[tuple[str, Any, str]] = [
    *((key, value, "key") for key in GOOD if key not in OPTIONAL for value in (None, "", "  ", True, ["x"])),
    *((key, ["x"], "key") for key in sorted(OPTIONAL)),
    *((key, f"http://{SECRET}.example.dk/ws", "url") for key in ("fmk", "ddv", "sts")),
    *(("fmk", f"{SECRET}{rest}", "url") for rest in ("", "://x", "/ws")),
    ("fmk", f"https://me:{SECRET}@fmk.example.dk", "url"),
    ("fmk", f"https://fmk.example.dk/ws?x={SECRET}", "url"),
    ("sts", f"https://sts.example.dk/a b#{SECRET}", "url"),
    ("sts", "https://sts.example.dk:99999", "url"),
    ("sts_certificate", f"{SECRET}.pem", "file"),
    ("certificate", ".", "file"),
    ("certificate", "empty", "file"),
    ("certificate", "large", "file"),
    ("certificate", "a\0b", "file"),
    ("password_file", "med.p12", "file"),
    ("password_file", "empty", "file"),
    ("sts_certificate", "med.password", "pem"),
    ("password_file", "line", "password"),
    ("password_file", None, "password"),
    *(("cpr", value, "value") for value in ("123", "9999999999", 123456789)),
    *(("cvr", value, "value") for value in ("1234567", "123456789", "1234567x", "１２３４５６７８")),
    *(("on_behalf_of", value, "value") for value in ("0DMX", "0DMX77", "0dmx7", "ADMX7", "0DMX7\nx")),
    ("password", SECRET, "secret"),
    ("on_behalf", "0DMX7", "unknown"),
    ("FMK", "https://fmk.example.dk", "unknown"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of settings with the files that they name."""
    found = tmp_path / "indstillinger"
    found.mkdir()
    (found / "sts.pem").write_bytes(identity()[1])
    (found / "med.p12").write_bytes(b"\x30\xff\xfe")
    (found / "med.password").write_text(f"{SECRET}\r\n")
    (found / "line").write_text("\n")
    (found / "empty").touch()
    (found / "large").write_bytes(bytes(1024 * 1024 + 1))
    return found


def read(folder: Path, told: dict[str, Any]) -> NationalSettings | None:
    def written(value: Any) -> str:
        if isinstance(value, str):
            return '"' + "".join(f"\\u{ord(sign):04x}" for sign in value) + '"'
        return str(value).lower().replace("'", '"')

    lines = [f"{key} = {written(value)}" for key, value in told.items() if value is not None]
    path = folder / "settings.toml"
    path.write_text("\n".join(["[national]", *lines]), encoding="utf-8")
    return read_settings(path, folder).national


def test_a_whole_table_is_read_with_its_files(folder: Path) -> None:
    found = read(folder, GOOD)
    assert found is not None
    assert (found.fmk, found.sts, found.ddv) == (
        *("https://fmk.example.dk/ws", "https://sts.example.dk/sts", "https://ddv.example.dk/ws"),
    )
    assert (found.password, found.role_code, found.on_behalf_of) == (SECRET, "7170", "0DMX7")
    assert (found.pkcs12, found.sts_certificate) == (
        (folder / "med.p12").read_bytes(),
        (folder / "sts.pem").read_bytes(),
    )
    assert not any(one in repr(found) for one in (SECRET, "2509479989", "Anna"))


def test_what_may_be_left_out_may_be_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password then comes from the environment; a file that is named goes before it; paths may be absolute."""
    monkeypatch.setenv(PASSWORD, "fra miljøet")
    told = {key: value for key, value in GOOD.items() if key not in OPTIONAL}
    found = read(folder, told | {"certificate": str(folder / "med.p12")})
    assert found is not None
    assert (found.ddv, found.on_behalf_of, found.password) == ("", "", "fra miljøet")
    named = read(folder, told | {"password_file": "med.password"})
    assert named is not None
    assert named.password == SECRET
    (folder / "settings.toml").write_text("")
    assert read_settings(folder / "settings.toml", folder).national is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/ws", "http://localhost/ws", "http://[::1]:80/ws"])
def test_this_computer_alone_may_be_asked_in_clear(folder: Path, url: str) -> None:
    found = read(folder, GOOD | {"fmk": url})
    assert found is not None
    assert found.fmk == url


@pytest.mark.parametrize(
    ("key", "value", "code"), BAD, ids=[f"{key}-{code}-{n}" for n, (key, _, code) in enumerate(BAD)]
)
def test_the_key_that_is_missing_or_wrong_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, key: str, value: Any, code: str
) -> None:
    """One sentence in each language that names file and key; the value, a secret or a person perhaps, is not in it."""
    monkeypatch.delenv(PASSWORD, raising=False)
    with pytest.raises(InputError) as found:
        read(folder, {**GOOD, key: value})
    error = found.value
    assert (error.code, error.facts) == (f"national_{code}_form", {"path": "settings.toml", "key": key})
    for language in ("da", "en"):
        said = sentence(error, words_of(language))
        assert "settings.toml" in said
        assert key in said
        assert not any(secret in said for secret in (SECRET, "2509479989", "9999999999"))


@pytest.mark.parametrize("text", ["national = 3", "national = 'x'", "[[national]]\nfmk = 'x'"])
def test_what_is_no_table_is_said_to_be_none(folder: Path, text: str) -> None:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="settings_form"):
        read_settings(path, folder)


def test_a_certificate_that_cannot_be_opened_is_said_in_words() -> None:
    for content in (b"", base64.b64decode("MII=")):
        with pytest.raises(InputError) as found:
            from_pkcs12(content, SECRET)
        assert "PKCS#12" in sentence(found.value, words_of("da"))
