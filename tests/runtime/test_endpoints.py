"""Whom the program asks: a table of the policy holds alone, and names nothing that a user could write (T10, T13)."""

import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from overblik.domain.errors import InputError
from overblik.domain.features import Feature
from overblik.runtime.endpoints import faults_of
from overblik.runtime.settings import Settings, obeying, read_settings, unused_tables
from overblik.runtime.tables import TABLES, Tables
from policies import SERVER, SIGN_IN

OWN = """
language = "en"
[[servers]]
name = "mine"
url = "https://evil.example.com/fhir"
[sign_in]
issuer = "https://evil.example.com"
client_id = "x"
servers = ["mine"]
[revocation]
url = "https://own.example.dk/revoked.toml"
"""


def governed(tmp_path: Path, text: str = OWN) -> Settings:
    (tmp_path / "settings.toml").write_text(text)
    return read_settings(tmp_path / "settings.toml", tmp_path, is_governed=True)


def policy(text: str, **more: Any) -> Any:
    return SimpleNamespace(**{"tables": tomllib.loads(text), "off": frozenset(), "limits": None, **more})


def codes(text: str) -> list[tuple[str, object]]:
    found = faults_of(Tables(Path("policy.toml"), tomllib.loads(text)))
    return [(str(one.facts.get("reason", one.code)), one.facts.get("key", one.facts.get("server"))) for one in found]


@pytest.mark.rule("T10", "T13")
def test_t13_before_the_policy_was_checked_nobody_is_known_who_could_be_asked(tmp_path: Path) -> None:
    settings = governed(tmp_path)
    assert settings.is_governed
    assert settings.language == "en"
    asked = (settings.servers, settings.lists, settings.sign_in, settings.national, settings.fhircast)
    assert asked == ((), (), None, None, None)
    assert (settings.audit, settings.revocation) == ("", "")
    assert "evil" not in repr(settings)


@pytest.mark.rule("T10", "T13")
def test_t13_a_table_of_the_policy_holds_alone_and_the_others_are_the_users(tmp_path: Path) -> None:
    settings = governed(tmp_path)
    told = policy(SERVER + SIGN_IN, off=frozenset({Feature.COPY}))
    found = obeying(settings, told, tmp_path / "policy.toml")
    assert [one.url for one in found.servers] == ["https://ehr.example.dk/fhir"]
    assert found.sign_in is not None
    assert found.sign_in.issuer == "https://login.example.dk"
    assert found.revocation == "https://own.example.dk/revoked.toml"
    assert found.off == {Feature.COPY}
    assert unused_tables(settings, told) == ("servers", "sign_in")


@pytest.mark.rule("T10")
def test_t10_the_sign_in_of_a_policy_gives_no_token_to_a_server_of_the_user() -> None:
    assert codes(SIGN_IN.replace("ehr", "mine")) == [("sign_in_server_form", "servers")]
    assert codes(SIGN_IN.replace('["ehr"]', '["mine"]') + SERVER) == [("sign_in_server_form", "servers")]
    assert codes(SERVER + SIGN_IN) == []


def test_a_list_of_the_user_may_name_a_server_of_the_policy(tmp_path: Path) -> None:
    text = '[[lists]]\nname = "m2"\nserver = "ehr"\nkind = "ward"\nof = "Location/m2"\n'
    found = obeying(governed(tmp_path, text), policy(SERVER), tmp_path / "policy.toml")
    assert [one.name for one in found.lists] == ["m2"]


def test_a_user_who_writes_what_cannot_be_asked_is_told_the_table(tmp_path: Path) -> None:
    settings = governed(tmp_path, OWN.replace("https://own.example.dk/revoked.toml", "nowhere"))
    with pytest.raises(InputError) as found:
        obeying(settings, policy(SERVER + SIGN_IN), tmp_path / "policy.toml")
    assert found.value.facts["server"] == "revocation"


def test_every_address_of_a_policy_is_encrypted_and_each_fault_is_named() -> None:
    text = SERVER.replace("https:", "http:") + '[audit]\nurl = "http://log.example.dk"\n'
    text += '[revocation]\nurl = "http://it.example.dk"\n[fhircast]\nurl = "http://hub.example.dk"\ntopic = "x"\n'
    assert [key for code, key in codes(text) if code == "policy_https_form"] == [
        "servers.ehr.url",
        "audit.url",
        "revocation.url",
    ]
    assert ("fhircast_url_form", "url") in codes(text)
    assert codes(SERVER.replace("https://ehr.example.dk", "http://127.0.0.1:8000")) == []


def test_a_key_that_nobody_knows_is_refused_in_every_table_of_a_policy() -> None:
    found = faults_of(Tables(Path("policy.toml"), tomllib.loads(SERVER + 'lable = "x"\n[revocation]\nurls = "x"\n')))
    assert [(one.facts["key"], one.facts["nearest"]) for one in found] == [
        ("servers.ehr.lable", "servers.ehr.label"),
        ("revocation.urls", "revocation.url"),
    ]
    for table in (*(name for name in TABLES if name not in ("servers", "lists")), "lists"):
        text = f"[[{table}]]\n" if table == "lists" else f"[{table}]\n"
        told = faults_of(Tables(Path("policy.toml"), tomllib.loads(SERVER + text + 'odd = "x"\n')))
        assert any(one.facts.get("key") in ("odd", f"{table}.odd") for one in told), table


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_none_is_told(table: str) -> None:
    assert codes(f"{table} = 3\n") == [("policy_table_form", table)]


def test_a_public_certificate_may_stand_in_the_file_itself() -> None:
    clinic = Path(__file__).parents[2] / "docs" / "manual" / "policy" / "clinic.toml"
    told = tomllib.loads(clinic.read_text(encoding="utf-8"))
    told["national"] = {**told["national"], "certificate": "x"}
    found = faults_of(Tables(clinic, told))
    assert {one.facts.get("key") for one in found} == {"certificate"}, "all but the file that is not here"
    told["national"]["sts_certificate"] = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
    assert {one.code for one in faults_of(Tables(clinic, told))} == {"national_pem_form"}


def test_a_policy_that_came_while_the_program_started_is_not_half_obeyed(tmp_path: Path) -> None:
    with pytest.raises(InputError) as found:
        obeying(Settings(tmp_path), policy(SERVER), tmp_path / "policy.toml")
    assert found.value.code == "policy_appeared"
