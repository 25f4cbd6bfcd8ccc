"""One drug in full: its fields, what other sources say of it, its doses by day, prescriptions and dispensings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from overblik.domain.medication import DosageOrigin, Medication, MedicationEntry
from overblik.domain.medicine_card import Act, Dispensing, Ordination, Shown
from overblik.domain.provenance import RawRef
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import AnySection, Pair, View, of_topic, pairs
from overblik.viewmodels.formats import dosage_lines, one_line, show_date
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.medication_calendar import Calendar, calendar
from overblik.viewmodels.medication_differences import Differences, boxes, differences
from overblik.viewmodels.medication_row import medication_row
from overblik.viewmodels.medication_unchecked import unchecked
from overblik.viewmodels.prescription_row import dispensing_said, prescription_facts, prescription_row
from overblik.viewmodels.rows import Card, GroupRow, MedicationRow

Subject = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A prescription or a dispensing under the drug: what, its facts, and where it stands in the message."""

    title: str
    text: str
    is_inner: bool = False
    """Whether it belongs to the prescription above it."""
    origin: RawRef | None = None


@dataclass(frozen=True, slots=True)
class DrugPage:
    """All that is shown of one drug."""

    row: MedicationRow
    identifier: str
    """Of the drug medication, by which its history is asked for; empty where there is none."""
    fields: tuple[tuple[str, str], ...]
    differences: Differences
    calendar: Calendar | None
    records: tuple[RecordLine, ...]
    dosage_note: str = ""
    badge: Badge | None = None
    evidence: tuple[str, ...] = ()
    """What the page shows, as it stands in the message: by it the lines of the original are marked."""
    is_fresh: bool = True
    """Whether the card was answered just now: of a copy no history is asked for."""
    unchecked: tuple[str, ...] = ()
    """Which sources it could not be compared with (R23)."""
    version: str = ""
    """Of the drug medication: a changed one has another history."""

    @property
    def subject(self) -> "Subject":
        """What history and original belong to: the row, its version, and whether it is a copy."""
        return self.row.key, self.version, self.is_fresh

    @property
    def spoken(self) -> str:
        """What a screen reader says: the row, the fields, the differences, the records."""
        told = [self.row.accessible, *(f"{label}: {text}" for label, text in self.fields)]
        for row in self.differences.rows if len(self.differences.columns) > 1 else ():
            heads = zip(self.differences.columns, row.cells, strict=True)
            told.append(
                f"{row.label}: " + ", ".join(f"{name} {cell}" for (name, _), cell in heads) + f", {row.verdict}"
            )
        told += [*self.unchecked, *(f"{one.title}: {one.text}" for one in self.records)]
        return ". ".join(part for part in told if part)


def drug_page(key: str, sections: tuple[AnySection, ...], view: View, weeks: int = 0) -> DrugPage | None:
    """Compose the page of the row with a key; none for rows without a drug, and for what is hidden."""
    mine = of_topic(sections, Topic.MEDICATION)
    pair = next((pair for pair in pairs(mine) if f"{pair[0].source}/{pair[1].provenance.document_id}" == key), None)
    if pair is None:
        return None
    fact: Medication = pair[1].fact
    if fact.row not in (MedicationEntry.DRUG_MEDICATION, MedicationEntry.PRESCRIPTION_ONLY):
        return None
    is_drug = fact.row is MedicationEntry.DRUG_MEDICATION
    row = medication_row(pair, view) if is_drug else prescription_row(pair, view)
    card = fact.ordination
    return DrugPage(
        row,
        card.identifier if card is not None and is_drug else "",
        tuple(_fields(pair, view)),
        differences(pair, sections, view),
        calendar(fact, boxes(fact, view), view, weeks) if is_drug else None,
        tuple(_records(pair[0], card, view)) if card is not None else (),
        _decides(fact.dosage, view),
        row.badge,
        _evidence(fact),
        not pair[0].from_copy,
        unchecked(sections, view) if is_drug else (),
        card.version if card is not None else "",
    )


def _decides(dosage: str, view: View) -> str:
    """Say beside the calendar that the source's own text decides; one of several lines stands above in full."""
    if not dosage:
        return ""
    if "\n" in dosage.strip():
        return view.words.say("calendar.text_above_decides")
    return view.words.say("calendar.text_decides", text=one_line(dosage))


def _evidence(fact: Medication) -> tuple[str, ...]:
    product = fact.ordination.product if fact.ordination is not None else None
    dates = [when.text for when in (fact.start, fact.end) if when is not None]
    texts = [
        fact.strength,
        fact.brand or fact.name,
        fact.indication,
        fact.dosage_short,
        *fact.dosage.split("\n"),
        *dates,
    ]
    if product is not None:
        texts += [product.strength, product.form, product.atc]
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _fields(pair: Pair, view: View) -> Iterator[tuple[str, str]]:
    """Give the fields in the order of the picture; what the source does not say is said to be unstated."""
    fact, words = pair[1].fact, view.words
    say, unstated = words.say, words.say("medication.unstated")
    card: Ordination | None = fact.ordination
    yield say("drug.indication"), one_line(fact.indication) or unstated
    yield say("drug.route"), one_line(fact.route) or unstated
    yield say("drug.start"), _start(fact, view)
    yield say("drug.end"), _end(fact, view)
    if card is not None:
        yield say("drug.changed"), _when(card.modified or card.created, view) or unstated
        yield say("drug.changed_by"), _who(card.modified or card.created) or unstated
        yield from _of_card(card, view)
    yield say("drug.code"), f"ATC {one_line(fact.atc)}" if fact.atc else unstated
    yield say("drug.source"), one_line(pair[0].label)
    if fact.dosage_long and dosage_lines(fact.dosage_long) != dosage_lines(fact.dosage):
        yield say("drug.long"), dosage_lines(fact.dosage_long)
    if card is not None and fact.dosage:
        own = fact.dosage_origin is DosageOrigin.OWN
        yield say("drug.text_source"), say("drug.text_own" if own else "drug.text_service")


def _of_card(card: Ordination, view: View) -> Iterator[tuple[str, str]]:
    say = view.words.say
    if card.type_text:
        yield say("drug.type"), one_line(card.type_text)
    if card.follow_up:
        yield say("drug.follow_up"), ", ".join(show_date(day, view.words) for day in card.follow_up)
    if card.substitution_allowed is not None:
        yield say("drug.substitution"), say("drug.allowed" if card.substitution_allowed else "drug.not_allowed")
    if card.reimbursement:
        yield say("drug.reimbursement"), one_line(card.reimbursement)
    if card.pause is not None:
        yield say("drug.paused_by"), f"{_who(card.pause.act)} {_when(card.pause.act, view)}".strip()
    if card.withdrawn is not None:
        yield say("drug.withdrawn_by"), f"{_who(card.withdrawn)} {_when(card.withdrawn, view)}".strip()
    if card.is_private:
        yield say("drug.private"), say("drug.private_text")


def _start(fact: Medication, view: View) -> str:
    card = fact.ordination
    if card is not None and card.started_previously:
        return view.words.say("medication.started_previously")
    return show_date(fact.start, view.words) if fact.start else view.words.say("medication.unstated")


def _end(fact: Medication, view: View) -> str:
    card = fact.ordination
    if fact.end is not None:
        return show_date(fact.end, view.words)
    if card is not None and card.end_undetermined:
        return view.words.say("medication.end_undetermined").rstrip(".")
    return view.words.say("medication.unstated")


def _who(act: Act | None) -> str:
    if act is None:
        return ""
    return ", ".join(dict.fromkeys(one_line(part) for part in (act.name, act.role, act.organisation) if part))


def _when(act: Act | None, view: View) -> str:
    return show_date(act.at, view.words) if act is not None and act.at is not None else ""


def _records(section: AnySection, card: Ordination, view: View) -> Iterator[RecordLine]:
    """Give each prescription with what was handed out on it, then the dispensings without one."""
    words = view.words
    for one in card.prescriptions:
        if one.shown is Shown.INVALID:
            text = words.say("medication.invalid_prescription", id=one_line(one.identifier))
            yield RecordLine(words.say("medication.prescription"), text, origin=one.origin)
            continue
        product = one.product
        drug = " ".join(part for part in (product.said, product.strength, product.form) if part) if product else ""
        told = [
            one_line(drug),
            one_line(one.dosage_text),
            prescription_facts(one, section, view),
            _iterated(one.iterations, one.interval, view),
        ]
        yield RecordLine(
            words.say("medication.prescription"), " · ".join(part for part in told if part), origin=one.origin
        )
        for given in one.dispensings:
            yield _given(given, view, is_inner=True)
    for given in card.dispensings:
        yield _given(given, view, is_inner=False)


def _iterated(count: str, interval: str, view: View) -> str:
    return view.words.say("drug.iterated", count=one_line(count), interval=one_line(interval)) if count else ""


def _given(given: Dispensing, view: View, *, is_inner: bool) -> RecordLine:
    words = view.words
    title = words.say("medication.dispensed")
    if given.shown is Shown.INVALID:
        text = words.say("medication.invalid_dispensing", id=one_line(given.identifier))
        return RecordLine(title, text, is_inner, given.origin)
    days = ""
    if given.first_day is not None and given.last_day is not None:
        days = words.say("drug.box", first=show_date(given.first_day, words), last=show_date(given.last_day, words))
    told = [
        dispensing_said(given, view),
        one_line(given.product.said) if given.product else "",
        days,
        one_line(given.comment),
    ]
    return RecordLine(title, " · ".join(part for part in told if part), is_inner, given.origin)


def brief(row: MedicationRow) -> MedicationRow:
    """Give a row for the list beside the page: name, strength and state; what is said aloud stays whole."""
    badge = row.badge
    if badge is not None and badge.tone is Tone.NEW:
        badge = replace(badge, text=badge.text.partition(" ")[0])  # the date of a change stands on the page
    return replace(
        row,
        badge=badge,
        brand="",
        strength_form="",
        dosage=row.strength_form,
        dosage_is_bold=False,
        extra="",
        date_text="",
        before="",
        note="",
    )


def listed(card: Card) -> Card:
    """Give the rows of medicine as the list beside the chosen drug; other cards stay as they are."""
    if card.name != "medication":
        return card
    rights = [row.right for row in card.rows if isinstance(row, GroupRow) and row.right]
    rows = tuple(
        brief(row) if isinstance(row, MedicationRow) else replace(row, right="") if isinstance(row, GroupRow) else row
        for row in card.rows
    )
    # The list is too narrow for what stands at the right of a heading: it is said above the list.
    return replace(card, rows=rows, right=" · ".join([*rights, card.right]))


__all__ = ["DrugPage", "RecordLine", "brief", "drug_page", "listed"]
