"""The settings are checked when they are read: a server that cannot be asked is named, with the key."""

from pathlib import Path

import pytest

from overblik.app.preferred import words_of
from overblik.app.worded import sentence
from overblik.domain.errors import InputError
from overblik.runtime.settings import read_settings
from overblik.wire.public_key import key_line

SEALS = key_line(bytes([9, *bytes(31)]))
GOOD = '[[servers]]\nname = "ehr"\nlabel = "EPJ"\nurl = "{}"\n'
BAD = {
    "ftp": (GOOD.format("ftp://x"), "server_url_form", "ehr"),
    "words": (GOOD.format("not a url"), "server_url_form", "ehr"),
    "space": (GOOD.format("https://a b.example"), "server_url_form", "ehr"),
    "port": (GOOD.format("https://a.example:99999"), "server_url_form", "ehr"),
    "bracket": (GOOD.format("https://[::1"), "server_url_form", "ehr"),
    "query": (GOOD.format("https://a.example/r4?x=1"), "server_url_form", "ehr"),
    "no host": (GOOD.format("https://"), "server_url_form", "ehr"),
    "user": (GOOD.format("https://me:secret@a.example"), "server_user_form", "ehr"),
    "no url": ('[[servers]]\nname = "ehr"\n', "server_key_form", "ehr"),
    "no name": ('[[servers]]\nurl = "https://a.example"\n', "server_key_form", 1),
    "twice": (GOOD.format("https://a.example") * 2, "server_twice_form", "ehr"),
    "bad alias": (GOOD.format("https://a.example") + 'aliases = ["ftp://x"]\n', "server_url_form", "ehr"),
    "as a file": ('[[servers]]\nname = "fil: x"\nurl = "https://a.example"\n', "server_name_form", "fil: x"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_server_that_cannot_be_asked_is_named(tmp_path: Path, name: str) -> None:
    text, code, server = BAD[name]
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as found:
        read_settings(path, tmp_path)
    assert (found.value.code, found.value.facts["server"]) == (code, server)
    assert found.value.facts["path"] == "settings.toml"
    assert "secret" not in str(found.value)
    assert str(server) in sentence(found.value, words_of("da"))


@pytest.mark.parametrize(
    "text",
    ["servers = 3", "servers = [3]", "[servers]\nname = 'a'", "= x", "clinician = 'me'", "audit = 'x'", "audit = 3"],
)
def test_what_is_no_settings_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="settings_form"):
        read_settings(path, tmp_path)


def test_good_addresses_are_taken_as_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    urls = ("https://fhir.example.dk/r4/", "HTTP://LOCALHOST:8080", "https://a.example/@team/r4", "http://[::1]:80/x")
    path.write_text("".join(GOOD.replace("ehr", f"s{n}").format(url) for n, url in enumerate(urls)), encoding="utf-8")
    assert [one.url for one in read_settings(path, tmp_path).servers] == [url.rstrip("/") for url in urls]


def test_the_other_names_of_a_server_are_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        GOOD.format("https://a.example/r4/") + 'aliases = ["http://localhost:8000/fhir/"]\n', encoding="utf-8"
    )
    (server,) = read_settings(path, tmp_path).servers
    assert (server.url, server.aliases) == ("https://a.example/r4", ("http://localhost:8000/fhir",))


def test_g18_the_address_of_the_revoked_is_read_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[revocation]\nurl = "https://it.example/revoked.toml"\n')
    assert read_settings(path, tmp_path).revocation == "https://it.example/revoked.toml"
    path.write_text('[revocation]\nurl = "it.example/revoked.toml"\n')
    with pytest.raises(InputError) as refused:
        read_settings(path, tmp_path)
    assert (refused.value.code, refused.value.facts["server"]) == ("server_url_form", "revocation")


@pytest.mark.rule("T21")
def test_t21_the_keys_of_the_audit_repository_are_read_and_what_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f'[audit]\nurl = "https://audit.example/fhir/"\nsealing_key = "{SEALS}"\n', encoding="utf-8")
    told = read_settings(path, tmp_path)
    assert (told.audit, told.audit_keys.sealing, told.audit_keys.receipts) == (
        "https://audit.example/fhir",
        bytes([9, *bytes(31)]),
        (),
    )
    for words, code, key in (
        ('sealingkey = "x"', "audit_unknown_form", "sealingkey"),
        ('sealing_key = "x"', "audit_public_form", "sealing_key"),
        ("sealing_key = 3", "audit_public_form", "sealing_key"),
        (f'receipt_keys = ["{SEALS}"]', "audit_public_form", "receipt_keys"),
        ("receipt_keys = 3", "audit_public_form", "receipt_keys"),
    ):
        path.write_text(f"[audit]\n{words}\n", encoding="utf-8")
        with pytest.raises(InputError) as refused:
            read_settings(path, tmp_path)
        assert (refused.value.code, refused.value.facts["key"]) == (code, key)
        assert key in sentence(refused.value, words_of("da"))
