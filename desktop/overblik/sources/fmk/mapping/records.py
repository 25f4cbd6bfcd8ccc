"""What the answers about one citizen hold, record by record; what is private is masked before it is read (H21)."""

import hashlib
from dataclasses import dataclass, field

from overblik.domain.making import maker
from overblik.domain.medicine_card import Dispensing, PharmacyOrder, Prescription
from overblik.domain.ports import RawMessage
from overblik.domain.provenance import RawRef
from overblik.domain.section import Unreadable
from overblik.sources.fmk.mapping.dispensing import effectuation, invalid_effectuation, order
from overblik.sources.fmk.mapping.prescription import invalid_prescription, prescription
from overblik.sources.fmk.mapping.privacy import VEILED_TEXT, naming, private_words
from overblik.sources.fmk.mapping.sheets import CARD, DISPENSINGS, DRUG, EFFECTUATION, ITEMS, PRESCRIPTION, Sheet
from overblik.wire.elements import Node, Parts, Unfit, children, local_name, text, text_of
from overblik.wire.places import cut, places
from overblik.wire.xml import local

PRIVATE_DRUGS = frozenset({"PrivateDrugMedication", "DrugMedicationWithNegativeConsent"})
_PLACEHOLDERS = tuple(f"{{*}}{name}" for name in sorted(PRIVATE_DRUGS))
INVALID_DRUGS = frozenset({"InvalidDrugMedication", "InvalidPrescriptionMedication"})
REPEATED = frozenset(
    {"PreviousVersion", "NextVersion", "Effectuation", "InvalidEffectuation", "Prescription", "InvalidPrescription"}
)
"""What may stand more than once in a drug medication."""


_ref = maker(RawRef)


@dataclass(frozen=True, slots=True)
class Found:
    """A record with the drug medication or prescription that it belongs to, and where it stands."""

    of: str
    """Identifier of the drug medication, empty when it belongs to none; of the prescription for an order."""
    ref: RawRef
    sheet: int


_found = maker(Found)


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug medication before it is mapped: its parts, and the name of one that stands twice."""

    parts: Parts
    twice: str

    def single(self) -> Parts:
        """Give the parts.

        Raises:
            Unfit: one stands twice, so that nobody can tell which is meant.

        """
        if self.twice:
            raise Unfit("duplicate_element", self.twice)
        return self.parts


_drug = maker(Drug)


@dataclass(slots=True)
class Records:
    """All records of several answers, in their order."""

    drugs: list[tuple[Drug, Found]] = field(default_factory=list)
    beside: list[tuple[Drug, Found]] = field(default_factory=list)
    """Drug medications that the card does not hold, asked for because prescriptions name them: never medicine (S6)."""
    on_card: set[str] = field(default_factory=set)
    """Identifiers of the drug medications on the card itself: what is attached to others stands alone."""
    prescriptions: list[tuple[Prescription, Found]] = field(default_factory=list)
    orders: list[tuple[PharmacyOrder, Found]] = field(default_factory=list)
    """Orders that came without their prescription (SearchEffectuations)."""
    dispensings: list[tuple[Dispensing, Found]] = field(default_factory=list)
    placeholders: list[tuple[str, str, RawRef]] = field(default_factory=list)
    """Element name, identifier and place of a drug that is hidden or invalid."""
    masked: list[RawRef] = field(default_factory=list)
    """Records that belong to a private drug."""
    unreadable: list[Unreadable] = field(default_factory=list)
    raw: list[RawMessage] = field(default_factory=list)
    private: frozenset[str] = frozenset()
    words: set[str] = field(default_factory=set)


def records(sheets: list[Sheet], *, consent: bool) -> Records:
    """Read the records; without `consent` all that belongs to a private drug is masked."""
    marked = [set() if consent else _marked(sheet) for sheet in sheets]
    found = Records(private=_private_ids(sheets, marked))
    every = [_items(sheet) for sheet in sheets]
    veiled = [
        [node for node in items if node in own or _belongs(node, found.private)]
        for items, own in zip(every, marked, strict=True)
    ]
    found.words = {word for hidden in veiled for node in hidden for word in private_words(node)}
    for number, (sheet, items, hidden) in enumerate(zip(sheets, every, veiled, strict=True)):
        remarks = naming(sheet.root, found.words, hidden) if found.words else []
        refs = _refs(sheet, items, hidden, remarks, found)
        for remark in remarks:
            remark.text = VEILED_TEXT
        walk = _Walk(found, refs, frozenset(hidden), number, sheet.operation, sheet.is_beside, set(), set())
        walk.sheet(sheet)
        walk.misplaced(items)
    return found


def _marked(sheet: Sheet) -> set[Node]:
    """Give the records that are marked as private themselves."""
    marks = sheet.root.iter("{*}IsPrivateDrugMedication", "{*}IsPrivatePrescription")
    return {mark.getparent() for mark in marks} | set(sheet.root.iter("{*}PrivatePrescription"))


def _private_ids(sheets: list[Sheet], marked: list[set[Node]]) -> frozenset[str]:
    """Name the drug medications that the patient hides: by a placeholder, or marked so and no consent given."""
    found = {
        identifier_of(node)
        for sheet, own in zip(sheets, marked, strict=True)
        for name, node in sheet.items
        if name == DRUG and node in own
    }
    return frozenset((found | {each for sheet in sheets for each in hidden_ids(sheet)}) - {""})


def hidden_ids(sheet: Sheet) -> set[str]:
    """Name the drugs that a placeholder hides, wherever it stands: in an odd place it hides no less."""
    return {identifier_of(node) for node in sheet.root.iter(*_PLACEHOLDERS)}


def _items(sheet: Sheet) -> list[Node]:
    """Give all items, nested ones too, and what may be one, in document order."""
    strange = {node for _, node in sheet.strange}
    if strange:
        return [node for node in sheet.root.iter("{*}*") if node in strange or local(node) in ITEMS]
    return list(sheet.root.iter(*(f"{{*}}{name}" for name in sorted(ITEMS))))


def _belongs(node: Node, private: frozenset[str]) -> bool:
    """Tell whether a record carries the identifier of a private drug."""
    if not private:
        return False
    name = local(node)
    if name not in ITEMS:  # nobody knows what it is: any mention is enough
        return any(text(one) in private for one in node.iter("{*}AttachedToDrugMedicationIdentifier", "{*}Identifier"))
    if name == PRESCRIPTION:
        return any(text(one) in private for key, one in children(node) if key == "AttachedToDrugMedicationIdentifier")
    return name == DRUG and identifier_of(node) in private


def _refs(
    sheet: Sheet, items: list[Node], hidden: list[Node], remarks: list[Node], found: Records
) -> dict[Node, RawRef]:
    """Find the place of each item in the message, which is kept without what is hidden and what names it."""
    content = sheet.content
    at = places(content, items, is_every_one=not sheet.strange)
    ranges = dict(zip(items, at, strict=True)) if at is not None else {}
    if hidden or remarks:
        named = places(content, remarks, is_every_one=False) if remarks else []
        # What cannot be cut out is not kept at all.
        is_cut = at is not None and named is not None
        content = cut(content, [*(ranges[node] for node in hidden), *(named or ())]) if is_cut else b""
    digest = hashlib.sha256(content).hexdigest()
    found.raw.append(RawMessage(digest, sheet.uri, content))
    if at is None:
        whole = _ref(digest, 0, len(content))
        return dict.fromkeys(items, whole)
    return {node: _ref(digest, start, length) for node, (start, length) in ranges.items()}


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through one sheet."""

    found: Records
    refs: dict[Node, RawRef]
    hidden: frozenset[Node]
    number: int
    operation: str
    is_beside: bool
    told: set[Node]
    """The items that were read, counted or named."""
    unread: set[Node]
    """What is shown whole as unreadable, with all that it holds."""

    def sheet(self, sheet: Sheet) -> None:
        for name, node in sheet.items:
            self._item(name, node, "")
        for name, node in sheet.strange:
            if node in self.hidden:
                self._mask(node)
            else:
                self.told.add(node)
                self.unread.add(node)
                self.found.unreadable.append(Unreadable(name, "unknown_element", name, self.refs[node]))

    def misplaced(self, items: list[Node]) -> None:
        """Name each item at a place where none is read: it is not lost for standing there (H8)."""
        for node in items:
            if node in self.told or self._is_in_order(node) or self._is_covered(node):
                continue
            name = local(node)
            where = f"{name}/{identifier_of(node)}"
            self.found.unreadable.append(Unreadable(where, "misplaced", name, self.refs[node]))

    def _is_in_order(self, node: Node) -> bool:
        """Whether it is the dispensing of an order, which its prescription has read."""
        order_of = node.getparent()
        is_read = local(node) in (EFFECTUATION, "InvalidEffectuation") and local(order_of) == "Order"
        return is_read and local(order_of.getparent()) == PRESCRIPTION and order_of.getparent() in self.told

    def _is_covered(self, node: Node) -> bool:
        """Whether it lies in what is hidden, or is shown whole as unreadable."""
        return any(one in self.hidden or one in self.unread for one in node.iterancestors())

    def _item(self, name: str, node: Node, of: str) -> None:
        self.told.add(node)
        if node in self.hidden:
            self._mask(node)
        elif name == DRUG:
            self._drug(node)
        elif name in PRIVATE_DRUGS or name in INVALID_DRUGS:
            if not self.is_beside:  # the prescription that names it is the row: masked, or shown without its treatment
                self.found.placeholders.append((name, identifier_of(node), self.refs[node]))
        else:
            self._record(name, node, of)

    def _drug(self, node: Node) -> None:
        found: Parts = {}
        inside: list[tuple[str, Node]] = []
        twice = ""
        for child in node:
            name = local_name(child.tag)
            if name in found and name not in REPEATED:
                twice = twice or name
            else:
                found[name] = child
            if name in ITEMS:
                inside.append((name, child))
        identifier = text_of(found, "Identifier")
        if self.operation != DISPENSINGS:
            drugs = self.found.beside if self.is_beside else self.found.drugs
            drugs.append((_drug(found, twice), _found(identifier, self.refs[node], self.number)))
        if self.operation == CARD:
            self.found.on_card.add(identifier)
        for name, child in inside:
            self._item(name, child, identifier)

    def _record(self, name: str, node: Node, of: str) -> None:
        found = _found(of, self.refs[node], self.number)
        try:
            if name == PRESCRIPTION and self.operation == DISPENSINGS:
                identifier = identifier_of(node)
                orders = [order(child) for key, child in children(node) if key == "Order"]
                self.found.orders += [(one, _found(identifier, found.ref, self.number)) for one in orders]
            elif name == PRESCRIPTION:
                self.found.prescriptions.append((prescription(node), found))
            elif name == "InvalidPrescription":
                self.found.prescriptions.append((invalid_prescription(node), found))
            else:
                read = effectuation if name == EFFECTUATION else invalid_effectuation
                self.found.dispensings.append((read(node), found))
        except Unfit as unfit:
            where = f"{name}/{identifier_of(node)}"
            self.unread.add(node)
            self.found.unreadable.append(Unreadable(where, unfit.code, unfit.place, self.refs[node]))

    def _mask(self, node: Node) -> None:
        """Count a hidden record, and what it holds; remember its words, and nothing else."""
        self.found.words |= private_words(node)
        if not self.is_beside:
            self.found.masked.append(self.refs[node])
        for name, child in children(node):
            if name in ITEMS:
                self._mask(child)


def identifier_of(node: Node) -> str:
    """Give the identifier of an item, the first where several stand; empty where there is none."""
    return next((text(child) for name, child in children(node) if name == "Identifier"), "")
