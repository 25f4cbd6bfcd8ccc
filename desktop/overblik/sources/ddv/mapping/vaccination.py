"""VaccinationType and PlannedVaccinationType to Vaccination."""

from dataclasses import replace

from overblik.domain.clinical import Currency
from overblik.domain.dates import ClinicalDate
from overblik.domain.vaccination import Course, Vaccination, VaccinationEntry
from overblik.sources.ddv.mapping.versions import ALONE, Rank
from overblik.wire.elements import Node, Parts, Unfit, date, flag, named, parts, text

ATC = "http://www.whocc.no/atc"
_TAKEN_BACK = "slettet"
"""VaccinationCredibility of a registration that was deleted."""
_NOTHING = Vaccination("", "", "", Currency.UNKNOWN, "", None, "", "", "", "", (), "", ())
_IN_VACCINE = frozenset({"Disease", "SSIDrug", "DisplayMinimumVaccinationPlan"})
"""Parts of a vaccine that may repeat."""


def hidden() -> Vaccination:
    """Give a row without content."""
    return replace(_NOTHING, entry=VaccinationEntry.PRIVATE)


def given(node: Node, rank: Rank = ALONE) -> Vaccination:
    """Map one registration.

    Raises:
        Unfit: a part stands twice, a date cannot be read, or it says nothing of what and when.

    """
    found = parts(node)
    vaccine, drug = _vaccine(found.get("Vaccine")), parts(found.get("SSIDrug"))
    credibility = text(found.get("VaccinationCredibility"))
    entry, currency = _standing(found, credibility, rank)
    name, drug_name = text(vaccine.get("VaccineName")), text(drug.get("DrugName"))
    code = _code(vaccine.get("ATC")) or _code(drug.get("ATC"))
    when = _given_at(found)
    diseases = _diseases(found.get("Vaccine"))
    if not (name or drug_name or code or diseases or when):
        raise Unfit("empty", "Vaccine")
    course = parts(found.get("EffectuatedPlannedItem"))
    remark = text(found.get("ServiceCodeRemarkText"))
    return replace(
        _NOTHING,
        name=name or drug_name,
        code=code,
        system=ATC if code else "",
        currency=currency,
        wire_status=text(found.get("ActiveStatus")),
        given_at=when,
        dose=text(found.get("DosageText")),
        lot=text(found.get("BatchNumber")),
        performer=_performer(parts(found.get("Effectuated"))),
        protects_against=diseases,
        notes=(remark,) if remark else (),
        entry=entry,
        drug=drug_name,
        form=text(parts(drug.get("DrugForm")).get("DrugFormText")),
        strength=_strength(parts(drug.get("DrugStrength"))),
        credibility=credibility,
        previous=flag(found.get("IsPrevious")),
        coverage=text(found.get("CoverageDuration")),
        course=_course(course) if course else None,
    )


def planned(node: Node, rank: Rank = ALONE) -> Vaccination:
    """Map one planned vaccination; the day is what the register says, whether it has passed or not.

    Raises:
        Unfit: a part stands twice, the day cannot be read, or it says nothing of what and when.

    """
    found = parts(node)
    name, due = (
        text(found.get("VaccineName")),
        date(found.get("PlannedVaccinationDateTime"), "PlannedVaccinationDateTime"),
    )
    course = _course(found)
    if not (name or due or course != Course()):
        raise Unfit("empty", "VaccineName")
    entry = VaccinationEntry.PLANNED if rank.entry is VaccinationEntry.REGISTRATION else rank.entry
    return replace(
        _NOTHING,
        name=name,
        currency=Currency.PLANNED if rank == ALONE else _currency(rank),
        entry=entry,
        due=due,
        coverage=text(found.get("CoverageDuration")),
        course=course if course != Course() else None,
    )


def _standing(found: Parts, credibility: str, rank: Rank) -> tuple[VaccinationEntry, Currency]:
    """Tell whether it counts as given: never where the register says otherwise, or does not say it (H9)."""
    if rank.entry is not VaccinationEntry.REGISTRATION or not rank.is_sure:
        return rank.entry, _currency(rank)
    active = flag(found.get("ActiveStatus"))
    if active is False or credibility.casefold() == _TAKEN_BACK:
        return VaccinationEntry.DELETED, Currency.ENTERED_IN_ERROR
    return VaccinationEntry.REGISTRATION, Currency.PAST if active else Currency.UNKNOWN


def _currency(rank: Rank) -> Currency:
    return Currency.CANCELLED if rank.is_sure else Currency.UNKNOWN


def _given_at(found: Parts) -> ClinicalDate | None:
    """Read the day; two places that differ say nothing that could be relied upon.

    Raises:
        Unfit: no date, or two that differ.

    """
    name = "EffectuatedDateTime"
    own, inside = date(found.get(name), name), date(parts(found.get("Effectuated")).get(name), f"Effectuated/{name}")
    if own and inside and own.order != inside.order:
        raise Unfit("two_dates", name)
    return own or inside


def _vaccine(node: Node | None) -> Parts:
    """Give the parts of a vaccine that say one thing."""
    if node is None:
        return {}
    found: Parts = {}
    for child in node:
        tag: str = child.tag
        name = tag[tag.rfind("}") + 1 :]
        if name in _IN_VACCINE:
            continue
        if name in found:
            raise Unfit("duplicate_element", f"Vaccine/{name}")
        found[name] = child
    return found


def _diseases(vaccine: Node | None) -> tuple[str, ...]:
    """Name the diseases in Danish, in the register's other name where it has no Danish one."""
    told = [parts(node) for node in named(vaccine, "Disease")]
    names = [text(each.get("DiseaseNameDK")) or text(each.get("DiseaseName")) for each in told]
    return tuple(dict.fromkeys(name for name in names if name))


def _code(node: Node | None) -> str:
    return text(parts(node).get("Code"))


def _strength(found: Parts) -> str:
    said = text(found.get("DrugStrengthText"))
    if said:
        return said
    unit = text(found.get("DrugStrengthUnitText")) or text(found.get("DrugStrengthUnitCode"))
    return " ".join(part for part in (text(found.get("DrugStrengthValue")), unit) if part)


def _performer(found: Parts) -> str:
    name, place = text(found.get("EffectuatedByName")), text(found.get("EffectuatedByOrganisationName"))
    return ", ".join(part for part in (name, place) if part)


def _course(found: Parts) -> Course:
    prefix = "VaccinationPlan"
    members = ("Name", "ItemDescription", "ItemIndex", "ItemSeries")
    return Course(*(text(found.get(f"{prefix}{member}")) for member in members))
