"""Ctrl+P on a list: the board and who is ready, on record before they are sent, and proved afterwards."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from clinic import DANISH_WORDS, plain
from journeys.conftest import Desk, Services
from journeys.lists import WARD, board, model, page, with_work_lists
from journeys.signed_in import Computer, sign_in
from journeys.test_shift_change import CONTROL, previewed, prints
from overblik.app.sealed_lists import proved
from overblik.domain.disclosure import code_of
from overblik.domain.errors import CannotWrite, ChainBroken, InputError, OverblikError
from overblik.viewmodels.paper import Boxed, paper_text
from overblik.viewmodels.paper import plain as words_of
from overblik.widgets.paper_layout import laid_out
from trail_reading import bodies, of_ring

BERGGREN = "2512489996"


@pytest.fixture
def ward(sandbox: Services, tmp_path: Path, qtbot: Any) -> Computer:
    return with_work_lists(sandbox, tmp_path, qtbot, "ward")


def records(computer: Computer) -> list[dict[str, Any]]:
    return bodies(computer.settings.profile / "trail.db", of_ring(computer.ring))


def shown(desk: Desk) -> str:
    return plain(paper_text(previewed(desk)))


def test_the_board_is_printed_whole_also_where_a_filter_is_on(
    ward: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
        desk.press(Qt.Key.Key_F)
        assert len(page(desk).list.board.rows) < 13
        desk.press(Qt.Key.Key_P, CONTROL)
        text = shown(desk)
        assert text.startswith("AFSNITSLISTE fra Overblik\nAfsnit M2")
        for name in ("LUND", "RASMUSSEN", "THOMSEN", "VESTER", "HANSEN", "Tom seng"):
            assert name in text
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "job.pdf"))
        monkeypatch.setattr(prints(desk), "ask_printer", lambda: printer)
        prints(desk).page.print.click()
        desk.bot.waitUntil((tmp_path / "job.pdf").exists, timeout=10000)
    told = records(ward)
    assert [one["medium"] for one in told if one["kind"] == "disclosure"] == ["printer"] * 12
    assert [(one["document"], one["medium"]) for one in told if one["kind"] == "list-printed"] == [("ward", "printer")]
    assert [one for one in told if one["kind"] == "list-saved"] == []


@pytest.mark.rule("T21")
def test_t21_where_it_cannot_be_put_on_record_nothing_is_saved_and_that_is_said(
    ward: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = tmp_path / "liste.pdf", list[str]()
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
        desk.press(Qt.Key.Key_P, CONTROL)
        monkeypatch.setattr(prints(desk), "ask_path", lambda: path)

        def refuse(make: object) -> None:
            raise CannotWrite(reason="full")

        monkeypatch.setattr(desk.program.looks._house.trail_file, "append", refuse)
        message = desk.window.message
        monkeypatch.setattr(message, "tell", told.append)
        prints(desk).page.save.click()
        desk.bot.waitUntil(lambda: bool(told), timeout=10000)
        monkeypatch.undo()
    assert told == ["Udskriften kunne ikke logges. Derfor er intet udskrevet."]
    assert not path.exists()


@pytest.mark.rule("R1", "R2")
def test_r2_nothing_of_the_list_outlives_its_print_and_a_late_record_sends_nothing(
    ward: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "liste.pdf"
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
        desk.press(Qt.Key.Key_P, CONTROL)
        monkeypatch.setattr(prints(desk), "ask_path", lambda: path)
        prints(desk).page.save.click()
        desk.press(Qt.Key.Key_Escape)  # before the record has come
        assert prints(desk).page.preview.paper is None
        assert page(desk).isVisible()
        desk.bot.wait(500)
        assert not path.exists()


def test_without_list_or_patient_the_key_says_what_to_do(ward: Computer) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        board(desk)
        desk.press(Qt.Key.Key_Escape)
        told = list[str]()
        message = desk.window.message
        message.tell, kept = told.append, message.tell
        desk.window.acts.act("paper.open")()
        message.tell = kept
        assert told == ["Åbn en patient først."]


@pytest.fixture
def ready(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, Path, list[Any]]:
    """Who of the list is ready, printed into a file."""
    path, sent = tmp_path / "parathed.pdf", list[Any]()
    desk.press(Qt.Key.Key_G, CONTROL)
    pages = desk.shell.pages
    desk.bot.waitUntil(lambda: pages.currentWidget() is desk.window.acts.feature("readiness").page, timeout=10000)
    desk.press(Qt.Key.Key_P, CONTROL)
    monkeypatch.setattr(prints(desk), "ask_path", lambda: path)
    monkeypatch.setattr("overblik.widgets.list_paper_acts.laid_out", lambda made: sent.append(made) or laid_out(made))
    prints(desk).page.save.click()
    desk.bot.waitUntil(path.exists, timeout=10000)
    return desk, path, sent


@pytest.fixture
def prove(ring: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Prove by the computer's own record, as the command line does."""
    monkeypatch.setattr("overblik.app.sealed_lists.system_keyring", lambda: ring)
    monkeypatch.setattr("overblik.app.sealed_lists.device_key", lambda *_: ring.get("device-key"))
    trail = desk.program.settings.profile / "trail.db"
    return lambda what: plain("\n".join(proved(Namespace(what=str(what), trail=str(trail)), DANISH_WORDS)))


@pytest.mark.rule("T21")
def test_who_is_ready_is_printed_with_a_seal_that_is_proved_by_code_and_by_file(
    ready: tuple[Desk, Path, list[Any]], prove: Any, tmp_path: Path
) -> None:
    desk, path, (paper,) = ready
    assert shown(desk).startswith("PARATHED fra Overblik")
    assert desk.window.clinician in shown(desk)
    seal = next(
        block for block in paper.blocks if isinstance(block, Boxed) and "Underskrevet" in words_of(block.lines[0])
    )
    digest = words_of(seal.lines[2]).removeprefix("SHA-256 ")
    code = code_of(digest)
    assert f"overblik readiness verify {code}" in words_of(seal.lines[1])
    told = prove(code)
    assert f"Koden {code} er i loggen, og underskriften passer." in told
    assert "PARATHED" in told
    assert f"{len(desk.window.patients.expected)} patienter." in told
    assert "Filen er uændret" in prove(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    other = tmp_path / "rettet.pdf"
    other.write_bytes(content)
    with pytest.raises(InputError) as caught:
        prove(other)
    assert caught.value.code == "seal_file_unknown"
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.pages.currentWidget() is desk.window.acts.feature("readiness").page


@pytest.mark.rule("T21")
def test_t21_a_record_that_is_bent_afterwards_proves_nothing(
    ready: tuple[Desk, Path, list[Any]], prove: Any, desk: Desk
) -> None:
    import apsw

    _, path, _ = ready
    other = apsw.Connection(str(desk.program.settings.profile / "trail.db"))
    other.execute("DROP TRIGGER no_change")
    other.execute("UPDATE record SET header = replace(header, 'list-saved', 'search') WHERE header LIKE '%list-saved%'")
    other.close()
    with pytest.raises(ChainBroken) as caught:
        prove(path)
    assert isinstance(caught.value, OverblikError)


def test_the_model_of_the_lists_tells_whether_something_is_still_under_way(ward: Computer) -> None:
    with ward.sit_down() as desk:
        sign_in(desk, WARD)
        desk.bot.waitUntil(lambda: model(desk).made is not None, timeout=15000)
        board(desk)
        assert not model(desk).is_waiting
