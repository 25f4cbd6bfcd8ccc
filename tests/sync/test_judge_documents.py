"""Answers that tell anew all that is lacking beside what stands: how document sharing speaks (DELTA with tells_all)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, OTHER, answer, document, kept, scoped, titles, unreadable
from overblik.domain.ports import Answer, AnswerKind, ConsentState, Kept
from overblik.domain.section import Cause, Reason, Standing, Topic
from sync.test_judge import causes, judge

MISSING = Reason(Cause.MISSING_DOCUMENTS, 1)


def copy(**more: Any) -> Kept:
    made = judge(answer("a", "b", **more)).keep
    assert made is not None
    return made


def delta(*names: str, **more: Any) -> Answer:
    return answer(*names, kind=AnswerKind.DELTA, tells_all=True, validators={"form": "2"}, **more)


@pytest.mark.rule("H1")
def test_h1_an_unchanged_item_of_another_is_counted_and_does_not_fail_what_stands() -> None:
    for before in (copy(), copy(unidentified=1)):
        section = judge(delta(unidentified=1), before).section
        assert (section.standing, causes(section)) == (Standing.PARTIAL, [Cause.WRONG_PATIENT])
        assert (titles(section), section.refused) == (["a", "b"], 1)


@pytest.mark.rule("H1")
def test_h1_with_nothing_else_there_an_item_of_another_is_a_wrong_answer() -> None:
    empty = kept(Topic.DOCUMENTS)
    section = judge(delta(unidentified=1), empty).section
    assert causes(section) == [Cause.WRONG_PATIENT]
    assert not section.says_nothing_recorded
    gone = judge(delta(unidentified=1, removed=("a", "b")), copy()).section
    assert not gone.says_nothing_recorded
    assert gone.has(Cause.WRONG_PATIENT)


@pytest.mark.rule("H1")
def test_h1_what_came_of_another_is_not_joined_with_what_stands() -> None:
    mixed = replace(delta(), entries=(scoped(document("hans"), "b", OTHER),))
    section = judge(mixed, copy()).section
    assert (titles(section), section.refused) == (["a", "b"], 1)


@pytest.mark.rule("H5")
@pytest.mark.parametrize("reason", [MISSING, Reason(Cause.DIFFERENT_DOCUMENTS, 2), Reason(Cause.REPOSITORY_SILENT)])
def test_h5_what_is_lacking_is_what_the_new_answer_says_and_nothing_older(reason: Reason) -> None:
    before = copy(warnings=(reason,))
    assert before.section.standing is Standing.PARTIAL
    assert judge(delta(), before).section.standing is Standing.COMPLETE
    again = judge(delta(warnings=(reason,)), before).section
    assert (again.standing, again.reasons) == (Standing.PARTIAL, (reason,))
    # A source that does not tell all again repairs nothing.
    other = judge(answer(kind=AnswerKind.DELTA, validators={}), before).section
    assert causes(other) == [reason.cause]


@pytest.mark.rule("H8")
def test_h8_an_unreadable_item_that_is_not_removed_stands_and_is_counted_once() -> None:
    before = copy(unreadable=(unreadable("c#x0"),))
    assert judge(delta(), before).section.items_in == 3
    assert judge(delta(unreadable=(unreadable("c#x0"),)), before).section.items_in == 3
    assert judge(delta(removed=("c#x0",)), before).section.standing is Standing.COMPLETE


@pytest.mark.rule("H4")
def test_h4_what_could_not_be_confirmed_is_as_old_as_it_says() -> None:
    old = NOW - timedelta(hours=30)
    section = judge(delta(source_time=old, warnings=(MISSING,)), copy()).section
    assert (section.as_of, section.standing) == (old, Standing.PARTIAL)
    assert judge(delta(), copy()).section.as_of == NOW


@pytest.mark.rule("H7", "S8")
@pytest.mark.parametrize("consent", list(ConsentState))
def test_s8_may_be_and_is_blocked_are_never_said_together(consent: ConsentState) -> None:
    told = delta(warnings=(Reason(Cause.WITHHELD),), removed=("a", "b"))
    section = judge(told, copy(), consent, silent=True).section
    assert (section.standing, causes(section), section.entries) == (Standing.BLOCKED, [Cause.WITHHELD], ())


@pytest.mark.rule("H7")
def test_h7_a_source_that_lists_all_is_asked_for_changes_also_after_a_block_and_another_in_full() -> None:
    blocked = judge(delta(), copy(), ConsentState.ALL, silent=True)
    assert blocked.keep is not None
    assert blocked.keep.known == {"form": "2"}
    for told in (
        answer("a", validators={"etag": "1"}),
        answer("a", validators={"etag": "1"}, warnings=(Reason(Cause.WITHHELD),)),
    ):
        other = judge(told, None, ConsentState.ALL if not told.warnings else ConsentState.NONE, silent=True)
        assert other.keep is not None
        assert other.keep.known == {}


@pytest.mark.rule("T22")
def test_t22_what_an_override_shows_is_complete_marked_and_for_memory_alone() -> None:
    told = judge(answer("a", "b", by_override=True, memory_only=True), copy(), ConsentState.ALL, silent=True)
    assert (told.section.standing, told.section.by_override, told.may_store) == (Standing.COMPLETE, True, False)
    assert told.section.patient_id == ME
    assert not told.erase  # the copy without what is blocked stays as it was
