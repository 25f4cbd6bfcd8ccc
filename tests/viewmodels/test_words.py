"""Both languages say the same things: equal keys, equal facts, and every key the code asks for is there."""

import re
import string
from pathlib import Path

from overblik.runtime import paths
from overblik.viewmodels.words import load_words

_KEY = re.compile(r"""(?:say|one_or_many)\(\s*f?"([a-z_]+\.[A-Za-z_]+)\"""")


def _facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_danish_and_english_have_the_same_keys_and_facts() -> None:
    danish, english = (load_words(paths.resources(), language).sentences for language in ("da", "en"))
    assert danish.keys() == english.keys()
    assert {key: _facts(text) for key, text in danish.items()} == {key: _facts(text) for key, text in english.items()}


def test_every_key_that_the_code_names_is_in_the_catalogue() -> None:
    package = Path(__file__).parents[2] / "desktop" / "overblik"
    danish = load_words(paths.resources(), "da").sentences
    named = {key for path in package.rglob("*.py") for key in _KEY.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 100
    assert [key for key in sorted(named) if key not in danish and f"{key}_one" not in danish] == []


def test_no_sentence_shouts_or_has_a_markup_sign() -> None:
    for language in ("da", "en"):
        for key, text in load_words(paths.resources(), language).sentences.items():
            assert "!" not in text, key
            assert "<" not in text, key


def test_every_language_of_the_months_has_twelve() -> None:
    for language in ("da", "en"):
        assert len(load_words(paths.resources(), language).say("time.months").split()) == 12
