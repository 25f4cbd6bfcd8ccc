"""What stands above and beside the cards: composed as the program does, and hard contents that no layout likes."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

from clinic import ME, NOW, allergy, complete, day, no_allergy, section, stale
from overblik.domain.patient import ContactPerson, MasterData, Sex
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.card_head import View
from overblik.viewmodels.marks import Badge, Marker, Tone
from overblik.viewmodels.screen import Agent, Banner, Cave, Chip, Screen, Strip, Summary, SummaryLine
from overblik.viewmodels.screen_parts import compose_screen
from viewmodels.facts import condition, contact
from viewmodels.kinds import NANCY
from widgets.rows import COMPOUND, LONG_NAME, SENTENCE, STACKED, words_in

_CONTACTS = (
    ContactPerson("general_practitioner", "Læge M. Eksempel", "01 23 45 67"),
    ContactPerson("", "Karen Berggren", "01 23 45 68", "datter"),
)
_DEAD: MasterData = replace(NANCY, deceased=True, deceased_at=day("2026-01-12"), sex=Sex.UNKNOWN)
_TOPICS = (Topic.MEDICATION, Topic.LAB_RESULTS, Topic.CARE_PLANS)


def _whole() -> tuple[Section[object], ...]:
    return (
        complete(Topic.PATIENT, replace(NANCY, contacts=_CONTACTS, needs_interpreter=True, language="arabisk")),
        complete(Topic.ALLERGIES, allergy("Benzylpenicillin", "anafylaksi"), allergy("Kontrastmiddel", "udslæt")),
        complete(Topic.CONDITIONS, condition("Type 2-diabetes"), condition("Hypertension", severity="let")),
        complete(Topic.CONTACTS, contact("Ambulant kontrol", start=day("2026-11-19"), place="Sygehus Eksempel")),
        *(complete(topic, source=f"s{topic.value}", label=f"Kilde {topic.value}") for topic in _TOPICS),
    )


def _lacking() -> tuple[Section[object], ...]:
    return (
        complete(Topic.PATIENT, replace(NANCY, is_protected=True)),
        section(Standing.FAILED, Topic.ALLERGIES, causes=(Cause.UNREACHABLE,)),
        section(Standing.PARTIAL, Topic.CONDITIONS, condition("KOL"), causes=(Cause.MORE_AVAILABLE,)),
        section(Standing.BLOCKED, Topic.CONTACTS, causes=(Cause.WITHHELD,)),
        section(Standing.BLOCKED, Topic.MEDICATION, causes=(Cause.MAY_BE_WITHHELD,), source="fmk", label="FMK"),
        section(Standing.NOT_ASKED, Topic.DOCUMENTS, causes=(Cause.NOT_OFFERED,), source="dds", label="Dokumenter"),
    )


def _kept() -> tuple[Section[object], ...]:
    hours = timedelta(hours=3, minutes=29)
    told = {"causes": (Cause.OFFLINE,), "age": hours}
    return (
        stale(Topic.PATIENT, _DEAD, **told),
        stale(Topic.ALLERGIES, no_allergy(), **told),
        stale(Topic.CONDITIONS, condition("Astma"), **told),
        section(Standing.NOT_ASKED, Topic.MEDICATION, causes=(Cause.OFFLINE,), source="fmk", label="FMK"),
    )


@cache
def screens(language: str) -> dict[str, Screen]:
    """Give the screen of a whole answer, of sources that fail or block, and of a copy without network."""
    view = View(NOW, words_in(language))
    told = {"whole": _whole(), "lacking": _lacking(), "kept": _kept()}
    return {name: compose_screen(ME, sections, True, view, ()) for name, sections in told.items()}


def _chip(name: str, text: str, marker: Marker) -> Chip:
    return Chip(name, name, text, marker, "", "")


HARD_BANNERS = {
    "a very long name": Banner(
        f"VON {LONG_NAME.upper()}",
        f"Nancy {STACKED} Karoline Amalie Frederikke",
        "født",
        "25. dec 1948",
        "77 år",
        "køn ukendt",
        "erstatnings-CPR",
        "251248-9996",
        right=((("Egen læge ", False), ("Læge M. Eksempel", True)),),
    ),
    "everything at once": Banner(
        "BERGGREN",
        "Nancy",
        "født",
        "25. dec 1948",
        "77 år",
        "kvinde",
        "CPR",
        "251248-9996",
        "død 12. jan 2026",
        (Badge("Navnelighed", Tone.STALE), Badge("Navne- og adressebeskyttelse", Tone.CRITICAL)),
    ),
}
DEAD_WITH_CONTACTS = replace(
    HARD_BANNERS["everything at once"],
    badges=(Badge("Navnelighed", Tone.STALE),),
    right=((("Egen læge ", False), ("Læge M. Eksempel", True)), (("Pårørende ", False), ("Karen Berggren", True))),
)
HARD_CAVES = {
    "a dozen agents": Cave(
        "known",
        Marker.FRESH,
        tuple(Agent(f"{COMPOUND}-{count}", "anafylaksi, angioødem") for count in range(12)),
        right=f"bekræftelsesdato ikke oplyst {SENTENCE}",
        fgvh="FGVH ukendt: stamkort ikke hentet",
    ),
    "an agent of one long word": Cave(
        "known",
        Marker.STALE,
        (Agent(LONG_NAME * 3, STACKED),),
        copy="kopi fra 23. nov 2026 kl. 06:12",
        right="Bekræftet 04. mar 2026",
        fgvh="FGVH ukendt: stamkort ikke hentet",
    ),
}
HARD_STRIPS = {
    "a dozen sources": Strip(
        "5 af 12 kilder",
        "21. nov 2026",
        tuple(_chip(f"Kommune nummer {count}", "fejlede 09:41", marker) for count, marker in enumerate(Marker)),
    ),
    "a source of many words": Strip(
        "0 af 1 kilder",
        "",
        (_chip("Region Eksempel", "prøvesvar, målinger +2 ikke alt hentet", Marker.PARTIAL),),
    ),
}
A_SOURCE_OF_TOO_MANY_WORDS = Strip(
    "0 af 1 kilder",
    "",
    (_chip("Regionernes fællesjournal", "prøvesvar, målinger +2 ikke alt hentet", Marker.PARTIAL),),
)
HARD_SUMMARIES = {
    "twenty diagnoses and a long contact": Summary((
        SummaryLine("Diagnoser", " · ".join(f"{COMPOUND} {count}" for count in range(20)), "Journal, hentet 09:41"),
        SummaryLine("Seneste kontakt", LONG_NAME * 3 + STACKED, SENTENCE, Marker.FAILED),
    )),
}  # fmt: skip


def words_of_banner(banner: Banner) -> list[str]:
    told = [banner.family, banner.given, banner.born_label, banner.born, banner.age, banner.sex]
    told += [banner.number_label, banner.number, banner.deceased, *(badge.text for badge in banner.badges)]
    return [text for text in told + [text for line in banner.right for text, _ in line] if text]


def words_of_cave(cave: Cave) -> list[str]:
    told = [cave.lead, cave.text, cave.copy, cave.right, cave.fgvh, "CAVE"]
    return [text for text in told + [text for agent in cave.agents for text in (agent.name, agent.reaction)] if text]


def words_of_strip(strip: Strip) -> list[str]:
    told = [strip.count, strip.when, strip.bar, *(text for chip in strip.chips for text in (chip.name, chip.text))]
    return [text for text in told if text]


def words_of_summary(summary: Summary) -> list[str]:
    return [text for line in summary.lines for text in (line.label, line.text, line.meta) if text]
