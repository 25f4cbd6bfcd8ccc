"""The questions to a FHIR R4 server (search.html), without asking them."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from overblik.domain.errors import NotOffered
from overblik.domain.patient import PatientId
from overblik.domain.section import Topic
from overblik.sources.fhir.capability import Capability
from overblik.sources.fhir.counting import Wanted
from overblik.sources.fhir.subjects import BY_REFERENCE
from overblik.sources.fhir.topics import TYPES
from overblik.wire.http import Question

PAGE = 200
_IDS = 40
"""So many ids a follow-up question, so that its address stays short."""
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_INCLUDES = {"MedicationStatement": "medication", "MedicationRequest": "medication"}
_ACCEPT = {"Accept": "application/fhir+json"}


@dataclass(frozen=True, slots=True)
class Needs:
    """What a topic asks for: its items, what its items point at, and what is read after them."""

    items: tuple[str, ...]
    beside: tuple[str, ...] = ()
    """Searched side by side with the items; waited for when an item names one of them."""
    always: bool = False
    """Whether what stands beside is waited for in any case."""
    after: tuple[str, ...] = ()
    """Read by id when an item names one that did not come."""


_OBSERVED = Needs(("Observation",), ("DiagnosticReport",), always=True)
NEEDS: dict[Topic, Needs] = {topic: Needs(types) for topic, types in TYPES.items()} | {
    Topic.LAB_RESULTS: _OBSERVED,
    Topic.VITAL_SIGNS: _OBSERVED,
    Topic.OTHER_OBSERVATIONS: _OBSERVED,
    Topic.MEDICATION: Needs(TYPES[Topic.MEDICATION], ("Condition",), after=("Medication",)),
    Topic.CARE_PLANS: Needs(
        TYPES[Topic.CARE_PLANS], ("Condition",), after=("Goal", "ServiceRequest", "CareTeam", "Condition")
    ),
    Topic.PROCEDURES: Needs(TYPES[Topic.PROCEDURES], ("Condition",)),
    Topic.CONTACTS: Needs(TYPES[Topic.CONTACTS], ("Condition",)),
    Topic.CONDITIONS: Needs(TYPES[Topic.CONDITIONS], after=("Encounter",)),
}


def needs_of(topic: Topic, offered: Capability) -> Needs:
    """Leave out what the server has no search for.

    Raises:
        NotOffered: nothing of the topic can be asked for, or nobody by number.

    """
    needs = NEEDS[topic]
    items = tuple(kind for kind in needs.items if offered.parameter(kind))
    if not items or not offered.parameter("Patient"):
        raise NotOffered(topic=topic.value)
    beside = tuple(kind for kind in needs.beside if offered.parameter(kind))
    return Needs(items, beside, needs.always, needs.after)


def metadata(base: str) -> Question:
    """Ask what the server offers."""
    return Question(f"{base}/metadata", _ACCEPT)


def is_askable(patient_id: PatientId) -> bool:
    """Tell whether a server can know the citizen: an id of a file has no meaning elsewhere."""
    return patient_id.system != BY_REFERENCE


def is_id(text: str) -> bool:
    """Tell whether a text is a resource id (datatypes.html#id): nothing else goes into an address."""
    return _ID.fullmatch(text) is not None


def citizen(base: str, patient_id: PatientId, *, post: bool) -> Question:
    """Ask for the record of a number; as a form where the server allows, so that no address holds it."""
    pairs = (("identifier", patient_id.token_for_lookup()), ("_count", str(PAGE)))
    if post:
        return Question(f"{base}/Patient/_search", _ACCEPT, pairs)
    return Question(f"{base}/Patient?{urlencode(pairs)}", _ACCEPT)


def by_id(base: str, patient: str, version: str = "") -> Question:
    """Ask for the record of a Patient's id (http.html#read), or only for another version than one (http.html#cread)."""
    headers = _ACCEPT | ({"If-None-Match": f'W/"{version}"'} if version else {})
    return Question(f"{base}/Patient/{quote(patient, safe='')}", headers)


@dataclass(frozen=True, slots=True)
class Own:
    """The citizen's own id on the server, and the number it was found by."""

    id: str
    patient_id: PatientId

    @property
    def holds_number(self) -> bool:
        """Whether the server's own id is the number: no address may hold it (T5)."""
        return self.patient_id.number_for_lookup() in self.id


def search(base: str, kind: str, own: Own, offered: Capability, tag: str = "") -> Question:
    """Ask for all items of a type that are the citizen's; `tag` asks only for what is not known."""
    pairs = [_whose(kind, own, offered), ("_count", str(PAGE))]
    include = _INCLUDES.get(kind, "")
    if include and offered.includes(kind, include):
        pairs.append(("_include", f"{kind}:{include}"))
    return _asked(base, kind, own, pairs, tag)


def count(base: str, one: Wanted, own: Own, offered: Capability) -> Question:
    """Ask how many there are (search.html#summary): of the citizen's items, or of those with some ids."""
    whose = ("_id", ",".join(one.ids)) if one.ids else _whose(one.kind, own, offered)
    return _asked(base, one.kind, own, [whose, *one.narrowed, ("_summary", "count")])


def of_many(
    base: str,
    kind: str,
    owns: tuple[Own, ...],
    ids: tuple[str, ...],
    offered: Capability,
    narrowed: list[tuple[str, str]],
) -> Question:
    """Ask for items of a type that are any of several citizens', or that have any of some ids; none are asked for in full."""
    name = offered.parameter(kind)
    every = (one.id if name == "patient" else f"Patient/{one.id}" for one in owns)
    pairs = [("_id", ",".join(ids)) if ids else (name, ",".join(every)), *narrowed]
    if any(one.holds_number for one in owns) or len(ids) > _IDS:
        return Question(f"{base}/{kind}/_search", _ACCEPT, tuple(pairs))
    return Question(f"{base}/{kind}?{urlencode(pairs)}", _ACCEPT)


def _whose(kind: str, own: Own, offered: Capability) -> tuple[str, str]:
    name = offered.parameter(kind)
    return name, own.id if name == "patient" else f"Patient/{own.id}"


def _asked(base: str, kind: str, own: Own, pairs: list[tuple[str, str]], tag: str = "") -> Question:
    if own.holds_number:
        return Question(f"{base}/{kind}/_search", _ACCEPT, tuple(pairs))
    return Question(f"{base}/{kind}?{urlencode(pairs)}", _ACCEPT | ({"If-None-Match": tag} if tag else {}))


def by_ids(base: str, kind: str, ids: tuple[str, ...], offered: Capability) -> list[Question]:
    """Ask for resources by id: some at a time where `_id` is searched by, else one by one."""
    offer = offered.of(kind)
    if offer.searches and (not offer.parameters or "_id" in offer.parameters):
        parts = [ids[at : at + _IDS] for at in range(0, len(ids), _IDS)]
        return [Question(f"{base}/{kind}?_id={quote(','.join(part))}&_count={PAGE}", _ACCEPT) for part in parts]
    return [Question(f"{base}/{kind}/{one}", _ACCEPT) for one in ids] if offer.reads else []
