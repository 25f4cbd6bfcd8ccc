"""Search, paging, includes and versions over real loopback HTTP."""

from urllib.parse import urlsplit

import pytest

from sandbox.process import CPR, Services

NANCY, AAGE, NIELS, BABY = "2512489996", "0309363991", "0512709991", "2011269990"


def test_the_three_bases_introduce_themselves(sandbox: Services) -> None:
    assert [(each["name"], each["label"]) for each in sandbox.told["bases"]] == [
        ("ehr", "EPJ Eksempel"),
        ("municipality", "Kommune"),
        ("laboratory", "Laboratoriet"),
    ]
    assert all(urlsplit(each["url"]).hostname == "127.0.0.1" for each in sandbox.told["bases"])
    assert sandbox.told["today"] == "2026-11-23"


def test_a_citizen_is_found_by_number_at_each_base_under_an_id_of_its_own(sandbox: Services) -> None:
    ids = [sandbox.patient(base, NANCY) for base in ("ehr", "municipality", "laboratory")]
    assert len(set(ids)) == 3
    assert all(NANCY not in each for each in ids)
    assert sandbox.get("ehr/Patient", identifier=f"{CPR}|{NANCY}").entries[0]["id"] == ids[0]


def test_a_replacement_number_is_found_under_its_own_system(sandbox: Services) -> None:
    system = "urn:oid:1.2.208.176.1.6.1.3.177"
    assert sandbox.patient("ehr", "0307714TX2", system)
    assert sandbox.post("ehr/Patient", identifier=f"{CPR}|0307714TX2").entries == []


@pytest.mark.parametrize(("base", "number"), [("laboratory", BABY), ("municipality", "1106929990")])
def test_a_citizen_whom_a_base_does_not_know_is_an_empty_answer(sandbox: Services, base: str, number: str) -> None:
    got = sandbox.post(f"{base}/Patient", identifier=f"{CPR}|{number}")
    assert (got.status, got.entries) == (200, [])


def test_post_search_gives_what_get_gives(sandbox: Services) -> None:
    patient = sandbox.patient("ehr", NANCY)
    asked = {"patient": patient, "_count": "100"}
    got, posted = sandbox.get("ehr/MedicationStatement", **asked), sandbox.post("ehr/MedicationStatement", **asked)
    assert [each["id"] for each in got.entries] == [each["id"] for each in posted.entries]
    assert len(got.entries) == 14


def test_a_reference_with_or_without_type_names_the_same_citizen(sandbox: Services) -> None:
    patient = sandbox.patient("ehr", NANCY)
    counts = [len(sandbox.get("ehr/Condition", **{name: value}).entries) for name, value in forms(patient)]
    assert counts == [5, 5, 5]
    assert sandbox.get("ehr/Condition", patient=f"Group/{patient}").entries == []


def forms(patient: str) -> list[tuple[str, str]]:
    return [("patient", patient), ("patient", f"Patient/{patient}"), ("subject", patient)]


def pages_of(sandbox: Services, url: str, **query: str) -> list[list[str]]:
    """Follow next to the end; ids by page."""
    got, pages = sandbox.get(url, **query), []
    while True:
        pages.append([each["id"] for each in got.entries])
        following = [each["url"] for each in got.json["link"] if each["relation"] == "next"]
        if not following:
            return pages
        got = sandbox.get(following[0])


def test_seven_hundred_results_come_in_pages_each_once(sandbox: Services) -> None:
    patient = sandbox.patient("laboratory", AAGE)
    pages = pages_of(sandbox, "laboratory/Observation", patient=patient, _count="100")
    ids = [each for page in pages for each in page]
    assert [len(page) for page in pages] == [100] * 7
    assert len(set(ids)) == 700


def test_a_page_is_never_larger_than_a_hundred(sandbox: Services) -> None:
    patient = sandbox.patient("laboratory", AAGE)
    assert len(sandbox.get("laboratory/Observation", patient=patient, _count="5000").entries) == 100
    assert len(sandbox.get("laboratory/Observation", patient=patient).entries) == 50
    assert sandbox.get("laboratory/Observation", patient=patient, _count="mange").status == 400


def test_a_result_filed_between_two_pages_does_not_move_the_second(sandbox: Services) -> None:
    patient = sandbox.patient("laboratory", AAGE)
    first = sandbox.get("laboratory/Observation", patient=patient, _count="100", _sort="-date")
    following = next(each["url"] for each in first.json["link"] if each["relation"] == "next")
    new = {"resourceType": "Observation", "id": "between", "status": "final"}
    new |= {"subject": {"reference": f"Patient/{patient}"}, "effectiveDateTime": "2026-11-23"}
    sandbox.order("resource", {"base": "laboratory", "resource": new})
    ids = {each["id"] for each in first.entries + sandbox.get(following).entries}
    sandbox.order("resource", {"base": "laboratory", "type": "Observation", "id": "between"}, "DELETE")
    assert len(ids) == 200
    assert "between" not in ids


def test_a_forgotten_cursor_is_gone(sandbox: Services) -> None:
    assert sandbox.get("laboratory/Observation", _cursor="never-was").status == 410


def test_total_is_told_by_two_bases_and_left_out_by_one(sandbox: Services) -> None:
    totals = {}
    for base in ("ehr", "municipality", "laboratory"):
        patient = sandbox.patient(base, NANCY)
        totals[base] = sandbox.get(f"{base}/Observation", patient=patient).json.get("total")
    assert totals == {"ehr": 5, "municipality": None, "laboratory": 111}


@pytest.mark.parametrize(("base", "number"), [("ehr", NANCY), ("municipality", NANCY), ("laboratory", NIELS)])
def test_how_many_there_are_is_told_without_the_items(sandbox: Services, base: str, number: str) -> None:
    patient = sandbox.patient(base, number)
    there = sandbox.get(f"{base}/Observation", patient=patient, _count="100").entries
    assert 0 < len(there) < 100
    newest = max(each["meta"]["lastUpdated"] for each in there)
    asked = {"patient": patient, "_summary": "count"}
    for limit, total in ((f"gt{newest}", 0), (f"le{newest}", len(there))):
        got = sandbox.get(f"{base}/Observation", **asked, _lastUpdated=limit)
        assert (got.status, got.entries, got.json["total"]) == (200, [], total)


def test_newest_first_when_asked_for(sandbox: Services) -> None:
    patient = sandbox.patient("laboratory", NANCY)
    asked = {"patient": patient, "_sort": "-date", "_count": "100"}
    days = [each["effectiveDateTime"] for each in sandbox.get("laboratory/Observation", **asked).entries]
    assert days == sorted(days, reverse=True)
    assert days[0].startswith("2026-11-20")


def test_include_brings_what_the_matches_refer_to_and_marks_it(sandbox: Services) -> None:
    patient = sandbox.patient("ehr", NANCY)
    got = sandbox.get("ehr/MedicationStatement", patient=patient, _include="MedicationStatement:medication")
    included = [each["resource"] for each in got.json["entry"] if each["search"]["mode"] == "include"]
    assert {each["resourceType"] for each in included} == {"Medication"}
    # Three of the fourteen carry their product within themselves.
    assert len(included) == 11


def test_the_municipality_refers_absolutely_and_includes_all_the_same(sandbox: Services) -> None:
    patient = sandbox.patient("municipality", NANCY)
    got = sandbox.get("municipality/CarePlan", patient=patient, _include="CarePlan:goal")
    assert all(each["goal"][0]["reference"].startswith("http://127.0.0.1:") for each in got.entries)
    goals = [each for each in got.json["entry"] if each["search"]["mode"] == "include"]
    assert len(goals) == len(got.entries) == 4


def test_numbers_come_as_the_laboratory_wrote_them(sandbox: Services) -> None:
    patient = sandbox.patient("laboratory", "1809639990")
    body = sandbox.get("laboratory/Observation", patient=patient, _count="100").body
    for text in (b'"value":5.00,', b'"value":1e-3,', b'"value":0.1234567890123456789,', b'"value":0.50,'):
        assert text in body
    assert (
        sandbox.get("laboratory/Observation", {"Accept-Encoding": "gzip"}, patient=patient).headers["content-encoding"]
        == "gzip"
    )


def test_a_search_that_names_nobody_is_refused(sandbox: Services) -> None:
    assert sandbox.get("ehr/MedicationStatement").status == 400
    assert sandbox.get("ehr/Patient").status == 400


def test_an_unknown_parameter_is_ignored_or_refused_when_handling_is_strict(sandbox: Services) -> None:
    patient = sandbox.patient("ehr", NANCY)
    asked = {"patient": patient, "farve": "blå"}
    assert sandbox.get("ehr/Condition", **asked).status == 200
    assert sandbox.get("ehr/Condition", {"Prefer": "handling=strict"}, **asked).status == 400


def test_what_a_base_does_not_serve_is_not_in_its_statement(sandbox: Services) -> None:
    served = {}
    for base in ("ehr", "municipality", "laboratory"):
        rest = sandbox.get(f"{base}/metadata").json["rest"][0]
        served[base] = {each["type"] for each in rest["resource"]}
    assert "MedicationStatement" in served["ehr"]
    assert "MedicationStatement" not in served["municipality"] | served["laboratory"]
    assert sandbox.get("laboratory/CarePlan", patient="x").status == 404


@pytest.mark.rule("H7")
def test_h7_blocked_data_are_refused_with_the_consent_code_but_who_it_is_stays_known(sandbox: Services) -> None:
    patient = sandbox.patient("ehr", NIELS)
    for kind in ("MedicationStatement", "AllergyIntolerance", "Condition"):
        got = sandbox.get(f"ehr/{kind}", patient=patient)
        assert (got.status, got.json["issue"][0]["code"]) == (403, "suppressed")
    laboratory = sandbox.patient("laboratory", NIELS)
    assert len(sandbox.get("laboratory/Observation", patient=laboratory).entries) == 2
