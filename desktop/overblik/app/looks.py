"""What the asking thread does for the window: the house is opened there, after the first paint."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overblik.app.listed import listed_of
from overblik.app.output import write_private
from overblik.domain.dates import Instant
from overblik.domain.errors import Damaged, InputError, StoreError, TrailError
from overblik.domain.patient import PatientId
from overblik.domain.ports import Clock, Keyring
from overblik.domain.provenance import RawRef
from overblik.domain.section import Topic
from overblik.domain.sighting import NeverSeen, Sighting, UnreadSighting
from overblik.runtime import paths
from overblik.runtime.chance import SystemRandom
from overblik.runtime.private_file import PrivateFiles
from overblik.runtime.settings import Settings

if TYPE_CHECKING:
    from overblik.app.house import House
    from overblik.app.leaving import Leave
    from overblik.app.searching import Searching
    from overblik.app.seat import Seat
    from overblik.domain.disclosure import Disclosure
    from overblik.domain.grant import LookReason, Reveal
    from overblik.domain.section import Section

Report = Callable[[Any], None]
_AFTER_WRITING = 1.0
"""Seconds after which every section that was shown is written."""


class HouseLooks:
    """Opens the house once, and looks through it; every method runs in the asking thread."""

    def __init__(self, settings: Settings, clock: Clock, ring: Keyring | None = None) -> None:
        """Take the settings, and a key ring that stands instead of the computer's; nothing is opened yet."""
        self.settings = settings
        """As they hold: the policy of the computer joins them when somebody is let in."""
        self._clock = clock
        self._ring = ring
        self.seat: Seat | None = None
        """Who is signed in; where nobody needs to, the house finds it by itself."""
        self.claimed: dict[PatientId, LookReason] = {}
        self._house: House | None = None
        self._searching: Searching | None = None
        self._handed, self._random = PrivateFiles(), SystemRandom()

    def house(self) -> "House":
        """Give the house; it is opened at first need."""
        if self._house is None:
            from overblik.app.house import open_house  # a quarter of a second: after the first paint (stack.md)

            self._house = open_house(self.settings, self._clock, ring=self._ring, seat=self.seat)
        return self._house

    def _searches(self) -> "Searching":
        if self._searching is None:
            from overblik.app.searching import Searching

            self._searching = Searching(self.house())
        return self._searching

    async def start(self, report: Report) -> None:
        """Open the house and keep it as long as the program runs; report what to say of the cache, and who is kept."""
        from overblik.access.delivery import tend
        from overblik.app.housekeeping import erase_now, keep_house

        house = self.house()
        with contextlib.suppress(TrailError):
            house.trail.settle_unfinished()  # what ended without an outcome is not known to have been seen, or not
        erase_now(house, self._clock.now())
        report((house.notice, tuple(listed_of(one) for one in house.store.patients() if one.entries)))
        async with asyncio.TaskGroup() as both:
            both.create_task(tend(house.trail, house.ring, house.clinic.scheduler, house.delivery))
            both.create_task(keep_house(house, self._searches(), self._clock))

    async def claim(self, patient_id: PatientId, reason: "LookReason", report: Report) -> None:
        """Take the basis on which a patient is looked at who is not on the list."""
        del report
        self.claimed[patient_id] = reason

    def reason(self, patient_id: PatientId) -> "LookReason":
        """Give the basis of a look (app/reasons.py)."""
        from overblik.app.reasons import reason_of

        return reason_of(self.settings, patient_id, self.claimed)

    async def forget(self, patient_id: PatientId, report: Report) -> None:
        """Erase all copies of a patient, and report that it is done; raises as app/forgetting.py."""
        from overblik.app.forgetting import forget_patient

        forget_patient(self.house(), patient_id)
        report(patient_id)

    async def own_looks(self, report: Report) -> None:
        """Report the looks of this clinician, newest first."""
        from overblik.app.reasons import own_looks_of

        report(own_looks_of(self.house(), self._clock.now()))

    async def log_queue(self, retry: bool, report: Report) -> None:
        """Report the QueueState of the record of looks, or none; with `retry` what was refused waits again first.

        Raises:
            CannotWrite: it cannot be written that it waits again.

        """
        delivery = self.house().delivery
        if delivery is not None and retry:
            delivery.retry_quarantined()
        report(delivery.state if delivery is not None else None)

    async def look(
        self, patient_id: PatientId, only: frozenset[Topic] | None, reveal: "Reveal | None", report: Report
    ) -> None:
        """Ask for the right to look, then open the patient; `reveal` is the act that shows private entries.

        Raises:
            ReasonMissing: an override without words.
            CannotWrite: the intent could not be written; nothing is shown.
            InputError: `no_servers`, where nobody can be asked and nothing is kept.
            Damaged: the cache was found damaged and put aside; what was fetched is shown.

        """
        from overblik.sync.again import keep_asking
        from overblik.sync.traces import Tracer

        house, heard, tracer, searches = self.house(), [], Tracer(), self._searches()

        def hear(section: "Section[Any]") -> None:
            heard.append(section)
            searches.hear(section)
            if (traces := tracer.of(section)) is not None:
                report(traces)
            report(section)

        grant = await house.right.ask_to_look(patient_id, self.reason(patient_id), reveal)
        if only is None:
            report(self._sighting(house, patient_id))
        opening = await house.open(grant, hear, only)
        if not heard and not self.settings.servers:
            raise InputError("no_servers", path=str(paths.configuration()))
        if house.store.was_damaged:
            house.store.was_damaged = False
            raise Damaged
        await searches.index_opened(patient_id)
        house.pin()
        await keep_asking(opening, self._random, report)

    async def search_kept(self, query: str, report: Report) -> None:
        """Search all kept records and report the KeptHits: where something stands, never what it says.

        Raises:
            CannotWrite: the record of the search could not be written; nothing is shown.

        """
        report(self._searches().answer(query))

    def _sighting(self, house: "House", patient_id: PatientId) -> "Sighting | NeverSeen | UnreadSighting":
        """Give what was seen of a patient; of a store that fails, that it is not known (H7)."""
        try:
            return house.sightings.sighting(patient_id, house.right.clinician.subject)
        except StoreError:
            return UnreadSighting(patient_id)

    async def saw(self, sighting: "Sighting", report: Report) -> None:
        """Keep what a clinician has seen; a store that fails loses the marks' end, and nothing else."""
        del report
        house = self.house()
        if not house.clinic.current.is_forgotten(sighting.patient_id):
            with contextlib.suppress(StoreError):
                house.sightings.keep(sighting, house.right.clinician.subject, self._clock.now())

    async def keep_shown(
        self, patient_id: PatientId, at: Instant, sections: "tuple[Section[Any], ...]", report: Report
    ) -> None:
        """Keep the overview as it is shown, once its sections are written themselves."""
        del report
        house = self.house()
        await house.clinic.scheduler.sleep(_AFTER_WRITING)
        if not house.clinic.current.is_forgotten(patient_id):
            with contextlib.suppress(StoreError):
                house.sightings.keep_shown(patient_id, house.right.clinician.subject, at, sections)

    async def shown_moments(self, patient_id: PatientId, report: Report) -> None:
        """Report the moments of the overviews that are kept of a patient, newest first.

        Raises:
            StoreError: the store fails; that is not to say that none is kept.

        """
        house = self.house()
        report(house.sightings.moments(patient_id, house.right.clinician.subject))

    async def shown_at(self, patient_id: PatientId, at: Instant, report: Report) -> None:
        """Ask for the right to look, then report an overview as it was shown.

        Raises:
            CannotWrite: the intent could not be written; nothing is shown.
            StoreError: the store fails.

        """
        from overblik.domain.ports import Seen

        house = self.house()
        grant = await house.right.ask_to_look(patient_id, self.reason(patient_id), None)
        held = house.sightings.shown(patient_id, house.right.clinician.subject, at)
        sections = tuple(replace(one, limits=house.clinic.limits) for one in held)
        report(sections)
        rows = tuple((one.source, one.topic.value, one.standing, len(one.entries)) for one in sections)
        await house.clinic.trail.outcome(grant.intent_id, Seen(rows, offline=True))

    async def medication_history(
        self, patient_id: PatientId, identifier: str, reveal: "Reveal | None", report: Report
    ) -> None:
        """Ask for the right to look, then report the DrugHistory of one drug medication; nothing of it is kept.

        Raises:
            NotOffered: no national service is set up.
            ReasonMissing: an override without words.
            CannotWrite: the intent could not be written; nothing is shown.
            SourceError: the service could not be asked, or did not answer; of a private drug it is Refused.

        """
        from overblik.app.drug_histories import ask_history

        report(await ask_history(self.house(), self.reason(patient_id), patient_id, identifier, reveal))

    async def document(
        self, patient_id: PatientId, source: str, document_id: str, reveal: "Reveal | None", report: Report
    ) -> None:
        """Report an OpenedDocument: what is held of it, else what document sharing gives when it is asked for it.

        Raises:
            NotOffered: nothing is held, and the source cannot be asked for one document.
            ReasonMissing: an override without words.
            CannotWrite: the intent could not be written; nothing is shown.
            SourceError: the service could not be asked, or did not give it.

        """
        from overblik.app.documents import ask_document, held_document

        house = self.house()
        held = held_document(house, patient_id, source, document_id)
        report(held or await ask_document(house, self.reason(patient_id), patient_id, source, document_id, reveal))

    async def hand_over(self, content: bytes, suffix: str, report: Report) -> None:
        """Write a file for another program to open, and report its path."""
        report(self._handed.hand_over(content, suffix))

    async def print_logged(self, patient_id: PatientId, told: "Disclosure", report: Report) -> None:
        """Write into the record that something is about to be printed or saved, and report its Disclosed.

        Raises:
            CannotWrite: it could not be written; nothing may be printed.

        """
        report(self.house().right.log_disclosure(patient_id, told))

    async def save(self, path: Path, content: bytes, report: Report) -> None:
        """Write a file where the user asked for it, for him alone to read, and report its name.

        Raises:
            InputError: `file_unwritable` where that cannot be done; what was there before is untouched.

        """
        write_private(path, content)
        report(path.name)

    async def take_back(self, report: Report) -> None:
        """Remove the files that were handed over."""
        del report
        self._handed.take_back()

    async def original(self, patient_id: PatientId, ref: RawRef) -> bytes | None:
        """Give the bytes that a row was read from; none when they are gone."""
        house = self.house()
        message = house.clinic.current.message(patient_id, ref.message) or house.store.raw(patient_id, ref.message)
        return message.content[ref.start : ref.start + ref.length] if message is not None else None

    async def leave(self, how: "Leave", place: str) -> None:
        """End the session and close the house (app/leaving.py)."""
        from overblik.app.leaving import leave

        await leave(self.seat, how, place, self._clock, self.close)

    async def close(self) -> None:
        """Close the house, and leave no file behind."""
        self._handed.take_back()
        if self._house is not None:
            await self._house.close()
            self._house = self._searching = None
