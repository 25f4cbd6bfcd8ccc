"""The groups of the palette in their fixed order, each with its first few hits and how many there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from overblik.domain.errors import InputError
from overblik.domain.folding import begun_by, folded_words
from overblik.domain.patient import PatientId, typed_by_user
from overblik.domain.section import Section
from overblik.viewmodels.kept_hits import FoundIn, KeptHits
from overblik.viewmodels.palette_match import ranked, snippet
from overblik.viewmodels.palette_record import CAVE, ORDER, TEXTS, Item, Part, spread
from overblik.viewmodels.palette_rows import PaletteRow, ToAct, ToKept, ToNumber, ToPatient, ToRow, ToText
from overblik.viewmodels.palette_sources import has_blocked
from overblik.viewmodels.patient_list import PatientListModel
from overblik.viewmodels.screen_parts import cards_of
from overblik.viewmodels.words import Words

if TYPE_CHECKING:
    from overblik.viewmodels.palette import Question

MOST, MANY = 5, 12
"""Hits of a group that are shown beside other groups, and alone."""
Group = tuple[str, Sequence[PaletteRow], int, str]
"""Heading, rows, how many there are in all, and what is said beside."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key does."""

    cap: str
    text: str
    act: str
    arguments: tuple[object, ...]
    icon: str
    is_screen: bool = False
    needs_patient: bool = True


class Groups:
    """Collects the rows under their headings."""

    def __init__(self, words: Words) -> None:
        """Start empty."""
        self._words = words
        self.rows: tuple[PaletteRow, ...] = ()
        self.found = 0

    def add(self, heading: str, rows: Sequence[PaletteRow], count: int, beside: str) -> None:
        """Add a group; an empty one does not show."""
        if not rows:
            return
        number = self._words.say("palette.some", n=len(rows), m=count) if count > len(rows) else str(count)
        told = " · ".join(part for part in (number, beside) if part)
        head = PaletteRow(f"head/{heading}", heading, f"{heading}, {told}", is_heading=True, count=told)
        self.rows += (head, *rows)
        self.found += count


def patient_rows(patients: PatientListModel, text: str, open_one: PatientId | None, *, only: bool) -> Group:
    """Give the patients of the list whose name or number begins so, and a citizen whose whole number is typed."""
    words = patients.words
    heading = words.say("window.patients")
    if not text and not only and open_one is not None:
        return heading, (), 0, ""
    found = patients.matching(text)
    is_left_out = open_one is not None and not only and patients.selected in found.names
    most = (MANY if only or open_one is None else MOST) + is_left_out
    lines = [line for line in found[:most] if not (is_left_out and line.is_selected)]
    count = len(found) - is_left_out
    wanted = tuple(folded_words(text))
    rows = [
        PaletteRow(
            f"patient/{line.key}",
            line.name,
            line.accessible,
            ToPatient(line.patient_id),
            "user",
            begun_by(line.name, wanted),
            second=" · ".join(part for part in (line.age, line.state, line.badge) if part),
            right=line.time,
        )
        for line in lines[: most - is_left_out]
    ]
    if not lines and text and _is_number(text):
        told = words.say("palette.look_up")
        rows = [PaletteRow("number", told, told, ToNumber(text), "user", second=words.say("window.open_number"))]
    return heading, rows, max(count, len(rows)), ""


def _is_number(text: str) -> bool:
    try:
        typed_by_user(text)
    except InputError:
        return False
    return True


def record_rows(
    parts: Mapping[str, Part], sections: tuple[Section[Any], ...], wanted: tuple[str, ...], words: Words
) -> Iterator[Group]:
    """Give what is found in the open record: by name under its own heading, in the text alone under 'I tekst'."""
    in_text: list[Item] = []
    for name in ORDER:
        part = parts.get(name)
        found = ranked(part.items, wanted) if part is not None else []
        if name != TEXTS:
            named = [item for rank, item in found if rank < 2]
            rows = [_row(item, wanted) for item in named[:MOST]]
            yield _heading(name, words), rows, len(named), part.age if part is not None else ""
        in_text += [item for rank, item in found if rank == 2]
    in_text = _once(in_text)
    rows = [_row(item, wanted, words, in_text=True) for item in in_text[: MOST + 1]]
    beside = words.say("palette.blocked") if has_blocked(sections) else ""
    yield words.say("palette.in_text"), rows, len(in_text), beside


def _once(found: list[Item]) -> list[Item]:
    """Leave out the row of a document whose passage is found: it is the same text."""
    opened = {f"{one.target.source}/{one.target.document}" for one in found if isinstance(one.target, ToText)}
    return [one for one in found if not (isinstance(one.target, ToRow) and one.target.key in opened)]


def _heading(name: str, words: Words) -> str:
    return words.say("cave.tag") if name == CAVE else words.say(f"topic.{name}")


def _row(item: Item, wanted: tuple[str, ...], words: Words | None = None, *, in_text: bool = False) -> PaletteRow:
    second, marks = item.second, begun_by(item.second, wanted)
    if in_text:
        second, marks = snippet(item.text, wanted)
    elif not item.is_whole:
        second, marks = snippet(item.second, wanted)
    right = item.right
    if in_text and words is not None and item.group != TEXTS:
        right = " · ".join(part for part in (item.right, _heading(item.group, words)) if part)
    target = replace(item.target, wanted=wanted) if isinstance(item.target, ToText) else item.target
    spoken = "" if in_text else item.spoken
    return PaletteRow(
        _key(item),
        item.title,
        spoken or ", ".join(part for part in (item.title, second, right) if part),
        target,
        item.icon,
        begun_by(item.title, wanted),
        item.shape,
        item.letter,
        item.value,
        item.unit,
        second,
        marks,
        right,
        is_struck=item.is_struck,
    )


def _key(item: Item) -> str:
    return f"{item.group}/{item.target!r}/{item.right}"


def kept_rows(hits: KeptHits, patients: PatientListModel, words: Words) -> Group:
    """Give in whose record something stands, and under which topic; what it says is shown when he is opened."""
    rows = [_kept_row(f"kept/{place}", one, patients, words) for place, one in enumerate(hits.found)]
    told = [words.say("palette.at_least")] if hits.is_more else []
    told.append(words.one_or_many("palette.of_patients", hits.patients, searched=hits.searched))
    if hits.lacking:
        told.append(words.one_or_many("palette.lacking", hits.lacking))
    if hits.has_failed:
        return words.say("palette.kept"), (PaletteRow("failed", words.say("palette.failed"), ""),), 0, ""
    return words.say("palette.kept"), rows, hits.places, " · ".join(told)


def _kept_row(key: str, one: FoundIn, patients: PatientListModel, words: Words) -> PaletteRow:
    line = patients.line_of(one.who)
    card = cards_of(one.topic)[0]
    topic = words.say(f"topic.{one.topic.value}")
    second = f"{topic}: {words.one_or_many('palette.hits', one.count)}"
    spoken = ", ".join(part for part in (line.name, line.age, second) if part)
    target = ToKept(one.who.patient_id, card, f"{one.source}/{one.document}")
    return PaletteRow(key, line.name, spoken, target, "user", second=second, right=line.age)


def command_rows(commands: Sequence[Command], question: "Question", *, is_open: bool, words: Words) -> Iterator[Group]:
    """Give the acts, then the screens, that the words fit; all of them where nothing but the sign is typed."""
    is_listed = bool(question.only) and not question.wanted
    for is_screen in (False, True):
        mine = [one for one in commands if one.is_screen is is_screen and (is_open or not one.needs_patient)]
        found = [one for one in mine if is_listed or (question.wanted and _fits(one, question.wanted))]
        found.sort(key=lambda one: not is_listed and not spread(one.text).startswith(f" {question.wanted[0]}"))
        shown = found if question.only else found[:MOST]
        rows = [_command_row(one, question.wanted) for one in shown]
        yield words.say("palette.screens" if is_screen else "palette.actions"), rows, len(found), ""


def _fits(command: Command, wanted: tuple[str, ...]) -> bool:
    told = spread(command.text)
    return all(f" {word}" in told for word in wanted)


def _command_row(command: Command, wanted: tuple[str, ...]) -> PaletteRow:
    target = ToAct(command.act, command.arguments)
    spoken = f"{command.text}, {command.cap}"
    marks = begun_by(command.text, wanted)
    return PaletteRow(f"act/{command.text}", command.text, spoken, target, command.icon, marks, cap=command.cap)
