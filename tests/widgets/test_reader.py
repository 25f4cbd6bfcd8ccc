"""The reader shows our own Markdown and loads nothing but pictures of the manual (T13, T16)."""

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QTextDocument, QTextTable

from overblik.app.reports import Reports
from overblik.app.shelf import ProgramShelf
from overblik.runtime import paths
from overblik.viewmodels.help import Help, slug
from overblik.viewmodels.words import load_words
from overblik.widgets.reader import Reader

IMAGE = QTextDocument.ResourceType.ImageResource.value
WORDS = load_words(paths.resources(), "da")


@pytest.fixture(scope="module")
def shelf() -> ProgramShelf:
    return ProgramShelf(Reports(Path("nowhere")))


@pytest.fixture
def reader(look_of: Any, shelf: ProgramShelf, qtbot: Any) -> Reader:
    made = Reader(look_of("light", 1.0), shelf.picture)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


def test_t13_only_pictures_of_the_manual_are_loaded(reader: Reader) -> None:
    reader.read("keys.md", "Keys", "# Keys")
    assert reader.loadResource(IMAGE, QUrl("pictures/keys.png")) is not None
    for address in (
        *("https://example.org/x.png", "file:///etc/passwd", "//host/pictures/keys.png", "qrc:pictures/keys.png"),
        *(
            "../../pyproject.toml",
            "../../resources/appicon/overblik-16.png",
            "/etc/passwd",
            "keys.md",
            "pictures/gone.png",
        ),
    ):
        assert reader.loadResource(IMAGE, QUrl(address)) is None, address
    for kind in QTextDocument.ResourceType:
        if kind is not QTextDocument.ResourceType.ImageResource:
            assert reader.loadResource(kind.value, QUrl("pictures/keys.png")) is None


def test_t16_what_looks_like_html_is_shown_as_text(reader: Reader) -> None:
    reader.read("x.md", "x", 'See <b>this</b> <img src="pictures/keys.png">')
    assert "<b>this</b>" in reader.toPlainText()


def test_a_picture_is_never_wider_than_the_page_and_follows_it(reader: Reader) -> None:
    page = next(page for page in ProgramShelf(Reports(Path("nowhere"))).pages() if page.path == "keys.md")
    reader.read(page.path, page.title, page.text)
    wide = reader.loadResource(IMAGE, QUrl("pictures/keys.png")).width()
    assert wide <= reader.viewport().width()
    text = reader.toPlainText()
    reader.resize(400, 500)
    assert reader.loadResource(IMAGE, QUrl("pictures/keys.png")).width() < wide
    assert reader.toPlainText() == text, "it is read in once"


def test_a_link_is_told_and_the_page_stays(reader: Reader) -> None:
    followed: list[str] = []
    reader.followed.connect(followed.append)
    reader.read("keys.md", "Keys", "# Keys\n\n[out](https://example.org/) [in](search.md#x)")
    before = reader.toPlainText()
    reader.anchorClicked.emit(QUrl("https://example.org/"))
    reader.anchorClicked.emit(QUrl("search.md#x"))
    assert followed == ["https://example.org/", "search.md#x"]
    assert reader.toPlainText() == before


def test_the_words_of_a_search_are_marked_and_visited_in_turn(reader: Reader) -> None:
    reader.read(
        "x.md", "x", "\n\n".join(f"Line {n}: kopien" if n % 30 == 0 else f"Line {n}" for n in range(90)), ("kopi",)
    )
    assert len(reader.extraSelections()) == 3
    tops = [reader.verticalScrollBar().value()]
    for _ in range(3):
        reader.next_hit()
        tops.append(reader.verticalScrollBar().value())
    assert tops[0] < tops[1] < tops[2]
    assert tops[3] == tops[0], "after the last comes the first"


def test_code_is_code_and_a_table_behind_it_is_whole(reader: Reader) -> None:
    reader.read("x.md", "x", "One\n\nTwo\n\n```\noverblik demo\n```\n\n| a | b |\n|---|---|\n| c | d |\n")
    blocks = {block.text(): block for block in reader._blocks()}
    code, two = blocks["overblik demo"], blocks["Two"]
    assert code.begin().fragment().charFormat().font().families() == reader.look.mono(13).families()
    assert two.begin().fragment().charFormat().font().families() != reader.look.mono(13).families()
    assert two.blockFormat().topMargin() > 0, "two paragraphs stand apart"
    (table,) = reader.document().rootFrame().childFrames()
    assert isinstance(table, QTextTable)
    heads = [table.cellAt(0, column) for column in (0, 1)]
    assert [head.firstCursorPosition().block() == head.lastCursorPosition().block() for head in heads] == [True, True]
    fonts = [blocks[name].begin().fragment().charFormat().font() for name in ("a", "b", "c")]
    assert [font.variableAxisValue(QFont.Tag("wght")) for font in fonts] == [600, 600, 400]


def test_every_link_of_the_manual_leads_to_a_page_and_a_heading(shelf: ProgramShelf) -> None:
    told = Help(shelf.pages(), WORDS)
    assert len(shelf.pages()) > 15
    wrong = []
    for page in shelf.pages():
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", page.text):
            link = told.link(page.path, target)
            other = told.page(link.path) if link.path else None
            if other is None:
                is_file = (paths.manual() / Path(page.path).parent / target).is_file()  # the examples of a policy
                is_outside = is_file or target.startswith(("https://", "../"))
                wrong += [] if is_outside else [f"{page.path}: {target}"]
            elif link.anchor:
                headings = {slug(line) for line in re.findall(r"^#+ (.+)$", other.text, re.MULTILINE)}
                wrong += [] if link.anchor in headings else [f"{page.path}: {target}"]
    assert wrong == []


def test_every_picture_of_the_manual_is_found(shelf: ProgramShelf) -> None:
    for page in shelf.pages():
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.text):
            place = str(Path(page.path).parent / target)
            assert shelf.picture(place), f"{page.path}: {target}"


def test_a_program_without_a_manual_has_no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(paths, "manual", missing)
    bare = ProgramShelf(Reports(Path("nowhere")))
    assert (bare.pages(), bare.picture("pictures/keys.png")) == ((), b"")
