"""With a broker the table [national] says nothing of who the clinician is, and the sign-in must (T11, T13)."""

import json
from pathlib import Path
from typing import Any

import pytest

from overblik.app.commands import sentence
from overblik.app.preferred import words_of
from overblik.domain.errors import InputError
from overblik.runtime.settings import Settings, read_settings
from wire.signed_cards import identity

NATIONAL = {
    "fmk": "https://fmk.example.dk/ws",
    "broker": "https://broker.example.dk/kort/",
    "broker_authority": "ca.pem",
    "sts_certificate": "sts.pem",
    "certificate": "arbejdsplads.p12",
    "password_file": "arbejdsplads.password",
    "organisation": "Afdelingen",
    "cvr": "99999999",
}
SIGN_IN = {
    "issuer": "https://login.example.dk",
    "client_id": "overblik",
    "servers": ["ehr", "broker"],
    "authorisation_claim": "autorisationsid",
}
SERVER = {"name": "ehr", "url": "https://fhir.example.dk/r4"}
PERSON = {
    "sts": "https://sts.example.dk",
    "cpr": "2509479989",
    "given_name": "Anna",
    "surname": "Eksempel",
    "role_code": "7170",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sts.pem").write_bytes(identity()[1])
    (tmp_path / "ca.pem").write_bytes(identity()[1])
    (tmp_path / "arbejdsplads.p12").write_bytes(b"\x30\xff\xfe")
    (tmp_path / "arbejdsplads.password").write_text("hemmeligt-kodeord\n")
    return tmp_path


def read(
    folder: Path, national: dict[str, Any], sign_in: "dict[str, Any] | None" = None, server: str = "ehr", more: str = ""
) -> Settings:
    def table(name: str, told: dict[str, Any]) -> str:
        rows = [f"{key} = {json.dumps(value)}" for key, value in told.items() if value is not None]
        return "\n".join([name, *rows])

    parts = [table("[[servers]]", SERVER | {"name": server}), table("[national]", national), more]
    if sign_in is not None:
        parts.append(table("[sign_in]", sign_in))
    path = folder / "settings.toml"
    path.write_text("\n".join(parts), encoding="utf-8")
    return read_settings(path, folder)


def test_a_broker_is_read_with_its_authority_and_the_words_of_the_roles(folder: Path) -> None:
    roles = '[national.requested_roles]\n"Egen læge" = "Læge"\n'
    found = read(folder, NATIONAL, SIGN_IN, more=roles).national
    assert found is not None
    assert (found.broker, found.sts, found.cpr, found.requested_role) == ("https://broker.example.dk/kort", "", "", "")
    assert found.broker_authority == (folder / "ca.pem").read_bytes()
    assert [found.role_of(told) for told in ("Egen læge", "Sygeplejerske")] == ["Læge", "Sygeplejerske"]
    one = read(folder, NATIONAL | {"requested_role": "Læge", "broker_authority": None}, SIGN_IN).national
    assert one is not None
    assert (one.role_of("Sygeplejerske"), one.broker_authority) == ("Læge", b"")


@pytest.mark.parametrize("claim", ["cpr_claim", "authorisation_claim"])
def test_either_claim_binds_the_card(folder: Path, claim: str) -> None:
    told = {key: value for key, value in SIGN_IN.items() if not key.endswith("_claim")}
    assert read(folder, NATIONAL, told | {claim: "krav"}).national is not None


WITHOUT = {key: value for key, value in SIGN_IN.items() if key != "authorisation_claim"}
BAD: list[tuple[dict[str, Any], "dict[str, Any] | None", str, str]] = [
    *((NATIONAL | {key: value}, SIGN_IN, "national_beside_form", key) for key, value in PERSON.items()),
    *((NATIONAL | {"broker": url}, SIGN_IN, "national_url_form", "broker") for url in ("http://b.example.dk", "b")),
    # Mutual TLS is what the broker knows the workplace by: in clear it is not asked at all, nor here.
    (NATIONAL | {"broker": "http://127.0.0.1:8080"}, SIGN_IN, "national_url_form", "broker"),
    (NATIONAL | {"broker_authority": "arbejdsplads.password"}, SIGN_IN, "national_pem_form", "broker_authority"),
    (NATIONAL | {"broker_authority": "ikke.pem"}, SIGN_IN, "national_file_form", "broker_authority"),
    (NATIONAL | {"broker_authority": 7.5}, SIGN_IN, "national_key_form", "broker_authority"),
    (NATIONAL | {"certificate": None}, SIGN_IN, "national_key_form", "certificate"),
    (NATIONAL | {"sts_certificate": None}, SIGN_IN, "national_key_form", "sts_certificate"),
    (NATIONAL | {"requested_roles": "Læge"}, SIGN_IN, "national_value_form", "requested_roles"),
    (NATIONAL | {"broker": None}, SIGN_IN | {"servers": ["ehr"]}, "national_alone_form", "broker_authority"),
    (NATIONAL, None, "national_broker_token_form", "broker"),
    (NATIONAL, SIGN_IN | {"servers": ["ehr"]}, "national_broker_token_form", "broker"),
    (NATIONAL, WITHOUT, "national_broker_claim_form", "broker"),
]


@pytest.mark.rule("T11", "T13")
@pytest.mark.parametrize("row", range(len(BAD)))
def test_t11_what_would_leave_open_whose_the_card_is_is_refused_before_anything_starts(folder: Path, row: int) -> None:
    national, sign_in, code, key = BAD[row]
    with pytest.raises(InputError) as found:
        read(folder, national, sign_in)
    assert (found.value.code, found.value.facts["key"]) == (code, key)
    for language in ("da", "en"):
        said = sentence(found.value, words_of(language))
        assert "settings.toml" in said
        assert key in said
        assert not any(secret in said for secret in ("hemmeligt", "2509479989", "Anna"))


@pytest.mark.rule("T13")
def test_t13_a_server_with_the_brokers_name_is_refused_and_one_without_a_broker_is_not(folder: Path) -> None:
    """Named among those that get the token, it would get what is meant for the broker, or the broker what is meant for it."""
    with pytest.raises(InputError, match="server_twice_form"):
        read(folder, NATIONAL, SIGN_IN | {"servers": ["broker"]}, server="broker")
    told = {**NATIONAL, **PERSON, "requested_role": "Læge", "broker": None, "broker_authority": None}
    found = read(folder, told, SIGN_IN | {"servers": ["broker"]}, server="broker")
    assert found.sign_in is not None
    assert found.sign_in.servers == ("broker",)


def test_without_a_broker_nobody_is_named_broker(folder: Path) -> None:
    told = {**NATIONAL, **PERSON, "requested_role": "Læge", "broker": None, "broker_authority": None}
    with pytest.raises(InputError, match="sign_in_server_form"):
        read(folder, told, SIGN_IN)
