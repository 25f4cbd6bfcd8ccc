"""One registration after the other, as the register may write it: what is shown as given, and what is not."""

from typing import Any

import pytest

from overblik.domain.clinical import Currency
from overblik.domain.errors import Unintelligible
from overblik.domain.section import Cause
from overblik.domain.vaccination import Course, VaccinationEntry
from overblik.sources.ddv.mapping.sheets import sheet
from sources.ddv.cards import ME, OTHER, SPACE, card, coming, planned, read, vaccination

CANARY = ("Kanarivax", "Kanarisyge")


def only(**parts: str | None) -> Any:
    (entry,) = read(card(vaccination(**parts))).entries
    return entry.fact


def rows(*items: str) -> list[tuple[str, str]]:
    return [(entry.provenance.document_id, entry.fact.entry.value) for entry in read(card(*items)).entries]


@pytest.mark.rule("R18")
@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2024-06-05T22:00:00Z", "2024-06-06"),
        ("2024-12-05T23:00:00Z", "2024-12-06"),
        ("2024-12-05T22:59:59Z", "2024-12-05"),
        ("2024-06-05T21:59:59.999Z", "2024-06-05"),
        ("2024-06-06T00:00:00+02:00", "2024-06-06"),
        ("2024-06-06T00:00:00", "2024-06-06"),
        ("2024-06-06Z", "2024-06-06"),
        ("2024-06-06", "2024-06-06"),
        ("2024-03-30T23:00:00Z", "2024-03-31"),
        ("2024-10-26T22:00:00Z", "2024-10-27"),
    ],
)
def test_r18_the_day_is_the_danish_one_in_summer_and_winter(sent: str, day: str) -> None:
    fact = only(EffectuatedDateTime=sent)
    assert fact.given_at.day().isoformat() == day


@pytest.mark.parametrize("sent", ["2024-13-05T22:00:00Z", "i går", "<x/>", "2024-06-05T25:00:00Z"])
def test_h8_a_date_that_cannot_be_read_makes_the_row_unreadable(sent: str) -> None:
    answer = read(card(vaccination(EffectuatedDateTime=sent), vaccination(VaccinationIdentifier="12")))
    assert [(one.document_id, one.code) for one in answer.unreadable] == [("Vaccination/11", "date")]
    assert len(answer.entries) == 1


@pytest.mark.rule("H9")
@pytest.mark.parametrize(
    ("parts", "entry", "currency"),
    [
        ({}, VaccinationEntry.REGISTRATION, Currency.PAST),
        ({"ActiveStatus": "1"}, VaccinationEntry.REGISTRATION, Currency.PAST),
        ({"ActiveStatus": "false"}, VaccinationEntry.DELETED, Currency.ENTERED_IN_ERROR),
        ({"VaccinationCredibility": "Slettet"}, VaccinationEntry.DELETED, Currency.ENTERED_IN_ERROR),
        ({"ActiveStatus": None}, VaccinationEntry.REGISTRATION, Currency.UNKNOWN),
        ({"ActiveStatus": ""}, VaccinationEntry.REGISTRATION, Currency.UNKNOWN),
        ({"ActiveStatus": "ja"}, VaccinationEntry.REGISTRATION, Currency.UNKNOWN),
    ],
)
def test_h9_only_what_is_in_force_counts_as_given(parts: Any, entry: VaccinationEntry, currency: Currency) -> None:
    fact = only(**parts)
    assert (fact.entry, fact.currency) == (entry, currency)


@pytest.mark.rule("H9")
def test_h9_an_older_version_is_superseded_in_any_order() -> None:
    old, new = vaccination(), vaccination(VaccinationVersionIdentifier="10")
    older = vaccination(VaccinationVersionIdentifier="9")
    for items in ((old, new, older), (new, older, old), (older, old, new)):
        told = dict(rows(*items))
        assert told == {
            "Vaccination/11": "registration",
            "Vaccination/11/9": "superseded",
            "Vaccination/11/1": "superseded",
        }


@pytest.mark.rule("H9")
def test_h9_when_the_newest_is_taken_back_or_unreadable_no_older_one_is_given() -> None:
    for last in ({"ActiveStatus": "false"}, {"EffectuatedDateTime": "?"}):
        answer = read(card(vaccination(), vaccination(VaccinationVersionIdentifier="2", **last)))
        assert not [entry for entry in answer.entries if entry.fact.entry is VaccinationEntry.REGISTRATION]
        assert len(answer.entries) + len(answer.unreadable) == 2


@pytest.mark.rule("H9")
@pytest.mark.parametrize("second", [{"VaccinationVersionIdentifier": "ny"}, {"BatchNumber": "ZZ"}])
def test_h9_where_nobody_can_tell_the_newest_none_is_called_given(second: dict[str, str]) -> None:
    answer = read(card(vaccination(), vaccination(**second)))
    assert [entry.fact.currency for entry in answer.entries] == [Currency.UNKNOWN, Currency.UNKNOWN]


def test_a_row_that_comes_twice_to_the_letter_is_kept_and_counts_once() -> None:
    assert rows(vaccination(), vaccination()) == [("Vaccination/11", "registration"), ("Vaccination/11#2", "repeated")]


def test_two_of_one_vaccine_and_day_are_two() -> None:
    assert [entry for _, entry in rows(vaccination(), vaccination(VaccinationIdentifier="12"))] == ["registration"] * 2


def test_all_that_was_sent_of_one_is_there_as_sent() -> None:
    disease = "<Disease><DiseaseName>{}</DiseaseName>{}</Disease>"
    vaccine = "<VaccineName>Di-Te-Ki-Pol</VaccineName>" + disease.format(
        "Diphtheria", "<DiseaseNameDK>Difteri</DiseaseNameDK>"
    )
    vaccine += disease.format("Polio", "<DiseaseNameDK/>") + "<ATC><Code>J07CA02</Code></ATC>"
    drug = "<ATC/><DrugName>Booster</DrugName><DrugForm><DrugFormText>suspension</DrugFormText></DrugForm>"
    drug += "<DrugStrength><DrugStrengthValue>2.5</DrugStrengthValue><DrugStrengthUnitText>IE</DrugStrengthUnitText></DrugStrength>"
    course = "<VaccinationPlanName>Børn</VaccinationPlanName><VaccinationPlanItemIndex>3</VaccinationPlanItemIndex>"
    fact = only(
        Vaccine=vaccine,
        SSIDrug=drug,
        EffectuatedPlannedItem=course,
        DosageText="0,5 ml",
        CoverageDuration="10 år",
        IsPrevious="true",
        VaccinationCredibility="Oprettet af borger",
        ServiceCodeRemarkText="rejse",
        Effectuated="<EffectuatedByName>Lægevagten</EffectuatedByName>",
    )
    assert (fact.name, fact.protects_against, fact.code) == ("Di-Te-Ki-Pol", ("Difteri", "Polio"), "J07CA02")
    assert (fact.drug, fact.form, fact.strength, fact.dose) == ("Booster", "suspension", "2.5 IE", "0,5 ml")
    assert (fact.course, fact.coverage) == (Course("Børn", "", "3", ""), "10 år")
    assert (fact.previous, fact.credibility) == (True, "Oprettet af borger")
    assert (fact.performer, fact.notes, fact.lot) == ("Lægevagten", ("rejse",), "AB12")


@pytest.mark.parametrize(
    "absent", ["BatchNumber", "IsPrevious", "VaccinationCredibility", "EffectuatedDateTime", "Vaccine"]
)
def test_a_part_that_the_schema_demands_may_be_missing_and_the_row_stays(absent: str) -> None:
    for value in (None, ""):
        fact = only(**{absent: value})
        said = {"BatchNumber": fact.lot, "IsPrevious": fact.previous, "VaccinationCredibility": fact.credibility}
        said |= {"EffectuatedDateTime": fact.given_at, "Vaccine": fact.name}
        assert said[absent] in ("", None)


@pytest.mark.rule("H8")
def test_h8_a_row_that_says_nothing_and_one_that_nobody_knows_are_counted() -> None:
    empty = vaccination(Vaccine=None, EffectuatedDateTime=None)
    answer = read(card(empty, "<Ukendt><Navn>x</Navn></Ukendt>", vaccination(VaccinationIdentifier="12")))
    assert [one.code for one in answer.unreadable] == ["empty", "unknown_element"]
    assert len(answer.entries) == 1


def test_two_dates_that_differ_say_nothing() -> None:
    inside = "<EffectuatedDateTime>2024-07-01T22:00:00Z</EffectuatedDateTime>"
    assert [one.code for one in read(card(vaccination(Effectuated=inside))).unreadable] == ["two_dates"]
    assert only(EffectuatedDateTime=None, Effectuated=inside).given_at.day().isoformat() == "2024-07-02"


def test_what_is_planned_has_its_day_and_is_not_judged() -> None:
    plan = {
        "VaccinationPlanName": "Børn",
        "VaccinationPlanItemDescription": "15 mdr.",
        "VaccinationPlanItemSeries": "MFR",
    }
    answer = read(card(), coming(planned(**plan), planned(PlannedVaccinationIdentifier="22", VaccineName=None)))
    first, second = (entry.fact for entry in answer.entries)
    assert (first.entry, first.currency, first.due.day().isoformat()) == (
        *(VaccinationEntry.PLANNED, Currency.PLANNED),
        "2026-02-01",
    )
    assert (first.given_at, first.course) == (None, Course("Børn", "15 mdr.", "", "MFR"))
    assert (second.name, second.due) == ("", first.due)


@pytest.mark.rule("H21")
def test_h21_what_is_hidden_is_counted_and_nothing_of_it_is_kept() -> None:
    secret = vaccination(
        VaccinationIdentifier="77",
        Vaccine=f"<VaccineName>{CANARY[0]}</VaccineName><Disease><DiseaseNameDK>{CANARY[1]}</DiseaseNameDK></Disease>",
    )
    listed = "<NegativeConsentStructure><VaccinationIdentifier>77</VaccinationIdentifier></NegativeConsentStructure>"
    marked = secret.replace("</Vaccination>", "<NegativeConsentIndicator>true</NegativeConsentIndicator></Vaccination>")
    strange = f"<Ny><VaccinationIdentifier>77</VaccinationIdentifier>{CANARY[0]}</Ny>"
    for items, count in (((listed,), 1), ((secret, listed), 1), ((marked,), 1), ((secret, listed, strange), 2)):
        answer = read(card(vaccination(), *items))
        text = f"{answer.entries!r}{answer.unreadable!r}{[one.content.decode() for one in answer.raw]}"
        assert [word for word in CANARY if word in text] == []
        assert [(one.cause, one.count) for one in answer.warnings] == [(Cause.PRIVATE_ENTRY, count)]
        assert [entry.fact.entry.value for entry in answer.entries].count("private") == count
        shown = next(entry for entry in answer.entries if entry.fact.name == "Rabies").provenance.raw_ref
        assert answer.raw[0].content[shown.start :].startswith(b"<Vaccination><VaccinationIdentifier>11<")


@pytest.mark.rule("H21")
def test_h21_the_words_of_a_hidden_one_are_known_for_this_opening_only() -> None:
    marked = vaccination(NegativeConsentIndicator="true", Vaccine="<VaccineName>Kanarivax</VaccineName>")
    assert read(card(marked)).private_words == {"kanarivax"}


@pytest.mark.rule("H21")
def test_h21_a_mark_that_cannot_be_read_hides_and_one_that_says_no_does_not() -> None:
    assert only(NegativeConsentIndicator="").entry is VaccinationEntry.PRIVATE
    assert only(NegativeConsentIndicator="false").entry is VaccinationEntry.REGISTRATION


@pytest.mark.rule("H1")
def test_h1_an_item_that_names_somebody_else_is_told_apart() -> None:
    theirs = vaccination(VaccinationIdentifier="12", PersonCivilRegistrationIdentifier=OTHER)
    mine = vaccination(PersonCivilRegistrationIdentifier=ME)
    answer = read(card(mine, theirs, vaccination(VaccinationIdentifier="13", PersonCivilRegistrationIdentifier="x")))
    assert [entry.patient_id.number_for_lookup() for entry in answer.entries] == [ME, OTHER]
    assert answer.unidentified == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svar/>", "not_ddv"),
        (card().replace(b"2013/12/01", b"2010/07/01"), "not_ddv"),
        (card()[:-5], "not_well_formed"),
        (b"<!DOCTYPE x>" + card(), "doctype"),
        (card("<PersonCivilRegistrationIdentifier>1</PersonCivilRegistrationIdentifier>"), "no_person"),
    ],
)
def test_what_is_no_answer_of_this_version_is_told(content: bytes, reason: str) -> None:
    with pytest.raises(Unintelligible) as told:
        sheet(content)
    assert told.value.facts["reason"] == reason


def test_the_prefixes_of_an_answer_say_nothing() -> None:
    plain = card(vaccination())
    other = plain.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    assert SPACE.encode() in other
    assert [entry.fact for entry in read(other).entries] == [entry.fact for entry in read(plain).entries]
