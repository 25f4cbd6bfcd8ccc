"""The national services joined: sign-in by certificate, and the sources that speak Den Gode Webservice."""

from collections.abc import Callable
from dataclasses import dataclass

from overblik.access.certificate import from_pkcs12
from overblik.access.consent import AUDIENCE as CONSENT_AUDIENCE
from overblik.access.consent import ConsentService, ConsentUnknown
from overblik.access.providers import Exchange, certificate_tokens
from overblik.domain.ports import Clock, Consent, Random, Source
from overblik.runtime.national_settings import NationalSettings
from overblik.sources import dds, ddv, fmk
from overblik.wire.dgws import System, User
from overblik.wire.hsuid import Acting
from overblik.wire.http import HttpClient
from overblik.wire.service import Service
from overblik.wire.sharing import Sharing
from overblik.wire.whitelisting import Caller

_VERSION = "1"
_NAME = "Overblik"
_AUDIENCES = {"dds": "https://audience.nspop.dk/dds", "sfsk": "https://audience.nspop.dk/sfsk"}


@dataclass(frozen=True, slots=True)
class National:
    """The sources, the clients to close, and what forgets the id card."""

    sources: tuple[Source, ...]
    clients: tuple[HttpClient, ...]
    drop_cards: Callable[[], None]
    medicine: fmk.FmkSource
    """The medicine card, which can be asked more than the overview asks."""
    consent: Consent
    """What the citizen has blocked."""
    documents: tuple[dds.DdsServer, ...]
    """Document sharing, which can be asked for one document."""
    probe: tuple[str, HttpClient]
    """Where to see whether the network is there: the STS, without which no national service can be asked."""


def national(settings: NationalSettings, clock: Clock, random: Random, client: Callable[..., HttpClient]) -> National:
    """Join them; `client` makes a client for one or more addresses.

    Raises:
        InputError: the certificate cannot be opened.

    """
    sts, clients = client(settings.sts), list[HttpClient]()
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
        on_behalf_of=settings.on_behalf_of,
    )

    def service(url: str, audience: str) -> Service:
        clients.append(client(url))
        return Service(url, clients[-1], cards, clock, random, audience)

    medicine = fmk.FmkSource(service(settings.fmk, fmk.AUDIENCE), caller)
    sources: list[Source] = [medicine]
    if settings.ddv:
        sources.append(ddv.DdvSource(service(settings.ddv, ddv.AUDIENCE), caller))
    consent = ConsentService(service(settings.consent, CONSENT_AUDIENCE)) if settings.consent else ConsentUnknown()
    documents = []
    for name, addresses, kinds in (("dds", settings.dds, dds.DDS), ("sfsk", settings.sfsk, dds.SFSK)):
        if addresses is not None:
            http = client(*addresses)
            clients.append(http)
            shared = Sharing(*addresses, http, cards, clock, random, _AUDIENCES[name], _acting(settings))
            documents.append(dds.DdsServer(name, shared))
            sources += dds.dds_sources(documents[-1], kinds)
    return National(
        tuple(sources), (sts, *clients), cards.drop, medicine, consent, tuple(documents), (settings.sts, sts)
    )


def _acting(settings: NationalSettings) -> Acting:
    """Give the clinician and the program, as document sharing wants them told."""
    return Acting(
        cpr=settings.cpr,
        organisation_id=settings.organisation_id,
        organisation_format=settings.organisation_id_format,
        organisation=settings.organisation,
        system_owner=_NAME,
        system=_NAME,
        version=_VERSION,
        responsible_authorisation=settings.on_behalf_of,
    )
