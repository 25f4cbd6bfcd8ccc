"""Fælles Medicinkort as the port Source has it: one section, four questions side by side."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from overblik.domain.card_version import CardVersion
from overblik.domain.dates import Instant
from overblik.domain.drug_history import DrugHistory
from overblik.domain.errors import SourceError, WrongPatient
from overblik.domain.grant import Grant
from overblik.domain.ports import Answer, Known
from overblik.domain.section import Topic
from overblik.sources.fmk import requests
from overblik.sources.fmk.answering import Setting, answer, with_histories
from overblik.sources.fmk.beside import Beside, Ended
from overblik.sources.fmk.mapping.history import history
from overblik.sources.fmk.mapping.sheets import Sheet, is_about, sheet
from overblik.sources.fmk.mapping.treatment import without_answer
from overblik.sources.fmk.mapping.versions import versions
from overblik.wire.dgws import moment
from overblik.wire.service import Service, or_error
from overblik.wire.whitelisting import Caller

BUDGET = 12.0
_SIDE_BUDGET = 8.0
"""Seconds for what belongs to the card but is not it: the card does not wait longer for them."""
_LOOK_BACK = timedelta(days=2 * 365)
"""How far back withdrawn drugs and dispensings are asked for: a prescription is valid for two years."""
AUDIENCE = "https://fmk"
"""IDWS audience of FMK (services.md section 2)."""


@dataclass(frozen=True, slots=True)
class FmkSource:
    """The national medicine card."""

    service: Service
    caller: Caller
    name: str = "fmk"
    label: str = "FMK"
    topic: Topic = Topic.MEDICATION
    silent_when_blocked: bool = False
    """FMK tells what is private by placeholders; a consent that hides the whole card is a fault."""
    budget: float = BUDGET

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:  # noqa: ARG002 - FMK has no validators
        """Ask for the card, prescriptions, dispensings and dose dispensing; then for what is told beside it.

        That is what lately changed drugs were before, and treatments that prescriptions name and the card does not hold.

        Raises:
            SourceError: the card itself could not be had.
            WrongPatient: the card is about somebody else.

        """
        who = grant.patient_id
        since = moment(self.service.clock.now() - _LOOK_BACK)
        asked = {
            "prescriptions": requests.open_prescriptions(who),
            "dispensings": requests.dispensings(who, since),
            "dose_dispensing": requests.dose_dispensing(who),
        }
        later = Beside(
            lambda one, seconds: self._ask(one, grant, seconds),
            who,
            self.service.clock,
            self.service.clock.monotonic() + _SIDE_BUDGET,
        )
        async with asyncio.TaskGroup() as group:
            sides = {
                code: group.create_task(or_error(self._ask(one, grant, _SIDE_BUDGET))) for code, one in asked.items()
            }
            main = group.create_task(or_error(self._ask(requests.medicine_card(who, since), grant, self.budget)))
            histories = group.create_task(later.histories(main))
            ended = group.create_task(later.ended(main, sides["prescriptions"]))
        card = main.result()
        if isinstance(card, SourceError):
            raise card
        if not is_about(card.person, who):
            raise WrongPatient(count=max(len(card.items), 1))
        told = self._answer(card, {code: task.result() for code, task in sides.items()}, ended.result(), grant)
        return with_histories(told, histories.result(), self.service.clock.now())

    async def history(self, grant: Grant, identifier: str) -> DrugHistory:
        """Ask what one drug medication held, period by period.

        Raises:
            SourceError: it could not be had; a private drug without consent is Refused by the service.
            WrongPatient: the answer is about somebody else, or about another drug medication.

        """
        operation = requests.drug_history(grant.patient_id, identifier)
        return history(await self._ask(operation, grant, self.budget), grant.patient_id, identifier)

    async def card_at(self, grant: Grant, at: Instant) -> Answer:
        """Ask for the card as it was at a moment, and judge its drugs by that moment; nothing is asked beside it.

        Raises:
            SourceError: it could not be had.
            WrongPatient: it is about somebody else.

        """
        who = grant.patient_id
        card = await self._ask(requests.medicine_card_at(who, moment(at), moment(at - _LOOK_BACK)), grant, self.budget)
        if not is_about(card.person, who):
            raise WrongPatient(count=max(len(card.items), 1))
        return answer([card], Setting(self.name, who, self.service.clock.now(), grant.consent, judged_at=at))

    async def versions(self, grant: Grant) -> tuple[CardVersion, ...]:
        """Ask which versions the card has had.

        Raises:
            SourceError: it could not be had.
            WrongPatient: the answer is about somebody else.

        """
        return versions(await self._ask(requests.card_versions(grant.patient_id), grant, self.budget), grant.patient_id)

    def _answer(self, card: Sheet, sides: "dict[str, Sheet | SourceError]", ended: Ended, grant: Grant) -> Answer:
        sheets, missing, refused = [card], [], 0
        for code, came in sides.items():
            if isinstance(came, SourceError):
                missing.append(code)
            elif not is_about(came.person, grant.patient_id):
                missing.append(code)
                refused += max(len(came.items), 1)
            else:
                sheets.append(came)
        if ended.sheet is not None:
            sheets.append(ended.sheet)
        setting = Setting(self.name, grant.patient_id, self.service.clock.now(), grant.consent, tuple(missing), refused)
        return without_answer(answer(sheets, setting), ended.asked)

    async def _ask(self, operation: requests.Operation, grant: Grant, budget: float) -> Sheet:
        headers = requests.headers(self.caller, grant.consent)
        came = await self.service.message(operation.action, headers, operation.body, requests.NAMESPACES, budget)
        return sheet(came.content, operation.action, came.root)
