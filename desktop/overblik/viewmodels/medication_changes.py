"""What is new on a medicine card: a drug that lately came or changed, and what was ordered before (screens.md 3.3)."""

from datetime import date, timedelta
from enum import Enum

from overblik.domain.dates import ClinicalDate
from overblik.domain.medication import Medication, MedicationState
from overblik.viewmodels.card_head import AnySection, Pair, View, day_of
from overblik.viewmodels.formats import one_line, show_date, show_strength
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.words import Words

_LATELY = timedelta(days=30)
_ORDER = {MedicationState.PAUSED: 2, MedicationState.ACTIVE: 3, MedicationState.PLANNED: 4}


class Change(Enum):
    """Whether a drug lately came onto the card or was changed on it."""

    CHANGED = "changed"
    NEW = "new"
    NONE = "none"


def change_of(section: AnySection, fact: Medication, view: View) -> Change:
    """Judge by the card's own dates; of a kept copy by its own day, so that no clock takes a mark away (H22)."""
    card = fact.ordination
    if card is None:
        return Change.NONE
    today = day_of(section, view)
    changed, made = (act.at if act is not None else None for act in (card.modified, card.created))
    if changed is not None and (made is None or changed.order > made.order) and _is_lately(changed, today):
        return Change.CHANGED
    is_same = changed is None or made is None or changed.order <= made.order
    return Change.NEW if is_same and _is_lately(made, today) else Change.NONE


def change_badge(change: Change, fact: Medication, words: Words) -> Badge | None:
    """Give the word that stands in the place of `active` for a drug that is new or changed; none for another state."""
    card = fact.ordination
    if fact.state is not MedicationState.ACTIVE or card is None or change is Change.NONE:
        return None
    if change is Change.NEW:
        return Badge(words.say("medication.new"), Tone.NEW)
    return Badge(
        words.say("medication.changed", date=show_date(card.modified.at if card.modified else None, words)), Tone.NEW
    )


def bar_of(section: AnySection, fact: Medication, view: View, *, is_marked: bool) -> Tone | None:
    """Give the bar at the left: violet for what lately came, changed, was paused or withdrawn, ochre for an older pause."""
    card = fact.ordination
    if fact.state is MedicationState.PAUSED:
        act = card.pause.act if card is not None and card.pause is not None else None
        return Tone.NEW if act is not None and _is_lately(act.at, day_of(section, view)) else Tone.STALE
    if fact.state is MedicationState.WITHDRAWN:
        act = card.withdrawn if card is not None else None
        return Tone.NEW if act is not None and _is_lately(act.at, day_of(section, view)) else None
    return Tone.NEW if is_marked else None


def before(fact: Medication, words: Words) -> str:
    """Say what was ordered before the present; that it was not fetched, where it was asked for in vain."""
    card = fact.ordination
    if card is None or (card.previous is None and not card.previous_missing):
        return ""
    if card.previous is None:
        return words.say("medication.before_missing")
    old, now = card.previous, card.product
    name = "" if old.product.said.casefold() == now.said.casefold() else one_line(old.product.said)
    form = "" if old.product.form == now.form and old.product.strength else one_line(old.product.form)
    told = [name, show_strength(one_line(old.product.strength), form), one_line(old.dosage_text)]
    told += [words.say("medication.before_paused")] if old.paused else []
    return words.say("medication.before", text=", ".join(part for part in told if part))


def place_of(pair: Pair, view: View) -> int:
    """Give the place in a group: changed, new, paused, then the others in the order of the source."""
    fact = pair[1].fact
    if fact.state is MedicationState.ACTIVE:
        return {Change.CHANGED: 0, Change.NEW: 1}.get(change_of(pair[0], fact, view), _ORDER[fact.state])
    return _ORDER[fact.state]


def _is_lately(when: ClinicalDate | None, today: date) -> bool:
    """Whether a day lies in the last 30 days; one that is to come is not old either."""
    day = when.day() if when is not None else None
    return day is not None and today - day <= _LATELY
