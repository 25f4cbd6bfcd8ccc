"""Observations and the reports over them: sorted into laboratory, vital signs and others in one pass."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from overblik.domain.section import Cause, Reason, Topic
from overblik.sources.fhir.mapping.base import Context
from overblik.sources.fhir.mapping.observation import (
    NOT_REPORTED,
    OBSERVATION,
    UNCATEGORISED,
    Observation,
    Reported,
    Topics,
    hinted_topic,
    named_by,
    result,
    topic_of,
)
from overblik.sources.fhir.mapping.report import REPORT, Report, is_cancelled, is_lab
from overblik.sources.fhir.pool import contained
from overblik.sources.fhir.reading import Batch, Kind, Opened, opened, reject, take
from overblik.wire.fhir import Piece
from overblik.wire.fhir_types import Reference
from overblik.wire.strict import broken

Place = tuple[str, int]
TOPICS = (Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.OTHER_OBSERVATIONS)


def read_observations(context: Context) -> tuple[Mapping[Topic, Batch], tuple[Reason, ...]]:
    """Read all observations; the warnings say which reports could not be read.

    A report that cannot be read might be a cancelled one: its results cannot be trusted to be all
    there is to know, so each of the three topics carries the warning (H9). So it is with a broken
    observation that does not say which of the three it is.
    """
    reports = context.opened["DiagnosticReport"] = list(opened(context.pool.of("DiagnosticReport"), REPORT))
    lost = sum(1 for one in reports if one.flaw is not None)
    observations: Iterable[Opened] = map(_uncategorised, opened(context.pool.of("Observation"), OBSERVATION))
    told = _reported(reports, context)
    if any(one.is_cancelled for one in told.values()):
        observations = _passed_on(observations, told, context)
    batches = {topic: Batch() for topic in TOPICS}
    memo, unsorted = _Memo(), 0
    for one in observations:
        unsorted += one.flaw is not None and hinted_topic(one.piece.raw) is None
        _sort(one, told.get((one.piece.message.digest, one.piece.start), NOT_REPORTED), memo, context, batches)
    for report in reports:
        for one, about in _within(report, context):
            _sort(one, about, memo, context, batches)
    for batch in batches.values():
        batch.entries.sort(key=lambda entry: context.order(entry.fact.taken_at or entry.fact.issued_at), reverse=True)
    warnings = [Reason(Cause.UNREADABLE_ITEMS, lost, "DiagnosticReport")] if lost else []
    if unsorted:
        warnings.append(Reason(Cause.UNREADABLE_ITEMS, unsorted, "Observation"))
    return batches, tuple(warnings)


def _uncategorised(one: Opened) -> Opened:
    """Read an observation of which only the category is broken: report and code tell its topic."""
    if one.flaw is None or one.flaw.code != "wrong_type" or not one.flaw.place.startswith("$.category"):
        return one
    try:
        return Opened(one.piece, UNCATEGORISED.decode(one.piece.raw), None)
    except msgspec.DecodeError as error:
        return Opened(one.piece, None, broken(error))


class _Memo:
    """What is the same for many observations: the topic of a category, the kind of a report's results."""

    def __init__(self) -> None:
        self.topics: Topics = {}
        self._kinds: dict[Reported, Kind] = {NOT_REPORTED: _KIND}

    def kind(self, told: Reported) -> Kind:
        """Give the kind of observations of which a report says so much."""
        found = self._kinds.get(told)
        if found is None:
            found = self._kinds[told] = _kind(told)
        return found


def _sort(
    one: Opened,
    told: Reported,
    memo: _Memo,
    context: Context,
    batches: Mapping[Topic, Batch],
) -> None:
    if one.flaw is not None:
        # Where nothing tells which of the three it is, it stands where it is most looked for, and all three say so.
        reject(one.piece, one.flaw, context, batches[hinted_topic(one.piece.raw) or Topic.LAB_RESULTS])
        return
    sent: Observation = one.sent
    topic = topic_of(sent, named_by(sent.code, context), told, memo.topics)
    take(memo.kind(told), one.piece, sent, context, batches[topic])


def _kind(told: Reported) -> Kind:
    def fact(sent: Observation, piece: Piece, context: Context) -> object:
        return result(sent, piece, context, told)

    return Kind("Observation", OBSERVATION, fact, lambda sent: sent.subject, _first_performer)


def _first_performer(sent: Observation) -> Reference | None:
    return sent.performer[0] if sent.performer else None


_KIND = Kind("Observation", OBSERVATION, result, lambda sent: sent.subject, _first_performer)


def _reported(reports: Iterable[Opened], context: Context) -> dict[Place, Reported]:
    """Say for each observation what its reports say; one cancelled report outweighs all others."""
    told: dict[Place, Reported] = {}
    for one in reports:
        if one.flaw is not None:
            continue
        sent: Report = one.sent
        mine = _said_by(sent, one.piece, context)
        for reference in sent.result or ():
            if reference.reference and reference.reference[0] != "#":
                for found in context.pool.candidates(reference.reference, one.piece):
                    _weigh(told, (found.message.digest, found.start), mine)
    return told


def _within(report: Opened, context: Context) -> Iterator[tuple[Opened, Reported]]:
    """Give the results that a report holds within itself: no other resource tells them.

    They are found under the report's place, and are about whom the report is about where they do not say.
    """
    if report.flaw is not None:
        return
    sent: Report = report.sent
    about = _said_by(sent, report.piece, context)
    for reference in sent.result or ():
        anchor = (reference.reference or "")[1:] if (reference.reference or "")[:1] == "#" else ""
        raw = contained(report.piece, anchor) if anchor else None
        if raw is None:
            continue
        piece = replace(report.piece, type="Observation", id=f"{sent.id or report.piece.start}#{anchor}")
        try:
            made = OBSERVATION.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Opened(piece, None, broken(error)), about
            continue
        yield Opened(piece, replace(made, id=piece.id, subject=made.subject or sent.subject), None), about


def _said_by(sent: Report, piece: Piece, context: Context) -> Reported:
    return Reported(
        f"DiagnosticReport/{sent.id}" if sent.id else piece.full_url,
        is_lab(sent),
        is_cancelled(sent),
        context.first_said(sent.performer, piece),
    )


def _weigh(told: dict[Place, Reported], place: Place, mine: Reported) -> None:
    former = told.get(place)
    if former is None or (mine.is_cancelled and not former.is_cancelled):
        told[place] = mine


def _passed_on(observations: Iterable[Opened], told: dict[Place, Reported], context: Context) -> list[Opened]:
    """A cancelled panel takes its members with it, however deep and wherever they stand."""
    all_of_them = list(observations)
    panels = [one for one in all_of_them if one.flaw is None and one.sent.has_member]
    waiting = True
    while waiting:
        waiting = False
        for one in panels:
            mine = told.get((one.piece.message.digest, one.piece.start))
            if mine is None or not mine.is_cancelled:
                continue
            for reference in one.sent.has_member:
                for found in context.pool.candidates(reference.reference or "#", one.piece):
                    place = (found.message.digest, found.start)
                    if not told.get(place, NOT_REPORTED).is_cancelled:
                        told[place] = mine
                        waiting = True
    return all_of_them
