"""Who registered something, and when (CreatedType, ModifiedType, ModificatorType)."""

from dataclasses import dataclass

from overblik.domain.dates import ClinicalDate
from overblik.wire.elements import Node, Parts, Unfit, date, parts, text


@dataclass(frozen=True, slots=True)
class Act:
    """The person and the organisation as sent; empty where the register names a system, or the patient."""

    at: ClinicalDate | None = None
    name: str = ""
    organisation: str = ""


def latest(found: Parts) -> Act:
    """Give the last change, else the registration itself; no decision rests upon it, so what is odd says nothing."""
    for name in ("Modified", "Created"):
        if name in found:
            try:
                return _act(found[name])
            except Unfit:
                continue
    return Act()


def _act(node: Node) -> Act:
    inside = parts(node)
    when = next((inside[name] for name in ("ModifiedDateTime", "CreatedDateTime") if name in inside), None)
    who = parts(inside.get("Modificator"))
    return Act(date(when, "DateTime"), _person(who), _organisation(who.get("Organisation")))


def _person(who: Parts) -> str:
    professional = parts(who.get("AuthorisedHealthcareProfessional"))
    if professional:
        return text(professional.get("Name")) or text(professional.get("AuthorisationIdentifier"))
    other = parts(who.get("Other")).get("Name")
    if other is not None and len(other):
        return " ".join(said for part in other if (said := text(part)))
    return text(other) or text(who.get("SystemName"))


def _organisation(node: Node | None) -> str:
    inside = parts(node)
    return text(inside.get("Name")) or text(inside.get("Identifier"))
