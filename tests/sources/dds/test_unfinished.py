"""Partial laboratory reports: said at every opening, until a complete one follows (MedCom ReportStatusCode del_svar)."""

from overblik.domain.section import Cause, Section, Standing
from overblik.sources.dds.kinds import LABORATORY
from sources.dds.small import ME, OTHER, VALUE, lab_result, report
from sources.dds.xds_answers import Doc
from sources.dds.xds_patient import Patient, causes
from sources.dds.xds_world import World

PARTIAL, COMPLETE = "del_svar", "komplet_svar"


def _doc(name: str, status: str, number: str = "P55", person: str = ME) -> Doc:
    content = report(
        lab_result(VALUE),
        status=status,
        number=number,
        person=f"<CivilRegistrationNumber>{person}</CivilRegistrationNumber>",
    )
    return Doc(name, content, "11502-2", on_demand=True)


def _open(*docs: Doc) -> tuple[Patient, Section[object]]:
    patient = Patient(World(list(docs)), LABORATORY)
    return patient, patient.open()


def test_a_partial_report_leaves_the_section_incomplete_with_its_results_at_every_opening() -> None:
    patient, section = _open(_doc("1.1", PARTIAL), _doc("1.2", COMPLETE, "P56"))
    for _ in range(3):
        assert (section.standing, causes(section)) == (Standing.PARTIAL, [(Cause.PARTIAL_REPORTS, 1)])
        assert len(section.entries) == 2
        section = patient.open()
    assert patient.world.fetched == ["1.1"]  # what is complete is not fetched again


def test_the_complete_report_of_the_same_number_ends_it_also_where_it_comes_later() -> None:
    patient, section = _open(_doc("1.1", PARTIAL))
    assert causes(section) == [(Cause.PARTIAL_REPORTS, 1)]
    patient.world.docs.append(_doc("1.2", COMPLETE))
    for fetched in (["1.1", "1.2"], []):
        section = patient.open()
        assert (section.standing, causes(section)) == (Standing.COMPLETE, [])
        assert sorted(patient.world.fetched) == fetched


def test_a_partial_report_about_somebody_else_is_refused_and_no_partial_report_of_his() -> None:
    _, section = _open(_doc("1.1", PARTIAL, person=OTHER), _doc("1.2", COMPLETE, "P56"))
    assert Cause.PARTIAL_REPORTS not in {cause for cause, _ in causes(section)}
    assert section.refused == 1
