"""One topic of document sharing over several openings: only what changed is fetched, and nothing is lost or stale."""

from datetime import timedelta
from typing import Any

import pytest

from in_process import NOW
from overblik.domain.clinical import Currency
from overblik.domain.ports import AnswerKind, Kept
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.sources.dds import SFSK, DdsServer, dds_sources
from overblik.sources.dds.kinds import APPOINTMENTS, CARE_PLANS, DOCUMENTS, LABORATORY, STAMKORT
from sources.dds.documents import OWN_CARD
from sources.dds.small import CPD, ME, OTHER, document, section
from sources.dds.xds_answers import Doc, appointment, cx, error, listed, plain, soap
from sources.dds.xds_patient import Patient, causes, days, three
from sources.dds.xds_world import World

TWO = appointment("Kontrol").replace(
    b"</entry>", b"</entry>" + appointment("To").split(b"</text>")[1].split(b"</section>")[0]
)


def test_the_second_opening_fetches_nothing_and_shows_all() -> None:
    patient = Patient(three())
    assert days(patient.open()) == ["20260420", "20260421", "20260422"]
    assert len(patient.world.fetched) == 3
    again = patient.open()
    assert (patient.world.fetched, len(patient.world.queries)) == ([], 1)
    assert (days(again), again.standing) == (["20260420", "20260421", "20260422"], Standing.COMPLETE)
    assert patient.came.kind is AnswerKind.DELTA


@pytest.mark.parametrize("more", [{"hash": "0" * 40}, {"size": "7"}, {"is_replaced": True}])
def test_what_tells_a_change_fetches_that_one_document(more: dict[str, Any]) -> None:
    patient = Patient(three())
    patient.open()
    patient.world.change("1.2.1", **more)
    patient.open()
    assert patient.world.fetched == ["1.2.1"]


def test_without_a_hash_the_time_of_making_tells_a_change_and_without_both_it_is_fetched_each_time() -> None:
    patient = Patient(World([Doc("1.2.1", hash="")]))
    patient.open()
    patient.open()
    assert patient.world.fetched == []
    patient.world.change("1.2.1", created="20260111110000")
    patient.open()
    assert patient.world.fetched == ["1.2.1"]
    patient.world.change("1.2.1", created="", size="x")
    patient.open()
    patient.open()
    assert patient.world.fetched == ["1.2.1"]


@pytest.mark.rule("H4")
def test_h4_a_changed_document_replaces_all_its_rows_also_with_fewer() -> None:
    patient = Patient(World([Doc("1.2.1", TWO), Doc("1.2.2", appointment("Andet", "20260601"))]))
    assert days(patient.open()) == ["20260420", "20260420", "20260601"]
    patient.world.change("1.2.1", content=appointment("Flyttet", "20260507"))
    changed = patient.open()
    assert (days(changed), changed.standing) == (["20260507", "20260601"], Standing.COMPLETE)
    patient.world.change("1.2.1", content=TWO)
    assert days(patient.open()) == ["20260420", "20260420", "20260601"]


@pytest.mark.rule("H4")
def test_h4_a_document_that_is_listed_no_more_goes() -> None:
    patient = Patient(three())
    patient.open()
    patient.world.docs.pop()
    assert days(patient.open()) == ["20260420", "20260421"]


@pytest.mark.rule("H4", "H5")
def test_h4_a_document_that_cannot_be_fetched_keeps_its_rows_and_their_age_and_is_asked_for_again() -> None:
    patient = Patient(three())
    patient.open()
    patient.clock.move(3600)
    patient.world.change("1.2.1", content=appointment("Flyttet", "20260507"))
    patient.world.fetching = lambda *_: plain(500)
    for _ in range(2):
        section = patient.open()
        assert (section.standing, causes(section)) == (Standing.PARTIAL, [(Cause.MISSING_DOCUMENTS, 1)])
        assert days(section) == ["20260420", "20260421", "20260422"]
        # What could not be confirmed is as old as when it was.
        assert section.as_of == NOW
        assert patient.world.fetched == ["1.2.1"] * len(patient.world.fetched)
    patient.world.fetching = lambda *_: None
    section = patient.open()
    assert (days(section), section.standing) == (["20260420", "20260422", "20260507"], Standing.COMPLETE)
    assert section.as_of == patient.clock.moment
    assert patient.came.source_time is None


def test_a_new_document_that_cannot_be_fetched_makes_nothing_else_older() -> None:
    patient = Patient(three())
    patient.open()
    patient.clock.move(3600)
    patient.world.docs.append(Doc("1.2.9"))
    patient.world.fetching = lambda *_: plain(500)
    section = patient.open()
    assert causes(section) == [(Cause.MISSING_DOCUMENTS, 1)]
    assert patient.came.source_time is None


@pytest.mark.rule("H5")
@pytest.mark.parametrize("errors", [error("XDSUnavailableCommunity", "", "urn:oid:1.2.3")])
def test_h5_what_a_silent_repository_holds_stays_with_its_age(errors: str) -> None:
    patient = Patient(three())
    patient.open()
    gone, patient.clock.moment = patient.world.docs.pop(), NOW + timedelta(hours=1)
    patient.world.errors, patient.world.status = errors, "PartialSuccess"
    section = patient.open()
    assert (section.standing, days(section)) == (Standing.PARTIAL, ["20260420", "20260421", "20260422"])
    assert section.as_of == NOW
    patient.world.errors, patient.world.status = "", "Success"
    patient.world.docs.append(gone)
    back = patient.open()
    assert (back.standing, back.as_of) == (Standing.COMPLETE, patient.clock.moment)
    assert patient.world.fetched == []
    patient.world.docs.pop()
    assert days(patient.open()) == ["20260420", "20260421"]


@pytest.mark.rule("H4", "H1")
def test_h4_beside_a_silent_repository_what_is_listed_is_shown_as_it_is_now() -> None:
    patient = Patient(three())
    patient.open()
    patient.world.change("1.2.1", content=appointment("Flyttet", "20260507"))
    patient.world.change("1.2.2", patient=OTHER, source_patient=OTHER)
    patient.world.errors, patient.world.status = error("XDSRegistryBusy"), "PartialSuccess"
    section = patient.open()
    assert (days(section), section.refused) == (["20260420", "20260507"], 1)
    assert patient.came.source_time is None
    assert days(patient.open()) == ["20260420", "20260507"]
    assert patient.world.fetched == []


def test_a_document_that_is_again_what_it_was_before_it_failed_is_not_fetched() -> None:
    patient = Patient(three())
    patient.open()
    patient.world.change("1.2.1", hash="0" * 40)
    patient.world.fetching = lambda *_: plain(500)
    assert patient.open().has(Cause.MISSING_DOCUMENTS)
    patient.world.change("1.2.1", hash=None)
    section = patient.open()
    assert (section.standing, len(section.entries), patient.world.fetched) == (Standing.COMPLETE, 3, [])


@pytest.mark.rule("H7")
def test_h7_what_the_consent_filter_takes_out_goes_also_beside_a_silent_repository() -> None:
    patient = Patient(three())
    patient.open()
    patient.world.docs.pop()
    warning = error("X", "urn:dk:nsi:Consent Filter Applied", severity="Warning")
    patient.world.errors, patient.world.status = warning + error("XDSRegistryBusy"), "PartialSuccess"
    section = patient.open()
    assert (section.standing, days(section)) == (Standing.BLOCKED, ["20260420", "20260421"])


REPLACES = (
    '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.208.184" extension="old"/></parentDocument>'
    "</relatedDocument>"
)
OLD = appointment("Kontrol", "20260420").replace(b'extension="d"', b'extension="old"')


def moved_from(section: Section[Any]) -> list[str]:
    return [one.fact.moved_from.text[:10] for one in section.entries if one.fact.moved_from]


def test_a_replaced_appointment_only_tells_from_when_the_other_was_moved() -> None:
    new = Doc("1.2.2", appointment("Kontrol", "20260511", extra=REPLACES))
    patient = Patient(World([Doc("1.2.1", OLD)]))
    assert days(patient.open()) == ["20260420"]
    patient.world.docs = [Doc("1.2.1", OLD, is_replaced=True), new]
    for _ in range(2):
        section = patient.open()
        assert (days(section), moved_from(section)) == (["20260511"], ["2026-04-20"])
    assert patient.world.fetched == []
    # The new one changes alone: the unchanged old one still tells what it was moved from.
    patient.world.change("1.2.2", content=appointment("Kontrol", "20260512", extra=REPLACES))
    section = patient.open()
    assert (days(section), moved_from(section)) == (["20260512"], ["2026-04-20"])
    assert sorted(patient.world.fetched) == ["1.2.1", "1.2.2"]
    assert patient.open().standing is Standing.COMPLETE


def test_what_it_was_moved_from_is_asked_for_again_when_it_could_not_be_fetched() -> None:
    new = Doc("1.2.2", appointment("Kontrol", "20260511", extra=REPLACES))
    patient = Patient(World([Doc("1.2.1", OLD, is_replaced=True), new]))
    assert moved_from(patient.open()) == ["2026-04-20"]
    patient.world.change("1.2.2", content=appointment("Kontrol", "20260512", extra=REPLACES))
    patient.world.fetching = lambda name, _: plain(500) if name == "1.2.1" else None
    section = patient.open()
    assert (days(section), moved_from(section)) == (["20260512"], [])
    assert causes(section) == [(Cause.MISSING_DOCUMENTS, 1)]
    patient.world.fetching = lambda *_: None
    section = patient.open()
    assert (section.standing, moved_from(section)) == (Standing.COMPLETE, ["2026-04-20"])
    patient.open()
    assert patient.world.fetched == []


def test_what_it_was_moved_from_is_told_as_soon_as_it_comes() -> None:
    new = Doc("1.2.2", appointment("Kontrol", "20260511", extra=REPLACES))
    patient = Patient(World([Doc("1.2.1", OLD, is_replaced=True), new]))
    patient.world.fetching = lambda name, _: plain(500) if name == "1.2.1" else None
    assert causes(patient.open()) == [(Cause.MISSING_DOCUMENTS, 1)]
    patient.world.fetching = lambda *_: None
    assert moved_from(patient.open()) == ["2026-04-20"]


def test_a_replaced_plan_is_shown_as_past_and_a_replaced_document_is_listed_without_its_content() -> None:
    plan = Doc("1.2.1", document(CPD, section("")), "81215-6", is_replaced=True)
    section_of = Patient(World([plan]), CARE_PLANS).open()
    assert [one.fact.currency for one in section_of.entries] == [Currency.PAST]
    patient = Patient(World([plan]), DOCUMENTS)
    (entry,) = patient.open().entries
    assert (entry.fact.currency, entry.fact.absent, patient.world.fetched) == (Currency.PAST, "not_fetched", [])


def test_only_the_types_of_a_topic_are_asked_for_and_on_demand_ones_only_where_they_are() -> None:
    patient = Patient(World(), APPOINTMENTS)
    patient.open()
    (asked,) = patient.world.queries
    assert asked.slots["$XDSDocumentEntryPatientId"] == f"'{cx(ME)}'"
    assert "$XDSDocumentEntryType" not in asked.slots
    patient = Patient(World(), LABORATORY)
    assert patient.open().topic is Topic.LAB_RESULTS
    assert "34268e47" in patient.world.queries[0].slots["$XDSDocumentEntryType"]


def test_the_stamkort_is_asked_for_by_the_same_connector_under_its_own_name() -> None:
    (source,) = dds_sources(DdsServer("sfsk", None), SFSK)  # type: ignore[arg-type]
    assert (source.name, source.topic, source.silent_when_blocked) == ("sfsk-master_data", Topic.MASTER_DATA, True)
    patient = Patient(World([Doc("1.2.1", OWN_CARD, "PDC"), Doc("1.2.2")]), STAMKORT)
    assert len(patient.open().entries) > 3
    assert patient.world.fetched == ["1.2.1"]
    assert patient.world.queries[0].slots["$XDSDocumentEntryTypeCode"] == "('PDC^^1.2.208.184.100.1')"


def test_the_home_community_of_a_document_is_sent_back() -> None:
    patient = Patient(World([Doc("1.2.1", home="urn:oid:1.2.208.193.100"), Doc("1.2.2", home="")]))
    patient.open()
    assert {one.names[0]: one.home for one in patient.world.asked if not one.is_query} == {
        "1.2.1": "urn:oid:1.2.208.193.100",
        "1.2.2": "",
    }


@pytest.mark.rule("H5")
def test_h5_a_list_that_was_narrowed_takes_away_nothing_that_it_did_not_reach() -> None:
    patient = Patient(three())
    patient.open()
    patient.world.listing = lambda _: soap(listed("", error("XDSTooManyResults"), "Failure"))
    section = patient.open()
    assert (section.standing, causes(section)) == (Standing.PARTIAL, [(Cause.MORE_AVAILABLE, 0)])
    assert len(section.entries) == 3


def test_what_an_older_program_remembered_is_read_anew() -> None:
    patient = Patient(three())
    patient.open()
    assert patient.kept is not None
    patient.kept = Kept(patient.kept.section, {**patient.kept.known, "form": "1"})
    assert len(patient.open().entries) == 3
    assert len(patient.world.fetched) == 3
