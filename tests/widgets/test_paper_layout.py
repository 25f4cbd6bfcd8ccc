"""Printed pages: no row is split, heads stand on each page, nothing leaves the margins, nothing is under 9 points."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtPrintSupport import QPrinter

from overblik.viewmodels.paper import (
    Beside,
    Block,
    Boxed,
    Head,
    Lines,
    Paper,
    PaperRow,
    Piece,
    Sort,
    Space,
    Table,
    paper_text,
)
from overblik.viewmodels.paper import line as said
from overblik.widgets.paper_layout import EDGE, HEIGHT, SIDE, WIDTH, Page, laid_out
from overblik.widgets.paper_out import pdf_of, print_pages
from overblik.widgets.paper_slab import UNIT, Sign
from widgets.failsafe import ABSENT, blocks

COLUMNS = (0.445, 0.45, 0.105)
HEAD = Head(
    title=said(Piece("NØDUDSKRIFT", True), " fra Overblik"),
    name=said(Piece("BERGGREN, ", True), "Nancy Ann"),
    number=said("CPR ", Piece("251248-9996", True)),
    person=(said("født ", Piece("25. dec 1948", True), " (77 år) · ", Piece("kvinde", True)),),
    contacts=(
        said("Egen læge Lægehuset Fjordparken 01 10 20 30 · Hjemmesygepleje Team Nord 01 10 20 40"),
        said("Pårørende Jens Berggren, ægtefælle, 01 10 20 50"),
    ),
    bar=(
        said(Piece("Ældste oplysning 21. nov 2026 kl. 18:20 (Kommune, 39 t 23 min)", True)),
        said(Piece("FMK og prøvesvar 23. nov 2026 kl. 09:41", True)),
    ),
    bar_right=("Udskrevet", "23. nov 2026 kl. 09:43"),
    cave_tag="CAVE",
    cave=said(
        Piece("benzylpenicillin", True), " — anafylaksi   ", Piece("jodholdigt kontrastmiddel", True), " — udslæt"
    ),
    cave_short=said("2 registreringer."),
    fgvh="Ingen FGVH-registrering fundet pr. 23. nov 2026",
    cave_right="Bekræftet 04. mar 2026 · EPJ Eksempel, hentet 09:41",
)


def paper(*parts: Block, head: Head = HEAD, lacks: str = "Behandlingsniveau: ingen kilde") -> Paper:
    space = Space(("Noter, mens systemet er nede", "Givet medicin"))
    end = (Boxed((said(Piece("Ikke med på denne udskrift:", True), f" {lacks}"),)), space)
    return Paper(
        "failsafe", head, (*parts, *end), "Udskrevet af M. Eksempel", "Destrueres senest", "Side {n} af {m}", "fortsat"
    )


def drug(name: str, dosage: str = "1 tablet morgen og aften · mod smerter", under: str = "") -> PaperRow:
    cells = (said(Piece(name, True), " 500 mg tabletter"), said(Piece(dosage, True)), said("Aktiv"))
    return PaperRow(cells, (said(under),) if under else ())


def band(text: str) -> PaperRow:
    return PaperRow((said(Piece(text, True)),), sort=Sort.BAND)


@cache
def heavy() -> Paper:
    """Two hundred rows in two groups, two columns of forty, and dosages of one to six lines."""
    rows = [band("Fast (150)")]
    rows += [drug(f"lægemiddel-{n}", "1 tablet morgen " * (1 + n % 9), "2 FORSKELLE " * (n % 5)) for n in range(150)]
    rows += [band("Efter behov (50)"), *(drug(f"behov-{n}") for n in range(50))]
    table = Table("Medicin", "hentet 09:41", COLUMNS, tuple(rows), ("", "Dosering · indikation", "Status"))
    names = ("Analyse", "Svar", "Enhed", "Interval", "Før")
    wide = (0.387, 0.115, 0.258, 0.155, 0.085)
    lab = [
        PaperRow(tuple(said(each) for each in (f"Analyse-{n};P", f"H {n}", "mmol/L", "137–145,25", "1000")))
        for n in range(90)
    ]
    plans = Table("Planer", "hentet 09:41", (1.0,), tuple(PaperRow((said(f"plan-{n} " * 12),)) for n in range(40)))
    both = Beside((Table("Prøvesvar", "hentet 09:41", wide, tuple(lab), names),), (plans,))
    return paper(Lines((said("Diagnoser KOL"),)), table, both)


@cache
def pages() -> list[Page]:
    return laid_out(heavy())


def boxes(page: Page) -> list[tuple[QRectF, str]]:
    return [(QRectF(one.at.x(), one.at.y(), one.flow.last, one.height), one.text) for one in page.words]


def words_on(made: list[Page], *, once: bool = True) -> Counter[str]:
    told = (one for page in made for one in page.words if not (once and one.is_repeated))
    return Counter(word for one in told for word in one.text.split())


def test_no_row_is_split_over_two_pages() -> None:
    made = pages()
    assert len(made) > 4
    for page in made:
        assert all(one.first == 0 and one.last == one.flow.lines for one in page.words)
    for n in range(150):
        places = {at for at, page in enumerate(made) for one in page.words if one.text.startswith(f"lægemiddel-{n} ")}
        assert len(places) == 1


def test_what_stands_under_a_drug_is_on_its_page() -> None:
    rows = tuple(drug(f"navn-{n}", under=f"under-{n}") for n in range(120))
    for page in laid_out(paper(Table("Medicin", "", COLUMNS, rows, ("Lægemiddel", "Dosering", "Status")))):
        text = " ".join(one.text for one in page.words)
        assert all((f"navn-{n} " in text) == (f"under-{n} " in f"{text} ") for n in range(120))


def test_r1_patient_bar_cave_foot_and_number_stand_on_every_page() -> None:
    for number, page in enumerate(pages(), start=1):
        text = [one.text for one in page.words]
        for part in ("BERGGREN, Nancy Ann", "CPR 251248-9996", HEAD.fgvh, "Udskrevet af M. Eksempel"):
            assert text.count(part) == 1, part
        assert any("39 t 23 min" in each for each in text)
        assert any("benzylpenicillin — anafylaksi" in each for each in text)
        assert text.count(f"Side {number} af {len(pages())}") == 1


def test_table_headings_and_the_group_are_repeated_where_rows_go_on() -> None:
    on = [page for page in pages() if any(one.text.startswith("lægemiddel-") for one in page.words)]
    assert len(on) > 2
    for page in on[1:]:
        text = [one.text for one in page.words]
        assert "Medicin (fortsat)" in text
        assert "Fast (150) (fortsat)" in text
        assert "Dosering · indikation" in text
    only_needed = [p for p in pages() if p not in on and any(one.text.startswith("behov-") for one in p.words)]
    for page in only_needed:
        assert "Efter behov (50) (fortsat)" in [one.text for one in page.words]


def test_a_group_heading_never_stands_alone_at_the_foot() -> None:
    for count in range(30, 60):
        rows = (*(drug(f"a-{n}", "x") for n in range(count)), band("Efter behov"), drug("b-0", "x"))
        made = laid_out(paper(Table("Medicin", "", COLUMNS, rows, ("Lægemiddel", "Dosering", "Status"))))
        for page in made:
            text = " ".join(one.text for one in page.words)
            assert ("Efter behov" in text) == ("b-0 " in text)


@pytest.mark.parametrize("which", ["heavy", "giant"])
def test_nothing_leaves_the_margins_and_nothing_lies_on_the_foot(which: str) -> None:
    for page in pages() if which == "heavy" else laid_out(giant()):
        foot = max(mark.box.top() for mark in page.marks if mark.sign is Sign.THICK)
        for box, text in boxes(page):
            assert box.left() >= SIDE - 1, text
            assert box.right() <= WIDTH - SIDE + 1, text
            assert box.top() >= EDGE - 1, text
            assert box.bottom() <= HEIGHT - EDGE + 1, text
            assert box.bottom() <= foot + 1 or box.top() >= foot, text
        for mark in page.marks:
            assert mark.box.left() >= SIDE - 1
            assert mark.box.right() <= WIDTH - SIDE + 1
            assert mark.box.bottom() <= HEIGHT - EDGE + 1


def test_no_words_lie_on_others() -> None:
    for page in [*pages(), *laid_out(giant())]:
        found = boxes(page)
        for at, (box, text) in enumerate(found):
            inner = box.adjusted(2, 2, -2, -2)
            assert [other for rest, other in found[at + 1 :] if inner.intersects(rest.adjusted(2, 2, -2, -2))] == [], (
                text
            )


def test_nothing_is_under_nine_points_and_nothing_is_grey() -> None:
    sizes, inks = set(), set()
    for page in pages():
        for one in page.words:
            for part in one.flow._layout.formats():
                sizes.add(part.format.font().pixelSize() / UNIT)
                inks.add(part.format.foreground().color().name())
    assert min(sizes) == 9
    assert max(sizes) == 16
    assert inks == {"#000000", "#ffffff"}


def test_paper_and_speech_say_the_same_words_to_the_letter() -> None:
    spoken = Counter(paper_text(heavy()).split())
    painted = words_on(pages()) - Counter(f"Side 1 af {len(pages())}".split())
    assert painted == spoken


@cache
def giant() -> Paper:
    """A dosage of some three pages, between two plain rows."""
    dosage = "\n".join(f"linje-{n} tages efter skema" for n in range(190))
    rows = (band("Fast (3)"), drug("før"), drug("stor", dosage, "Bemærk-under"), drug("efter"))
    return paper(Table("Medicin", "", COLUMNS, rows, ("", "Dosering", "Status")))


def test_a_row_taller_than_a_page_is_printed_whole_and_says_that_it_goes_on() -> None:
    made = laid_out(giant())
    assert len(made) in (3, 4, 5)
    assert Counter(paper_text(giant()).split()) == words_on(made) - Counter(f"Side 1 af {len(made)}".split())
    order = [word for page in made for one in page.words for word in one.text.split() if word.startswith("linje-")]
    assert order == [f"linje-{n}" for n in range(190)]
    for page in made[1:]:
        if any("linje-" in one.text for one in page.words):
            assert "fortsat" in [one.text for one in page.words]


def test_a_cave_list_that_would_fill_the_page_is_printed_once_whole_and_named_on_each() -> None:
    many = tuple(Piece(f"stof-{n} — udslæt   ", n % 2 == 0) for n in range(600))
    made = laid_out(paper(head=Head(**{name: getattr(HEAD, name) for name in HEAD.__slots__} | {"cave": many})))
    text = " ".join(one.text for page in made for one in page.words)
    assert all(f"stof-{n} " in text for n in range(600))
    for page in made:
        assert "2 registreringer." in [one.text for one in page.words]


def test_no_number_is_broken_over_two_lines() -> None:
    for page in pages():
        for one in page.words:
            if "137–145,25" in one.text.replace("\n", ""):
                assert one.flow.lines == 1


def test_the_patient_of_the_picture_takes_one_page() -> None:
    assert len(laid_out(paper(*blocks(), lacks=ABSENT))) == 1


def test_a_pdf_has_as_many_pages_in_a4_and_no_name_outside_them() -> None:
    made = pdf_of(pages(), "Overblik")
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") == len(pages())
    assert b"/MediaBox [0 0 595" in made
    assert b"BERGGREN" not in made.split(b"stream", 1)[0]
    assert b"/Title" in made


def test_the_printer_gets_the_same_pages_by_the_same_painter(tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "print.pdf"))
    assert print_pages(pages(), printer)
    assert (tmp_path / "print.pdf").read_bytes().count(b"/Type /Page\n") == len(pages())


def test_a_printer_that_takes_nothing_is_told(tmp_path: Path, qtlog: Any) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "missing" / "print.pdf"))
    with qtlog.disabled():
        assert not print_pages(pages(), printer)
