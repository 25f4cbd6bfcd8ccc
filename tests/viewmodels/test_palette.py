"""The palette's ranking, pieces of text, groups and what it says of what it did not search."""

from dataclasses import replace

import pytest

from clinic import DANISH_WORDS, NOW, complete
from overblik.domain.section import Cause, Reason, Standing, Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.palette import Question
from overblik.viewmodels.palette_groups import MOST, Command, Groups, command_rows, record_rows
from overblik.viewmodels.palette_match import CUT, rank_of, ranked, snippet
from overblik.viewmodels.palette_record import PARTS, Item, Part, part_of, spread
from overblik.viewmodels.palette_rows import ToRow
from overblik.viewmodels.palette_sources import searched_note
from overblik.viewmodels.veil import veiled
from viewmodels import facts
from viewmodels.test_medicine_card import fmk, on_card

VIEW = View(NOW, DANISH_WORDS, is_full=True)


def item(title: str, text: str = "") -> Item:
    return Item("conditions", "", title, spread(title), text, spread(f"{title} {text}"), ToRow("conditions", title))


def test_a_beginning_of_the_name_stands_before_a_word_in_it_and_that_before_the_text() -> None:
    items = [item("diabetes", "kreatinin"), item("albumin/kreatinin"), item("kreatinin"), item("natrium")]
    assert [(rank, one.title) for rank, one in ranked(items, ("kreat",))] == [
        (0, "kreatinin"),
        (1, "albumin/kreatinin"),
        (2, "diabetes"),
    ]


@pytest.mark.parametrize(("wanted", "rank"), [(("k",), 0), (("b", "type"), 2), (("inin",), None), (("k", "x"), None)])
def test_every_word_must_begin_a_word(wanted: tuple[str, ...], rank: int | None) -> None:
    assert rank_of(item("kreatinin b", "type to"), wanted) == rank


def test_a_long_text_shows_the_place_that_was_found_between_whole_words() -> None:
    text = " ".join(f"ord{n}" for n in range(60)) + " kreatinin stiger " + " ".join(f"slut{n}" for n in range(40))
    shown, marks = snippet(text, ("kreat",))
    assert shown.startswith(f"{CUT} ord")
    assert shown.endswith(f" {CUT}")
    assert [shown[first:last] for first, last in marks] == ["kreat"]
    assert all(word in text.split() for word in shown.split() if word != CUT)


def test_a_short_text_is_whole() -> None:
    assert snippet("kreatinin stiger", ("stig",)) == ("kreatinin stiger", ((10, 14),))


def test_a_group_tells_how_many_there_are_and_shows_the_first_few() -> None:
    part = Part(tuple(item(f"diagnose {n}") for n in range(MOST + 2)), "hentet 09:41")
    groups = Groups(DANISH_WORDS)
    for group in record_rows({"conditions": part}, (), ("diag",), DANISH_WORDS):
        groups.add(*group)
    head, *rows = groups.rows
    assert (head.title, head.count) == ("Diagnoser", f"{MOST} af {MOST + 2} · hentet 09:41")
    assert len(rows) == MOST
    assert groups.found == MOST + 2


@pytest.mark.rule("H21", "S9")
def test_h21_what_is_veiled_on_the_screen_is_not_found() -> None:
    hidden = frozenset({"kanarivin"})
    sections = (
        replace(fmk(on_card("Metformin")), private_words=hidden),
        complete(Topic.APPOINTMENTS, facts.appointment("Kanarivin gives")),
    )
    shown = veiled(sections, DANISH_WORDS.say("medication.veiled"))
    items = [one for name in PARTS for one in part_of(name, shown, VIEW).items]
    assert ranked(items, ("kanari",)) == []
    assert ranked(items, ("metf",))
    assert "kanarivin" not in repr(items).casefold()


def test_every_word_of_a_fact_finds_its_row_also_one_that_the_row_does_not_show() -> None:
    visit = replace(facts.appointment("Kontrol"), requester="Læge Usynlig")
    items = part_of("appointments", (complete(Topic.APPOINTMENTS, visit),), VIEW).items
    assert [one.title for _, one in ranked(items, ("usyn",))] == ["Kontrol"]


def test_a_document_whose_text_is_found_stands_there_once() -> None:
    told = replace(facts.document("Epikrise"), text="Kontrol af nyretal")
    sections = (complete(Topic.DOCUMENTS, told),)
    parts = {name: part_of(name, sections, VIEW) for name in PARTS}
    rows = [row for _, made, _, _ in record_rows(parts, sections, ("nyret",), DANISH_WORDS) for row in made]
    assert [row.title for row in rows] == ["Epikrise"]


def test_of_an_appointment_nothing_is_cut() -> None:
    moved = replace(facts.appointment("Kontrol"), comment=" ".join(["husk fastende"] * 20))
    parts = {"appointments": part_of("appointments", (complete(Topic.APPOINTMENTS, moved),), VIEW)}
    rows = [row for _, made, _, _ in record_rows(parts, (), ("kontrol",), DANISH_WORDS) for row in made]
    assert CUT not in rows[0].second
    assert rows[0].second.count("husk fastende") == 20


def test_what_was_not_searched_is_named_and_no_hits_are_hits_in_what_was_fetched() -> None:
    whole = complete(Topic.CONDITIONS, facts.condition("Astma"))
    silent = replace(
        complete(Topic.LAB_RESULTS), standing=Standing.FAILED, reasons=(Reason(Cause.UNREACHABLE),), label="Lab"
    )
    assert searched_note((whole,), DANISH_WORDS, found=3) == ""
    assert searched_note((whole,), DANISH_WORDS, found=0) == "Ingen fund i det hentede."
    told = searched_note((whole, silent), DANISH_WORDS, found=0)
    assert told == "Ingen fund i det hentede. Lab (Prøvesvar) er ikke gennemsøgt."
    absent = replace(silent, standing=Standing.NOT_ASKED, reasons=(Reason(Cause.NOT_OFFERED),))
    assert searched_note((whole, absent), DANISH_WORDS, found=1) == ""


def test_signs_are_read_apart_from_the_words() -> None:
    assert Question.of(" @ Jens-A ") == Question("Jens-A", ("jens", "a"), "@")
    assert Question.of(">lyst") == Question("lyst", ("lyst",), ">")
    assert Question.of("a@b").only == ""


def test_acts_that_need_a_patient_are_offered_where_one_is_open() -> None:
    listed = (
        Command("F5", "Hent igen", "fetch_all", (), "list"),
        Command("F1", "Hjælp", "help.turn", (), "list", needs_patient=False),
    )
    for is_open, caps in ((True, ["F5", "F1"]), (False, ["F1"])):
        groups = list(command_rows(listed, Question.of(">"), is_open=is_open, words=DANISH_WORDS))
        assert [row.cap for _, rows, _, _ in groups for row in rows] == caps
