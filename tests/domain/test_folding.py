"""One rule of what two writings of a word share, and where in a text a beginning stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overblik.domain.folding import begun_by, fold, folded_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Åse", "åse"),
        ("AASE", "åse"),
        ("Ærø", "ærø"),
        ("René Müller", "rene muller"),
        ("A\u030arhus", "århus"),
        ("Strauß", "strauss"),
    ],
)
def test_case_and_accents_go_and_danish_letters_stay(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(text=st.text())
def test_words_hold_letters_and_digits_alone(text: str) -> None:
    assert all(word.isalnum() for word in folded_words(text))


@given(text=st.text(min_size=1))
def test_places_lie_in_the_text_in_order_and_begin_a_word(text: str) -> None:
    words = folded_words(text)
    at = 0
    for first, last in begun_by(text, tuple(words)):
        assert at <= first < last <= len(text)
        assert fold(text[first:last])
        at = last


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("P-Kreatinin og kreatinkinase", ("kreat",), ["Kreat", "kreat"]),
        ("ingen hit", ("xyz",), []),
        ("Aabenraa", ("åb",), ["Aab"]),
        ("RENÉ", ("rene",), ["RENÉ"]),
        ("urin/kreatinin", ("urin", "krea"), ["urin", "krea"]),
    ],
)
def test_the_places_are_those_of_the_text_as_it_stands(text: str, wanted: tuple[str, ...], marked: list[str]) -> None:
    assert [text[first:last] for first, last in begun_by(text, wanted)] == marked
