"""A DrugMedication of the card: one drug, with its dosage, pause, prescriptions and dispensings."""

from dataclasses import dataclass, replace

from overblik.domain.dates import DANISH, ClinicalDate, Instant
from overblik.domain.dosage import Dosage
from overblik.domain.making import maker
from overblik.domain.medication import DosageOrigin, DosingKind, Medication, MedicationState
from overblik.domain.medicine_card import Act, Dispensing, Ordination, Pause, Prescription, Product
from overblik.domain.quantity import Coded, Concept
from overblik.sources.fmk.mapping.acts import act, modificator
from overblik.sources.fmk.mapping.dosage import read_dosage
from overblik.sources.fmk.mapping.dosage_words import DosageWords, kind_of, said
from overblik.sources.fmk.mapping.indication import indication
from overblik.sources.fmk.mapping.product import generic, product
from overblik.wire.elements import Node, Parts, Unfit, children, date, flag, parts, text_of

ATC = "http://www.whocc.no/atc"
_KNOWN = frozenset(
    [
        "Identifier",
        "Version",
        "PreviousVersion",
        "NextVersion",
        "ParentIdentifier",
        "Created",
        "ReportedBy",
        "Modified",
        "ModifiedNonclinical",
        "Type",
        "FollowUpDates",
        "Paused",
        "Withdrawn",
        "IsPrivateDrugMedication",
        "BeginEndDate",
        "Indication",
        "RouteOfAdministration",
        "Drug",
        "Dosage",
        "SubstitutionAllowed",
        "Effectuation",
        "InvalidEffectuation",
        "Prescription",
        "InvalidPrescription",
        "ReimbursementClause",
    ]
)
_medication, _ordination, _pause = maker(Medication), maker(Ordination), maker(Pause)
_concept, _coded = maker(Concept), maker(Coded)
_NOT_STATED = DosageWords("")


@dataclass(frozen=True, slots=True)
class Period:
    """When a treatment begins and ends (BeginEndDate)."""

    start: ClinicalDate | None
    end: ClinicalDate | None
    started_previously: bool
    end_undetermined: bool


@dataclass(frozen=True, slots=True)
class _Course:
    """When it is taken: the period, a pause, and whether it was stopped by an act."""

    period: Period
    pause: Pause | None
    withdrawn: Act | None


_NO_PERIOD = Period(None, None, started_previously=False, end_undetermined=False)
_period_of, _course_of = maker(Period), maker(_Course)


@dataclass(frozen=True, slots=True)
class Attached:
    """What belongs to one drug: its prescriptions and its dispensings."""

    prescriptions: tuple[Prescription, ...] = ()
    dispensings: tuple[Dispensing, ...] = ()


NOTHING_ATTACHED = Attached()


def ordination(found: Parts, attached: Attached, now: Instant, *, revealed: bool) -> Medication:
    """Map one drug; `found` are its parts, `now` the moment of the answer.

    Raises:
        Unfit: the drug cannot be told, or a date that decides its state cannot be read.

    """
    drug = product(found.get("Drug"))
    if drug is None or not drug.said:
        raise Unfit("drug_unknown", "DrugMedication/Drug")
    period = treatment_period(found.get("BeginEndDate"))
    course = _course_of(period, _paused(found.get("Paused")), act(found.get("Withdrawn")))
    sent = read_dosage(found["Dosage"]) if "Dosage" in found else None
    words = said(sent) if sent is not None else _NOT_STATED
    card = _on_card(found, drug, sent, attached, course)
    if revealed:
        card = replace(card, revealed=True)
    return _made(found, card, words, period, now)


def _made(found: Parts, card: Ordination, words: DosageWords, period: Period, now: Instant) -> Medication:
    drug, sent = card.product, card.dosage
    kind = kind_of(sent) if sent is not None else DosingKind.UNSPECIFIED
    atc = (_coded(ATC, drug.atc, drug.atc_text),) if drug.atc else ()
    made_by = card.modified or card.created
    unknown = () if found.keys() <= _KNOWN else tuple(name for name in found if name not in _KNOWN)
    return _medication(
        name=drug.said,
        generic=generic(drug),
        brand=drug.name,
        atc=drug.atc,
        strength=drug.strength,
        form=drug.form,
        dosage=words.shown,
        as_needed=kind is DosingKind.AS_NEEDED,
        route=_route(found.get("RouteOfAdministration")),
        indication=indication(found.get("Indication")),
        state=_state(card, period, now),
        wire_status="",
        start=period.start,
        end=period.end,
        changed=card.withdrawn.at if card.withdrawn else card.modified.at if card.modified else None,
        reason="",
        code=_concept(drug.said, atc),
        kind="ordination",
        prescriber=made_by.name if made_by else "",
        notes=unknown,
        codings=atc,
        dosing=kind,
        dosage_short=words.short,
        dosage_long=words.long,
        dosage_origin=words.origin if words.shown else DosageOrigin.SERVICE,
        ordination=card,
    )


def _on_card(found: Parts, drug: Product, sent: Dosage | None, attached: Attached, course: _Course) -> Ordination:
    reporter = found.get("ReportedBy")
    return _ordination(
        text_of(found, "Identifier"),
        text_of(found, "Version"),
        drug,
        sent,
        text_of(found, "ParentIdentifier"),
        text_of(found, "Type"),
        act(found.get("Created")),
        act(found.get("Modified")),
        act(found.get("ModifiedNonclinical")),
        modificator(reporter) if reporter is not None else None,
        course.pause,
        course.withdrawn,
        course.period.started_previously,
        course.period.end_undetermined,
        _follow_up(found.get("FollowUpDates")),
        flag(found.get("SubstitutionAllowed")),
        text_of(found, "ReimbursementClause"),
        "IsPrivateDrugMedication" in found,
        attached.prescriptions,
        attached.dispensings,
        _is_dose_dispensed(attached),
    )


def _is_dose_dispensed(attached: Attached) -> bool:
    if attached is NOTHING_ATTACHED:
        return False
    return any(one.is_dose_dispensed for one in attached.prescriptions) or any(
        one.first_day is not None or one.method.startswith("dosisdispenseret") for one in attached.dispensings
    )


def treatment_period(node: Node | None) -> Period:
    """Read BeginEndDate.

    Raises:
        Unfit: one of its dates cannot be read, or a part stands twice.

    """
    if node is None:
        return _NO_PERIOD
    found = parts(node)
    place = "DrugMedication/BeginEndDate"
    return _period_of(
        date(found.get("TreatmentStartDate"), f"{place}/TreatmentStartDate"),
        date(found.get("TreatmentEndDate"), f"{place}/TreatmentEndDate"),
        "TreatmentStartedPreviously" in found,
        "TreatmentEndingUndetermined" in found,
    )


def _paused(node: Node | None) -> Pause | None:
    if node is None:
        return None
    found = parts(node)
    place = "DrugMedication/Paused"
    return _pause(
        date(found.get("FromDate", found.get("FromDateTime")), f"{place}/FromDate"),
        date(found.get("ToDate", found.get("ToDateTime")), f"{place}/ToDate"),
        modificator(found.get("By"), found.get("DateTime")),
    )


def _follow_up(node: Node | None) -> tuple[ClinicalDate, ...]:
    if node is None:
        return ()
    days = [date(one, "DrugMedication/FollowUpDates/Date") for _, one in children(node)]
    return tuple(day for day in days if day is not None)


def _route(node: Node | None) -> str:
    if node is None:
        return ""
    found = parts(node)
    return text_of(found, "Text") or text_of(found, "Code")


def _state(card: Ordination, period: Period, now: Instant) -> MedicationState:
    """Judge by the moment of the answer: the clock changes nothing afterwards (H22)."""
    today = now.astimezone(DANISH).date()
    if card.withdrawn is not None:
        return MedicationState.WITHDRAWN
    end = period.end.day() if period.end else None
    if end is not None and end < today:  # the end date itself still counts as inside (services.md section 2.1)
        return MedicationState.ENDED
    if card.pause is not None and _is_within(card.pause, now):
        return MedicationState.PAUSED
    start = period.start.day() if period.start else None
    return MedicationState.PLANNED if start is not None and start > today else MedicationState.ACTIVE


def _is_within(pause: Pause, now: Instant) -> bool:
    """Whether a moment lies in a pause; each end is optional, and the last day counts."""
    return not _is_after(pause.start, now) and not _is_before(pause.end, now)


def _is_after(when: ClinicalDate | None, now: Instant) -> bool:
    if when is None:
        return False
    moment, day = when.moment(), when.day()
    return moment > now if moment is not None else day is not None and day > now.astimezone(DANISH).date()


def _is_before(when: ClinicalDate | None, now: Instant) -> bool:
    if when is None:
        return False
    moment, day = when.moment(), when.day()
    return moment <= now if moment is not None else day is not None and day < now.astimezone(DANISH).date()
