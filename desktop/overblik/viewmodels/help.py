"""The help (F1): the keys first, then the manual by its folders, those of the reader's language before the others."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from overblik.domain.folding import folded_words
from overblik.domain.shipped import ManualPage
from overblik.viewmodels.words import Words

KEYS, ABOUT, INTRODUCTION, MISSING = "keys", "about", "introduction", "missing"
"""Entries that are no page of the manual."""
PAGE = "page/"
"""How the key of an entry begins that is one."""
_FIRST = "README.md"
_CLINICAL = ("praksis.md", "gp.md", "afdeling.md", "ward.md", "hjemmepleje.md", "home-care.md")
"""Before those for whoever installs, defends and builds."""
_OVERVIEW = "reading-the-overview.md"
_CONTEXT: Mapping[str, str] = MappingProxyType(
    {
        "": _OVERVIEW,
        "lab_results": "laboratory.md",
        "timeline": "timeline.md",
        "board": "lists.md",
    }
)
"""The page of the manual about what is in view, where it has one of its own; else that of the overview."""
_NO_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: a heading, or what can be read."""

    key: str
    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link of a page leads."""

    path: str = ""
    """The page of the manual; empty where it leads out of it."""
    anchor: str = ""
    address: str = ""
    """What stands for a place outside: it is shown and copied, never opened."""


def _rank(path: str) -> int:
    name = posixpath.basename(path)
    if name == _FIRST:
        return -1
    return _CLINICAL.index(name) if name in _CLINICAL else len(_CLINICAL)


class Help:
    """The pages, and what is found in them."""

    def __init__(self, pages: tuple[ManualPage, ...], words: Words) -> None:
        """Take the pages of the manual, in any order."""
        self.words = words
        self._pages = {page.path: page for page in pages}
        self._folded = {page.path: tuple(folded_words(f"{page.title}\n{page.text}")) for page in pages}

    def page(self, path: str) -> ManualPage | None:
        """Give a page of the manual."""
        return self._pages.get(path)

    def here(self, in_view: str) -> str:
        """Give the path of the page about what is in view; empty where the manual has none."""
        path = _CONTEXT.get(in_view, _OVERVIEW)
        return path if path in self._pages else ""

    def entries(self, typed: str = "", here: str = "") -> tuple[Entry, ...]:
        """Give the list; with words typed only the pages that hold them all, each with how often."""
        wanted = tuple(folded_words(typed))
        if wanted:
            return tuple(self._found(wanted))
        return tuple(self._all(here))

    def _all(self, here: str) -> Iterator[Entry]:
        say = self.words.say
        yield Entry(KEYS, say("help.keys"))
        page = self._pages.get(here)
        if page is not None:
            yield _heading(say("help.here"))
            yield Entry(f"{PAGE}{here}", page.title)
        for folder in self._folders():
            yield _heading(self._named(folder))
            for one in self._in(folder):
                yield Entry(f"{PAGE}{one.path}", one.title)
        if not self._pages:
            yield _heading(self._named(""))
            yield Entry(MISSING, say("help.missing"))
        yield _heading(say("help.program"))
        yield Entry(ABOUT, say("about.title"))
        yield Entry(INTRODUCTION, say("help.introduction"))

    def _found(self, wanted: tuple[str, ...]) -> Iterator[Entry]:
        counted = []
        for page in self._pages.values():
            folded = self._folded[page.path]
            counts = [sum(word.startswith(one) for word in folded) for one in wanted]
            if all(counts):
                counted.append((sum(counts), page))
        yield _heading(self.words.one_or_many("help.found", len(counted)))
        own = self.words.language
        for count, page in sorted(counted, key=lambda one: (one[1].folder != own, -one[0], one[1].path)):
            yield Entry(f"{PAGE}{page.path}", self.words.say("help.hit", title=page.title, count=count))

    def _folders(self) -> list[str]:
        """Give the folders that hold pages: the reader's language, the manual itself, the others."""
        folders = {page.folder for page in self._pages.values()}
        return sorted(folders, key=lambda one: (one != self.words.language, bool(one), one))

    def _named(self, folder: str) -> str:
        named = {"": "help.manual", "da": "help.guides_da", "en": "help.guides_en", "policy": "help.policy"}
        key = named.get(folder)
        return self.words.say(key) if key is not None else folder

    def _in(self, folder: str) -> list[ManualPage]:
        """Give the pages of a folder: its index, the guides of those who see patients, the others by title."""
        inside = (page for page in self._pages.values() if page.folder == folder)
        return sorted(inside, key=lambda page: (_rank(page.path), page.title.casefold()))

    def link(self, page: str, target: str) -> Link:
        """Tell where a link leads that stands on a page; a place that is no page of the manual is only told."""
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return Link(address=target)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
        if path not in self._pages:
            return Link(address=target)
        return Link(path, unquote(parts.fragment))


def slug(heading: str) -> str:
    """Write a heading as links name it: small letters, no punctuation, hyphens for blanks."""
    return _NO_SLUG.sub("", heading.strip().lower()).replace(" ", "-")


def _heading(text: str) -> Entry:
    return Entry(f"heading/{text}", text, is_heading=True)
