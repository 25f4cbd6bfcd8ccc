"""The only judge: an answer or an error, the kept copy and consent become one section."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, OTHER, THIRD, answer, document, kept, scoped, titles, unreadable
from overblik.domain.errors import NotOffered, Refused, UnknownPatient, Withheld
from overblik.domain.ports import Answer, AnswerKind, ConsentState, Kept, RawMessage
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.sync import standing
from overblik.sync.standing import Judgement
from sync.world import Scripted, World, fetch_once

DOCUMENTS = Topic.DOCUMENTS


def judge(
    told: Answer,
    copy: Kept | None = None,
    consent: ConsentState = ConsentState.NONE,
    *,
    silent: bool = False,
) -> Judgement:
    return standing.answered(ME, Scripted(silent_when_blocked=silent), told, copy, NOW, consent)


def fail(error: BaseException, copy: Kept | None = None) -> Judgement:
    return standing.failed(ME, Scripted(), error, copy, NOW, offline=False)


def causes(section: Section[Any]) -> list[Cause]:
    return [reason.cause for reason in section.reasons]


@pytest.mark.rule("H5")
def test_h5_only_a_whole_answer_without_a_warning_is_complete() -> None:
    assert judge(answer("Epikrise")).section.standing is Standing.COMPLETE
    assert judge(answer()).section.says_nothing_recorded


@pytest.mark.rule("H5")
@pytest.mark.parametrize(
    ("more", "expected", "cause"),
    [
        ({"closed": False}, Standing.PARTIAL, Cause.MORE_AVAILABLE),
        ({"unreadable": (unreadable(),)}, Standing.PARTIAL, Cause.UNREADABLE_ITEMS),
        ({"unidentified": 2}, Standing.PARTIAL, Cause.WRONG_PATIENT),
        ({"warnings": (Reason(Cause.REPOSITORY_SILENT, detail="Odense"),)}, Standing.PARTIAL, Cause.REPOSITORY_SILENT),
        ({"warnings": (Reason(Cause.WITHHELD),)}, Standing.BLOCKED, Cause.WITHHELD),
        ({"warnings": (Reason(Cause.PRIVATE_ENTRY, 1),)}, Standing.BLOCKED, Cause.PRIVATE_ENTRY),
        ({"source_time": NOW + timedelta(minutes=3)}, Standing.STALE, Cause.CLOCK_DOUBT),
    ],
)
def test_h5_whatever_is_lost_is_said(more: dict[str, Any], expected: Standing, cause: Cause) -> None:
    section = judge(answer("Epikrise", **more)).section
    assert (section.standing, causes(section), titles(section)) == (expected, [cause], ["Epikrise"])


def test_the_worst_of_several_losses_wins_and_all_are_said() -> None:
    lost = answer("Epikrise", closed=False, unidentified=1, warnings=(Reason(Cause.WITHHELD),))
    section = judge(lost).section
    assert section.standing is Standing.BLOCKED
    assert causes(section)[0] is Cause.WITHHELD
    assert set(causes(section)) == {Cause.WITHHELD, Cause.MORE_AVAILABLE, Cause.WRONG_PATIENT}


@pytest.mark.rule("H8")
def test_h8_items_in_are_those_shown_and_unreadable_and_refused() -> None:
    mixed = replace(answer("a", "b"), entries=(*answer("a", "b").entries, scoped(document("c"), "c", OTHER)))
    section = judge(replace(mixed, unreadable=(unreadable(),), unidentified=2)).section
    assert (len(section.entries), len(section.unreadable), section.refused, section.items_in) == (2, 1, 3, 6)


@pytest.mark.rule("H1")
def test_h1_some_items_of_another_are_refused_and_counted_and_the_rest_is_shown() -> None:
    mixed = replace(answer("min"), entries=(*answer("min").entries, scoped(document("hans"), "x", OTHER)))
    section = judge(mixed).section
    assert (section.standing, titles(section), section.refused) == (Standing.PARTIAL, ["min"], 1)
    assert section.reasons == (Reason(Cause.WRONG_PATIENT, 1),)


@pytest.mark.rule("H1")
@pytest.mark.parametrize("told", [answer("hans", patient=OTHER), answer(unidentified=1)])
def test_h1_an_answer_that_is_all_about_another_shows_nothing_of_it(told: Answer) -> None:
    without = judge(told).section
    assert (without.standing, without.refused, without.entries) == (Standing.FAILED, 1, ())
    beside = judge(told, kept(DOCUMENTS, document("min"))).section
    assert (beside.standing, titles(beside), beside.refused) == (Standing.STALE, ["min"], 1)
    assert causes(without) == causes(beside) == [Cause.WRONG_PATIENT]


@pytest.mark.rule("H1")
def test_h1_another_number_of_the_same_record_is_the_same_citizen_and_no_third_one_is() -> None:
    both = replace(answer("gammelt nummer", patient=OTHER), aliases=(OTHER,))
    section = judge(both).section
    assert (section.standing, section.entries[0].patient_id) == (Standing.COMPLETE, ME)
    third = replace(both, entries=(*both.entries, scoped(document("fremmed"), "x", THIRD)))
    assert judge(third).section.refused == 1


@pytest.mark.rule("H1")
def test_h1_a_foreign_item_takes_the_place_of_no_item_of_the_patient() -> None:
    copy = kept(DOCUMENTS, document("min"))
    name = copy.section.entries[0].provenance.document_id
    told = replace(answer("ny", closed=False), entries=(*answer("ny").entries, scoped(document("hans"), name, OTHER)))
    assert titles(judge(told, copy).section) == ["ny", "min"]


@pytest.mark.rule("H7")
@pytest.mark.parametrize("error", [Refused(), Withheld()])
def test_h7_a_refusal_is_an_answer_and_hides_and_erases_the_copy(error: BaseException) -> None:
    judged = fail(error, kept(DOCUMENTS, document("Epikrise")))
    assert (judged.section.standing, judged.section.entries) == (Standing.BLOCKED, ())
    assert (judged.erase, judged.keep) == (True, None)


@pytest.mark.rule("H7")
@pytest.mark.parametrize(("error", "cause"), [(Refused(), Cause.REFUSED), (Withheld(), Cause.WITHHELD)])
def test_h7_after_a_refusal_the_copy_is_gone_from_the_store(error: BaseException, cause: Cause) -> None:
    world = World([Scripted()])
    raw = RawMessage("0" * 64, "https://record.example/fhir", b"kanarie")
    fetch_once(world, replace(answer("Epikrise"), raw=(raw,)))
    assert world.store.sections(ME)
    fetch_once(world, error)
    assert causes(world.latest()) == [cause]
    assert world.store.sections(ME) == ()
    assert world.store.raw(ME, raw.digest) is None
    assert titles(world.latest()) == []


@pytest.mark.parametrize(
    ("error", "cause"), [(NotOffered(), Cause.NOT_OFFERED), (UnknownPatient(), Cause.UNKNOWN_PATIENT)]
)
def test_what_could_not_be_asked_is_not_asked_and_its_copy_goes(error: BaseException, cause: Cause) -> None:
    judged = fail(error, kept(DOCUMENTS, document("Epikrise")))
    assert (judged.section.standing, causes(judged.section), judged.erase) == (Standing.NOT_ASKED, [cause], True)


SILENCE = [
    (ConsentState.UNKNOWN, True, 0, Standing.BLOCKED, [Cause.MAY_BE_WITHHELD]),
    (ConsentState.UNKNOWN, True, 1, Standing.COMPLETE, []),
    (ConsentState.UNKNOWN, False, 0, Standing.COMPLETE, []),
    (ConsentState.NONE, True, 0, Standing.COMPLETE, []),
    (ConsentState.SOME, True, 0, Standing.BLOCKED, [Cause.WITHHELD]),
    (ConsentState.SOME, True, 1, Standing.COMPLETE, []),
    (ConsentState.ALL, True, 0, Standing.BLOCKED, [Cause.WITHHELD]),
    (ConsentState.ALL, True, 1, Standing.BLOCKED, [Cause.WITHHELD]),
    (ConsentState.SOME, False, 1, Standing.COMPLETE, []),
    (ConsentState.ALL, False, 0, Standing.COMPLETE, []),
]


@pytest.mark.rule("H7", "S8")
@pytest.mark.parametrize(("consent", "silent", "count", "expected", "why"), SILENCE)
def test_s8_empty_from_a_source_that_is_silent_about_blocks_is_no_emptiness(
    consent: ConsentState, silent: bool, count: int, expected: Standing, why: list[Cause]
) -> None:
    section = judge(answer(*["Aftale"] * count), None, consent, silent=silent).section
    assert (section.standing, causes(section)) == (expected, why)


@pytest.mark.rule("S8")
@pytest.mark.parametrize(("consent", "silent", "count", "expected", "why"), SILENCE)
def test_s8_the_consent_of_today_counts_also_when_nothing_changed(
    consent: ConsentState, silent: bool, count: int, expected: Standing, why: list[Cause]
) -> None:
    copy = kept(DOCUMENTS, *[document("Aftale")] * count)
    judged = judge(answer(kind=AnswerKind.UNCHANGED), copy, consent, silent=silent)
    assert (judged.section.standing, causes(judged.section)) == (expected, why)
    assert len(judged.section.entries) == count


@pytest.mark.rule("S8")
def test_s8_a_former_answer_of_the_consent_service_is_never_used_again() -> None:
    blocked = judge(answer("Aftale", validators={"etag": "1"}), None, ConsentState.ALL, silent=True)
    assert blocked.keep is not None
    # Without validators the source answers in full, and is judged by the consent of that day.
    assert blocked.keep.known == {}
    free = judge(answer("Aftale", validators={"etag": "1"}), blocked.keep, ConsentState.NONE, silent=True)
    assert free.section.standing is Standing.COMPLETE
    assert free.keep is not None
    assert free.keep.known == {"etag": "1"}


@pytest.mark.rule("T22", "H21")
def test_h21_a_new_private_entry_erases_the_copy_that_showed_it() -> None:
    judged = judge(answer("Åbent", warnings=(Reason(Cause.PRIVATE_ENTRY, 1),)), kept(DOCUMENTS, document("Alt")))
    assert (judged.may_store, judged.erase) == (True, True)


@pytest.mark.rule("T22", "H21")
def test_h21_what_consent_reveals_is_never_kept_on_disk_and_private_words_are_never_kept_at_all() -> None:
    revealed = judge(answer("Skjult", memory_only=True, private_words=frozenset({"kanariol"})), None)
    assert (revealed.may_store, revealed.erase) == (False, False)
    assert revealed.section.private_words == {"kanariol"}
    assert revealed.keep is not None
    assert revealed.keep.section.private_words == frozenset()


def test_nothing_changed_confirms_the_copy_as_of_now() -> None:
    copy = kept(DOCUMENTS, document("Epikrise"), age=timedelta(hours=5), known={"etag": 'W/"7"'})
    judged = judge(answer(kind=AnswerKind.UNCHANGED, source_time=None), copy)
    section = judged.section
    assert (section.standing, titles(section), section.as_of) == (Standing.COMPLETE, ["Epikrise"], NOW)
    assert section.from_copy is False
    assert judged.keep is not None
    assert judged.keep.known == {"etag": 'W/"7"'}


@pytest.mark.rule("H5")
@pytest.mark.parametrize("copy", [None, "empty"])
def test_h5_nothing_changed_from_nothing_is_no_emptiness(copy: str | None) -> None:
    section = judge(answer(kind=AnswerKind.UNCHANGED), kept(DOCUMENTS) if copy else None).section
    if copy:
        assert section.says_nothing_recorded
    else:
        assert (section.standing, causes(section)) == (Standing.FAILED, [Cause.UNINTELLIGIBLE])


@pytest.mark.rule("H4")
def test_h4_an_unchanged_answer_from_the_future_is_doubted() -> None:
    told = answer(kind=AnswerKind.UNCHANGED, source_time=NOW + timedelta(hours=1))
    assert causes(judge(told, kept(DOCUMENTS, document("Epikrise"))).section) == [Cause.CLOCK_DOUBT]


@pytest.mark.rule("H4")
def test_h4_a_clock_that_is_right_again_is_doubted_no_more() -> None:
    doubtful = judge(answer("Epikrise", source_time=NOW + timedelta(hours=1)))
    assert causes(doubtful.section) == [Cause.CLOCK_DOUBT]
    judged = judge(answer(kind=AnswerKind.UNCHANGED), doubtful.keep)
    assert judged.section.standing is Standing.COMPLETE
