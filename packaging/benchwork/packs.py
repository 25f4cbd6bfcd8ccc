"""A pack of the demo's list from the embedded FHIR services, 30 ms a request, beside a plain download of the same questions.

And what it costs a clinician who opens a patient meanwhile, and what a second pack costs half an hour later.
"""

import asyncio
import json
import statistics
import time
import urllib.request
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from benchwork.measure import row, tell, until

from overblik.sync.gate import AT_ONCE
from overblik.wire import http

_MOMENT = "2026-11-23T09:41:00+01:00"
_DELAY = 0.03
_TIMES = 7


def main() -> None:
    """Run the real program on a temporary profile against the services of the demo."""
    from overblik.app.demo_services import services

    with services(_MOMENT) as told, TemporaryDirectory(prefix="overblik-bench-") as folder:
        _order(told, "faults", {"base": "*", "resource": "*", "kind": "delay", "seconds": _DELAY})
        tell(_measured(told, Path(folder)))


def _measured(told: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    from dataclasses import replace

    from overblik.app.demo import demo_settings
    from overblik.app.window import application, make_program, show
    from overblik.runtime.keyring import MemoryKeyring
    from overblik.viewmodels.choices import Choices

    application()
    settings = replace(demo_settings(told, folder / "profile", _MOMENT, "da", "light"), national=None)
    program = make_program(settings, Choices(), MemoryKeyring())
    show(program)
    until(lambda: program.is_joined and bool(program.patients.lines()) and program.looks.seat is not None)
    asked = recording()
    first = fetched(program)
    questions, bytes_first = [one for one, _ in asked], sum(size for _, size in asked)
    floor = asyncio.run(download(questions))
    alone = statistics.median(opened(program, place) for place in range(_TIMES))
    later = (program.clock.now() + timedelta(minutes=31)).isoformat()
    _order(told, "clock", {"now": later})
    program.clock.move(timedelta(minutes=31))
    asked.clear()
    fetched(program)
    bytes_second = sum(size for _, size in asked)
    program.clock.move(timedelta(minutes=31))
    program.window.pack.turn()
    beside = statistics.median(opened(program, place) for place in range(_TIMES))
    is_running = program.window.pack.progress.is_running
    until(lambda: not program.window.pack.progress.is_running, 120)
    program.window.close()
    program.close()
    count = len(settings.patients)
    name = f"opening a patient while {count} are fetched ahead" + ("" if is_running else " (the pack had ended)")
    return [
        row(f"pack of {count} patients, 30 ms a request", first, "ms", floor, 1.4, by_ratio=True),
        row(name, beside, "ms", alone, 1.2, by_ratio=True),
        row("second pack, nothing changed, bytes", bytes_second / 1000, "kB", bytes_first / 1000, 0.08, by_ratio=True),
    ]


def _order(told: dict[str, Any], door: str, order: dict[str, Any]) -> None:
    headers = {"X-Sandbox-Secret": told["secret"], "Content-Type": "application/json"}
    request = urllib.request.Request(f"{told['control']}/{door}", json.dumps(order).encode(), headers)
    urllib.request.urlopen(request, timeout=5).close()


def recording() -> list[tuple[Any, int]]:
    """Let every question be remembered, with the size of its answer."""
    asked: list[tuple[Any, int]] = []
    ask = http.HttpClient.ask

    async def recorded(self: Any, question: Any, seconds: float) -> Any:
        answer = await ask(self, question, seconds)
        asked.append((question, len(answer.content)))
        return answer

    http.HttpClient.ask = recorded  # type: ignore[method-assign]
    return asked


def fetched(program: Any, seconds: float = 120) -> float:
    """Fetch the list; give the milliseconds."""
    pack = program.window.pack
    begun = time.perf_counter()
    pack.turn()
    until(lambda: not pack.progress.is_running, seconds)
    return (time.perf_counter() - begun) * 1000


def opened(program: Any, place: int) -> float:
    """Open a patient of the list; give the milliseconds until all sources have answered."""
    program.model.close_patient()
    begun = time.perf_counter()
    program.patients.choose_patient(program.patients.ids[place])
    until(lambda: not program.model.is_waiting, 60)
    return (time.perf_counter() - begun) * 1000


async def download(questions: list[Any]) -> float:
    """Ask the same questions by httpx alone, as many at once to each service; nothing is decoded."""
    lanes: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=3 * AT_ONCE), trust_env=False) as client:

        async def one(question: Any) -> None:
            headers = dict(question.headers)
            if question.bearer is not None:
                headers |= question.bearer.headers(question.method, question.url)
            async with lanes["/".join(question.url.split("/")[:4])]:
                form = None if question.form is None else dict(question.form)
                await client.request(question.method, question.url, data=form, headers=headers)

        begun = time.perf_counter()
        await asyncio.gather(*(one(question) for question in questions))
        return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
