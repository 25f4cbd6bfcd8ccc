"""The hardened parser: what two readers could read two ways is refused, whatever the encoding (T16)."""

from collections.abc import Callable

import pytest

from overblik.wire.xml import XmlError, parse, parse_verbatim


@pytest.mark.rule("T16")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("cut", ["<!-- -->", "<?x y?>"])
@pytest.mark.parametrize("read", [parse, parse_verbatim])
def test_t16_a_text_that_is_cut_in_two_is_refused(read: Callable[[bytes], object], cut: str, encoding: str) -> None:
    with pytest.raises(XmlError, match="comment_in_text"):
        read(f"<a><b>1{cut}0</b></a>".encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_comments_between_elements_are_left_out_for_a_reader_and_kept_for_a_signature(encoding: str) -> None:
    message = "<!-- 1 --><a><!-- 2 --><b>10</b><?x y?></a><!-- 3 -->".encode(encoding)
    assert [node.tag for node in parse(message)] == ["b"]
    assert len(parse_verbatim(message)) == 3


@pytest.mark.rule("T16")
@pytest.mark.parametrize("read", [parse, parse_verbatim])
@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"<!DOCTYPE a><a/>", "doctype"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "doctype"),
        (b"<a>", "not_well_formed"),
        (b"<a>" * 300 + b"</a>" * 300, "too_deep"),
        (b"<a>" * 65 + b"</a>" * 65, "too_deep"),
        (b"<a>" + b" " * (20 * 1024 * 1024) + b"</a>", "too_large"),
    ],
)
def test_t16_what_is_not_read_says_why(read: Callable[[bytes], object], message: bytes, reason: str) -> None:
    with pytest.raises(XmlError, match=reason):
        read(message)


@pytest.mark.rule("T15")
@pytest.mark.parametrize("read", [parse, parse_verbatim])
def test_t15_a_message_as_deep_as_the_limit_is_read_and_a_broad_one_too(read: Callable[[bytes], object]) -> None:
    read(b"<a>" * 64 + b"</a>" * 64)
    read(b"<a>" + b"<b/>" * 100_000 + b"</a>")
