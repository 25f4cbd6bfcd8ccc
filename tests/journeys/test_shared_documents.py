"""Document sharing at the desk: three actors' plans, appointments, stamkort, home monitoring and laboratory reports."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import plain
from journeys.conftest import BERGGREN, Desk, Services
from journeys.shared_documents import of
from overblik.domain.section import Standing, Topic
from overblik.viewmodels.rows import GroupRow, LineRow, NoticeRow, PlanRow, Row
from overblik.widgets import document_page

SHARED = (
    *(Topic.APPOINTMENTS, Topic.CARE_PLANS, Topic.HOME_MONITORING, Topic.QUESTIONNAIRES, Topic.LAB_RESULTS),
    *(Topic.DOCUMENTS, Topic.MASTER_DATA),
)


def page(desk: Desk, name: str) -> tuple[Row, ...]:
    desk.program.model.open_page(name)
    desk.bot.wait(20)
    rows: tuple[Row, ...] = desk.shell.full.model.rows
    return rows


def retrieved(sandbox: Services) -> int:
    rows = sandbox.order("requests", None, "GET")["requests"]
    return sum(row.get("documents", 0) or 0 for row in rows if row.get("operation") == "RetrieveDocumentSet")


def check_whole(desk: Desk) -> None:
    """The drawn patient is whole: three actors, what comes next, stamkort, home measurements, laboratory reports."""
    plans = page(desk, "care_plans")
    heads = [row.text for row in plans if isinstance(row, GroupRow)]
    assert heads[:4] == ["Hvad sker der nu", "Egen læge", "Hospital", "Kommune"]
    steps = [row for row in plans if isinstance(row, LineRow)]
    assert [plain(row.left)[:12] for row in steps] == ["30. nov 2026", "02. dec 2026", "07. dec 2026"]
    assert all(row.second for row in steps)
    by_owner = {row.owner for row in plans if isinstance(row, PlanRow)}
    assert {"EPJ Eksempel", "Kommune", "Forløbsplaner"} <= by_owner
    card = {plain(row.left): row for row in page(desk, "master_data") if isinstance(row, LineRow)}
    assert plain(card["Livstestamente"].text) == "ikke oplyst"
    assert "skrevet af borgeren" in plain(card["Tandlæge"].second)
    struck = [row for row in page(desk, "home_monitoring") if isinstance(row, LineRow) and row.is_struck]
    assert len(struck) == 1
    replaced = [row for row in page(desk, "lab_results") if isinstance(row, LineRow) and row.is_struck]
    assert [plain(row.text) for row in replaced] == ["6,0 mmol/L"]
    moved = [row for row in page(desk, "appointments") if isinstance(row, LineRow) and row.badge]
    assert {row.badge.text for row in moved if row.badge} == {"Flyttet", "Aflyst"}
    assert [row for row in page(desk, "questionnaires") if isinstance(row, LineRow)]


def test_the_drawn_patient_is_whole_online_and_with_the_network_gone(desk: Desk, sandbox: Services) -> None:
    desk.look(BERGGREN)
    check_whole(desk)
    desk.bot.wait(400)  # copies are written after the paint
    sandbox.disturb("drop")
    desk.program.model.fetch_again()
    desk.wait()
    sections = desk.program.model.sections
    assert all(of(sections, topic).from_copy for topic in SHARED)
    check_whole(desk)


def test_nothing_is_silently_dropped_and_every_document_stands_in_the_list(desk: Desk) -> None:
    desk.look(BERGGREN)
    sections = desk.program.model.sections
    for topic in SHARED:
        section = of(sections, topic)
        assert section.unreadable == (), (topic, section.unreadable)
        assert section.refused == 0
        assert section.entries, topic
    listed = [entry.fact.title for entry in of(sections, Topic.DOCUMENTS).entries]
    assert len(listed) == 22
    assert not any("2512489996" in title for title in listed)


def test_a_second_opening_fetches_no_document_that_has_not_changed(desk: Desk, sandbox: Services) -> None:
    desk.look("0309363991")
    first = retrieved(sandbox)
    assert first >= 60
    desk.look("2901559991")
    desk.bot.wait(400)
    sandbox.order("requests", None, "DELETE")
    desk.look("0309363991")
    assert retrieved(sandbox) == 0
    assert len(of(desk.program.model.sections, Topic.DOCUMENTS).entries) == 60


@pytest.mark.rule("T16", "T17")
def test_t17_a_document_and_its_file_open_by_the_users_act_alone(
    desk: Desk, sandbox: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(
        document_page.QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())) or True
    )
    desk.look(BERGGREN)
    rows = page(desk, "documents")
    at = next(n for n, row in enumerate(rows) if "fil vedhæftet" in getattr(row, "second", ""))
    desk.shell.full.table.setFocus()
    desk.shell.full.table.go_to(at)
    desk.press(Qt.Key.Key_Return)
    view = desk.shell.document
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is view)
    assert opened == []
    assert view.button.isVisible()
    assert view.button.text().startswith("Åbn vedhæftet PDF")
    desk.bot.mouseClick(view.button, Qt.MouseButton.LeftButton)
    desk.bot.waitUntil(lambda: bool(opened))
    (path,) = opened
    assert path.read_bytes().startswith(b"%PDF-")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert BERGGREN not in str(path)
    desk.press(Qt.Key.Key_Escape)
    desk.look("2901559991")
    desk.bot.waitUntil(lambda: not path.exists())
    assert view.text.toPlainText() == ""


def test_a_document_of_the_kept_list_is_fetched_when_it_is_opened(desk: Desk, sandbox: Services) -> None:
    desk.look("0309363991")
    desk.look("2901559991")
    desk.bot.wait(400)
    desk.look("0309363991")
    rows = page(desk, "documents")
    at = next(n for n, row in enumerate(rows) if isinstance(row, LineRow))
    assert "teksten hentes" in getattr(rows[at], "second", "")
    sandbox.order("requests", None, "DELETE")
    desk.shell.full.table.setFocus()
    desk.shell.full.table.go_to(at)
    desk.press(Qt.Key.Key_Return)
    desk.bot.waitUntil(lambda: desk.shell.pages.currentWidget() is desk.shell.document)
    assert len(desk.shell.document.text.toPlainText()) > 40
    assert retrieved(sandbox) == 1


@pytest.mark.rule("T22", "R21")
def test_t22_blocked_documents_are_shown_by_override_with_a_reason_marked_and_hidden_again(
    desk: Desk, sandbox: Services
) -> None:
    desk.look("1106929990")
    rows = page(desk, "documents")
    at, row = next((n, row) for n, row in enumerate(rows) if isinstance(row, NoticeRow) and row.act)
    assert isinstance(row, NoticeRow)
    assert plain(row.action) == "Værdispring…"
    desk.shell.full.table.setFocus()
    desk.shell.full.table.go_to(at)
    desk.press(Qt.Key.Key_Return)
    reveal = desk.shell.reveal
    assert desk.shell.pages.currentWidget() is reveal
    assert not reveal.given.isVisible()
    assert not reveal.overridden.isEnabled()
    desk.bot.keyClicks(reveal.why, "Bevidstløs patient")
    sandbox.order("requests", None, "DELETE")
    desk.bot.mouseClick(reveal.overridden, Qt.MouseButton.LeftButton)
    desk.wait()
    section = of(desk.program.model.sections, Topic.DOCUMENTS)
    assert section.by_override
    assert section.entries
    asked = sandbox.order("requests", None, "GET")["requests"]
    assert {row["override"] for row in asked if row["base"] == "dds"} == {True}
    rows = page(desk, "documents")
    marked = next(row for row in rows if isinstance(row, NoticeRow) and row.act == "hide")
    assert "Vist ved værdispring" in plain(marked.heading)
    # Other topics are asked as everybody asks: an act at one source says nothing of another.
    sandbox.order("requests", None, "DELETE")
    desk.program.model.fetch_again()
    desk.wait()
    asked = sandbox.order("requests", None, "GET")["requests"]
    assert {row["override"] for row in asked if row["base"] == "sfsk"} == {False}
    desk.program.model.hide_private()
    desk.wait()
    section = of(desk.program.model.sections, Topic.DOCUMENTS)
    assert (section.standing, section.entries) == (Standing.BLOCKED, ())


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("huge_part", {"megabytes": 40}),
        ("gzip_bomb", {}),
        ("entity_bomb", {}),
        ("missing_part", {}),
        ("duplicate_content_id", {}),
        ("no_closing", {}),
        ("other_document", {}),
        ("cut", {}),
        ("wrong_hash", {}),
        ("script", {}),
    ],
)
def test_h8_one_bad_document_is_said_and_takes_no_other_away(
    desk: Desk, sandbox: Services, kind: str, facts: dict[str, Any]
) -> None:
    sandbox.disturb(kind, "dds", "RetrieveDocumentSet", times=1, **facts)
    desk.look(BERGGREN)
    sections = [of(desk.program.model.sections, topic) for topic in SHARED if topic is not Topic.MASTER_DATA]
    assert sum(len(section.entries) for section in sections) > 60
    spoken = plain(desk.spoken())
    assert "<script" not in spoken
    short = [section for section in sections if section.standing is Standing.PARTIAL or section.unreadable]
    documents = of(desk.program.model.sections, Topic.DOCUMENTS)
    if kind not in ("script", "no_closing", "cut"):  # a line that was cut once is asked again
        assert short or documents.reasons[1:], kind


def test_the_page_of_plans_opens_with_what_happens_now_unless_a_plan_was_chosen(desk: Desk) -> None:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_P)
    desk.press(Qt.Key.Key_P)
    table = desk.shell.full.table
    assert table.verticalScrollBar().value() == 0
    assert table.currentIndex().row() == 1  # the first step, under the heading
    assert isinstance(table.current(), LineRow)
    desk.press(Qt.Key.Key_Escape)
    desk.shell.focus_card("care_plans")
    desk.press(Qt.Key.Key_Down)
    chosen = desk.shell.overview.cards["care_plans"].table.current()
    assert isinstance(chosen, PlanRow)
    desk.press(Qt.Key.Key_P)
    assert isinstance(table.current(), PlanRow)
    assert table.current().key == chosen.key
