"""A policy in words: each key that holds with its value, what it means, and who decided it; each fault as a sentence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from overblik.access.policy_keys import KEYS, PolicyKey
from overblik.domain.errors import InputError, OverblikError, PolicyRefused
from overblik.domain.features import Feature
from overblik.domain.limits import STANDARD, AgeLimits, Kind
from overblik.domain.mode import Rules
from overblik.domain.policy import Policy
from overblik.viewmodels.formats import safe, show_moment_date
from overblik.viewmodels.words import Words


@dataclass(frozen=True, slots=True)
class Held:
    """One key of a policy as it holds."""

    key: str
    value: str
    means: str
    by: str
    """Who decided: `policy`, `mode`, `user`, or `nobody` where nothing was decided and nothing need be."""


def held_keys(policy: Policy | None, rules: Rules, decided: Rules, words: Words) -> Iterator[Held]:
    """Give every key with the value that holds.

    `rules` are those in force, `decided` the same without what the user made stricter.
    """
    for key in KEYS:
        told = _VALUES.get(key.name)
        is_said = policy is not None and key.name in policy.said
        if told is None or key.name in _OF_FILE:
            value = told(_Seen(policy, rules, words)) if told is not None else _limit(policy, key)
            by = "policy" if is_said else "nobody" if told is not None else "mode"
        else:
            value, before = told(_Seen(policy, rules, words)), told(_Seen(policy, decided, words))
            of_policy = policy is not None and told(_Seen(policy, policy.rules, words)) == before
            by = "user" if value != before else "policy" if is_said and of_policy else "mode"
        yield Held(key.name, value, _means(key, words), by)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a value is told by."""

    policy: Policy | None
    rules: Rules
    words: Words

    def of_policy(self, name: str, default: Any = "") -> Any:
        return getattr(self.policy, name) if self.policy is not None else default


_OF_FILE = (
    "version",
    "organisation",
    "workplace",
    "valid_until",
    "features.off",
    "audit.sealing_key",
    "audit.receipt_keys",
)
"""Keys for which no mode has a value of its own."""


def _seconds(told: timedelta) -> str:
    return str(int(told.total_seconds()))


def _hours(told: timedelta) -> str:
    return str(int(told.total_seconds()) // 3600)


def _end(seen: _Seen) -> str:
    end = seen.of_policy("valid_until", None)
    return show_moment_date(end, seen.words) if end is not None else seen.words.say("policy.no_end")


def _off(seen: _Seen) -> str:
    off = sorted(one.value for one in seen.of_policy("off", frozenset()))
    return ", ".join(off) if off else seen.words.say("policy.nothing")


def _count(seen: _Seen, which: str) -> str:
    audit = seen.of_policy("audit", None)
    given = getattr(audit, which) if audit is not None else ()
    number = len(given) if which == "receipts" else int(bool(given))
    return str(number) if number else seen.words.say("policy.nothing")


_VALUES: dict[str, Callable[[_Seen], str]] = {
    "version": lambda seen: str(seen.of_policy("version") or seen.words.say("policy.nothing")),
    "organisation": lambda seen: safe(seen.of_policy("organisation")) or seen.words.say("policy.nothing"),
    "workplace": lambda seen: safe(seen.of_policy("workplace")) or seen.words.say("policy.nothing"),
    "mode": lambda seen: seen.rules.mode.value,
    "valid_until": _end,
    "lock.idle_seconds": lambda seen: _seconds(seen.rules.idle),
    "lock.warning_seconds": lambda seen: _seconds(seen.rules.warning),
    "store.keep": lambda seen: "true" if seen.rules.keeps else "false",
    "store.preloaded_patients": lambda seen: str(seen.rules.preloaded),
    "store.medicine_hours": lambda seen: _hours(seen.rules.medicine),
    "limits.offline_hours": lambda seen: _hours(seen.rules.offline),
    "limits.purge_hours": lambda seen: _hours(seen.rules.purge),
    "features.off": _off,
    "audit.sealing_key": lambda seen: _count(seen, "sealing"),
    "audit.receipt_keys": lambda seen: _count(seen, "receipts"),
}


def _kind_of(key: PolicyKey) -> tuple[Kind, bool]:
    """Give the row of the age limits, and whether it is its ochre limit."""
    name = key.short.removesuffix("_hours")
    return Kind(name.removesuffix("_ochre")), name.endswith("_ochre")


def _limit(policy: Policy | None, key: PolicyKey) -> str:
    kind, is_ochre = _kind_of(key)
    limits = (policy.limits if policy is not None else STANDARD).of_kind(kind)
    return _hours(limits.ochre if is_ochre else limits.hard)


def _means(key: PolicyKey, words: Words) -> str:
    if key.name in _VALUES:
        return words.say(f"policy.means_{key.name.replace('.', '_')}")
    kind, is_ochre = _kind_of(key)
    what = words.say(f"policy.kind_{kind.value}")
    return words.say("policy.means_ochre" if is_ochre else "policy.means_hard", what=what)


def tightened_limits(limits: AgeLimits, words: Words) -> tuple[str, ...]:
    """Say the age limits that a policy has made shorter."""
    found = []
    for kind in Kind:
        mine = limits.of_kind(kind)
        if mine != STANDARD.of_kind(kind):
            name = words.say(f"policy.kind_{kind.value}")
            what = name[:1].upper() + name[1:]
            found.append(words.say("policy.limit", what=what, ochre=_hours(mine.ochre), hard=_hours(mine.hard)))
    return tuple(found)


def features_off(off: frozenset[Feature], words: Words) -> str:
    """Name what is turned off, in words."""
    return ", ".join(words.say(f"policy.feature_{one.value}") for one in Feature if one in off)


def fault_sentence(error: OverblikError, words: Words) -> str:
    """Say what is wrong with a policy file, for whoever writes it."""
    facts = {name: safe(str(value)) for name, value in error.facts.items()}
    if isinstance(error, InputError):
        return words.say(f"input.{error.code}", **facts)
    assert isinstance(error, PolicyRefused)
    told = words.say(f"policy.fault_{facts['reason']}", **facts)
    return f"{told} {words.say('policy.nearest', name=facts['nearest'])}" if facts.get("nearest") else told
