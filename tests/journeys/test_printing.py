"""From Ctrl+P to a file: chosen by keys, written into the record first, and nothing left of it with the patient."""

import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog

from clinic import plain
from conftest import ROOT
from journeys.conftest import BERGGREN, MOMENT, Desk
from journeys.test_command_line import Call, call
from overblik.app.printing import log_print
from overblik.domain.disclosure import Disclosed
from overblik.domain.errors import CannotWrite
from overblik.domain.patient import cpr
from overblik.runtime.clock import SetClock
from overblik.runtime.settings import Settings
from overblik.viewmodels.paper import paper_text
from overblik.widgets.paper_acts import PaperActs
from overblik.widgets.paper_layout import laid_out
from overblik.widgets.paper_page import PaperPage
from trail_reading import DEVICE, bodies

__all__ = ["call"]
BERTHA = "0207609991"
HERS = ROOT / "seeds" / "ehr" / f"{BERGGREN}.kompleks.json"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    desk.look(BERGGREN)
    desk.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    return desk


def acts_of(desk: Desk) -> PaperActs:
    made = desk.window.acts.feature("paper")
    assert isinstance(made, PaperActs)
    return made


def page_of(desk: Desk) -> PaperPage:
    page = acts_of(desk).page
    assert page is not None
    return page


def shown(desk: Desk) -> str:
    paper = page_of(desk).preview.paper
    return plain(paper_text(paper)) if paper is not None else ""


def records(desk: Desk) -> list[dict[str, Any]]:
    return bodies(desk.program.settings.profile / "trail.db", desk.program.looks._house.trail.keys)


def prints(desk: Desk) -> list[dict[str, Any]]:
    return [one for one in records(desk) if one["kind"] == "disclosure"]


def save_at(desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts_of(desk), "ask_path", lambda: path)
    desk.bot.mouseClick(page_of(desk).save, Qt.MouseButton.LeftButton)


def test_ctrl_p_shows_the_failsafe_page_and_letters_and_arrows_choose_another(opened: Desk) -> None:
    page = page_of(opened)
    assert opened.shell.pages.currentWidget() is page
    assert shown(opened).startswith("NØDUDSKRIFT fra Overblik")
    for key, title in ((Qt.Key.Key_M, "MEDICINLISTE"), (Qt.Key.Key_P, "PRØVESVAR"), (Qt.Key.Key_O, "OVERLEVERING")):
        opened.press(key)
        assert shown(opened).startswith(f"{title} fra")
        assert opened.shell.pages.currentWidget() is page
    opened.press(Qt.Key.Key_Left)
    assert shown(opened).startswith("PRØVESVAR fra")
    warning = "Udskriften indeholder personoplysninger. Den logges og destrueres senest 24. nov 2026 kl. 09:41."
    assert plain(page.warning.text()) == warning
    opened.press(Qt.Key.Key_Escape)
    assert opened.shell.pages.currentWidget() is opened.shell.overview


def test_the_preview_is_read_aloud_word_for_word(opened: Desk) -> None:
    assert shown(opened) in plain(page_of(opened).preview.accessibleName())
    assert "kl. 09:41" in shown(opened)


def test_a_saved_print_is_logged_first_and_carries_its_number(
    opened: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "udskrift.pdf", []
    looks = opened.program.looks
    kept = looks.save

    async def save(*facts: Any) -> None:
        seen.append(len(prints(opened)))
        await kept(*facts)

    monkeypatch.setattr(looks, "save", save)
    sent = []
    monkeypatch.setattr("overblik.widgets.paper_acts.laid_out", lambda paper: sent.append(paper) or laid_out(paper))
    save_at(opened, path, monkeypatch)
    opened.bot.waitUntil(path.exists, timeout=5000)
    assert seen == [1], "the record was there before the file was written"
    (record,) = prints(opened)
    assert (record["document"], record["medium"], record["private"]) == ("failsafe", "file", False)
    assert BERGGREN.encode() not in b"".join(one.read_bytes() for one in opened.program.settings.profile.glob("trail*"))
    assert sent[-1].foot.endswith(f"· logget · nr. 2026-1123-{record['sequence']:04d}")
    assert path.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*.part")) == []


def test_where_it_cannot_be_logged_nothing_is_saved_and_that_is_said(
    opened: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "udskrift.pdf"
    # The look has ended: what cannot be written from now on is the print alone.
    opened.bot.waitUntil(lambda: any(one["kind"] == "outcome" for one in records(opened)), timeout=5000)

    def refuse(make: object) -> None:
        raise CannotWrite(reason="full")

    monkeypatch.setattr(opened.program.looks._house.trail_file, "append", refuse)
    message, told = opened.window.message, []

    def tell(sentence: str) -> None:  # another message may follow within the same breath
        told.append(sentence)
        type(message).tell(message, sentence)

    monkeypatch.setattr(message, "tell", tell)
    save_at(opened, path, monkeypatch)
    opened.bot.waitUntil(lambda: any("ikke logges" in one for one in told), timeout=15000)
    assert "Udskriften kunne ikke logges. Derfor er intet udskrevet." in told
    assert not path.exists()


def test_a_place_that_cannot_be_written_gives_a_sentence_and_loses_nothing(
    opened: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_at(opened, tmp_path / "missing" / "udskrift.pdf", monkeypatch)
    message = opened.window.message
    opened.bot.waitUntil(lambda: "kan ikke skrives" in message.accessibleName(), timeout=5000)
    assert opened.shell.pages.currentWidget() is page_of(opened)
    assert shown(opened).startswith("NØDUDSKRIFT")


def test_the_name_that_is_offered_names_no_patient(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def decline(dialog: QDialog) -> bool:
        assert isinstance(dialog, QFileDialog)
        asked.extend(Path(name).name for name in dialog.selectedFiles())
        return False

    monkeypatch.setattr(acts_of(opened), "_asked", decline)
    acts_of(opened).page.save.click()
    assert asked == ["overblik-udskrift.pdf"]


def test_without_a_printer_that_is_said_and_nothing_is_logged(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    page_of(opened).print.click()
    assert opened.window.message.accessibleName() == "Der er ingen printer på denne pc. Gem som PDF i stedet."
    assert prints(opened) == []


def test_a_printer_gets_the_pages_after_the_record(
    opened: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "job.pdf"))
    monkeypatch.setattr(acts_of(opened), "ask_printer", lambda: printer)
    page_of(opened).print.click()
    opened.bot.waitUntil((tmp_path / "job.pdf").exists, timeout=5000)
    assert [one["medium"] for one in prints(opened)] == ["printer"]


@pytest.mark.rule("R2", "S12")
def test_r2_nothing_of_the_print_outlives_the_patient(opened: Desk) -> None:
    before = shown(opened)
    assert "BERGGREN" in before
    page = page_of(opened)
    opened.program.model.close_patient()
    assert page.preview.paper is None
    assert page.preview.pages == []
    assert "BERGGREN" not in page.preview.accessibleName()
    assert page.warning.text() == ""


@pytest.mark.rule("S12")
def test_s12_a_print_that_was_begun_for_one_patient_is_never_sent_for_another(
    opened: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "udskrift.pdf"
    save_at(opened, path, monkeypatch)
    opened.look(BERTHA)
    opened.bot.wait(200)
    assert not path.exists()


@pytest.mark.rule("S12")
def test_s12_a_record_that_comes_late_sends_nothing_for_the_next_patient(
    opened: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    model = opened.program.model
    monkeypatch.setattr(model, "ask", lambda _, each, failed: asked.append(each))
    path = tmp_path / "udskrift.pdf"
    save_at(opened, path, monkeypatch)
    monkeypatch.undo()
    opened.look(BERTHA)
    (logged,) = asked
    logged(Disclosed("2026-1123-0007", "M. Eksempel"))
    opened.bot.wait(200)
    assert not path.exists()


@pytest.mark.rule("S12")
def test_s12_a_dialog_ends_with_the_patient_for_whom_it_was_opened(opened: Desk) -> None:
    acts, model = acts_of(opened), opened.program.model

    class Asking(QDialog):
        def exec(self) -> int:
            model.close_patient()
            return QDialog.DialogCode.Accepted

    assert not acts._asked(Asking())


def test_the_command_line_writes_a_pdf_for_its_user_alone(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "ud.pdf"
    ended = call(
        "overview", "--from", HERS, "--format", "pdf", "--print", "medication", "--output", out, "--clock", MOMENT
    )
    assert ended.returncode == 0, ended.stderr
    assert out.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "Udskriften er skrevet" in ended.stderr


def test_the_command_line_logs_a_print_of_what_the_sources_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.app.machine.device_key", lambda *_: DEVICE)
    clock = SetClock(datetime.fromisoformat(MOMENT))
    printed = log_print(settings, cpr(BERGGREN), "handover", clock)
    (record,) = bodies(settings.profile / "trail.db")
    assert printed.number == f"2026-1123-{record['sequence']:04d}"
    assert (record["kind"], record["document"], record["medium"]) == ("disclosure", "handover", "file")
    assert BERGGREN.encode() not in (settings.profile / "trail.db").read_bytes()
