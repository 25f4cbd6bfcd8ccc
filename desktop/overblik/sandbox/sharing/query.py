"""The stored queries of ITI-18: their slots read, and the entries that match (ITI TF-2, 3.18.4.1.2)."""

import re
from dataclasses import dataclass

from lxml.etree import _Element

from overblik.sandbox.national.envelope import SoapFault
from overblik.sandbox.national.markup import everywhere, first, named, text
from overblik.sandbox.sharing.entries import Entry
from overblik.sandbox.sharing.names import (
    CPR,
    FIND_DOCUMENTS,
    GET_DOCUMENTS,
    ON_DEMAND,
    QUERY,
    STABLE,
    STATUS_TYPE,
    tag,
)

Slots = dict[str, list[str]]
_ENTRY = "$XDSDocumentEntry"
_PATIENT = re.compile(rf"([0-9A-Z]{{10}})\^\^\^&{re.escape(CPR)}&ISO")
_SINGLE = frozenset({"PatientId", *(f"Service{end}Time{way}" for end in ("Start", "Stop") for way in ("From", "To"))})
_MOMENT = re.compile(r"\d{4}(\d{2}){0,5}")


class Failure(Exception):
    """An answer of the registry or repository that says no (ITI TF-3, 4.2.4)."""

    def __init__(self, code: str, words: str, location: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.words = words
        self.location = location


@dataclass(frozen=True, slots=True)
class Asked:
    """A stored query: which, and its slots without the `$XDSDocumentEntry` that they begin with."""

    query: str
    slots: Slots

    @property
    def number(self) -> str:
        """The citizen of a FindDocuments."""
        found = _PATIENT.fullmatch(self.slots["PatientId"][0])
        if not found:
            raise Failure("XDSUnknownPatientId", "The patient id is not one of this domain")
        return found[1]


def asked(body: _Element) -> Asked:
    """The query in a request.

    Raises:
        SoapFault: the body is no AdhocQueryRequest.
        Failure: the query is unknown, or a slot is missing or cannot be read.

    """
    if body.tag != tag(QUERY, "AdhocQueryRequest"):
        raise SoapFault("syntax_error", "The action and the body do not name one operation")
    option, query = first(body, "ResponseOption"), first(body, "AdhocQuery")
    if option is None or query is None:
        raise SoapFault("syntax_error", "The request does not hold a response option and a query")
    if option.get("returnType") != "LeafClass":
        raise Failure("XDSRegistryError", "Only LeafClass is answered")
    name = query.get("id", "").strip()
    if name not in {FIND_DOCUMENTS, GET_DOCUMENTS}:
        raise Failure("XDSUnknownStoredQuery", "The stored query is unknown")
    slots = {key.removeprefix(_ENTRY): values for key, values in _slots(query).items() if key.startswith(_ENTRY)}
    _demand(name, slots)
    return Asked(name, slots)


def matches(entry: Entry, slots: Slots) -> bool:
    """Whether an entry is one that FindDocuments asks for: values in a slot are OR, slots are AND."""
    coded = {
        "TypeCode": f"{entry.type.code}^^{entry.type.scheme}",
        "FormatCode": f"{entry.format.code}^^{entry.format.scheme}",
        "ClassCode": f"{entry.class_.code}^^{entry.class_.scheme}",
        "Status": f"{STATUS_TYPE}{'Approved' if entry.approved else 'Deprecated'}",
        "Type": ON_DEMAND if entry.on_demand else STABLE,
    }
    wanted = {"Type": [STABLE], **slots}
    if any(value not in wanted[name] for name, value in coded.items() if name in wanted):
        return False
    return all(_within(getattr(entry, end), word, slots) for end, word in (("start", "Start"), ("stop", "Stop")))


def _within(moment: str, word: str, slots: Slots) -> bool:
    """From is within, To is not; an entry that does not say the time is not excluded by it."""
    begins, ends = (slots.get(f"Service{word}Time{way}", [""])[0] for way in ("From", "To"))
    if not moment:
        return True
    full = moment.ljust(14, "0")
    return (not begins or full >= begins.ljust(14, "0")) and (not ends or full < ends.ljust(14, "0"))


def _demand(name: str, slots: Slots) -> None:
    if name == FIND_DOCUMENTS:
        missing = [each for each in ("PatientId", "Status") if not slots.get(each)]
        if missing:
            raise Failure("XDSStoredQueryMissingParam", f"{_ENTRY}{missing[0]} is missing")
    elif not (slots.get("EntryUUID") or slots.get("UniqueId")):
        raise Failure("XDSStoredQueryMissingParam", f"{_ENTRY}EntryUUID or {_ENTRY}UniqueId is missing")
    for each in _SINGLE & set(slots):
        if len(slots[each]) != 1 or ("Time" in each and not _MOMENT.fullmatch(slots[each][0])):
            raise Failure("XDSStoredQueryParamNumber", f"{_ENTRY}{each} holds one value")


def _slots(query: _Element) -> Slots:
    made: Slots = {}
    for each in named(query, "Slot"):
        name = each.get("name", "")
        values = [value for one in everywhere(each, "Value") for value in _values(text(one), name)]
        made.setdefault(name, []).extend(values)
    return made


def _values(words: str, name: str) -> list[str]:
    """The values in a slot's text: 'one', ('one','two'), or a bare number of a time (ITI TF-2, 3.18.4.1.2.3.5)."""
    listed = words.startswith("(") and words.endswith(")")
    inside = words[1:-1] if listed else words
    if listed and name.removeprefix(_ENTRY) in _SINGLE:
        raise Failure("XDSStoredQueryParamNumber", f"{name} is not a list")
    found = re.findall(r"'((?:[^']|'')*)'", inside)
    rest = re.sub(r"'(?:[^']|'')*'", "", inside)
    if not found and name.endswith(("From", "To")):
        return [inside.strip()]
    if not found or rest.replace(",", "").strip():
        raise Failure("XDSRegistryError", f"The values of {name} are not quoted as the query demands")
    return [each.replace("''", "'").strip() for each in found]
