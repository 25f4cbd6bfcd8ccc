"""The timeline follows the open patient: composed when opened, in steps, anew where a section changed, gone at once."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject

from clinic import DANISH_WORDS, ME, complete, day, document, view
from overblik.domain.section import Topic
from overblik.viewmodels import timeline_model
from overblik.viewmodels.rows import NoticeRow
from overblik.viewmodels.timeline_model import TimelineModel
from overblik.viewmodels.timeline_values import EventRow, Kind, TimelineFilter
from pseudo_locale import pseudo, untranslated
from viewmodels.timelines import made
from widgets.rows import lacking_sections, told_sections


class Opened(QObject):
    """What the timeline needs of the open patient."""

    def __init__(self, *sections: Any) -> None:
        super().__init__()
        self.sections, self.patient_id, self.words = sections, ME, DANISH_WORDS
        self.at = view()

    def view(self, *, is_full: bool = False) -> Any:
        return self.at


def papers(count: int, **more: Any) -> Any:
    return complete(Topic.DOCUMENTS, *(document(f"Notat {n}", date=day("2026-11-20")) for n in range(count)), **more)


def opened(*sections: Any) -> tuple[Any, TimelineModel, list[Any]]:
    patient = Opened(*sections)
    model, told = TimelineModel(patient), []  # type: ignore[arg-type]
    model.changed.connect(told.append)
    model.compose()
    return patient, model, told


def events(model: TimelineModel) -> int:
    assert model.timeline is not None
    return sum(isinstance(row, EventRow) for row in model.timeline.rows)


def test_a_long_record_is_told_in_steps_and_never_shown_as_an_empty_list(qtbot: Any) -> None:
    _, model, told = opened(papers(400))
    assert model.timeline is not None
    assert model.timeline.is_gathering
    (row,) = model.timeline.rows
    assert isinstance(row, NoticeRow)
    assert row.heading == "Tidslinjen samles …"
    qtbot.waitUntil(lambda: not told[-1].is_gathering)
    assert events(model) == 400


def test_events_are_told_anew_only_where_a_section_the_minute_or_the_words_changed(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = timeline_model.events_of
    monkeypatch.setattr(timeline_model, "events_of", lambda *facts: asked.append(1) or real(*facts))
    patient, model, _ = opened(papers(3))
    model.compose()
    model.filter(TimelineFilter(kinds=frozenset({Kind.CONTACT})))
    assert (len(asked), events(model)) == (1, 0)
    patient.sections = (papers(4),)
    model.filter(TimelineFilter())
    assert (len(asked), events(model)) == (2, 4)
    patient.at = replace(patient.at, words=pseudo(DANISH_WORDS))
    model.compose()
    assert len(asked) == 3


def test_what_is_on_the_way_never_comes_after_the_patient_is_gone(qtbot: Any) -> None:
    _, model, told = opened(papers(400))
    model.filter(TimelineFilter(sources=frozenset({"ehr"})))
    model.clear()
    qtbot.wait(60)
    assert told[-1] is None
    assert model.timeline is None
    assert model.wanted == TimelineFilter()


@pytest.mark.rule("H21")
def test_h21_what_was_revealed_leaves_the_screen_before_the_rest_is_told_again(qtbot: Any) -> None:
    shown = papers(300, by_override=True)
    patient, model, told = opened(shown)
    qtbot.waitUntil(lambda: not told[-1].is_gathering)
    patient.sections = (papers(299),)
    model.compose()
    assert model.timeline is not None
    assert model.timeline.is_gathering
    qtbot.waitUntil(lambda: not told[-1].is_gathering)
    assert events(model) == 299


def test_a_section_that_changed_keeps_the_list_until_the_new_one_is_told(qtbot: Any) -> None:
    patient, model, told = opened(papers(300))
    qtbot.waitUntil(lambda: not told[-1].is_gathering)
    patient.sections = (papers(301),)
    model.compose()
    assert events(model) == 300
    qtbot.waitUntil(lambda: events(model) == 301)


def test_no_word_of_the_timeline_is_untranslated() -> None:
    at = replace(view(), words=pseudo(DANISH_WORDS))
    for sections in (told_sections(), lacking_sections()):
        told = made(*sections, at=at)
        data = repr(sections).casefold()
        texts = [told.meta, told.filter_text, *told.reservations]
        for row in told.rows:
            texts += [
                row.accessible,
                *(getattr(row, name, "") for name in ("text", "second", "when", "heading", "action")),
            ]
        assert {word for text in texts for word in untranslated(text, data)} == set()
