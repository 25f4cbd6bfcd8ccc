"""The search over all kept records, and what keeps its index whole; in the asking thread."""

import contextlib
from dataclasses import replace
from typing import Any

from overblik.app.house import House
from overblik.app.listed import listed_of
from overblik.domain.errors import InputError, StoreError
from overblik.domain.folding import folded_words
from overblik.domain.patient import PatientId, from_identifier
from overblik.domain.private_words import MAY_NAME_A_DRUG
from overblik.domain.section import Section, Topic
from overblik.store.search import MOST, Line, Match
from overblik.sync.indexed import hidden_words, lines_of
from overblik.viewmodels.kept_hits import FoundIn, KeptHits
from overblik.viewmodels.roll import Listed

SHOWN = 8
"""So many places are told of one question; the number of patients is told whole."""
_LEAST = 2
"""Letters of the shortest word that is looked up: one letter stands in every record."""
_BREATH = 0.02
"""Seconds between two pieces that are indexed: the window and other questions come first."""
_PIECE = 50
"""Items of one piece: a section of thousands is not read in one go."""
_QUIET = 1.0
"""Seconds after a patient was opened until he is indexed: first he is read by a person."""


class Searching:
    """Answers questions about kept records, and indexes what was kept since."""

    def __init__(self, house: House) -> None:
        """Start with no patient heard and nothing asked."""
        self._house = house
        self._patient_id: PatientId | None = None
        self._heard: dict[tuple[Topic, str], Section[Any]] = {}
        self._logged = ""
        self._counted = (-1, (0, 0))
        """After which change of the file was counted, and what."""
        self._known: dict[str, Listed] = {}

    def hear(self, section: Section[Any]) -> None:
        """Follow the open patient: what a medicine card hides goes out of the index at once (H21)."""
        if section.patient_id != self._patient_id:
            self._patient_id, self._heard = section.patient_id, {}
        self._heard[section.topic, section.source] = section
        if section.private_words:
            with contextlib.suppress(StoreError):
                self._house.index.drop(section.patient_id, MAY_NAME_A_DRUG)

    async def index_opened(self, patient_id: PatientId) -> None:
        """Index what was kept of the open patient; with plans and visits only where it is known what is hidden."""
        await self._house.clinic.scheduler.sleep(_QUIET)
        if patient_id != self._patient_id:
            return
        await self._index(self._lacking(patient_id), hidden_words(self._heard.values()))
        await self.index_rest()  # also of one who was left before all had answered

    async def index_rest(self) -> None:
        """Index what is kept and not indexed yet of all patients, but for what may name a hidden drug."""
        await self._index(self._lacking(None), None)

    def _lacking(self, patient_id: PatientId | None) -> tuple[tuple[str, Topic, str], ...]:
        try:
            return self._house.index.lacking(patient_id)
        except StoreError:
            return ()

    async def _index(self, places: tuple[tuple[str, Topic, str], ...], hidden: frozenset[str] | None) -> None:
        for place in places:
            if hidden is None and place[1] in MAY_NAME_A_DRUG:
                continue
            with contextlib.suppress(StoreError):
                read = self._house.index.kept(place)
                if read is not None:
                    lines = await self._lines(read[0].section, hidden or frozenset())
                    if place[1] in MAY_NAME_A_DRUG and hidden != hidden_words(self._heard.values()):
                        return  # another patient, or another answer of the card, came while the words were read
                    self._house.index.write(place, read[1], lines)
            await self._house.clinic.scheduler.sleep(_BREATH)

    async def _lines(self, section: Section[Any], hidden: frozenset[str]) -> list[Line]:
        """Read the words of a section piece by piece."""
        lines: list[Line] = []
        for line in lines_of(section, hidden):
            lines.append(line)
            if len(lines) % _PIECE == 0:
                await self._house.clinic.scheduler.sleep(_BREATH)
        return lines

    def answer(self, query: str) -> KeptHits:
        """Search all kept records; the record of it is on disk before the answer exists.

        Raises:
            CannotWrite: the record could not be written; nothing may be shown.

        """
        wanted = [word for word in dict.fromkeys(folded_words(query)) if len(word) >= _LEAST]
        house = self._house
        if not wanted:
            return KeptHits(query, (), 0, 0, 0, is_more=False, lacking=0)
        try:
            matches = house.index.find(wanted)
            searched, lacking = self._counts()
        except StoreError:
            return KeptHits(query, (), 0, 0, 0, is_more=False, lacking=0, has_failed=True)
        patients = list(dict.fromkeys(match.patient for match in matches))
        self._log(" ".join(wanted), searched, len(patients))
        is_more = sum(match.count for match in matches) >= MOST
        places = _joined(matches)
        told = self._told(places)
        return KeptHits(query, told, len(patients), searched, len(places), is_more=is_more, lacking=lacking)

    def _counts(self) -> tuple[int, int]:
        changes = self._house.index.changes()
        if self._counted[0] != changes:
            self._counted = (changes, self._house.index.counts())
        return self._counted[1]

    def _log(self, wanted: str, searched: int, matched: int) -> None:
        """Write the record; a question that only narrows the one before finds nothing that is not told already."""
        if not self._logged or not wanted.startswith(self._logged):
            self._house.right.log_search(searched, matched, wanted)
        self._logged = wanted

    def _told(self, places: list[Match]) -> tuple[FoundIn, ...]:
        told = []
        for match in sorted(places, key=lambda one: -one.count)[:SHOWN]:
            who = self._who(match.patient)
            if who is not None:
                document = self._house.index.document(match)
                told.append(FoundIn(who, match.topic, match.source, document, match.count))
        return tuple(told)

    def _who(self, key: str) -> Listed | None:
        """Give who is kept under a key: by name where a source told it."""
        if key not in self._known:
            system, _, value = key.rpartition("|")
            with contextlib.suppress(InputError, StoreError):
                bare = Listed(from_identifier(system, value), "", "", "", "")
                named = next((one.section for one in self._house.index.master_data(key) if one.section.entries), None)
                self._known[key] = listed_of(named) if named is not None else bare
        return self._known.get(key)


def _joined(matches: tuple[Match, ...]) -> list[Match]:
    """Make one place of what several sources tell of a patient under one topic; the fullest leads."""
    places: dict[tuple[str, Topic], Match] = {}
    for match in sorted(matches, key=lambda one: -one.count):
        key = (match.patient, match.topic)
        known = places.get(key)
        places[key] = match if known is None else replace(known, count=known.count + match.count)
    return list(places.values())
