"""Online on loopback: a patient of SEKMET from Enter to the whole overview, against a plain download of the same."""

import asyncio
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from benchwork.measure import heaviest, keeping_settings, row, tell, until
from benchwork.sekmet import sekmet

from overblik.domain.patient import local
from overblik.wire import http

_TIMES = 15


def main() -> None:
    """Look at the patient through the real program; download the recorded questions again without it."""
    with TemporaryDirectory(prefix="overblik-bench-") as folder, sekmet(Path(folder), [heaviest()]) as base:
        value, floor = _through_the_program(base, Path(folder))
    tell([row("online on loopback (SEKMET): whole overview painted", value, "ms", floor, 1.8, by_ratio=True)])


def _through_the_program(base: str, folder: Path) -> tuple[float, float]:
    """Give the median times of a first look and of a plain download, taken in turns: a busy machine slows both."""
    from overblik.app.window import application, make_program, show
    from overblik.runtime.endpoints import ServerSettings
    from overblik.runtime.keyring import MemoryKeyring
    from overblik.viewmodels.choices import Choices

    app, asked = application(), []
    ask = http.HttpClient.ask

    async def recorded(self: Any, question: Any, seconds: float) -> Any:
        begun = time.perf_counter()
        answer = await ask(self, question, seconds)
        asked.append((begun, time.perf_counter(), question))
        return answer

    http.HttpClient.ask = recorded  # type: ignore[method-assign]
    settings = keeping_settings(folder / "profile", servers=(ServerSettings("sekmet", "SEKMET", base),))
    program = make_program(settings, Choices(), MemoryKeyring())
    show(program)
    until(lambda: program.is_joined)
    name = heaviest().stem.rsplit("_", 1)[1]
    patient_id = local("https://github.com/synthetichealth/synthea", name)
    spent, plain = [], []
    for _ in range(_TIMES + 1):
        program.model.close_patient()
        program.background.finish(lambda: _forget(program, patient_id))
        asked.clear()
        begun = time.perf_counter()
        program.model.show_patient(patient_id)
        until(lambda: not program.model.is_waiting, 60, program.window.painted)
        app.processEvents()  # the last paint that is due
        spent.append((time.perf_counter() - begun) * 1000)
        plain.append(asyncio.run(_download(_waves(asked))))
    if not any(section.entries for section in program.model.sections):
        raise ValueError("the overview is empty")
    program.window.close()
    program.close()
    return statistics.median(spent[1:]), statistics.median(plain[1:])


async def _forget(program: Any, patient_id: Any) -> None:
    """Erase what is kept on disk and in memory, so that each look is the first one; runs in the asking thread."""
    house = program.looks.house()
    for kept in house.store.sections(patient_id):
        house.store.erase(patient_id, kept.section.topic, kept.section.source)
        house.clinic.current.drop(patient_id, (kept.section.topic, kept.section.source))


def _waves(asked: list[tuple[float, float, Any]]) -> list[list[Any]]:
    """Group the questions: what began before the first of a wave had ended could be asked beside it."""
    waves: list[list[Any]] = []
    end = 0.0
    for begun, ended, question in sorted(asked, key=lambda one: one[0]):
        if not waves or begun >= end:
            waves.append([])
            end = ended
        waves[-1].append(question)
        end = min(end, ended)
    return waves


async def _download(waves: list[list[Any]]) -> float:
    """Ask the same questions by httpx alone, each wave side by side; nothing is decoded."""
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=8), trust_env=False) as client:
        begun = time.perf_counter()
        for wave in waves:
            await asyncio.gather(*(_one(client, question) for question in wave))
        return (time.perf_counter() - begun) * 1000


async def _one(client: httpx.AsyncClient, question: Any) -> None:
    if question.form is not None:
        await client.post(question.url, data=dict(question.form), headers=dict(question.headers))
    else:
        await client.get(question.url, headers=dict(question.headers))


if __name__ == "__main__":
    main()
