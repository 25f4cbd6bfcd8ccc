"""The rail and the search: the listed patients, similar names marked (R3), no CPR number in a list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from overblik.domain.dates import DANISH, Instant, age_in_years, clinical_date
from overblik.domain.errors import InputError
from overblik.domain.folding import fold
from overblik.domain.patient import PatientId, typed_by_user
from overblik.viewmodels.formats import one_line, show_moment_date, show_time
from overblik.viewmodels.kept import CELLS, Kept
from overblik.viewmodels.lazily import Lazily
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.roll import Listed, Roll, roll_of
from overblik.viewmodels.words import Words

if TYPE_CHECKING:
    from overblik.domain.ports import Clock


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One line of the rail or of the search."""

    key: str
    patient_id: PatientId
    """Who is opened: a place in the list may be another's by the time a line is chosen."""
    time: str
    name: str
    age: str
    state: str
    marker: Marker | None
    is_alike: bool
    is_selected: bool
    is_seen: bool
    accessible: str
    badge: str = ""
    """How much is new of a patient who was opened."""
    kept: str = ""
    """Whether he can be read without a network; empty where nobody was fetched ahead."""
    kept_marker: Marker | None = None


class PatientListModel(QObject):
    """The list as lines; emits the patient that was chosen."""

    lines_changed = Signal(object)
    """Whose lines are others than before, as a frozenset; none for all of them."""
    patient_chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, listed: tuple[Listed, ...], clock: "Clock", words: Words, parent: QObject | None = None) -> None:
        """Take the list in its order."""
        super().__init__(parent)
        self._roll = roll_of(listed)
        self.clock = clock
        self.words = words
        self._seen: dict[PatientId, Instant] = {}
        self._news: dict[PatientId, int] = {}
        self._day = clock.now().astimezone(DANISH).date()
        self._made: dict[int, tuple[object, PatientLine]] = {}
        """Lines as they were composed, with what they were composed of."""
        self._ready: tuple[int, int] | None = None
        self._kept: Mapping[PatientId, Kept] = {}
        self.cells: tuple[Marker, ...] = ()
        """How each who is expected is, from ready to never fetched; empty where nobody was fetched ahead."""
        self._progress = ""
        self._title = ""
        """What the list is called; empty for one that its times or nothing describe."""
        self.selected: PatientId | None = None

    def take(self, listed: tuple[Listed, ...], title: str = "") -> None:
        """Take another list, and what it is called; who was seen stays seen."""
        self.take_roll(roll_of(listed), title)

    def take_roll(self, roll: Roll, title: str) -> None:
        """Take a list of which all was found where it was read."""
        self._roll, self._title, self._ready = roll, title, None  # how many are ready was said of the former list
        self._kept, self.cells, self._progress = {}, (), ""
        self._made.clear()
        self.lines_changed.emit(None)

    def tell_news(self, patient_id: PatientId, count: int) -> None:
        """Take how much is new of a patient."""
        if self._news.get(patient_id, 0) != count:
            self._news[patient_id] = count
            self._tell(patient_id)

    @property
    def title(self) -> str:
        """What the list is called; empty for one that its times or nothing describe."""
        return self._title

    @property
    def ids(self) -> tuple[PatientId, ...]:
        """The patients of the list, in its order."""
        return self._roll.ids

    @property
    def expected(self) -> tuple[PatientId, ...]:
        """Those of the list who are expected: nobody else is fetched ahead (T20)."""
        return tuple(one.patient_id for one in self._listed if one.is_expected)

    def tell_ready(self, ready: int | None, total: int) -> None:
        """Take how many of the list can be read without a network; none where nobody was fetched ahead."""
        told = (ready, total) if ready is not None else None
        if told != self._ready:
            self._ready = told
            self._tell()

    def tell_kept(self, kept: Mapping[PatientId, Kept], progress: str) -> None:
        """Take how those who are expected are, and how far a fetching is; nobody, where none was fetched ahead."""
        if (kept, progress) == (self._kept, self._progress):
            return
        changed = [one for one in {**self._kept, **kept} if self._kept.get(one) != kept.get(one)]
        self._kept, self._progress = kept, progress
        self.cells = tuple(sorted((one.marker for one in kept.values()), key=CELLS.index))
        self._tell(*changed)

    def is_listed(self, patient_id: PatientId) -> bool:
        """Whether the patient is expected by the list."""
        one = self.listed(patient_id)
        return one is not None and one.is_expected

    def listed(self, patient_id: PatientId) -> Listed | None:
        """Give the line of a patient as the list has it, none where he is not in it."""
        place = self._roll.places.get(patient_id)
        return self._listed[place] if place is not None else None

    def name_of(self, patient_id: PatientId) -> str:
        """Give the name that the list has of a patient, or the number without its end."""
        known = self.listed(patient_id)
        return self.line_of(known).name if known is not None else str(patient_id)

    @property
    def _listed(self) -> tuple[Listed, ...]:
        return self._roll.listed

    def is_alike(self, patient_id: PatientId) -> bool:
        """Whether the patient shares a name with another of the list."""
        return patient_id in self._roll.similar

    def lines(self, query: str = "") -> tuple[PatientLine, ...]:
        """Give the lines that match: each word begins a part of the name, or the number, with its hyphen or without."""
        return self.matching(query)[:]

    def matching(self, query: str = "") -> Lazily[PatientId, PatientLine]:
        """Give the lines that match, each composed when somebody looks at it."""
        wanted = fold(query).replace(",", " ").split()
        if not wanted:
            return Lazily(self._roll.ids, self._composed)
        places = [n for n, one in enumerate(self._roll.folded) if _matches(one, wanted)]
        ids = self._roll.ids
        return Lazily(tuple(ids[n] for n in places), lambda at: self._composed(places[at]))

    def _tell(self, *changed: PatientId | None) -> None:
        """Say whose lines are others now: of everybody on another day, for somebody may have a birthday."""
        today, former = self.clock.now().astimezone(DANISH).date(), self._day
        self._day = today
        self.lines_changed.emit(frozenset(changed) - {None} if today == former else None)

    def _composed(self, place: int) -> PatientLine:
        """Give a line, composed anew where anything of it is another than before."""
        one, today = self._listed[place], self._day
        who = one.patient_id
        of = (
            self._seen.get(who),
            self._news.get(who),
            self._kept.get(who),
            who == self.selected,
            today,
            self.words.language,
        )
        former = self._made.get(place)
        if former is None or former[0] != of:
            former = self._made[place] = (of, self._line(place, one))
        return former[1]

    def _line(self, index: int, one: Listed) -> PatientLine:
        words = self.words
        name = ", ".join(part for part in (one_line(one.family).upper(), one_line(one.given)) if part)
        born = clinical_date(one.birth_date) if one.birth_date else None
        years = age_in_years(born, self.clock.now().astimezone(DANISH).date()) if born else None
        age = words.say("banner.age_years", count=years) if years is not None else ""
        seen = self._seen.get(one.patient_id)
        state, marker = (words.say("window.seen", time=show_time(seen)), Marker.FRESH) if seen else ("", None)
        is_alike = self.is_alike(one.patient_id)
        if is_alike:
            state = f"{words.say('window.alike')} {state}".strip()
        name = name or words.say("banner.name_unknown")
        count = self._news.get(one.patient_id, 0)
        badge = words.one_or_many("news.badge", count) if count else ""
        kept = self._kept.get(one.patient_id)
        spoken = ", ".join(part for part in (one.time, name, age, state, badge, kept.text if kept else "") if part)
        return PatientLine(
            str(index),
            one.patient_id,
            one.time,
            name,
            age,
            state,
            marker,
            is_alike,
            one.patient_id == self.selected,
            seen is not None,
            spoken,
            badge,
            kept.text if kept is not None else "",
            kept.marker if kept is not None else None,
        )

    def line_of(self, listed: Listed) -> PatientLine:
        """Give the line of a patient who need not be in the list."""
        return self._line(0, listed)

    def no_hits(self, query: str) -> str:
        """Say what can be done where nobody of the list matches."""
        try:
            typed_by_user(query)
        except InputError:
            return self.words.say("window.no_hits")
        return self.words.say("window.open_number")

    def choose_patient(self, patient_id: PatientId) -> None:
        """Choose a patient who need not be in the list."""
        self._open(patient_id)

    def choose_typed(self, text: str) -> None:
        """Choose by a whole number; a clear sentence when it is none.

        A replacement number says nothing of its system, so it is looked for in the list first.
        """
        typed = text.strip().replace("-", "").upper()
        listed = (one.patient_id for one in self._listed)
        try:
            known = next((each for each in listed if each.number_for_lookup().upper() == typed), None)
            patient_id = known or typed_by_user(text)
        except InputError as error:
            self.refused.emit(self.words.say(f"input.{error.code}"))
            return
        self._open(patient_id)

    def step(self, by: int) -> None:
        """Choose the next or the previous patient of the list."""
        ids = [one.patient_id for one in self._listed]
        if not ids:
            return
        at = ids.index(self.selected) + by if self.selected in ids else 0
        if 0 <= at < len(ids):
            self._open(ids[at])

    def _open(self, patient_id: PatientId) -> None:
        former, self.selected = self.selected, patient_id
        self._seen[patient_id] = self.clock.now()
        self._tell(patient_id, former)
        self.patient_chosen.emit(patient_id)

    @property
    def heading(self) -> tuple[str, str]:
        """Give the heading and how many were seen."""
        words = self.words
        seen = sum(self._roll.places.get(one) is not None for one in self._seen)
        today = self._roll.is_timed
        date = show_moment_date(self.clock.now(), words)
        usual = words.say("window.list_today", date=date) if today else words.say("window.patients")
        heading = self._title or usual
        if self._progress:
            return heading, self._progress
        if self._ready is not None:
            ready, total = self._ready
            return heading, words.say("window.list_ready", n=ready, m=total)
        return heading, words.say("window.list_count", n=f"{seen} / {len(self._listed)}")


def without_selection(lines: tuple[PatientLine, ...]) -> tuple[PatientLine, ...]:
    """Give the lines with none selected, for the search."""
    return tuple(replace(line, is_selected=False) for line in lines)


def _matches(folded: tuple[str, str], wanted: list[str]) -> bool:
    """Whether each word begins a part of a name, or the number.

    A number begins with a digit: by its letters an id of another kind would look like a name.
    """
    name, number = folded
    return all(
        f" {word}" in name or (word[0].isdigit() and number.startswith(word.replace("-", ""))) for word in wanted
    )
