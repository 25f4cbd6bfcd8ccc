"""Records become the rows of one medicine card: each under its drug, each once, none lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from overblik.domain.dates import Instant
from overblik.domain.making import maker
from overblik.domain.medication import Medication, MedicationEntry, MedicationState
from overblik.domain.medicine_card import Dispensing, Ordination, PharmacyOrder, Prescription, Product, Shown
from overblik.domain.provenance import RawRef
from overblik.domain.quantity import Coded, Concept
from overblik.domain.section import Unreadable
from overblik.sources.fmk.mapping.ordination import ATC, NOTHING_ATTACHED, Attached, ordination
from overblik.sources.fmk.mapping.privacy import PLACEHOLDER, RECORD, masked
from overblik.sources.fmk.mapping.product import generic
from overblik.sources.fmk.mapping.records import INVALID_DRUGS, Found, Records
from overblik.sources.fmk.mapping.treatment import treatments
from overblik.wire.elements import Unfit


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it says, its id and version at the source, and where it stands."""

    fact: Medication
    document_id: str
    version: str
    raw_ref: RawRef


_row = maker(Row)


def rows(found: Records, now: Instant, *, revealed: bool) -> tuple[list[Row], list[Unreadable]]:
    """Give the rows in the order of the card, and what could not be read."""
    behind = treatments(found)
    prescriptions = [
        (replace(one, treatment=behind[one.drug_medication]), of, ref)
        if one.drug_medication in behind
        else (one, of, ref)
        for one, of, ref in _prescriptions(found)
    ]
    known = {at.of for _, at in found.drugs if at.of}
    made, unreadable = _drugs(found, prescriptions, now, revealed=revealed)
    made += [_placeholder(place, *one) for place, one in enumerate(_told_once(found.placeholders), start=1)]
    made += [Row(masked(RECORD), f"Private/{place}", "", ref) for place, ref in enumerate(found.masked, start=1)]
    made += [_alone(one, ref) for one, of, ref in prescriptions if of not in known]
    made += [_dispensed(one, at.ref) for one, at in _dispensings(found) if at.of not in known]
    return _numbered(made), unreadable


def _drugs(
    found: Records, prescriptions: list[tuple[Prescription, str, RawRef]], now: Instant, *, revealed: bool
) -> tuple[list[Row], list[Unreadable]]:
    made: list[Row] = []
    unreadable = list(found.unreadable)
    by_drug: dict[str, list[Prescription]] = {}
    given: dict[str, list[Dispensing]] = {}
    for one, of, _ in prescriptions:
        by_drug.setdefault(of, []).append(one)
    for each, at in _dispensings(found):
        given.setdefault(at.of, []).append(each)
    told: set[tuple[str, str]] = set()
    for drug, at in found.drugs:
        identifier, ref = at.of, at.ref
        # What is attached is attached once: to the first row of that identifier; to a drug without one, nothing is.
        prescribed = by_drug.pop(identifier, None) if identifier else None
        handed_out = given.pop(identifier, None) if identifier else None
        attached = (
            Attached(tuple(prescribed or ()), tuple(handed_out or ())) if prescribed or handed_out else NOTHING_ATTACHED
        )
        try:
            inside = drug.single()
            fact = ordination(inside, attached, now, revealed=revealed and "IsPrivateDrugMedication" in inside)
        except Unfit as unfit:
            unreadable.append(Unreadable(f"DrugMedication/{identifier}", unfit.code, unfit.place, ref))
            made += [_alone(one, one.origin or ref) for one in attached.prescriptions]
            made += [_dispensed(one, one.origin or ref) for one in attached.dispensings]
            continue
        version = fact.ordination.version if fact.ordination else ""
        if identifier and at.sheet and (identifier, version) in told and attached is NOTHING_ATTACHED:
            continue  # two operations tell of one version of one drug (H11)
        told.add((identifier, version))
        made.append(_row(fact, f"DrugMedication/{identifier}", version, ref))
    return made, unreadable


def _prescriptions(found: Records) -> list[tuple[Prescription, str, RawRef]]:
    """Give each prescription once: two operations tell of the same one, and the newer says more."""
    kept: list[tuple[Prescription, str, RawRef, int]] = []
    by_id: dict[str, list[int]] = {}
    for one, at in found.prescriptions:
        told = replace(one, origin=at.ref)
        twins = by_id.setdefault(one.identifier, []) if one.identifier else []
        # One answer that holds two of one number is kept as it is, unless they are the same to the letter (H10).
        twin = next((place for place in twins if kept[place][3] != at.sheet or _is_same(kept[place][0], told)), None)
        if twin is None:
            twins.append(len(kept))
            kept.append((told, _host(one, at, found), at.ref, at.sheet))
        else:
            other, of, ref, sheet = kept[twin]
            kept[twin] = (_merged(other, told), of or _host(one, at, found), ref, sheet)
    return _with_orders(kept, found)


def _host(one: Prescription, at: Found, found: Records) -> str:
    """Name the drug medication that a prescription stands under: where it was nested, or that of the card."""
    return at.of or (one.drug_medication if one.drug_medication in found.on_card else "")


def _with_orders(
    kept: list[tuple[Prescription, str, RawRef, int]], found: Records
) -> list[tuple[Prescription, str, RawRef]]:
    loose: dict[str, list[PharmacyOrder]] = {}
    refs: dict[str, RawRef] = {}
    for one, at in found.orders:
        loose.setdefault(at.of, []).append(one)
        refs[at.of] = at.ref
    made = [(_ordered(one, loose.pop(one.identifier, ())), of, ref) for one, of, ref, _ in kept]
    # Orders of a prescription that nobody sent: they stand as a row of their own.
    made += [
        (Prescription(identifier, orders=tuple(orders), origin=refs[identifier]), "", refs[identifier])
        for identifier, orders in loose.items()
    ]
    return made


def _merged(one: Prescription, other: Prescription) -> Prescription:
    """Join what two operations say of one prescription: the one that says if the treatment ended leads."""
    lead, second = (other, one) if other.treatment_ended and not one.treatment_ended else (one, other)
    if lead.shown is Shown.INVALID or second.shown is Shown.INVALID:
        return lead if lead.shown is Shown.INVALID else second
    return _ordered(lead, second.orders)


def _ordered(one: Prescription, orders: Iterable[PharmacyOrder]) -> Prescription:
    known = {each.identifier for each in one.orders if each.identifier}
    more = tuple(each for each in orders if each.identifier not in known)
    return replace(one, orders=one.orders + more) if more else one


def _dispensings(found: Records) -> Iterator[tuple[Dispensing, Found]]:
    """Give each dispensing once."""
    kept: dict[tuple[str, str], list[tuple[Dispensing, Found]]] = {}
    for one, at in found.dispensings:
        told = replace(one, origin=at.ref)
        twins = kept.setdefault((one.identifier, at.of), []) if one.identifier else []
        if any(other_at.sheet != at.sheet or _is_same(other, told) for other, other_at in twins):
            continue
        twins.append((told, at))
        yield told, at


def _is_same(one: Prescription | Dispensing, other: Prescription | Dispensing) -> bool:
    return replace(one, origin=None) == replace(other, origin=None)


def _told_once(placeholders: list[tuple[str, str, RawRef]]) -> list[tuple[str, str, RawRef]]:
    """Give each hidden or invalid drug once: the card and the search for dispensings both name it (H11)."""
    first: dict[tuple[str, str], str] = {}
    return [
        (name, identifier, ref)
        for name, identifier, ref in placeholders
        if not identifier or first.setdefault((name, identifier), ref.message) == ref.message
    ]


def _placeholder(place: int, name: str, identifier: str, ref: RawRef) -> Row:
    if name in INVALID_DRUGS:
        return Row(masked("invalid_drug", MedicationEntry.INVALID), f"InvalidDrugMedication/{identifier}", "", ref)
    entry = MedicationEntry.PRIVATE if name == "PrivateDrugMedication" else MedicationEntry.NEGATIVE_CONSENT
    return Row(masked(PLACEHOLDER, entry), f"PrivateDrugMedication/{place}", "", ref)


def _alone(one: Prescription, ref: RawRef) -> Row:
    """Make a row of a prescription without a drug medication on the card: never current medicine (R9)."""
    if one.shown is Shown.INVALID:
        row = masked("invalid_prescription", MedicationEntry.INVALID)
        return Row(row, f"InvalidPrescription/{one.identifier}", "", ref)
    first = next((each.product for each in one.dispensings if each.product is not None), None)
    drug = one.product or first or Product()
    card = Ordination("", "", drug, prescriptions=(one,))
    return Row(_lone_row(drug, card, one), f"Prescription/{one.identifier}", one.version, ref)


def _dispensed(one: Dispensing, ref: RawRef) -> Row:
    drug = one.product or Product()
    card = Ordination("", "", drug, dispensings=(one,))
    if one.shown is Shown.INVALID:
        row = masked("invalid_dispensing", MedicationEntry.INVALID)
        return Row(row, f"InvalidEffectuation/{one.identifier}", "", ref)
    return Row(_lone_row(drug, card, None), f"Effectuation/{one.identifier}", "", ref)


def _lone_row(drug: Product, card: Ordination, one: Prescription | None) -> Medication:
    atc = (Coded(ATC, drug.atc, drug.atc_text),) if drug.atc else ()
    return replace(
        masked("prescription" if one else "dispensing", MedicationEntry.PRESCRIPTION_ONLY),
        name=drug.said,
        generic=generic(drug),
        brand=drug.name,
        atc=drug.atc,
        strength=drug.strength,
        form=drug.form,
        dosage=one.dosage_text if one else "",
        indication=one.indication if one else "",
        state=MedicationState.UNKNOWN,
        wire_status=one.status if one else "",
        start=one.valid_from if one else None,
        end=one.valid_to if one else None,
        code=Concept(drug.said, atc),
        codings=atc,
        prescriber=one.created.name if one and one.created else "",
        ordination=card,
    )


def _numbered(made: list[Row]) -> list[Row]:
    """Tell rows apart that carry one identifier: a list of rows needs a key for each."""
    seen: dict[str, int] = {}
    told = []
    for row in made:
        seen[row.document_id] = seen.get(row.document_id, 0) + 1
        again = seen[row.document_id]
        told.append(row if again == 1 else replace(row, document_id=f"{row.document_id}#{again}"))
    return told
