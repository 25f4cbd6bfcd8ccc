"""What doses are read against: the newest eGFR and the newest weight, as facts over the medicine (screens.md 3.3)."""

from overblik.domain.lab_result import LabResult
from overblik.domain.npu import NPU
from overblik.domain.section import Section, Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import show_date
from overblik.viewmodels.lab_value import shown_value
from overblik.viewmodels.units import has_unit, unit_words

_LOINC = "http://loinc.org"
_CODES = {
    "egfr": frozenset({(NPU, "DNK35302"), (_LOINC, "62238-1"), (_LOINC, "98979-8"), (_LOINC, "33914-3")}),
    "weight": frozenset({(NPU, "NPU03804"), (_LOINC, "29463-7"), (_LOINC, "3141-9")}),
}
_TOPICS = (Topic.LAB_RESULTS, Topic.VITAL_SIGNS, Topic.HOME_MONITORING, Topic.OTHER_OBSERVATIONS)


def dosing_facts(sections: tuple[Section[object], ...], view: View) -> str:
    """Say both with unit and date, as they were sent; what is not to be had is left out, and no advice is drawn."""
    results = [
        scoped.fact
        for section in sections
        if section.topic in _TOPICS
        for scoped in section.entries
        if isinstance(scoped.fact, LabResult)
    ]
    told = (_newest(results, name, view) for name in _CODES)
    return "   ".join(text for text in told if text)


def _newest(results: list[LabResult], name: str, view: View) -> str:
    """Give the newest valid number with a unit and a day."""
    mine = [
        one
        for one in results
        if (one.system, one.code) in _CODES[name]
        and one.state.is_valid
        and one.quantity is not None
        and has_unit(one.unit)
        and one.taken_at is not None
    ]
    if not mine:
        return ""
    newest = max(mine, key=lambda one: one.taken_at.order if one.taken_at else "")
    value, unit = shown_value(newest, view.words), unit_words(newest, view.words)
    return view.words.say(f"medication.{name}", value=value, unit=unit, date=show_date(newest.taken_at, view.words))
