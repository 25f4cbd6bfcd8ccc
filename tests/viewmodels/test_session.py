"""The stages of a session: who is let in, when it warns, when it locks; the gate names nobody who is not there (G9, T3)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clinic import DANISH_WORDS, NOW
from in_process import FakeClock
from overblik.domain.errors import LockedOut, OverblikError, PinRefused, SignInDenied, WrongPin
from overblik.domain.mode import BOUNDS, Choice, Mode, tightened
from overblik.domain.policy import Policy
from overblik.viewmodels.computer import Computer, Person
from overblik.viewmodels.entering import Address, Before, Entered
from overblik.viewmodels.gate import Locked, Stage, gate_screen
from overblik.viewmodels.gate_parts import GateScreen
from overblik.viewmodels.session import SessionModel

WARD = Computer(BOUNDS[Mode.WARD].without, Policy(1, Mode.WARD, "Region Prøve", "Afsnit M2 · delt pc 14"))
HOUSE = Policy(1, Mode.CLINIC, "Lægehuset Fjordparken", keeps=True)
CLINIC = Computer(BOUNDS[Mode.CLINIC].loosest, HOUSE, owner=Person("token", "M. Eksempel"), left=5, can_tighten=True)


class Job:
    cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Asking:
    """Runs each question to its end at once."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def run(
        self,
        work: Callable[[Any], Awaitable[None]],
        *,
        each: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> Job:
        job = Job()
        self.jobs.append(job)

        def report(value: Any) -> None:
            if not job.cancelled:
                each(value)

        try:
            asyncio.run(_awaited(work(report)))
        except OverblikError as error:
            failed(error)
        return job


async def _awaited(work: Awaitable[None]) -> None:
    await work


class Entrance:
    """Answers as it was told."""

    def __init__(self, computer: Computer) -> None:
        self.computer = computer
        self.answers: list[Any] = []
        self.asked: list[tuple[str, ...]] = []
        self.error: OverblikError | None = None

    async def prepare(self, report: Callable[[Any], None]) -> None:
        report(self.computer)

    async def tighten(self, choice: Choice, report: Callable[[Any], None]) -> None:
        asked = (choice.mode.value if choice.mode else "", str(choice.keeps), str(choice.idle))
        self.asked.append(("tighten", *asked))
        if self.error is not None:
            raise self.error
        report(tightened(self.computer.rules, choice))

    async def sign_in(self, hint: str, person: str, report: Callable[[Any], None]) -> None:
        self._answer(report, "sign_in", hint, person)

    async def unlock(self, pin: str, report: Callable[[Any], None]) -> None:
        self._answer(report, "unlock", pin)

    async def choose_pin(self, pin: str, report: Callable[[Any], None]) -> None:
        self._answer(report, "choose_pin", pin)

    def _answer(self, report: Callable[[Any], None], *asked: str) -> None:
        self.asked.append(asked)
        for answer in self.answers:
            if isinstance(answer, BaseException):
                raise answer
            report(answer)


class Place:
    """A session, and everything that it told."""

    def __init__(self, computer: Computer, locked: Locked | None = None, **before: bool) -> None:
        self.clock, self.entrance, self.asking = FakeClock(NOW), Entrance(computer), Asking()
        self.model = SessionModel(self.asking, self.entrance, self.clock, DANISH_WORDS, Before(locked, **before))
        self.screens: list[GateScreen] = []
        self.opened: list[Entered] = []
        self.warned: list[str] = []
        self.locked: list[str] = []
        self.model.changed.connect(self.screens.append)
        self.model.opened.connect(self.opened.append)
        self.model.warned.connect(self.warned.append)
        self.model.locked.connect(self.locked.append)
        self.model.start()

    @property
    def screen(self) -> GateScreen:
        return self.screens[-1]

    @property
    def stage(self) -> Stage:
        assert self.model.state is not None
        return self.model.state.stage

    def act(self, name: str, *answers: Any, **values: str) -> None:
        self.entrance.answers = list(answers)
        self.model.act(name, values)


def entered(stage: Stage = Stage.OPEN, computer: Computer = CLINIC) -> Entered:
    return Entered("M. Eksempel", "Egen læge", computer.rules, stage)


@pytest.fixture
def place(qtbot: Any) -> Callable[..., Place]:
    del qtbot
    return Place


def said(screen: GateScreen) -> str:
    cards = [part for card in screen.cards for part in (card.heading, card.text, card.aside, card.foot, card.error)]
    return " ".join([screen.title, screen.lead, screen.place, screen.note, *cards, *(text for _, text in screen.foot)])


@pytest.mark.rule("T3")
def test_t3_the_lock_of_a_shared_computer_names_nobody(place: Callable[..., Place]) -> None:
    screen = place(WARD, Locked(NOW - timedelta(minutes=1))).screen
    assert screen.title == "Skærmen er låst"
    assert screen.note == "Den forrige session er afsluttet og slettet kl. 09:40. Intet gemmes på denne pc."
    assert "Eksempel" not in said(screen)
    assert (screen.clock, screen.day) == ("09:41", "mandag 23.\xa0nov\xa02026")
    assert [card.heading for card in screen.cards] == ["Log ind"]


def test_the_lock_of_ones_own_computer_offers_the_owner_to_go_on_and_another_to_sign_in(
    place: Callable[..., Place],
) -> None:
    screen = place(CLINIC, Locked(NOW)).screen
    assert [card.heading for card in screen.cards] == ["Fortsæt som M. Eksempel", "Skift bruger"]
    assert screen.cards[0].foot == "5 forsøg tilbage"
    assert screen.cards[0].aside == "låst kl. 09:41"
    assert screen.cards[0].fields[0].is_secret


@pytest.mark.rule("T2")
def test_t2_wrong_pins_are_counted_down_and_then_a_sign_in_is_asked_for(place: Callable[..., Place]) -> None:
    one = place(CLINIC, Locked(NOW))
    one.act("pin", WrongPin(left=1), pin="forkert 1")
    assert (one.screen.cards[0].error, one.screen.cards[0].foot) == ("Forkert pinkode.", "1 forsøg tilbage")
    one.act("pin", LockedOut(erased=False), pin="forkert 2")
    assert one.stage is Stage.SIGN_IN
    assert one.screen.cards[0].error == "For mange forkerte forsøg. Log ind igen."
    one.act("pin", entered(), pin="rigtig 3x")
    assert one.opened == []
    one.act("sign_in", entered(Stage.PIN))
    one.act("pin", entered(), pin="rigtig 3x")
    assert one.entrance.asked[-1] == ("unlock", "rigtig 3x")
    assert len(one.opened) == 1


def test_a_first_pin_is_typed_twice_and_refused_in_words(place: Callable[..., Place]) -> None:
    one = place(replace(CLINIC, owner=None, left=0))
    one.act("sign_in", entered(Stage.NEW_PIN))
    assert one.stage is Stage.NEW_PIN
    one.act("new_pin", pin="kilde-42", again="kilde-43")
    assert one.screen.cards[0].error == "De to pinkoder er ikke ens."
    one.act("new_pin", PinRefused(reason="short", least=8), pin="kort", again="kort")
    assert one.screen.cards[0].error == "Pinkoden skal have mindst 8 tegn."
    assert one.stage is Stage.NEW_PIN
    one.act("no_pin", entered())
    assert one.entrance.asked[-1] == ("choose_pin", "")
    assert one.stage is Stage.OPEN


def test_a_browser_that_cannot_be_opened_leaves_the_address_and_a_way_back(place: Callable[..., Place]) -> None:
    one = place(WARD)
    one.act("sign_in", Address("https://idp.example/auth"), user="anna")
    assert one.entrance.asked[-1] == ("sign_in", "anna", "")
    assert one.stage is Stage.WAITING
    assert one.screen.cards[0].address == "https://idp.example/auth"
    one.act("cancel")
    assert one.stage is Stage.SIGN_IN
    assert one.asking.jobs[-1].cancelled


def test_a_refused_sign_in_says_why_and_lets_it_be_tried_again(place: Callable[..., Place]) -> None:
    one = place(WARD)
    one.act("sign_in", SignInDenied(error="access_denied"))
    assert one.stage is Stage.SIGN_IN
    assert one.screen.cards[0].error


def test_at_first_start_only_a_stricter_mode_can_be_chosen(place: Callable[..., Place]) -> None:
    one = place(replace(CLINIC, owner=None, left=0, is_first_run=True))
    assert one.screen.lead == "Din it-afdeling har sat Konsultation. Du kan kun vælge strengere."
    options = {option.value: option for option in one.screen.cards[0].options}
    assert options["clinic"].is_chosen
    assert (options["ward"].closed, options["field"].closed) == ("", "kan ikke vælges her")
    one.act("mode", value="field")
    assert next(each for each in one.screen.cards[0].options if each.is_chosen).value == "clinic"
    one.act("mode", value="ward")
    assert next(each for each in one.screen.cards[0].options if each.is_chosen).value == "ward"
    one.act("sign_in", entered())
    assert ("tighten", "ward", "None", "None") in one.entrance.asked


def test_idleness_warns_twenty_seconds_before_it_locks_and_any_key_stays(place: Callable[..., Place]) -> None:
    one = place(CLINIC)
    one.act("pin", entered(), pin="rigtig 3x")
    assert one.model._idle.interval() == (300 - 20) * 1000
    assert 298 <= (one.model.locks_in or 0) <= 300
    one.model._idle.timeout.emit()
    assert one.warned == ["Låser om 20 sekunder. Tryk på en tast for at blive."]
    assert one.model._last.isActive()
    one.model.notice_activity()
    assert (one.warned[-1], one.model._last.isActive()) == ("", False)
    one.model._idle.timeout.emit()
    one.model._last.timeout.emit()
    assert one.locked == ["idle"]


def test_on_a_shared_computer_the_warning_says_that_the_session_is_erased(place: Callable[..., Place]) -> None:
    one = place(WARD)
    one.act("sign_in", entered(computer=WARD))
    assert one.model._idle.interval() == (90 - 20) * 1000
    one.model._idle.timeout.emit()
    assert one.warned == ["Låser om 20 sekunder. Derefter slettes sessionen. Tryk på en tast for at blive."]


def test_a_computer_that_cannot_be_heard_locks_after_a_minute_and_says_so(place: Callable[..., Place]) -> None:
    one = place(CLINIC, hears_system=False)
    assert "Låser efter 60 sekunder" in said(one.screen)
    one.act("pin", entered(), pin="rigtig 3x")
    assert one.model._idle.interval() == 40_000


@pytest.mark.rule("T3", "G9")
def test_g9_a_lock_shows_the_curtain_first_and_once(place: Callable[..., Place]) -> None:
    one = place(CLINIC)
    one.act("pin", entered(), pin="rigtig 3x")
    told: list[str] = []
    one.model.changed.connect(lambda _: told.append("curtain"))
    one.model.locked.connect(told.append)
    one.model.lock("key")
    one.model.lock("suspend")
    assert told == ["curtain", "key"]
    assert "Eksempel" not in said(one.screen)
    one.act("pin", entered(), pin="rigtig 3x")
    assert len(one.opened) == 1


def test_where_no_process_would_follow_nothing_locks(place: Callable[..., Place]) -> None:
    one = place(CLINIC, is_followed=False)
    one.act("pin", entered(), pin="rigtig 3x")
    assert not one.model._idle.isActive()
    one.model.lock("key")
    assert one.locked == []
    assert one.model.is_open


@pytest.mark.rule("T3")
def test_t3_whoever_leaves_before_choosing_a_pin_is_locked_out_too(place: Callable[..., Place]) -> None:
    one = place(replace(CLINIC, owner=None, left=0))
    one.model.lock("key")
    assert one.locked == []
    assert one.stage is Stage.SIGN_IN
    one.act("sign_in", entered(Stage.NEW_PIN))
    assert one.model._idle.isActive()
    one.model.lock("suspend")
    assert one.locked == ["suspend"]


def test_the_clock_of_the_gate_goes_on_and_what_a_notice_says_stands_there(place: Callable[..., Place]) -> None:
    one = place(replace(WARD, notice="gate.policy_unknown_key", notice_facts=(("key", "lock.idle"),)), Locked(NOW))
    assert "lock.idle" in one.screen.note
    one.clock.move(120)
    one.model.tell()
    assert one.screen.clock == "09:43"
    assert gate_screen(one.model.state, NOW, DANISH_WORDS).clock == "09:41"  # type: ignore[arg-type]
