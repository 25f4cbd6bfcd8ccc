"""Every answer of FMK over the seeds validates against the real schema, and the seeds hold every kind of row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sandbox.process import ROOT, Services
from sandbox.soap import BASE, CONSENT, E2, E6, WHITELIST, Answer, Client, medcom
from sandbox.test_fmk import includes

SCHEMA = ROOT.parent / "shared" / "samples" / "schemas" / "fmk" / "extracted-xsd" / "all.xsd"
SEEDS = sorted((ROOT / "seeds" / "fmk").glob("*.xml"))
NUMBERS = [path.name.split(".")[0] for path in SEEDS if "blocked" not in path.name]
NANCY, EVERY_KIND, VERY_MANY = "2512489996", "1809639990", "0309363991"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    assert SCHEMA.exists(), "the schemas lie beside the project, in CI too"
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


@pytest.fixture
def hers(sandbox: Services) -> Client:
    return Client(sandbox).sign_in()


def ask(client: Client, number: str, action: str, inside: str, consent: str = "") -> Answer:
    headers = medcom() + WHITELIST.format(name="WhitelistingHeader") + (CONSENT.format(kind=consent) if consent else "")
    name = f"{action.rpartition('#')[2]}Request"
    space = E2 if name == "GetMedicineCardRequest" else E6 if "DoseDispensing" in name else BASE
    who = f'<e:PersonIdentifier source="CPR">{number}</e:PersonIdentifier>'
    return client.fmk(action, f'<e:{name} xmlns:e="{space}">{who}{inside}</e:{name}>', headers)


def questions(path: Path) -> Iterator[tuple[str, str]]:
    """Every operation that the client may ask, with the inside of its request."""
    root = etree.parse(str(path)).getroot()
    since = (
        "<e:IncludeWithdrawnDrugMedications><b:WithdrawnAfterDateTime xmlns:b="
        f'"{BASE}">2024-11-23T00:00:00Z</b:WithdrawnAfterDateTime></e:IncludeWithdrawnDrugMedications>'
        "<e:IncludeDrugMedicationType>Lægeordineret</e:IncludeDrugMedicationType>"
        "<e:IncludeDrugMedicationType>Borgervalgt</e:IncludeDrugMedicationType>"
    )
    loose = "<e:IncludeNonRelevantPrescriptions>true</e:IncludeNonRelevantPrescriptions>"
    yield f"{E2}#GetMedicineCard", includes() + loose + since
    for version in root.iterfind(".//{*}version"):
        yield f"{E2}#GetMedicineCard", f"<e:Version>{version.get('number')}</e:Version>{includes()}{loose}{since}"
    yield f"{E2}#GetDrugMedication", includes()
    for number in root.iterfind("{*}gone//{*}DrugMedication/{*}Identifier"):
        yield f"{E2}#GetDrugMedication", f"<e:Identifier>{number.text}</e:Identifier>{includes()}"
    yield f"{E6}#GetPrescription", "<e:IncludeAllPrescriptions/><e:IncludeEffectuations>true</e:IncludeEffectuations>"
    yield f"{E2}#SearchEffectuations", ""
    yield f"{E6}#GetDoseDispensingSummary", ""
    yield f"{BASE}#GetMedicineCardVersions", ""
    for history in list(root.iterfind("{*}history"))[:20]:
        yield f"{E2}#GetDrugMedicationHistory", f"<e:Identifier>{history.get('identifier')}</e:Identifier>"


@pytest.mark.parametrize("consent", ["", "PrivateDataConsentGiven", "PrivateDataConsentOverridden"])
@pytest.mark.parametrize("number", NUMBERS)
def test_every_answer_validates(schema: etree.XMLSchema, hers: Client, number: str, consent: str) -> None:
    path = next(path for path in SEEDS if path.name.startswith(number))
    found = 0
    for action, inside in questions(path):
        answer = ask(hers, number, action, inside, consent)
        if answer.code == "not_authorized" and "History" in action and not consent:
            continue  # the history of a hidden drug
        assert answer.got.status == 200, (action, answer.code)
        content: Any = etree.fromstring(etree.tostring(answer.content))
        assert schema.validate(content), (action, str(schema.error_log.last_error))
        found += 1
    assert found >= 6


def test_the_seeds_hold_every_kind_of_row(hers: Client) -> None:
    root = etree.Element("all")
    for number in (NANCY, EVERY_KIND):
        path = next(path for path in SEEDS if path.name.startswith(number))
        for action, inside in questions(path):
            root.append(ask(hers, number, action, inside).root)
    names = {etree.QName(node).localname for node in root.iter("{*}*")}
    wanted = {
        *("PrivateDrugMedication", "InvalidDrugMedication", "InvalidPrescription", "Paused", "Withdrawn", "Reviewed"),
        *("NotReviewed", "DrugMedicationEnded", "DoseDispensingOnHold", "DoseDispensing", "FollowUpDates", "FreeText"),
        *("DetailedDrugText", "AdministrationAccordingToSchemaInLocalSystem", "PatientOrganisationRelation", "Period"),
        *("TreatmentStartedPreviously", "TreatmentEndDate", "ReimbursementClause", "StructuresAccordingToNeed"),
        *("PrivatePrescription", "MinimalQuantity", "IterationNumber", "PreviousVersion", "SubstitutionAllowed"),
    }
    assert wanted - names == set()


def test_one_card_has_181_drug_medications(hers: Client) -> None:
    path = next(path for path in SEEDS if path.name.startswith(VERY_MANY))
    card = ask(hers, VERY_MANY, *next(questions(path)))
    assert len(card.root.findall(f".//{{{E2}}}MedicineCard/{{{E2}}}DrugMedication")) == 181
