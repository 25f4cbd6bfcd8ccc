"""The medicine card: current first, changes said, nothing hidden without a count (R5, R7)."""

from datetime import timedelta
from typing import Any

from overblik.domain.dates import DANISH
from overblik.domain.medication import Medication, MedicationEntry
from overblik.domain.section import Cause, Topic
from overblik.viewmodels.card_head import Pair, View, heading_age, notices, of_topic, pairs
from overblik.viewmodels.dosing_facts import dosing_facts
from overblik.viewmodels.formats import one_line
from overblik.viewmodels.medication_beside import beside, leading, past_of
from overblik.viewmodels.medication_changes import place_of
from overblik.viewmodels.medication_differences import difference_note
from overblik.viewmodels.medication_hidden import hidden_rows, invalid_rows
from overblik.viewmodels.medication_over import card_changed, card_notices, reviewed, says_never_made
from overblik.viewmodels.medication_row import CURRENT, PAST, medication_row
from overblik.viewmodels.prescription_row import prescription_row
from overblik.viewmodels.rows import Card, GroupRow, MoreRow, Row

_RECENT = timedelta(days=30)


def medication_card(sections: tuple[Any, ...], view: View) -> Card:
    """Compose the card, or the full page."""
    words = view.words
    mine = of_topic(sections, Topic.MEDICATION)
    lead = leading(mine)
    every = pairs(lead)
    drugs = [pair for pair in every if pair[1].fact.row is MedicationEntry.DRUG_MEDICATION]
    current = sorted((pair for pair in drugs if pair[1].fact.state in CURRENT), key=lambda pair: place_of(pair, view))
    regular = [pair for pair in current if not pair[1].fact.as_needed]
    needed = [pair for pair in current if pair[1].fact.as_needed]
    doubtful = [pair for pair in drugs if pair[1].fact.state not in CURRENT + PAST]
    # What is over has no rival on the card: every source's past stands in one list, by date.
    past = sorted(past_of(mine, lead), key=_ended, reverse=True)
    alone = [pair for pair in every if pair[1].fact.row is MedicationEntry.PRESCRIPTION_ONLY]
    rows: list[Row] = [
        *card_notices(lead, view),
        *state_notices(mine, view),
        *_group("regular", regular, view, right=reviewed(lead, view), mine=mine),
        *_group("as_needed", needed, view, right="" if regular else reviewed(lead, view), mine=mine),
        *hidden_rows(every, view),
        *invalid_rows(every, view),
        *_group("error", doubtful, view),
        *beside(mine, lead, view),
        *_alone(alone, view),
        *_past_rows(past, lead, view),
    ]
    age, tone = heading_age(mine, view)
    changed = card_changed(lead, view)
    right = words.say("medication.card_changed", date=changed, fetched=age) if changed and age else age
    return Card(
        "medication",
        words.say("topic.medication"),
        "M",
        "pill",
        right,
        tone,
        rows=tuple(rows),
        facts=dosing_facts(sections, view),
    )


def state_notices(mine: tuple[Any, ...], view: View) -> tuple[Row, ...]:
    """Say what the sources lack; 'no medicine' is never said of somebody for whom no card was made.

    Where that is said instead, or a card is shown, what is left names its source: it does not speak for all (H6).
    """
    told = tuple(section for section in mine if not (says_never_made(section, view) or _hides_only(section)))
    return notices(told, view, named=len(mine) > 1) if told or not mine else ()


def _hides_only(section: Any) -> bool:
    """Whether nothing is wanting but what the patient hides: the list has a heading of its own for that."""
    return bool(section.reasons) and all(reason.cause is Cause.PRIVATE_ENTRY for reason in section.reasons)


def _group(
    name: str, members: list[Pair], view: View, right: str = "", lead: tuple[Any, ...] = (), mine: tuple[Any, ...] = ()
) -> list[Row]:
    """Show the rows of one heading; with `lead` a row of another source names it, with `mine` differences are said."""
    if not members:
        return []
    text = view.words.say(f"medication.{name}")
    spoken = ", ".join(part for part in (text, str(len(members)), right) if part)
    heading = GroupRow(f"group/{name}", spoken, text=text, count=str(len(members)), right=right)
    notes = [one_line(pair[0].label) if lead and pair[0] not in lead else "" for pair in members]
    if mine:
        notes = [difference_note(pair, mine, view) for pair in members]
    return [heading, *(medication_row(pair, view, note) for pair, note in zip(members, notes, strict=True))]


def _alone(members: list[Pair], view: View) -> list[Row]:
    """Show prescriptions without a drug medication on the card: apart from medicine, whatever their status (S6)."""
    if not members:
        return []
    text = view.words.say("medication.prescriptions_alone")
    heading = GroupRow("group/alone", f"{text}, {len(members)}", text=text, count=str(len(members)))
    return [heading, *(prescription_row(pair, view) for pair in members)]


def _past_rows(past: list[Pair], lead: tuple[Any, ...], view: View) -> list[Row]:
    """Show the last 30 days by name; older ones by number, and by row on the full page."""
    horizon = (view.now - _RECENT).astimezone(DANISH).strftime("%Y-%m-%d")
    recent = [pair for pair in past if not _is_before(_over(pair)[:10], horizon)]
    older = [pair for pair in past if _is_before(_over(pair)[:10], horizon)]
    rows = _group("past", recent, view, lead=lead)
    if view.is_full:
        return [*rows, *_group("older", older, view, lead=lead)]
    if older:
        text = view.words.one_or_many("medication.more_past", len(older))
        rows.append(MoreRow("more/past", text, text=text, action=view.words.say("lab.show_all")))
    return rows


def _is_before(ended: str, horizon: str) -> bool:
    """Whether a drug surely ended before; of one without a full date nobody can tell."""
    return bool(ended) and ended < horizon[: len(ended)]


def _ended(pair: Pair) -> str:
    fact: Medication = pair[1].fact
    when = fact.end or fact.changed or fact.start
    return when.order if when else ""


def _over(pair: Pair) -> str:
    """Give when a drug was over; the start of its treatment says nothing of that."""
    fact = pair[1].fact
    withdrawn = fact.ordination.withdrawn if fact.ordination else None
    when = (withdrawn.at if withdrawn else None) or fact.end or fact.changed
    return when.order if when else ""
