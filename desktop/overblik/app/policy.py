"""`overblik policy check` and `show`: a policy file read as the program reads it, and everything that is wrong with it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

from overblik.access.policy import LARGEST, inspect_policy
from overblik.app.gate_facts import asked_hosts
from overblik.app.machine import choice_of, organisation_keys, parts_of_pem
from overblik.app.moment import make_clock
from overblik.app.obeying import policy_here
from overblik.app.worded import Told
from overblik.domain.dates import Instant
from overblik.domain.errors import InputError, OverblikError
from overblik.domain.mode import Choice
from overblik.domain.policy import Policy, rules_in_force
from overblik.runtime import paths
from overblik.runtime.endpoints import faults_of, read_endpoints
from overblik.runtime.files import SystemFiles
from overblik.runtime.settings import Settings, asking
from overblik.runtime.tables import Tables
from overblik.viewmodels.formats import show_moment_date
from overblik.viewmodels.policy_words import Held, fault_sentence, held_keys
from overblik.viewmodels.words import Words


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found."""

    policy: Policy | None
    faults: tuple[OverblikError, ...] = ()
    warnings: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    """The tables of the file with the hosts that they name."""
    choice: Choice = field(default_factory=Choice)

    @property
    def code(self) -> int:
        """The exit code: 0 where the program obeys the file."""
        return 0 if self.policy is not None and not self.faults else 1


def checked(told: Told, words: Words) -> Checked:
    """Read a file as the program does, and tell all of its faults.

    Raises:
        InputError: `policy_file_form` or `policy_key_form` where a file cannot be read.

    """
    if not told.file:
        raise InputError("policy_act_form")
    path = Path(told.file)
    content = _content(path, "policy_file_form")
    keys = [part for name in told.key for part in parts_of_pem(_content(Path(name), "policy_key_form"))]
    found = inspect_policy(content, keys or organisation_keys(paths.machine(), SystemFiles()), told.least)
    now = make_clock(Settings(paths.profile(), clock=told.clock)).now()
    return _judged(path, found.policy, found.faults, now, words)


def _judged(
    path: Path, policy: Policy | None, faults: tuple[OverblikError, ...], now: Instant, words: Words
) -> Checked:
    if policy is None:
        return Checked(None, faults)
    tables = Tables(path, policy.tables)
    wrong = faults_of(tables)
    asked = () if wrong else tuple(asked_hosts(asking(Settings(path), read_endpoints(Tables(path), tables))))
    return Checked(policy, (*faults, *wrong), tuple(_warnings(policy, path, now, words)), asked)


def _content(path: Path, code: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise InputError(code, path=str(path)) from error


def _warnings(policy: Policy, path: Path, now: Instant, words: Words) -> Iterator[str]:
    """Say what the program obeys and what will surprise somebody all the same."""
    if policy.valid_until is not None and policy.is_over(now):
        yield words.say("policy.over", date=show_moment_date(policy.valid_until, words))
    for key, end in _certificate_ends(policy, path):
        if end <= now:
            yield words.say("policy.certificate_over", key=key, date=show_moment_date(end, words))


def _certificate_ends(policy: Policy, path: Path) -> Iterator[tuple[str, Instant]]:
    """Give when each public certificate of the file runs out; one that cannot be read is a fault, and told as one."""
    from cryptography.x509 import load_pem_x509_certificates

    from overblik.runtime.national_settings import pem_of

    table = policy.tables.get("national")
    for key in ("sts_certificate", "broker_authority"):
        if isinstance(table, dict) and table.get(key):
            try:
                found = load_pem_x509_certificates(pem_of(table, key, path))
            except (InputError, ValueError):
                continue
            yield f"national.{key}", min(one.not_valid_after_utc for one in found).astimezone(UTC)


def shown() -> Checked:
    """Give the policy of this computer, as it is obeyed here; none where there is none.

    Raises:
        PolicyRefused, InputError: it is not obeyed.

    """
    policy = policy_here()
    if policy is None:
        return Checked(None, choice=choice_of(paths.profile(), SystemFiles()))
    path = paths.machine() / paths.POLICY
    asked = asked_hosts(asking(Settings(path), read_endpoints(Tables(path), Tables(path, policy.tables))))
    return Checked(policy, (), (), tuple(asked), choice_of(paths.profile(), SystemFiles()))


def lines_of(found: Checked, now: Instant, words: Words) -> Iterable[str]:
    """Write what was found, the worst first."""
    policy = found.policy
    if found.faults or policy is not None:
        yield words.say("policy.refused" if found.faults else "policy.obeyed")
    for error in found.faults:
        yield f"  - {fault_sentence(error, words)}"
    for sentence in found.warnings:
        yield f"{words.say('policy.warning')}: {sentence}"
    if policy is None:
        if not found.faults:
            yield words.say("gate.policy_none")
            yield from _held(found, now, words)
        return
    yield words.say("policy.signed", key=policy.signer) if policy.signer else words.say("policy.signed_by_nobody")
    yield from _held(found, now, words)
    if not policy.tables:
        yield words.say("policy.asks_nobody")
    elif found.asked:
        yield words.say("policy.asks")
        yield from (f"  {table}: {host}" for table, host in found.asked)


def _keys(found: Checked, now: Instant, words: Words) -> Iterator[Held]:
    rules = rules_in_force(found.policy, found.choice, now)
    return held_keys(found.policy, rules, rules_in_force(found.policy, Choice(), now), words)


def _held(found: Checked, now: Instant, words: Words) -> Iterator[str]:
    yield words.say("policy.would_hold" if found.faults else "policy.holds")
    for one in _keys(found, now, words):
        by = words.say(f"policy.by_{one.by}")
        yield f"  {one.key} = {one.value}  ({by})"
        yield f"      {one.means}"


def as_json(found: Checked, now: Instant, words: Words) -> str:
    """Write it for a machine."""
    policy = found.policy
    told: dict[str, Any] = {
        "obeyed": found.code == 0,
        "signer": policy.signer if policy is not None else "",
        "faults": [
            {"code": str(one.facts.get("reason", one.code)), "key": str(one.facts.get("key", ""))}
            | {"sentence": fault_sentence(one, words)}
            for one in found.faults
        ],
        "warnings": list(found.warnings),
        "keys": [{"key": one.key, "value": one.value, "by": one.by} for one in _keys(found, now, words)],
        "asks": [{"table": table, "host": host} for table, host in found.asked],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
