"""What stands on the screen before and after a session: sign-in, PIN, lock, first start (screens.md 4.5).

Nothing here names a patient, and on a shared computer nothing names a person.
"""

from dataclasses import dataclass
from enum import Enum

from overblik import VERSION
from overblik.domain.dates import Instant
from overblik.domain.errors import OverblikError, SignInUnavailable, StoreError
from overblik.domain.mode import Mode, Rules
from overblik.viewmodels.computer import Computer
from overblik.viewmodels.formats import local_day, show_moment_date, show_time
from overblik.viewmodels.gate_parts import Field, GateCard, GateScreen, Option, Press
from overblik.viewmodels.words import Words


class Stage(Enum):
    """Where the session is."""

    STARTING = "starting"
    FIRST_RUN = "first_run"
    SIGN_IN = "sign_in"
    WAITING = "waiting"
    """The browser is open, or the address is shown."""
    PIN = "pin"
    NEW_PIN = "new_pin"
    OPEN = "open"
    CLOSED = "closed"
    """Nobody may work here before the organisation has put its policy right."""
    ENDING = "ending"
    """The curtain is down and this process ends."""


_ON_THE_WAY = {
    "untrusted": "error.sign_in_unavailable_untrusted",
    "proxy_asks": "error.sign_in_unavailable_proxy_asks",
}
"""What is said where a network answers in the place of the identity provider (codes of `domain/errors.py`)."""


@dataclass(frozen=True, slots=True)
class Locked:
    """That a session was locked or its user signed out: when and why."""

    at: Instant
    why: str = ""
    """`sign_out`, `erase` (with all his copies), `revoked`, or whatever else locked."""


@dataclass(frozen=True, slots=True)
class GateState:
    """All that the gate is composed of."""

    stage: Stage
    computer: Computer
    locked: Locked | None = None
    chosen: Mode | None = None
    """The mode that the user wants, at first start."""
    address: str = ""
    """Where to sign in, when no browser could be opened."""
    error: str = ""
    """A sentence about the last try."""
    is_trying: bool = False


def first_stage(computer: Computer) -> Stage:
    """Give the stage at which nobody has done anything yet."""
    if computer.is_closed:
        return Stage.CLOSED
    if computer.owner is not None and computer.left > 0:
        return Stage.PIN
    return Stage.FIRST_RUN if computer.is_first_run else Stage.SIGN_IN


def gate_screen(state: GateState, now: Instant, words: Words) -> GateScreen:
    """Compose the gate."""
    is_locked = state.locked is not None and state.stage in (Stage.SIGN_IN, Stage.PIN, Stage.ENDING)
    title = words.say(_ended(state.locked) if is_locked else f"gate.title_{state.stage.value}")
    note, icon = _note(state, words)
    cards = _cards(state, words)
    computer = state.computer
    lead = ""
    if state.stage is Stage.FIRST_RUN:
        lead = words.say("gate.first_run_lead", mode=words.say(f"gate.mode_{computer.rules.mode.value}"))
    return GateScreen(
        title=title,
        lead=lead,
        place=computer.place,
        step=_step(state, words),
        clock=show_time(now) if is_locked else "",
        day=_day(now, words) if is_locked else "",
        is_locked=is_locked,
        cards=cards,
        note=note,
        note_icon=icon,
        foot=_foot(state, words),
        version=VERSION,
        spoken=". ".join(part for part in (title, *(card.heading for card in cards), note) if part),
    )


def _ended(locked: Locked | None) -> str:
    """Give the word of how the session before this one ended."""
    why = locked.why if locked is not None else ""
    ends = {"sign_out": "gate.signed_out", "erase": "gate.signed_out_erased", "revoked": "gate.revoked"}
    return ends.get(why, "gate.locked")


def _step(state: GateState, words: Words) -> str:
    if not state.computer.is_first_run or state.stage not in (Stage.FIRST_RUN, Stage.NEW_PIN):
        return ""
    number = 1 if state.stage is Stage.FIRST_RUN else 2
    return words.say("gate.step", number=number, count=2)


def _cards(state: GateState, words: Words) -> tuple[GateCard, ...]:
    if state.stage is Stage.FIRST_RUN:
        return (_modes(state, words), _sign_in(state, words))
    if state.stage is Stage.WAITING:
        return (_waiting(state, words),)
    if state.stage is Stage.NEW_PIN:
        return (_new_pin(state, words),)
    if state.stage is Stage.PIN:
        return (_pin(state, words), _sign_in(state, words, is_switch=True))
    return (_sign_in(state, words),) if state.stage is Stage.SIGN_IN else ()


def _modes(state: GateState, words: Words) -> GateCard:
    set_by_policy = state.computer.rules.mode
    chosen = state.chosen or set_by_policy
    options = tuple(
        Option(
            mode.value,
            words.say(f"gate.mode_{mode.value}"),
            words.say(f"gate.mode_{mode.value}_text"),
            mode is chosen,
            "" if mode.strictness >= set_by_policy.strictness else words.say("gate.mode_closed"),
        )
        for mode in (Mode.CLINIC, Mode.WARD, Mode.FIELD)
    )
    return GateCard("", options=options)


def _sign_in(state: GateState, words: Words, *, is_switch: bool = False) -> GateCard:
    heading = words.say("gate.switch" if is_switch else "gate.sign_in")
    if state.stage is Stage.SIGN_IN and state.locked is None:
        heading = ""  # it stands over the frame already
    text = words.say("gate.switch_text" if is_switch else "gate.sign_in_text")
    if state.computer.persons:
        buttons = tuple(
            Press("person", words.say("gate.person", name=one.name, role=one.role), one.token, icon="id-card")
            for one in state.computer.persons
        )
        return GateCard(heading, words.say("gate.demo_text"), buttons=buttons, error="" if is_switch else state.error)
    return GateCard(
        heading,
        text,
        fields=(Field("user", words.say("gate.user")),),
        buttons=(Press("sign_in", words.say("gate.sign_in"), is_main=not is_switch, icon="id-card"),),
        error="" if is_switch else state.error,
    )


def _waiting(state: GateState, words: Words) -> GateCard:
    text = words.say("gate.waiting_address" if state.address else "gate.waiting_text")
    return GateCard(
        words.say("gate.waiting"),
        text,
        address=state.address,
        buttons=(Press("cancel", words.say("gate.cancel")),),
    )


def _pin(state: GateState, words: Words) -> GateCard:
    owner, locked = state.computer.owner, state.locked
    aside = words.say("gate.locked_at", time=show_time(locked.at)) if locked is not None else ""
    return GateCard(
        words.say("gate.go_on_as", name=owner.name if owner is not None else ""),
        words.say("gate.pin_text" if locked is not None else "gate.pin_text_start"),
        aside=aside,
        fields=(Field("pin", words.say("gate.pin"), is_secret=True),),
        buttons=(Press("pin", words.say("gate.unlock"), is_main=True),),
        foot=words.say("gate.unlocking") if state.is_trying else words.one_or_many("gate.left", state.computer.left),
        error=state.error,
    )


def _new_pin(state: GateState, words: Words) -> GateCard:
    return GateCard(
        "",
        words.say("gate.new_pin_text"),
        fields=(
            Field("pin", words.say("gate.pin"), is_secret=True),
            Field("again", words.say("gate.pin_again"), is_secret=True),
        ),
        buttons=(
            Press("new_pin", words.say("gate.new_pin_choose"), is_main=True),
            Press("no_pin", words.say("gate.no_pin")),
        ),
        foot=words.say("gate.unlocking") if state.is_trying else "",
        error=state.error,
    )


def _note(state: GateState, words: Words) -> tuple[str, str]:
    computer = state.computer
    if computer.notice:
        return words.say(computer.notice, **dict(computer.notice_facts)), "triangle-alert"
    if state.locked is not None and state.stage in (Stage.SIGN_IN, Stage.ENDING) and not computer.rules.keeps:
        return words.say("gate.erased", time=show_time(state.locked.at)), "shield-check"
    if state.stage in (Stage.FIRST_RUN, Stage.SIGN_IN):
        return words.say("gate.duty"), "scale"
    return "", "shield-check"


def _foot(state: GateState, words: Words) -> tuple[tuple[str, str], ...]:
    computer = state.computer
    found: list[tuple[str, str]] = []
    if computer.is_disk_encrypted is not None:
        key = "gate.disk_encrypted" if computer.is_disk_encrypted else "gate.disk_open"
        found.append(("shield-check" if computer.is_disk_encrypted else "triangle-alert", words.say(key)))
    if not computer.hears_system and not computer.is_closed:
        found.append(("clock-alert", words.say("gate.deaf")))
    mode = words.say(f"gate.mode_{computer.rules.mode.value}")
    found.append(("lock", words.say("gate.mode_now", mode=mode, kept=kept_words(computer.rules, words))))
    return tuple(found)


def key_of_error(error: BaseException, words: Words) -> str:
    """Give the key of the sentence about an error; a key ring that does not open is told apart from a store."""
    if isinstance(error, StoreError) and error.facts.get("reason") == "key_ring":
        return "bar.key_ring_closed"
    key = f"error.{error.code}" if isinstance(error, OverblikError) else ""
    if isinstance(error, SignInUnavailable):
        return _ON_THE_WAY.get(str(error.facts.get("reason", "")), key)
    return key if key in words.sentences else "error.error"


def kept_words(rules: Rules, words: Words) -> str:
    """Say what the computer keeps and for how long."""
    if not rules.keeps:
        return words.say("gate.keeps_nothing")
    return words.say("gate.keeps", hours=int(rules.purge.total_seconds() // 3600))


def _day(now: Instant, words: Words) -> str:
    """Write `mandag 23. nov 2026`."""
    weekday = words.say("gate.weekdays").split()[local_day(now).weekday()]
    return f"{weekday} {show_moment_date(now, words)}"
