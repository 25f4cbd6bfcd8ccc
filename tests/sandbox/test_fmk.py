"""FMK's read operations by requests written by hand, and how private entries are kept and shown."""

from typing import Any

import pytest

from sandbox.process import Services
from sandbox.soap import BASE, CONSENT, E2, E6, NS, WHITELIST, Answer, Client, medcom

NANCY = "2512489996"
NOBODY = "2703389990"
ASKED = f'<e:PersonIdentifier source="CPR">{NANCY}</e:PersonIdentifier>'
GIVEN, OVERRIDDEN = "PrivateDataConsentGiven", "PrivateDataConsentOverridden"
CANARY = "Kanarin"


def ask(client: Client, action: str, inside: str, namespace: str = BASE, consent: str = "") -> Answer:
    """One operation; the request element is named after its action."""
    name = f"{action.rpartition('#')[2]}Request"
    headers = medcom() + WHITELIST.format(name="WhitelistingHeader") + (CONSENT.format(kind=consent) if consent else "")
    body = f'<e:{name} xmlns:e="{namespace}">{ASKED}{inside}</e:{name}>'
    return client.fmk(action, body, headers)


def includes(prescriptions: str = "true", effectuations: str = "true") -> str:
    return (
        f"<e:IncludePrescriptions>{prescriptions}</e:IncludePrescriptions>"
        f"<e:IncludeEffectuations>{effectuations}</e:IncludeEffectuations>"
    )


def drugs(answer: Answer) -> list[str]:
    return answer.texts("e2:MedicineCard/e2:DrugMedication/e2:Identifier")


def numbers(answer: Answer) -> list[str]:
    """The identifiers of all entries that follow the citizen."""
    return [each[0].text for each in answer.content[1:]]


def loose(answer: Answer) -> list[str]:
    return answer.texts("e2:MedicineCard/e2:Prescription/e2:Identifier")


def test_the_card_comes_with_the_headers_of_dgws_and_fmk(client: Client) -> None:
    answer = client.card(NANCY)
    assert answer.got.status == 200
    assert answer.got.headers["content-type"].startswith("text/xml")
    assert answer.texts("m:FlowStatus") == ["flow_finalized_succesfully"]
    assert answer.root.find("s:Header/b:TimingList", NS) is not None
    assert answer.texts("b:LatestReplicationDateTime") == ["2026-11-23T08:41:00Z"]
    assert answer.content.tag == f"{{{E2}}}GetMedicineCardResponse"
    assert drugs(answer) == ["41001", "41002", "41003"]
    assert answer.texts("e2:PrivateDrugMedication/b:Identifier") == ["41009"]
    assert answer.texts("e2:InvalidDrugMedication/b:Identifier") == ["41008"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"types": ()}, ["41001", "41002"]),
        ({"types": ("Borgervalgt",)}, ["41003"]),
        ({"since": ""}, ["41001", "41003"]),
        ({"since": "2026-11-19T08:00:01Z"}, ["41001", "41003"]),
        ({"since": "2026-11-19T08:00:00Z"}, ["41001", "41002", "41003"]),
    ],
)
def test_only_the_drugs_that_are_asked_for_come(client: Client, asked: dict[str, Any], expected: list[str]) -> None:
    assert drugs(client.card(NANCY, **asked)) == expected


def test_prescriptions_and_dispensings_come_when_they_are_asked_for(client: Client) -> None:
    whole, without = client.card(NANCY, irrelevant="true"), client.card(NANCY, prescriptions="0", effectuations="0")
    assert loose(whole) == ["51003", "51002"]
    assert loose(client.card(NANCY)) == ["51003"]
    assert whole.texts("e2:DrugMedication/e2:Prescription/e2:Identifier") == ["51001"]
    assert whole.texts("e2:DrugMedication/e2:Effectuation/e2:Identifier") == ["61001"]
    assert whole.texts("e2:Order/e2:Effectuation/e2:Identifier") == ["71001"]
    assert without.texts("e2:Prescription") == without.texts("e2:Effectuation") == []
    assert client.card(NANCY, effectuations="false").texts("e2:Effectuation") == []


def test_the_card_of_a_citizen_without_one_has_version_0(client: Client, sandbox: Services) -> None:
    answer = client.card(NOBODY)
    assert (answer.got.status, answer.texts("e2:MedicineCard/e2:Version")) == (200, ["0"])
    assert answer.texts("b:PersonIdentifier") == [NOBODY]
    assert Client(sandbox).sign_in().card("2011269990").texts("b:Surname") == ["Lind"]
    replacement = client.card("0307714TX2", source="X-eCPR")
    assert replacement.root.find(".//b:PersonIdentifier", NS).get("source") == "X-eCPR"


def test_an_older_version_is_had_by_number_and_by_time(client: Client) -> None:
    assert drugs(client.card(NANCY, versions=("1001",))) == ["41002"]
    assert drugs(client.card(NANCY, versions=("1002",))) == ["41001", "41002", "41003"]
    assert client.card(NANCY, moments=("2026-10-01T00:00:00Z",)).texts("e2:Version")[0] == "1001"
    both = client.card(NANCY, moments=("2026-01-01T00:00:00Z", "2026-11-20T00:00:00+01:00"))
    assert both.texts("e2:MedicineCard/e2:Version") == ["0", "1002"]
    assert client.card(NANCY, versions=("7",)).code == "processing_problem"


@pytest.mark.rule("H21")
@pytest.mark.parametrize("consent", [GIVEN, OVERRIDDEN])
def test_h21_a_private_drug_comes_with_consent_alone(client: Client, national: Services, consent: str) -> None:
    assert CANARY not in client.card(NANCY).got.body.decode()
    assert CANARY not in client.card(NANCY, consent="MedicineReviewConsent").got.body.decode()
    shown = client.card(NANCY, consent=consent)
    assert drugs(shown) == ["41001", "41002", "41003", "41009"]
    assert shown.texts("e2:PrivateDrugMedication") == []
    assert shown.root.find(".//e2:IsPrivateDrugMedication", NS) is not None
    assert CANARY not in client.card(NANCY).got.body.decode()
    rows = national.order("requests", method="GET").json["requests"]
    word = {GIVEN: "given", OVERRIDDEN: "overridden"}[consent]
    assert [each["consent"] for each in rows if each["base"] == "fmk"] == ["", "", word, ""]
    assert NANCY not in str(rows)


def test_consent_holds_within_its_dates(client: Client) -> None:
    over = CONSENT.replace("<ConsentType>", "<ToDate>2026-11-22</ToDate><ConsentType>").format(kind=GIVEN)
    headers = medcom() + WHITELIST.format(name="WhitelistingHeader") + over
    body = f'<e:GetDrugMedicationRequest xmlns:e="{BASE}">{ASKED}{includes()}</e:GetDrugMedicationRequest>'
    assert CANARY not in client.fmk(f"{E2}#GetDrugMedication", body, headers).got.body.decode()
    held = headers.replace("2026-11-22", "2026-11-23")
    assert CANARY in client.fmk(f"{E2}#GetDrugMedication", body, held).got.body.decode()


def test_drug_medications_are_had_by_number_version_and_time(client: Client) -> None:
    action = f"{E2}#GetDrugMedication"
    assert numbers(ask(client, action, includes())) == ["41009", "41001", "41002", "41003", "41008"]
    two = "<e:Identifier>41001</e:Identifier><e:Identifier>41009</e:Identifier>"
    assert numbers(ask(client, action, two + includes())) == ["41009", "41001"]
    old = (
        "<e:IdentifierAndVersion><e:Identifier>41002</e:Identifier><e:Version>2000</e:Version></e:IdentifierAndVersion>"
    )
    answer = ask(client, action, old + includes("false", "false"))
    assert (answer.texts("e2:DrugMedication/e2:Version"), answer.texts("e2:Withdrawn")) == (["2000"], [])
    then = (
        "<e:IdentifierAndDateTime><e:Identifier>41002</e:Identifier><e:DateTime>2026-10-01T00:00:00Z</e:DateTime>"
        "</e:IdentifierAndDateTime>"
    )
    assert ask(client, action, then + includes()).texts("e2:DrugMedication/e2:Version") == ["2000"]
    assert ask(client, action, old.replace("2000", "9") + includes()).code == "processing_problem"


def test_the_history_of_a_private_drug_needs_consent(client: Client) -> None:
    action = f"{E2}#GetDrugMedicationHistory"
    assert ask(client, action, "<e:Identifier>41001</e:Identifier>").texts("e2:Period/e2:Version") == ["2001"]
    assert ask(client, action, "<e:Identifier>41009</e:Identifier>").code == "not_authorized"
    shown = ask(client, action, "<e:Identifier>41009</e:Identifier>", consent=GIVEN)
    assert shown.texts("e2:Period/e2:Version") == ["2009"]
    assert ask(client, action, "<e:Identifier>7</e:Identifier>").code == "processing_problem"


def test_prescriptions_are_had_all_open_or_by_number(client: Client) -> None:
    action, path = f"{E6}#GetPrescription", "e6:GetPrescriptionResponse/e6:Prescription/e6:Identifier"
    effectuations = "<e:IncludeEffectuations>true</e:IncludeEffectuations>"
    everything = ask(client, action, f"<e:IncludeAllPrescriptions/>{effectuations}")
    assert everything.texts(path) == ["51001", "51009", "51004"]
    assert everything.texts("e6:PrivatePrescription/b:Identifier") == ["51010"]
    assert everything.texts("e6:Order/e2:Effectuation/e2:Identifier") == ["71001"]
    assert ask(client, action, f"<e:IncludeOpenPrescriptions/>{effectuations}").texts(path) == ["51001", "51009"]
    one = "<e:Identifier>51004</e:Identifier><e:IncludeEffectuations>false</e:IncludeEffectuations>"
    assert ask(client, action, one).texts(path) == ["51004"]
    shown = ask(client, action, f"<e:IncludeAllPrescriptions/>{effectuations}", consent=OVERRIDDEN)
    assert (shown.texts(path)[-1], shown.texts("e6:PrivatePrescription")) == ("51010", [])


def test_dispensings_are_had_by_kind_and_time(client: Client) -> None:
    action = f"{E2}#SearchEffectuations"
    on_drugs = "e2:SearchEffectuationsResponse/e2:DrugMedication/e2:Effectuation/e2:Identifier"
    orders = "e2:Order/e2:Identifier"
    everything = ask(client, action, "")
    assert (everything.texts(on_drugs), everything.texts(orders)) == (["61001"], ["71001", "71003"])
    assert everything.root.find(".//e2:MoreAvailable", NS) is None
    only = ask(
        client, action, "<e:IncludeEffectuationsOnDrugMedications>true</e:IncludeEffectuationsOnDrugMedications>"
    )
    assert (only.texts(on_drugs), only.texts(orders)) == (["61001"], [])
    name = "IncludeEffectuationsNotOnDrugMedications"
    assert ask(client, action, f"<e:{name}>true</e:{name}>").texts(orders) == ["71003"]
    late = ask(client, action, "<e:FromDateTime>2026-11-11T00:00:00Z</e:FromDateTime>")
    assert (late.texts(on_drugs), late.texts(orders)) == ([], ["71001"])
    early = ask(client, action, "<e:ToDateTime>2026-11-10T08:00:00Z</e:ToDateTime>")
    assert (early.texts(on_drugs), early.texts(orders)) == (["61001"], ["71003"])
    assert ask(client, action, "", consent=GIVEN).texts(on_drugs) == ["61001", "61009"]


def test_dose_dispensing_and_the_versions_of_the_card(client: Client) -> None:
    summary = ask(client, f"{E6}#GetDoseDispensingSummary", "", E6)
    assert summary.root.find(".//e6:DoseDispensingOnHold", NS) is not None
    versions = ask(client, f"{BASE}#GetMedicineCardVersions", "")
    assert versions.texts("b:MedicineCardVersionInfo/b:MedicineCardVersion") == ["1001", "1002"]
    assert ask(client, f"{BASE}#GetMedicineCardVersion", "").texts("b:MedicineCardVersion") == ["1002"]


def test_a_refusal_of_all_use_is_a_fault_at_fmk_and_ddv(client: Client) -> None:
    for answer in (client.card("0512709991"), client.ddv("0512709991")):
        assert (answer.got.status, answer.code) == (500, "not_authorized")
        assert "Negativt samtykke" in answer.root.findtext(".//faultstring")


def test_vaccinations_come_with_the_whitelist_header_as_ddv_spells_it(client: Client) -> None:
    assert client.ddv(NANCY).texts("d:VaccinationIdentifier") == ["91001"]
    assert len(client.ddv(NOBODY).content) == 0
    fmks = medcom() + WHITELIST.format(name="WhitelistingHeader")
    assert client.ddv(NANCY, fmks).code == "missing_required_header"
