"""What stands over the rows of a medicine card: whether it was reconciled, when it changed, whether it holds."""

from dataclasses import replace

from overblik.domain.medicine_card import Act, MedicineCard
from overblik.domain.section import Standing
from overblik.viewmodels.card_head import AnySection, View
from overblik.viewmodels.formats import long_when, one_line, show_date
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import NoticeRow, Row
from overblik.viewmodels.states import describe


def card_of(sections: tuple[AnySection, ...]) -> MedicineCard | None:
    """Give the medicine card among the sections."""
    return next((section.card for section in sections if section.card is not None), None)


def card_changed(sections: tuple[AnySection, ...], view: View) -> str:
    """Give the date on which the card was changed; empty where no card says so."""
    card = card_of(sections)
    return show_date(card.modified.at, view.words) if card and card.modified and card.modified.at else ""


def reviewed(sections: tuple[AnySection, ...], view: View) -> str:
    """Say when the card was reconciled; where both acts stand the later counts and both are said (services.md 2.1)."""
    card = card_of(sections)
    if card is None or not card.was_made:
        return ""
    words = view.words
    if card.reviewed is None and card.not_reviewed is None:
        return words.say("medication.review_unstated")
    told = []
    if card.reviewed is not None:
        told.append((_when(card.reviewed), words.say("medication.reviewed", **_facts(card.reviewed, view))))
    if card.not_reviewed is not None:
        told.append((_when(card.not_reviewed), words.say("medication.not_reviewed", **_facts(card.not_reviewed, view))))
    return " · ".join(text for _, text in sorted(told, reverse=True))


def _when(act: Act) -> str:
    return act.at.order if act.at else ""


def _facts(act: Act, view: View) -> dict[str, str]:
    return {"date": show_date(act.at, view.words), "who": one_line(act.who) or view.words.say("medication.unstated")}


def was_never_made(section: AnySection) -> bool:
    """Whether there is no medicine card: that says nothing of the medicine that is taken."""
    card = section.card
    return card is not None and card.version == "0" and not section.items_in


def card_notices(sections: tuple[AnySection, ...], view: View) -> list[Row]:
    """Say loudly that the card does not hold, and that none was ever made."""
    rows: list[Row] = []
    for section in sections:
        card = section.card
        if card is None:
            continue
        if card.consent:
            rows.append(_revealed(section, card.consent, view))
        if card.is_invalid:
            rows.append(_notice(section, Marker.FAILED, "medication.card_invalid", view))
        if says_never_made(section, view):
            rows.append(_never_made(section, view))
    return rows


def says_never_made(section: AnySection, view: View) -> bool:
    """Whether it may be said that there is no card: a negative follows the rules of 'none', also in a copy (H6, S11)."""
    return was_never_made(section) and describe(section, view.now, view.words).says_none


def _never_made(section: AnySection, view: View) -> NoticeRow:
    """Say it of an answer as it is; of a copy from when it is, and why no newer answer is to be had."""
    row = _notice(section, Marker.EMPTY, "medication.no_card", view)
    if section.standing is Standing.COMPLETE:
        return row
    words, state = view.words, describe(section, view.now, view.words)
    heading = words.say("medication.no_card_copy", when=long_when(section.as_of or view.now, view.now, words))
    text = f"{words.say('medication.no_card_copy_text', source=one_line(section.label))} {state.text}"
    return replace(
        row, accessible=f"{heading}. {text}", marker=state.marker, heading=heading, text=text, action=state.action
    )


def _revealed(section: AnySection, consent: str, view: View) -> NoticeRow:
    """Say that private entries are shown, by which act, and how they are hidden again."""
    heading, action = view.words.say(f"medication.shown_{consent}"), view.words.say("medication.hide_again")
    return NoticeRow(
        f"revealed/{section.source}",
        f"{heading}. {action}",
        source=section.source,
        marker=Marker.BLOCKED,
        heading=heading,
        action=action,
        act="hide",
    )


def _notice(section: AnySection, marker: Marker, key: str, view: View) -> NoticeRow:
    heading, text = view.words.say(key), view.words.say(f"{key}_text", source=one_line(section.label))
    return NoticeRow(
        f"{key}/{section.source}",
        f"{heading}. {text}",
        source=section.source,
        marker=marker,
        heading=heading,
        text=text,
    )
