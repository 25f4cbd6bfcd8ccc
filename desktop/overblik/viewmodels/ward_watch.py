"""What comes while a list is open: who is looked at again, and until when its servers have been asked."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from overblik.domain.patient import PatientId
from overblik.sync.feed import Heard
from overblik.viewmodels.formats import one_line, short_when
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.ward_values import Frame, Told

if TYPE_CHECKING:
    from overblik.domain.dates import Instant
    from overblik.viewmodels.looks import Asking, Job
    from overblik.viewmodels.ward_ports import WorkLists
    from overblik.viewmodels.words import Words


class Watch:
    """Belongs to the model of the lists; it runs as long as a list is in view."""

    def __init__(
        self,
        lists: "WorkLists",
        asking: "Asking",
        came: Callable[[tuple[PatientId, ...]], None],
        heard: Callable[[], None],
    ) -> None:
        """Watch nothing yet; `came` gets those of whom something has come, `heard` is called after each round."""
        self._lists, self._asking, self._came, self._heard_anew = lists, asking, came, heard
        self._job: Job | None = None
        self._of: tuple[str, tuple[PatientId, ...]] = ("", ())
        self._last: Heard | None = None

    def begin(self, name: str, patients: Sequence[PatientId]) -> None:
        """Watch a list; one that is watched already goes on."""
        of = (name, tuple(patients))
        if self._job is not None and self._of == of:
            return
        self.end()
        if patients:
            self._of = of
            work = partial(self._lists.watch, *of)
            self._job = self._asking.run(work, each=self._hear, failed=self._fail)

    def end(self) -> None:
        """Watch no more."""
        if self._job is not None:
            self._job.cancel()
        self._job, self._last = None, None

    def _hear(self, heard: object) -> None:
        if isinstance(heard, Heard):
            self._last = heard
            if heard.changed:
                self._came(heard.changed)
            self._heard_anew()

    def _fail(self, _: BaseException) -> None:
        """It could not be put on record, or something broke: nothing is watched, and nothing says so."""
        self._job, self._last = None, None
        self._heard_anew()

    def told(self, now: "Instant", words: "Words") -> tuple[Told, ...]:
        """Say which servers do not tell what comes; nothing where all do, or none can."""
        last = self._last
        if last is None or not last.silent:
            return ()
        sources = ", ".join(one_line(one) for one in last.silent)
        if last.at is None:
            text = words.say("ward.watch_never", sources=sources)
        else:
            text = words.say("ward.watch_silent", sources=sources, when=short_when(last.at, now, words))
        return (Told(text, frame=Frame.PARTIAL, marker=Marker.PARTIAL),)

    def moment(self, now: "Instant", words: "Words") -> str:
        """Say which servers have told what came, and until when; empty where none has."""
        last = self._last
        if last is None or last.at is None or not last.telling:
            return ""
        when, sources = short_when(last.at, now, words), [one_line(one) for one in last.telling]
        if len(sources) == 1:
            return words.say("ward.watched", source=sources[0], when=when)
        return words.say("ward.watched_many", count=len(sources), when=when)
