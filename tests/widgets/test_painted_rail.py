"""What the rail says of readiness is painted whole, in every language, size and theme, with its cells above (H18)."""

from typing import Any

import pytest

from overblik.viewmodels.kept import Kept
from overblik.viewmodels.marks import Marker
from widgets.test_painted_parts import PEOPLE, LookOf, faults_of, languages, looks, shown_rail, words_in


@pytest.mark.rule("H18", "R26")
@looks
@languages
def test_h18_no_word_of_readiness_is_cut(theme: str, scale: float, language: str, look_of: LookOf, qtbot: Any) -> None:
    rail, say = shown_rail(language, 1, look_of(theme, scale), qtbot), words_in(language).say
    told = (
        Kept(Marker.BLOCKED, say("pack.rail_blocked", when="i går 18:20")),
        Kept(Marker.FAILED, say("pack.rail_failed", topics="Spørgeskemasvar +12")),
        Kept(Marker.NOT_ASKED, say("pack.rail_never")),
        Kept(Marker.STALE, say("pack.rail_old", topics="Hjemmemålinger +3")),
    )
    progress = say("pack.rail_fetching", n=1000, m=5000)
    rail.model.tell_kept(dict(zip((one.patient_id for one in PEOPLE), told, strict=True)), progress)
    rail.layout().activate()
    qtbot.wait(1)
    lines = rail.model.lines()
    assert [line.kept for line in lines] == [one.text for one in told]
    words = [text for line in lines for text in (line.name, line.age, line.state, line.kept)]
    assert faults_of(rail, [text for text in (*words, *rail.model.heading) if text]) == []
    assert rail.list.geometry().top() > rail.search.geometry().bottom() + rail.look.px(52), "the cells have room"
