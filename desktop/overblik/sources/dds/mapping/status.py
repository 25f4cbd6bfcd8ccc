"""Status words of HL7 ActStatus to what they mean to a reader; compared without case, unknown ones stay unknown (H9)."""

from collections.abc import Iterable
from functools import lru_cache

from overblik.domain.clinical import Currency
from overblik.domain.lab_result import ResultState
from overblik.wire.cda import Node
from overblik.wire.cda_types import is_null, stated
from overblik.wire.elements import local_name

_RESULTS = {
    "completed": ResultState.FINAL,
    "active": ResultState.PRELIMINARY,
    "aborted": ResultState.CANCELLED,
    "cancelled": ResultState.CANCELLED,
    "canceled": ResultState.CANCELLED,
    "nullified": ResultState.NULLIFIED,
}
_WORST_FIRST = (
    frozenset({"nullified"}),
    frozenset({"aborted", "cancelled", "canceled"}),
    None,
    frozenset({"active"}),
    frozenset({"completed"}),
)
"""None stands for every other word."""
_KNOWN = frozenset().union(*(words for words in _WORST_FIRST if words is not None))
_APPOINTMENTS = {
    "active": Currency.PLANNED,
    "completed": Currency.PAST,
    "aborted": Currency.CANCELLED,
    "cancelled": Currency.CANCELLED,
    "canceled": Currency.CANCELLED,
    "nullified": Currency.ENTERED_IN_ERROR,
}
_DOCUMENTS = {
    "": Currency.CURRENT,
    "new": Currency.CURRENT,
    "active": Currency.CURRENT,
    "completed": Currency.CURRENT,
    "obsolete": Currency.PAST,
    "superseded": Currency.PAST,
    "suspended": Currency.PAUSED,
    "held": Currency.PAUSED,
    "aborted": Currency.CANCELLED,
    "cancelled": Currency.CANCELLED,
    "canceled": Currency.CANCELLED,
    "nullified": Currency.ENTERED_IN_ERROR,
}


def statuses(node: Node | None) -> list[str]:
    """Give every status word of a statement and of whatever it stands in, as sent."""
    found: list[str] = []
    while node is not None and local_name(node.tag) != "entry":
        found += own_statuses(node)
        node = node.getparent()
    return found


def own_statuses(node: Node) -> list[str]:
    """Give the status words of one statement: two of them are two."""
    return words_in([child for child in node if local_name(child.tag) == "statusCode"])


def words_in(nodes: list[Node]) -> list[str]:
    """Give the status words of some elements; a nullFlavor is none."""
    return [word for node in nodes if not is_null(node) and (word := stated(node.get("code")))]


def worst(words: Iterable[str]) -> str:
    """Give the word that counts, as sent; empty when none was sent."""
    return _worst(tuple(words))


@lru_cache(maxsize=1024)
def _worst(sent: tuple[str, ...]) -> str:
    for level in _WORST_FIRST:
        for word in sent:
            low = word.lower()
            if (low not in _KNOWN) if level is None else (low in level):
                return word
    return ""


@lru_cache(maxsize=256)
def result_state(word: str) -> ResultState:
    """Give the state of a measurement: no word is no state to rely on."""
    return _RESULTS.get(word.lower(), ResultState.UNKNOWN)


def appointment_currency(word: str) -> Currency:
    """Give the currency of an appointment."""
    return _APPOINTMENTS.get(word.lower(), Currency.UNKNOWN)


def document_currency(word: str) -> Currency:
    """Give the currency of a document: without a word it stands as it was written.

    Whether another one replaced it, only the registry knows (XDS availabilityStatus).
    """
    return _DOCUMENTS.get(word.lower(), Currency.UNKNOWN)


def answer_currency(word: str) -> Currency:
    """Give the currency of an answer or a part of a plan: here no word is unknown."""
    return document_currency(word) if word else Currency.UNKNOWN
