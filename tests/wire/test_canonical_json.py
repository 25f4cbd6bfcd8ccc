"""JSON in one form only, against the examples of RFC 8785 and whatever Hypothesis makes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overblik.wire.canonical_json import canonical, read_canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def test_names_are_sorted_by_utf_16_code_units() -> None:
    """The example of RFC 8785 section 3.2.3, whose order code points would give otherwise."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    made = json.loads(canonical(dict.fromkeys(names, 0)))
    assert list(made) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_where_it_must_be_and_nowhere_else() -> None:
    """RFC 8785 section 3.2.2.2."""
    told = '\u20ac$\u000f\nA\'B"\\\\"/\u007f\u2028'
    assert canonical(told) == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f\u2028"'.encode()


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), 2**53, -(2**53), "\ud800", {"\ud800": 1}, {1: 2}, b"x", {"a": {1}}]
)
def test_what_has_no_one_form_here_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        canonical(value)


@given(st.dictionaries(TEXT, VALUES, max_size=5))
def test_what_is_written_is_read_back_and_has_one_form(value: dict) -> None:
    written = canonical(value)
    assert read_canonical(written) == value
    assert canonical(dict(reversed(value.items()))) == written


@pytest.mark.parametrize(
    "content",
    [b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"[]", b"1", b'{"a":1.0}', b"{", b"\xff", b'{"\\u0061":1}'],
)
def test_any_other_form_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_canonical(content)
