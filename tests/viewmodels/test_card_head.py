"""What all cards share: whose sections they show, what they say is missing, and how old the oldest is."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import NOW, REF, complete, medication, plain, section, stale, unreadable, view
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.card_head import heading_age, notices, of_topic, placed
from overblik.viewmodels.marks import Marker, Tone
from overblik.viewmodels.rows import MedicationRow, NoticeRow, Row
from overblik.viewmodels.screen_parts import compose_card

DRUGS = Topic.MEDICATION
DRUG = medication("Metformin")


def other(standing: Standing, *facts: Any, **more: Any) -> Section[Any]:
    return section(standing, DRUGS, *facts, source="kommune", label="Kommune", **more)


def said(*sections: Section[Any]) -> list[str]:
    return [row.heading for row in notices(of_topic(sections, DRUGS), view()) if isinstance(row, NoticeRow)]


def unknown(source: str = "kommune") -> Section[Any]:
    return section(Standing.NOT_ASKED, DRUGS, source=source, label="Kommune", causes=(Cause.UNKNOWN_PATIENT,))


def not_offered() -> Section[Any]:
    return other(Standing.NOT_ASKED, causes=(Cause.NOT_OFFERED,))


class TestSections:
    """A card shows the sources that offer its topic."""

    def test_a_source_that_does_not_offer_the_topic_is_left_out_unless_it_is_all_there_is(self) -> None:
        mine = complete(DRUGS, DRUG)
        assert of_topic((mine, not_offered(), complete(Topic.LAB_RESULTS)), DRUGS) == (mine,)
        assert of_topic((not_offered(),), DRUGS) == (not_offered(),)

    @pytest.mark.rule("H6")
    def test_h6_a_source_that_does_not_know_the_citizen_is_named_where_the_others_hold_nothing(self) -> None:
        full, empty = complete(DRUGS, DRUG), complete(DRUGS)
        assert of_topic((full, unknown()), DRUGS) == (full,)
        assert of_topic((empty, unknown()), DRUGS) == (empty, unknown())
        assert said(empty, unknown()) == ["Kommune: Ikke hentet"]


class TestNotices:
    """Each source that lacks something says so; 'none' is said only when all are whole (H6)."""

    @pytest.mark.rule("H6", "R21")
    def test_h6_without_any_source_nothing_was_fetched_and_nothing_is_called_none(self) -> None:
        assert said() == ["Ikke hentet"]

    @pytest.mark.rule("H6")
    def test_h6_one_whole_empty_source_says_none_with_its_time(self) -> None:
        (row,) = notices((complete(DRUGS),), view())
        assert isinstance(row, NoticeRow)
        assert (row.marker, row.heading) == (Marker.EMPTY, "Ingen aktuelle lægemidler registreret")
        assert plain(row.text) == "Kilden svarede komplet i dag kl. 09:37."

    @pytest.mark.rule("H6", "R19")
    def test_r19_two_whole_empty_sources_say_it_once_with_the_older_time(self) -> None:
        rows = notices((complete(DRUGS), other(Standing.COMPLETE, age=timedelta(minutes=9))), view())
        assert [getattr(row, "heading", "") for row in rows] == ["Ingen aktuelle lægemidler registreret"]
        assert "09:32" in getattr(rows[0], "text", "")

    @pytest.mark.rule("H6", "R20")
    @pytest.mark.parametrize(
        ("standing", "cause", "heading"),
        [
            (Standing.FAILED, Cause.UNREACHABLE, "Kommune: Kunne ikke hentes"),
            (Standing.BLOCKED, Cause.MAY_BE_WITHHELD, "Kommune: Kan være spærret"),
            (Standing.BLOCKED, Cause.REFUSED, "Kommune: Du har ikke adgang"),
            (Standing.NOT_ASKED, Cause.OFFLINE, "Kommune: Ikke hentet"),
            (Standing.PARTIAL, Cause.MORE_AVAILABLE, "Kommune: Ikke alt er hentet"),
        ],
    )
    @pytest.mark.parametrize("count", [0, 1])
    def test_h6_beside_a_source_that_lacks_something_an_empty_one_says_nothing(
        self, standing: Standing, cause: Cause, heading: str, count: int
    ) -> None:
        assert said(complete(DRUGS, *[DRUG] * count), other(standing, causes=(cause,))) == [heading]

    def test_a_single_source_need_not_be_named(self) -> None:
        assert said(section(Standing.FAILED, DRUGS, causes=(Cause.UNREACHABLE,))) == ["Kunne ikke hentes"]

    @pytest.mark.rule("H8")
    def test_h8_each_item_that_cannot_be_read_is_a_row_with_its_original(self) -> None:
        odd = section(
            Standing.PARTIAL,
            DRUGS,
            DRUG,
            causes=(Cause.UNREADABLE_ITEMS,),
            unreadable=(unreadable("A/1"), unreadable("A/1")),
        )
        rows = [row for row in notices((odd,), view()) if row.original is not None]
        assert [(row.original, row.document, row.source) for row in rows] == [(REF, "A/1", "ehr")] * 2
        assert len({row.key for row in rows}) == 2
        assert {getattr(row, "action", "") for row in rows} == {"Vis original"}
        assert "A/1" in getattr(rows[0], "text", "")


class TestAge:
    """The heading tells the oldest answer that is shown (R19)."""

    def age(self, *sections: Section[Any]) -> tuple[str, Tone]:
        return heading_age(sections, view())

    @pytest.mark.rule("R19", "H4")
    def test_r19_the_oldest_is_told_and_named_where_the_times_differ(self) -> None:
        assert self.age(complete(DRUGS), other(Standing.COMPLETE)) == ("hentet 09:37", Tone.QUIET)
        older = other(Standing.COMPLETE, age=timedelta(minutes=20))
        assert self.age(complete(DRUGS), older) == ("Kommune hentet 09:21", Tone.QUIET)

    @pytest.mark.rule("R19")
    @pytest.mark.parametrize(
        ("hours", "tone", "said"),
        [(1, Tone.OFFLINE, "gemt 08:41"), (5, Tone.STALE, "gemt 04:41"), (24, Tone.STALE, "gemt i går 09:41")],
    )
    def test_r19_a_copy_without_network_is_calm_until_it_is_old(self, hours: int, tone: Tone, said: str) -> None:
        kept = stale(DRUGS, DRUG, causes=(Cause.OFFLINE,), age=timedelta(hours=hours))
        assert self.age(kept) == (said, tone)

    def test_what_waits_was_not_asked_or_failed_has_no_age(self) -> None:
        assert self.age(section(Standing.LOADING, DRUGS)) == ("henter …", Tone.QUIET)
        assert self.age() == ("ikke hentet", Tone.QUIET)
        assert self.age(section(Standing.NOT_ASKED, DRUGS)) == ("ikke hentet", Tone.QUIET)
        assert self.age(section(Standing.FAILED, DRUGS, causes=(Cause.UNREACHABLE,))) == ("", Tone.QUIET)

    @pytest.mark.rule("H4")
    def test_h4_a_time_to_come_is_ochre(self) -> None:
        assert heading_age((complete(DRUGS),), view(NOW - timedelta(hours=1)))[1] is Tone.STALE


class TestPlaces:
    """Failures and blocks stand above the facts, what is merely said of an empty copy below them."""

    CALM = (Marker.OFFLINE, Marker.EMPTY, Marker.AGED)

    @pytest.mark.parametrize("marker", Marker)
    def test_only_a_calm_notice_stands_below_the_facts(self, marker: Marker) -> None:
        said, fact = NoticeRow("n", "n", marker=marker), MedicationRow("m", "m")
        expected: tuple[Row, ...] = (fact, said) if marker in self.CALM else (said, fact)
        assert placed((said, fact)) == expected

    def test_without_facts_the_order_stays(self) -> None:
        rows = tuple(NoticeRow(str(marker), "", marker=marker) for marker in Marker)
        assert placed(rows) == rows

    def test_every_card_is_placed_so(self) -> None:
        kept = stale(DRUGS, source="kommune", label="Kommune", causes=(Cause.OFFLINE,))
        rows = compose_card("medication", (kept, complete(DRUGS, DRUG)), view()).rows
        assert isinstance(rows[-1], NoticeRow)
        assert rows[-1].source == "kommune"
