"""The broker set up by settings.toml alone, as a workplace does it."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from journeys.broker_place import Place, ask, asked, story
from journeys.test_command_line import Call, call, refused  # noqa: F401 - the fixture
from journeys.test_national import NANCY
from overblik.access.oidc_session import OidcSession
from overblik.domain.ports import Answer
from overblik.runtime.settings import read_settings
from sandbox.process import Services, services


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Services]:
    with services() as made:
        yield made


def written(sandbox: Services, folder: Path, word: str = "") -> Path:
    """Write settings and files as the manual shows them."""
    told, place = sandbox.told, sandbox.told["broker"]
    (folder / "sts.pem").write_text(told["sts"]["certificate"])
    (folder / "broker-ca.pem").write_text(place["ca"])
    (folder / "arbejdsplads.p12").write_bytes(base64.b64decode(place["pkcs12"]))
    (folder / "arbejdsplads.password").write_text((word or place["password"]) + "\n")
    path = folder / "settings.toml"
    path.write_text(
        f"""
[sign_in]
issuer = "{told["signIn"]["issuer"]}"
client_id = "{told["signIn"]["clientId"]}"
scopes = ["openid", "offline_access"]
servers = ["broker"]
authorisation_claim = "authorisation"

[national]
fmk = "{told["fmk"]["url"]}"
broker = "{place["url"]}"
broker_authority = "broker-ca.pem"
sts_certificate = "sts.pem"
certificate = "arbejdsplads.p12"
password_file = "arbejdsplads.password"
organisation = "Lægehuset Eksempel"
cvr = "99999999"

[national.requested_roles]
"Egen læge" = "Læge"
""",
        encoding="utf-8",
    )
    return path


def test_a_card_is_got_with_settings_of_the_file_alone(sandbox: Services, tmp_path: Path) -> None:
    settings = read_settings(written(sandbox, tmp_path), tmp_path)
    assert settings.national is not None
    assert settings.sign_in is not None
    place, registration = Place(sandbox), settings.sign_in

    async def tell(session: OidcSession) -> None:
        made = place.joined(session, settings.national)
        assert [source.name for source in made.sources] == ["fmk"]
        assert isinstance(await ask(made), Answer)
        assert {one["card"] for one in asked(sandbox, "fmk")} == {"0DMX7"}

    story(replace(place, registered=registration), tell)


def test_a_certificate_of_a_workplace_that_cannot_be_opened_is_named_before_anything_starts(
    call: Call,  # noqa: F811 - the fixture
    sandbox: Services,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "XDG_CONFIG_HOME" / "overblik"
    folder.mkdir(parents=True)
    written(sandbox, folder, word="forkert")
    for words in (("overview", NANCY), ("run",)):
        refused(call(*words), "Certifikatet kan ikke åbnes", code=2)
