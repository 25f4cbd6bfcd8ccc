"""The list made by hand, whichever list is shown: read once, told anew when it changes."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from overblik.domain.patient import PatientId
from overblik.domain.work_list import Visit, WorkList

if TYPE_CHECKING:
    from overblik.viewmodels.looks import Asking, Job
    from overblik.viewmodels.ward_ports import WorkLists


class Own:
    """Belongs to the model of the lists; where it could not be read nobody calls it empty."""

    def __init__(self, lists: "WorkLists", asking: "Asking", changed: Callable[[], None]) -> None:
        """Know nothing yet; `changed` is called when the list is another."""
        self._lists, self._asking, self._changed = lists, asking, changed
        self._jobs: list[Job] = []
        self.made: WorkList | None = None

    def read(self, failed: Callable[[BaseException], None]) -> None:
        """Ask for it."""
        self._jobs.append(self._asking.run(self._lists.own, each=self._take, failed=failed))

    def end(self) -> None:
        """Leave nothing of anybody."""
        for job in self._jobs:
            job.cancel()
        self._jobs, self.made = [], None

    def holds(self, patient_id: PatientId) -> bool:
        """Whether a patient is on it."""
        return self.made is not None and patient_id in self.made.patients

    def turn(self, visit: Visit, done: Callable[[str], None], failed: Callable[[BaseException], None]) -> None:
        """Put a patient on it, or take him off; `done` gets the word of what was done."""
        assert visit.patient_id is not None
        if self.holds(visit.patient_id):
            work, key = partial(self._lists.drop, visit.patient_id), "ward.dropped"
        else:
            work, key = partial(self._lists.add, visit), "ward.added"

        def each(made: object) -> None:
            self._take(made)
            done(key)

        self._jobs.append(self._asking.run(work, each=each, failed=failed))

    def _take(self, made: object) -> None:
        if isinstance(made, WorkList):
            self.made = made
            self._changed()
