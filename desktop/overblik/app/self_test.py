"""Whether the parts of the program work on this computer: each with its result and its time, for people or machines."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from overblik.app.self_test_parts import Doubt, parts
from overblik.runtime.build import build_name
from overblik.viewmodels.words import Words

_PATIENCE = 60.0
"""Seconds for a part in a process of its own: one that hangs is one that failed."""
APART = ("window",)
"""Parts that can end the process that tries them: Qt does where a library of the display is missing."""


class State(StrEnum):
    """How a part came out."""

    OK = "ok"
    DOUBT = "attention"
    """It works, or something about it cannot be known; whoever sets the computer up should look at it."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """One part."""

    part: str
    state: State
    milliseconds: int
    told: str


def run_self_test(words: Words, part: str = "", *, is_json: bool = False) -> int:
    """Try each part, or one; print what came out; give 1 where one failed, else 0."""
    known = parts(words)
    chosen = {part: known[part]} if part in known else known
    results = []
    for name, probe in chosen.items():
        found = _apart(name, words) if name in APART and not part else _tried(name, probe)
        results.append(found)
        if not is_json:
            print(_line(found, words), flush=True)
    has_failed = any(found.state is State.FAILED for found in results)
    if is_json:
        told = {
            "program": "overblik",
            "build": build_name(),
            "ok": not has_failed,
            "parts": [asdict(one) for one in results],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if has_failed else 0


def _tried(name: str, probe: Callable[[], str]) -> Result:
    begun = time.perf_counter()
    try:
        told, state = probe(), State.OK
    except Doubt as doubt:
        told, state = str(doubt), State.DOUBT
    except Exception as error:  # noqa: BLE001 - a self-test tells every failure and goes on
        told, state = f"{type(error).__name__}: {error}", State.FAILED
    return Result(name, state, round((time.perf_counter() - begun) * 1000), told)


def _apart(name: str, words: Words) -> Result:
    """Try a part in a process of its own, so that its end is a result."""
    begun = time.perf_counter()
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "overblik"]
    command = [*program, "self-test", "--json", "--part", name, "--language", words.language]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        ended = subprocess.run(  # noqa: S603 - this program itself
            command, env=environment, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        why = words.say("selftest.too_long", count=round(_PATIENCE))
    else:
        try:
            told: Mapping[str, object] = json.loads(ended.stdout)["parts"][0]
            return Result(name, State(str(told["state"])), int(str(told["milliseconds"])), str(told["told"]))
        except (ValueError, KeyError, IndexError):
            said = ended.stderr.strip().splitlines()
            why = said[0] if said else words.say("selftest.ended", code=ended.returncode)
    return Result(name, State.FAILED, round((time.perf_counter() - begun) * 1000), why)


def _line(found: Result, words: Words) -> str:
    mark = words.say(f"selftest.{found.state.value}")
    return f"{mark:10}{words.say(f'selftest.{found.part}'):32}{found.milliseconds:6} ms  {found.told}"
