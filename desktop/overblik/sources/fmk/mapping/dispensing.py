"""Orders at a pharmacy and dispensings (EffectuationType, EffectuationOnPrescriptionType, OrderType)."""

from overblik.domain.dates import ClinicalDate
from overblik.domain.making import maker
from overblik.domain.medicine_card import Dispensing, PharmacyOrder, Shown
from overblik.sources.fmk.mapping.acts import act, organisation_name
from overblik.sources.fmk.mapping.elements import Node, Parts, date, parts, quantity, text
from overblik.sources.fmk.mapping.product import product

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
        text(found.get("Identifier")),
        date(found.get("DateTime"), "Effectuation/DateTime"),
        text(found.get("EffectuationMethod")),
        _amount(inside),
        product(inside.get("SubstitutedDrug") if "SubstitutedDrug" in inside else inside.get("Drug")),
        "IsEffectuatedAccordingToDrugMedication" in found,
        site or (made.organisation if made else ""),
        made,
        first,
        last,
        " ".join(said for said in (text(found.get("PharmacyComment")), text(found.get("LabelText"))) if said),
    )


def invalid_effectuation(node: Node) -> Dispensing:
    """Read an InvalidEffectuation: an identifier, and why.

    Raises:
        Unfit: a part stands twice.

    """
    found = parts(node)
    return Dispensing(
        text(found.get("Identifier")),
        None,
        act=act(found.get("Invalidated")),
        shown=Shown.INVALID,
        reason=text(found.get("InvalidationReason")),
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
        text(found.get("Identifier")),
        text(found.get("Status")),
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
        number = quantity(text(inside.get("Value")))
        said = text(inside.get("PackageSizeText")) or " ".join(
            part for part in (number, text(inside.get("UnitText")) or text(inside.get("UnitCode"))) if part
        )
    count = quantity(text(found.get("PackageQuantity")))
    return f"{count} × {said}" if count and said else said or (f"{count} ×" if count else "")


def _amount(found: Parts) -> str:
    doses = quantity(text(found.get("DoseQuantity")))
    if doses:
        unit = text(found.get("DosageQuantityUnitText"))
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
