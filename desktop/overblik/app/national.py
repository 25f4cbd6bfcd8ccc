"""The national services joined: sign-in by certificate, and the sources that speak Den Gode Webservice."""

from collections.abc import Callable
from dataclasses import dataclass

from overblik.access.certificate import from_pkcs12
from overblik.access.providers import Exchange, certificate_tokens
from overblik.domain.ports import Clock, Random, Source
from overblik.runtime.settings import NationalSettings
from overblik.sources.fmk import AUDIENCE, FmkSource
from overblik.wire.dgws import System, User
from overblik.wire.http import HttpClient
from overblik.wire.service import Service
from overblik.wire.whitelisting import Caller

_VERSION = "1"
_NAME = "Overblik"


@dataclass(frozen=True, slots=True)
class National:
    """The sources, the clients to close, and what forgets the id card."""

    sources: tuple[Source, ...]
    clients: tuple[HttpClient, ...]
    drop_cards: Callable[[], None]


def national(settings: NationalSettings, clock: Clock, random: Random, client: Callable[[str], HttpClient]) -> National:
    """Join them; `client` makes a client for one address.

    Raises:
        InputError: the certificate cannot be opened.

    """
    sts, fmk = client(settings.sts), client(settings.fmk)
    system = System(_NAME, settings.cvr, "medcom:cvrnumber", settings.organisation)
    user = User(settings.cpr, settings.given_name, settings.surname, settings.role_code)
    certificate = from_pkcs12(settings.pkcs12, settings.password)
    cards = certificate_tokens(
        Exchange(settings.sts, (settings.sts_certificate,), certificate, system, user), sts, clock, random
    )
    caller = Caller(
        system_owner=_NAME,
        system=_NAME,
        version=_VERSION,
        organisation_responsible=settings.organisation,
        organisation=settings.organisation,
        organisation_id=settings.cvr,
        organisation_id_format="medcom:cvrnumber",
        requested_role=settings.requested_role,
    )
    service = Service(settings.fmk, fmk, cards, clock, random, AUDIENCE)
    return National((FmkSource(service, caller),), (sts, fmk), cards.drop)
