"""The four printed documents: failsafe page, medication list, results, hand-over (screens.md 6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from overblik.domain.disclosure import Disclosed
from overblik.domain.patient import PatientId
from overblik.domain.section import Section, Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.paper import Beside, Block, Paper, Space
from overblik.viewmodels.paper_absent import ALWAYS, absent
from overblik.viewmodels.paper_head import compose_foot, compose_head, dated
from overblik.viewmodels.paper_laboratory import results_table
from overblik.viewmodels.paper_lists import appointment_table, home_table, plan_table, step_table, summary_lines
from overblik.viewmodels.paper_medication import medicine_tables

Sections = tuple[Section[Any], ...]
Blocks = Callable[[Sections, View, tuple[str, ...]], list[Block]]


@dataclass(frozen=True, slots=True)
class _Kind:
    """The topics of a document, and what makes its blocks."""

    topics: tuple[Topic, ...]
    blocks: Blocks
    spaces: tuple[str, ...]


def _failsafe(sections: Sections, view: View, news: tuple[str, ...]) -> list[Block]:
    columns = Beside(
        (results_table(sections, view),),
        (plan_table(sections, view), appointment_table(sections, view), home_table(sections, view)),
    )
    return [
        summary_lines(sections, view, news, documents=True),
        *medicine_tables(sections, view),
        columns,
    ]


def _medication(sections: Sections, view: View, news: tuple[str, ...]) -> list[Block]:
    del news
    return [*medicine_tables(sections, _full(view))]


def _laboratory(sections: Sections, view: View, news: tuple[str, ...]) -> list[Block]:
    del news
    return [results_table(sections, _full(view))]


def _handover(sections: Sections, view: View, news: tuple[str, ...]) -> list[Block]:
    columns = Beside(
        (results_table(sections, view, only_outside=True),),
        (step_table(sections, view), appointment_table(sections, view)),
    )
    return [
        summary_lines(sections, view, news, documents=bool(news)),
        *medicine_tables(sections, view, is_lately=True),
        columns,
    ]


def _full(view: View) -> View:
    return View(view.now, view.words, is_full=True, opens=view.opens)


def _dated(view: View) -> View:
    return View(view.now, dated(view.now, view.words), view.is_full, opens=view.opens)


_SEEN = (Topic.CONDITIONS, Topic.CONTACTS)
_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "failsafe": _Kind(
            (
                Topic.MEDICATION,
                Topic.LAB_RESULTS,
                Topic.CARE_PLANS,
                Topic.APPOINTMENTS,
                Topic.HOME_MONITORING,
                Topic.VITAL_SIGNS,
                Topic.DOCUMENTS,
                *_SEEN,
            ),
            _failsafe,
            ("notes", "given"),
        ),
        "medication": _Kind((Topic.MEDICATION,), _medication, ("notes", "given")),
        "laboratory": _Kind((Topic.LAB_RESULTS,), _laboratory, ("notes",)),
        "handover": _Kind(
            (Topic.MEDICATION, Topic.LAB_RESULTS, Topic.CARE_PLANS, Topic.APPOINTMENTS, *_SEEN),
            _handover,
            ("handed_over",),
        ),
    }
)
KINDS = tuple(_KINDS)
"""The documents in the order in which they are offered."""


def compose_paper(  # noqa: PLR0913 - the facts of one print, each named
    kind: str,
    patient_id: PatientId,
    sections: Sections,
    view: View,
    *,
    is_alike: bool = False,
    printed: Disclosed | None = None,
    news: tuple[str, ...] = (),
) -> Paper:
    """Compose a document from what is known of one patient at one moment; `printed` is the record of its print.

    `news` names the documents that are new to this reader, where that is known.
    """
    view = _dated(view)
    words, made = view.words, _KINDS[kind]
    on_paper = tuple(section for section in sections if section.topic in (*ALWAYS, *made.topics))
    head = compose_head(kind, patient_id, on_paper, is_alike, view)
    foot, destroy = compose_foot(printed, view)
    blocks = [
        *made.blocks(sections, view, news),
        absent(sections, made.topics, view),
        Space(tuple(words.say(f"paper.space_{name}") for name in made.spaces)),
    ]
    return Paper(kind, head, tuple(blocks), foot, destroy, words.sentences["paper.page"], words.say("paper.continued"))
