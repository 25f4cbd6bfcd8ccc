"""The truth table of safety.md section 1: seven standings by five kinds of source, each row in its exact words.

Rows are numbered standing by standing in the order of the table there, and within one as FMK, document sharing,
laboratory, FHIR, stamkort: row 1 is NOT_ASKED of FMK, row 35 is STALE of the stamkort.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest

from clinic import DANISH_WORDS, ME, NOW, plain, unreadable
from overblik.domain.errors import (
    NotOffered,
    Refused,
    SignInNeeded,
    Unintelligible,
    UnknownPatient,
    Unreachable,
    Withheld,
    WrongPatient,
)
from overblik.domain.ports import ConsentState
from overblik.domain.section import Cause, Reason, Section, Standing
from overblik.sync import standing
from overblik.sync.freshness import limits_of
from overblik.viewmodels.card_head import View
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import GroupRow, MoreRow, NoticeRow
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_card
from overblik.viewmodels.states import describe
from viewmodels.kinds import FHIR, FMK, KINDS, LAB, STAMKORT, XDS, Kind

AGAIN = "Prøv igen"
HALF, DAY = timedelta(minutes=30), timedelta(hours=23)
GONE = Unreachable(status=503)
LINE = Unreachable(connection=True)


@dataclass(frozen=True)
class Row:
    """One row: the section, and what the reader sees of it."""

    number: int
    section: Section
    kept: int
    marker: Marker
    chip: str
    heading: str = ""
    text: str = ""
    action: str = ""
    says_none: bool = False


NOT_ASKED = [
    Row(1, standing.unasked(ME, FMK.source, None), 0, Marker.NOT_ASKED, "ikke hentet", "Ikke hentet",
        "Aldrig hentet på denne pc. Vi ved ikke, om der findes svar."),
    Row(2, standing.kept_offline(ME, XDS.source, None, NOW), 0, Marker.NOT_ASKED, "ikke hentet", "Ikke hentet",
        "Ingen gemt kopi. Vi ved ikke, om der findes svar."),
    Row(3, standing.unasked(ME, LAB.source, Cause.EXPIRED), 0, Marker.NOT_ASKED, "slettet", "Ikke hentet",
        "Kopien er for gammel og er slettet."),
    Row(4, FHIR.failed(NotOffered(), FHIR.copy()), 0, Marker.NOT_ASKED, "ikke hentet", "Ikke hentet",
        "Journal tilbyder ikke allergier."),
    Row(5, STAMKORT.failed(UnknownPatient(), STAMKORT.copy()), 0, Marker.NOT_ASKED, "ikke hentet", "Ikke hentet",
        "Stamkort kender ikke borgeren."),
]  # fmt: skip
LOADING = [
    Row(6, standing.loading(ME, FMK.source, None, NOW), 0, Marker.LOADING, "henter …", "Henter FMK …"),
    Row(7, standing.loading(ME, XDS.source, XDS.copy(), NOW), 2, Marker.LOADING, "henter …"),
    Row(8, standing.loading(ME, LAB.source, LAB.copy(3), NOW), 3, Marker.LOADING, "henter …"),
    Row(9, standing.loading(ME, FHIR.source, FHIR.copy(0), NOW), 0, Marker.LOADING, "henter …", "Henter Journal …"),
    Row(10, standing.loading(ME, STAMKORT.source, None, NOW), 0, Marker.LOADING, "henter …", "Henter Stamkort …"),
]  # fmt: skip
COMPLETE = [
    Row(11, FMK.answered(2), 2, Marker.FRESH, "09:41"),
    Row(12, XDS.answered(0), 0, Marker.EMPTY, "09:41", "Ingen dokumenter registreret",
        "Kilden svarede komplet i dag kl. 09:41.", says_none=True),
    Row(13, LAB.answered(0), 0, Marker.EMPTY, "09:41", "Ingen prøvesvar registreret",
        "Kilden svarede komplet i dag kl. 09:41.", says_none=True),
    Row(14, FHIR.answered(0), 0, Marker.EMPTY, "09:41", "Ingen allergier registreret",
        "Kilden svarede komplet i dag kl. 09:41.", says_none=True),
    Row(15, STAMKORT.answered(1), 1, Marker.FRESH, "09:41"),
]  # fmt: skip
PARTIAL = [
    Row(16, FMK.answered(2, unreadable=(unreadable("x"), unreadable("y"))), 2, Marker.PARTIAL, "ikke alt hentet",
        "Ikke alt er hentet", "2 oplysninger fra FMK kunne ikke læses.", AGAIN),
    Row(17, XDS.answered(3, warnings=(Reason(Cause.REPOSITORY_SILENT, detail="Odense"),)), 3, Marker.PARTIAL,
        "ikke alt hentet", "Ikke alt er hentet", "Mangler: Odense.", AGAIN),
    Row(18, LAB.answered(0, closed=False), 0, Marker.PARTIAL, "ikke alt hentet",
        "Ikke alt er hentet", "Resten er ikke hentet.", AGAIN),
    Row(19, FHIR.answered(1, unidentified=1), 1, Marker.PARTIAL, "ikke alt hentet", "Ikke alt er hentet",
        "Svar afvist. Journal svarede på en anden person. Svaret er ikke vist og er meldt.", AGAIN),
    Row(20, STAMKORT.failed(GONE, STAMKORT.copy(1, closed=False)), 1, Marker.PARTIAL, "ikke alt hentet",
        "Ikke alt er hentet",
        "Resten er ikke hentet. Kilden svarede ikke i dag kl. 09:41. Viser kopien fra i dag kl. 09:11.", AGAIN),
]  # fmt: skip
BLOCKED = [
    Row(21, FMK.answered(2, warnings=(Reason(Cause.PRIVATE_ENTRY, 1),)), 2, Marker.BLOCKED, "delvist spærret",
        "Skjult 1", "1 privatmarkeret. Navn og dosis vises ikke."),
    Row(22, XDS.answered(0, consent=ConsentState.UNKNOWN), 0, Marker.BLOCKED, "kan være spærret", "Kan være spærret",
        "Kilden svarede uden indhold. Det kan skyldes, at der intet er, eller at noget er spærret."),
    Row(23, LAB.failed(Refused(), LAB.copy()), 0, Marker.NO_ACCESS, "ingen adgang", "Du har ikke adgang",
        "Din rolle giver ikke adgang til Laboratorium."),
    Row(24, FHIR.failed(Withheld(), FHIR.copy()), 0, Marker.BLOCKED, "spærret", "Spærret af borgeren",
        "Der kan findes dokumenter, som du ikke må se. Borgeren har spærret dem i MinSpærring."),
    Row(25, STAMKORT.answered(1, warnings=(Reason(Cause.WITHHELD),)), 1, Marker.BLOCKED, "delvist spærret",
        "Noget er spærret af borgeren", "Der findes oplysninger, som du ikke kan se."),
]  # fmt: skip
FAILED = [
    Row(26, FMK.failed(GONE), 0, Marker.FAILED, "fejlede 09:41", "Kunne ikke hentes",
        "Kilden svarede ikke i dag kl. 09:41. Ingen gemt kopi.", AGAIN),
    Row(27, XDS.failed(Unintelligible()), 0, Marker.FAILED, "fejlede 09:41", "Kunne ikke hentes",
        "Svaret fra Dokumentdeling kunne ikke læses. Ingen gemt kopi.", AGAIN),
    Row(28, LAB.failed(WrongPatient(count=2)), 0, Marker.FAILED, "afvist", "Svar afvist",
        "Laboratorium svarede på en anden person. Svaret er ikke vist og er meldt.", AGAIN),
    Row(29, FHIR.failed(SignInNeeded()), 0, Marker.FAILED, "fejlede 09:41", "Kunne ikke hentes",
        "Din adgang er udløbet. Ingen gemt kopi.", AGAIN),
    Row(30, STAMKORT.failed(KeyError("our own fault")), 0, Marker.FAILED, "fejlede 09:41", "Kunne ikke hentes",
        "Fejl i Overblik. Stamoplysninger vises ikke. Fejlen er gemt uden personoplysninger. Ingen gemt kopi.", AGAIN),
]  # fmt: skip
STALE_OFFLINE = [
    Row(31, FMK.failed(LINE, FMK.copy(2), offline=True), 2, Marker.OFFLINE, "gemt 09:11"),
    Row(32, XDS.failed(LINE, XDS.copy(0), offline=True), 0, Marker.OFFLINE, "gemt 09:11",
        "Kopien fra i dag kl. 09:11 er tom. Der kan være kommet nyt."),
    Row(33, LAB.failed(LINE, LAB.copy(0), offline=True), 0, Marker.OFFLINE, "gemt 09:11",
        "Kopien fra i dag kl. 09:11 er tom. Der kan være kommet nyt."),
    Row(34, FHIR.failed(LINE, FHIR.copy(0), offline=True), 0, Marker.OFFLINE, "gemt 09:11",
        "Kopien fra i dag kl. 09:11 er tom. Der kan være kommet nyt."),
    Row(35, STAMKORT.failed(LINE, STAMKORT.copy(1), offline=True), 1, Marker.OFFLINE, "gemt 09:11"),
]  # fmt: skip
STALE_OTHERWISE = [
    Row(31, FMK.failed(GONE, FMK.copy(0)), 0, Marker.FAILED, "fejlede 09:41",
        "Ingen aktuelle lægemidler registreret pr. i dag kl. 09:11",
        "Kilden svarede ikke i dag kl. 09:41.", AGAIN, says_none=True),
    Row(32, XDS.failed(KeyError("our own fault"), XDS.copy(2)), 2, Marker.FAILED, "fejlede 09:41", "Kunne ikke hentes",
        "Fejl i Overblik. Fejlen er gemt uden personoplysninger. Viser kopien fra i dag kl. 09:11.", AGAIN),
    Row(33, LAB.failed(WrongPatient(count=1), LAB.copy(0)), 0, Marker.FAILED, "afvist",
        "Ingen prøvesvar registreret pr. i dag kl. 09:11",
        "Laboratorium svarede på en anden person. Svaret er ikke vist og er meldt.", AGAIN, says_none=True),
    Row(34, FHIR.failed(SignInNeeded(), FHIR.copy(2)), 2, Marker.FAILED, "fejlede 09:41", "Kunne ikke hentes",
        "Din adgang er udløbet. Viser kopien fra i dag kl. 09:11.", AGAIN),
    Row(35, STAMKORT.failed(WrongPatient(count=1), STAMKORT.copy(1)), 1, Marker.FAILED, "afvist", "Svar afvist",
        "Stamkort svarede på en anden person. Svaret er ikke vist og er meldt. Viser kopien fra i dag kl. 09:11.",
        AGAIN),
]  # fmt: skip
OLD = "Ikke oplyst. Kopien fra {} er for gammel."
STALE_OCHRE = [
    Row(31, FMK.failed(GONE, FMK.copy(0, DAY)), 0, Marker.STALE, "gemt i går 10:41",
        OLD.format("22. nov 2026 kl. 10:41"), "", AGAIN),
    Row(32, XDS.failed(LINE, XDS.copy(0, timedelta(hours=24)), offline=True), 0, Marker.STALE, "gemt i går 09:41",
        OLD.format("22. nov 2026 kl. 09:41"), "", AGAIN),
    Row(33, LAB.failed(GONE, LAB.copy(0, timedelta(hours=48))), 0, Marker.STALE, "gemt 21. nov 2026",
        OLD.format("21. nov 2026 kl. 09:41"), "", AGAIN),
    Row(34, FHIR.failed(LINE, FHIR.copy(2, DAY), offline=True), 2, Marker.STALE, "gemt i går 10:41"),
    Row(35, STAMKORT.failed(GONE, STAMKORT.copy(1, timedelta(days=6))), 1, Marker.FAILED, "fejlede 09:41",
        "Kunne ikke hentes", "Kilden svarede ikke i dag kl. 09:41. Viser kopien fra 17. nov 2026 kl. 09:41.", AGAIN),
]  # fmt: skip
TABLE = [*NOT_ASKED, *LOADING, *COMPLETE, *PARTIAL, *BLOCKED, *FAILED, *STALE_OFFLINE, *STALE_OTHERWISE, *STALE_OCHRE]
IN_ORDER = (
    Standing.NOT_ASKED,
    Standing.LOADING,
    Standing.COMPLETE,
    Standing.PARTIAL,
    Standing.BLOCKED,
    Standing.FAILED,
    Standing.STALE,
)


def facts_of(section: Section) -> int:
    """Count what the card of a section shows of it; the stamkort stands in the banner."""
    name = section.topic.value
    if name not in ALL_CARDS:
        return len(section.entries)
    rows = compose_card(name, (section,), View(NOW, DANISH_WORDS, is_full=True)).rows
    found = [row for row in rows if not isinstance(row, NoticeRow | GroupRow | MoreRow)]
    # Two results of one analysis are one row: newest and previous.
    return len(section.entries) if section.topic is LAB.topic and found else len(found)


def test_there_are_thirty_five_rows_and_the_stale_ones_stand_thrice() -> None:
    assert set(IN_ORDER) == set(Standing)
    assert [row.number for row in TABLE] == [*range(1, 31), *(list(range(31, 36)) * 3)]
    for row in TABLE:
        assert row.section.standing is IN_ORDER[(row.number - 1) // 5]
        assert row.section.source == KINDS[(row.number - 1) % 5].name


@pytest.mark.rule("H5", "H6", "H7", "G3")
@pytest.mark.parametrize("row", TABLE, ids=[f"row_{row.number}_{index}" for index, row in enumerate(TABLE)])
def test_h6_a_row_of_the_truth_table_is_said_in_its_words_and_keeps_its_entries(row: Row) -> None:
    state = describe(row.section, NOW, DANISH_WORDS)
    said = (state.marker, plain(state.chip), plain(state.heading), plain(state.text), state.action, state.says_none)
    assert said == (row.marker, row.chip, row.heading, row.text, row.action, row.says_none)
    assert len(row.section.entries) == row.kept
    if row.section.topic is not FHIR.topic:
        assert facts_of(row.section) == row.kept


ERRORS = [LINE, GONE, TimeoutError(), SignInNeeded(), Unintelligible(), WrongPatient(count=1), KeyError()]
AGES = [timedelta(0), HALF, timedelta(hours=5), DAY, timedelta(days=3)]


@pytest.mark.rule("H6", "H19")
@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_h19_no_failure_ever_says_none_unless_the_copy_was_whole_and_young_and_the_net_is_there(kind: Kind) -> None:
    said = set()
    for error, age, is_offline, is_whole in product(ERRORS, AGES, (True, False), (True, False)):
        copy = kind.copy(0, age, closed=is_whole)
        section = kind.failed(error, copy, offline=is_offline)
        words = plain(f"{describe(section, NOW, DANISH_WORDS).heading} {describe(section, NOW, DANISH_WORDS).text}")
        offline = section.has(Cause.OFFLINE)
        allowed = is_whole and age < limits_of(kind.topic, "ehr").ochre and not offline
        says = "Ingen " in words.replace("Ingen forbindelse", "")
        assert says is allowed, (error, age, is_offline, is_whole, words)
        assert "uændret" not in words.lower()
        assert "intet nyt" not in words.lower()
        said.add(says)
    assert said == {True, False}


@pytest.mark.rule("H7")
@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
@pytest.mark.parametrize("cause", [Cause.WITHHELD, Cause.MAY_BE_WITHHELD, Cause.PRIVATE_ENTRY, Cause.MORE_AVAILABLE])
def test_h7_an_empty_answer_that_may_hide_something_never_says_none(kind: Kind, cause: Cause) -> None:
    state = describe(kind.answered(0, warnings=(Reason(cause, 1),)), NOW, DANISH_WORDS)
    assert not state.says_none
    assert "Ingen" not in f"{state.chip} {state.heading} {state.text}"
    assert state.heading


def test_blocked_and_partial_copies_say_how_old_they_are_and_why_they_are_shown() -> None:
    blocked = XDS.failed(LINE, XDS.copy(1, warnings=(Reason(Cause.WITHHELD),)), offline=True)
    assert blocked.standing is Standing.BLOCKED
    assert plain(describe(blocked, NOW, DANISH_WORDS).text) == (
        "Der findes oplysninger, som du ikke kan se. Ingen forbindelse til netværket. Viser kopien fra i dag kl. 09:11."
    )


@pytest.mark.rule("H1")
def test_h1_refused_items_are_counted_also_where_something_is_blocked() -> None:
    section = LAB.answered(1, unidentified=2, closed=False, warnings=(Reason(Cause.WITHHELD),))
    assert plain(describe(section, NOW, DANISH_WORDS).text) == (
        "Der findes oplysninger, som du ikke kan se. "
        "2 svar afvist. Laboratorium svarede på en anden person. Svarene er ikke vist og er meldt. "
        "Resten er ikke hentet."
    )


@pytest.mark.rule("R19")
def test_r19_offline_without_a_copy_does_not_look_like_an_error() -> None:
    state = describe(LAB.failed(LINE, offline=True), NOW, DANISH_WORDS)
    assert (state.marker, state.chip) == (Marker.NOT_ASKED, "ikke hentet")
    assert state.text == "Ingen forbindelse til netværket. Ingen gemt kopi."


class TestAges:
    """The bands of three topics: fresh without a word, ochre from its limit, and then no negative."""

    @pytest.mark.rule("H4")
    @pytest.mark.parametrize(
        ("kind", "fresh", "ochre"),
        [
            (FMK, timedelta(minutes=5), timedelta(hours=4)),
            (FHIR, timedelta(minutes=15), timedelta(hours=8)),
            (LAB, timedelta(minutes=15), timedelta(hours=24)),
        ],
        ids=["medicin", "cave", "proevesvar"],
    )
    def test_h4_the_marker_follows_the_limits_to_the_second(
        self, kind: Kind, fresh: timedelta, ochre: timedelta
    ) -> None:
        second = timedelta(seconds=1)
        for age, full, empty in (
            (fresh - second, Marker.FRESH, True),
            (fresh, Marker.AGED, True),
            (ochre - second, Marker.AGED, True),
            (ochre, Marker.STALE, False),
            (ochre + second, Marker.STALE, False),
        ):
            state = describe(kind.answered(1, now=NOW - age, source_time=NOW - age), NOW, DANISH_WORDS)
            assert (state.marker, state.heading) == (full, "")
            none = describe(kind.answered(0, now=NOW - age, source_time=NOW - age), NOW, DANISH_WORDS)
            assert none.says_none is empty
            if not empty:
                assert none.heading.startswith("Ikke oplyst. Kopien fra ")

    @pytest.mark.rule("H4")
    @pytest.mark.parametrize("kind", [FMK, FHIR, LAB], ids=["medicin", "cave", "proevesvar"])
    @pytest.mark.parametrize("count", [0, 2])
    def test_h4_a_clock_set_back_while_it_is_shown_is_doubted_and_never_fresh(self, kind: Kind, count: int) -> None:
        section = kind.answered(count)
        state = describe(section, NOW - timedelta(hours=1), DANISH_WORDS)
        assert (state.marker, state.says_none) == (Marker.STALE, False)
        assert state.heading == "Pc'ens ur passer ikke med kildernes. Alder på data er usikker."
