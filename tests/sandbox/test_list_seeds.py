"""The ward with its beds, a doctor's day and a nurse's route, as the embedded services answer about them."""

from typing import Any

from sandbox.process import Services


def found(sandbox: Services, question: str) -> dict[str, list[dict[str, Any]]]:
    """Ask for all pages, and give the resources by their mode."""
    made: dict[str, list[dict[str, Any]]] = {"match": [], "include": []}
    answer = sandbox.get(question).json
    for each in answer.get("entry", []):
        made[each["search"]["mode"]].append(each["resource"])
    assert not any(link["relation"] == "next" for link in answer["link"])
    return made


def test_a_doctors_day_has_its_patients_with_it_and_no_other_day(sandbox: Services) -> None:
    day = "date=ge2026-11-23T00:00:00%2B01:00&date=lt2026-11-24T00:00:00%2B01:00"
    made = found(
        sandbox, f"ehr/Appointment?actor=Practitioner/dr-1001-001&{day}&_include=Appointment:patient&_count=100"
    )
    assert len(made["match"]) == 14
    assert {one["resourceType"] for one in made["include"]} == {"Patient"}
    assert len(made["include"]) == 14
    assert found(sandbox, "ehr/Appointment?actor=Practitioner/sp-m2")["match"] == []


def test_twelve_citizens_lie_in_thirteen_beds_and_two_have_similar_names(sandbox: Services) -> None:
    rooms = found(sandbox, "ehr/Location?partof=Location/m2")["match"]
    at = ",".join(f"Location/{one['id']}" for one in rooms)
    beds = found(sandbox, f"ehr/Location?partof={at}")["match"]
    assert len(beds) == 13
    places = ",".join(["Location/m2", *(f"Location/{one['id']}" for one in beds)])
    made = found(sandbox, f"ehr/Encounter?location={places}&status=in-progress&_include=Encounter:subject&_count=100")
    assert len(made["match"]) == 12
    names = sorted((one["name"][0]["family"], one["name"][0]["given"][0]) for one in made["include"])
    assert ("Jensen", "Karen") in names
    assert ("Jensen", "Karin") in names
    assert len(names) == 12
    told = {site["location"]["reference"] for one in made["match"] for site in one["location"]}
    assert {f"Location/{one['id']}" for one in beds} - told == {"Location/m2-3-2"}


def test_a_route_names_its_visits_in_their_order(sandbox: Services) -> None:
    made = found(sandbox, "municipality/List?_id=rute-nord&_include=List:item")
    (route,) = made["match"]
    order = [one["item"]["reference"].rpartition("/")[2] for one in route["entry"]]
    starts = {one["id"]: one["period"]["start"] for one in made["include"]}
    assert [starts[name] for name in order] == sorted(starts.values())
    assert len(order) == 5
