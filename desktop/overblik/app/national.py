"""The national services joined: the id card by certificate or by broker, and the sources that speak Den Gode Webservice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from overblik.access.certificate import from_pkcs12, line_identity
from overblik.access.consent import AUDIENCE as CONSENT_AUDIENCE
from overblik.access.consent import ConsentService, ConsentUnknown
from overblik.access.providers import Broker, CardHolder, Exchange, broker_tokens, certificate_tokens
from overblik.domain.ports import Clock, Consent, Random, Source
from overblik.runtime.client_tls import client_context
from overblik.runtime.endpoints import BROKER
from overblik.runtime.national_settings import NationalSettings
from overblik.sources import dds, ddv, fmk
from overblik.wire.dgws import System, User
from overblik.wire.hsuid import Acting
from overblik.wire.http import HttpClient
from overblik.wire.service import Service
from overblik.wire.sharing import Sharing
from overblik.wire.sts import Holder
from overblik.wire.tokens import StaticTokens
from overblik.wire.whitelisting import Caller

if TYPE_CHECKING:
    from overblik.access.oidc_session import OidcSession

_VERSION = "1"
_NAME = "Overblik"
_LEVEL = 4
"""What the card of a clinician must have: an employee's certificate, or a sign-in that was exchanged."""
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
    """Where to see whether the network is there: who gives id cards, without which no national service can be asked."""


@dataclass(frozen=True, slots=True)
class _Cards:
    """What gives id cards, and where it asks for them."""

    holder: CardHolder
    url: str
    http: HttpClient
    role: str
    """The word of the whitelisting header."""


def national(
    settings: NationalSettings,
    clock: Clock,
    random: Random,
    client: Callable[..., HttpClient],
    session: "OidcSession | None" = None,
) -> National:
    """Join them; `client` makes a client for one or more addresses, `session` is that of who signed in.

    Raises:
        InputError: the certificate cannot be opened.

    """
    made = (
        _by_broker(settings, clock, random, client, session)
        if settings.broker
        else _by_certificate(settings, clock, random, client)
    )
    cards, clients = made.holder, list[HttpClient]()
    caller = _caller(settings, made.role)

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
    every = (made.http, *clients)
    return National(tuple(sources), every, cards.drop, medicine, consent, tuple(documents), (made.url, made.http))


def _by_certificate(
    settings: NationalSettings, clock: Clock, random: Random, client: Callable[..., HttpClient]
) -> _Cards:
    """Sign the card with the clinician's own certificate, and have the STS exchange it."""
    system = System(_NAME, settings.cvr, "medcom:cvrnumber", settings.organisation)
    user = User(settings.cpr, settings.given_name, settings.surname, settings.role_code)
    certificate = from_pkcs12(settings.pkcs12, settings.password)
    exchange = Exchange(settings.sts, (settings.sts_certificate,), certificate, system, user)
    sts = client(settings.sts)
    cards = certificate_tokens(exchange, sts, clock, random)
    return _Cards(cards, settings.sts, sts, settings.requested_role)


def _by_broker(
    settings: NationalSettings,
    clock: Clock,
    random: Random,
    client: Callable[..., HttpClient],
    session: "OidcSession | None",
) -> _Cards:
    """Have the broker give the card of whoever signed in; without a sign-in there is none to be had."""
    lock = random.bytes(24).hex()
    identity = line_identity(settings.pkcs12, settings.password, lock)
    http = client(settings.broker, verify=client_context(identity, lock, settings.broker_authority))
    holder = Holder(session.cpr, session.clinician.authorisation) if session is not None else Holder()
    broker = Broker(
        settings.broker,
        (settings.sts_certificate,),
        holder,
        _LEVEL,
        session if session is not None else StaticTokens(),
        BROKER,
    )
    cards = broker_tokens(broker, http, clock)
    if session is not None:
        session.at_end(cards.drop)
    role = settings.role_of(session.clinician.role if session is not None else "")
    return _Cards(cards, settings.broker, http, role)


def _caller(settings: NationalSettings, role: str) -> Caller:
    """Give who asks, in the words of the whitelisting header."""
    return Caller(
        system_owner=_NAME,
        system=_NAME,
        version=_VERSION,
        organisation_responsible=settings.organisation,
        organisation=settings.organisation,
        organisation_id=settings.cvr,
        organisation_id_format="medcom:cvrnumber",
        requested_role=role,
        on_behalf_of=settings.on_behalf_of,
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
