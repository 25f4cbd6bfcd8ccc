"""The demo: the embedded services as a child process, the real program against them."""

import argparse
import base64
import sys
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

import overblik.app.featureless  # noqa: F401 - before all others
from overblik.access.trail_keys import from_text
from overblik.app.demo_services import Served, handed_on, served
from overblik.app.listed import listed_patient
from overblik.app.moment import make_clock
from overblik.app.output import write_out
from overblik.app.picture import png
from overblik.app.preferred import the_theme, the_words
from overblik.app.running import spoken
from overblik.app.window import Before, Program, application, has_display, make_program, show
from overblik.domain.audit_keys import AuditKeys
from overblik.domain.errors import InputError
from overblik.domain.patient import from_identifier
from overblik.domain.sighting import Sighting
from overblik.domain.sign_in import ClaimNames, Registration
from overblik.domain.work_list import ListKind, WantedList
from overblik.runtime.demo_control import SandboxControl
from overblik.runtime.endpoints import AUDIT, BROKER, FHIRCAST, ServerSettings
from overblik.runtime.follow_settings import FollowSettings
from overblik.runtime.keyring import MemoryKeyring
from overblik.runtime.lists_settings import ME
from overblik.runtime.log import log_qt
from overblik.runtime.national_settings import NationalSettings
from overblik.runtime.settings import DemoSettings, ListedPatient, Settings
from overblik.runtime.successor import Handover, read_handover, start_successor
from overblik.viewmodels.choices import Choices
from overblik.viewmodels.demo import DemoModel
from overblik.viewmodels.screen_parts import ALL_CARDS, compose_screen
from overblik.viewmodels.text_report import screen_as_text
from overblik.widgets.demo_menu import add_demo_menu

_MOMENT = "2026-11-23T09:41:00+01:00"
"""The moment of the synthetic patients: their appointments and results are told relative to it."""
_PATIENT = "2512489996"
_LAST_LOOK = timedelta(days=11)
_SECONDS = 30
_ORGANISATION = "999999999016000"
"""The number of the invented surgery: no organisation has it in SOR."""
_ROLES = (("Egen læge", "Læge"), ("Hjemmesygeplejerske", "Sygeplejerske"))
"""The word by which the services are asked, where the sign-in tells the role in another."""
_LISTS = {"Sygeplejerske": ListKind.WARD, "Hjemmesygeplejerske": ListKind.LIST}
"""The list of a role; a doctor's is the day."""


def demo_settings(told: dict[str, Any], profile: Path, clock: str, language: str, theme: str) -> Settings:
    """Give the settings of a program that asks the embedded services."""
    servers = tuple(ServerSettings(one["name"], one["label"], one["url"], told["token"]) for one in told["bases"])
    patients = tuple(
        ListedPatient(
            one["cpr"],
            one["family"],
            one["given"],
            one["birth_date"] or "",
            one["sex"] or "unknown",
            one["time"] or "",
            one["system"],
        )
        for one in told["patients"]
    )
    return Settings(
        profile,
        servers,
        patients,
        DemoSettings(told["control"], told["secret"]),
        demo_national(told),
        clock=clock,
        language=language,
        theme=theme,
        clinician_name="Læge M. Eksempel",
        clinician_role="Egen læge",
    )


def demo_national(told: dict[str, Any]) -> NationalSettings:
    """Give the settings by which the synthetic clinician signs in to the embedded national services."""
    who = told["certificate"]
    return NationalSettings(
        fmk=told["fmk"]["url"],
        sts=told["sts"]["url"],
        sts_certificate=told["sts"]["certificate"].encode(),
        pkcs12=base64.b64decode(who["pkcs12"]),
        password=who["password"],
        cpr=who["cpr"],
        given_name=who["givenName"],
        surname=who["surName"],
        role_code=who["role"],
        requested_role=who["occupation"],
        organisation=who["organisation"],
        cvr=who["cvr"],
        ddv=told["ddv"]["url"],
        dds=_pair(told, "dds"),
        sfsk=_pair(told, "sfsk"),
        consent=told.get("consent", {}).get("url", ""),
        organisation_id=_ORGANISATION,
        organisation_id_format="nsi:sor",
    )


def brokered(settings: NationalSettings, told: dict[str, Any]) -> NationalSettings:
    """Give the settings by which the card is that of whoever signs in: the embedded broker gives it for the sign-in."""
    place = told["broker"]
    return replace(
        settings,
        broker=place["url"],
        broker_authority=place["ca"].encode(),
        pkcs12=base64.b64decode(place["pkcs12"]),
        password=place["password"],
        requested_role="",
        requested_roles=_ROLES,
        sts="",
        cpr="",
        given_name="",
        surname="",
        role_code="",
    )


def _pair(told: dict[str, Any], name: str) -> tuple[str, str] | None:
    found = told.get(name)
    return (found["registry"], found["repository"]) if found else None


def demo_sign_in(told: dict[str, Any]) -> Registration:
    """Give the registration at the embedded identity provider."""
    who = told["signIn"]
    names = ClaimNames("name", "role", "authorisation", "organisation", "organisation_name")
    servers = (*(one["name"] for one in told["bases"]), AUDIT, BROKER, FHIRCAST)
    return Registration(who["issuer"], who["clientId"], tuple(who["scopes"]), names, acr=(who["acr"],), servers=servers)


def with_sign_in(settings: Settings, told: dict[str, Any], mode: str = "") -> Settings:
    """Give the settings of a demo in which one of three synthetic clinicians signs in with one key."""
    persons = tuple((one["subject"], one["name"], one["role"]) for one in told["signIn"]["clinicians"])
    assert settings.demo is not None
    demo = replace(settings.demo, clinicians=persons, mode=mode)
    assert settings.national is not None
    keys = AuditKeys(receipts=(from_text(told["auditReceiptKey"]["x"]),))
    hub = FollowSettings(told["fhircast"], server=told["bases"][0]["name"])
    made = replace(settings, demo=demo, national=brokered(settings.national, told), sign_in=demo_sign_in(told))
    return replace(made, audit=told["audit"], audit_keys=keys, fhircast=hub)


def with_lists(settings: Settings, mode: str = "") -> Settings:
    """Give the settings with the lists of the three clinicians, that of the place first; nobody is listed by hand."""
    day = WantedList("dagen", "Dagens aftaler", "ehr", ListKind.APPOINTMENTS, ME)
    ward = WantedList("m2", "Afsnit M2", "ehr", ListKind.WARD, "Location/m2")
    route = WantedList("rute", "Rute Nord", "municipality", ListKind.LIST, "List/rute-nord")
    first = {"ward": ward, "field": route}.get(mode, day)
    rest = (one for one in (day, ward, route) if one is not first)
    assert settings.demo is not None
    demo = replace(settings.demo, seen=settings.patients)
    return replace(settings, lists=(first, *rest), patients=(), demo=demo)


def run_demo(told: argparse.Namespace) -> int:
    """Run the demo; without a display write a picture and print the overview."""
    clock = told.clock or _MOMENT
    width, _, height = told.size.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise InputError("size_form")
    words = the_words(told)
    make_clock(Settings(Path(), clock=clock))  # refuses a moment that cannot be read, before anything is started
    handed = read_handover() if told.after_lock else Handover()
    app = application()
    log_qt()
    with served(clock, handed.demo) as one:
        settings = demo_settings(one.told, one.folder, clock, words.language, the_theme(told))
        choices = Choices(settings.theme, settings.language, width=int(width), height=int(height))
        if has_display() and not told.picture:
            signed = with_lists(with_sign_in(settings, one.told, told.mode), told.mode)
            return _run_window(told, app, one, signed, choices, handed)
        program = make_program(settings, choices)
        show(program)
        try:
            return _draw(program, told)
        finally:
            program.window.close()
            program.close()


def _run_window(
    told: argparse.Namespace, app: QApplication, one: Served, settings: Settings, choices: Choices, handed: Handover
) -> int:
    """Run the window until it is closed; a lock hands services, profile and key ring to the next process."""
    ring = MemoryKeyring(handed.demo.get("ring") if handed.demo is not None else None)  # type: ignore[arg-type]

    def end(why: str) -> None:
        words = ("demo", "--after-lock", "--clock", told.clock or _MOMENT, "--mode", told.mode, "--size", told.size)
        at, passed = program.clock.now().isoformat(), {**handed_on(one), "ring": ring.held()}
        start_successor((*words, *spoken(program)), Handover(at, why, passed, program.troubles), (one.pipe,))

    before = Before(handed.locked_at, handed.why, end, True, handed.troubles, told.introduction)
    program = make_program(settings, choices, ring, before)
    show(program)
    assert program.gatekeeper is not None
    program.gatekeeper.let_in.connect(lambda: _begin(program, told.patient if not handed.locked_at else ""))
    try:
        return app.exec()
    finally:
        program.window.close()
        program.close()


def _begin(program: Program, patient: str) -> None:
    """Add the Demo menu, read the list of whoever signed in, and open the patient whom the command line names."""
    _add_menu(program)
    choose_list(program)
    ward = program.window.ward
    if patient and ward is not None:
        # Whoever is on the list is opened without a question: so the list comes first.
        once = Qt.ConnectionType.SingleShotConnection
        ward.read_in.connect(lambda *_: open_patient(program, patient), once)


def choose_list(program: Program) -> None:
    """Choose the list that fits the role of the synthetic clinician, where the first one does not."""
    entrance = program.gatekeeper.entrance if program.gatekeeper is not None else None
    ward, seat = program.window.ward, entrance.seat if entrance is not None else None
    kind = _LISTS.get(seat.clinician.role) if seat is not None else None
    wanted = next((one for one in program.settings.lists if one.kind is kind), None)
    if ward is not None and wanted is not None and wanted is not ward.current:
        ward.choose(wanted)


def _add_menu(program: Program) -> None:
    """Add the Demo menu; the embedded services are asked by its side door."""
    seen_before(program)
    settings, window = program.settings, program.window
    assert settings.demo is not None
    assert window.acts is not None
    sources = tuple((one.name, one.label) for one in settings.servers)
    demo = DemoModel(SandboxControl(settings.demo, program.clock), program.background, sources, window.words)
    add_demo_menu(window, demo, window.tell, window.acts.fetch_all)
    window.choices_changed.connect(lambda _: demo.speak(window.words))


def seen_before(program: Program) -> None:
    """Let the synthetic clinician have seen the patients of the day eleven days ago, so that the demo has news."""
    since, demo = program.clock.now() - _LAST_LOOK, program.settings.demo
    for one in (*program.settings.patients, *(demo.seen if demo is not None else ())):
        if one.time:
            seen = Sighting(listed_patient(one).patient_id, since)
            program.model.run(partial(program.looks.saw, seen))


def open_patient(program: Program, number: str) -> None:
    """Open a patient of the list by number, as a click would."""
    system, bar, value = number.rpartition("|")
    program.patients.choose_typed(number if not bar else str(from_identifier(system, value).token_for_lookup()))


def _draw(program: Program, told: argparse.Namespace) -> int:
    """Open a patient, wait until all sources have answered, write the picture and print the text."""
    program.join()
    seen_before(program)
    open_patient(program, told.patient or _PATIENT)
    model = program.model
    if model.patient_id is None:
        raise InputError("cpr_form")
    if not wait_until_whole(program):
        print(model.words.say("input.nothing_shown"), file=sys.stderr)
        return 1
    path = Path(told.picture or "overblik.png")
    write_out(path, png(program.window.grab()))
    screen = compose_screen(model.patient_id, model.sections, model.is_alike, model.view(), ALL_CARDS)
    print(screen_as_text(screen))
    print(model.words.say("input.picture_written", path=str(path)), file=sys.stderr)
    return 0


def wait_until_whole(program: Program, seconds: int = _SECONDS) -> bool:
    """Run the event loop until no section waits for its source; tell whether that came true in time."""
    loop = QEventLoop()
    over = QTimer(singleShot=True, interval=seconds * 1000)
    over.timeout.connect(loop.quit)
    look = QTimer(interval=20)
    look.timeout.connect(lambda: None if program.model.is_waiting else loop.quit())
    over.start()
    look.start()
    loop.exec()
    look.stop()
    # One more turn of the loop, so that the last section is painted.
    settle = QEventLoop()
    QTimer.singleShot(60, settle.quit)
    settle.exec()
    return not program.model.is_waiting
