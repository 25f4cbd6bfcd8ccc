"""'Denne pc': what the organisation has decided for the computer, what holds, and what a user may make stricter.

The tables of safety.md section 4 as rows. Nothing here can be loosened: a choice that would is not offered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from overblik.domain.audit import QueueState
from overblik.domain.dates import Instant
from overblik.domain.mode import Choice, Mode, Rules, tightened
from overblik.viewmodels.computer import Computer
from overblik.viewmodels.formats import long_when, show_moment_date
from overblik.viewmodels.marks import Marker, Tone
from overblik.viewmodels.policy_words import features_off, tightened_limits
from overblik.viewmodels.rows import Card, LineRow, NoticeRow, Row
from overblik.viewmodels.words import Words

TIGHTEN = "tighten/"
"""How the key of a row begins that offers a choice."""
RETRY = "log/retry"
"""The key of the row that lets refused records be sent again."""
_IDLE = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 180))
"""The shorter times that are offered; those that are not shorter than what holds are left out."""


def choices_of(computer: Computer) -> Mapping[str, Choice]:
    """Give what may be chosen, by the key of its row: each changes something, and nothing becomes milder."""
    if not computer.can_tighten:
        return MappingProxyType({})
    rules = computer.rules
    shorter = [idle for idle in _IDLE if idle < computer.idle] if computer.locks else []
    found = {f"{TIGHTEN}idle/{int(idle.total_seconds())}": Choice(idle=idle) for idle in shorter}
    found[f"{TIGHTEN}keeps"] = Choice(keeps=False)
    found |= {f"{TIGHTEN}mode/{mode.value}": Choice(mode=mode) for mode in (Mode.CLINIC, Mode.WARD)}
    return MappingProxyType({key: choice for key, choice in found.items() if tightened(rules, choice) != rules})


def is_asked_twice(key: str) -> bool:
    """Whether the row of a choice wants a second press: what it erases does not come back."""
    return not key.startswith(f"{TIGHTEN}idle/")


def erases(choice: Choice) -> bool:
    """Whether copies that are here now go with the choice, and the session with them."""
    return choice.mode is not None or choice.keeps is False


def computer_card(
    computer: Computer, now: Instant, words: Words, armed: str = "", queue: QueueState | None = None
) -> Card:
    """Compose the page; `armed` is the key of the choice that was pressed once and waits for a second press.

    `queue` is the state of the record of looks; none where nobody takes it.
    """
    rows: list[Row] = []
    if computer.notice:
        told = words.say(computer.notice, **dict(computer.notice_facts))
        heading = words.say("computer.notice")
        rows.append(NoticeRow("computer/notice", told, marker=Marker.PARTIAL, heading=heading, text=told))
    rows += _facts(computer, now, words)
    rows += _policy(computer, words)
    rows += _queue(queue, now, words)
    offers = [_offer(key, choice, words, is_armed=key == armed) for key, choice in choices_of(computer).items()]
    rows += [offer if place == 0 else replace(offer, left="") for place, offer in enumerate(offers)]
    return Card("computer", words.say("computer.title"), "", "lock", "", rows=tuple(rows))


def _facts(computer: Computer, now: Instant, words: Words) -> Iterator[LineRow]:
    rules = computer.rules
    say = words.say
    yield _row("mode", say(f"gate.mode_{rules.mode.value}"), _decided(computer, now, words), words)
    yield _row("keeps", say("computer.keeps" if rules.keeps else "computer.keeps_nothing"), _purge(rules, words), words)
    yield _row("medicine", _hours("medicine", rules.medicine if rules.keeps else timedelta(0), words), "", words)
    count = rules.preloaded if rules.keeps else 0
    yield _row("ahead", say("computer.ahead_some", count=count) if count else say("computer.ahead_none"), "", words)
    yield _row("locks", *_locking(computer, words), words)
    if computer.locks:
        yield _row("unlocks", _hours("unlocks", rules.offline if rules.pin_unlocks else timedelta(0), words), "", words)
    disk = {True: "encrypted", False: "open", None: "unknown"}[computer.is_disk_encrypted]
    needed = say("computer.disk_needed") if rules.needs_encrypted_disk and not computer.is_demo else ""
    yield _row("disk", say(f"computer.disk_{disk}"), needed, words)
    yield _row("ring", say("computer.ring_safe" if computer.has_key_ring else "computer.ring_none"), "", words)


def _policy(computer: Computer, words: Words) -> Iterator[LineRow]:
    """Say what the organisation's policy decides beside the rules: whom it lets ask, what it turns off, who signed it."""
    policy, say = computer.policy, words.say
    of_policy = policy.tables if policy is not None else {}
    hosts: dict[str, list[str]] = {}
    for table, host in computer.asked:
        hosts.setdefault(table, []).append(host)
    for place, (table, told) in enumerate(hosts.items()):
        text = f"{say(f'policy.table_{table}')}: {', '.join(told)}"
        by = say("computer.asks_by_policy" if table in of_policy else "computer.asks_by_user")
        row = _row("asks", text, by, words)
        yield replace(row, key=f"computer/asks/{table}", left="" if place else row.left)
    if computer.unused:
        unused = ", ".join(say(f"policy.table_{table}") for table in computer.unused)
        yield _row("unused", unused, say("computer.unused"), words)
    if policy is None:
        return
    if policy.off:
        yield _row("off", features_off(policy.off, words), "", words)
    for place, told_limit in enumerate(tightened_limits(policy.limits, words)):
        row = _row("limits", told_limit, "", words)
        yield replace(row, key=f"computer/limits/{place}", left="" if place else row.left)
    if policy.signer:
        yield _row("signer", policy.signer, "", words)


def _queue(queue: QueueState | None, now: Instant, words: Words) -> Iterator[LineRow]:
    """Say how the record of looks gets to its receiver; what the receiver refuses may be sent again (safety.md 7.5)."""
    say = words.say
    if queue is None:
        yield _row("log", say("computer.log_here"), say("computer.log_nobody"), words)
        return
    text = words.one_or_many("computer.log_waits", queue.waiting) if queue.waiting else say("computer.log_sent")
    told = [say("computer.log_oldest", when=long_when(queue.oldest, now, words))] if queue.oldest is not None else []
    told += [say("computer.log_sign_in")] if queue.needs_sign_in and queue.waiting else []
    told += [say("computer.log_full" if queue.is_full else "computer.log_nearly_full")] if queue.is_nearly_full else []
    yield _row("log", text, " ".join(told), words)
    if queue.quarantined:
        refused, again = words.one_or_many("computer.log_refused", queue.quarantined), say("computer.log_again")
        row = _row("log", refused, again, words)
        yield replace(row, key=RETRY, left="", bar=Tone.CRITICAL, opens=True)


def _row(name: str, text: str, second: str, words: Words) -> LineRow:
    left = words.say(f"computer.{name}_head")
    accessible = ". ".join(part.rstrip(".") for part in (f"{left}: {text}", second) if part)
    return LineRow(f"computer/{name}", accessible, left=left, text=text, second=second)


def _decided(computer: Computer, now: Instant, words: Words) -> str:
    """Say who decided: the organisation, the strictest rules in place of a policy, the demo, or the user's own choice."""
    policy = computer.policy
    if computer.is_demo:
        return words.say("computer.by_demo")
    if policy is None or (policy.valid_until is not None and now >= policy.valid_until):
        return words.say("computer.by_nobody")
    told = words.say("computer.by_policy", organisation=policy.organisation, version=policy.version)
    if policy.valid_until is not None:
        told += words.say("computer.until", date=show_moment_date(policy.valid_until, words))
    if computer.rules != policy.rules:
        told += words.say("computer.by_choice")
    return told


def _purge(rules: Rules, words: Words) -> str:
    return _hours("purge", rules.purge, words) if rules.keeps else ""


def _hours(name: str, told: timedelta, words: Words) -> str:
    """Say a number of hours in the words of a row, or what holds where there are none."""
    hours = int(told.total_seconds() // 3600)
    return words.say(f"computer.{name}", hours=hours) if hours else words.say(f"computer.{name}_none")


def _locking(computer: Computer, words: Words) -> tuple[str, str]:
    """Say after what time the screen locks, and whether it hears the system."""
    if not computer.locks:
        return words.say("computer.never_locks"), words.say("computer.never_locks_why")
    text = words.say("computer.idle", time=time_words(computer.idle, words))
    return text, words.say("computer.hears" if computer.hears_system else "computer.deaf")


def time_words(told: timedelta, words: Words) -> str:
    """Write a time: in seconds below two minutes, and where it is no whole number of minutes."""
    seconds = int(told.total_seconds())
    if seconds % 60 or seconds < 120:
        return words.say("computer.seconds", count=seconds)
    return words.say("computer.minutes", count=seconds // 60)


def _offer(key: str, choice: Choice, words: Words, *, is_armed: bool) -> LineRow:
    """Offer a choice; what erases something is asked for twice."""
    left = words.say("computer.tighten")
    if choice.idle is not None:
        text = words.say("computer.tighten_idle", time=time_words(choice.idle, words))
    elif choice.mode is not None:
        text = words.say("computer.tighten_mode", mode=words.say(f"gate.mode_{choice.mode.value}"))
    else:
        text = words.say("computer.tighten_keeps")
    second = words.say("computer.sure" if is_armed else "computer.erases") if erases(choice) else ""
    row = LineRow(key, ". ".join((f"{left}: {text}", *([second] if second else []))), left=left, text=text)
    return replace(row, second=second, bar=Tone.CRITICAL if is_armed else None, opens=True)
