"""XML in and out: bytes to a safe tree, small words to find and make elements.

No DOCTYPE, no entities, no network, a cap on size and depth (OWASP, "XML External Entity Prevention").
"""

from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element

from overblik.sandbox.national.names import PREFIXES

CAP = 2 * 1024 * 1024
"""The greatest request in bytes; a real one has some ten thousand."""


class Unreadable(ValueError):
    """The bytes are no XML that a service reads."""


def read(content: bytes) -> _Element:
    """A tree without comments and instructions.

    Raises:
        Unreadable: too large, too deep, not well-formed, or with a DOCTYPE.

    """
    if len(content) > CAP:
        raise Unreadable("the message is too large")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable("the message is not well-formed") from None
    told = root.getroottree().docinfo
    if told.doctype or told.internalDTD is not None:
        raise Unreadable("a DOCTYPE is not allowed")
    return root


def write(root: _Element) -> bytes:
    """The document as bytes in UTF-8 with its declaration."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


def filled(made: _Element, children: Iterable[_Element | str]) -> _Element:
    """An element with its text or its children."""
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def make(name: str, *children: _Element | str, **attributes: str) -> _Element:
    """An element with the usual prefixes, its attributes, its text or its children."""
    made = filled(etree.Element(name, attributes, nsmap=PREFIXES), children)
    # The codes of faults are qualified names, so their prefixes stay (SOAP 1.1, 4.4).
    holds_code = next(made.iter("faultcode"), None) is not None
    etree.cleanup_namespaces(made, keep_ns_prefixes=["soap", "wst"] if holds_code else None)
    return made


def local(node: _Element) -> str:
    """A name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def named(node: _Element, *names: str) -> Iterator[_Element]:
    """The children with one of these local names, in their order."""
    return (child for child in node if local(child) in names)


def first(node: _Element | None, *path: str) -> _Element | None:
    """The first element down a path of local names."""
    for name in path:
        if node is None:
            return None
        node = next(named(node, name), None)
    return node


def text(node: _Element | None, *path: str) -> str:
    """The trimmed text of the first element down a path; empty when there is none."""
    found = first(node, *path)
    return "" if found is None or found.text is None else str(found.text).strip()


def everywhere(node: _Element, *names: str) -> list[_Element]:
    """All descendants with one of these local names, gathered so that they can be removed."""
    return [each for each in node.iter("*") if local(each) in names]


def remove(node: _Element) -> None:
    """Take an element out of its tree, with the blanks that follow it."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
