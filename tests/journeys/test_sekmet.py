"""Interoperation with SEKMET, a FHIR R4 server that nobody here wrote, loaded with the Synthea samples."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchwork.sekmet import sekmet

from journeys.test_command_line import Call, call, configure  # noqa: F401 - the fixture

SYSTEM = "https://github.com/synthetichealth/synthea"
TOPIC_OF = {
    "MedicationRequest": "medication",
    "MedicationStatement": "medication",
    "CarePlan": "care_plans",
    "AllergyIntolerance": "allergies",
    "Condition": "conditions",
    "Procedure": "procedures",
    "Immunization": "vaccinations",
    "Encounter": "contacts",
    "DiagnosticReport": "documents",
}
MEASURED = ("lab_results", "vital_signs", "other_observations")


@pytest.fixture(scope="module")
def base(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    bundles = sorted((samples / "fhir" / "synthea").glob("*.json"))
    assert len(bundles) >= 3
    with sekmet(tmp_path_factory.mktemp("sekmet"), bundles) as address:
        yield address


def held(path: Path) -> Counter[str]:
    """Count what a bundle holds, by topic."""
    found: Counter[str] = Counter()
    for entry in json.loads(path.read_bytes())["entry"]:
        kind = entry["resource"]["resourceType"]
        if kind == "Observation":
            found["measured"] += 1
        elif kind in TOPIC_OF:
            found[TOPIC_OF[kind]] += 1
    return found


@pytest.mark.samples
@pytest.mark.parametrize("place", range(3))
def test_every_medication_result_and_plan_is_found(
    call: Call,  # noqa: F811 - the fixture
    base: str,
    samples: Path,
    tmp_path: Path,
    place: int,
) -> None:
    path = sorted((samples / "fhir" / "synthea").glob("*.json"))[place]
    configure(tmp_path, [("sekmet", "SEKMET", base)])
    number = f"{SYSTEM}|{path.stem.rsplit('_', 1)[1]}"
    ended = call("overview", "--format", "json", typed=f"{number}\n")
    told: dict[str, Any] = json.loads(ended.stdout)
    assert ended.returncode == 0, ended.stderr
    sections = {section["topic"]: section for section in told["sections"]}
    found: Counter[str] = Counter({topic: len(section["entries"]) for topic, section in sections.items()})
    found["measured"] = sum(found.pop(topic) for topic in MEASURED)
    wanted = held(path)
    assert {topic: found[topic] for topic in wanted} == wanted
    for section in told["sections"]:
        assert section["state"] in ("complete", "partial"), section["topic"]
        assert section["unreadable"] == section["refused"] == 0
        # Synthea's plans name goals that SEKMET does not serve; nothing else may be missing.
        assert section["state"] == "complete" or section["topic"] == "care_plans", section["reasons"]
