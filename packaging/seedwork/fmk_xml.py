"""Builds the XML of Fælles Medicinkort, schema 2015/06/01: who did what, the drug, a prescription, a dispensing."""

from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element
from seedwork.medicine import Drug

BASE = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
NAMES = {None: BASE, "e2": f"{BASE}/E2", "e6": f"{BASE}/E6"}
SOURCE = {"source": "Medicinpriser", "date": "2026-11-16"}
ROUTE_CODES = {"oral anvendelse": "OR", "inhalation": "IH", "subkutan anvendelse": "SC", "rektal anvendelse": "RE"}
UNIT_CODES = {"mg": "MG", "g": "G", "mikrogram": "MIK", "enheder": "IE", "mmol": "MMO", "ml": "ML", "mg/ml": "MGM"}
_LONGEST_STRENGTH = 20
FORM_CODES = {"tabletter": "TAB", "filmovertrukne tabletter": "TABFILM", "depottabletter": "TABDEP"}


def node(name: str, *children: "_Element | str | None", **attributes: str) -> _Element:
    """An element in the base namespace, or of `e2:` and `e6:`; text or children; what is None is left out."""
    prefix, _, local = name.rpartition(":")
    made = etree.Element(f"{{{NAMES[prefix or None]}}}{local}", attributes, nsmap=NAMES)
    for child in children:
        if isinstance(child, str):
            made.text = child
        elif child is not None:
            made.append(child)
    return made


def moment(day: str) -> str:
    """Nine in the morning of a day, Danish winter time, in UTC as FMK writes it; a moment stays."""
    return day if "T" in day else f"{day}T08:00:00Z"


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as FMK names it."""

    name: str
    kind: str
    number: str
    source: str

    def node(self, name: str = "Organisation") -> _Element:
        """The organisation in an element of this name."""
        return node(
            name,
            node("Name", self.name),
            node("Type", self.kind),
            node("Identifier", self.number, source=self.source),
        )


PRACTICE = Place("Lægehuset Fjordparken", "Yder", "099999", "Yder")
LUNG = Place("Lungemedicin, Eksempel Sygehus", "Sygehus", "9999001", "SKS")
PHARMACY = Place("Fjordparkens Apotek", "Apotek", "5790000000000", "EAN-Lokationsnummer")
PLACES = {place.name: place for place in (PRACTICE, LUNG, PHARMACY)}


def by(place: Place) -> _Element:
    """Who acted: a doctor of a place, or a pharmacy's own role."""
    if place is PHARMACY:
        name = node("Name", node("GivenName", "Prøve"), node("Surname", "Farmaceut"))
        return node("By", node("Other", name), node("Role", "Farmaceut"), place.node())
    doctor = node("AuthorisedHealthcareProfessional", node("AuthorisationIdentifier", "0DMX7"))
    doctor.append(node("Name", "M. Eksempel" if place is PRACTICE else "L. Prøve"))
    return node("By", doctor, place.node())


def stated(name: str, place: Place, day: str) -> _Element:
    """An act of an organisation without a person (CreatedWithoutPerson)."""
    return node(name, node("By", place.node()), node("DateTime", moment(day)))


def act(name: str, place: Place, day: str) -> _Element:
    """An act: who and when."""
    return node(name, by(place), node("DateTime", moment(day)))


def product(drug: Drug, prefix: str = "e2") -> _Element:
    """The drug: ATC, name, form, strength and substances (DrugType)."""
    if not drug.generic:
        return node(f"{prefix}:Drug", node("DetailedDrugText", drug.brand), _form(drug), _strength(drug))
    names = [node("ActiveSubstance", node("SubstanceText", one.upper(), **SOURCE)) for one in drug.generic.split(" + ")]
    code = node("ATC", node("Code", drug.atc, **SOURCE), node("Text", drug.generic.capitalize())) if drug.atc else None
    return node(
        f"{prefix}:Drug", code, node("Name", drug.brand), _form(drug), _strength(drug), node("Substances", *names)
    )


def _form(drug: Drug) -> _Element:
    return node("Form", node("Code", FORM_CODES.get(drug.form, "ANDET"), **SOURCE), node("Text", drug.form))


def _strength(drug: Drug) -> _Element:
    """The strength; a text longer than its field has room for is shortened as the register does."""
    amount, unit = drug.strength.rsplit(" ", 1)
    value = amount.replace(",", ".")
    said = drug.strength if len(drug.strength) <= _LONGEST_STRENGTH else drug.strength.replace("mikrogram", "mikg")
    text = node("Text", said, **SOURCE)
    if not value.replace(".", "", 1).isdigit():
        return node("Strength", text)
    code = node("UnitCode", UNIT_CODES.get(unit, "AND"), **SOURCE)
    return node("Strength", node("Value", str(float(value))), code, node("UnitText", unit), text)


def route(drug: Drug) -> _Element:
    """Where the drug is given, with the register's code."""
    code = node("Code", ROUTE_CODES[drug.route], **SOURCE)
    return node("e2:RouteOfAdministration", code, node("Text", drug.route.capitalize()))


def written(root: _Element) -> str:
    """The file: indented, with the line breaks inside texts as they are."""
    etree.indent(root, "  ")
    etree.cleanup_namespaces(root, top_nsmap=NAMES)
    text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text.decode() + "\n"
