"""The medicine card as it was on a day: asked of FMK, shown apart from all else, never kept (`overview --card-at`)."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from overblik.app.house import look_reason, open_house
from overblik.domain.card_version import CardVersion
from overblik.domain.dates import DANISH, ClinicalDate, Instant
from overblik.domain.errors import InputError, SourceError
from overblik.domain.patient import PatientId
from overblik.domain.ports import Answer, Clock, ConsentState
from overblik.domain.section import Section, Standing
from overblik.runtime import paths
from overblik.runtime.settings import Settings
from overblik.sync import standing
from overblik.sync.aside import ask_aside
from overblik.viewmodels.banner import shown_number
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import long_when, show_date, show_moment_date, show_time
from overblik.viewmodels.json_report import overview_as_json
from overblik.viewmodels.medication_over import card_changed
from overblik.viewmodels.screen_parts import compose_card
from overblik.viewmodels.text_report import card_as_text
from overblik.viewmodels.words import Words

_DAY = len("2026-11-18")


@dataclass(frozen=True, slots=True)
class CardThen:
    """The card as it was at a moment."""

    patient_id: PatientId
    at: Instant
    asked_at: Instant
    section: Section[Any] | None
    """None when the moment lies before the first version."""
    first: ClinicalDate | None = None
    """When the first version was made, where the moment lies before it."""

    @property
    def sections(self) -> tuple[Section[Any], ...]:
        """Give the section, if there is one."""
        return (self.section,) if self.section is not None else ()


@dataclass(frozen=True, slots=True)
class _Came:
    answer: Answer | None
    first: ClinicalDate | None


def moment_of(text: str, now: Instant) -> Instant:
    """Read a day, which means its end in Denmark, or a Danish time of a day; of today what has passed of it.

    Raises:
        InputError: `card_at_form`, or `card_at_ahead` for a time that is still to come.

    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError("card_at_form") from error
    if len(text) < _DAY:
        raise InputError("card_at_form")
    is_day = len(text) == _DAY
    asked = datetime.combine(read.date(), time(23, 59, 59)) if is_day else read
    asked = asked if asked.tzinfo is not None else asked.replace(tzinfo=DANISH)
    if asked <= now:
        return asked
    if is_day and read.date() == now.astimezone(DANISH).date():
        return now
    raise InputError("card_at_ahead")


async def fetch_card_at(settings: Settings, patient_id: PatientId, clock: Clock, at: Instant) -> CardThen:
    """Ask for the card as it was, by a right of its own; what the service refuses or cannot say is the section's standing.

    Raises:
        InputError: `no_medicine_card`, where the settings name no national service.
        CannotWrite: the intent could not be written; nothing is shown.

    """
    house = open_house(settings, clock)
    try:
        if house.national is None:
            raise InputError("no_medicine_card", path=str(paths.configuration()))
        source = house.national.medicine
        grant = await house.right.ask_to_look(patient_id, look_reason(settings))

        async def question() -> _Came:
            first = _first(await source.versions(grant))
            moment = first.moment() if first is not None else None
            if moment is not None and at < moment:
                return _Came(None, first)
            return _Came(await source.card_at(grant, at), None)

        try:
            came = await ask_aside(grant, house.clinic, source, question, _told)
        except SourceError as error:
            failed = standing.failed(patient_id, source, error, None, clock.now(), offline=False)
            return CardThen(patient_id, at, clock.now(), failed.section)
        if came.answer is None:
            return CardThen(patient_id, at, clock.now(), None, came.first)
        judged = standing.answered(patient_id, source, came.answer, None, clock.now(), ConsentState.UNKNOWN)
        return CardThen(patient_id, at, clock.now(), judged.section)
    finally:
        await house.close()


def _first(versions: tuple[CardVersion, ...]) -> ClinicalDate | None:
    """Give when the first version was made; none where one of them does not say when."""
    made = [one.created for one in versions if one.created is not None]
    return min(made, key=lambda one: one.order) if made and len(made) == len(versions) else None


def _told(came: _Came) -> tuple[Standing, int]:
    return Standing.COMPLETE, len(came.answer.entries) if came.answer is not None else 0


def as_json(then: CardThen, words: Words) -> bytes:
    """Write it as the overview is written, with the moment of the card at the top."""
    told = overview_as_json(then.patient_id, then.sections, then.asked_at, words)
    first = then.first.text if then.first is not None else None
    made = {"card_at": then.at.astimezone(DANISH).isoformat(), "first_version_at": first} | told
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def as_text(then: CardThen, words: Words) -> bytes:
    """Write it with the moment of the card as its first line; all marks are by that moment."""
    date, at = show_moment_date(then.at, words), show_time(then.at)
    asked = then.asked_at
    lines = [
        words.say("card_at.title", date=date, time=at),
        f"{words.say('banner.cpr')} {shown_number(then.patient_id)}",
    ]
    if then.section is None or then.section.as_of is not None:
        lines.append(words.say("card_at.fetched", date=show_moment_date(asked, words), time=show_time(asked)))
    lines.append("")
    if then.section is None:
        moment = then.first.moment() if then.first is not None else None
        first = long_when(moment, asked, words) if moment is not None else show_date(then.first, words)
        lines.append(words.say("card_at.before_first", date=date, time=at, first=first))
    else:
        lines += _rows(then.section, then.at, words)
    return ("\n".join(line.replace("\u00a0", " ") for line in lines) + "\n").encode()


def _rows(section: Section[Any], at: Instant, words: Words) -> list[str]:
    """Write the card by the moment that it is of: what is said of the time of the answer stands above it."""
    if section.says_nothing_recorded and section.card is not None and section.card.was_made:
        return [words.say("card_at.nothing")]
    shown = replace(section, as_of=at) if section.as_of is not None else section
    view = View(at, words, is_full=True)
    changed = card_changed((shown,), view)
    right = words.say("card_at.changed", date=changed) if changed else ""
    return card_as_text(replace(compose_card("medication", (shown,), view), right=right))
