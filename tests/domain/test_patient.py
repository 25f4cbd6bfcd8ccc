"""Identifiers of the citizen."""

import pytest

from overblik.domain.errors import InputError
from overblik.domain.patient import IdKind, cpr, e_cpr, local, typed_by_user


@pytest.mark.parametrize("text", ["2512489996", "251248-9996", " 251248-9996 "])
def test_a_cpr_number_is_read_with_or_without_a_dash(text: str) -> None:
    assert cpr(text).number_for_lookup() == "2512489996"


@pytest.mark.parametrize("text", ["2512489996", "0101010000", "2509479989", "1111111118"])
def test_modulus_11_is_never_asked(text: str) -> None:
    assert cpr(text).kind is IdKind.CPR


@pytest.mark.parametrize("text", ["", "251248999", "25124899961", "251248999a", "٢٥١٢٤٨٩٩٩٦"])
def test_what_has_not_ten_digits_is_refused_with_a_code(text: str) -> None:
    with pytest.raises(InputError) as caught:
        cpr(text)
    assert caught.value.code == "cpr_form"


@pytest.mark.parametrize("text", ["3213489996", "2513489996", "0001019996"])
def test_a_date_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        cpr(text)
    assert caught.value.code == "cpr_date"


@pytest.mark.rule("T25")
def test_t25_text_and_repr_never_show_the_number() -> None:
    for patient_id in (
        cpr("2512489996"),
        local("sys", "hemmelig"),
        e_cpr("urn:oid:1.2.208.176.1.6.1.3.177", "1206550VK9"),
    ):
        for shown in (str(patient_id), repr(patient_id), f"{patient_id}", repr((patient_id,))):
            assert "9996" not in shown
            assert "hemmelig" not in shown
            assert "VK9" not in shown


def test_what_is_typed_is_a_cpr_number_or_system_and_value() -> None:
    assert typed_by_user("urn:oid:1.2.208.176.1.2|2512489996") == cpr("2512489996")
    assert typed_by_user("https://example.org/id|A|7") == local("https://example.org/id|A", "7")
