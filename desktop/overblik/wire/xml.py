"""The one hardened XML parser: bytes in, a safe tree out; imports nothing of the house.

lxml is imported at the first answer, because the import costs 21 ms (stack.md trap 9).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

CAP = 20 * 1024 * 1024
"""The greatest message in bytes."""


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
    from lxml import etree

    if len(content) > CAP:
        raise XmlError("too_large")
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
    except (etree.XMLSyntaxError, ValueError) as error:
        depth = "depth" in str(error).lower()
        raise XmlError("too_deep" if depth else "not_well_formed") from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise XmlError("doctype")
    if b"<!--" in content or content.count(b"<?") > 1:
        _refuse_split_texts(content)
    return root


def parse_verbatim(content: bytes) -> "_Element":
    """Read a message that `parse` has let through, comments and all: a signature was made of all of it."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _refuse_split_texts(content: bytes) -> None:
    """Refuse a text that a comment or an instruction cuts in two: one reader joins it, another does not (T16)."""
    from lxml import etree

    for node in parse_verbatim(content).iter(etree.Comment, etree.ProcessingInstruction):
        parent = node.getparent()
        if parent is None:
            continue
        beside = [parent.text, *(child.tail for child in parent)]
        if any(text and not text.isspace() for text in beside):
            raise XmlError("comment_in_text")


def local(node: "_Element") -> str:
    """Give the name without its namespace: FMK's elements change namespace between minor versions."""
    tag: str = node.tag
    return tag[tag.rfind("}") + 1 :]
