"""The five kinds of source of safety.md section 1, and a section of each made by the real judge."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from clinic import ME, NOW, allergy, day, document, medication, result, scoped
from overblik.domain.patient import MasterData, Sex
from overblik.domain.ports import Answer, AnswerKind, ConsentState, Kept
from overblik.domain.section import Section, Topic
from overblik.sync import standing
from sync.world import Scripted

NANCY = MasterData(
    "Berggren", "Nancy Ann", day("1948-12-25"), Sex.FEMALE, False, None, False, (), (), "", False, (), ()
)


@dataclass(frozen=True)
class Kind:
    """One kind of source: what it is called, what it tells, and whether it is silent about blocks."""

    name: str
    label: str
    topic: Topic
    fact: Any
    is_silent: bool = False

    @property
    def source(self) -> Scripted:
        return Scripted(self.name, self.topic, self.label, silent_when_blocked=self.is_silent)

    def answer(self, count: int, **more: Any) -> Answer:
        names = [f"{self.topic.value}/{index}" for index in range(count)]
        entries = tuple(scoped(self.fact, name, source=self.name) for name in names)
        return Answer(AnswerKind.FULL, entries, **{"source_time": NOW, **more})

    def answered(
        self,
        count: int = 2,
        copy: Kept | None = None,
        consent: ConsentState = ConsentState.NONE,
        now: Any = NOW,
        **more: Any,
    ) -> Section[Any]:
        return standing.answered(ME, self.source, self.answer(count, **more), copy, now, consent).section

    def copy(self, count: int = 2, age: timedelta = timedelta(minutes=30), **more: Any) -> Kept:
        """Give what was kept of an answer of before."""
        at = NOW - age
        judged = standing.answered(
            ME, self.source, self.answer(count, **{"source_time": at, **more}), None, at, ConsentState.NONE
        )
        assert judged.keep is not None
        return judged.keep

    def failed(self, error: BaseException, copy: Kept | None = None, *, offline: bool = False) -> Section[Any]:
        return standing.failed(ME, self.source, error, copy, NOW, offline=offline).section

    def with_topic(self, topic: Topic) -> "Kind":
        return replace(self, topic=topic)


FMK = Kind("fmk", "FMK", Topic.MEDICATION, medication("Metformin"))
XDS = Kind("dds", "Dokumentdeling", Topic.DOCUMENTS, document("Epikrise"), is_silent=True)
LAB = Kind("lab", "Laboratorium", Topic.LAB_RESULTS, result("118", "2026-11-20"))
FHIR = Kind("ehr", "Journal", Topic.ALLERGIES, allergy("Penicillin", "udslæt"))
STAMKORT = Kind("stamkort", "Stamkort", Topic.PATIENT, NANCY)
KINDS = (FMK, XDS, LAB, FHIR, STAMKORT)
