"""The code of a printed list: its digest's first bits in letters that nobody takes for others, read however typed."""

import hashlib

import pytest

from overblik.domain.disclosure import code_of, read_code, seal_message

DIGEST = hashlib.sha256(b"the words").hexdigest()


def test_a_code_is_of_four_times_four_letters_none_of_which_is_another_on_paper() -> None:
    code = code_of(DIGEST)
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]
    assert not set("ILOU") & set("".join(code_of(f"{n:02x}" * 32) for n in range(256)))
    assert code_of("0" * 64) == "0000-0000-0000-0000"
    assert code_of("f" * 64) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert code_of("0" * 19 + "1" + "0" * 44) == "0000-0000-0000-0001"


def test_one_other_bit_of_the_first_eighty_is_another_code() -> None:
    number = int(DIGEST, 16)
    codes = {code_of(f"{number ^ 1 << (255 - bit):064x}") for bit in range(80)}
    assert len(codes) == 80
    assert code_of(DIGEST) not in codes


@pytest.mark.parametrize("typed", ["{}", " {} "])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    code = code_of(DIGEST)
    for form in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert read_code(typed.format(form)) == code
    assert read_code("OIL0-0000-0000-0000") == "0110-0000-0000-0000"


@pytest.mark.parametrize("text", ["", "abc", "0000-0000-0000-000", "0000-0000-0000-000U", "0000-0000-0000-00000"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="code"):
        read_code(text)


def test_what_is_signed_has_a_name_of_its_own() -> None:
    assert seal_message(DIGEST) == b"overblik-list-1\n" + DIGEST.encode()
