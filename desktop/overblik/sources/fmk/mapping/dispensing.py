"""Orders at a pharmacy and dispensings (EffectuationType, EffectuationOnPrescriptionType, OrderType)."""

from overblik.domain.dates import ClinicalDate
from overblik.domain.making import maker
from overblik.domain.medicine_card import Dispensing, PharmacyOrder, Shown
from overblik.sources.fmk.mapping.acts import act, organisation_name
from overblik.sources.fmk.mapping.elements import quantity
from overblik.sources.fmk.mapping.product import product
from overblik.wire.elements import Node, Parts, date, parts, text_of

_dispensing = maker(Dispensing)
_order = maker(PharmacyOrder)
_INSTRUCTIONS = frozenset({"DeliveryInstructionText"})


def effectuation(node: Node) -> Dispensing:
    """Read a dispensing, on a drug medication or on a prescription.

    Raises:
        Unfit: its date cannot be read, or a part stands twice.

    """
    found = parts(node)
    package, doses = found.get("PackageDispensed"), found.get("DoseDispensed")
    inside = parts(package) if package is not None else parts(doses) if doses is not None else found
    made = act(found.get("Created")) or act(found.get("CreatedWithoutPerson"))
    first, last = _days(inside.get("DoseDispensing"))
    site = organisation_name(found.get("DeliverySite"))
    return _dispensing(
        text_of(found, "Identifier"),
        date(found.get("DateTime"), "Effectuation/DateTime"),
        text_of(found, "EffectuationMethod"),
        _amount(inside),
        product(inside.get("SubstitutedDrug") if "SubstitutedDrug" in inside else inside.get("Drug")),
        "IsEffectuatedAccordingToDrugMedication" in found,
        site or (made.organisation if made else ""),
        made,
        first,
        last,
        " ".join(said for said in (text_of(found, "PharmacyComment"), text_of(found, "LabelText")) if said),
    )


def invalid_effectuation(node: Node) -> Dispensing:
    """Read an InvalidEffectuation: an identifier, and why.

    Raises:
        Unfit: a part stands twice.

    """
    found = parts(node)
    return Dispensing(
        text_of(found, "Identifier"),
        None,
        act=act(found.get("Invalidated")),
        shown=Shown.INVALID,
        reason=text_of(found, "InvalidationReason"),
    )


def order(node: Node) -> PharmacyOrder:
    """Read an order at a pharmacy with its dispensing.

    Raises:
        Unfit: a date cannot be read, or a part stands twice.

    """
    found = parts(node, _INSTRUCTIONS)
    made = act(found.get("Created")) or act(found.get("CreatedWithoutPerson"))
    given, invalid = found.get("Effectuation"), found.get("InvalidEffectuation")
    first, last = _days(found.get("DoseDispensing"))
    return _order(
        text_of(found, "Identifier"),
        text_of(found, "Status"),
        organisation_name(found.get("OrderedAtPharmacy")),
        made.at if made else None,
        effectuation(given) if given is not None else invalid_effectuation(invalid) if invalid is not None else None,
        first,
        last,
    )


def package(found: Parts) -> str:
    """Say how much one package holds, and how many: `2 × 100 stk.`."""
    size = found.get("PackageSize")
    said = ""
    if size is not None:
        inside = parts(size)
        number = quantity(text_of(inside, "Value"))
        said = text_of(inside, "PackageSizeText") or " ".join(
            part for part in (number, text_of(inside, "UnitText") or text_of(inside, "UnitCode")) if part
        )
    count = quantity(text_of(found, "PackageQuantity"))
    return f"{count} × {said}" if count and said else said or (f"{count} ×" if count else "")


def _amount(found: Parts) -> str:
    doses = quantity(text_of(found, "DoseQuantity"))
    if doses:
        unit = text_of(found, "DosageQuantityUnitText")
        return f"{doses} {unit}".strip()
    return package(found)


def _days(node: Node | None) -> tuple[ClinicalDate | None, ClinicalDate | None]:
    if node is None:
        return None, None
    found = parts(node)
    return (
        date(found.get("FirstDosageDate"), "DoseDispensing/FirstDosageDate"),
        date(found.get("LastDosageDate"), "DoseDispensing/LastDosageDate"),
    )
