"""What each fact of a stamkort may be called and bear, and its values (PDC 2.0 and 3.0, services.md section 5)."""

from dataclasses import dataclass, field

from overblik.domain.stamkort import EnteredBy, StamkortFact, StamkortKind
from overblik.sources.dds.mapping.head import joined, written_at
from overblik.sources.dds.mapping.values import value_of
from overblik.wire.cda import Node
from overblik.wire.cda_types import address_of, coded, first_of, is_null, name_of, stated, telecom_of, type_of
from overblik.wire.elements import Unfit

ARC = "1.2.208.184.16.1.10.20."
FACTS = f"{ARC}1."
RELATIVES = f"{ARC}2."
TEMPLATES = {
    StamkortKind.LANGUAGE: f"{FACTS}20",
    StamkortKind.TEMPORARY_ADDRESS: f"{FACTS}21",
    StamkortKind.DENTIST: f"{FACTS}22",
    StamkortKind.GUARDIAN: f"{FACTS}23",
    StamkortKind.CONTACT: f"{FACTS}24",
    StamkortKind.NAME_AND_ADDRESS: f"{FACTS}26",
    StamkortKind.COVERAGE_GROUP: f"{FACTS}27",
    StamkortKind.ORGAN_DONOR: f"{FACTS}28",
    StamkortKind.TREATMENT_WILL: f"{FACTS}29",
    StamkortKind.LIVING_WILL: f"{FACTS}30",
    StamkortKind.NO_RESUSCITATION: f"{FACTS}31",
    StamkortKind.RELATIVE: f"{RELATIVES}20",
}
KIND_OF = {template: kind for kind, template in TEMPLATES.items()}
ROOTS = {
    "1.2.208.176.1.10": StamkortKind.ORGAN_DONOR,
    "1.2.208.176.1.9": StamkortKind.TREATMENT_WILL,
    "1.2.208.176.1.8": StamkortKind.LIVING_WILL,
    "1.2.208.176.1.11": StamkortKind.NO_RESUSCITATION,
}
"""The register that a registration is from."""
HEAD_ROOTS = {
    "1.2.208.176.1.99.99.99": StamkortKind.COVERAGE_GROUP,
    "1.2.208.176.1.99.99.88": StamkortKind.ORGAN_DONOR,
    "1.2.208.176.1.99.99.77": StamkortKind.LIVING_WILL,
    "1.2.208.176.1.99.99.66": StamkortKind.TREATMENT_WILL,
}
CODED_KINDS = {kind.value: kind for kind in (*TEMPLATES, StamkortKind.CHILD_CUSTODY)}
_TRUTH = {"true": True, "false": False}
_USES = {"H": "hjem", "HP": "hjem", "WP": "arbejde", "MC": "mobil"}
CITIZEN, REGISTER = f"{ARC}30", f"{ARC}31"
_AUTHORS = {CITIZEN: EnteredBy.CITIZEN, REGISTER: EnteredBy.REGISTER}
_ENTERED_CITIZEN = "EnteredCitizen"


@dataclass(slots=True)
class Said:
    """The values of one fact by what they are."""

    words: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    address: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)

    def is_anything(self) -> bool:
        """Tell whether any value says something."""
        return any((self.words, self.names, self.address, self.phones, self.relations))

    def add(self, other: "Said") -> None:
        """Add what another observation says of the same."""
        self.words += other.words
        self.names += other.names
        self.address += other.address
        self.phones += other.phones
        self.relations += other.relations


def kind_of(code: str, templates: list[str]) -> StamkortKind:
    """Give what a fact is about: its code, which none of its templates may contradict.

    Raises:
        Unfit: code and template name different facts, or a template of stamkort is none of its own.

    """
    known = [template for template in templates if template.startswith((FACTS, RELATIVES))]
    kind = CODED_KINDS.get(code, StamkortKind.OTHER)
    wanted = TEMPLATES.get(kind)
    if any((template != wanted) if wanted else (template in KIND_OF) for template in known):
        raise Unfit("template_and_code", _disputed(code, kind, known))
    return kind


def _disputed(code: str, kind: StamkortKind, templates: list[str]) -> str:
    """Name what cannot be read: no resuscitation wherever it may be meant, else the code as sent."""
    may_be = {kind, *(KIND_OF.get(template) for template in templates)}
    return StamkortKind.NO_RESUSCITATION.value if StamkortKind.NO_RESUSCITATION in may_be else code


def said_by(values: list[Node], kind: StamkortKind) -> Said:
    """Sort the values of a fact."""
    told = Said()
    for node in values:
        if not is_null(node):
            _sort(node, kind, told)
    return told


def _sort(node: Node, kind: StamkortKind, told: Said) -> None:
    sort = type_of(node)
    if sort in ("PN", "EN", "ON"):
        told.names += [name] if (name := name_of(node)) else []
    elif sort == "AD":
        told.address += address_of(node)
    elif sort == "TEL":
        told.phones += [phone] if (phone := phone_of(node)) else []
    elif sort in ("CD", "CE", "CV") and kind is StamkortKind.RELATIVE:
        told.relations += [relation] if (relation := _display(node)) else []
    else:
        text = _display(node) if sort in ("CD", "CE", "CV") else value_of(node).words
        told.words += [text] if text else []


def _display(node: Node) -> str:
    code = coded(node)
    return code.said if code is not None else value_of(node).words


def phone_of(node: Node) -> str:
    """Give a number with what it is used for."""
    _, number = telecom_of(node)
    use = _USES.get(node.get("use") or "", "")
    return f"{number} ({use})" if number and use else number


def registered(values: list[Node], kind: StamkortKind) -> bool | None:
    """Read a registration: true, false, or not stated; never one from the other (rule D).

    Raises:
        Unfit: anything else stands there, or the register of another registration.

    """
    read: set[bool | None] = set()
    for node in values:
        sent = stated(node.get("extension"))
        if is_null(node) or (not sent and type_of(node) in ("II", "")):
            read.add(None)
        elif type_of(node) != "II" or sent.lower() not in _TRUTH or ROOTS.get(node.get("root") or "", kind) is not kind:
            raise Unfit("value", kind.value)
        else:
            read.add(_TRUTH[sent.lower()])
    if len(read) > 1:
        raise Unfit("value", kind.value)
    return read.pop() if read else None


def entered_by(author: Node | None) -> EnteredBy:
    """Tell a register from the citizen: by the template of the author, or the code EnteredCitizen."""
    if author is None:
        return EnteredBy.UNKNOWN
    found = {_AUTHORS[root] for node in author.iterchildren("{*}templateId") if (root := node.get("root")) in _AUTHORS}
    code = first_of(author, "assignedAuthor", "code")
    if code is not None and code.get("code") == _ENTERED_CITIZEN:
        found.add(EnteredBy.CITIZEN)
    return found.pop() if len(found) == 1 else EnteredBy.UNKNOWN


def made(kind: StamkortKind, code: str, display: str, told: Said, author: Node | None) -> StamkortFact:
    """Make a fact of its values and who entered it."""
    words = ", ".join(told.words)
    is_relative = kind is StamkortKind.RELATIVE
    return StamkortFact(
        kind=kind,
        code=code,
        display=display,
        is_stated=told.is_anything(),
        registered=None,
        value="" if is_relative else words,
        name=", ".join(told.names),
        relation=", ".join(told.relations),
        address=tuple(told.address),
        phones=tuple(told.phones),
        note=words if is_relative else "",
        entered_by=entered_by(author),
        author=joined(author),
        entered_at=written_at(author),
    )
