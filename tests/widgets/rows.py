"""Rows to paint: everyday ones made by the view-models in a language, and hard ones that no layout likes."""

from datetime import timedelta
from functools import cache
from typing import Any

from clinic import (
    NOW,
    care_plan,
    complete,
    day,
    document,
    interval,
    medication,
    quantity,
    result,
    section,
    stale,
    unreadable,
)
from overblik.app.window import words_of
from overblik.domain.clinical import Currency
from overblik.domain.lab_result import Component, Flag, ResultState
from overblik.domain.medication import MedicationState
from overblik.domain.quantity import NOTHING_SAID
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.marks import Badge, FlagShape, Marker, Tone
from overblik.viewmodels.rows import GroupRow, LabRow, LineRow, MedicationRow, MoreRow, NoticeRow, PlanRow, Row
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_card
from overblik.viewmodels.words import Words
from pseudo_locale import pseudo
from viewmodels.facts import activity, appointment, condition, contact, goal, procedure, vaccination

LONG_NAME = "Polyethylenglycolkonjugeretinterferonalfakombinationspræparat"
COMPOUND = "nyrefunktionsundersøgelsesresultatvurderingsskema"
SENTENCE = "Der er fundet moderat vækst af Escherichia coli, følsom for pivmecillinam og nitrofurantoin"
DOSAGE = (
    "Ordineret: "
    + "2 tabletter morgen og 1 aften i 14 dage, så nedtrapning efter skema fra egen læge; " * 3
    + "derefter 1 tablet hver anden dag ved behov"
)
STACKED = "A\u030angstro\u0308m e\u0301\u0323 \U0001f600 \U0001f469\u200d\u2695\ufe0f"
"""Letters with combining signs, and emoji: one of three code points."""

_PRESSURE = tuple(Component(NOTHING_SAID, part, quantity(part, "mmHg"), None, None, "") for part in ("142", "86"))
_MEDICINE = (
    medication(
        "Metformin Sandoz",
        generic="metformin",
        brand="Metformin Sandoz",
        dosage="1 tablet morgen\n1 tablet aften",
        indication="mod type 2-diabetes",
    ),
    medication("Furix", generic="furosemid", state=MedicationState.PAUSED, changed=day("2026-11-19"), kind="statement"),
    medication("Morfin", as_needed=True, route="subkutant", end=day("2026-11-20"), strength="2.5 mg/mL"),
    medication("Ukendt", state=MedicationState.UNKNOWN, wire_status="on-hold-ish", dosage=""),
    medication("Fejl", state=MedicationState.ENTERED_IN_ERROR),
    medication("Simvastatin", state=MedicationState.WITHDRAWN, end=day("2026-11-10")),
    medication("Ibuprofen", state=MedicationState.ENDED, end=day("2024-11-10")),
)
_RESULTS = (
    result("142", "2026-11-20", flag=Flag.HIGH, reference=interval("45", "90")),
    result("118", "2026-08-12", reference=interval("45", "90")),
    result(
        "6.4", "2026-11-20", "Kalium;P", "NPU03230", "mmol/L", flag=Flag.CRITICAL_HIGH, reference=interval("3.5", "4.6")
    ),
    result("9.5", "2026-11-20", "B-Hæmoglobin", "NPU02319", "mmol/L", state=ResultState.PRELIMINARY),
    result("3.1", "2026-11-20", "Albumin;P", "NPU19673", "g/L", state=ResultState.CANCELLED),
    result("5", "2026-11-20", "CRP;P", "NPU19748", "mg/L", comparator="<"),
    result("0.97", "2026-11-20", "Uden enhed", "X1", ""),
    result("5", "2026-11-20", "To enheder", "X2", "mmol/L"),
    result("90", "2026-11-01", "To enheder", "X2", "mg/dL"),
    result("positiv", "2026-11-20", "Podning", "X3", "", quantity=None, flag=Flag.ABNORMAL),
)
_MEASURES = (
    result(
        "", "2026-11-23T06:10:00Z", "Blodtryk", "MCS88019", "mmHg", components=_PRESSURE, reference=interval("", "140")
    ),
    result("71.4", "2026-11-23", "Legemsvægt", "NPU03804", "kg"),
)
_PLANS = (
    care_plan(
        "Diabetesforløb",
        goals=(goal("HbA1c", "< 58 mmol/mol"),),
        activities=(activity("Fodstatus", when=day("2026-12-02")),),
        responsible="Læge M. Eksempel",
    ),
    care_plan("Genoptræning", currency=Currency.PAUSED, notes=("Sat i bero",)),
    care_plan("", kind="goal", goals=(goal("Går selv", "B1 Lette begrænsninger"),)),
    care_plan("", kind="goal", goals=(goal("Spiser selv"),), activities=(activity("Hjælp til mad"),)),
)
_LINES = {
    Topic.APPOINTMENTS: (
        appointment(
            "Kontrol", start=day("2026-11-23T10:15:00Z"), performer="Sygeplejerske", place="Medicinsk ambulatorium"
        ),
        appointment("Øjenlæge", start=day("2026-12-24T08:00:00Z"), currency=Currency.CANCELLED, cancel_reason="sygdom"),
        appointment("Fodterapeut", moved_from=day("2026-11-25")),
    ),
    Topic.VACCINATIONS: (vaccination("Influenza", given_at=day("2026-10-01"), protects_against=("influenza",)),),
    Topic.DOCUMENTS: (document("Epikrise", date=day("2026-11-19"), author="Sygehus Eksempel", is_restricted=True),),
    Topic.CONDITIONS: (condition("Type 2-diabetes", code="DE119", onset=day("2011"), severity="moderat"),),
    Topic.PROCEDURES: (procedure("Røntgen af thorax", kind="service_request", performed=day("2026-11-01")),),
    Topic.CONTACTS: (contact("Ambulant kontrol", start=day("2026-11-19"), kind="ambulant", place="Sygehus"),),
}


@cache
def words_in(language: str) -> Words:
    """Give the catalogue of a language, read once."""
    return pseudo(words_of("da")) if language == "pseudo" else words_of(language)


@cache
def everyday(language: str) -> dict[str, Row]:
    """Give a row of each kind and state, composed as the program does: with facts, with old copies, and without."""
    found: dict[str, Row] = {}
    for told in (told_sections(), lacking_sections()):
        for full in (False, True):
            view = View(NOW, words_in(language), full)
            rows = (row for name in ALL_CARDS for row in compose_card(name, told, view).rows)
            found |= {f"{type(row).__name__} {row.key} {full}": row for row in rows}
    return found


def told_sections() -> tuple[Section[Any], ...]:
    """Give sections with facts of every kind, with old copies and parts that are wanting."""
    return (
        section(
            Standing.PARTIAL, Topic.MEDICATION, *_MEDICINE, causes=(Cause.UNREADABLE_ITEMS,), unreadable=(unreadable(),)
        ),
        stale(Topic.LAB_RESULTS, *_RESULTS, age=timedelta(days=2)),
        complete(Topic.VITAL_SIGNS, *_MEASURES),
        complete(Topic.CARE_PLANS, *_PLANS),
        *(complete(topic, *facts) for topic, facts in _LINES.items()),
    )


def lacking_sections() -> tuple[Section[Any], ...]:
    """Give sections that hold nothing, each for a reason of its own."""
    return tuple(
        section(standing, topic, causes=causes)
        for topic, standing, causes in (
            (Topic.MEDICATION, Standing.FAILED, (Cause.UNREACHABLE,)),
            (Topic.LAB_RESULTS, Standing.BLOCKED, (Cause.MAY_BE_WITHHELD,)),
            (Topic.CARE_PLANS, Standing.NOT_ASKED, (Cause.OFFLINE,)),
            (Topic.DOCUMENTS, Standing.BLOCKED, (Cause.WITHHELD,)),
            (Topic.CONDITIONS, Standing.BLOCKED, (Cause.REFUSED,)),
            (Topic.CONTACTS, Standing.COMPLETE, ()),
            (Topic.APPOINTMENTS, Standing.LOADING, ()),
        )
    )


HARD: dict[str, Row] = {
    "a drug of one long word": MedicationRow(
        "",
        "",
        name=LONG_NAME,
        brand=f"{LONG_NAME.upper()}X",
        strength_form="12,5 mikrogram/25 mikrogram depottabletter",
        dosage=DOSAGE,
        extra=f"mod {COMPOUND}",
        date_text="til 01. jan 2027",
        badge=Badge("Fejlregistreret", Tone.CRITICAL),
        note=f"Slutdato 01. nov 2026 er passeret. {COMPOUND}",
    ),
    "a drug of stacked signs": MedicationRow(
        "",
        "",
        name=STACKED,
        brand="\U0001f600" * 30,
        dosage=STACKED * 9,
        extra="e\u0301" * 90,
        date_text="fra 01. jan 2026",
        badge=Badge("Ukendt status", Tone.STALE),
        is_struck=True,
    ),
    "a plan of long words": PlanRow(
        "",
        "",
        title=COMPOUND * 3,
        badge=Badge("Ukendt status", Tone.STALE),
        owner="Kommune, ældre",
        lines=(("Indsatser", SENTENCE * 2, True), ("Interventions", LONG_NAME * 2, False)),
        note=f"{STACKED} {COMPOUND}",
    ),
    "a line of long words": LineRow(
        "",
        "",
        left="tidspunkt ikke oplyst",
        text=LONG_NAME,
        second=SENTENCE * 2 + STACKED,
        badge=Badge("Aflyst", Tone.STALE),
        right="09:41",
        is_struck=True,
    ),
    "a notice of long words": NoticeRow(
        "", "", marker=Marker.BLOCKED, heading=COMPOUND * 2, text=SENTENCE * 2 + STACKED, action="Vis original"
    ),
    "a group of long words": GroupRow("", "", text=f"{COMPOUND * 2} {SENTENCE}", count="120"),
    "many left out": MoreRow(
        "", "", text=f"120 analyser mere: {COMPOUND}, {LONG_NAME}, {STACKED} …", action="Vis alle"
    ),
}

HARD_RESULTS: dict[str, LabRow] = {
    "a value that is a sentence": LabRow(
        "",
        "",
        name=f"Urin;dyrkning {COMPOUND}",
        when="20. nov 2026",
        shape=FlagShape.ABNORMAL,
        letter="A",
        value=SENTENCE,
        interval="intet interval",
        course_text="1 svar",
    ),
    "a long unit and a long number": LabRow(
        "",
        "",
        name=f"{COMPOUND};P",
        when="20. nov 2026",
        shape=FlagShape.CRITICAL_HIGH,
        value="12\u202f345,678",
        unit="mL/min/1,73 m² kropsoverflade standardiseret",
        interval="1\u202f234,5678–2\u202f345,678",
        course_text="1 svar",
        change="+1\u202f024,5 (+200 %)",
        previous="11\u202f321,178 · 1100 dage",
        badge=Badge("Foreløbigt · hæmolyse", Tone.STALE),
    ),
    "a result before of many words": LabRow(
        "",
        "",
        name="CRP;P",
        when="20. nov 2026",
        value="5",
        unit="mg/L",
        interval="< 8",
        change="≠ kan ikke sammenlignes",
        previous=f"{SENTENCE} · 100 dage",
    ),
    "a result of stacked signs": LabRow(
        "", "", name=STACKED, when="2026", value=STACKED, unit="\U0001f600/L", interval=STACKED
    ),
}

PLAIN_RESULT = LabRow(
    "",
    "",
    name="Kreatinin;P",
    when="20. nov 2026",
    shape=FlagShape.HIGH,
    letter="H",
    value="142",
    unit="µmol/L",
    interval="45–90",
    change="+24 (+20 %)",
    previous="118 · 100 dage",
    course_text="2 svar",
)
COLUMN_NAMES = GroupRow("", "", text="Organmarkører", columns=True)
PLAN_IN_ERROR = PlanRow("", "", title="Genoptræning", badge=Badge("Fejlregistreret", Tone.CRITICAL))
OWNED_PLAN = PlanRow("", "", title="Genoptræning", owner="Hjemmesygeplejen i Eksempel Kommune")

_MEMBERS = {
    MedicationRow: ("name", "brand", "strength_form", "dosage", "extra", "date_text", "note"),
    LabRow: ("name", "when", "letter", "value", "unit", "interval", "change", "previous"),
    PlanRow: ("title", "owner", "note"),
    LineRow: ("left", "text", "second", "right"),
    NoticeRow: ("heading", "text", "action"),
    GroupRow: ("text", "count", "right"),
    MoreRow: ("text", "action"),
}


def words_of_row(row: Row) -> list[str]:
    """Give every word that the row must show."""
    told = [getattr(row, member) for member in _MEMBERS[type(row)]]
    badge = getattr(row, "badge", None)
    told += [badge.text] if badge else []
    if isinstance(row, LabRow) and row.spark is None:
        told.append(row.course_text)
    if isinstance(row, PlanRow):
        told += [words for label, text, _ in row.lines for words in (label, text)]
    return [text for text in told if text]
