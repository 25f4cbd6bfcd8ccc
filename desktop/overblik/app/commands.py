"""What each word of the command line does; sentences to the terminal, codes back."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from overblik.app.file_reading import read_files
from overblik.app.files import chosen, import_files, sections_of_person
from overblik.app.house import fetch_overview
from overblik.app.moment import make_clock
from overblik.app.obeying import demand, features_of_overview, settings_in_force
from overblik.app.output import write_out, write_private
from overblik.app.preferred import the_theme, the_words
from overblik.app.worded import Told, check_certificate, in_words, sentence
from overblik.domain.disclosure import Disclosed
from overblik.domain.errors import InputError
from overblik.domain.features import Feature
from overblik.domain.patient import PatientId, typed_by_user
from overblik.domain.ports import Clock
from overblik.domain.section import Section, Standing
from overblik.runtime import paths
from overblik.runtime.files import private_files
from overblik.runtime.log import log_qt
from overblik.runtime.settings import Settings
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import safe
from overblik.viewmodels.json_report import overview_as_json
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_screen
from overblik.viewmodels.text_report import screen_as_text
from overblik.viewmodels.veil import veiled
from overblik.viewmodels.words import Words


def seeds_folder() -> Path:
    """Give the folder of the synthetic patients, for the embedded services."""
    return paths.seeds()


def refuse(told: Told, code: str, **facts: object) -> int:
    """Say why something cannot be done, and give the exit code of wrong use."""
    print(the_words(told).say(f"input.{code}", **facts), file=sys.stderr)
    return 2


@in_words
def overview(told: Told) -> int:
    """Write the overview of one patient as text, JSON or a picture."""
    words = the_words(told)
    demand(*features_of_overview(told))
    clock = make_clock(Settings(paths.profile(), clock=told.clock))
    if told.card_at:
        return _card_at(told, words)
    patient_id, sections = _from_files(told, words, clock) if told.files else _from_servers(told, words, clock)
    made = _written(told, patient_id, sections, clock, words)
    _put(told, made, words)
    return _code(sections, words)


def _left_out(words: Words) -> Callable[[str], None]:
    """Give what names a file of a folder that is not used."""
    return lambda name: print(words.say("input.left_out", name=safe(name)), file=sys.stderr)


def _from_files(told: Told, words: Words, clock: Clock) -> tuple[PatientId, tuple[Section[Any], ...]]:
    files = [Path(name) for name in told.files]
    wanted = typed_by_user(told.patient) if told.patient else None
    mine = chosen(read_files(files, clock, wanted, _left_out(words)), wanted)
    return mine[0].patient_id, sections_of_person(mine, clock)


def _card_at(told: Told, words: Words) -> int:
    """Write the medicine card as it was, and nothing beside it."""
    from overblik.app import card_at

    if told.files or told.offline or told.format in ("png", "pdf"):
        raise InputError("card_at_alone_form")
    given = typed_by_user(told.patient) if told.patient else None  # what is wrong with it is said before all else
    settings = settings_in_force(told)
    clock = make_clock(settings)
    at = card_at.moment_of(told.card_at, clock.now())
    if settings.national is None:
        raise InputError("no_medicine_card", path=str(paths.configuration()))
    with private_files():
        then = asyncio.run(card_at.fetch_card_at(settings, _whose(given, words), clock, at))
    _put(told, card_at.as_json(then, words) if told.format == "json" else card_at.as_text(then, words), words)
    return _code(then.sections, words) if then.sections else 0


def _from_servers(told: Told, words: Words, clock: Clock) -> tuple[PatientId, tuple[Section[Any], ...]]:
    given = typed_by_user(told.patient) if told.patient else None  # what is wrong with it is said before all else
    settings = settings_in_force(told)
    if not (settings.servers or settings.national or told.offline):
        raise InputError("no_servers", path=str(paths.configuration()))
    check_certificate(settings)
    patient_id = _whose(given, words)
    with private_files():
        sections, notice = asyncio.run(fetch_overview(settings, patient_id, clock, offline=told.offline))
    if notice:
        print(words.say(notice), file=sys.stderr)
    return patient_id, sections


def _whose(given: PatientId | None, words: Words) -> PatientId:
    """Give the patient of the command line, with a warning, or the one that is typed when asked for."""
    if given:
        print(words.say("input.argument_warning"), file=sys.stderr)
    return given or typed_by_user(_asked(words))


def _asked(words: Words) -> str:
    """Ask for the number on standard input: it does not belong on a command line."""
    if sys.stdin.isatty():
        print(words.say("input.ask_patient"), end="", file=sys.stderr, flush=True)
    typed = sys.stdin.readline().strip()
    if not typed:
        raise InputError("patient_missing")
    return typed


def _written(
    told: Told, patient_id: PatientId, sections: tuple[Section[Any], ...], clock: Clock, words: Words
) -> bytes:
    if told.format == "json":
        made = overview_as_json(patient_id, veiled(sections, words.say("medication.veiled")), clock.now(), words)
        return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
    if told.format == "png":
        from overblik.app.picture import picture_of

        log_qt()
        return picture_of(patient_id, sections, clock, words, the_theme(told))
    if told.format == "pdf":
        return _pdf(told, patient_id, sections, clock, words)
    view = View(clock.now(), words, is_full=told.full)
    screen = compose_screen(patient_id, sections, False, view, ALL_CARDS)
    return (screen_as_text(screen) + "\n").encode()


def _pdf(told: Told, patient_id: PatientId, sections: tuple[Section[Any], ...], clock: Clock, words: Words) -> bytes:
    """Give a printed document; where sources were asked its print is written into the record first."""
    from overblik.app.printing import log_print, printed_pdf

    log_qt()
    if told.files:
        printed = Disclosed("", "")
    else:
        with private_files():
            printed = log_print(settings_in_force(told), patient_id, told.print, clock)
    return printed_pdf(told.print, patient_id, sections, clock, words, printed=printed)


def _put(told: Told, made: bytes, words: Words) -> None:
    unasked = {"png": "overblik.png", "pdf": words.say("paper.file_name")}  # neither belongs on a terminal
    path = told.output or (unasked.get(told.format, "") if sys.stdout.isatty() else "")
    if path:
        write = write_private if told.format == "pdf" else write_out
        write(Path(path), made)
        key = {"png": "input.picture_written", "pdf": "input.print_written"}.get(told.format, "input.overview_written")
        print(words.say(key, path=path), file=sys.stderr)
    else:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()


def _code(sections: tuple[Section[Any], ...], words: Words) -> int:
    """Give 1 with a sentence when nothing at all could be shown."""
    if any(section.standing not in (Standing.NOT_ASKED, Standing.FAILED) for section in sections):
        return 0
    print(words.say("input.nothing_shown"), file=sys.stderr)
    return 1


@in_words
def import_(told: Told) -> int:
    """Keep recorded answers in the cache."""
    whose = typed_by_user(told.patient) if told.patient else None  # what is wrong with it is said before all else
    demand(Feature.IMPORT)
    words, settings, files = the_words(told), settings_in_force(told), [Path(name) for name in told.files]
    if whose:
        print(words.say("input.argument_warning"), file=sys.stderr)
    with private_files():
        made = asyncio.run(import_files(settings, files, make_clock(settings), whose, _left_out(words)))
    print(words.one_or_many("input.imported", made.files, patient=", ".join(str(one) for one in made.patients)))
    return 0


@in_words
def audit(told: Told) -> int:
    """Check the chain of an audit file, open it, or give out what it is checked by."""
    from overblik.app.audit import checked, given_out, key_and_head

    if told.act == "read":
        from overblik.app.audit_reading import write_read

        return write_read(told, the_words(told), sentence)
    if told.act == "receipts":
        lines = given_out(told)
    else:
        lines = key_and_head() if told.act == "key" else checked(told, the_words(told))
    print("\n".join(lines))
    return 0


@in_words
def policy(told: Told) -> int:
    """Check a policy file, or show what holds on this computer and who decided it."""
    from overblik.app.policy import as_json, checked, lines_of, shown

    words, now = the_words(told), make_clock(Settings(paths.profile(), clock=told.clock)).now()
    found = checked(told, words) if told.act == "check" else shown()
    print(as_json(found, now, words) if told.json else "\n".join(lines_of(found, now, words)))
    return found.code if told.act == "check" else 0


@in_words
def readiness(told: Told) -> int:
    """Prove a printed list by what stands on record of it."""
    from overblik.app.sealed_lists import proved

    print("\n".join(proved(told, the_words(told))))
    return 0


@in_words
def release(told: Told) -> int:
    """Check downloaded files against the list that their publisher signed."""
    from overblik.app.release import checked

    print("\n".join(checked(told, the_words(told))))
    return 0


@in_words
def demo(told: Told) -> int:
    """Start the embedded services and the real program against them."""
    from overblik.app.demo import run_demo

    return run_demo(told)


@in_words
def self_test(told: Told) -> int:
    """Check the parts of the program on this computer."""
    from overblik.app.self_test import run_self_test

    return run_self_test(the_words(told), part=told.part, is_json=told.json)
