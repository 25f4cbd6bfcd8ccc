"""From the resources of a list to its lines: each entry is a line or is counted, none is lost (H8)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from overblik.domain.work_list import LeftOut, Visit, VisitKind, VisitState
from overblik.sources.fhir.lists_people import People
from overblik.sources.fhir.lists_wire import GROUPED, KEPT, STAY, Grouped, Kept, Stay
from overblik.sources.fhir.mapping.appointment import APPOINTMENT, Agreed
from overblik.sources.fhir.mapping.base import Context, words
from overblik.sources.fhir.pool import identity_of, unversioned
from overblik.sources.fhir.reading import Opened, opened
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Reference

_UNREADABLE = Visit(VisitKind.UNREADABLE, state=VisitState.UNKNOWN)
_AGREED = {
    "proposed": VisitState.PLANNED,
    "pending": VisitState.PLANNED,
    "booked": VisitState.PLANNED,
    "waitlist": VisitState.PLANNED,
    "arrived": VisitState.ARRIVED,
    "checked-in": VisitState.ARRIVED,
    "fulfilled": VisitState.DONE,
    "cancelled": VisitState.CANCELLED,
    "noshow": VisitState.NO_SHOW,
    "entered-in-error": VisitState.ENTERED_IN_ERROR,
}
_STAYS = {
    "planned": VisitState.PLANNED,
    "arrived": VisitState.ARRIVED,
    "triaged": VisitState.ARRIVED,
    "in-progress": VisitState.UNDER_WAY,
    "onleave": VisitState.ON_LEAVE,
    "finished": VisitState.DONE,
    "cancelled": VisitState.CANCELLED,
    "entered-in-error": VisitState.ENTERED_IN_ERROR,
}
_NO_PATIENT = ("Practitioner/", "PractitionerRole/", "Location/", "Device/", "HealthcareService/", "RelatedPerson/")
Named = tuple[Reference | None, Piece]
"""A reference to a patient, and the resource in which it stands."""


@dataclass(slots=True)
class Lines:
    """The lines of a list, and what belongs to none."""

    visits: list[Visit] = field(default_factory=list)
    left_out: dict[LeftOut, int] = field(default_factory=dict)

    def leave_out(self, why: LeftOut) -> None:
        """Count an entry that is no line."""
        self.left_out[why] = self.left_out.get(why, 0) + 1


def newest(items: Iterable[Opened], context: Context) -> list[Opened]:
    """Make one of the same resource that came twice, on two pages (H11); which is newer must be told, else both stay."""
    kept: dict[str, Opened] = {}
    for place, one in enumerate(items):
        name = identity_of(one.piece)
        former = kept.get(name) if name else None
        if former is None:
            kept[name or f"\0{place}"] = one
        elif bytes(former.piece.raw) != bytes(one.piece.raw):
            new, old = _updated(one, context), _updated(former, context)
            if new > old:
                kept[name] = one
            elif new == old:
                kept[f"{name}\0{place}"] = one
    return list(kept.values())


def _updated(one: Opened, context: Context) -> str:
    """Give a text that sorts by the moment of the last change, whatever offset the server wrote it with."""
    stated = context.soft_date(one.sent.meta.last_updated) if one.flaw is None and one.sent.meta else None
    return stated.order if stated is not None else ""


def appointments(context: Context) -> list[Opened]:
    """Give the appointments of an answer."""
    return newest(opened(context.pool.of("Appointment"), APPOINTMENT), context)


def stays(context: Context) -> list[Opened]:
    """Give the encounters of an answer."""
    return newest(opened(context.pool.of("Encounter"), STAY), context)


def patients_of(sent: Agreed) -> tuple[Reference, ...]:
    """Give who takes part as a patient: whoever is not said to be something else (Appointment.participant.actor)."""
    actors = [one.actor for one in sent.participant or () if one.actor is not None]
    told = [one for one in actors if one.type == "Patient" or "Patient/" in (one.reference or "")]
    unsaid = [
        one
        for one in actors
        if one.type is None and one.reference and not any(kind in one.reference for kind in _NO_PATIENT)
    ]
    return tuple(told or unsaid)


def appointment_lines(
    items: Iterable[Opened], people: People, context: Context, day: date | None, of: str, lines: Lines
) -> None:
    """Add a line for each patient of each appointment.

    `day` and `of` are what was asked for: what a server sends beside it, because it does not search by it, is counted.
    """
    for one in items:
        if one.flaw is not None:
            lines.visits.append(_UNREADABLE)
            continue
        sent: Agreed = one.sent
        start = context.soft_date(sent.start)
        if day is not None and start is not None and start.day() != day:
            lines.leave_out(LeftOut.OTHER_DAY)
        elif of and _is_anothers(sent, of, context):
            lines.leave_out(LeftOut.OTHER_PERSON)
        else:
            lines.visits += appointed(sent, one.piece, people, context)


def appointed(sent: Agreed, piece: Piece, people: People, context: Context) -> list[Visit]:
    """Give the lines of one appointment; one that names no patient is a line of somebody who cannot be identified."""
    titles = [context.texts(sent.service_type), words(sent.description), context.texts(sent.reason_code)]
    places = [
        one.actor
        for one in sent.participant or ()
        if one.actor is not None and (one.actor.type == "Location" or "Location/" in (one.actor.reference or ""))
    ]
    where = context.first_said(places, piece)
    made = [people.line(one, piece) for one in patients_of(sent)] or [people.line(None, piece)]
    return [
        replace(
            line,
            start=context.soft_date(sent.start),
            end=context.soft_date(sent.end),
            place=where or line.place,
            what_for=", ".join(dict.fromkeys(text for text in titles if text)),
            state=_AGREED.get(sent.status or "", VisitState.UNKNOWN),
            wire_status=words(sent.status),
        )
        for line in made
    ]


def _is_anothers(sent: Agreed, of: str, context: Context) -> bool:
    """Whether an appointment names other practitioners by address, and not the one who was asked for."""
    told = [plain(one.actor, context) for one in sent.participant or () if one.actor is not None]
    named = [text for text in told if text.startswith("Practitioner")]
    return bool(named) and of not in named


def plain(reference: Reference, context: Context) -> str:
    """Give `Type/id` of a reference to this very server; another address stays as it is."""
    text, base = unversioned(reference.reference or ""), context.pool.base
    return (base.local(text) or text) if base is not None and "://" in text else text


def stayed(sent: Stay, piece: Piece, people: People, context: Context) -> Visit:
    """Give the line of one encounter, without its bed."""
    why = [context.texts(sent.reason_code), context.texts(sent.type), context.concept(sent.service_type).said]
    line = people.line(sent.subject, piece)
    return replace(
        line,
        start=context.soft_date(sent.period.start) if sent.period else None,
        end=context.soft_date(sent.period.end) if sent.period else None,
        what_for=next((text for text in why if text), ""),
        state=_STAYS.get(sent.status or "", VisitState.UNKNOWN),
        wire_status=words(sent.status),
    )


def kept_lists(context: Context) -> list[Opened]:
    """Give the lists of an answer."""
    return newest(opened(context.pool.of("List"), KEPT), context)


def groups(context: Context) -> list[Opened]:
    """Give the groups of an answer."""
    return newest(opened(context.pool.of("Group"), GROUPED), context)


def entries_of(sent: Kept | Grouped) -> Iterator[tuple[Reference | None, bool]]:
    """Give what each entry refers to, and whether it was struck from the list."""
    if isinstance(sent, Kept):
        yield from ((one.item, one.deleted is True) for one in sent.entry or ())
    else:
        for member in sent.member or ():
            has_ended = member.period is not None and bool(words(member.period.end))
            yield member.entity, member.inactive is True or has_ended


def entry_lines(sent: Kept | Grouped, piece: Piece, people: People, context: Context) -> list[Visit]:
    """Give the lines of a list's entries, in its order; an entry that is another list, or a thing, is nobody."""
    by_name = {
        identity_of(one.piece): one for one in (*appointments(context), *stays(context)) if identity_of(one.piece)
    }
    made: list[Visit] = []
    for reference, is_struck in entries_of(sent):
        found = by_name.get(plain(reference, context)) if reference is not None else None
        lines = _entry(found, people, context) if found is not None else [_person(reference, piece, people)]
        made += [replace(line, state=VisitState.REMOVED) for line in lines] if is_struck else lines
    return made


def _entry(found: Opened, people: People, context: Context) -> list[Visit]:
    if found.flaw is not None:
        return [_UNREADABLE]
    if isinstance(found.sent, Stay):
        made = stayed(found.sent, found.piece, people, context)
        where = context.first_said((site.location for site in found.sent.location or () if site.location), found.piece)
        return [replace(made, place=where or made.place)]
    return appointed(found.sent, found.piece, people, context)


def _person(reference: Reference | None, near: Piece, people: People) -> Visit:
    text = unversioned(reference.reference or "") if reference is not None else ""
    kind = text.rsplit("/", 2)[-2] if "/" in text else ""
    if kind not in ("", "Patient"):
        return Visit(VisitKind.UNREADABLE, state=VisitState.UNSAID, said=kind)
    return people.line(reference, near)


def named_in(context: Context) -> Iterator[Named]:
    """Give every reference to a patient, for those whose record did not come to be asked for."""
    readers: tuple[tuple[list[Opened], Callable[[Any], Iterable[Reference | None]]], ...] = (
        (appointments(context), patients_of),
        (stays(context), lambda sent: (sent.subject,)),
        (kept_lists(context), lambda sent: (item for item, _ in entries_of(sent))),
        (groups(context), lambda sent: (item for item, _ in entries_of(sent))),
    )
    for items, read in readers:
        for one in items:
            if one.flaw is None:
                yield from ((reference, one.piece) for reference in read(one.sent))
