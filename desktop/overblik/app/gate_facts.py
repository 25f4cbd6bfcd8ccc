"""What the gate and the page 'denne pc' are told of this computer: who decided, who is asked, what is turned off."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from overblik.app.machine import Machine
from overblik.runtime.settings import unused_tables
from overblik.viewmodels.computer import Computer, Person

if TYPE_CHECKING:
    from overblik.runtime.settings import Settings


def computer_of(machine: Machine, settings: "Settings", owner: Person | None, left: int) -> Computer:
    """Give what is known of this computer; `left` are the owner's guesses of his PIN."""
    demo = settings.demo
    return Computer(
        machine.rules,
        machine.policy,
        machine.is_first_run and settings.sign_in is not None,
        owner,
        left,
        tuple(Person(*one) for one in demo.clinicians) if demo is not None else (),
        machine.notice,
        machine.notice_facts,
        machine.is_disk_encrypted,
        locks=settings.sign_in is not None or machine.rules.pin_unlocks,
        has_key_ring=machine.ring is not None,
        is_demo=demo is not None,
        can_tighten=demo is None or bool(demo.mode),
        is_closed=machine.is_closed,
        unused=unused_tables(settings, machine.policy),
        asked=tuple(asked_hosts(settings)) if demo is None else (),
    )


def asked_hosts(settings: "Settings") -> Iterator[tuple[str, str]]:
    """Give the name of each table that says where something is asked, with a host that it names."""
    for server in settings.servers:
        yield "servers", _host(server.url)
    if settings.sign_in is not None:
        yield "sign_in", _host(settings.sign_in.issuer)
    national = settings.national
    if national is not None:
        pairs = [*(national.dds or ()), *(national.sfsk or ())]
        urls = (national.fmk, national.ddv, national.sts, national.broker, *pairs, national.consent)
        for host in dict.fromkeys(_host(url) for url in urls if url):
            yield "national", host
    if settings.audit:
        yield "audit", _host(settings.audit)
    if settings.revocation:
        yield "revocation", _host(settings.revocation)
    if settings.fhircast is not None:
        yield "fhircast", _host(settings.fhircast.url)


def _host(url: str) -> str:
    return urlsplit(url).netloc
