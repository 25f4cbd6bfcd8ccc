"""The hand-made summaries of what a careful clinician must see, field by field (shared/samples/expected/cda-*.json)."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from overblik.domain.clinical import Appointment, CarePlan, Document, ToldTime
from overblik.domain.dates import DANISH, ClinicalDate
from overblik.domain.lab_result import LabResult, ResultState
from overblik.domain.section import Topic
from overblik.domain.stamkort import REGISTRATIONS, StamkortFact
from overblik.sources.dds.mapping.dispatch import read
from overblik.sources.dds.mapping.reading import Read
from overblik.wire.cda_time import time_of

pytestmark = pytest.mark.samples


def opened(samples: Path, name: str) -> tuple[dict[str, Any], Read, bytes]:
    told = json.loads((samples / "expected" / f"{name}.json").read_text())
    content = (samples / told["file"]).read_bytes()
    found = read(content)
    patient = told["patient"]
    assert found.person is not None
    assert found.person.value == patient["cpr"]
    assert found.master is not None
    assert found.master.full_name == patient["name"]
    if "address" in patient:
        assert ", ".join(found.master.address) == patient["address"].removesuffix(", DK")
    if "title" in told:
        assert found.title == told["title"].replace(patient["cpr"], "••••••-••••")
    assert not any(patient["cpr"] in text for text in titles(found))
    return told, found, content


def titles(found: Read) -> list[str]:
    """Give every title that a list may show."""
    facts = [row.fact for rows in found.rows.values() for row in rows]
    own = [fact.title for fact in facts if isinstance(fact, Appointment | CarePlan | Document)]
    sections = [part.title for fact in facts if isinstance(fact, Document) for part in fact.sections]
    return [found.title, *own, *sections]


def facts(found: Read, topic: Topic) -> list[Any]:
    return [row.fact for row in found.rows.get(topic, [])]


def clock(date: ClinicalDate | None) -> str:
    assert date is not None
    moment = date.moment()
    assert moment is not None
    return moment.astimezone(DANISH).strftime("%Y-%m-%d %H:%M")


def the_document(found: Read) -> Document:
    (only,) = facts(found, Topic.DOCUMENTS)
    assert isinstance(only, Document)
    return only


@pytest.mark.rule("S4", "H15")
def test_s4_code_and_text_disagree_about_the_time(samples: Path) -> None:
    told, found, content = opened(samples, "cda-apd-example-1")
    (one,) = facts(found, Topic.APPOINTMENTS)
    sent = told["appointment"]
    assert (one.wire_start, one.wire_end, one.wire_status) == (sent["low"], sent["high"], sent["status"])
    assert (clock(one.start), clock(one.end)) == (sent["lowDanishTime"], sent["highDanishTime"])
    assert one.told == ToldTime("2017-05-31", "11:00", "11:20")
    assert one.has_odd_zone
    assert one.reason == sent["reason"]["text"]
    assert one.place == sent["place"]
    assert one.performer == sent["performer"]
    assert "Valdemarsgade" not in one.place
    assert sent["narrative"] in the_document(found).text
    assert sent["low"].encode() in slice_of(found, content)
    assert sent["type"].encode() in slice_of(found, content)
    assert b"pd-v" not in content  # no version marker: template and code decide
    assert told["versionMarker"] is None


def slice_of(found: Read, content: bytes) -> bytes:
    row = found.rows[Topic.APPOINTMENTS][0]
    return content[row.start : row.start + row.length]


@pytest.mark.rule("S4")
def test_s4_the_counter_example_agrees_and_bears_no_mark(samples: Path) -> None:
    told, found, content = opened(samples, "cda-apd-maximum")
    (one,) = facts(found, Topic.APPOINTMENTS)
    sent = told["appointment"]
    assert (one.wire_start, one.wire_end) == (sent["low"], sent["high"])
    assert (clock(one.start), clock(one.end)) == ("2022-10-01 10:00", "2022-10-01 10:30")
    assert (one.told, one.has_odd_zone) == (None, False)
    assert one.reason == sent["reason"]["text"]
    assert (one.is_guiding, one.is_repeated) == (True, True)
    assert one.requester.startswith(told["authors"][1])
    assert the_document(found).author.startswith(told["authors"][0])
    assert told["versionMarker"].encode() in content
    assert told["custodian"].encode() in content
    assert sent["type"].encode() in slice_of(found, content)
    words = the_document(found).text
    for part in ("2022-10-01", "10:00 - 10:30", "Curettage af sår", "Ortopædkirurg"):
        assert part in words
    master = found.master
    assert master is not None
    assert content.count(b"<telecom", 0, content.index(b"<patient ")) == told["patient"]["telecoms"]
    assert master.phones == ("65119987", "35986256", "58056985", "17959864", "53705432")


@pytest.mark.rule("H15")
def test_the_diabetes_plan(samples: Path) -> None:
    told, found, _ = opened(samples, "cda-cpd-diabetes")
    (plan,) = facts(found, Topic.CARE_PLANS)
    assert isinstance(plan, CarePlan)
    assert plan.title == told["title"]
    assert plan.author.startswith(told["author"])
    assert found.date == time_of(told["documentTime"])
    headings = [part.title for part in the_document(found).sections]
    assert [title for title in dict.fromkeys(headings) if title in told["topSections"]] == told["topSections"]
    (sent,) = told["healthConcerns"]
    (concern,) = plan.concerns
    assert (concern.code, concern.text) == (sent["code"], sent["text"])
    assert concern.since is not None
    assert str(concern.since.day()) == sent["since"]
    (goal,) = plan.goals
    assert goal.text.split("\n") == told["goalsNarrative"]
    assert goal.is_valid
    assert [step.text for step in plan.activities] == told["interventionsNarrative"]
    assert [step.is_done for step in plan.activities] == [False] * told["plannedEncounters"]
    for series in told["series"]:
        mine = [one for one in plan.outcomes if one.code == series["code"]]
        assert [[str(day_of(one)), value_of(one)] for one in mine] == [
            [day, Decimal(str(value))] for day, value in series["values"]
        ]
        assert {one.unit for one in mine} == {series["unit"]}
    assert len(plan.outcomes) == sum(len(series["values"]) for series in told["series"])
    assert [(one.value, one.told) for one in plan.outcomes if one.told] == [("7.7", "5.2 mmol/L")]
    assert plan.outcomes[-1].told == "5.2 mmol/L"
    texts = [part.title for part in plan.texts]
    assert "Mine mål" in texts
    assert "Forløbsplan diagnose kode" in texts  # its title is a nullFlavor
    assert "" not in texts


def day_of(one: LabResult) -> Any:
    assert one.taken_at is not None
    return one.taken_at.day()


def value_of(one: LabResult) -> Decimal | None:
    assert one.quantity is not None
    return one.quantity.value


@pytest.mark.rule("S7", "H19")
def test_s7_the_stamkort_of_six_facts(samples: Path) -> None:
    told, found, content = opened(samples, "cda-pdc-stamkort-no-preferred-hp")
    cards = facts(found, Topic.MASTER_DATA)
    assert len(cards) == told["numberOfObservations"] == 6
    assert Topic.MASTER_DATA not in found.lost
    by_code = {card.code: card for card in cards}
    assert set(by_code) == set(told["facts"])
    for code, value in told["facts"].items():
        card = by_code[code]
        assert isinstance(card, StamkortFact)
        assert (card.is_stated, card.is_from_head, card.document_at) == (True, False, time_of(told["documentTime"]))
        assert card.entered_at is None  # author time NI: the only date is the document's
        if card.kind in REGISTRATIONS:
            assert card.registered is value
        else:
            assert card.registered is None
            assert ", ".join(part for part in (card.name, *card.address, card.value) if part) == value
    assert {card.entered_by.value for card in cards} == {"register"}
    assert {card.author for card in cards} >= {"CPR", told["custodian"]}
    assert "GeneralPractitioner" not in {card.kind.value for card in cards}
    assert found.master is not None
    assert found.master.birth_date is not None
    assert found.master.birth_date.text == "2000-10-04"
    assert found.master.contacts == ()
    assert told["versionMarker"].encode() in content


@pytest.mark.rule("S2", "H9", "H17")
def test_s2_the_annulled_blood_pressure(samples: Path) -> None:
    told, found, _ = opened(samples, "cda-phmr-typing-error")
    results = facts(found, Topic.HOME_MONITORING)
    assert len(results) == len(told["measurements"])
    for one, sent in zip(results, told["measurements"], strict=True):
        assert (one.code, one.value, one.unit) == (sent["code"], str(sent["value"]), sent["unit"])
        assert one.system == "urn:oid:1.2.208.176.2.1"
        assert one.wire_status == sent["status"]
        assert one.taken_at == time_of(sent["time"])
        assert len(one.entered) == len(sent["methods"])
        assert one.method == ", ".join(one.entered)
        assert (one.flag, one.reference, one.not_assessed) == (None, None, True)
        assert one.state.is_valid is (sent["status"] == "completed")
    systolic, diastolic, weight = results
    sent = told["measurements"][0]
    (comment,) = systolic.comments
    assert (comment.text, comment.author, comment.about) == (sent["comment"], sent["commentAuthor"], "")
    assert comment.at == time_of(sent["commentTime"])
    (shared,) = diastolic.comments
    assert (shared.text, shared.about) == (sent["comment"], systolic.name)
    assert weight.comments == ()
    assert {one.state for one in (systolic, diastolic)} == {ResultState.NULLIFIED}
    assert [row.organisation for row in found.rows[Topic.HOME_MONITORING]] == [told["author"]] * 3
    assert found.date == time_of(told["documentTime"])
    assert len({row.key for row in found.rows[Topic.HOME_MONITORING]}) == 3
    assert "Weight" in the_document(found).text  # the devices stand in the text


@pytest.mark.rule("S3", "H12", "H16")
def test_s3_the_saturation_without_a_unit(samples: Path) -> None:
    told, found, _ = opened(samples, "cda-phmr-kol-saturation")
    results = facts(found, Topic.HOME_MONITORING)
    assert len(results) == len(told["measurements"])
    for one, sent in zip(results, told["measurements"], strict=True):
        assert (one.code, one.name, one.value, one.unit) == tuple(
            sent[key] for key in ("code", "display", "value", "unit")
        )
        assert one.quantity is not None
        assert (one.quantity.unit, one.quantity.wire_text) == ("NA", sent["value"])
        assert (one.wire_status, one.state) == (sent["status"], ResultState.FINAL)
        assert one.taken_at == time_of(sent["time"])
        assert len(one.entered) == len(sent["methods"])
        assert (one.flag, one.flag_text, one.reference, one.not_assessed) == (None, "", None, True)
    assert "No Results section" in the_document(found).text


def test_every_expected_document_is_tried(samples: Path) -> None:
    tried = {"apd-example-1", "apd-maximum", "cpd-diabetes", "pdc-stamkort-no-preferred-hp"}
    tried |= {"phmr-typing-error", "phmr-kol-saturation"}
    assert {file.stem.removeprefix("cda-") for file in (samples / "expected").glob("cda-*.json")} == tried
