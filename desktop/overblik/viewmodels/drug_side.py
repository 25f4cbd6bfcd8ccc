"""Beside one drug: how it came to be so, and the lines of the source message that the page was read from."""

from dataclasses import dataclass

from overblik.domain.drug_history import DrugHistory
from overblik.viewmodels.formats import dosage_lines, one_line, show_date, show_strength
from overblik.viewmodels.words import Words


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One period: since when, and what was ordered."""

    when: str
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """The periods newest first, or the sentence that stands in their place."""

    lines: tuple[HistoryLine, ...] = ()
    message: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return ". ".join([self.message, *(f"{line.when}: {line.text}" for line in self.lines)]).strip(". ")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the numbers of its lines that hold what the page shows."""

    text: str
    lines: tuple[int, ...] = ()


def history_lines(told: DrugHistory, words: Words) -> History:
    """Word the periods; what could not be read is counted, never left out."""
    lines = []
    for period in told.periods:
        product = period.product
        drug = show_strength(one_line(product.strength), one_line(product.form)) or one_line(product.said)
        dosage = dosage_lines(period.dosage_text) or words.say("medication.dosage_unknown")
        dosage = f"\n{dosage}" if "\n" in dosage else dosage
        key = "drug.period_paused" if period.paused else "drug.period"
        lines.append(HistoryLine(show_date(period.start, words), words.say(key, strength=drug, dosage=dosage)))
    unread = words.one_or_many("drug.history_unreadable", len(told.unreadable)) if told.unreadable else ""
    return History(tuple(lines), unread or words.one_or_many("drug.history_count", len(lines)))


def marked(text: str, evidence: tuple[str, ...]) -> Marked:
    """Mark the lines of a message that hold one of the texts that the page shows."""
    lines = _outdented(text.split("\n"))
    found = tuple(place for place, line in enumerate(lines) if _content(line) in evidence)
    return Marked("\n".join(lines), found)


def _outdented(lines: list[str]) -> list[str]:
    """Take away the indentation that an element has from its place in the message."""
    rest = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    by = min(rest, default=0)
    return [lines[0], *(line[by:] if not line[:by].strip() else line for line in lines[1:])]


def _content(line: str) -> str:
    """Give what stands between the tags of one line of XML."""
    inner = line.strip()
    inner = inner.partition(">")[2] if inner.startswith("<") else inner
    return inner.partition("<")[0].strip()
