"""What stands over the rows of a medicine card, and what of the answer is missing or hidden."""

from dataclasses import replace

from overblik.domain.medicine_card import Act, Hold, MedicineCard, Relation
from overblik.sources.fmk.mapping.acts import act, modificator, organisation_name
from overblik.sources.fmk.mapping.sheets import CARD, DOSES, PRESCRIPTIONS, Sheet
from overblik.wire.elements import Node, Unfit, children, flag, parts, text_of

_RELATION = frozenset({"PatientOrganisationRelation"})
_CARDS = frozenset({"DoseDispensingCard"})


def header(sheets: list[Sheet]) -> MedicineCard:
    """Read the card's own facts; without a card its version is empty.

    Raises:
        Unfit: a part stands twice, so that nobody can tell which is meant.

    """
    card = next((sheet for sheet in sheets if sheet.operation == CARD), None)
    made = _card(card) if card is not None else MedicineCard("")
    if any(sheet.operation == PRESCRIPTIONS and "IsInvalid" in sheet.header for sheet in sheets):
        made = replace(made, is_invalid=True)
    doses = next((sheet for sheet in sheets if sheet.operation == DOSES), None)
    return _with_doses(made, doses.header.get("DoseDispensingSummary")) if doses is not None else made


def _card(sheet: Sheet) -> MedicineCard:
    for name, nodes in sheet.repeated.items():
        if len(nodes) > 1 and name not in ("PreviousVersion", "NextVersion", "PatientOrganisationRelation"):
            raise Unfit("duplicate_element", name)
    found = sheet.header
    reporter = found.get("ReportedBy")
    return MedicineCard(
        version=text_of(found, "Version"),
        modified=act(found.get("Modified")),
        reported_by=modificator(reporter) if reporter is not None else None,
        reviewed=act(found.get("Reviewed")),
        not_reviewed=act(found.get("NotReviewed")),
        is_invalid="IsInvalid" in found and flag(found["IsInvalid"]) is not False,
        relations=tuple(_relation(node) for node in sheet.repeated.get("PatientOrganisationRelation", ())),
        has_open_dose_dispensing=flag(found.get("HasOpenDosageDispensingPrescriptions")),
        latest_dose_dispensing=_latest(found.get("LatestDosageDispensingEffectuation")),
    )


def _relation(node: Node) -> Relation:
    found = parts(node)
    created, removed = act(found.get("Created")), act(found.get("Removed"))
    return Relation(
        organisation_name(found.get("Organisation")),
        text_of(found, "Type"),
        created.at if created else None,
        removed.at if removed else None,
    )


def _latest(node: Node | None) -> Act | None:
    if node is None:
        return None
    found = parts(node)
    return act(found.get("Created")) or act(found.get("CreatedWithoutPerson"))


def _with_doses(card: MedicineCard, summary: Node | None) -> MedicineCard:
    """Add dose dispensing: on hold is an element of the summary, `i bero` (services.md section 2.1)."""
    if summary is None:
        return replace(card, hold=Hold.NO_CARD)
    found = parts(summary, _CARDS)
    held = found.get("DoseDispensingOnHold")
    has_card = bool(found.get("DoseDispensingCard"))
    if held is None:
        return replace(card, hold=Hold.RUNNING if has_card else Hold.NO_CARD)
    told = dict(children(held))
    since = act(told["Created"]) if "Created" in told else None
    return replace(card, hold=Hold.ON_HOLD, held_since=since)
