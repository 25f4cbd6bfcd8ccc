"""Which PIN may be chosen: digits alone never protect where no hardware counts the guesses (safety.md section 6)."""

import pytest

from overblik.access.pin import checked_pin
from overblik.domain.errors import PinRefused


@pytest.mark.parametrize("pin", ["kilde-42", "blå 7 æbler", "12345678a"])
def test_eight_mixed_characters_may_be_chosen(pin: str) -> None:
    assert checked_pin(pin, hardware_counts=False) == pin


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("", "short"),
        ("kort-42", "short"),
        ("40817236", "kinds"),
        ("kildevand", "kinds"),
        ("aaaa1111", "plain"),
        ("a1a1a1a1a1", "plain"),
    ],
)
def test_what_is_guessed_soon_is_refused(pin: str, reason: str) -> None:
    with pytest.raises(PinRefused) as found:
        checked_pin(pin, hardware_counts=False)
    assert found.value.facts["reason"] == reason


def test_six_digits_may_be_chosen_where_hardware_counts() -> None:
    assert checked_pin("408172", hardware_counts=True) == "408172"
    for plain in ("123456", "987654", "111222", "40817"):
        with pytest.raises(PinRefused):
            checked_pin(plain, hardware_counts=True)


def test_the_same_keys_give_the_same_pin_on_every_keyboard() -> None:
    assert checked_pin("a\u030abenbar 7", hardware_counts=False) == "\u00e5benbar 7"
