"""The patient banner (R1): who this is, before anything else."""

from datetime import date
from typing import Any

from overblik.domain.dates import DANISH, Instant, age_in_years
from overblik.domain.patient import UNNAMED_FILE, ContactPerson, IdKind, MasterData, PatientId, Sex
from overblik.domain.section import Section, Topic
from overblik.viewmodels.formats import one_line, show_date
from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.screen import Banner
from overblik.viewmodels.words import Words

Sections = tuple[Section[Any], ...]


def master_data(sections: Sections) -> MasterData | None:
    """Give the master data of the source that tells most; none while nobody has answered."""
    told = [scoped.fact for section in sections if section.topic is Topic.PATIENT for scoped in section.entries]
    facts = [fact for fact in told if isinstance(fact, MasterData)]
    return max(facts, key=_fullness, default=None)


def _fullness(data: MasterData) -> int:
    return 4 * bool(data.full_name) + 2 * (data.birth_date is not None) + bool(data.contacts) + bool(data.address)


def shown_number(patient_id: PatientId) -> str:
    """Write the number in full: the banner is one of the few places that may."""
    number = patient_id.number_for_lookup()
    return f"{number[:6]}-{number[6:]}" if patient_id.kind is not IdKind.LOCAL else number


def compose_banner(patient_id: PatientId, sections: Sections, is_alike: bool, now: Instant, words: Words) -> Banner:
    """Compose the banner; what no source said is called unknown, never left out."""
    data = master_data(sections)
    number = shown_number(patient_id)
    label = {IdKind.CPR: "banner.cpr", IdKind.E_CPR: "banner.ecpr", IdKind.LOCAL: "banner.cpr_unknown"}[patient_id.kind]
    if data is None:
        waiting = not any(section.topic is Topic.PATIENT and section.reasons for section in sections)
        lead = words.say("banner.loading" if waiting and sections else "banner.failed")
        if patient_id.system == UNNAMED_FILE:
            lead = words.say("banner.unnamed_file")
        return Banner(
            lead, "", "", "", "", "", words.say(label), number, accessible=f"{lead} {words.say(label)} {number}"
        )
    today = now.astimezone(DANISH).date()
    family = one_line(data.family).upper() or ("" if data.given else words.say("banner.name_unknown"))
    born = show_date(data.birth_date, words) if data.birth_date else words.say("banner.birth_unknown")
    sex = words.say(f"banner.{data.sex.value}" if data.sex is not Sex.UNKNOWN else "banner.unknown")
    age = _age(data, today, words)
    deceased = _deceased(data, words)
    born_label = words.say("banner.born") if data.birth_date else ""
    spoken = f"Patient {one_line(data.family)}, {one_line(data.given)}, {born_label} {born}, {age}, {sex}, "
    return Banner(
        family,
        one_line(data.given),
        born_label,
        born,
        f"({age})" if age else "",
        sex,
        words.say(label),
        number,
        deceased,
        _badges(data, is_alike, words),
        _right(data, words),
        f"{spoken}{words.say(label)} {number}{', ' + deceased if deceased else ''}",
    )


def _age(data: MasterData, today: date, words: Words) -> str:
    if data.birth_date is None:
        return ""
    last = (data.deceased_at.day() if data.deceased_at else None) or today
    years = age_in_years(data.birth_date, last)
    if years is None:
        return ""
    born = data.birth_date.day()
    if years >= 2 or born is None:
        return words.say("banner.age_years", count=years)
    months = (last.year - born.year) * 12 + last.month - born.month - (last.day < born.day)
    if months >= 2:
        return words.say("banner.age_months", count=months)
    days = (last - born).days
    if days >= 28:
        return words.say("banner.age_weeks", count=days // 7)
    return words.one_or_many("banner.age_days", days)


def _deceased(data: MasterData, words: Words) -> str:
    if not data.deceased:
        return ""
    if data.deceased_at is None:
        return words.say("banner.dead_undated")
    return words.say("banner.dead", date=show_date(data.deceased_at, words))


def _badges(data: MasterData, is_alike: bool, words: Words) -> tuple[Badge, ...]:
    badges = []
    if is_alike:
        badges.append(Badge(words.say("banner.name_alike"), Tone.STALE))
    if data.is_protected:
        badges.append(Badge(words.say("banner.protected"), Tone.CRITICAL))
    return tuple(badges)


def _right(data: MasterData, words: Words) -> tuple[tuple[tuple[str, bool], ...], ...]:
    """Write two lines: practitioner and care first, relatives and interpreter under them."""
    if data.is_protected:
        return ()
    own = [contact for contact in data.contacts if not contact.relation]
    relatives = [contact for contact in data.contacts if contact.relation]
    first = _runs(own, words.say("banner.general_practitioner"), words)
    second = _runs(relatives, words.say("banner.relative"), words)
    if data.needs_interpreter:
        language = one_line(data.language) or words.say("time.unknown").lower()
        second = (*second, (" · " if second else "", False), (words.say("banner.interpreter", language=language), True))
    return tuple(line for line in (first, second) if line)


def _runs(contacts: list[ContactPerson], default: str, words: Words) -> tuple[tuple[str, bool], ...]:
    runs: list[tuple[str, bool]] = []
    for contact in contacts[:2]:
        if runs:
            runs.append((" · ", False))
        key = f"banner.{contact.role}"
        role = words.say(key) if key in words.sentences else one_line(contact.role) or default
        runs.append((f"{role} ", False))
        runs.append((one_line(contact.name), True))
        tail = ", ".join(part for part in (one_line(contact.relation), one_line(contact.phone)) if part)
        if tail:
            runs.append((f"{',' if contact.relation else ''} {tail}", False))
    return tuple(runs)
