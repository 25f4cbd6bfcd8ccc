"""Facts and sections of a clinic, with clinical names: what the tests of sync and of the screen are told with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from overblik.domain.clinical import Allergy, CarePlan, Currency, Document, Reaction
from overblik.domain.dates import ClinicalDate, clinical_date
from overblik.domain.lab_result import Flag, LabResult, ReferenceRange, ResultState
from overblik.domain.medication import Medication, MedicationState
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Answer, AnswerKind, Kept
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.quantity import NOTHING_SAID, Concept, Quantity
from overblik.domain.section import Cause, Reason, Scoped, Section, Standing, Topic, Unreadable
from overblik.runtime import paths
from overblik.viewmodels.card_head import View
from overblik.viewmodels.words import Words, load_words

ME, OTHER, THIRD = cpr("2512489996"), cpr("0309363991"), cpr("1702589990")
NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
"""A Monday morning, 09:41 in Denmark."""
REF = RawRef("0" * 64, 0, 1)
DANISH_WORDS: Words = load_words(paths.resources(), "da")


def view(now: datetime = NOW, *, is_full: bool = False) -> View:
    return View(now, DANISH_WORDS, is_full)


def plain(text: str) -> str:
    """Write narrow and no-break blanks as blanks, so that a test may be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")


def day(text: str) -> ClinicalDate:
    found = clinical_date(text)
    assert found is not None
    return found


def scoped(fact: Any, name: str, patient: PatientId = ME, source: str = "ehr") -> Scoped[Any]:
    return Scoped(patient, fact, Provenance(source, name, "1", None, NOW, "", "", REF))


def document(title: str, **more: Any) -> Document:
    made = Document(title, "document", "Notat", Currency.CURRENT, "current", None, "", "", "", False, ())
    return replace(made, **more)


def medication(name: str, **more: Any) -> Medication:
    made = Medication(
        name,
        name.lower(),
        "",
        "",
        "10 mg",
        "tabletter",
        "1 tablet morgen",
        False,
        "",
        "",
        MedicationState.ACTIVE,
        "active",
        day("2026-01-05"),
        None,
        None,
        "",
        NOTHING_SAID,
        "statement",
        "",
        (),
    )
    return replace(made, **more)


def interval(low: str = "", high: str = "", text: str = "") -> ReferenceRange:
    return ReferenceRange(quantity(low) if low else None, quantity(high) if high else None, text, "")


def quantity(text: str, unit: str = "", comparator: str = "") -> Quantity:
    return Quantity(Decimal(text), unit, comparator, text)


def result(
    value: str,
    when: str,
    name: str = "Kreatinin;P",
    code: str = "NPU18016",
    unit: str = "µmol/L",
    **more: Any,
) -> LabResult:
    """A final laboratory result without flag; `flag`, `reference`, `state` and the rest by name."""
    comparator = more.get("comparator", "")
    flag: Flag | None = more.get("flag")
    made = LabResult(
        name,
        code,
        "urn:oid:1.2.208.176.2.1",
        Concept(name, ()),
        "Organmarkører",
        value,
        quantity(value, unit, comparator) if value and "quantity" not in more else None,
        comparator,
        unit,
        flag,
        "",
        flag is None,
        None,
        day(when) if when else None,
        None,
        ResultState.FINAL,
        "final",
        "",
        (),
        (),
        "",
        "Klinisk Biokemi",
        "",
    )
    return replace(made, **more)


def allergy(agent: str, reaction: str = "", **more: Any) -> Allergy:
    reactions = (Reaction((reaction,), ""),) if reaction else ()
    made = Allergy(
        agent,
        NOTHING_SAID,
        False,
        False,
        reactions,
        "",
        Currency.CURRENT,
        "confirmed",
        True,
        "active",
        day("2025-09-15"),
        "Læge M. Eksempel",
        (),
    )
    return replace(made, **more)


def no_allergy(text: str = "Ingen kendt allergi", *, is_all: bool = True, **more: Any) -> Allergy:
    return allergy(text, is_negation=True, negates_all=is_all, **{"recorded_at": day("2026-11-12"), **more})


def care_plan(title: str, **more: Any) -> CarePlan:
    made = CarePlan(title, "plan", "", Currency.CURRENT, "active", day("2026-05-01"), None, (), (), "", "", (), "", ())
    return replace(made, **more)


def section(standing: Standing, topic: Topic, *facts: Any, **more: Any) -> Section[Any]:
    """A section of the record system, fetched five minutes ago; `age` moves that, `causes` gives its reasons."""
    source, label = more.pop("source", "ehr"), more.pop("label", "Journal")
    patient = more.pop("patient", ME)
    age = more.pop("age", timedelta(minutes=4))
    causes = more.pop("causes", ())
    reasons = tuple(cause if isinstance(cause, Reason) else Reason(cause) for cause in causes)
    entries = tuple(scoped(fact, f"{topic.value}/{index}", patient, source) for index, fact in enumerate(facts))
    has_answer = standing not in (Standing.FAILED, Standing.NOT_ASKED) and (standing is not Standing.LOADING or entries)
    told = {"as_of": NOW - age if has_answer else None, "asked_at": NOW} | more
    return Section(patient, topic, source, label, standing, reasons, entries, **told)


def complete(topic: Topic, *facts: Any, **more: Any) -> Section[Any]:
    return section(Standing.COMPLETE, topic, *facts, **more)


def stale(topic: Topic, *facts: Any, **more: Any) -> Section[Any]:
    """A copy that was complete when it was given; `causes` says why it is shown."""
    told = {"causes": (Cause.UNREACHABLE,), "from_copy": True, "copy_was_complete": True} | more
    return section(Standing.STALE, topic, *facts, **told)


def kept(topic: Topic, *facts: Any, **more: Any) -> Kept:
    known = more.pop("known", {"etag": 'W/"1"'})
    return Kept(complete(topic, *facts, **more), known)


def answer(*titles: str, patient: PatientId = ME, kind: AnswerKind = AnswerKind.FULL, **more: Any) -> Answer:
    """An answer of documents; each title is also its document id."""
    entries = tuple(scoped(document(title), title, patient) for title in titles)
    return Answer(kind, entries, **{"source_time": NOW, **more})


def titles(of: Section[Any]) -> list[str]:
    return [entry.fact.title for entry in of.entries]


def unreadable(name: str = "Observation/9") -> Unreadable:
    return Unreadable(name, "wrong_type", "$", REF)
