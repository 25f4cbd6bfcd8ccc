"""What the asking thread can do for the screen: the ports of the view-models, joined in app."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from overblik.domain.dates import Instant
from overblik.domain.disclosure import Disclosure
from overblik.domain.grant import LookReason, Reveal
from overblik.domain.patient import PatientId
from overblik.domain.provenance import RawRef
from overblik.domain.section import Section, Topic
from overblik.domain.sighting import Sighting

Report = Callable[[Any], None]
Work = Callable[[Report], Awaitable[None]]


class Job(Protocol):
    """A piece of work that can be cancelled."""

    def cancel(self) -> None: ...


class Asking(Protocol):
    """The bridge to the asking thread (runtime.background)."""

    def run(self, work: Work, *, each: Callable[[Any], None], failed: Callable[[BaseException], None]) -> Job: ...


class Looks(Protocol):
    """What the asking thread can do for the screen; joined in app."""

    async def look(
        self, patient_id: PatientId, only: frozenset[Topic] | None, reveal: Reveal | None, report: Report
    ) -> None: ...
    async def claim(self, patient_id: PatientId, reason: LookReason, report: Report) -> None: ...
    async def forget(self, patient_id: PatientId, report: Report) -> None: ...
    async def own_looks(self, report: Report) -> None: ...
    async def original(self, patient_id: PatientId, ref: RawRef) -> bytes | None: ...
    async def document(
        self, patient_id: PatientId, source: str, document_id: str, reveal: Reveal | None, report: Report
    ) -> None: ...
    async def hand_over(self, content: bytes, suffix: str, report: Report) -> None: ...
    async def take_back(self, report: Report) -> None: ...
    async def saw(self, sighting: Sighting, report: Report) -> None: ...
    async def keep_shown(
        self, patient_id: PatientId, at: Instant, sections: tuple[Section[Any], ...], report: Report
    ) -> None: ...
    async def shown_moments(self, patient_id: PatientId, report: Report) -> None: ...
    async def shown_at(self, patient_id: PatientId, at: Instant, report: Report) -> None: ...
    async def medication_history(
        self, patient_id: PatientId, identifier: str, reveal: Reveal | None, report: Report
    ) -> None: ...
    async def print_logged(self, patient_id: PatientId, told: Disclosure, report: Report) -> None: ...
    async def search_kept(self, query: str, report: Report) -> None: ...
    async def save(self, path: Path, content: bytes, report: Report) -> None: ...


async def original_of(looks: Looks, patient_id: PatientId, ref: RawRef, report: Report) -> None:
    """Report the bytes that a row was read from."""
    report(await looks.original(patient_id, ref))
