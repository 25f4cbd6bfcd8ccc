"""No word of banner, CAVE line, strip, summary, heading, foot, section bar and rail is cut (recorder.py tells how)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication, QWidget

from clinic import NOW
from overblik.domain.patient import cpr
from overblik.viewmodels.patient_list import PatientListModel
from overblik.viewmodels.roll import Listed
from overblik.viewmodels.rows import Card
from overblik.viewmodels.screen import Banner, Cave, Strip, Summary
from overblik.widgets.banner import BannerView
from overblik.widgets.card_view import CardHead
from overblik.widgets.cave_line import CaveLine
from overblik.widgets.foot import Foot
from overblik.widgets.keys import LETTERS
from overblik.widgets.look import Look
from overblik.widgets.rail import Rail
from overblik.widgets.section_bar import SectionBar
from overblik.widgets.strip import StripView
from overblik.widgets.style import style_sheet
from overblik.widgets.summary import SummaryView
from widgets import parts
from widgets.recorder import drawn_of, faults
from widgets.rows import COMPOUND, LONG_NAME, words_in
from widgets.test_painted_words import languages, looks

LookOf = Callable[[str, float], Look]
PANES = (820, 1058, 1144, 1218)
"""Design pixels: the patient's pane in a window of 1042, 1280, 1366 and 1440 beside the list."""
CARDS = (240, 320, 456, 640)


def faults_of(widget: QWidget, told: list[str]) -> list[str]:
    return faults(drawn_of(widget), QRectF(widget.rect()), told)


def sized(widget: Any, width: int, tall: int | None = None) -> Any:
    """Give a part its width, and the height that it then asks for."""
    widget.resize(width, tall or widget.height())
    widget.resize(width, tall or widget.height())
    return widget


def shown_banner(banner: Banner, width: int, look: Look) -> BannerView:
    view = sized(BannerView(look), look.px(width))
    view.show_banner(banner)
    return sized(view, look.px(width))


def banner_faults(banner: Banner, width: int, look: Look) -> list[str]:
    return faults_of(shown_banner(banner, width, look), parts.words_of_banner(banner))


def cave_faults(cave: Cave, width: int, look: Look) -> list[str]:
    view = sized(CaveLine(look, "CAVE"), look.px(width))
    view.show_cave(cave)
    return faults_of(sized(view, look.px(width)), parts.words_of_cave(cave))


def strip_faults(strip: Strip, width: int, look: Look) -> list[str]:
    view = sized(StripView(look), look.px(width))
    view.show_strip(strip)
    return faults_of(sized(view, look.px(width)), parts.words_of_strip(strip))


def summary_faults(summary: Summary, width: int, look: Look) -> list[str]:
    view = SummaryView(look)
    view.show_summary(summary)
    tall = view.wanted_height(look.px(width))
    return faults_of(sized(view, look.px(width), tall), parts.words_of_summary(summary))


def found(told: dict[str, Any], widths: tuple[int, ...], look: Look, check: Callable[..., list[str]]) -> dict[str, Any]:
    return {
        f"{name} at {width}": fault
        for name, one in told.items()
        for width in widths
        if (fault := check(one, width, look))
    }


@pytest.mark.rule("R1")
@looks
@languages
def test_r1_no_word_of_the_banner_is_cut(theme: str, scale: float, language: str, look_of: LookOf) -> None:
    told = {name: screen.banner for name, screen in parts.screens(language).items()} | parts.HARD_BANNERS
    assert found(told, PANES, look_of(theme, scale), banner_faults) == {}


@pytest.mark.rule("R11")
@looks
@languages
def test_r11_no_word_of_the_cave_line_is_cut(theme: str, scale: float, language: str, look_of: LookOf) -> None:
    told = {name: screen.cave for name, screen in parts.screens(language).items()} | parts.HARD_CAVES
    assert found(told, PANES, look_of(theme, scale), cave_faults) == {}


@looks
@languages
def test_no_word_of_the_strip_is_cut(theme: str, scale: float, language: str, look_of: LookOf) -> None:
    told = {name: screen.strip for name, screen in parts.screens(language).items()} | parts.HARD_STRIPS
    assert found(told, PANES, look_of(theme, scale), strip_faults) == {}


@looks
@languages
def test_no_word_of_the_summary_is_cut(theme: str, scale: float, language: str, look_of: LookOf) -> None:
    told = {name: screen.summary for name, screen in parts.screens(language).items()} | parts.HARD_SUMMARIES
    assert found(told, (320, *PANES), look_of(theme, scale), summary_faults) == {}


@looks
def test_no_word_of_a_cards_heading_is_cut(theme: str, scale: float, look_of: LookOf) -> None:
    look, wrong = look_of(theme, scale), []
    for right in ("hentet 09:41", "seneste svar 20. nov 2026, Laboratorium hentet 21. nov 2026", COMPOUND * 2):
        for width in CARDS:
            head = CardHead(look)
            head.show_card(Card("", "Vaccinationer", "V", "syringe", right, count="12 af 38 vist"))
            told = ["Vaccinationer", right, "12 af 38 vist"]
            wrong += faults_of(sized(head, look.px(width), head.fit(look.px(width))), told)
    assert wrong == []


@pytest.mark.rule("R8")
@looks
@languages
def test_r8_the_foot_names_or_counts_all_that_lies_below(
    theme: str, scale: float, language: str, look_of: LookOf
) -> None:
    look, names, wrong = look_of(theme, scale), ["Metformin", COMPOUND, LONG_NAME, "Furix", "Morfin"], []
    for width in CARDS:
        foot = sized(Foot(look), look.px(width))
        foot.tell(names, 14, words_in(language))
        drawn = drawn_of(sized(foot, look.px(width)))
        told = "".join("".join(word.text.split()) for word in drawn)
        named = sum(1 for name in names if name in told)
        wrong += faults(drawn, QRectF(foot.rect()), ["Metformin", f"+{14 - named}"])
    assert wrong == []


@looks
@languages
def test_no_word_of_the_section_bar_is_cut(
    theme: str, scale: float, language: str, look_of: LookOf, qtbot: Any
) -> None:
    """Sections for which there is no room are left out whole, never cut."""
    look, say = look_of(theme, scale), words_in(language).say
    left = [("", "O", say("window.overview"))] + [(name, key, say(f"topic.{name}")) for name, key in LETTERS.items()]
    right = [("original", "R", say("window.original")), ("keys", "F1", say("window.keys"))]
    room = QWidget()
    qtbot.addWidget(room)
    bar = SectionBar(left, right, "Flere", look, room)
    room.show()
    for width in (440, 640, *PANES, 3200):
        bar.resize(look.px(width), bar.height())
        bar.mark("medication")
        QApplication.sendPostedEvents()
        bar.layout().activate()
        shown = [button.text() for button in bar.buttons.values() if button.isVisible()]
        assert {say("window.original"), say("window.keys")} <= set(shown)
        assert language == "pseudo" or len(shown) > 2
        assert faults_of(bar, shown) == [], width
    assert len(shown) == len(left) + len(right)


class Noon:
    """A clock that stands."""

    def now(self) -> Any:
        return NOW

    def monotonic(self) -> float:
        return 0.0


PEOPLE = (
    Listed(cpr("0101019990"), f"von {LONG_NAME}", "Nancy Karoline Amalie Frederikke", "1901-01-01", "female", ""),
    Listed(cpr("2512489996"), "Berggren", "Nancy Ann", "1948-12-25", "female", "09:50"),
    Listed(cpr("0309363991"), "Jensen", "Karen", "1936-09-03", "female", "10:10"),
    Listed(cpr("1702589990"), "Jensen", "Karin", "1958-02-17", "female", "10:30"),
)


def shown_rail(language: str, chosen: int, look: Look, qtbot: Any) -> Rail:
    model = PatientListModel(PEOPLE, Noon(), words_in(language))
    model.choose_patient(PEOPLE[chosen].patient_id)
    rail = Rail(model, look, "Læge M. Eksempel")
    rail.setStyleSheet(style_sheet(look))
    qtbot.addWidget(rail)
    rail.resize(rail.width(), look.px(700))
    rail.show()
    rail.layout().activate()
    return rail


def rail_faults(language: str, chosen: int, look: Look, qtbot: Any) -> list[str]:
    rail = shown_rail(language, chosen, look, qtbot)
    model = rail.model
    lines = [text for line in model.lines() for text in (line.time, line.name, line.age, line.state)]
    return faults_of(rail, [text for text in (*lines, *model.heading, "Læge M. Eksempel") if text])


@pytest.mark.rule("R3")
@looks
@languages
def test_r3_no_word_of_the_list_is_cut(theme: str, scale: float, language: str, look_of: LookOf, qtbot: Any) -> None:
    assert rail_faults(language, 1, look_of(theme, scale), qtbot) == []


NARROW = 418
"""The pane of a window of 1280 at twice the text size (R26), in design pixels."""
ONCE_FAULTS: dict[str, Callable[[Look, Any], list[str]]] = {
    "the contacts of a narrow banner stand over name and number": lambda look, _: banner_faults(
        parts.screens("da")["whole"].banner, NARROW, look
    ),
    "the badges of a narrow banner stand outside": lambda look, _: banner_faults(
        parts.HARD_BANNERS["everything at once"], NARROW, look
    ),
    "the hatch of a dead patient's banner moves the badges under the contacts": lambda look, _: [
        fault for width in range(820, 1218, 8) for fault in banner_faults(parts.DEAD_WITH_CONTACTS, width, look)
    ],
    "the mark of a copy stands over the words of a narrow CAVE line": lambda look, _: cave_faults(
        replace(parts.HARD_CAVES["a dozen agents"], copy="kopi fra 23. nov 2026 kl. 06:12"), NARROW, look
    ),
    "the offline bar of a narrow strip is cut": lambda look, _: strip_faults(
        parts.screens("da")["kept"].strip, NARROW, look
    ),
    "a chip of many words stands outside a narrow strip": lambda look, _: strip_faults(
        parts.A_SOURCE_OF_TOO_MANY_WORDS, NARROW, look
    ),
    "a similar name that was seen is cut in the English list": lambda look, bot: rail_faults("en", 2, look, bot),
}
"""Faults that the painters once had."""


@pytest.mark.parametrize("fault", ONCE_FAULTS)
def test_a_mended_fault_does_not_come_back(fault: str, look_of: LookOf, qtbot: Any) -> None:
    assert ONCE_FAULTS[fault](look_of("light", 1.0), qtbot) == []
