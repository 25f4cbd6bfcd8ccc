"""'Parathed' on paper: everybody of the list, each gap with its reason, how old, until when, and what it means."""

from datetime import timedelta
from typing import Any

from clinic import DANISH_WORDS, ME, NOW, OTHER, THIRD, plain
from overblik.domain.ledger import Entry
from overblik.domain.section import Cause, Standing, Topic
from overblik.sync.readiness import readiness
from overblik.viewmodels.paper import Paper, Sort, Table, paper_text
from overblik.viewmodels.paper import plain as words_of
from overblik.viewmodels.paper_readiness import Prepared, compose_readiness_paper
from overblik.viewmodels.patient_list import Listed

HOUR = timedelta(hours=1)
KAREN = Listed(ME, "Jensen", "Karen", "1945-06-04", "female")
NAMELESS = Listed(OTHER, "", "", "", "unknown")


def entry(topic: Topic, standing: Standing = Standing.COMPLETE, *causes: Cause, age: Any = HOUR, **more: Any) -> Entry:
    return Entry(topic, "ehr", "Journal", standing, causes, NOW - age if age is not None else None, NOW, **more)


READY = readiness((entry(Topic.LAB_RESULTS), entry(Topic.CARE_PLANS, age=2 * HOUR)), NOW)
SIX = tuple(
    Entry(topic, f"s{n}", f"Kilde {n}", Standing.FAILED, (Cause.UNREACHABLE,), None, NOW)
    for n, topic in enumerate(
        (Topic.LAB_RESULTS, Topic.CARE_PLANS, Topic.ALLERGIES, Topic.CONTACTS, Topic.DOCUMENTS, Topic.CONDITIONS)
    )
)


def made(*known: Any, others: int = 0, title: str = "Rute Nord", who: str = "L. Forsøg") -> Paper:
    return compose_readiness_paper(Prepared(title, known, others, NOW, who), DANISH_WORDS)


def told(paper: Paper) -> list[list[str]]:
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    return [[plain(words_of(cell)) for cell in row.cells] for row in table.rows if row.sort is not Sort.BAND]


def test_the_head_says_list_count_who_oldest_and_when_the_first_is_erased() -> None:
    text = plain(paper_text(made((ME, KAREN, READY), (OTHER, NAMELESS, None))))
    assert text.splitlines()[:7] == [
        "PARATHED fra Overblik",
        "Rute Nord",
        "1 af 2 klar til at læses uden netværk",
        "Lavet af L. Forsøg",
        "Ældste oplysning 23. nov 2026 kl. 07:41",
        "Det første slettes 26. nov 2026 kl. 08:41",
        "Opgjort 23. nov 2026 kl. 09:41",
    ]
    assert "Patientlisten 23. nov 2026" in plain(paper_text(made((ME, KAREN, READY), title="")))


def test_who_is_ready_says_from_when_and_until_when() -> None:
    (row,) = told(made((ME, KAREN, READY)))
    assert row == [
        "JENSEN, Karen · f. 04. jun 1945",
        "Alt, kilderne har, er her.",
        "23. nov 2026 kl. 07:41",
        "26. nov 2026 kl. 08:41",
    ]


def test_every_gap_is_named_with_its_reason_none_is_counted_away() -> None:
    (row,) = told(made((ME, KAREN, readiness(SIX, NOW))))
    for number in range(6):
        assert f"Kilde {number} svarede ikke" in row[1]
    assert "+" not in row[1]
    assert row[2:] == ["intet er her", "intet er her"]


def test_who_was_never_fetched_stands_among_those_not_ready_and_without_a_name_by_the_number_without_its_end() -> None:
    paper = made((THIRD, KAREN, READY), (OTHER, NAMELESS, None))
    rows = told(paper)
    assert rows[0][1] == "Ingen kopi på denne pc."
    assert "0309363991" not in paper_text(paper)
    assert rows[0][0] == str(OTHER)
    assert rows[1][0].startswith("JENSEN")


def test_what_may_be_hidden_is_said_of_who_is_ready_too_and_what_may_not_be_kept_is_named() -> None:
    blocked = readiness(
        (
            entry(Topic.DOCUMENTS, Standing.BLOCKED, Cause.MAY_BE_WITHHELD),
            entry(Topic.MEDICATION, is_kept=False),
            entry(Topic.LAB_RESULTS),
        ),
        NOW,
    )
    text = plain(paper_text(made((ME, KAREN, blocked), others=2)))
    assert "Noget er eller kan være spærret." in text
    assert "Journal gemmes ikke på denne pc" in text
    assert "2 på listen hentes ikke på forhånd" in text
    assert "Det siger intet om indholdet." in text
    assert "Underskrift: navn, dato, klokkeslæt" in text


def test_of_nobody_fetched_the_bar_says_that_nothing_is_here() -> None:
    assert "Intet er hentet. Alt mangler." in paper_text(made((ME, KAREN, None)))
