"""The manual: guides alike in both languages, links that lead somewhere, keys, commands and words that there are."""

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from overblik.cli import command_line
from overblik.widgets.keys import KEYS, SHOWN_ONLY

MANUAL = ROOT / "docs" / "manual"
PAIRS = {
    "praksis": "gp",
    "afdeling": "ward",
    "hjemmepleje": "home-care",
    "it": "it",
    "sikkerhed": "security",
    "udvikler": "developers",
}
CLINICAL = ("praksis", "afdeling", "hjemmepleje")
LONGEST = 1000
"""Words of a guide that is read in five minutes."""
GUIDES = sorted([*MANUAL.glob("da/*.md"), *MANUAL.glob("en/*.md")])
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_KEY = re.compile(
    r"(?:(?:Ctrl|Shift|Alt)\+)*(?:[A-ZÆØÅ0-9]|F\d+|Enter|Esc|Tab|Home|End|Delete|Page (?:Up|Down)|[↑↓←→+\-=])"
)
_WORD = re.compile(r"[^\W_][\w'’.-]*")
_SAID = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*")
_SAYING = ("Der står", "Du ser", "It says", "You see")
"""Heads of tables whose first column quotes the screen."""


def read(path: Path) -> str:
    """Give the text of a page."""
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """Give the text of a page without code: there nothing is a link or a heading."""
    return _CODE.sub("", read(path))


def named(paths: list[Path]) -> list[str]:
    """Give the names by which tests tell pages apart."""
    return [str(path.relative_to(ROOT)) for path in paths]


def slug(heading: str) -> str:
    """Write a heading as links name it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_each_guide_stands_in_both_languages() -> None:
    assert {path.stem for path in MANUAL.glob("da/*")} == set(PAIRS)
    assert {path.stem for path in MANUAL.glob("en/*")} == set(PAIRS.values())


@pytest.mark.parametrize(("danish", "english"), PAIRS.items())
def test_both_have_the_same_pictures_and_as_many_parts_rows_and_commands(danish: str, english: str) -> None:
    one, other = read(MANUAL / "da" / f"{danish}.md"), read(MANUAL / "en" / f"{english}.md")
    for form in (r"!\[.*?\]\((.+?)\)", r"(?m)^(##+) ", r"(?m)^(\|)", r"(?m)^(\d+\.|-) ", r"(?m)^(```)"):
        assert re.findall(form, one) == re.findall(form, other), form


@pytest.mark.parametrize("path", GUIDES, ids=named(GUIDES))
def test_a_guide_begins_with_its_heading_and_whom_it_is_for(path: Path) -> None:
    lines = read(path).splitlines()
    assert re.fullmatch(r"# \S.+", lines[0])
    assert [line for line in prose(path).splitlines() if line.startswith("# ")] == lines[:1]
    assert lines[2].startswith(("For ", "For dem, "))


@pytest.mark.parametrize("danish", CLINICAL)
def test_a_clinical_guide_is_read_in_five_minutes(danish: str) -> None:
    for path in (MANUAL / "da" / f"{danish}.md", MANUAL / "en" / f"{PAIRS[danish]}.md"):
        count = len(_WORD.findall(re.sub(r"\]\([^)]*\)", "]", read(path))))
        assert count <= LONGEST, path.name


@pytest.mark.parametrize("path", PAGES, ids=named(PAGES))
def test_every_link_leads_to_a_file_and_to_a_heading_of_it(path: Path) -> None:
    wrong = []
    for target in _LINK.findall(prose(path)):
        place, _, anchor = target.partition("#")
        if "://" in place:
            continue
        other = (path.parent / place).resolve() if place else path
        headings = re.findall(r"(?m)^#+ (.+)$", prose(other)) if other.suffix == ".md" and other.is_file() else []
        if (
            not other.exists()
            or not other.is_relative_to(ROOT)
            or (anchor and anchor not in {slug(heading) for heading in headings})
        ):
            wrong.append(target)
    assert wrong == []


def keys() -> set[str]:
    """Give every key of the program, as it is shown and as it is pressed."""
    shown = [shown for shown, *_ in KEYS] + [shown for shown, _ in SHOWN_ONLY]
    told = {sequence for _, sequences, *_ in KEYS for sequence in sequences}
    return told | {part for one in shown for part in one.split()} | {"Shift+←", "Shift+→"}


@pytest.mark.parametrize("path", GUIDES, ids=named(GUIDES))
def test_every_key_of_a_guide_is_one_of_the_program(path: Path) -> None:
    written = [
        one.strip("`") for one in re.findall(r"`[^`\n]+`", re.sub(r"```.*?```", "", read(path), flags=re.DOTALL))
    ]
    pressed = {one for one in written if _KEY.fullmatch(one)}
    assert pressed <= keys()


def test_a_clinical_guide_names_keys() -> None:
    for danish in CLINICAL:
        assert {"Ctrl+L", "N", "M", "F1"} <= set(re.findall(r"`([^`]+)`", read(MANUAL / "da" / f"{danish}.md")))


def commands(path: Path) -> Iterator[list[str]]:
    """Give each `overblik …` that stands in the code of a page, cut into words."""
    for code in _CODE.findall(read(path)):
        for line in code.strip("`").splitlines():
            found = re.match(r"(?:PYTHONPATH=\S+ python -m )?overblik((?: +[^ |#]+)*)", line.strip())
            if found:
                yield found[1].split()


def fault_of(words: list[str], parsers: dict[str, argparse.ArgumentParser]) -> str:
    """Tell what of a command the program does not know; empty where it knows all."""
    if not words or words[0].startswith("--"):
        return "" if not words or words[0] in ("--version", "--help", "--language", "--theme") else words[0]
    word, rest = words[0], words[1:]
    if word == "WORD" or word not in parsers:
        return "" if word == "WORD" else word
    actions = parsers[word]._actions
    options = {option for action in actions for option in action.option_strings}
    acts = next((tuple(action.choices or ()) for action in actions if action.dest == "act"), ())
    if acts and rest and rest[0] not in acts:
        return f"{word} {rest[0]}"
    return " ".join(one for one in rest if one.startswith("--") and one.partition("=")[0].strip("[]") not in options)


@pytest.fixture(scope="module")
def parsers() -> dict[str, argparse.ArgumentParser]:
    """Give what takes each word of the command line apart."""
    actions = command_line("en")._actions
    return dict(next(one.choices for one in actions if isinstance(one, argparse._SubParsersAction)))


@pytest.mark.parametrize("path", sorted(MANUAL.rglob("*.md")), ids=named(sorted(MANUAL.rglob("*.md"))))
def test_every_command_of_the_manual_is_one_of_the_program(
    path: Path, parsers: dict[str, argparse.ArgumentParser]
) -> None:
    assert [fault for words in commands(path) if (fault := fault_of(words, parsers))] == []


@pytest.mark.parametrize("words", ["fly", "demo --fly", "audit fly", "overview --from x --fly=1", "--fly"])
def test_a_command_that_there_is_not_is_seen(words: str, parsers: dict[str, argparse.ArgumentParser]) -> None:
    assert fault_of(words.split(), parsers)


@pytest.mark.parametrize("path", PAGES, ids=named(PAGES))
def test_every_word_of_the_script_is_one_that_it_knows(path: Path) -> None:
    known = set(re.findall(r"packaging/dev\.py (\w+)", read(ROOT / "packaging" / "dev.py")))
    assert set(re.findall(r"packaging/dev\.py (\w+)", read(path))) <= known


@pytest.mark.parametrize("path", GUIDES, ids=named(GUIDES))
def test_what_a_guide_quotes_of_the_screen_is_said_there(path: Path) -> None:
    with (ROOT / "resources" / "locale" / f"{path.parent.name}.toml").open("rb") as file:
        said = "\n".join(text for section in tomllib.load(file).values() for text in section.values())
    wrong = []
    for quoted in quotes(read(path)):
        pieces = [piece.strip(" .,:") for piece in quoted.split("…")]
        wrong += [quoted] if any(piece and piece not in said for piece in pieces) else []
    assert wrong == []


def quotes(text: str) -> Iterator[str]:
    """Give the words in bold or italics of each first column that quotes the screen."""
    is_saying = False
    for line in text.splitlines():
        if not line.startswith("|"):
            is_saying = False
        elif line.split("|")[1].strip() in _SAYING:
            is_saying = True
        elif is_saying:
            yield from (bold or italic for bold, italic in _SAID.findall(line.split("|")[1]))


def test_the_clinical_guides_quote_the_screen() -> None:
    for danish in CLINICAL:
        assert len(list(quotes(read(MANUAL / "da" / f"{danish}.md")))) > 10
