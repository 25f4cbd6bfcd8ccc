"""The drug: name or detailed text, form, strength, substances, ATC (DrugType)."""

from overblik.domain.making import maker
from overblik.domain.medicine_card import Product
from overblik.wire.elements import Node, parts, text_of

_product = maker(Product)


def product(node: Node | None) -> Product | None:
    """Read a drug; none when there is none.

    Raises:
        Unfit: a part stands twice.

    """
    if node is None:
        return None
    found = parts(node)
    code, words = _coded(found.get("ATC"))
    return _product(
        text_of(found, "Name"),
        text_of(found, "DetailedDrugText"),
        code,
        words,
        text_of(found, "Identifier"),
        _coded(found.get("Form"))[1],
        _strength(found.get("Strength")),
        _substances(found.get("Substances")),
    )


def _coded(node: Node | None) -> tuple[str, str]:
    if node is None:
        return "", ""
    found = parts(node)
    code = text_of(found, "Code")
    return code, text_of(found, "Text")


def _strength(node: Node | None) -> str:
    """Give the text as sent; only where none stands, value and unit as sent (services.md section 2.1)."""
    if node is None:
        return ""
    found = parts(node)
    words = text_of(found, "Text")
    if words:
        return words
    value, unit = text_of(found, "Value"), text_of(found, "UnitText") or text_of(found, "UnitCode")
    # `8.0` is the wire's way to write 8: a dose has no zero that says nothing (R6).
    value = value.removesuffix(".0").replace(".", ",")
    return " ".join(part for part in (value, unit) if part)


def _substances(node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    found = []
    for substance in node:
        inside = parts(substance)
        words = text_of(inside, "SubstanceText") or text_of(inside, "Text") or text_of(inside, "FreeText")
        if words or "Code" in inside:
            found.append(words or text_of(inside, "Code"))
    return tuple(found)


def generic(drug: Product) -> str:
    """Give the substances in lower case: the wire mixes upper and mixed case (services.md section 2.1)."""
    return " + ".join(one.lower() for one in drug.substances)
