"""Why a drug is given (IndicationType): a code with its text, or free text."""

from overblik.wire.elements import Node, parts, text_of


def indication(node: Node | None) -> str:
    """Give the words as sent; a code without words is shown as the code (services.md rule H).

    Raises:
        Unfit: a part stands twice.

    """
    if node is None:
        return ""
    found = parts(node)
    return text_of(found, "FreeText") or text_of(found, "Text") or text_of(found, "Code")
