"""For how long private or blocked entries of the open patient stay revealed, and of which topics (T22, H21 rule 5)."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from overblik.domain.grant import Reveal
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.viewmodels.looks import Job

_LASTS = 15 * 60_000
"""Milliseconds: a consultation."""
Asked = tuple[frozenset[Topic] | None, Reveal | None]
"""One question: its topics (none for all), and the act by which it is put."""


def without_revealed(section: Section[Any], open_one: Section[Any] | None) -> Section[Any]:
    """Give what everybody may see in the place of a revealed section; where that is not known, that it is hidden."""
    if not section.is_revealed:
        return section
    if open_one is not None:
        return open_one
    return replace(
        section,
        standing=Standing.BLOCKED,
        reasons=(Reason(Cause.WITHHELD),),
        entries=(),
        unreadable=(),
        refused=0,
        card=None,
        by_override=False,
    )


class Revealing(QObject):
    """The acts by which hidden entries are shown, each for its own topics; they end with the patient, by hand, or by time."""

    over = Signal()
    """Their time has passed."""
    changed = Signal()
    """One began, or all ended."""

    def __init__(self, parent: QObject) -> None:
        """Start with nothing revealed."""
        super().__init__(parent)
        self._acts: dict[Topic, Reveal] = {}
        self._jobs: list[Job] = []
        self._open: dict[tuple[Topic, str], Section[Any]] = {}
        """What everybody may see, by place: behind a section that consent or override brought out."""
        self._timer = QTimer(self, singleShot=True, interval=_LASTS)
        self._timer.timeout.connect(self.over)

    def remember(self, section: Section[Any]) -> None:
        """Take what everybody may see of a section, for the time in which more of it is shown."""
        if not section.is_revealed and section.standing is not Standing.LOADING:
            self._open[section.topic, section.source] = section

    def forget(self) -> None:
        """Leave nothing of the patient."""
        self._open = {}

    def without(self, sections: tuple[Section[Any], ...]) -> tuple[Section[Any], ...]:
        """Give sections without what consent or override brought out (safety.md 2a rule 5)."""
        return tuple(without_revealed(one, self._open.get((one.topic, one.source))) for one in sections)

    @property
    def is_on(self) -> bool:
        """Whether anything is revealed."""
        return bool(self._acts)

    @property
    def topics(self) -> frozenset[Topic]:
        """The topics of which something is revealed."""
        return frozenset(self._acts)

    def act_of(self, topic: Topic) -> Reveal | None:
        """Give the act by which a topic is shown: an act at one source says nothing of another."""
        return self._acts.get(topic)

    def begin(self, act: Reveal, topics: frozenset[Topic]) -> None:
        """Reveal these topics from now on."""
        self._acts |= dict.fromkeys(topics, act)
        self._timer.start()
        self.changed.emit()

    def split(self, topics: frozenset[Topic] | None) -> list[Asked]:
        """Give the questions that ask for these topics, each by the act that its topics are shown by."""
        if not self._acts:
            return [(topics, None)]
        wanted = frozenset(Topic) if topics is None else topics
        groups: dict[Reveal | None, set[Topic]] = {}
        for topic in sorted(wanted, key=lambda one: one.value):
            groups.setdefault(self._acts.get(topic), set()).add(topic)
        # What is asked without an act comes first: it ends what an earlier act had shown.
        return [(frozenset(group), act) for act, group in sorted(groups.items(), key=lambda pair: pair[0] is not None)]

    def ask(self, job: Job) -> Job:
        """Take a question that was just put: while something is revealed it was put under the act, and ends with it."""
        if self._acts:
            self._jobs.append(job)
        return job

    def end(self) -> None:
        """Reveal nothing any more, and let no answer come that was asked for under an act."""
        if not self._acts:
            return
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        self._acts = {}
        self._timer.stop()
        self.changed.emit()
