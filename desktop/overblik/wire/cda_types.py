"""Data types of CDA release 2: codes, names, addresses, telephones, and the rule of what is stated (rule D)."""

import re
from functools import lru_cache
from typing import Any

from overblik.domain.dates import ClinicalDate
from overblik.domain.quantity import Coded
from overblik.wire.cda_time import time_of
from overblik.wire.elements import Unfit, local_name

Node = Any
Parts = dict[str, Any]
"""The children of an element by local name: one element, or a list where a name stands more than once."""
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_SILENT = frozenset({"", "null", "tel:null", "mailto:null"})
_LONGEST_SILENT = max(len(word) for word in _SILENT)
NULL_WORDS = frozenset({"NI", "NA", "UNK", "NASK", "ASKU", "NAV", "MSK", "OTH"})
"""Words of nullFlavor, which older documents write as if they were a code."""
_NAMED = ("prefix", "given", "family", "suffix")
_DENMARK = frozenset({"dk", "danmark", "denmark"})
_BLANKS = re.compile(r"[ \t\r\n]+")
_NO_LIST: list[Node] = []


def squeezed(text: str) -> str:
    """Make one blank of each run of XML white space, none at the ends; other blanks are content."""
    if "  " in text or not text.isprintable():  # what is no line of print may be a blank
        text = _BLANKS.sub(" ", text)
    return text.strip(" ")


def stated(text: str | None) -> str:
    """Give a text that says something; absent, empty and the word `null` say nothing (rule D)."""
    if not text:
        return ""
    words = squeezed(text)
    return "" if len(words) <= _LONGEST_SILENT and words.lower() in _SILENT else words


def gather(node: Node) -> Parts:
    """Give the children by local name, in any order and any namespace; a repeated name gives a list."""
    found: Parts = {}
    for child in node:
        name = local_name(child.tag)
        if name not in found:
            found[name] = child
        elif isinstance(before := found[name], list):
            before.append(child)
        else:
            found[name] = [before, child]
    return found


def every(found: Parts, name: str) -> list[Node]:
    """Give all children of a name."""
    held = found.get(name)
    if held is None:
        return _NO_LIST
    return held if isinstance(held, list) else [held]


def first(found: Parts, name: str) -> Node | None:
    """Give the first child of a name, where no decision rests upon it."""
    held = found.get(name)
    return held[0] if isinstance(held, list) else held


def one(found: Parts, name: str) -> Node | None:
    """Give the child of a name that says one thing.

    Raises:
        Unfit: it stands more than once with different content: nobody can tell which is meant.

    """
    held = found.get(name)
    if not isinstance(held, list):
        return held
    if any(not alike(held[0], other) for other in held[1:]):
        raise Unfit("duplicate_element", name)
    return held[0]


def alike(one_node: Node, other: Node) -> bool:
    """Tell whether two elements say the same: names, attributes and texts, whatever stands between the tags."""
    return _essence(one_node) == _essence(other)


def _essence(node: Node) -> list[object]:
    return [(part.tag, dict(part.attrib), squeezed(part.text or "")) for part in node.iter()]


def first_of(node: Node | None, *names: str) -> Node | None:
    """Give a descendant by a path of local names, the first of each."""
    for name in names:
        if node is None:
            return None
        node = next((child for child in node if local_name(child.tag) == name), None)
    return node


def is_null(node: Node) -> bool:
    """Tell whether an element says that it has no value."""
    return node.get("nullFlavor") is not None


def said(node: Node | None) -> str:
    """Give all the text of an element as one line; nothing for a nullFlavor."""
    if node is None or is_null(node):
        return ""
    return stated("".join(node.itertext()) if len(node) else node.text)


def coded(node: Node) -> Coded | None:
    """Read the code itself; none when it has neither code nor display, or is a nullFlavor."""
    get = node.get
    return code_of(get("nullFlavor"), get("code"), get("displayName"), get("codeSystem"))


@lru_cache(maxsize=4096)
def code_of(null: str | None, code: str | None, display: str | None, system: str | None) -> Coded | None:
    """Make a code of its attributes as sent, once: a document repeats a few of them again and again."""
    code, display = stated(code), stated(display)
    return Coded(stated(system), code, display) if null is None and (code or display) else None


def codings(node: Node) -> tuple[Coded, ...]:
    """Read a code and its translations, the code first."""
    own = coded(node)
    if not len(node):
        return (own,) if own is not None else ()
    others = (coded(child) for child in node.iterchildren("{*}translation"))
    return tuple(read for read in (own, *others) if read is not None)


def original_text(node: Node) -> str:
    """Give the words that the code was made of."""
    return said(first_of(node, "originalText")) if len(node) else ""


def words_of(node: Node | None) -> str:
    """Give the words for a reader: original text, display, display of a translation, else the code."""
    if node is None:
        return ""
    if not len(node):
        own = coded(node)
        return (own.display or own.code) if own is not None else ""
    text = original_text(node)
    if text:
        return text
    read = codings(node)
    return next((code.display for code in read if code.display), read[0].code if read else "")


def type_of(node: Node) -> str:
    """Give the declared type of a value without its prefix; empty when none is declared."""
    sent: str = node.get(XSI_TYPE) or ""
    return sent[sent.rfind(":") + 1 :].strip()


def name_of(node: Node | None) -> str:
    """Read a name (PN, EN, ON) in speaking order, or its plain text."""
    if node is None or is_null(node):
        return ""
    if not len(node):
        return stated(node.text)
    pieces = [stated(node.text)]
    for child in node:
        if local_name(child.tag) != "validTime" and not is_null(child):
            pieces.append(said(child))
        pieces.append(_meant(child.tail))
    return " ".join(piece for piece in pieces if piece)


def given_and_family(node: Node | None) -> tuple[str, str]:
    """Give the given names and the family name of a person."""
    if node is None or is_null(node):
        return "", ""
    by_name = {name: [said(child) for child in node.iterchildren(f"{{*}}{name}")] for name in _NAMED}
    family = " ".join(part for part in by_name["family"] if part)
    given = " ".join(part for part in by_name["given"] if part)
    return (given, family) if given or family else (name_of(node), "")


def address_of(node: Node | None) -> tuple[str, ...]:
    """Read an address as lines: streets, postal code and city, and a country that is not Denmark."""
    if node is None or is_null(node):
        return ()
    lines: list[str] = [_meant(node.text)]
    town = {"postalCode": "", "city": ""}
    country = ""
    for child in node:
        name = local_name(child.tag)
        text = said(child)
        if name in town:
            town[name] = f"{town[name]} {text}".strip()
        elif name == "country":
            country = text
        elif name != "useablePeriod":
            lines.append(text)
        lines.append(_meant(child.tail))
    lines += [" ".join(part for part in town.values() if part)]
    lines += [country if country.lower() not in _DENMARK else ""]
    return tuple(line for line in lines if line)


def _meant(text: str | None) -> str:
    """Give a text beside elements that holds a letter or a digit: left-over markup says nothing."""
    words = stated(text)
    return words if any(letter.isalnum() for letter in words) else ""


def telecom_of(node: Node) -> tuple[str, str]:
    """Give the scheme and what stands behind it; both empty when nothing is stated."""
    sent = "" if is_null(node) else stated(node.get("value"))
    scheme, colon, rest = sent.partition(":")
    if not colon:
        return ("tel", sent) if sent else ("", "")
    rest = stated(rest)
    return (scheme.lower(), sent if scheme.lower() in ("http", "https") else rest) if rest else ("", "")


def time_in(node: Node | None, place: str) -> ClinicalDate | None:
    """Read a time that a statement rests upon: `value`, else `low`, else `high` or `center`.

    Raises:
        Unfit: something stands there that is no time.

    """
    sent = sent_time(node)
    if not sent:
        return None
    read = time_of(sent)
    if read is None:
        raise Unfit("date", place)
    return read


def sent_time(node: Node | None) -> str:
    """Give the time as sent: `value`, else `low`, else `center` or `high`."""
    if node is None:
        return ""
    own = stated(node.get("value"))
    if own or not len(node):
        return own
    return next((sent for name in ("low", "center", "high") if (sent := bound(node, name))), "")


def bound(node: Node | None, name: str) -> str:
    """Give one end of an interval as sent; empty when it is not stated."""
    end = first_of(node, name) if node is not None and len(node) else None
    return stated(end.get("value")) if end is not None and not is_null(end) else ""


def end_in(node: Node | None, name: str, place: str) -> ClinicalDate | None:
    """Read one end of an interval.

    Raises:
        Unfit: something stands there that is no time: an end that nobody can read is not no end.

    """
    sent = bound(node, name)
    read = time_of(sent) if sent else None
    if sent and read is None:
        raise Unfit("date", f"{place}/{name}")
    return read
