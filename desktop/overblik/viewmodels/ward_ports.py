"""What the asking thread can do for a list of patients: the ports of its view-model, joined in app."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from overblik.domain.disclosure import ListDisclosure
from overblik.domain.patient import PatientId
from overblik.domain.section import Section
from overblik.domain.work_list import Visit
from overblik.viewmodels.looks import Report


@dataclass(frozen=True, slots=True)
class Facts:
    """What is held or kept of one patient, as far as the board shows it."""

    patient_id: PatientId
    sections: tuple[Section[Any], ...]
    is_last: bool = False
    """Whether nothing more is under way for this patient."""
    is_wide: bool = False
    """Whether it holds what the hand-over shows besides: plans and documents."""
    failed: str = ""
    """The code of an error for which nothing may be shown of him; empty when all is well."""
    look: int = 0
    """Which look of the session it is of: what an earlier one still reports takes no place of a later one's."""


class WardFacts(Protocol):
    """Gives what is held or kept of patients, each only after his look is on record (T20)."""

    async def facts(self, patients: Sequence[PatientId], report: Report) -> None:
        """Report a Facts for each patient, in their order, and again where more becomes known.

        A patient of whom nothing may be shown is reported with what failed, and the others go on.
        """
        ...

    async def changes(self, patients: Sequence[PatientId], report: Report) -> None:
        """Report the Facts of a hand-over, as `facts`: with plans and documents."""
        ...


class WorkLists(Protocol):
    """Reads the lists of the settings, and keeps the one that is made by hand."""

    async def read(self, name: str, report: Report) -> None:
        """Report the list of a name as a Composed (viewmodels/ward_lines.py): it is prepared where it was read.

        Those who are expected count as on the list from then on.

        Raises:
            CannotWrite, QueueFull: it could not be put on record; nothing was asked.
            SourceError: one of its kinds.

        """
        ...

    async def watch(self, name: str, patients: Sequence[PatientId], report: Report) -> None:
        """Report a Heard each time its servers tell that something has come of some patients, until it is cancelled.

        Raises:
            CannotWrite, QueueFull: it could not be put on record; nothing was asked.

        """
        ...

    async def own(self, report: Report) -> None:
        """Report the WorkList made by hand."""
        ...

    async def add(self, visit: Visit, report: Report) -> None:
        """Put a patient on the list made by hand, and report it.

        Raises:
            InputError: `own_list_full`.
            StoreError: it cannot be written.

        """
        ...

    async def drop(self, patient_id: PatientId, report: Report) -> None:
        """Take a patient off the list made by hand, and report it; raises as `add`."""
        ...

    async def print_logged(self, patients: Sequence[PatientId], told: ListDisclosure, report: Report) -> None:
        """Put on record that a list is about to be printed or saved, of each patient on it; report its Sealed.

        Raises:
            CannotWrite: it could not be written; nothing may be printed.

        """
        ...

    async def file_logged(self, digest: str, report: Report) -> None:
        """Put on record the SHA-256 of the file that a printed list is about to be saved as; raises as `print_logged`."""
        ...
