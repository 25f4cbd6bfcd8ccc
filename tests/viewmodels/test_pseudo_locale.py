"""No word of the screen, of paper or of speech stands outside the catalogue: all of them turn strange with it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from clinic import DANISH_WORDS, ME, NOW
from overblik.viewmodels.card_head import View
from overblik.viewmodels.paper import paper_text
from overblik.viewmodels.paper_kinds import KINDS, compose_paper
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_screen
from overblik.viewmodels.speech import Speech
from pseudo_locale import PLAIN_LETTERS, pseudo, untranslated
from widgets.rows import lacking_sections, told_sections

PSEUDO = pseudo(DANISH_WORDS)
_CODES = {
    "name", "key", "icon", "bar_icon", "letter", "source", "document", "message", "display", "act", "fgvh_kind", "card", "kind"
}  # fmt: skip
"""Members that the program reads, and nobody sees."""


def texts(value: Any) -> Iterator[str]:
    """Give every text that a part of the screen shows or says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        is_named = type(value).__name__ in ("MedicationRow", "LabRow", "Agent", "Chip")
        for field in fields(value):
            if field.name not in _CODES or (field.name == "name" and is_named):
                yield from texts(getattr(value, field.name))


def data_of(sections: tuple[Any, ...]) -> str:
    """Give everything that the sources sent, as one text."""
    return repr(sections).casefold()


@pytest.mark.parametrize("is_full", [False, True], ids=["overview", "pages"])
@pytest.mark.parametrize("sections", [told_sections(), lacking_sections()], ids=["told", "lacking"])
def test_no_word_of_the_screen_is_untranslated(sections: tuple[Any, ...], is_full: bool) -> None:
    screen = compose_screen(ME, sections, True, View(NOW, PSEUDO, is_full, is_first_look=True, opens=True), ALL_CARDS)
    data = data_of(sections)
    found = {word: text for text in texts(screen) for word in untranslated(text, data)}
    assert found == {}
    assert any("ŵ" in text for text in texts(screen))


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_paper_is_untranslated(kind: str) -> None:
    sections = told_sections()
    told = paper_text(compose_paper(kind, ME, sections, View(NOW, PSEUDO)))
    assert [word for word in untranslated(told, data_of(sections)) if word != "CPR"] == []


def test_speech_has_its_words_from_the_catalogue() -> None:
    said = Speech(PSEUDO).of("+24 (+20 %), 118 · 100 \u0064ag, < 48, 45–90, 7 mmol/L")
    assert [word for word in PLAIN_LETTERS.findall(said) if word != "dag"] == []
