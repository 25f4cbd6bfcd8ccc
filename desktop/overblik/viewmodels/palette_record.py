"""The open record as it can be searched: every row of every card as the screen shows it, and every text of a document.

The cards are composed veiled, like the screen's: what is hidden there cannot be found here (safety.md 2a).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from overblik.domain.clinical import Allergy, Currency, Document
from overblik.domain.folding import folded_words
from overblik.domain.lab_result import LabResult
from overblik.domain.section import Section, Topic
from overblik.sync.indexed import texts_of
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import one_line, show_date
from overblik.viewmodels.marks import FlagShape
from overblik.viewmodels.palette_rows import Target, ToRow, ToText
from overblik.viewmodels.rows import Card, LabRow, LineRow, MedicationRow, PlanRow, Row
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_card

Sections = tuple[Section[Any], ...]
CAVE, TEXTS = "cave", "texts"
ORDER = (
    *(CAVE, "lab_results", "medication", "care_plans", "appointments", "home_monitoring", "conditions"),
    *("vaccinations", "documents", "contacts", "procedures", "master_data", "questionnaires", "other_observations"),
    TEXTS,
)
"""The groups of a record, in their fixed order."""
_LABORATORY_CODES = ("NPU", "DNK")
PARTS = (CAVE, *ALL_CARDS, TEXTS)
"""What a record is read from, part by part."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the record that can be found."""

    group: str
    icon: str
    title: str
    words: str
    """The words of the title, folded, each after a blank."""
    text: str
    """All that stands in it beside its title."""
    all_words: str
    target: Target
    spoken: str = ""
    """What a screen reader says of it; empty where the piece that is shown is said."""
    right: str = ""
    second: str = ""
    is_whole: bool = False
    """Whether the second line is never shortened: a dose, a state, an interval."""
    value: str = ""
    unit: str = ""
    shape: FlagShape = FlagShape.NONE
    letter: str = ""
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What was read from one card, and how old the card says it is."""

    items: tuple[Item, ...]
    age: str = ""


def spread(text: str) -> str:
    """Give the words of a text, folded, each after a blank: a beginning is then found by one look."""
    return "".join(f" {word}" for word in folded_words(text))


def part_of(name: str, sections: Sections, view: View) -> Part:
    """Read one part of a record."""
    if name == CAVE:
        return Part(tuple(_agents(sections, view)))
    if name == TEXTS:
        return Part(tuple(_texts(sections, view)))
    card = compose_card(name, sections, view)
    facts = {(one.source, each.provenance.document_id): each.fact for one in sections for each in one.entries}
    made = (_of_row(row, card, facts.get((row.source, row.document)), view) for row in card.rows)
    return Part(tuple(item for item in made if item is not None), card.right)


def _of_row(row: Row, card: Card, fact: object, view: View) -> Item | None:
    """Give the item of a row that holds a fact; it is found by each word of the fact, shown or not."""
    make = _MADE_OF.get(type(row))
    if make is None:
        return None
    made = make(row, card, view)
    if isinstance(fact, LabResult) and fact.code.startswith(_LABORATORY_CODES):
        made = replace(made, right=_joined(made.right, fact.code))
    if isinstance(fact, Document):
        return made  # its passages are items of their own
    folded = set(made.all_words.split())
    unsaid = [text for _, text in texts_of(fact) if not folded.issuperset(folded_words(text))]
    more = one_line(_joined(*dict.fromkeys(unsaid)))
    return replace(made, text=_joined(made.text, more), all_words=made.all_words + spread(more)) if more else made


def _lab(row: LabRow, card: Card, view: View) -> Item:
    before = f"{view.words.say('palette.before')} {row.previous}" if row.previous else ""
    told = _joined(_badge(row), row.interval, before)
    made = replace(_item(card, row, row.name, row.accessible, told), spoken=row.accessible)
    return replace(made, right=row.when, value=row.value, unit=row.unit, shape=row.shape, letter=row.letter)


def _drug(row: MedicationRow, card: Card, view: View) -> Item:
    del view
    title = " ".join(part for part in (row.name, row.brand, row.strength_form) if part)
    told = _joined(_badge(row), row.dosage, row.extra, row.before, row.note)
    return replace(_item(card, row, title, row.accessible, told), right=row.date_text, spoken=row.accessible)


def _plan(row: PlanRow, card: Card, view: View) -> Item:
    del view
    lines = _joined(*(f"{label}: {text}" if label else text for label, text, _ in row.lines))
    text = _joined(_badge(row), lines, row.note)
    return replace(_item(card, row, row.title, text, text), right=row.owner, is_whole=False)


def _line(row: LineRow, card: Card, view: View) -> Item:
    del view
    text = _joined(_badge(row), row.second, row.right)
    return replace(
        _item(card, row, row.text or row.left, text, text), right=row.left, is_whole=card.name != "documents"
    )


def _item(card: Card, row: Any, title: str, text: str, second: str) -> Item:
    given = (card.name, card.icon, one_line(title), spread(title), one_line(text), spread(f"{title} {text}"))
    struck = bool(getattr(row, "is_struck", False))
    return Item(*given, ToRow(card.name, row.key), second=one_line(second), is_whole=True, is_struck=struck)


def _badge(row: Any) -> str:
    return row.badge.text if row.badge is not None else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


_MADE_OF: Mapping[type[Row], Callable[[Any, Card, View], Item]] = MappingProxyType(
    {LabRow: _lab, MedicationRow: _drug, PlanRow: _plan, LineRow: _line}
)


def _agents(sections: Sections, view: View) -> Iterator[Item]:
    """Give what stands in the CAVE line, and what of CAVE does not."""
    del view
    for entry in (entry for one in sections if one.topic is Topic.ALLERGIES for entry in one.entries):
        fact: Allergy = entry.fact
        told = [text for reaction in fact.reactions for text in (*reaction.manifestations, reaction.severity)]
        text = one_line(_joined(*told, *fact.notes))
        title = one_line(fact.agent)
        given = (CAVE, "triangle-alert", title, spread(title), text, spread(f"{title} {text}"))
        spoken = ", ".join(part for part in (title, text) if part)
        yield Item(*given, ToRow("", ""), spoken, second=text, is_whole=True, is_struck=not fact.is_valid)


def _texts(sections: Sections, view: View) -> Iterator[Item]:
    """Give each passage of each document whose text is here, also of those that are shown in this session only."""
    words = view.words
    for section in (one for one in sections if one.topic is Topic.DOCUMENTS):
        for entry in section.entries:
            fact: Document = entry.fact
            title = one_line(fact.title) or one_line(fact.type) or words.say("summary.unnamed")
            passages = [(one.title, one.text) for one in fact.sections] or ([("", fact.text)] if fact.text else [])
            for number, (heading, told) in enumerate(passages, start=1):
                text = one_line(f"{heading} {told}")
                place = words.say("palette.passage", number=number) if len(passages) > 1 else ""
                target = ToText(section.source, entry.provenance.document_id, ())
                given = (TEXTS, "file-text", title, "", text, spread(text), target)
                yield Item(*given, right=_joined(show_date(fact.date, words), place), is_struck=_is_void(fact))


def _is_void(fact: Document) -> bool:
    return fact.currency in (Currency.CANCELLED, Currency.ENTERED_IN_ERROR)
