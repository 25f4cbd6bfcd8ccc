"""What the services of a simulated ward answer: whole, with somebody else's item, or with what an override reveals."""

import random
from dataclasses import replace

from clinic import document, scoped
from overblik.domain.dates import Instant
from overblik.domain.patient import cpr
from overblik.domain.ports import Answer, AnswerKind, RawMessage
from sync.world import Question

PATIENTS = (cpr("2512489996"), cpr("0309363991"))
SECRET = "hemmelig"
"""Stands in whatever an override revealed."""


class Services:
    """Every title begins with the number of its patient."""

    def __init__(self, chance: random.Random) -> None:
        self._random, self._items = chance, 0
        self.told: dict[str, Instant] = {}
        """When the answer that holds an item was truly given."""

    def answer(self, source: str, question: Question, truth: Instant, *, is_foreign: bool) -> Answer:
        patient, self._items = question.grant.patient_id, self._items + 1
        number = PATIENTS.index(patient)
        names = [f"{number}/{source}/{self._items}/{n}" for n in range(self._random.randrange(4))]
        secret = f"{number}/{SECRET}/{self._items}"
        self.told |= dict.fromkeys((*names, secret), truth)
        entries = [scoped(document(name), name, patient, source) for name in names]
        if is_foreign:
            entries.append(scoped(document(f"{1 - number}/fremmed"), "x", PATIENTS[1 - number], source))
        made = Answer(AnswerKind.FULL, tuple(entries), source_time=truth, raw=(_raw("0"),))
        if question.grant.consent is None:
            return made
        entries.append(scoped(document(secret), secret, patient, source))
        words = frozenset({SECRET}) if self._random.random() < 0.3 else frozenset[str]()
        more = {"raw": (_raw("5"),), "memory_only": True, "by_override": True, "private_words": words}
        return replace(made, entries=tuple(entries), **more)


def _raw(digit: str) -> RawMessage:
    return RawMessage(digit * 64, "u", SECRET.encode() if digit == "5" else b"{}")
