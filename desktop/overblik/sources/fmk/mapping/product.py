"""The drug: name or detailed text, form, strength, substances, ATC (DrugType)."""

from overblik.domain.making import maker
from overblik.domain.medicine_card import Product
from overblik.sources.fmk.mapping.elements import Node, children, parts, text

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
        text(found.get("Name")),
        text(found.get("DetailedDrugText")),
        code,
        words,
        text(found.get("Identifier")),
        _coded(found.get("Form"))[1],
        _strength(found.get("Strength")),
        _substances(found.get("Substances")),
    )


def _coded(node: Node | None) -> tuple[str, str]:
    if node is None:
        return "", ""
    found = parts(node)
    code = text(found.get("Code"))
    return code, text(found.get("Text"))


def _strength(node: Node | None) -> str:
    """Give the text as sent; only where none stands, value and unit as sent (services.md section 2.1)."""
    if node is None:
        return ""
    found = parts(node)
    said = text(found.get("Text"))
    if said:
        return said
    value, unit = text(found.get("Value")), text(found.get("UnitText")) or text(found.get("UnitCode"))
    # `8.0` is the wire's way to write 8: a dose has no zero that says nothing (R6).
    value = value.removesuffix(".0").replace(".", ",")
    return " ".join(part for part in (value, unit) if part)


def _substances(node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    found = []
    for _, substance in children(node):
        said = parts(substance)
        words = text(said.get("SubstanceText")) or text(said.get("Text")) or text(said.get("FreeText"))
        if words or "Code" in said:
            found.append(words or text(said["Code"]))
    return tuple(found)


def generic(drug: Product) -> str:
    """Give the substances in lower case: the wire mixes upper and mixed case (services.md section 2.1)."""
    return " + ".join(one.lower() for one in drug.substances)
