"""How the STS makes an id card, and how a fault spoils it on purpose."""

import secrets
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cryptography import x509
from lxml.etree import _Element

from overblik.sandbox.clock import Clock
from overblik.sandbox.faults import Fault
from overblik.sandbox.national.certificates import hash_of
from overblik.sandbox.national.idcard import IdCard, written
from overblik.sandbox.national.keys import CVR, ORGANISATION, SYSTEM, Keys, Person
from overblik.sandbox.national.markup import everywhere, remove
from overblik.sandbox.national.signature import sign

LIFE = timedelta(hours=8)
ISSUER = "Overblik-Sandbox-STS"
_OTHER = Person("1712689992", "Bent", "Fremmed", "0DMXC")

CARD_FAULTS = frozenset(
    {
        "expired_card",
        "future_card",
        "short_card",
        "low_level",
        "other_person",
        "wrong_audience",
        "wrong_signature",
        "foreign_signature",
        "unsigned_card",
        "replayed_card",
    }
)
"""The kinds of faults that spoil an id card."""


@dataclass(slots=True)
class Issuer:
    """The STS as the maker of id cards."""

    keys: Keys
    clock: Clock
    issued: list[_Element] = field(default_factory=list)

    def card_of(self, person: Person, certificate: x509.Certificate, system: dict[str, str] | None = None) -> IdCard:
        """The card of an employee, who is known by his certificate."""
        now = self.clock.now()
        return IdCard(
            identifier=secrets.token_urlsafe(16),
            kind="user",
            level=4,
            certificate_hash=hash_of(certificate),
            issuer=ISSUER,
            subject=("medcom:cprnumber", person.cpr),
            not_before=now,
            not_on_or_after=now + LIFE,
            user=user_log(person),
            system=system or system_log(),
        )

    def issue(self, card: IdCard, fault: Fault | None) -> _Element:
        """The signed card, spoiled when a fault stands."""
        kind = fault.kind if fault else ""
        if kind == "replayed_card" and self.issued:
            return deepcopy(self.issued[0])
        spoilers = _spoilers(self.clock.now(), 90.0 if fault is None else float(fault.facts.get("seconds", 90)))
        assertion = written(spoilers[kind](card) if kind in spoilers else card)
        sign(assertion, self.keys.stranger(self.clock.now()) if kind == "foreign_signature" else self.keys.sts)
        if kind == "wrong_signature":
            _alter(assertion)
        if kind == "unsigned_card":
            for each in everywhere(assertion, "Signature"):
                remove(each)
        self.issued.append(deepcopy(assertion))
        return assertion


def user_log(person: Person) -> dict[str, str]:
    """What a card says of its holder."""
    return {
        "medcom:UserCivilRegistrationNumber": person.cpr,
        "medcom:UserGivenName": person.given,
        "medcom:UserSurName": person.family,
        "medcom:UserRole": person.role,
        "medcom:UserAuthorizationCode": person.authorisation,
        "medcom:UserOccupation": person.occupation,
    }


def system_log(name: str = "Overblik") -> dict[str, str]:
    """What a card says of the system and its organisation."""
    return {"medcom:ITSystemName": name, "medcom:CareProviderID": CVR, "medcom:CareProviderName": ORGANISATION}


def is_system(serial: str) -> bool:
    """Whether a certificate's holder is a system and no person."""
    return serial.startswith(SYSTEM)


def _spoilers(now: datetime, seconds: float) -> dict[str, Callable[[IdCard], IdCard]]:
    hour = timedelta(hours=1)
    return {
        "expired_card": lambda card: replace(card, not_before=now - 2 * hour, not_on_or_after=now - hour),
        "future_card": lambda card: replace(card, not_before=now + hour, not_on_or_after=now + 2 * hour),
        "short_card": lambda card: replace(card, not_on_or_after=now + timedelta(seconds=seconds)),
        "low_level": lambda card: replace(card, level=2),
        "other_person": lambda card: replace(
            card, subject=("medcom:cprnumber", _OTHER.cpr), user=user_log(_OTHER), kind="user"
        ),
        "wrong_audience": lambda card: replace(card, audience="https://andetsteds.example"),
    }


def _alter(assertion: _Element) -> None:
    """Change a word of a card that is already signed."""
    values = everywhere(assertion, "AttributeValue")
    values[-1].text = f"{values[-1].text}."
