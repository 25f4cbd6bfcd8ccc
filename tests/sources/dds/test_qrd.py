"""Patient-reported answers: one row for a question, and a scale or a number of options is never an answer."""

import pytest

from overblik.domain.clinical import Currency
from overblik.domain.questionnaire import QuestionAnswer
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import read
from sources.dds.small import QRD, component, document, entry, observation, organizer, section

ASKED = '<code code="q1" codeSystem="s" displayName="Vist"><originalText>Hvordan har du det?</originalText></code>'
OPTIONS = """<entryRelationship typeCode="SUBJ"><observation moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.32.4.20"/>
<code code="74467-2"/><value xsi:type="IVL_INT"><low value="1"/><high value="3"/></value></observation></entryRelationship>"""
SCALE = '<referenceRange><observationRange><value xsi:type="IVL_INT"><low value="0"/><high value="10"/></value></observationRange></referenceRange>'


def asked(inside: str, *, status: str = "COMPLETED", code: str = ASKED, time: str = "") -> list[QuestionAnswer]:
    held = organizer(component(observation(inside, code=code, status="", time=time)), status=status)
    found = read(document(QRD, section(entry(held), title="<title>Spørgsmål 1</title>"), title="Skema"))
    return [row.fact for row in found.rows.get(Topic.QUESTIONNAIRES, ()) if isinstance(row.fact, QuestionAnswer)]


@pytest.mark.parametrize(
    ("values", "answers", "codes"),
    [
        ('<value xsi:type="CE" code="A1" displayName="Ja"/>', ("Ja",), ("A1",)),
        (
            '<value xsi:type="CE" code="A1" displayName="Ja"/><value xsi:type="CE" code="A2" displayName="Nej"/>',
            ("Ja", "Nej"),
            ("A1", "A2"),
        ),
        ('<value xsi:type="CD" code="A1"/>', ("A1",), ("A1",)),
        ('<value xsi:type="ST">Træt &amp; tung</value>', ("Træt & tung",), ()),
        ('<value xsi:type="INT" value="0"/>', ("0",), ()),
        ('<value xsi:type="PQ" value="3" unit="h"/>', ("3 h",), ()),
        ('<value xsi:type="REAL" value="2.5"/>', ("2.5",), ()),
        ('<value xsi:type="TS" value="20260101"/>', ("20260101",), ()),
        ('<value xsi:type="BL" value="false"/>', ("false",), ()),
        ('<value xsi:type="NYT">Andet</value>', ("Andet",), ()),
        ('<value xsi:type="IVL_INT"><low value="1"/><high value="3"/></value>', (), ()),
        ('<value xsi:type="ST" nullFlavor="NI"/>', (), ()),
        ("", (), ()),
    ],
)
def test_answers_are_as_sent(values: str, answers: tuple[str, ...], codes: tuple[str, ...]) -> None:
    (one,) = asked(values + OPTIONS)
    assert (one.answers, one.answer_codes, one.scale, one.comments) == (answers, codes, "", ())
    assert (one.question, one.code, one.system) == ("Hvordan har du det?", "q1", "s")
    assert (one.form, one.section) == ("Skema", "Spørgsmål 1")


def test_the_scale_stands_by_itself() -> None:
    (one,) = asked('<value xsi:type="INT" value="7"/>' + SCALE)
    assert (one.answers, one.scale) == (("7",), "0–10")


@pytest.mark.rule("H9")
@pytest.mark.parametrize(
    ("word", "currency"),
    [
        ("COMPLETED", Currency.CURRENT),
        ("nullified", Currency.ENTERED_IN_ERROR),
        ("aborted", Currency.CANCELLED),
        ("noget", Currency.UNKNOWN),
    ],
)
def test_h9_the_status_of_the_battery_counts(word: str, currency: Currency) -> None:
    (one,) = asked("", status=word)
    assert (one.currency, one.wire_status) == (currency, word)


def test_when_it_was_answered() -> None:
    own = asked("", time='<effectiveTime value="20260108"/>')[0].answered_at
    assert own is not None
    assert own.text == "2026-01-08"
    outer = asked("")[0].answered_at
    assert outer is not None
    assert outer.text == "2026-01-09T08:15:00+01:00"


def test_what_was_asked_is_the_original_text_then_the_display() -> None:
    assert asked("", code='<code code="q" displayName="Vist"/>')[0].question == "Vist"
    assert asked("", code='<code code="q"/>')[0].question == "q"
    assert asked("", code="") == []


def test_another_remark_is_a_comment_and_guidance_and_copyright_are_no_questions() -> None:
    remark = '<entryRelationship><act moodCode="EVN"><code code="x" displayName="Note"/><text>Udfyldt med hjælp</text></act></entryRelationship>'
    (one,) = asked('<value xsi:type="ST">Ja</value>' + remark + OPTIONS)
    assert one.comments == ("Note (x) · Udfyldt med hjælp",)
    copyright_ = observation('<value xsi:type="ST">©</value>').replace(
        "<code", '<templateId root="2.16.840.1.113883.10.20.32.4.21"/><code', 1
    )
    found = read(document(QRD, section("", text="<text>Læs dette</text>") + section(entry(copyright_), text="")))
    assert Topic.QUESTIONNAIRES not in found.rows
    text = found.rows[Topic.DOCUMENTS][0].fact.text  # type: ignore[union-attr]
    assert "Læs dette" in text
    assert "©" in text


def test_what_cannot_be_read_is_named() -> None:
    def lost(one: str) -> list[tuple[str, str]]:
        found = read(document(QRD, section(entry(organizer(component(one))))))
        return [(item.code, item.place) for item in found.lost.get(Topic.QUESTIONNAIRES, ())]

    assert lost(observation("", code="")) == [("missing", "code")]
    assert lost(observation("", time='<effectiveTime value="12"/>')) == [("date", "effectiveTime")]
    assert lost(observation("", mood="DEF")) == [("mood", "moodCode")]
    assert lost(observation("").replace("moodCode", 'negationInd="true" moodCode')) == [("negation", "negationInd")]
