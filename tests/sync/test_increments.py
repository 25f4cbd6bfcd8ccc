"""Answers that tell a change, chains that broke off, and copies: joined without losing or repairing anything."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import ME, NOW, answer, document, kept, scoped, titles, unreadable
from overblik.domain.errors import WrongPatient
from overblik.domain.ports import Answer, AnswerKind, Kept
from overblik.domain.section import Cause, Reason, Standing, Topic
from overblik.sync import standing
from sync.test_judge import causes, fail, judge
from sync.world import Scripted

DOCUMENTS = Topic.DOCUMENTS


class TestIncrements:
    """A DELTA adds, replaces and removes; what the kept answer lacked is still lacking."""

    @staticmethod
    def copy(**more: Any) -> Kept:
        made = judge(answer("a", "b", "c", validators={"since": "1"}, **more)).keep
        assert made is not None
        return made

    @staticmethod
    def delta(*names: str, **more: Any) -> Answer:
        return answer(*names, kind=AnswerKind.DELTA, validators={"since": "2"}, **more)

    def test_what_came_is_first_and_what_stood_stays(self) -> None:
        judged = judge(self.delta("d"), self.copy())
        assert titles(judged.section) == ["d", "a", "b", "c"]
        assert judged.section.standing is Standing.COMPLETE
        assert judged.keep is not None
        assert judged.keep.known == {"since": "2"}

    def test_a_newer_version_takes_the_place_of_the_older(self) -> None:
        newer = replace(self.delta(), entries=(scoped(document("b, rettet"), "b"),))
        assert titles(judge(newer, self.copy()).section) == ["b, rettet", "a", "c"]

    def test_a_deletion_removes_and_nothing_else_does(self) -> None:
        assert titles(judge(self.delta(removed=("b", "never seen")), self.copy()).section) == ["a", "c"]

    def test_the_last_deletion_leaves_an_emptiness_that_may_be_said(self) -> None:
        assert judge(self.delta(removed=("a", "b", "c")), self.copy()).section.says_nothing_recorded

    def test_it_counts_as_of_its_own_time(self) -> None:
        earlier = replace(self.copy(), section=replace(self.copy().section, as_of=NOW - timedelta(days=2)))
        assert judge(self.delta("d"), earlier).section.as_of == NOW

    @pytest.mark.rule("H5")
    @pytest.mark.parametrize(
        ("more", "cause"),
        [
            ({"closed": False}, Cause.MORE_AVAILABLE),
            ({"unreadable": (unreadable("d9"),)}, Cause.UNREADABLE_ITEMS),
            ({"unidentified": 2}, Cause.WRONG_PATIENT),
            ({"warnings": (Reason(Cause.REPOSITORY_SILENT, detail="Odense"),)}, Cause.REPOSITORY_SILENT),
        ],
    )
    def test_h5_it_repairs_nothing_that_the_copy_lacked(self, more: dict[str, Any], cause: Cause) -> None:
        copy = self.copy(**more)
        for told in (self.delta("d"), self.delta(), answer(kind=AnswerKind.UNCHANGED)):
            section = judge(told, copy).section
            assert (section.standing, causes(section)) == (Standing.PARTIAL, [cause])
            assert section.items_in == copy.section.items_in + len(told.entries)

    def test_an_unreadable_item_that_comes_again_is_unreadable_no_more(self) -> None:
        copy = self.copy(unreadable=(unreadable("d9"),))
        section = judge(self.delta("d9"), copy).section
        assert (section.standing, section.unreadable) == (Standing.COMPLETE, ())

    @pytest.mark.rule("H5")
    def test_h5_a_part_of_nothing_is_partial(self) -> None:
        section = judge(self.delta("d")).section
        assert (section.standing, causes(section)) == (Standing.PARTIAL, [Cause.MORE_AVAILABLE])


class TestBrokenOff:
    """A chain of pages that broke off shows what came and what was there, as old as the older of both."""

    def test_what_it_did_not_reach_stays_and_is_not_called_complete(self) -> None:
        copy = kept(DOCUMENTS, document("gammel"), age=timedelta(hours=9))
        section = judge(answer("ny", closed=False), copy).section
        assert (section.standing, titles(section)) == (Standing.PARTIAL, ["ny", "gammel"])
        assert section.as_of == NOW - timedelta(hours=9)

    def test_unreadable_items_of_before_stay_too(self) -> None:
        copy = judge(answer("a", unreadable=(unreadable("x"),))).keep
        assert [each.document_id for each in judge(answer("a", closed=False), copy).section.unreadable] == ["x"]

    def test_where_all_came_anew_it_is_as_old_as_the_answer(self) -> None:
        copy = judge(answer("a", source_time=NOW - timedelta(hours=9))).keep
        assert judge(answer("a", "b", closed=False), copy).section.as_of == NOW

    @pytest.mark.parametrize("reached", range(20))
    @pytest.mark.rule("H5")
    def test_h5_every_prefix_of_twenty_pages_is_partial(self, reached: int) -> None:
        section = judge(answer(*[f"side {page}" for page in range(reached)], closed=False)).section
        assert section.standing is Standing.PARTIAL
        assert not section.says_nothing_recorded


class TestCopies:
    """A copy says today what it lacked when it was made."""

    def test_a_partial_copy_that_cannot_be_renewed_is_still_partial(self) -> None:
        copy = judge(answer("a", closed=False)).keep
        section = standing.failed(ME, Scripted(), TimeoutError(), copy, NOW, offline=False).section
        assert (section.standing, section.copy_was_complete) == (Standing.PARTIAL, False)
        assert causes(section) == [Cause.MORE_AVAILABLE, Cause.UNREACHABLE]

    def test_a_copy_from_the_future_is_doubted_offline(self) -> None:
        copy = kept(DOCUMENTS, document("a"), age=timedelta(minutes=-3))
        section = standing.kept_offline(ME, Scripted(), copy, NOW)
        assert set(causes(section)) == {Cause.OFFLINE, Cause.CLOCK_DOUBT}

    def test_while_it_is_asked_for_the_copy_says_whether_it_was_complete(self) -> None:
        whole, part = judge(answer("a")).keep, judge(answer("a", closed=False)).keep
        assert standing.loading(ME, Scripted(), whole, NOW).copy_was_complete
        assert not standing.loading(ME, Scripted(), part, NOW).copy_was_complete

    @pytest.mark.rule("H1")
    def test_h1_a_wrong_patient_counts_beside_the_copy(self) -> None:
        section = fail(WrongPatient(count=4), kept(DOCUMENTS, document("min"))).section
        assert (titles(section), section.refused) == (["min"], 4)
