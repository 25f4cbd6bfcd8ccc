"""HL7 times to clinical dates: precision and offset as sent, nothing padded, nonsense refused (H15)."""

import pytest

from overblik.domain.dates import Precision
from overblik.wire.cda_time import day_of, has_odd_zone, time_of


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("sent", "text", "precision"),
    [
        ("2014", "2014", Precision.YEAR),
        ("201401", "2014-01", Precision.MONTH),
        ("20140121", "2014-01-21", Precision.DAY),
        ("20140121+0100", None, None),
        ("201401211030", "2014-01-21T10:30", Precision.MINUTE),
        ("201401211030+0100", "2014-01-21T10:30+01:00", Precision.MINUTE),
        ("20140121103000+0100", "2014-01-21T10:30:00+01:00", Precision.MINUTE),
        ("20140121103000.123-0500", "2014-01-21T10:30:00.123-05:00", Precision.MINUTE),
        ("20140121103000Z", "2014-01-21T10:30:00Z", Precision.MINUTE),
        (" 20140121 ", "2014-01-21", Precision.DAY),
        ("20170719113711", "2017-07-19T11:37:11", Precision.MINUTE),
        ("2014012110+0100", "2014-01-21", Precision.DAY),
        ("2014012123+0000", "2014-01-22", Precision.DAY),
    ],
)
def test_a_time_keeps_what_was_sent(sent: str, text: str | None, precision: Precision | None) -> None:
    """An hour alone gives the Danish day: minutes that nobody sent are never shown."""
    read = time_of(sent)
    if text is None:
        assert read is not None
        assert read.text == "2014-01-21"
    else:
        assert read is not None
        assert (read.text, read.precision) == (text, precision)


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    "sent",
    [
        "",
        "1",
        "12",
        "201",
        "20141",
        "2014012",
        "20140132",
        "20230229",
        "20140121240000",
        "201401212460",
        "00000101",
        "i går",
        "20140121103000+9900",
        "20140121103000+01:00",
        "2014-01-21",
        "null",
        "２０１４",
    ],
)
def test_nonsense_is_no_time(sent: str) -> None:
    assert time_of(sent) is None


def test_a_birth_time_is_the_day_as_written() -> None:
    for sent in ("19481225", "19481225000000+0000", "194812252359", "19481225000000+0100"):
        read = day_of(sent)
        assert read is not None
        assert read.text == "1948-12-25"
    assert day_of("19481225250000+0000") is None
    assert day_of("") is None
    year = day_of("1948")
    assert year is not None
    assert year.text == "1948"


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("sent", "is_odd"),
    [
        ("20170531110000+0100", True),
        ("20170531110000+0200", False),
        ("20170131110000+0100", False),
        ("20170131110000+0200", True),
        ("20170531110000+0000", False),
        ("20170531110000Z", False),
        ("20170531110000-0200", True),
        ("20170531110000", False),
        ("20170531", False),
        ("ord", False),
    ],
)
def test_an_offset_that_denmark_does_not_use_on_that_day_is_odd(sent: str, is_odd: bool) -> None:
    assert has_odd_zone(sent) is is_odd
