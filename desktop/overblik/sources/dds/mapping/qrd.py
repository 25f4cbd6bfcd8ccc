"""Patient-reported answers (QRD-DK 1.3; HL7 Questionnaire Response): one row for each question."""

from collections.abc import Iterator

from overblik.domain.dates import ClinicalDate
from overblik.domain.questionnaire import QuestionAnswer
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.entries import described
from overblik.sources.dds.mapping.head import author_of, date_of, joined, masked, who, written_at
from overblik.sources.dds.mapping.measured import said_in
from overblik.sources.dds.mapping.reading import Lost, Read, Row
from overblik.sources.dds.mapping.status import answer_currency, statuses, worst
from overblik.sources.dds.mapping.values import value_of
from overblik.wire.cda import ClinicalDocument, Node, Section
from overblik.wire.cda_text import anchors
from overblik.wire.cda_types import codings, every, first_of, gather, one, original_text, time_in, type_of
from overblik.wire.elements import Unfit, local_name

TOPIC = Topic.QUESTIONNAIRES
_NUMBER_OF_OPTIONS = "2.16.840.1.113883.10.20.32.4.20"
_COPYRIGHT = "2.16.840.1.113883.10.20.32.4.21"
_NO_ANSWER = "IVL_INT"


def read_qrd(document: ClinicalDocument, read: Read) -> None:
    """Read every question; sections of guidance stand in the document's text."""
    date, author = date_of(document), author_of(document)
    answered = written_at(author)
    for place, (section, node) in enumerate(questions(document), 1):
        key = f"question/{place}"
        start, length = document.place(node)
        try:
            fact = _question(node, section, masked(document.title), answered, joined(author))
        except Unfit as error:
            read.lose(TOPIC, Lost(key, error.code, error.place, start, length))
            continue
        own = first_of(node, "author")
        read.add(TOPIC, Row(fact, key, start, length, *who(own if own is not None else author), source_time=date))


def questions(document: ClinicalDocument) -> Iterator[tuple[Section, Node]]:
    """Give every observation that is a question: the uppermost ones, but for the notice of copyright."""
    for section in document.all_sections():
        for entry in section.entries:
            for node in entry.iter("{*}observation"):
                if not _bears(node, _COPYRIGHT) and not _is_within(node):
                    yield section, node


def _is_within(node: Node) -> bool:
    """Tell whether an observation belongs to another one."""
    holder = node.getparent()
    while holder is not None and local_name(holder.tag) != "section":
        if local_name(holder.tag) == "observation":
            return True
        holder = holder.getparent()
    return False


def _bears(node: Node, template: str) -> bool:
    return any(child.get("root") == template for child in node.iterchildren("{*}templateId"))


def _question(node: Node, section: Section, form: str, answered: ClinicalDate | None, author: str) -> QuestionAnswer:
    """Read one question with its answers.

    Raises:
        Unfit: it is negated or none that was answered, nobody can tell what was asked, or the time is none.

    """
    if (node.get("negationInd") or "").strip().lower() not in ("", "false", "0"):
        raise Unfit("negation", "negationInd")
    if node.get("moodCode", "EVN") != "EVN":
        raise Unfit("mood", "moodCode")
    parts = gather(node)
    code = one(parts, "code")
    read = codings(code) if code is not None else ()
    chosen = next((found for found in read if found.code), None)
    asked = original_text(code) if code is not None else ""
    asked = asked or next((found.display for found in read if found.display), "") or (chosen.code if chosen else "")
    if not asked:
        raise Unfit("missing", "code")
    values = [value_of(value) for value in every(parts, "value") if type_of(value) != _NO_ANSWER]
    given = [value for value in values if value.text]
    word = worst(statuses(node))
    return QuestionAnswer(
        form=form,
        section=masked(section.heading),
        question=asked,
        code=chosen.code if chosen is not None else "",
        system=chosen.system if chosen is not None else "",
        answers=tuple(value.words for value in given),
        answer_codes=tuple(value.code for value in given if value.code),
        scale=_scale(every(parts, "referenceRange")),
        answered_at=time_in(one(parts, "effectiveTime"), "effectiveTime") or _organized_at(node) or answered,
        author=author,
        currency=answer_currency(word),
        wire_status=word,
        comments=tuple(_comments(node, section)),
    )


def _organized_at(node: Node) -> ClinicalDate | None:
    holder = node.getparent()
    while holder is not None and local_name(holder.tag) not in ("organizer", "entry", "section"):
        holder = holder.getparent()
    return time_in(first_of(holder, "effectiveTime"), "effectiveTime") if holder is not None else None


def _scale(nodes: list[Node]) -> str:
    """Give the scale that an answer lies on; it is never an answer."""
    ranges = [first_of(node, "observationRange") for node in nodes]
    values = [value for held in ranges if held is not None for value in held.iterchildren("{*}value")]
    return "; ".join(words for value in values if (words := value_of(value).words))


def _comments(node: Node, section: Section) -> list[str]:
    """Give what else is said beside an answer; how many options may be chosen is no such thing."""
    found = []
    text = first_of(node, "text")
    if text is not None:
        found.append(said_in(node, anchors([section.text])))
    for relation in node.iterchildren("{*}entryRelationship"):
        for child in relation:
            if not _bears(child, _NUMBER_OF_OPTIONS):
                found += described(child)
    return [words.strip() for words in found if words.strip()]
