"""The one hardened XML parser: bytes in, a safe tree out; imports nothing of the house.

lxml is imported at the first answer, because the import costs 21 ms (stack.md trap 9).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

CAP = 20 * 1024 * 1024
"""The greatest message in bytes."""
DEPTH = 64
"""Elements within each other (safety.md T15); the parser itself stops at four times as many."""
_DEEPER = f"boolean({'/*' * (DEPTH + 1)})"


class XmlError(ValueError):
    """The bytes are no XML that this program reads; `reason` is a code without content."""

    def __init__(self, reason: str) -> None:
        """Keep the code: `doctype`, `too_large`, `too_deep`, `not_well_formed`."""
        super().__init__(reason)
        self.reason = reason


def parse(content: bytes) -> "_Element":
    """Read a message: no DOCTYPE, no entity, no network; comments and instructions are left out.

    A comment inside a text would otherwise cut the text in two (stack.md trap 3).

    Raises:
        XmlError: the message has a DOCTYPE, is not well-formed, or is too large or too deep.

    """
    root, has_remarks = _checked(content)
    if has_remarks:
        from lxml import etree

        root = etree.fromstring(content, _parser(remarks=False))
    return root


def parse_verbatim(content: bytes) -> "_Element":
    """Read a message with all that `parse` checks, comments and all: a signature was made of all of it.

    Raises:
        XmlError: as in `parse`.

    """
    return _checked(content)[0]


def _checked(content: bytes) -> "tuple[_Element, bool]":
    """Give the tree of a message as it was sent, and whether comments or instructions stand in it.

    The tree is asked for them, not the bytes: in UTF-16 no comment shows as `<!--`. Few messages have any.
    """
    from lxml import etree

    if len(content) > CAP:
        raise XmlError("too_large")
    try:
        root = etree.fromstring(content, _parser(remarks=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        depth = "depth" in str(error).lower()
        raise XmlError("too_deep" if depth else "not_well_formed") from None
    if root.xpath(_DEEPER):
        raise XmlError("too_deep")
    about = root.getroottree().docinfo
    if about.doctype or about.internalDTD is not None:
        raise XmlError("doctype")
    remarks = list(root.iter(etree.Comment, etree.ProcessingInstruction))
    for parent in {remark.getparent() for remark in remarks}:
        _refuse_split_text(parent)
    return root, bool(remarks)


def _parser(*, remarks: bool) -> "XMLParser":
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=not remarks,
        remove_pis=not remarks,
    )


def _refuse_split_text(parent: "_Element") -> None:
    """Refuse a text that a comment or an instruction cuts in two: one reader joins it, another does not (T16)."""
    beside = [parent.text, *(child.tail for child in parent)]
    if any(text and not text.isspace() for text in beside):
        raise XmlError("comment_in_text")


def local(node: "_Element") -> str:
    """Give the name without its namespace: FMK's elements change namespace between minor versions."""
    tag: str = node.tag
    return tag[tag.rfind("}") + 1 :]
