"""The list of the help: keys first, then the manual, the reader's own language before the others; links stay inside."""

import pytest

from overblik.domain.shipped import ManualPage
from overblik.runtime import paths
from overblik.viewmodels.help import ABOUT, INTRODUCTION, KEYS, MISSING, PAGE, Help, Link, slug
from overblik.viewmodels.words import Words, load_words

DANISH, ENGLISH = (load_words(paths.resources(), language) for language in ("da", "en"))
PAGES = (
    ManualPage("README.md", "The manual", "# The manual\n\nRead it."),
    ManualPage("keys.md", "Keys", "# Keys\n\n`F1` shows the keys. Keys keys."),
    ManualPage("reading-the-overview.md", "Reading the overview", "# Reading\n\nThe copy is kept."),
    ManualPage("da/praksis.md", "I praksis", "# I praksis\n\nKopien gemmes. Én kopi."),
    ManualPage("en/practice.md", "In practice", "# In practice\n\nA copy."),
)


def keys(words: Words, typed: str = "", here: str = "", pages: tuple[ManualPage, ...] = PAGES) -> list[str]:
    return [one.key for one in Help(pages, words).entries(typed, here) if not one.is_heading]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [(DANISH, "da/praksis.md", "en/practice.md"), (ENGLISH, "en/practice.md", "da/praksis.md")],
)
def test_the_keys_come_first_and_the_guides_of_the_readers_language_before_the_others(
    words: Words, first: str, last: str
) -> None:
    order = [KEYS, f"{PAGE}{first}", f"{PAGE}README.md", f"{PAGE}keys.md", f"{PAGE}reading-the-overview.md"]
    assert keys(words) == [*order, f"{PAGE}{last}", ABOUT, INTRODUCTION]


def test_what_is_in_view_stands_right_below_the_keys() -> None:
    told = Help(PAGES, DANISH)
    assert told.here("medication") == "reading-the-overview.md"
    assert told.here("lab_results") == "", "there is no such page here: nothing is promised"
    assert keys(DANISH, here="reading-the-overview.md")[1] == f"{PAGE}reading-the-overview.md"


def test_without_a_manual_it_says_so_and_the_rest_is_there() -> None:
    assert keys(DANISH, pages=()) == [KEYS, MISSING, ABOUT, INTRODUCTION]


def test_all_pages_are_searched_for_all_words_by_their_beginnings() -> None:
    assert keys(DANISH, "kop") == [f"{PAGE}da/praksis.md"]
    assert keys(ENGLISH, "cop") == [f"{PAGE}en/practice.md", f"{PAGE}reading-the-overview.md"]
    assert keys(ENGLISH, "kept copy") == [f"{PAGE}reading-the-overview.md"]
    assert keys(ENGLISH, "kept nowhere") == []
    (heading, hit) = Help(PAGES, DANISH).entries("kopi")
    assert (heading.text, hit.text) == ("1 side med ordene", "I praksis (2)")


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("keys.md", "README.md", Link("README.md")),
        ("keys.md", "README.md#two-words", Link("README.md", "two-words")),
        ("keys.md", "#here", Link("keys.md", "here")),
        ("da/praksis.md", "../keys.md", Link("keys.md")),
        ("keys.md", "da/praksis.md", Link("da/praksis.md")),
        ("keys.md", "https://sundhed.dk/", Link(address="https://sundhed.dk/")),
        ("keys.md", "file:///etc/passwd", Link(address="file:///etc/passwd")),
        ("keys.md", "//host/keys.md", Link(address="//host/keys.md")),
        ("keys.md", "../decisions/screen.md", Link(address="../decisions/screen.md")),
        ("keys.md", "gone.md", Link(address="gone.md")),
    ],
)
def test_t13_a_link_leads_to_a_page_of_the_manual_or_nowhere(page: str, target: str, link: Link) -> None:
    assert Help(PAGES, DANISH).link(page, target) == link


def test_a_heading_is_named_as_links_name_it() -> None:
    assert slug("Find a patient") == "find-a-patient"
    assert slug("What is kept, and where?") == "what-is-kept-and-where"


def test_the_guides_of_those_who_see_patients_come_before_those_of_it() -> None:
    told = {
        "da/it.md": "For it",
        "da/afdeling.md": "På afdelingen",
        "da/praksis.md": "I praksis",
        "da/udvikler.md": "B",
    }
    pages = tuple(ManualPage(path, title, "") for path, title in told.items())
    found = [key.removeprefix(PAGE) for key in keys(DANISH, pages=pages) if key.startswith(PAGE)]
    assert found == ["da/praksis.md", "da/afdeling.md", "da/udvikler.md", "da/it.md"]
