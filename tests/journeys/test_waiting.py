"""While a source has not answered its chip says so, and its arc turns; nothing else moves."""

from journeys.conftest import BERGGREN, Desk, Services
from overblik.viewmodels.marks import Marker


def test_the_arc_turns_while_a_source_is_asked_and_stands_when_it_has_answered(desk: Desk, sandbox: Services) -> None:
    sandbox.disturb("hang", base="municipality")
    strip = desk.window.pane.strip
    desk.open(BERGGREN)
    desk.bot.waitUntil(
        lambda: strip._strip is not None and [chip.marker for chip in strip._strip.chips].count(Marker.LOADING) == 1
    )
    before = strip._turned
    desk.bot.waitUntil(lambda: strip._turned != before)
    desk.program.model.close_patient()
    assert not strip._turning.isActive()
    sandbox.heal()
    desk.look(BERGGREN)
    assert not strip._turning.isActive()
