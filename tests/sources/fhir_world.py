"""A small FHIR server in memory and the ways to ask it, shared by the tests of the server."""

import asyncio
from typing import Any

from in_process import Client, TinyFhir, grant, patient
from overblik.domain.ports import Answer
from overblik.domain.section import Topic
from overblik.sources.fhir import fhir_sources


def about(kind: str, name: str, **more: Any) -> dict[str, Any]:
    word = "patient" if kind in ("AllergyIntolerance", "Immunization") else "subject"
    return {"resourceType": kind, "id": name, word: {"reference": "Patient/p1"}} | more


def value(name: str, amount: float = 5, **more: Any) -> dict[str, Any]:
    code = {"coding": [{"system": "http://npu-terminology.org", "code": "NPU01566"}], "text": "Kolesterol"}
    said = {"status": "final", "code": code, "valueQuantity": {"value": amount, "unit": "mmol/L"}}
    return about("Observation", name, **said) | more


def ask(one: Client, topic: Topic, known: Any = None, **how: Any) -> Answer:
    async def fetch() -> Answer:
        return await one.server.answer(topic, grant(**how), known)

    return asyncio.run(fetch())


def ask_all(one: Client) -> dict[Topic, "Answer | BaseException"]:
    async def fetch() -> list[Any]:
        asked = [source.fetch(grant(), None) for source in fhir_sources(one.server)]
        return await asyncio.gather(*asked, return_exceptions=True)

    return dict(zip([source.topic for source in fhir_sources(one.server)], asyncio.run(fetch()), strict=True))


def world(**more: Any) -> TinyFhir:
    return TinyFhir({"Patient": [patient()], "Observation": [value("o1"), value("o2", 6)]} | more)
