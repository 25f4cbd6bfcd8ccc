"""Questionnaires: MedCom QRD (answers) and QFDD (the form) (services.md 5, QRD)."""

from dataclasses import dataclass

from lxml.etree import _Element
from seedwork.cda_xml import (
    LOINC,
    Author,
    Paper,
    code,
    document,
    instance,
    narrative,
    node,
    section,
    structured,
    template,
)
from seedwork.parts import Person

_PROMPTS = "1.2.208.184.100.2"
_ANSWERS, _FORM = "2.16.840.1.113883.10.20.33", "2.16.840.1.113883.10.20.32"
QRD_TYPE = ("74465-6", LOINC, "Questionnaire Response Document")
QFDD_TYPE = ("74468-0", LOINC, "Questionnaire Form Definition Document")


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its words, its kind (choice, several, text, number, scale), its options or bounds, and the answers."""

    number: str
    words: str
    kind: str
    options: tuple[str, ...] = ()
    bounds: tuple[str, str] = ("1", "1")
    answers: tuple[str, ...] = ()


COPD = [
    Question("q1", "Har du mere åndenød end i sidste uge?", "choice", ("Ja", "Nej"), answers=("Ja",)),
    Question(
        "q2",
        "Hvilke gener har du haft?",
        "several",
        ("Hoste", "Slim", "Hævede ben", "Ingen"),
        ("1", "4"),
        ("Hoste", "Hævede ben"),
    ),
    Question("q3", "Hvad har hjulpet dig?", "text", answers=("At sidde op om natten. Spray før trappen.",)),
    Question("q4", "Hvor mange nætter har du sovet dårligt?", "number", bounds=("0", "7"), answers=("3",)),
    Question("q5", "Hvor belastet er du af din lungesygdom (0-10)?", "scale", bounds=("0", "10"), answers=("6",)),
]
_PATTERNS = {"choice": "5", "several": "5", "text": "6", "number": "4", "scale": "7"}
_ASKED = {"choice": "8", "several": "8", "text": "9", "number": "7", "scale": "10"}


def answers(person: Person, key: str, told: str, form: str, author: Author) -> bytes:
    """The citizen's answers to the questions, with a reference to the form."""
    templates = (("1.2.208.184.13.1", ""), ("1.2.208.184.13.1.1.1", ""))
    paper = Paper(
        person,
        key,
        told,
        "KOL spørgeskema, besvarelse",
        QRD_TYPE,
        templates,
        author,
        marker="qrd-v1.3",
        period=(told, told),
        by_citizen=True,
    )
    guide = section(
        narrative("Svar på spørgsmålene efter dine målinger."),
        templates=((f"{_ANSWERS}.2.1", ""),),
        title="Vejledning",
    )
    parts = [_asked(paper, at, each, form) for at, each in enumerate(COPD, start=1)]
    return document(paper, structured(guide, *parts))


def form(person: Person, key: str, told: str, author: Author) -> bytes:
    """The form itself, of the same citizen's folder."""
    templates = (("1.2.208.184.12.1", ""), ("1.2.208.184.12.1.1.1", ""))
    paper = Paper(
        person, key, told, "KOL spørgeskema", QFDD_TYPE, templates, author, marker="qfdd-v1.2", period=(told, "")
    )
    return document(paper, structured(*(_asked(paper, at, each, "") for at, each in enumerate(COPD, start=1))))


def _asked(paper: Paper, at: int, question: Question, form_key: str) -> _Element:
    """A section with one question; with its answers where there is a form that they answer."""
    root, kind = (_ANSWERS, QRD_TYPE[0]) if form_key else (_FORM, QFDD_TYPE[0])
    organizer = node(
        "organizer",
        template(f"{root}.4.1"),
        node("statusCode", code="COMPLETED"),
        node("component", node("sequenceNumber", value="1"), _observation(paper, question, form_key), typeCode="COMP"),
        classCode="BATTERY",
        moodCode="EVN",
    )
    entry = node("entry", organizer, typeCode="DRIV")
    words = narrative(question.words)
    return section(words, entry, templates=((f"{root}.2.1", ""),), title=f"Spørgsmål {at}", coded=code(kind, LOINC))


def _observation(paper: Paper, question: Question, form_key: str) -> _Element:
    asked = node(
        "code",
        node("originalText", question.words),
        code=question.number,
        codeSystem=_PROMPTS,
        displayName=question.words,
    )
    pattern = f"{_ANSWERS}.4.{_PATTERNS[question.kind]}" if form_key else f"{_FORM}.4.{_ASKED[question.kind]}"
    chosen = question.answers if form_key else question.options
    return node(
        "observation",
        template(pattern),
        instance(f"{paper.stem}/{question.number}"),
        asked,
        *(_value(question, each) for each in chosen),
        _options(question) if question.options else None,
        _reference(paper, form_key) if form_key else None,
        _bounds(question) if question.kind in {"number", "scale"} else None,
        classCode="OBS",
        moodCode="EVN" if form_key else "DEF",
    )


def _value(question: Question, words: str) -> _Element:
    if question.kind in {"number", "scale"}:
        return node("value", xsi_type="INT", value=words)
    if question.kind == "text":
        return node("value", words, xsi_type="ST")
    number = f"A{question.options.index(words) + 1}"
    return node("value", xsi_type="CE", code=number, codeSystem=_PROMPTS, displayName=words)


def _options(question: Question) -> _Element:
    """How many options may be chosen: never an answer."""
    low, high = question.bounds
    value = node("value", node("low", value=low), node("high", value=high), xsi_type="IVL_INT")
    observation = node(
        "observation", template(f"{_FORM}.4.20"), code("74467-2", LOINC), value, classCode="OBS", moodCode="EVN"
    )
    return node("entryRelationship", observation, typeCode="SUBJ")


def _bounds(question: Question) -> _Element:
    """The scale of a number: never an answer."""
    low, high = question.bounds
    value = node("value", node("low", value=low), node("high", value=high), xsi_type="IVL_INT")
    return node("referenceRange", template(f"{_ANSWERS}.4.3"), node("observationRange", value), typeCode="REFV")


def _reference(paper: Paper, form_key: str) -> _Element:
    held = node("externalDocument", instance(f"{paper.person.cpr}/{form_key}"), classCode="DOC")
    return node("reference", held, typeCode="REFR")
