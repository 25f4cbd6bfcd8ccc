"""What a registry's status and errors mean (services.md section 4.2): nothing that failed looks like nothing there."""

from pathlib import Path
from typing import Any

import pytest

from overblik.domain.errors import Refused, SignInNeeded, Unintelligible, Unreachable, Withheld, WrongPatient
from overblik.domain.grant import DataConsent
from overblik.domain.ports import ConsentState
from overblik.domain.section import Cause, Standing
from overblik.sources.dds.kinds import APPOINTMENTS, DOCUMENTS
from sources.dds.xds_answers import CONSENT, REFUSAL, Doc, brought, error, extrinsic, fault, listed, plain, soap
from sources.dds.xds_world import Desk, World, judged, seen

HERE = extrinsic(Doc("1.2.a"))
PLACE = "urn:oid:1.3.6.1.4.1.21367.2010.1.2.2040"


def causes(section: Any) -> list[Cause]:
    return [reason.cause for reason in section.reasons]


def answering(body: str) -> World:
    return World([Doc("1.2.a")], listing=lambda _: soap(body))


@pytest.mark.rule("H5", "H6")
@pytest.mark.parametrize(
    ("errors", "status", "expected"),
    [
        ("", "Failure", Unreachable),
        (error("XDSExtraMetadataNotSaved", severity="Warning"), "Failure", Unreachable),
        (error("XDSUnavailableCommunity"), "Failure", Unreachable),
        (error("XDSRegistryBusy"), "Failure", Unreachable),
        (error("XDSRegistryError"), "Failure", Unreachable),
        (error("urn:x:XDSRegistryOutOfResources"), "Failure", Unreachable),
        (error("XDSUnknownPatientId") + error("XDSRegistryBusy"), "Failure", Unreachable),
        (error("XDSStoredQueryMissingParam"), "Failure", Unintelligible),
        (error("XDSUnknownStoredQuery"), "Failure", Unintelligible),
        (error("XDSResultNotSinglePatient"), "Failure", WrongPatient),
        (error("XDSResultNotSinglePatient"), "PartialSuccess", WrongPatient),
        (error("AuthorizationException"), "Failure", Refused),
        (REFUSAL, "Failure", Withheld),
        (REFUSAL, "Success", Withheld),
    ],
)
def test_h6_a_failure_is_an_error_and_never_an_empty_list(errors: str, status: str, expected: Any) -> None:
    came = Desk(answering(listed("", errors, status))).ask()
    assert type(came) is expected
    assert seen(came).standing in (Standing.FAILED, Standing.BLOCKED)
    assert not seen(came).says_nothing_recorded


@pytest.mark.rule("H5")
@pytest.mark.parametrize(
    ("errors", "status", "named"),
    [
        (error("XDSUnavailableCommunity", "Request stopped", PLACE), "PartialSuccess", PLACE[8:]),
        (error("XDSUnavailableCommunity", "", PLACE), "Success", PLACE[8:]),
        (error("XDSUnavailableCommunity", "", PLACE, "Warning"), "Success", PLACE[8:]),
        (error("XDSRegistryBusy"), "PartialSuccess", "XDSRegistryBusy"),
        (error("XDSRegistryBusy", "", PLACE) + error("XDSRegistryError"), "Failure", f"{PLACE[8:]}, XDSRegistryError"),
        ("", "PartialSuccess", "ukendt"),
        ("", "Failure", "ukendt"),
    ],
)
@pytest.mark.parametrize("objects", [HERE, ""])
def test_h5_an_error_beside_the_documents_is_partial_and_names_who_was_silent(
    objects: str, errors: str, status: str, named: str
) -> None:
    if not objects and status == "Failure":
        return  # nothing came: an error, above
    section = seen(Desk(answering(listed(objects, errors, status))).ask())
    assert (section.standing, len(section.entries)) == (Standing.PARTIAL, 1 if objects else 0)
    assert [(one.cause, one.detail) for one in section.reasons] == [(Cause.REPOSITORY_SILENT, named)]


@pytest.mark.rule("H5")
def test_h5_the_words_of_an_error_which_may_name_a_citizen_are_not_repeated() -> None:
    came = Desk(answering(listed(HERE, error("XDSRegistryError", "2512489996 Nancy"), "PartialSuccess"))).ask()
    assert "2512489996" not in repr(seen(came).reasons)
    lost = Desk(answering(listed("", error("XDSRegistryError", "2512489996 Nancy"), "Failure"))).ask()
    assert "2512489996" not in f"{lost!s}{lost!r}{lost.facts}"


def test_a_citizen_whom_the_registry_does_not_know_has_no_documents_there() -> None:
    came = Desk(answering(listed("", error("XDSUnknownPatientId"), "Failure"))).ask()
    assert seen(came).says_nothing_recorded


@pytest.mark.rule("H7")
@pytest.mark.parametrize("status", ["Success", "PartialSuccess", "Failure"])
@pytest.mark.parametrize("objects", [HERE, ""])
def test_h7_the_warning_of_the_consent_filter_blocks_and_what_came_is_shown(objects: str, status: str) -> None:
    section = seen(Desk(answering(listed(objects, CONSENT, status))).ask())
    assert (section.standing, causes(section)) == (Standing.BLOCKED, [Cause.WITHHELD])
    assert len(section.entries) == (1 if objects else 0)
    assert section.may_override


SILENCE = [
    (ConsentState.NONE, Standing.COMPLETE, []),
    (ConsentState.UNKNOWN, Standing.BLOCKED, [Cause.MAY_BE_WITHHELD]),
    (ConsentState.SOME, Standing.BLOCKED, [Cause.WITHHELD]),
    (ConsentState.ALL, Standing.BLOCKED, [Cause.WITHHELD]),
]


@pytest.mark.rule("S8", "H7")
@pytest.mark.parametrize(("consent", "expected", "why"), SILENCE)
def test_s8_an_empty_list_says_none_only_when_the_consent_service_says_no_block(
    consent: ConsentState, expected: Standing, why: list[Cause]
) -> None:
    section = judged(Desk(World()).ask(), None, consent).section
    assert (section.standing, causes(section)) == (expected, why)
    assert section.says_nothing_recorded is (consent is ConsentState.NONE)


@pytest.mark.rule("S8", "H5")
@pytest.mark.samples
@pytest.mark.parametrize(("consent", "expected", "why"), SILENCE)
def test_s8_the_recorded_answers_empty_and_with_an_error_are_told_apart(
    samples: Path, consent: ConsentState, expected: Standing, why: list[Cause]
) -> None:
    recorded = samples / "dds" / "openxds"
    empty = (recorded / "CrossGatewayQueryResponse.xml").read_text("utf-8")
    section = judged(Desk(World(listing=lambda _: soap(empty))).ask(), None, consent).section
    assert (section.standing, causes(section)) == (expected, why)
    partial = (recorded / "InitiatingGatewayResponse.xml").read_text("utf-8")
    section = judged(Desk(World(listing=lambda _: soap(partial))).ask(), None, ConsentState.NONE).section
    assert section.standing is Standing.PARTIAL
    assert {(one.cause, one.count, one.detail) for one in section.reasons} == {
        (Cause.REPOSITORY_SILENT, 0, PLACE[8:]),
        (Cause.UNREADABLE_ITEMS, 2, ""),
    }


@pytest.mark.rule("H7")
@pytest.mark.parametrize("consent", list(ConsentState))
@pytest.mark.parametrize("errors", [CONSENT, REFUSAL])
def test_h7_what_the_source_says_is_blocked_is_blocked_whatever_the_consent_service_says(
    errors: str, consent: ConsentState
) -> None:
    section = judged(Desk(answering(listed("", errors, "Success"))).ask(), None, consent).section
    assert (section.standing, causes(section)) == (Standing.BLOCKED, [Cause.WITHHELD])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda: fault("Ingen aktive registries"), Unreachable),
        (lambda: fault("Negativt samtykke"), Withheld),
        (lambda: fault("Nej", "s:Sender"), Unintelligible),
        (lambda: plain(401), SignInNeeded),
        (lambda: plain(403), Refused),
        (lambda: soap(brought("")), Unintelligible),
        (lambda: soap(listed("", status="Perhaps")), Unintelligible),
    ],
)
def test_each_fault_has_its_error(answer: Any, expected: type) -> None:
    came = Desk(World(listing=lambda _: answer())).ask()
    assert type(came) is expected
    assert not seen(came).says_nothing_recorded


def test_a_question_that_is_too_wide_is_narrowed_and_what_lies_before_is_said_to_be_missing() -> None:
    world = World([Doc("1.2.a")])
    too_many = listed("", error("XDSTooManyResults"), "Failure")
    world.listing = lambda asked: None if "$XDSDocumentEntryServiceStopTimeFrom" in asked.slots else soap(too_many)
    section = seen(Desk(world).ask())
    assert (section.standing, causes(section), len(section.entries)) == (Standing.PARTIAL, [Cause.MORE_AVAILABLE], 1)
    assert [one.slots.get("$XDSDocumentEntryServiceStopTimeFrom") for one in world.queries] == [None, "20240302090000"]


@pytest.mark.parametrize(("severity", "status"), [("Error", "PartialSuccess"), ("Warning", "Success")])
def test_too_many_beside_some_says_that_there_are_more(severity: str, status: str) -> None:
    world = answering(listed(HERE, error("XDSTooManyResults", severity=severity), status))
    section = seen(Desk(world).ask())
    assert (section.standing, causes(section), len(section.entries)) == (Standing.PARTIAL, [Cause.MORE_AVAILABLE], 1)


def test_a_question_that_stays_too_wide_shows_nothing_and_says_that_there_is_more() -> None:
    world = answering(listed("", error("XDSTooManyResults"), "Failure"))
    section = seen(Desk(world).ask())
    assert (section.standing, causes(section), len(world.queries)) == (Standing.PARTIAL, [Cause.MORE_AVAILABLE], 3)


@pytest.mark.rule("H7", "T22")
def test_t22_an_override_asks_so_ignores_what_is_known_and_is_for_memory_alone() -> None:
    world = World([Doc("1.2.a")])
    first = Desk(world).ask()
    assert (first.memory_only, first.by_override) == (False, False)
    assert {one.hsuid("ConsentOverride") for one in world.asked} == {"false"}
    world.asked.clear()
    came = Desk(world).ask(first.validators, consent=DataConsent.OVERRIDDEN)
    assert {one.hsuid("ConsentOverride") for one in world.asked} == {"true"}
    assert (came.memory_only, came.by_override, len(came.entries), world.fetched) == (True, True, 1, ["1.2.a"])
    told = judged(came, None, ConsentState.ALL)
    assert (told.may_store, told.section.standing, told.section.by_override) == (False, Standing.COMPLETE, True)


@pytest.mark.rule("H7")
@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (lambda: fault("Negativt samtykke"), Cause.WITHHELD),
        (lambda: soap(brought("", REFUSAL, "Failure")), Cause.WITHHELD),
        (lambda: soap(brought("", CONSENT, "Failure")), Cause.WITHHELD),
        (lambda: plain(403), Cause.REFUSED),
        (lambda: soap(brought("", error("AuthorizationException"), "Failure")), Cause.REFUSED),
    ],
)
def test_h7_a_document_that_its_repository_refuses_is_blocked_and_its_former_rows_go(answer: Any, cause: Cause) -> None:
    world = World([Doc("1.2.a"), Doc("1.2.b")])
    first = judged(Desk(world).ask())
    world.change("1.2.b", hash="0" * 40)
    world.fetching = lambda name, _: answer() if name == "1.2.b" else None
    assert first.keep is not None
    section = seen(Desk(world).ask(first.keep.known), first.keep)
    assert (section.standing, causes(section), len(section.entries)) == (Standing.BLOCKED, [cause], 1)
    world.docs = world.docs[1:]
    assert seen(Desk(world).ask()).standing is Standing.BLOCKED


def test_a_repository_that_wants_a_sign_in_for_all_says_so() -> None:
    came = Desk(World([Doc("1.2.a")], fetching=lambda *_: plain(401))).ask()
    assert isinstance(came, SignInNeeded)


@pytest.mark.rule("H5", "H7")
@pytest.mark.parametrize(
    ("answer", "cause", "detail"),
    [
        (lambda: plain(500), Cause.REPOSITORY_SILENT, "Delte prøvesvar"),
        (lambda: soap(listed("", CONSENT)), Cause.WITHHELD, ""),
        (
            lambda: soap(listed("", error("XDSRegistryBusy"), "PartialSuccess")),
            Cause.REPOSITORY_SILENT,
            "XDSRegistryBusy",
        ),
        (lambda: fault("Negativt samtykke"), Cause.WITHHELD, ""),
    ],
)
def test_h5_the_list_of_documents_says_what_its_second_question_lacks(answer: Any, cause: Cause, detail: str) -> None:
    world = World([Doc("1.2.a")])
    world.listing = lambda asked: answer() if "11502-2" in asked.slots.get("$XDSDocumentEntryTypeCode", "") else None
    section = seen(Desk(world, (DOCUMENTS,)).ask(), kind=DOCUMENTS)
    assert [(one.cause, one.detail) for one in section.reasons] == [(cause, detail)]
    assert len(section.entries) == 1


def test_all_that_were_silent_are_named_in_one_reason() -> None:
    world = World([Doc("1.2.a")], error("XDSRegistryBusy"), "PartialSuccess")
    world.listing = lambda asked: plain(500) if "11502-2" in asked.slots.get("$XDSDocumentEntryTypeCode", "") else None
    section = seen(Desk(world, (DOCUMENTS,)).ask(), kind=DOCUMENTS)
    assert [one.detail for one in section.reasons] == ["XDSRegistryBusy, Delte prøvesvar"]


def test_one_topic_that_fails_leaves_the_others_alone() -> None:
    world = World([Doc("1.2.a")])
    world.listing = lambda asked: plain(500) if "39289-4" in asked.slots.get("$XDSDocumentEntryTypeCode", "") else None
    failed, came = Desk(world, (APPOINTMENTS, DOCUMENTS)).ask(None, None)
    assert isinstance(failed, Unreachable)
    assert seen(came, kind=DOCUMENTS).standing is Standing.COMPLETE
