"""Offline is said where nothing at all can be reached, and nowhere else: the national services count, too (H4)."""

from dataclasses import replace

import pytest

from journeys.conftest import BERGGREN, Services
from journeys.shared_documents import fetched
from overblik.domain.section import Cause, Section
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.settings import Settings


def _causes(sections: tuple[Section[object], ...]) -> dict[str, set[Cause]]:
    return {section.source: {reason.cause for reason in section.reasons} for section in sections}


@pytest.mark.rule("H4")
def test_h4_a_program_of_national_services_alone_says_offline_when_the_network_is_gone(
    settings: Settings, sandbox: Services
) -> None:
    alone, ring = replace(settings, servers=()), MemoryKeyring()
    assert fetched(alone, BERGGREN, ring=ring)
    sandbox.disturb("drop")
    causes = _causes(fetched(alone, BERGGREN, ring=ring))
    assert set(causes) == {source for source in causes if Cause.OFFLINE in causes[source]}


@pytest.mark.rule("H4")
def test_h4_the_network_is_there_where_the_national_services_answer_and_the_record_systems_do_not(
    settings: Settings, sandbox: Services
) -> None:
    ring = MemoryKeyring()
    for base in ("ehr", "municipality", "laboratory"):
        sandbox.disturb("drop", base)
    causes = _causes(fetched(settings, BERGGREN, ring=ring))
    assert Cause.UNREACHABLE in causes["ehr"]
    assert not any(Cause.OFFLINE in told for told in causes.values())
