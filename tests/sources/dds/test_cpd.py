"""Care plans: one plan for a document, every part in it or named, and words beside codes where they differ (H8, H15)."""

import pytest

from overblik.domain.clinical import Actor, CarePlan, Currency
from overblik.domain.lab_result import ResultState
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import read
from sources.dds.small import AUTHOR, CPD, component, document, entry, observation, organizer, section

CONCERNS, GOALS, STEPS, OUTCOMES = "75310-3", "61146-7", "62387-6", "11383-7"
LDL = '<code code="NPU01568" codeSystem="1.2.208.176.2.1" displayName="LDL"/>'
ARC = "1.2.208.184.15.1.10.20."


def plan(*sections: str, extra: str = "", author: str = AUTHOR, title: str = "Plan") -> CarePlan:
    found = read(document(CPD, "".join(sections), extra=extra, author=author, title=title))
    (row,) = found.rows[Topic.CARE_PLANS]
    assert isinstance(row.fact, CarePlan)
    return row.fact


def lost(*sections: str) -> list[tuple[str, str]]:
    found = read(document(CPD, "".join(sections)))
    return [(one.code, one.place) for one in found.lost.get(Topic.CARE_PLANS, ())]


def ldl(value: str, time: str) -> str:
    return entry(
        observation(
            f'<value xsi:type="PQ" value="{value}" unit="mmol/L"/>', code=LDL, time=f'<effectiveTime value="{time}"/>'
        )
    )


def rows(*told: str, head: str = "<tr><th>Værdi</th><th>Dato</th></tr>") -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in told)
    return f"<text><table>{head}{body}</table></text>"


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("table", "told"),
    [
        (rows("2.5 mmol/L|24-08-18", "5.2 mmol/L|28-08-18"), ["", "5.2 mmol/L"]),
        (rows("2,5|2018-08-24", "7.70 mmol/L|28.08.2018"), ["", ""]),
        (rows("2.5 mmol/L|24-08-18", "7.7 mg/L|28-08-18"), ["", "7.7 mg/L"]),
        (rows("2.5|24-08-18"), ["", ""]),
        (rows("2.5|24-08-18", "5.2|28-08-18", "7.7|28-08-18"), ["", ""]),
        (rows("2.5", "5.2"), ["", "5.2"]),
        (rows("2.5", "5.2", "9"), ["", ""]),
        (rows("ca. 3|24-08-18", "høj|28-08-18"), ["", ""]),
        (rows("3.5|24-08-18", "5.2|28-08-18"), ["3.5", "5.2"]),
        (rows("9|2.5|24-08-18", "8|5.2|28-08-18"), ["", "5.2"]),
        (rows("2.5|2.5|24-08-18", "5.2|9|28-08-18"), ["", ""]),
        ("<text>Seneste målinger</text>", ["", ""]),
    ],
)
def test_h15_a_row_that_says_another_value_stands_beside_it(table: str, told: list[str]) -> None:
    body = ldl("2.5", "20180824121545+0200") + ldl("7.7", "20180828113634+0200")
    one = plan(section(body, code=OUTCOMES, text=table))
    assert [result.told for result in one.outcomes] == told
    assert [result.value for result in one.outcomes] == ["2.5", "7.7"]


def test_two_results_of_one_day_share_no_row() -> None:
    body = ldl("2.5", "201808240800+0200") + ldl("7.7", "201808241800+0200")
    assert [one.told for one in plan(section(body, code=OUTCOMES, text=rows("5.2|24-08-18"))).outcomes] == ["", ""]


def test_entries_alike_in_two_sections_keep_the_name_of_their_own() -> None:
    held = entry(observation('<value xsi:type="PQ" value="7" unit="kg"/>', code=""))
    both = [section(held, code=OUTCOMES, title=f"<title>{title}</title>") for title in ("Før", "Efter")]
    assert [one.name for one in plan(*both).outcomes] == ["Før", "Efter"]


def test_each_code_has_its_own_column() -> None:
    pressure = [
        entry(
            observation(
                f'<value xsi:type="PQ" value="{value}" unit="mmHg"/>',
                code=f'<code code="{code}" displayName="{code}"/>',
                time=f'<effectiveTime value="201808{day}0800"/>',
            )
        )
        for day, pair in (("24", (150, 90)), ("28", (140, 85)))
        for code, value in zip(("DNK05472", "DNK05473"), pair, strict=True)
    ]
    table = rows("150 mmHg|90 mmHg|24-08-18", "140 mmHg|58 mmHg|28-08-18")
    assert [one.told for one in plan(section("".join(pressure), code=OUTCOMES, text=table)).outcomes] == [
        "",
        "",
        "",
        "58 mmHg",
    ]


def test_results_keep_their_status_and_the_heading_names_one_without_a_code() -> None:
    annulled = observation(
        '<value xsi:type="PQ" value="7" unit="kg"/>', status='<statusCode code="nullified"/>', code=""
    )
    one = plan(section(entry(annulled), code=OUTCOMES, title="<title>Vægt (kg)</title>"))
    assert [(result.name, result.code, result.state) for result in one.outcomes] == [
        ("Vægt (kg)", "", ResultState.NULLIFIED)
    ]
    held = organizer(component(observation('<value xsi:type="PQ" value="7" unit="kg"/>')), status="nullified")
    assert [result.state for result in plan(section(entry(held), code=OUTCOMES)).outcomes] == [ResultState.NULLIFIED]


def goal(inside: str, *, mood: str = "GOL", code: str = '<code nullFlavor="NA"/>') -> str:
    return f'<observation classCode="OBS" moodCode="{mood}"><id root="G1"/>{code}{inside}</observation>'


def test_a_goal_in_words_has_the_words_it_refers_to() -> None:
    text = '<text><table><tr><td ID="m1">Gå mere<br/>Ryge\n mindre</td></tr></table></text>'
    told = goal('<text><reference value="#m1"/></text><statusCode code="active"/>')
    (one,) = plan(section(entry(told), code=GOALS, text=text)).goals
    assert (one.text, one.document_id, one.is_valid, one.targets) == ("Gå mere\nRyge mindre", "G1", True, ())
    (lone,) = plan(section(entry(goal("")), code=GOALS, title="<title>Mål</title>")).goals
    assert (lone.text, lone.is_valid, lone.status) == ("Mål", False, "")


def test_a_coded_goal_has_its_measure_and_target() -> None:
    value = '<value xsi:type="IVL_PQ"><high value="58" unit="mmol/mol" inclusive="false"/></value>'
    time = '<effectiveTime><low value="20260101"/><high value="20261231"/></effectiveTime>'
    code = '<code code="NPU27300" codeSystem="1.2.208.176.2.1" displayName="HbA1c"/>'
    (one,) = plan(section(entry(goal(time + value, code=code)), code=GOALS)).goals
    assert (one.text, one.targets) == ("HbA1c", ("<58 mmol/mol",))
    assert one.measure == ("urn:oid:1.2.208.176.2.1", "NPU27300")
    assert one.due is not None
    assert one.due.text == "2026-12-31"
    coded = '<value xsi:type="CD" code="B3" displayName="Moderate begrænsninger"/>'
    (other,) = plan(section(entry(goal(coded, code=code)), code=GOALS)).goals
    assert (other.targets, other.target_codes) == (("B3 Moderate begrænsninger",), ("B3",))
    assert not plan(section(entry(goal('<statusCode code="aborted"/>')), code=GOALS)).goals[0].is_valid


def step(inside: str = "", *, mood: str = "INT", name: str = "encounter", code: str = '<code nullFlavor="NI"/>') -> str:
    return f'<{name} classCode="ACT" moodCode="{mood}">{code}{inside}</{name}>'


@pytest.mark.rule("T25")
def test_t25_no_number_stands_in_what_a_list_shows() -> None:
    number, shown = "251248-9996", "••••••-••••"
    table = rows(f"Ring til {number}", head="")
    held = section(entry(step()), code=STEPS, text=table)
    words = f"<text>Mål for {number}</text>"
    one = plan(held, section(entry(goal(words)), code=GOALS), section(entry(concern(words)), code=CONCERNS))
    assert [part.text for part in (*one.activities, *one.goals, *one.concerns)] == [
        f"Ring til {shown}",
        f"Mål for {shown}",
        f"Mål for {shown}",
    ]


def test_interventions_planned_and_done() -> None:
    time = '<effectiveTime><low value="20260101"/><high value="20260105"/></effectiveTime>'
    done = step(
        '<statusCode code="completed"/>' + time,
        mood="EVN",
        name="act",
        code='<code code="AAF1" displayName="Indlæggelse"/>',
    )
    one, two, three = plan(
        section(
            entry(done) + entry(step()) + entry(step('<statusCode code="aborted"/>', mood="EVN")),
            code=STEPS,
            title="<title>Tiltag</title>",
        )
    ).activities
    assert (one.text, one.code, one.is_done) == ("Indlæggelse", "AAF1", True)
    assert one.when is not None
    assert one.until is not None
    assert (one.when.text, one.until.text) == ("2026-01-01", "2026-01-05")
    assert (two.text, two.is_done, two.when, two.until) == ("Tiltag", False, None, None)
    assert (three.status, three.is_done) == ("aborted", False)


def test_silent_encounters_take_their_rows_only_when_the_counts_agree() -> None:
    table = rows("Øjenlæge|hvert andet år", "Fodterapeut|årligt", head="<tr><th>Husk</th></tr>")
    two = plan(section(entry(step()) + entry(step()), code=STEPS, text=table))
    assert [one.text for one in two.activities] == ["Øjenlæge · hvert andet år", "Fodterapeut · årligt"]
    three = plan(section(entry(step()) * 3, code=STEPS, text=table, title="<title>Husk</title>"))
    assert [one.text for one in three.activities] == ["Husk"] * 3
    assert "Fodterapeut · årligt" in three.texts[0].text
    items = "<text><list><item>Øjenlæge</item></list></text>"
    assert [one.text for one in plan(section(entry(step()), code=STEPS, text=items)).activities] == ["Øjenlæge"]


def concern(inside: str) -> str:
    return f'<act classCode="ACT" moodCode="EVN"><code code="75310-3"/><statusCode code="active"/><effectiveTime value="20120101"/>{inside}</act>'


def test_concerns_are_their_coded_observations_or_their_words() -> None:
    held = '<entryRelationship><observation moodCode="EVN"><effectiveTime><low value="20121017"/></effectiveTime><value xsi:type="CD" code="T90" codeSystem="i" displayName="Diabetes"/></observation></entryRelationship>'
    one, two = plan(section(entry(concern(held)) + entry(concern("<text>Bor alene</text>")), code=CONCERNS)).concerns
    assert (one.text, one.code, one.system, one.wire_status) == ("Diabetes", "T90", "i", "active")
    assert one.since is not None
    assert one.since.text == "2012-10-17"
    assert (two.text, two.code) == ("Bor alene", "")
    assert two.since is not None
    assert two.since.text == "2012-01-01"


@pytest.mark.rule("H8")
@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        (section(entry(goal("", mood="EVN")), code=GOALS), "mood", "moodCode"),
        (section(entry(goal('<effectiveTime><high value="x"/></effectiveTime>')), code=GOALS), "date", "effectiveTime"),
        (section(entry(step(mood="DEF")), code=STEPS), "mood", "moodCode"),
        (
            section(
                entry(step('<effectiveTime><low value="20260101"/><high value="snart"/></effectiveTime>')), code=STEPS
            ),
            "date",
            "effectiveTime/high",
        ),
        (
            section(entry(step().replace("moodCode", 'negationInd="true" moodCode')), code=STEPS),
            "negation",
            "negationInd",
        ),
        (section(entry(concern("").replace("20120101", "1")), code=CONCERNS), "date", "effectiveTime"),
        (section(entry(step()), code=OUTCOMES), "statement", "encounter"),
        (section(entry(observation("", mood="RQO")), code=OUTCOMES), "mood", "moodCode"),
    ],
)
def test_h8_a_part_that_cannot_be_read_takes_no_other_with_it(body: str, code: str, place: str) -> None:
    assert lost(body) == [(code, place)]
    good = section(entry(goal("<text>Gå</text>")), code=GOALS)
    assert [one.text for one in plan(body, good).goals] == ["Gå"]


def test_a_part_is_known_by_its_own_template_then_its_section_then_as_a_goal() -> None:
    template = f'<templateId root="{ARC}2.20"/>'
    own = goal(template + "<text>Et</text>")
    assert len(plan(section(entry(own), code=OUTCOMES)).goals) == 1
    both = step(template + f'<templateId root="{ARC}3.20"/>')
    assert len(plan(section(entry(both), code=STEPS)).activities) == 1
    by_section = section(f'<templateId root="{ARC}3"/>' + entry(step()))
    assert len(plan(by_section).activities) == 1
    nested = section(section(entry(step())), code=STEPS)
    assert len(plan(nested).activities) == 1
    assert len(plan(section(entry(goal("")), title="")).goals) == 1
    unknown = plan(
        section(entry(observation('<value xsi:type="ST">Ro</value>')), title="<title>Andet</title>", text="")
    )
    assert (unknown.outcomes, unknown.activities) == ((), ())
    assert [(one.title, one.text) for one in unknown.texts] == [
        ("Andet", "Legeme masse; Pt (NPU03804) · 2026-01-09T08:15:00+01:00 · Ro")
    ]


def test_headings_name_every_text_in_order() -> None:
    inner = section("", title='<title nullFlavor="NI"/>', text="<text>Ro</text>").replace(
        "<section>", '<section><code code="x" displayName="Hvile"/>'
    )
    one = plan(
        section(inner, title="<title>Mål</title>", text="<text/>"), section("", title="", text="<text>Løst</text>")
    )
    assert [(part.title, part.text) for part in one.texts] == [("Hvile", "Ro"), ("", "Løst")]


def test_the_head_of_the_plan() -> None:
    extra = """<setId root="S" extension="1"/><versionNumber value="3"/><sdtc:statusCode code="obsolete"/>
<legalAuthenticator><assignedEntity><assignedPerson><name>Læge C</name></assignedPerson></assignedEntity></legalAuthenticator>
<documentationOf><serviceEvent><templateId root="1.2.208.184.10.1.10"/><id extension="cpd-v2.0"/></serviceEvent></documentationOf>
<documentationOf><serviceEvent><templateId root="1.2.208.184.10.1.11"/><effectiveTime><low value="20260101"/><high nullFlavor="NA"/>
</effectiveTime></serviceEvent></documentationOf>"""
    one = plan(extra=extra, title="Plan for 2512489996")
    assert (one.title, one.series, one.version) == ("Plan for ••••••-••••", "S^1", "3")
    assert (one.author, one.responsible) == ("Lægehuset Åkanden, Ida Holm", "Læge C")
    assert (one.currency, one.wire_status) == (Currency.PAST, "obsolete")
    assert one.start is not None
    assert (one.start.text, one.end) == ("2026-01-01", None)
    assert plan().currency is Currency.CURRENT


@pytest.mark.parametrize(
    ("name", "number", "actor"),
    [
        ("Lægehuset Åkanden", "", Actor.GENERAL_PRACTICE),
        ("Lægerne Toldbodvej", "", Actor.GENERAL_PRACTICE),
        ("Aalborg Universitetshospital", "", Actor.HOSPITAL),
        ("OUH Klinisk IT", "", Actor.HOSPITAL),
        ("Hjemmesygeplejen, Svendborg Kommune", "", Actor.MUNICIPALITY),
        ("Kommunens sygehus", "", Actor.UNKNOWN),
        ("Tandlægerne i Nord", "", Actor.UNKNOWN),
        ("Speciallægepraksis Øre", "", Actor.UNKNOWN),
        ("Touhuset", "", Actor.UNKNOWN),
        ("FSK-service", "", Actor.UNKNOWN),
        ("", "", Actor.UNKNOWN),
        ("Bo Kjær", '<id root="1.2.208.176.1.4" extension="1"/>', Actor.GENERAL_PRACTICE),
        ("Ukendt", '<id root="1.2.208.176.1.1" extension="1"/>', Actor.UNKNOWN),
    ],
)
def test_whose_it_is_by_safe_signs_only(name: str, number: str, actor: Actor) -> None:
    author = f"<author><assignedAuthor>{number}<representedOrganization><name>{name}</name></representedOrganization></assignedAuthor></author>"
    assert plan(author=author).actor is actor
