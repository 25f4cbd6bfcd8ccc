"""Printed lists: no patient is split over two pages, every page names list and moment, nothing lies on anything else."""

from collections import Counter
from functools import cache

from overblik.viewmodels.paper import (
    Boxed,
    Line,
    ListHead,
    Paper,
    PaperRow,
    Piece,
    Space,
    Table,
    paper_text,
)
from overblik.viewmodels.paper import line as said
from overblik.widgets.paper_layout import EDGE, HEIGHT, SIDE, WIDTH, Page, laid_out
from widgets.test_paper_layout import boxes, words_on

SEAL = Boxed((said(Piece("Underskrevet", True)), said(f"SHA-256 {'9' * 64}"), said(f"Signatur {'W' * 86}")))
HEAD = ListHead(
    title=said(Piece("VAGTSKIFTE", True), " fra Overblik"),
    name=said(Piece("Afsnit M2 " * 9, True)),
    lines=(
        said(Piece("siden 22. nov 2026 kl. 23:00", True)),
        said("Listen er ikke hel " * 20),
        said("Lavet af K. Prøve"),
    ),
    bar=(said(Piece("Ældste oplysning 22. nov 2026 kl. 18:20 (Kommune, 13 t)", True)),),
    bar_right=("Udskrevet", "23. nov 2026 kl. 07:05"),
)


def lines(name: str, count: int) -> Line:
    return tuple(piece for n in range(count) for piece in (Piece(f"{name}-{n}", n == 0), Piece("\n")))[:-1]


@cache
def paper() -> Paper:
    """Sixty patients of one to fourteen lines, with words that have no blank to break at."""
    rows = tuple(
        PaperRow(
            (lines(f"bed{n}", 1), lines(f"who{n}", 1 + n % 6), lines(f"new{n}", 1 + n % 14), lines("W" * 40, n % 5))
        )
        for n in range(60)
    )
    table = Table("Afsnit M2", "H over", (0.08, 0.33, 0.34, 0.25), rows, ("Seng", "Patient", "Nyt", "Kan ikke siges"))
    return Paper(
        "shift", HEAD, (table, SEAL, Space(("Aftalt",))), "Udskrevet af", "Destrueres", "Side {n} af {m}", "fortsat"
    )


@cache
def pages() -> list[Page]:
    return laid_out(paper())


def test_every_page_names_list_moment_and_age_and_says_which_it_is() -> None:
    assert len(pages()) > 3
    for number, page in enumerate(pages(), 1):
        text = " ".join(one.text for one in page.words)
        for said_there in ("VAGTSKIFTE", "Afsnit M2", "siden 22. nov 2026 kl. 23:00", "Lavet af K. Prøve", "Ældste"):
            assert said_there in text
        assert f"Side {number} af {len(pages())}" in text
        assert "Udskrevet af" in text


def test_no_patient_is_split_over_two_pages_and_the_heads_of_the_columns_stand_on_each() -> None:
    where: dict[str, set[int]] = {}
    for number, page in enumerate(pages()):
        words = [word for one in page.words for word in one.text.split()]
        for word in words:
            kind, _, rest = word.partition("-")
            if rest and kind[:3] in ("bed", "who", "new"):
                where.setdefault(kind[3:], set()).add(number)
        if any(word.startswith("who") for word in words):
            assert "Patient" in words
    assert set(where) == {str(n) for n in range(60)}
    assert all(len(found) == 1 for found in where.values())


def test_nothing_leaves_the_margins_and_no_words_lie_on_others() -> None:
    for page in pages():
        found = boxes(page)
        for at, (box, text) in enumerate(found):
            assert SIDE - 1 <= box.left() <= box.right() <= WIDTH - SIDE + 1, text
            assert EDGE - 1 <= box.top() <= box.bottom() <= HEIGHT - EDGE + 1, text
            inner = box.adjusted(2, 2, -2, -2)
            assert [other for rest, other in found[at + 1 :] if inner.intersects(rest.adjusted(2, 2, -2, -2))] == [], (
                text
            )


def test_paper_and_speech_say_the_same_words_to_the_letter() -> None:
    def letters(words: Counter[str]) -> Counter[str]:
        """Count letters: a word without a blank is broken where its column ends."""
        return Counter(letter for word, count in words.items() for letter in word * count)

    painted = words_on(pages()) - Counter(f"Side 1 af {len(pages())}".split())
    assert letters(painted) == letters(Counter(paper_text(paper()).split()))
