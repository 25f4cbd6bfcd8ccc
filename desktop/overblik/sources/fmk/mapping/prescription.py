"""Prescriptions (PrescriptionType of E2 and E6): three facts that are never made one."""

from overblik.domain.making import maker
from overblik.domain.medicine_card import Prescription, Shown
from overblik.sources.fmk.mapping.acts import act
from overblik.sources.fmk.mapping.dispensing import order, package
from overblik.sources.fmk.mapping.indication import indication
from overblik.sources.fmk.mapping.product import product
from overblik.wire.elements import Node, Parts, date, flag, maybe_date, parts, text_of

_prescription = maker(Prescription)
_ORDERS = frozenset({"Order"})


def prescription(node: Node) -> Prescription:
    """Read a prescription with its orders and dispensings.

    Raises:
        Unfit: its validity cannot be read, or a part stands twice.

    """
    found = parts(node, _ORDERS)
    restriction, doses = found.get("PackageRestriction"), found.get("DoseDispensedRestriction")
    limits: Parts = parts(restriction) if restriction is not None else {}
    dosing: Parts = parts(doses) if doses is not None else {}
    iterations, interval = _iteration(limits)
    return _prescription(
        text_of(found, "Identifier"),
        text_of(found, "Version"),
        text_of(found, "AttachedToDrugMedicationIdentifier"),
        text_of(found, "Status"),
        text_of(found, "DrugMedicationEnded"),
        date(found.get("ValidFromDate"), "Prescription/ValidFromDate"),
        date(found.get("ValidToDate"), "Prescription/ValidToDate"),
        maybe_date(found.get("AuthorisationDateTime")),
        act(found.get("Created")),
        maybe_date(found.get("LatestEffectuationDateTime")),
        maybe_date(found.get("TerminatedDateTime")),
        maybe_date(found.get("Deprecated")),
        product(found.get("Drug")),
        text_of(found, "DosageText"),
        indication(found.get("Indication")),
        package(limits),
        iterations,
        interval,
        doses is not None,
        date(dosing.get("StartDate"), "Prescription/DoseDispensedRestriction/StartDate"),
        date(dosing.get("EndDate"), "Prescription/DoseDispensedRestriction/EndDate"),
        flag(found.get("SubstitutionAllowed")),
        text_of(found, "SupplementaryInformation"),
        text_of(found, "InvalidationReasonText"),
        text_of(found, "ReplacesPrescriptionIdentifier"),
        text_of(found, "ReplacedByPrescriptionIdentifier"),
        tuple(order(one) for one in found.get("Order", ())),
    )


def invalid_prescription(node: Node) -> Prescription:
    """Read an InvalidPrescription: an identifier, and nothing to rely upon.

    Raises:
        Unfit: a part stands twice.

    """
    return Prescription(text_of(parts(node), "Identifier"), shown=Shown.INVALID)


def _iteration(limits: Parts) -> tuple[str, str]:
    number = text_of(limits, "IterationNumber")
    length, unit = text_of(limits, "IterationInterval"), text_of(limits, "IterationIntervalUnit")
    return ("", "") if number in ("", "0") else (number, " ".join(part for part in (length, unit) if part))
