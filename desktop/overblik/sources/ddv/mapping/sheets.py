"""One answer of DDV as a sheet: which operation, the items it holds, and whom it names, if anybody."""

from dataclasses import dataclass, field

from overblik.domain.errors import InputError, Unintelligible
from overblik.domain.patient import PatientId, cpr
from overblik.sources.ddv.mapping.elements import NAMESPACE
from overblik.wire.elements import Node, children, named, text
from overblik.wire.soap import payload
from overblik.wire.xml import XmlError, parse

CARD, COMING = "GetVaccinationCardResponse", "GetPlannedVaccinationsResponse"
GIVEN, PLANNED = "Vaccination", "PlannedVaccination"
HIDDEN = {"NegativeConsentStructure": GIVEN, "PlannedVaccNegativeConsentStructure": PLANNED}
"""What lists the identifiers of hidden items, and of which kind they are."""
_PERSON = "PersonCivilRegistrationIdentifier"


@dataclass(slots=True)
class Sheet:
    """One parsed answer."""

    operation: str
    content: bytes
    uri: str
    root: Node
    person: PatientId | None
    """Whom the answer itself names: the schema has no place for it, so mostly nobody."""
    items: list[tuple[str, Node]] = field(default_factory=list)
    """Given and planned ones, and what the schema does not know: that may be an item too."""
    hidden: list[tuple[str, Node]] = field(default_factory=list)
    """The lists of hidden identifiers, by the kind of their items."""


def sheet(content: bytes, uri: str = "") -> Sheet:
    """Read one answer, in its SOAP envelope or bare.

    Raises:
        Unintelligible: it is no XML, has a DOCTYPE, is no answer of DDV 2013/12/01, or contradicts itself on the person.
        SourceError: the envelope holds a fault.

    """
    try:
        root = payload(parse(content))
    except XmlError as error:
        raise Unintelligible(reason=error.reason) from None
    tag: str = root.tag
    space, _, name = tag[1:].partition("}")
    if name not in (CARD, COMING) or not (space == NAMESPACE or space.startswith(f"{NAMESPACE}/")):
        raise Unintelligible(reason="not_ddv")
    made = Sheet(name, content, uri, root, _named_by(root))
    for key, node in children(root):
        if key in HIDDEN:
            made.hidden.append((HIDDEN[key], node))
        elif key != _PERSON:
            made.items.append((key, node))
    return made


def person_of(item: Node) -> PatientId | None:
    """Give whom an item itself names; mostly nobody.

    Raises:
        InputError: it names somebody by what is no number.

    """
    told = {text(node) for node in named(item, _PERSON)}
    if not told:
        return None
    if len(told) > 1:
        raise InputError("cpr_form")
    return cpr(told.pop())


def _named_by(root: Node) -> PatientId | None:
    try:
        return person_of(root)
    except InputError:
        raise Unintelligible(reason="no_person") from None
