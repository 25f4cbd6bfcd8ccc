"""Every document that came is shown, unreadable or refused, and is counted as that at each opening (H1, H8)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from overblik.domain.patient import cpr
from overblik.domain.section import Cause, Standing
from overblik.sources.dds.kinds import APPOINTMENTS, DOCUMENTS, HOME_MONITORING, Kind
from sources.dds.small import ME, OTHER, VALUE, lab_result, report, target
from sources.dds.xds_answers import Doc, appointment, brought, multipart, plain, response
from sources.dds.xds_patient import Patient, causes, days, three
from sources.dds.xds_world import World

THEIRS = target(f'<id root="1.2.208.176.1.2" extension="{OTHER}"/>')
NOBODY = target('<id root="1.2.208.176.1.2" extension="85124850001"/>')


WRONG = [
    ("metadata", {"patient": OTHER, "source_patient": OTHER}, 0),
    ("one of two metadata", {"source_patient": OTHER}, 0),
    ("document", {"content": appointment(head=THEIRS)}, 1),
    ("nobody", {"content": appointment(head=NOBODY)}, 1),
    ("both", {"patient": OTHER, "source_patient": OTHER, "content": appointment(head=THEIRS)}, 0),
    ("masked metadata", {"patient": "ABCDEFGHIJ", "source_patient": "", "content": appointment(head=THEIRS)}, 1),
]


@pytest.mark.rule("H1", "S1")
@pytest.mark.parametrize(("name", "more", "fetched"), WRONG, ids=[one[0] for one in WRONG])
def test_h1_anothers_document_is_quarantined_and_counted_also_when_nothing_changed(
    name: str, more: dict[str, Any], fetched: int
) -> None:
    patient = Patient(World([Doc("1.2.1", appointment("Min", "20260501")), replace(Doc("1.2.2"), **more)]))
    for at in range(3):
        section = patient.open()
        assert (section.standing, section.refused, days(section)) == (Standing.PARTIAL, 1, ["20260501"]), name
        assert (Cause.WRONG_PATIENT, 1) in causes(section)
        assert ((Cause.UNRECOGNISED_PERSON, 1) in causes(section)) is (name == "nobody")
        assert patient.world.fetched.count("1.2.2") == (fetched if at == 0 else 0)
    assert all(message.uri.endswith("1.2.1") for message in patient.came.raw)
    patient.world.docs[1] = Doc("1.2.2", appointment("Min igen", "20260502"))
    assert days(patient.open()) == ["20260501", "20260502"]
    assert patient.open().standing is Standing.COMPLETE


@pytest.mark.rule("H1")
def test_h1_a_document_that_was_mine_and_is_anothers_now_leaves_the_screen() -> None:
    patient = Patient(three())
    patient.open()
    patient.world.change("1.2.1", patient=OTHER, source_patient=OTHER)
    section = patient.open()
    assert (days(section), section.refused) == (["20260420", "20260422"], 1)


@pytest.mark.rule("H1", "S1")
@pytest.mark.samples
@pytest.mark.parametrize("patient", [ME, OTHER])
def test_s1_the_four_reports_of_the_namesake_show_nothing_and_the_three_saturations_stay(
    samples: Path, patient: str
) -> None:
    folder = samples / "cda" / "phmr"
    wrong = (
        "_with_additional_addr.xml",
        "_with_additional_addr.xml",
        ".invalid.model.xml",
        ".invalid.replacement.ssn.xml",
    )
    told = [("1.2.0", (folder / "kih-PHMR_KOL_Example_1_MaTIS.xml").read_bytes(), ME)]
    told += [
        (f"1.2.{at}", (folder / f"Ex1-Weight_measurement{name}").read_bytes(), patient if at == 1 else ME)
        for at, name in enumerate(wrong, 1)
    ]
    docs = [Doc(name, content, "53576-5", patient=who, source_patient=who) for name, content, who in told]
    mine = Patient(World(docs), HOME_MONITORING)
    for _ in range(2):
        section = mine.open()
        assert (len(section.entries), section.refused) == (3, 4)
        assert {one.patient_id for one in section.entries} == {cpr(ME)}
        for value in ("77.5", "77.0", "77.2", "77,5"):
            assert value not in repr(section)


@pytest.mark.parametrize(
    "more",
    [{"hash": "0" * 40}, {"hash": "", "size": "7"}, {"hash": "nonsense", "size": "7"}, {"hash": "a;b?", "size": "7"}],
)
def test_bytes_that_are_not_those_described_are_shown_and_said_also_when_nothing_changed(more: dict[str, Any]) -> None:
    patient = Patient(World([Doc("1.2.1"), Doc("1.2.2", **more)]))
    for _ in range(3):
        section = patient.open()
        assert (len(section.entries), causes(section)) == (2, [(Cause.DIFFERENT_DOCUMENTS, 1)])
    assert patient.world.fetched == []
    patient.world.docs.pop()
    assert len(patient.open().entries) == 1


@pytest.mark.rule("H8")
def test_h8_objects_that_name_no_document_are_counted_each_time_and_no_longer_than_they_are_there() -> None:
    patient = Patient(World([Doc("1.2.1")], strange=2))
    assert patient.open().items_in == 3
    assert causes(patient.open()) == [(Cause.UNREADABLE_ITEMS, 2)]
    patient.world.strange = 1
    assert causes(patient.open()) == [(Cause.UNREADABLE_ITEMS, 1)]
    patient.world.strange = 0
    assert patient.open().standing is Standing.COMPLETE


BOMB = b'<!DOCTYPE x [<!ENTITY a "b">]><ClinicalDocument xmlns="urn:hl7-org:v3">&a;</ClinicalDocument>'


@pytest.mark.rule("H8", "T14")
@pytest.mark.parametrize("content", [b"<ClinicalDocument", BOMB, b"%PDF-1.7", b"<a>" * 5000])
def test_h8_a_document_that_cannot_be_read_is_counted_and_its_neighbours_are_shown(content: bytes) -> None:
    patient = Patient(World([Doc("1.2.1"), Doc("1.2.2", content)]))
    for _ in range(2):
        section = patient.open()
        assert (len(section.entries), len(section.unreadable), section.standing) == (1, 1, Standing.PARTIAL)
    assert patient.world.fetched == []
    patient.world.change("1.2.2", content=appointment())
    assert patient.open().standing is Standing.COMPLETE


@pytest.mark.rule("H8")
@pytest.mark.parametrize("kind", [APPOINTMENTS, DOCUMENTS])
def test_h8_a_part_that_was_refused_is_asked_for_again_and_said_no_longer_when_it_comes(kind: Kind) -> None:
    patient = Patient(World([Doc("1.2.1"), Doc("1.2.2")]), kind)
    twice = [("d@x", b"<a/>"), ("d@x", b"<b/>")]
    patient.world.fetching = lambda name, _: (
        multipart(brought(response(name, "d@x")), twice) if name == "1.2.2" else None
    )
    for _ in range(2):
        section = patient.open()
        assert [one.code for one in section.unreadable] == ["duplicate_content_id"]
        assert "1.2.2" in patient.world.fetched
    patient.world.fetching = lambda *_: plain(500)
    assert (Cause.MISSING_DOCUMENTS, 1) in causes(patient.open())
    patient.world.fetching = lambda *_: None
    assert (patient.open().standing, len(patient.open().entries)) == (Standing.COMPLETE, 2)


@pytest.mark.rule("H4")
def test_h4_a_listed_document_that_never_came_leaves_the_list_with_its_entry() -> None:
    patient = Patient(World([Doc("1.2.1"), Doc("1.2.2", title="Aftale for 2512489996")]), DOCUMENTS)
    patient.world.fetching = lambda name, _: plain(500) if name == "1.2.2" else None
    section = patient.open()
    assert causes(section) == [(Cause.MISSING_DOCUMENTS, 1)]
    assert [one.fact.absent for one in section.entries if one.fact.absent] == ["unreachable"]
    assert "2512489996" not in repr([one.fact.title for one in section.entries])
    patient.world.docs.pop()
    section = patient.open()
    assert (len(section.entries), section.standing) == (1, Standing.COMPLETE)


@pytest.mark.rule("H11")
def test_h11_a_document_that_two_registries_list_is_one() -> None:
    patient = Patient(World([Doc("1.2.1"), Doc("1.2.1")]))
    assert len(patient.open().entries) == 1
    assert patient.world.fetched == ["1.2.1"]
    lab = report(lab_result(VALUE))
    listed_twice = Patient(World([Doc("1.2.3", lab, "11502-2")]), DOCUMENTS)
    assert len(listed_twice.open().entries) == 1
