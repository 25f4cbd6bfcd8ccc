"""The source strip: each source once, with its worst state, and how many are whole (R19, R20)."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import DANISH_WORDS, NOW, medication, plain, section, stale, unreadable
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.screen import Chip, Strip
from overblik.viewmodels.strip import compose_strip

DRUGS, LABS, PLANS, VISITS = Topic.MEDICATION, Topic.LAB_RESULTS, Topic.CARE_PLANS, Topic.APPOINTMENTS
DRUG = medication("Metformin")


def strip(*sections: Section[Any]) -> Strip:
    return compose_strip(sections, NOW, DANISH_WORDS)


def of(source: str, standing: Standing, topic: Topic, *facts: Any, **more: Any) -> Section[Any]:
    return section(standing, topic, *facts, source=source, label=source.upper(), **more)


def whole(source: str, topic: Topic = DRUGS, **more: Any) -> Section[Any]:
    return of(source, Standing.COMPLETE, topic, DRUG, **more)


def failed(source: str, topic: Topic = DRUGS) -> Section[Any]:
    return of(source, Standing.FAILED, topic, causes=(Cause.UNREACHABLE,))


def chip(*sections: Section[Any]) -> Chip:
    (one,) = strip(*sections).chips
    return one


class TestCount:
    """Whole and young sources are counted, of all that were asked."""

    @pytest.mark.rule("R20")
    def test_r20_a_source_counts_when_all_its_topics_are_whole_and_not_ochre(self) -> None:
        told = strip(
            whole("a"),
            whole("a", LABS),
            whole("b"),
            failed("b", LABS),
            failed("c"),
            whole("d", age=timedelta(hours=5)),
            of("e", Standing.LOADING, DRUGS),
        )
        assert told.count == "1 af 5 kilder"
        assert [one.source for one in told.chips] == list("abcde")

    @pytest.mark.rule("R19")
    def test_r19_the_time_beside_the_count_is_that_of_the_oldest_that_counts(self) -> None:
        told = strip(whole("a"), whole("b", age=timedelta(minutes=90)), whole("c", age=timedelta(hours=6)))
        assert (told.count, told.when) == ("2 af 3 kilder", "08:11")

    def test_a_topic_that_a_source_does_not_offer_is_no_lack_of_it(self) -> None:
        told = strip(whole("a"), of("a", Standing.NOT_ASKED, LABS, causes=(Cause.NOT_OFFERED,)))
        assert (told.count, told.chips[0].marker) == ("1 af 1 kilder", Marker.FRESH)

    def test_a_source_that_offers_nothing_was_not_fetched(self) -> None:
        told = strip(of("a", Standing.NOT_ASKED, LABS, causes=(Cause.NOT_OFFERED,)))
        assert told.count == "0 af 1 kilder"
        assert (told.chips[0].marker, told.chips[0].text) == (Marker.NOT_ASKED, "ikke hentet")

    def test_without_sources_nothing_is_claimed(self) -> None:
        assert strip() == Strip("0 af 0 kilder", "", ())


class TestChip:
    """The worst of a source's topics is its state, and which topics are meant is said."""

    WORST = (
        ("failed", failed("a", LABS), Marker.FAILED),
        ("withheld", of("a", Standing.BLOCKED, LABS, causes=(Cause.WITHHELD,)), Marker.BLOCKED),
        ("refused", of("a", Standing.BLOCKED, LABS, causes=(Cause.REFUSED,)), Marker.NO_ACCESS),
        ("partial", of("a", Standing.PARTIAL, LABS, causes=(Cause.MORE_AVAILABLE,)), Marker.PARTIAL),
        ("ochre", whole("a", LABS, age=timedelta(days=3)), Marker.STALE),
        ("loading", of("a", Standing.LOADING, LABS), Marker.LOADING),
        ("expired", of("a", Standing.NOT_ASKED, LABS, causes=(Cause.EXPIRED,)), Marker.NOT_ASKED),
        ("aged", whole("a", LABS, age=timedelta(minutes=30)), Marker.AGED),
    )

    @pytest.mark.rule("R19")
    @pytest.mark.parametrize("place", range(len(WORST)), ids=[name for name, _, _ in WORST])
    def test_r19_each_state_is_worse_than_those_after_it(self, place: int) -> None:
        _, mine, marker = self.WORST[place]
        later = [section for _, section, _ in self.WORST[place:]]
        assert chip(*later).marker is marker
        assert chip(*reversed(later)).marker is marker
        assert chip(whole("a"), mine).marker is marker

    @pytest.mark.rule("R20")
    def test_r20_the_topics_that_lack_something_are_named_up_to_two_and_counted(self) -> None:
        lacking = [failed("a", topic) for topic in (LABS, PLANS, VISITS)]
        assert chip(whole("a"), lacking[0]).text == "prøvesvar fejlede 09:41"
        assert chip(whole("a"), *lacking).text == "prøvesvar, planer +1 fejlede 09:41"
        assert chip(*lacking).text == "fejlede 09:41"

    def test_a_fresh_source_is_only_its_name_and_is_spoken_as_fetched(self) -> None:
        one = chip(whole("a"), of("a", Standing.COMPLETE, LABS))
        assert (one.marker, one.text, one.accessible) == (Marker.FRESH, "", "A, hentet")

    def test_a_source_that_does_not_know_the_citizen_says_so(self) -> None:
        one = chip(of("a", Standing.NOT_ASKED, DRUGS, causes=(Cause.UNKNOWN_PATIENT,)))
        assert (one.marker, one.text, one.accessible) == (
            Marker.NOT_ASKED,
            "kender ikke borgeren",
            "A, kender ikke borgeren",
        )

    @pytest.mark.rule("R19", "R20")
    def test_r20_every_topic_has_its_line_with_its_causes_in_the_tooltip(self) -> None:
        silent = Reason(Cause.REPOSITORY_SILENT, detail="Region\nNord")
        odd = Reason(Cause.UNREADABLE_ITEMS, count=2)
        one = chip(whole("a"), of("a", Standing.PARTIAL, LABS, causes=(silent, odd), unreadable=(unreadable(),) * 2))
        assert one.tooltip.splitlines() == [
            "Medicin: 09:37",
            "Prøvesvar: ikke alt hentet (Svarer ikke: Region Nord; 2 kunne ikke læses)",
        ]

    @pytest.mark.rule("H6")
    def test_h6_a_source_that_may_hide_something_is_never_fresh(self) -> None:
        one = chip(whole("a"), of("a", Standing.BLOCKED, LABS, causes=(Cause.MAY_BE_WITHHELD,)))
        assert (one.marker, one.text) == (Marker.BLOCKED, "prøvesvar kan være spærret")


class TestOffline:
    """The network gone: calm, and the age said is never that of the youngest (R19)."""

    def kept(self, source: str, age: timedelta, topic: Topic = DRUGS) -> Section[Any]:
        return stale(topic, DRUG, source=source, label=source.upper(), causes=(Cause.OFFLINE,), age=age)

    @pytest.mark.rule("R19")
    def test_r19_copies_of_one_time_are_told_with_their_age(self) -> None:
        told = strip(self.kept("a", timedelta(hours=3, minutes=29)), self.kept("b", timedelta(hours=3, minutes=29)))
        assert told.count == "0 af 2 friske, 2 gemt"
        assert told.when == ""
        assert plain(told.bar) == (
            "Offline. Du ser den kopi, der blev hentet i dag kl. 06:12 (3 t 29 min gammel). Nyere ændringer vises ikke."
        )

    @pytest.mark.rule("R19", "H4")
    def test_h4_of_copies_of_several_times_the_oldest_is_named(self) -> None:
        told = strip(self.kept("a", timedelta(hours=1)), self.kept("b", timedelta(days=2, hours=1)))
        assert plain(told.bar) == (
            "Offline. Du ser gemte kopier. Ældste: B 21. nov 2026 kl. 08:41 (3 døgn gammel). Nyere ændringer vises ikke."
        )

    @pytest.mark.rule("R19")
    def test_r19_without_a_copy_nothing_is_kept_and_that_is_no_failure(self) -> None:
        told = strip(of("a", Standing.FAILED, DRUGS, causes=(Cause.OFFLINE,)))
        assert told.bar == "Offline. Intet er gemt om borgeren på denne pc."
        assert (told.count, told.chips[0].marker) == ("0 af 1 friske, 0 gemt", Marker.NOT_ASKED)

    @pytest.mark.rule("R19")
    def test_r19_a_source_that_fails_by_itself_is_not_offline(self) -> None:
        assert strip(whole("a"), failed("b")).bar == ""
