"""Which document an entry stands for, beyond one question; and whose the registry says that it is."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from overblik.wire.xds import CPR_ROOT
from overblik.wire.xds_entry import DocumentEntry

ON_DEMAND_MARK = "od-"
"""Before what names a document that is made on demand: its own id does not outlast its question."""
_CPR_ROOTS = frozenset({CPR_ROOT, "2.16.840.1.113883.3.4208.100.2"})
"""Today's arc of CPR numbers and the older one (services.md section 1)."""


def key_of(entry: DocumentEntry) -> str:
    """Give what names a document in every session.

    An entry that is made on demand gets another id at each question: it is known again by its repository and hash,
    else by type, time and author (services.md section 4.3).
    """
    if not entry.is_on_demand:
        return f"{entry.repository}/{entry.unique_id}" if entry.repository else entry.unique_id
    lasting = (entry.type.code, entry.format.code, entry.service_start, entry.service_stop, entry.author_institution)
    told = entry.hash or "|".join((*lasting, entry.title, str(entry.ordinal)))
    return f"{entry.repository}/{ON_DEMAND_MARK}{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def told_apart(entries: Iterable[DocumentEntry]) -> tuple[DocumentEntry, ...]:
    """Give each document once, and number those that would else be taken for one.

    Two registries may list the same document: it is one (H11). Two that are made on demand without a hash, a
    preliminary and a final report, are two.
    """
    found: dict[str, DocumentEntry] = {}
    seen: dict[str, int] = {}
    for entry in entries:
        name, told = key_of(entry), entry
        if entry.is_on_demand and not entry.hash:
            seen[name] = seen.get(name, -1) + 1
            told = replace(entry, ordinal=seen[name])
            name = key_of(told)
        known = found.get(name)
        found[name] = told if known is None else _joined(known, told)
    return tuple(found.values())


def _joined(one: DocumentEntry, other: DocumentEntry) -> DocumentEntry:
    """Join two entries of one document; where they contradict each other the more careful one counts."""
    is_same = (one.hash, one.size) == (other.hash, other.size)
    return replace(
        one,
        is_replaced=one.is_replaced and other.is_replaced,
        hash=one.hash if is_same else "",
        size=one.size if is_same else None,
        created=one.created if is_same else "",
        patients=tuple(dict.fromkeys((*one.patients, *other.patients))),
        confidentiality=tuple(dict.fromkeys((*one.confidentiality, *other.confidentiality))),
    )


def print_of(entry: DocumentEntry) -> str:
    """Give what tells whether a document has changed: hash, size and status; of one without a hash when it was made."""
    made = "" if entry.hash else entry.created
    return f"{entry.hash}/{entry.size or ''}/{made}/{'d' if entry.is_replaced else ''}"


def is_foreign(entry: DocumentEntry, number: str) -> bool:
    """Whether the registry itself says that the document is another citizen's; a masked number says nothing."""
    return any(found not in ("", number) for found in map(_cpr, entry.patients))


def _cpr(sent: str) -> str:
    """Give the ten digits of a CX value; empty where it is no CPR number."""
    value, _, rest = sent.partition("^")
    root = rest.rpartition("^")[2].split("&")
    digits = value.strip().strip("'").replace("-", "")
    is_cpr = len(root) > 1 and root[1] in _CPR_ROOTS and len(digits) == 10 and digits.isascii() and digits.isdigit()
    return digits if is_cpr else ""


def differs(entry: DocumentEntry, content: bytes) -> bool:
    """Whether the bytes are not those that the registry describes; said, never a reason to refuse (services.md 4.4)."""
    if len(entry.hash) == 40:
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # what XDS.b prescribes
        return digest != entry.hash
    return entry.size is not None and entry.size != len(content)
