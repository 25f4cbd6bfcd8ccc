"""What is asked of document sharing for each topic: types of documents, and how they come (services.md section 5)."""

from dataclasses import dataclass

from overblik.domain.section import Topic
from overblik.wire.xds import Wanted

_LOINC = "2.16.840.1.113883.6.1"
_MESSAGES = "1.2.208.184.100.1"


@dataclass(frozen=True, slots=True)
class Kind:
    """The documents of one topic."""

    topic: Topic
    wanted: Wanted
    label: str
    """What the screen calls the source of this topic."""


APPOINTMENTS = Kind(
    Topic.APPOINTMENTS, Wanted((("39289-4", _LOINC), ("56446-8", _LOINC), ("39290-2", _LOINC))), "Aftaler"
)
CARE_PLANS = Kind(Topic.CARE_PLANS, Wanted((("81215-6", _LOINC),)), "Forløbsplaner")
HOME_MONITORING = Kind(Topic.HOME_MONITORING, Wanted((("53576-5", _LOINC),)), "Hjemmemåling")
QUESTIONNAIRES = Kind(Topic.QUESTIONNAIRES, Wanted((("74465-6", _LOINC),)), "PRO")
LABORATORY = Kind(Topic.LAB_RESULTS, Wanted((("11502-2", _LOINC),), on_demand=True), "Delte prøvesvar")
DOCUMENTS = Kind(Topic.DOCUMENTS, Wanted(), "Dokumenter")
"""All that is stable, of whatever type; what the laboratory makes on demand is listed from its own question."""
STAMKORT = Kind(Topic.MASTER_DATA, Wanted((("PDC", _MESSAGES),)), "Stamkort")

DDS = (APPOINTMENTS, CARE_PLANS, HOME_MONITORING, QUESTIONNAIRES, LABORATORY, DOCUMENTS)
"""One question each, side by side: each fails alone (architecture.md section 12)."""
SFSK = (STAMKORT,)
MAPPED = frozenset(code for kind in (*DDS, *SFSK) for code, _ in kind.wanted.types)
"""Types that have a topic of their own beside the list of documents."""
