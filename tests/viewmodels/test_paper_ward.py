"""Board and hand-over on paper: who, what came, what cannot be said, how old, and nothing that only a colour told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import (
    DANISH_WORDS,
    ME,
    NOW,
    OTHER,
    allergy,
    complete,
    day,
    medication,
    plain,
    result,
    section,
    stale,
)
from overblik.domain.disclosure import Disclosed, Medium, Sealed, code_of
from overblik.domain.lab_result import Flag
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.domain.work_list import ListKind, Visit, VisitKind, WantedList, WorkList
from overblik.viewmodels.card_head import View
from overblik.viewmodels.paper import Boxed, ListHead, Paper, PaperRow, Table, paper_text
from overblik.viewmodels.paper import plain as words_of
from overblik.viewmodels.paper_seal import digest_of, disclosure_of, with_seal
from overblik.viewmodels.paper_ward import Listing, compose_ward_paper
from overblik.viewmodels.ward_ports import Facts
from viewmodels.test_handover import SINCE, WHOLE, instead
from viewmodels.test_ward_board import WARD, visit

NURSE = "Sygeplejerske K. Prøve"


def paper_of(*sections: Section[Any], visits: tuple[Visit, ...] = (), since: Any = SINCE, **more: Any) -> Paper:
    known = {ME: Facts(ME, sections or WHOLE, is_last=True, is_wide=since is not None)}
    return compose_ward_paper(
        Listing(WorkList(WARD, NOW, visits or (visit(),)), known, NOW, since, NURSE, **more), DANISH_WORDS
    )


def rows(paper: Paper) -> tuple[PaperRow, ...]:
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    return table.rows


def cells(paper: Paper, at: int = 0) -> list[list[str]]:
    return [plain(words_of(cell)).split("\n") for cell in rows(paper)[at].cells]


def head(paper: Paper) -> str:
    assert isinstance(paper.head, ListHead)
    return plain("\n".join(words_of(one) for one in (paper.head.title, paper.head.name, *paper.head.lines)))


def test_the_head_names_list_moment_when_and_by_whom() -> None:
    assert head(paper_of()) == (
        "VAGTSKIFTE fra Overblik\n"
        "Afsnit M2\n"
        "siden 22. nov 2026 kl. 23:00 · mandag 23. nov 2026 kl. 09:41 · 1 patient · liste hentet 09:41\n"
        "0 af 1 har noget nyt\n"
        f"Lavet af {NURSE}"
    )
    assert head(paper_of(since=None)).startswith("AFSNITSLISTE fra Overblik\nAfsnit M2\nmandag 23. nov 2026 kl. 09:41")


def test_the_bar_says_whose_answer_is_the_oldest_and_that_copies_are_among_them() -> None:
    copy = stale(Topic.LAB_RESULTS, causes=(Cause.OFFLINE,), age=timedelta(hours=3))
    bar = [plain(words_of(each)) for each in paper_of(*instead(copy)).head.bar]
    assert bar[0].startswith("GEMT KOPI  Noget er fra gemte kopier, den ældste fra 23. nov 2026 kl. 06:41")
    assert bar[1] == "Ældste oplysning 23. nov 2026 kl. 06:41 (Journal, 3 t 0 min)"


def test_what_came_and_what_cannot_be_said_stand_in_columns_of_their_own() -> None:
    critical = result("6.4", "2026-11-23T02:05:00+01:00", "Kalium;P", unit="mmol/L", flag=Flag.CRITICAL_HIGH)
    high = result("168", "2026-11-23T02:05:00+01:00", "Kreatinin;P", unit="µmol/L", flag=Flag.HIGH)
    silent = section(Standing.FAILED, Topic.CARE_PLANS, causes=(Cause.UNREACHABLE,))
    place, patient, new, unknown = cells(paper_of(*instead(complete(Topic.LAB_RESULTS, critical, high), silent)))
    assert place == ["1-1"]
    assert patient[:2] == ["JENSEN, Karen", "81 år · f. 04. jun 1945 · hentet 09:37"]
    assert new[0].startswith("Svar: KRITISK HØJ Kalium;P 6,4 mmol/L")
    assert new[0].endswith("H Kreatinin;P 168 µmol/L")
    assert new[1:] == ["Intet nyt: FMK, Aftaler, Dokumenter"]
    assert unknown == ["Planer: [Ikke kontrolleret]; Journal svarede ikke 09:41"]


@pytest.mark.rule("H6", "H19")
def test_h19_nothing_new_is_said_of_whole_and_fresh_sources_alone() -> None:
    aged = stale(Topic.LAB_RESULTS, causes=(Cause.AGED,), age=timedelta(hours=1))
    before = stale(Topic.MEDICATION, causes=(Cause.AGED,), age=timedelta(hours=12), source="fmk")
    _, _, new, unknown = cells(paper_of(*instead(aged, before)))
    assert new == ["Svar: Ingen nye svar pr. 08:41", "Intet nyt: Aftaler, Planer, Dokumenter"]
    assert unknown[0].startswith("FMK: [Ikke ajourført siden 22. nov 2026 21:41]")


@pytest.mark.rule("H6", "H8")
def test_h8_of_whom_nothing_is_shown_the_paper_says_so() -> None:
    visits = (visit(ME, "1-1"), visit(OTHER, "1-2"), Visit(VisitKind.UNIDENTIFIED, place="2-1", said="Fru Hansen"))
    paper = paper_of(visits=visits)
    assert cells(paper, 1)[3] == ["Svar: [Hentes …]"]
    refused = compose_ward_paper(
        Listing(WorkList(WARD, NOW, visits), {ME: Facts(ME, (), is_last=True, failed="queue_full")}, NOW, SINCE, ""),
        DANISH_WORDS,
    )
    assert cells(refused)[3] == ["Intet er slået op om patienten. Der kan være nyt."]
    assert "[Vises ikke]" in "\n".join(cells(refused)[1])
    assert "Kan ikke identificeres" in cells(paper, 2)[1][0]
    assert "kilden skriver: Fru Hansen" in cells(paper, 2)[1][0]


@pytest.mark.rule("H6")
def test_cave_and_fgvh_stand_in_the_words_of_the_banner() -> None:
    known = complete(Topic.ALLERGIES, allergy("penicillin", "udslæt", recorded_at=day("2026-01-01")))
    assert "CAVE: penicillin — udslæt" in cells(paper_of(*instead(known)))[1]
    text = cells(paper_of())[1]
    assert "CAVE: [Ikke oplyst. Intet er registreret i Journal.]" in text
    assert any(line.startswith("[FGVH ukendt: ") for line in text)


def test_the_board_has_ages_next_and_every_source_that_is_not_whole_by_name() -> None:
    silent = section(
        Standing.FAILED, Topic.APPOINTMENTS, causes=(Cause.UNREACHABLE,), source="kommune", label="Kommune"
    )
    _, patient, new, rest = cells(paper_of(*instead(), silent, since=None))
    assert "hentet 09:37" in patient[1]
    assert new == ["Intet nyt: Svar, FMK"]
    assert rest[0].startswith("Næste: [Ikke kontrolleret]; Kommune svarede ikke")
    assert rest[1].startswith("Kilder: ")
    assert "Kommune fejlede" in rest[-1]


def test_no_number_and_no_today_stand_on_it_and_what_is_left_out_is_named() -> None:
    drug = medication("Furix")
    text = plain(paper_text(paper_of(*instead(complete(Topic.MEDICATION, drug, source="fmk")))))
    assert "251248" not in text
    assert "i dag" not in text
    assert "i går" not in text
    absent = next(line for line in text.splitlines() if line.startswith("Ikke med på denne udskrift:"))
    assert "Afsnittets egne ordinationer (FMK er ikke dem)" in absent
    assert "CPR-numre" in absent
    assert "Hvad der er slettet hos en kilde, ses ikke her" in absent


def test_a_list_that_could_not_be_read_again_says_so_on_the_paper() -> None:
    assert "Listen Afsnit M2 kunne ikke hentes" in head(paper_of(failed="Listen Afsnit M2 kunne ikke hentes: net."))


def test_the_digest_is_of_the_words_and_every_change_of_them_changes_it() -> None:
    paper = paper_of()
    told = disclosure_of(paper, Medium.FILE, WantedList("m2", "Afsnit M2", "ehr", ListKind.WARD, "Location/m2"))
    assert (told.document, told.source, told.name, told.digest) == ("shift", "ehr", "m2", digest_of(paper))
    assert digest_of(replace(paper, foot="another", destroy="another")) == told.digest
    other = paper_of(*instead(complete(Topic.LAB_RESULTS, result("6.4", "2026-11-23T02:05:00+01:00"))))
    assert digest_of(other) != told.digest


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_seal_stands_before_the_signature_and_its_words_are_those_on_record(is_shown: bool) -> None:
    paper = paper_of()
    sealed = Sealed(Disclosed("2026-1123-0007", NURSE), digest_of(paper), "sig", "0f3a")
    made = with_seal(paper, sealed, View(NOW, DANISH_WORDS), is_shown=is_shown)
    assert made.foot.endswith("nr. 2026-1123-0007")
    text = paper_text(made)
    assert (code_of(sealed.digest) in text) is is_shown
    boxes = [block for block in made.blocks if isinstance(block, Boxed)]
    assert len(boxes) == (2 if is_shown else 1)
    without = replace(made, blocks=tuple(one for one in made.blocks if one in paper.blocks))
    assert digest_of(without) == sealed.digest
