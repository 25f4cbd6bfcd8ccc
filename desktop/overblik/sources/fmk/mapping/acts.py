"""Who did something, and when (ModificatorType)."""

from overblik.domain.making import maker
from overblik.domain.medicine_card import Act
from overblik.wire.elements import Node, local_name, maybe_date, parts, text, text_of

_act = maker(Act)
_OTHER_TIMES = ("ModifiedDateTime", "CreatedDateTime")


def act(node: Node | None) -> Act | None:
    """Read Created, Modified, Reviewed, Withdrawn and the like: By and DateTime.

    Raises:
        Unfit: a part stands twice.

    """
    if node is None:
        return None
    found = parts(node)
    when = found.get("DateTime")
    if when is None:
        when = next((found[name] for name in _OTHER_TIMES if name in found), None)
    return modificator(found.get("By"), when)


def modificator(node: Node | None, when: Node | None = None) -> Act:
    """Read who: a professional, another person in a role, an organisation, or the patient."""
    at = maybe_date(when)
    if node is None:
        return _act(at)
    found = parts(node)
    organisation = found.get("Organisation")
    behind = found.get("AuthorisedBy")
    return _act(
        at,
        _person(found),
        text_of(found, "Role"),
        organisation_name(organisation) if organisation is not None else "",
        _person(parts(behind)) if behind is not None else "",
        "Patient" in found,
    )


def organisation_name(node: Node | None) -> str:
    """Give the name of an organisation, its identifier where it has none."""
    if node is None:
        return ""
    identifier = ""
    for child in node:
        name = local_name(child.tag)
        if name == "Name":
            return text(child)
        if name == "Identifier":
            identifier = text(child)
    return identifier


def _person(found: dict[str, Node]) -> str:
    professional = found.get("AuthorisedHealthcareProfessional")
    if professional is not None:
        inside = parts(professional)
        return text_of(inside, "Name") or text_of(inside, "AuthorisationIdentifier")
    other = found.get("Other")
    if other is None:
        return ""
    name = parts(other).get("Name")
    return " ".join(text(part) for part in name if text(part)) if name is not None else ""
