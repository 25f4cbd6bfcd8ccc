"""The eleven criteria of Sittig 2015 (10.1093/jamia/ocv013), each on the page that is painted (screens.md 3.8)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from clinic import ME, NOW, complete, day, interval, medication, plain, result, view
from overblik.domain.lab_result import Flag
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.screen_parts import compose_screen
from overblik.viewmodels.trend import trend
from overblik.viewmodels.trend_series import numeric
from overblik.viewmodels.trend_words import legend
from overblik.widgets.banner import BannerView
from overblik.widgets.trend_course import point_y
from overblik.widgets.trend_page import TrendPage
from viewmodels.kinds import NANCY
from widgets.recorder import drawn_of, joined
from widgets.rows import words_in

WIDE, NARROW, HIGH = interval("50", "90"), interval("45", "90"), interval("", "48")
DAYS = ("2026-11-20", "2026-08-12", "2026-03-04", "2025-10-14", "2024-03-05", "2023-08-22", "2022-01-18", "2021-03-10")
KIDNEY = zip(DAYS, ("142", "118", "109", "104", "91", "88", "82", "78"), strict=True)
SUGAR = zip(DAYS, ("58", "57", "54", "52", "64", "61", "55", "62"), strict=True)
FACTS = (
    *(
        result(value, when, flag=Flag.HIGH if value > "90" or len(value) > 2 else Flag.NORMAL,
               reference=NARROW if when > "2024" else WIDE)
        for when, value in KIDNEY
    ),
    *(
        result(value, when, "Hæmoglobin A1c (IFCC);Hb(B)", "NPU27300", "mmol/mol", flag=Flag.HIGH, reference=HIGH)
        for when, value in SUGAR
    ),
    result("67", "2023-02-20", "Hæmoglobin A1c (IFCC);Hb(B)", "NPU27300", "mmol/mol", method="Patientnær måling"),
)  # fmt: skip
SECTIONS = (
    complete(Topic.PATIENT, NANCY),
    complete(Topic.LAB_RESULTS, *FACTS),
    complete(Topic.MEDICATION, medication("Losartan", start=day("2024-10-15T08:00:00Z")), label="FMK"),
)


@pytest.fixture(params=[("light", 1.0), ("dark", 1.0), ("light", 2.0)], ids=["light", "dark", "200 %"])
def page(request: Any, look_of: Any) -> Iterator[TrendPage]:
    made = shown(TrendPage(look_of(*request.param), words_in("da")))
    yield made
    made.close()


@pytest.fixture
def plain_page(look_of: Any) -> Iterator[TrendPage]:
    made = shown(TrendPage(look_of("light", 1.0), words_in("da")))
    yield made
    made.close()


def shown(made: TrendPage, **more: Any) -> TrendPage:
    seen = View(NOW, words_in("da"), is_full=True, **more)
    made.resize(1200, 800)
    made.show_trend(trend(SECTIONS, seen, tuple(numeric(SECTIONS))), seen)
    made.show()
    settle(made)
    return made


def settle(made: TrendPage) -> None:
    for _ in range(4):
        QApplication.processEvents()
    assert made.table_rows.trend is made.trend


def drawn(made: TrendPage) -> list[str]:
    return [plain(word.text) for word in drawn_of(made.chart)]


def test_sittig_01_the_patient_is_named_above_and_the_page_covers_nothing_of_it(plain_page: TrendPage) -> None:
    screen = compose_screen(ME, SECTIONS, False, view(), ())
    banner = BannerView(plain_page.look)
    banner.show_banner(screen.banner)
    assert "Berggren" in banner.accessibleName()
    assert "251248" in banner.accessibleName()
    assert plain_page.parent() is None or not isinstance(plain_page.parent(), BannerView)


def test_sittig_02_the_title_says_what_is_shown(page: TrendPage) -> None:
    assert page.head.title.text() == "Kreatinin og Hæmoglobin A1c (IFCC)"
    assert page.head.title.text() in page.head.accessibleName()


def test_sittig_03_the_axis_of_time_is_labelled(page: TrendPage) -> None:
    assert "Prøvetagningsdato, nyeste til højre, ens tidsafstand" in " ".join(drawn(page))


def test_sittig_04_equal_time_is_equal_distance_forwards_and_the_table_has_newest_on_top(page: TrendPage) -> None:
    page.chart.grab()
    at, trend_shown = page.chart._places, page.trend
    assert at is not None
    assert trend_shown is not None
    rates = [
        (at.x_of(later, page.chart.span) - at.x_of(earlier, page.chart.span)) / (later - earlier)
        for earlier, later in pairwise(trend_shown.moments)
    ]
    assert min(rates) > 0
    assert max(rates) == pytest.approx(min(rates))
    moments = [page.table_rows.moment_of(row) for row in range(page.table_rows.rowCount())]
    assert moments == sorted(moments, reverse=True)


def test_sittig_05_months_and_years_are_named_and_never_overlap_at_any_zoom(page: TrendPage) -> None:
    for _ in range(14):
        words = [word for word in drawn_of(page.chart) if is_time(plain(word.text))]
        assert words, "an axis without a label"
        boxes = sorted((word.box for word in words), key=lambda box: box.left())
        assert all(left.right() <= right.left() for left, right in pairwise(boxes))
        page.chart.zoom(0.7)


def is_time(text: str) -> bool:
    months = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    is_date = (
        len(text.split()) == 3 and text.split()[1] in months and text.endswith(("21", "22", "23", "24", "25", "26"))
    )
    return text in months or (text.isdigit() and len(text) == 4 and text.startswith("20")) or is_date


def test_sittig_06_each_axis_of_values_has_name_and_unit(page: TrendPage) -> None:
    told = joined("".join(drawn(page)))
    assert joined("Kreatinin;P, µmol/L NPU18016") in told
    assert joined("Hæmoglobin A1c (IFCC);Hb(B), mmol/mol NPU27300") in told


def test_sittig_07_the_scale_is_the_same_whatever_is_in_view_and_says_when_it_is_stretched(
    plain_page: TrendPage,
) -> None:
    page = plain_page
    before = [word for word in drawn(page) if word.isdigit() and len(word) < 4]
    page.chart.show_years(1)
    assert [word for word in drawn(page) if word.isdigit() and len(word) < 4] == before
    high = replace(FACTS[0], value="400", quantity=replace(FACTS[0].quantity, value=400, wire_text="400"))
    sections = (complete(Topic.LAB_RESULTS, high, *FACTS[1:]),)
    page.show_trend(trend(sections, view(is_full=True), tuple(numeric(sections))[:1]), view(is_full=True))
    assert "skala udvidet ud over 40–160" in " ".join(drawn(page))


def test_sittig_08_each_axis_of_values_has_its_values(page: TrendPage) -> None:
    told = drawn(page)
    assert {"40", "80", "120", "160"} <= set(told)
    assert {"20", "40", "60", "80"} <= set(told)


def pixels(image: QImage, colour: QColor, box: Any) -> int:
    ratio = image.devicePixelRatio()
    found = 0
    for x in range(int(box.left() * ratio), int(box.right() * ratio), 3):
        for y in range(int(box.top() * ratio), int(box.bottom() * ratio), 3):
            found += image.pixelColor(x, y) == colour
    return found


def test_sittig_09_the_interval_is_an_area_with_its_step_and_both_intervals_in_words(page: TrendPage) -> None:
    image = page.chart.grab().toImage()
    at = page.chart._places
    assert at is not None
    assert all(pixels(image, page.look.color("band"), plot) > 100 for plot in at.plots)
    assert "interval ændret 05. mar 2024: 50–90 → 45–90" in " ".join(" ".join(drawn(page)).split())


def test_sittig_10_the_exact_value_comes_by_arrow_by_hover_and_in_the_table(page: TrendPage, qtbot: Any) -> None:
    assert page.trend is not None
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    assert "Kreatinin 118 µmol/L, over interval" in plain(page.readout.accessibleName())
    qtbot.keyClick(page.chart, Qt.Key.Key_Home)
    assert plain(page.readout.accessibleName()).startswith("10. mar 2021, Kreatinin 78 µmol/L")
    at = page.chart._places
    assert at is not None
    panel, plot = page.trend.panels[0], at.plots[0]
    over = panel.points[-2]
    place = QPointF(at.x_of(over.when, page.chart.span), point_y(over, panel, plot))
    qtbot.mouseMove(page.chart, QPoint(2, 2))
    qtbot.mouseMove(page.chart, place.toPoint())
    assert "Kreatinin 118 µmol/L" in plain(page.readout.accessibleName())
    spoken = [
        plain(page.table_rows.data(page.table_rows.index(row, 1), int(Qt.ItemDataRole.AccessibleTextRole)))
        for row in range(page.table_rows.rowCount())
    ]
    assert "Kreatinin 142 µmol/L, over interval, 20. nov 2026" in spoken
    assert "Kreatinin, ikke målt, 20. feb 2023" in spoken


def test_sittig_10_every_point_of_the_chart_stands_in_the_table(page: TrendPage) -> None:
    assert page.trend is not None
    rows = {page.table_rows.moment_of(row) for row in range(page.table_rows.rowCount())}
    assert rows == {point.when for panel in page.trend.panels for point in panel.points}


def test_sittig_10_the_table_is_there_also_where_the_chart_is_scrolled_out_of_view(look_of: Any, qtbot: Any) -> None:
    page = TrendPage(look_of("light", 2.0), words_in("da"))
    seen = View(NOW, words_in("da"), is_full=True)
    page.resize(900, 60)
    page.show_trend(trend(SECTIONS, seen, tuple(numeric(SECTIONS))), seen)
    page.show()
    qtbot.waitUntil(lambda: page.table_rows.rowCount() == 9, timeout=1000)
    assert page.table.currentIndex().row() == 0
    page.close()


def test_sittig_11_every_colour_and_shape_has_its_word(page: TrendPage) -> None:
    assert page.trend is not None
    told = dict(legend(page.trend, page.words))
    assert {"high", "normal", "apart", "band", "step", "selected", "taken"} <= told.keys()
    assert all(text in page.details.accessibleName() for text in told.values())
    painted = " ".join(" ".join(plain(word.text) for word in drawn_of(page.details)).split())
    assert all(plain(text) in painted for text in told.values())


def test_r13_the_line_is_straight_between_its_points_and_runs_through_no_other_method(plain_page: TrendPage) -> None:
    page = plain_page
    assert page.trend is not None
    page.chart.grab()
    course = page.chart._courses[1]
    assert len(course.line) == 8  # the ninth answer is of another method
    assert [point.sign for point in course.told] == ["apart"]


def test_r14_what_is_moved_by_panning_is_the_same_picture_as_what_is_drawn_anew(plain_page: TrendPage) -> None:
    page = plain_page
    page.chart.zoom(0.4)
    page.chart.grab()
    for by in (-0.2, -0.13, 0.08, -0.31):
        page.chart.pan(by)
        moved = page.chart.grab().toImage()
        for course in page.chart._courses:
            course.layer = None
        assert page.chart.grab().toImage() == moved


def test_the_own_level_is_drawn_with_its_window_only_when_it_is_on(look_of: Any) -> None:
    told = {}
    for is_on in (False, True):
        page = shown(TrendPage(look_of("light", 1.0), words_in("da")), has_level=is_on)
        told[is_on] = " ".join(drawn(page))
        page.close()
    assert "eget niveau" not in told[False]
    assert "eget niveau 109 (104–118), 18 mdr., n = 3" in " ".join(told[True].split())


def test_nothing_of_a_patient_is_left_when_the_page_is_blanked(plain_page: TrendPage) -> None:
    plain_page.blank()
    assert drawn(plain_page) == []
    told = (plain_page.chart, plain_page.readout, plain_page.head, plain_page.details)
    assert [part.accessibleName() for part in told] == [""] * 4
    assert plain_page.table_rows.rowCount() == 0
    assert plain_page.current_row() is None


@pytest.mark.parametrize(("theme", "scale"), [("light", 0.85), ("light", 1.35), ("light", 2.0)])
@pytest.mark.parametrize("width", [560, 900, 1400])
def test_no_word_of_the_chart_is_cut_or_runs_out_of_it(look_of: Any, theme: str, scale: float, width: int) -> None:
    page = TrendPage(look_of(theme, scale), words_in("da"))
    seen = View(NOW, words_in("da"), is_full=True, has_level=True)
    page.resize(width, 900)
    page.show_trend(trend(SECTIONS, seen, tuple(numeric(SECTIONS))), seen)
    page.show()
    settle(page)
    for part in (page.chart, page.readout, page.details):
        for word in drawn_of(part):
            assert word.box.right() <= part.width() + 2, (word.text, word.box, part.width())
            assert word.box.bottom() <= part.height() + 2, (word.text, word.box, part.height())
    page.close()
