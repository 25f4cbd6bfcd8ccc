"""DDV by requests written by hand: what it serves, and that every answer has the form of the published types.

The schema files of the answers do not lie beside the WSDL, so the order of elements is written here as we read it in
VaccinationType and PlannedVaccinationType (2013/12/01), and the recorded cards are held against it first.
"""

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from conftest import ROOT
from sandbox.process import Services
from sandbox.soap import DDV, WHITELIST, Answer, Client, medcom

NANCY, KAREN, IDA, SOFIE = "2512489996", "0406459990", "2105199990", "1310989990"
SEEDS = ROOT / "seeds" / "ddv"
NUMBERS = sorted(path.name.split(".")[0] for path in SEEDS.glob("*.xml") if "blocked" not in path.name)
_ACT = "Modificator (Created|Modified)DateTime "
_PLAN = "(VaccinationPlanIdentifier )?(VaccinationPlanVersionIdentifier )?(VaccinationPlanName )?"
_PLAN += "(VaccinationPlanItemIdentifier )?(VaccinationPlanItemDescription )?(VaccinationPlanItemIndex )?"
ORDERS = {
    "GetVaccinationCardResponse": "(Vaccination )*(NegativeConsentStructure )?",
    "GetPlannedVaccinationsResponse": "(PlannedVaccination )*(PlannedVaccNegativeConsentStructure )?",
    "NegativeConsentStructure": "(VaccinationIdentifier )+",
    "Vaccination": "VaccinationIdentifier VaccinationVersionIdentifier (Modified )?Created (Reviewed )?(Reported )?Vaccine "
    "VaccinationCredibility (SSIDrug )?(BatchNumber )?(CoverageDuration )?(DosageOptionIdentifier )?(DosageText )?"
    "(EffectuatedDateTime )?(EffectuatedPlannedItem )?(ServiceCode )?(ServiceCodeRemarkText )?"
    "ConfirmedByPrescriptionServer ActiveStatus IsPrevious (NegativeConsentIndicator )?",
    "PlannedVaccination": "PlannedVaccinationIdentifier VaccineIdentifier VaccineName PlannedVaccinationDateTime "
    f"{_PLAN}(VaccinationPlanItemMinimumInterval )?(VaccinationPlanItemSeries )?(CoverageDuration )?"
    "(NegativeConsentIndicator )?(Modified )?Created (Reported )?",
    "EffectuatedPlannedItem": f"{_PLAN}(VaccinationPlanItemSeries )?",
    "Vaccine": "VaccineIdentifier VaccineName (Disease )*ATC (SSIDrug )*(VaccineKeywordsText )?",
    "Disease": "DiseaseIdentifier DiseaseName DiseaseNameDK ATC ",
    "ATC": "(Code Text )?",
    "SSIDrug": "(ATC )?(DrugIdentifier )?DrugName (DrugForm )?(DrugStrength )?",
    "DrugForm": "(DrugFormCode )?DrugFormText ",
    "DrugStrength": "(DrugStrengthText )?(DrugStrengthUnitText )?|DrugStrengthValue DrugStrengthUnitCode "
    "(DrugStrengthUnitText )?",
    "Created": _ACT,
    "Modified": _ACT,
    "Reviewed": _ACT,
    "Modificator": "AuthorisedHealthcareProfessional Organisation (AuthorisedBy )?|Patient |HealthInsuranceImport (Organisation )?",
    "AuthorisedHealthcareProfessional": "AuthorisationIdentifier Name ",
    "Organisation": "Name Type Identifier ",
}
CREDIBILITIES = {
    "Slettet",
    "Oprettet af læge / medhjælp",
    "Oprettet på baggrund af data fra Sygesikringsregisteret",
    "Udleveret på apotek og godkendt af læge",
    "Oprettet af læge eller oprettet af borger og godkendt af læge",
    "Udleveret på apotek",
    "Oprettet af borger",
}


def complaints(node: Any) -> list[str]:
    """Give what in an answer is not as the types have it."""
    name, text = etree.QName(node).localname, (node.text or "").strip()
    told = []
    if etree.QName(node).namespace != DDV:
        told.append(f"{name}: namespace")
    children = "".join(f"{etree.QName(each).localname} " for each in node)
    if name in ORDERS and not re.fullmatch(ORDERS[name], children):
        told.append(f"{name}: {children}")
    if name not in ORDERS and len(node):
        told.append(f"{name}: unknown with parts")
    if name.endswith("DateTime") and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text):
        told.append(f"{name}: {text}")
    if name in ("ActiveStatus", "IsPrevious", "ConfirmedByPrescriptionServer") and text not in ("true", "false"):
        told.append(f"{name}: {text}")
    if name == "VaccinationCredibility" and text not in CREDIBILITIES:
        told.append(f"{name}: {text}")
    if name.endswith("Identifier") and name.startswith(("Vacc", "Planned", "Disease")) and not text.isdigit():
        told.append(f"{name}: {text}")
    return told + [one for each in node for one in complaints(each)]


def planned(client: Client, number: str) -> Answer:
    body = (
        f'<d:GetPlannedVaccinationsRequest xmlns:d="{DDV}"><d:PersonCivilRegistrationIdentifier>{number}'
        "</d:PersonCivilRegistrationIdentifier></d:GetPlannedVaccinationsRequest>"
    )
    return client.ddv_body(body, "GetPlannedVaccinations")


@pytest.fixture(scope="module")
def own(_running: Services) -> Client:
    """A client signed in at the services over the seeds of the program."""
    return Client(_running).sign_in()


@pytest.mark.samples
def test_the_recorded_cards_have_the_form_that_is_written_here(samples: Path) -> None:
    for path in (samples / "ddv").glob("*.xml"):
        assert complaints(etree.fromstring(path.read_bytes())) == []


@pytest.mark.parametrize("number", [*NUMBERS, "2703389990"])
def test_every_answer_has_the_form_of_the_types(own: Client, number: str) -> None:
    for answer, name in ((own.ddv(number), "GetVaccinationCard"), (planned(own, number), "GetPlannedVaccinations")):
        assert answer.got.status == 200
        assert answer.content.tag == f"{{{DDV}}}{name}Response"
        assert complaints(answer.content) == []


def test_a_form_that_is_not_theirs_is_found() -> None:
    content = etree.fromstring((SEEDS / f"{NANCY}.kompleks.xml").read_bytes())[0]
    (first, *_) = content
    first.append(first[0])
    assert complaints(content) != []


def test_rows_of_every_kind_are_there(own: Client) -> None:
    answer = own.ddv(NANCY)
    assert answer.texts("d:ActiveStatus").count("false") == 1
    assert answer.texts("d:IsPrevious").count("true") == 2
    assert answer.texts("d:VaccinationIdentifier").count("91104") == 2
    assert sorted(answer.texts("d:VaccinationVersionIdentifier"))[-2:] == ["2", "2"]
    rows = answer.content.findall(f"{{{DDV}}}Vaccination")
    assert any(row.find(f"{{{DDV}}}BatchNumber") is None for row in rows)
    assert any(row.find(f"{{{DDV}}}SSIDrug") is None for row in rows)
    moments = answer.texts("d:EffectuatedDateTime")
    assert {moment[11:] for moment in moments} == {"22:00:00Z", "23:00:00Z"}
    assert "2018-06-06T22:00:00Z" in moments
    assert planned(own, NANCY).texts("d:PlannedVaccinationDateTime") == ["2026-09-30T22:00:00Z", "2028-06-06T22:00:00Z"]
    assert own.ddv(KAREN).texts("d:NegativeConsentStructure/d:VaccinationIdentifier") != []
    assert any(row.find(f".//{{{DDV}}}Disease") is None for row in own.ddv(SOFIE).content)


def test_the_record_system_and_the_register_tell_of_the_same_days(own: Client) -> None:
    services = own.sandbox
    for number in NUMBERS:
        at_record = services.get("ehr/Immunization", patient=services.patient("ehr", number)).entries
        days = {(each["occurrenceDateTime"], each["vaccineCode"]["coding"][0]["code"]) for each in at_record}
        told = set()
        for row in own.ddv(number).content.findall(f"{{{DDV}}}Vaccination"):
            moment = datetime.fromisoformat(row.findtext(f"{{{DDV}}}EffectuatedDateTime"))
            day = moment.astimezone(ZoneInfo("Europe/Copenhagen")).date().isoformat()
            told.add((day, row.findtext(f"{{{DDV}}}Vaccine/{{{DDV}}}ATC/{{{DDV}}}Code")))
        assert days
        assert days <= told


def test_who_holds_nothing_has_an_empty_card_and_no_plan(own: Client) -> None:
    assert len(own.ddv("2703389990").content) == 0
    assert len(planned(own, "2703389990").content) == 0


def test_a_question_of_another_form_is_refused(own: Client) -> None:
    assert planned(own, "x").code == "syntax_error"
    wrong = own.ddv_body(f'<d:GetVaccinationCardRequest xmlns:d="{DDV}"/>', "GetPlannedVaccinations")
    assert wrong.code == "syntax_error"
    assert own.ddv_body(f'<d:DeleteVaccinationRequest xmlns:d="{DDV}"/>', "DeleteVaccination").code == "syntax_error"
    header = medcom() + WHITELIST.format(name="WhitelistingHeader")
    assert own.ddv(NANCY, header).code == "missing_required_header"
