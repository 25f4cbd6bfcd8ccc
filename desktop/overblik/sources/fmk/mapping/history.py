"""The answer to GetDrugMedicationHistory: what one drug medication held, period by period."""

import hashlib

from overblik.domain.drug_history import DrugHistory, DrugPeriod
from overblik.domain.errors import Unintelligible, WrongPatient
from overblik.domain.patient import PatientId
from overblik.domain.ports import RawMessage
from overblik.domain.provenance import RawRef
from overblik.domain.section import Unreadable
from overblik.sources.fmk.mapping.dosage import read_dosage
from overblik.sources.fmk.mapping.dosage_words import said
from overblik.sources.fmk.mapping.product import product
from overblik.sources.fmk.mapping.sheets import HISTORY, Sheet, is_about
from overblik.wire.elements import Node, Unfit, children, date, parts, text, text_of
from overblik.wire.places import places

_PERIOD = "Period"


def history(sheet: Sheet, asked: PatientId, identifier: str) -> DrugHistory:
    """Read the periods of one drug medication, newest first.

    Raises:
        WrongPatient: the answer is about another citizen, or about another drug medication than the asked one.
        Unintelligible: it answers another question, or holds no history, or more than one.

    """
    if sheet.operation != HISTORY:
        raise Unintelligible(reason="other_question")
    told = sheet.repeated.get("History", [])
    items = [each for one in told for each in children(one)]
    named = {text(one) for one in sheet.repeated.get("Identifier", ())}
    if not is_about(sheet.person, asked) or named != {identifier}:
        raise WrongPatient(count=max(len(items), 1))
    if len(told) != 1:
        raise Unintelligible(reason="no_history")
    strange = [*sheet.strange, *(each for each in items if each[0] != _PERIOD)]
    whole = RawRef(message_of(sheet).digest, 0, len(sheet.content))
    refs = _refs(sheet, [node for name, node in items if name == _PERIOD], whole)
    unreadable = [Unreadable(name, "unknown_element", name, whole) for name, _ in strange]
    periods = []
    for node, ref in refs:
        try:
            periods.append(_period(node, ref))
        except Unfit as unfit:
            where = f"DrugMedication/{identifier}/{_PERIOD}"
            unreadable.append(Unreadable(where, unfit.code, unfit.place, ref))
    periods.sort(key=_order, reverse=True)
    return DrugHistory(identifier, tuple(periods), tuple(unreadable))


def message_of(sheet: Sheet) -> RawMessage:
    """Give the message that the places of the periods are in."""
    return RawMessage(hashlib.sha256(sheet.content).hexdigest(), sheet.uri, sheet.content)


def _refs(sheet: Sheet, nodes: list[Node], whole: RawRef) -> list[tuple[Node, RawRef]]:
    """Find each period in the message; where its place cannot be told the whole message stands for it."""
    at = places(sheet.content, nodes, is_every_one=False)
    if at is None:
        return [(node, whole) for node in nodes]
    return [(node, RawRef(whole.message, *place)) for node, place in zip(nodes, at, strict=True)]


def _period(node: Node, ref: RawRef) -> DrugPeriod:
    found = parts(node)
    drug = product(found.get("Drug"))
    if drug is None or not drug.said:
        raise Unfit("drug_unknown", "Period/Drug")
    start = date(found.get("PeriodStartDateTime"), "Period/PeriodStartDateTime")
    if start is None:
        raise Unfit("date", "Period/PeriodStartDateTime")
    end = date(found.get("PeriodEndDateTime"), "Period/PeriodEndDateTime")
    dosage = read_dosage(found["Dosage"]) if "Dosage" in found else None
    words = said(dosage).shown if dosage is not None else ""
    return DrugPeriod(start, end, text_of(found, "Version"), drug, dosage, words, "Paused" in found, ref)


def _order(period: DrugPeriod) -> tuple[str, int]:
    """Sort by time; of two that begin together the higher version is the newer."""
    number = int(period.version) if period.version.isdecimal() else 0
    return period.start.order if period.start is not None else "", number
