"""The national services of one sandbox, joined: keys, registers, STS, FMK, DDV, document sharing and consent."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from overblik.sandbox.clock import Clock
from overblik.sandbox.dates import SEED_DAY, denmark
from overblik.sandbox.national.issuing import Issuer
from overblik.sandbox.national.keys import Keys
from overblik.sandbox.national.register import Register
from overblik.sandbox.national.rules import Rules
from overblik.sandbox.national.services import Services
from overblik.sandbox.national.sts import Sts
from overblik.sandbox.sharing.desk import Desk
from overblik.sandbox.sharing.library import library
from overblik.sandbox.verbatim import Json

FMK_PATH = "/fmk12/ws/MedicineCard"
DDV_PATH = "/ddv/ws/VaccinationsService"
CONSENT_PATH = "/minspaerring/ws/ConsentState"
STS_PATH = "/sts/services/NewSecurityTokenService"


def build(seeds: Path, clock: Clock, schemas: Path | None, persons: Callable[[], list[Json]]) -> "National":
    """The services over their seeds; the real schemas are used when they lie beside the checked-out project."""
    keys = Keys.make(clock.now())
    days = (clock.now().astimezone(denmark()).date() - SEED_DAY).days
    registers = {name: Register(seeds / name, days) for name in ("fmk", "ddv")}
    rules = Rules(schemas or seeds.resolve().parent.parent / "shared" / "samples" / "schemas")
    issuer = Issuer(keys, clock)
    libraries = {name: library(seeds, name, days) for name in ("dds", "sfsk")}
    services = Services(keys, rules, clock, registers, persons, lambda number: libraries["dds"].folder(number).state)
    return National(keys, issuer, Sts(keys, issuer), services, Desk(keys, rules, clock, libraries))


def _sharing(origin: str, base: str) -> Json:
    """Where registry and repository of a service of document sharing are."""
    return {door: f"{origin}/{base}{door}" for door in ("registry", "repository")}


@dataclass(slots=True)
class National:
    """The services as the doors and the side door reach them."""

    keys: Keys
    issuer: Issuer
    sts: Sts
    services: Services
    desk: Desk
    """Document sharing: DDS and SFSK."""
    broker: str = ""
    """The broker's address, once it listens."""

    def introduction(self, origin: str) -> Json:
        """Where the services are, and what a client must hold to be let in."""
        keys = self.keys
        return {
            "fmk": {"url": f"{origin}{FMK_PATH}"},
            "ddv": {"url": f"{origin}{DDV_PATH}"},
            **{base: _sharing(origin, base) for base in ("dds", "sfsk")},
            "consent": {"url": f"{origin}{CONSENT_PATH}"},
            "sts": {"url": f"{origin}{STS_PATH}", "certificate": keys.sts.pem()},
            "certificate": keys.introduced(),
            "broker": {
                "url": self.broker,
                "ca": keys.tls_authority.identity.pem(),
                "pkcs12": keys.tls_client.pkcs12(keys.password, keys.tls_authority.identity.certificate),
                "password": keys.password,
            },
        }
