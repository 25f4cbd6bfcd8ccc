"""The consent service: what a citizen has blocked, asked anew at each online opening."""

from dataclasses import dataclass

from overblik.domain.errors import Unintelligible
from overblik.domain.grant import Grant
from overblik.domain.patient import IdKind
from overblik.domain.ports import ConsentState
from overblik.wire.elements import Node, named, text
from overblik.wire.service import Service
from overblik.wire.soap import element, payload, words
from overblik.wire.xml import local

AUDIENCE = "https://audience.nspop.dk/minspaerring"
NAMESPACE = "urn:overblik:consent:2026"
"""Our own form: no WSDL of MinSpærring could be had (services.md section 9); a real one changes this file alone."""
_ACTION = f"{NAMESPACE}#GetConsentState"
_BUDGET = 3.0


class ConsentUnknown:
    """No consent service is configured: what may be blocked stays 'may be'."""

    async def state(self, grant: Grant) -> ConsentState:
        """Answer that nothing is known."""
        del grant
        return ConsentState.UNKNOWN


@dataclass(frozen=True, slots=True)
class ConsentService:
    """The service that knows what a citizen has blocked."""

    service: Service

    async def state(self, grant: Grant) -> ConsentState:
        """Ask what the citizen has blocked for this clinician.

        Raises:
            SourceError: no usable answer; the answer of another day is never used instead.

        """
        if grant.patient_id.kind is not IdKind.CPR:
            return ConsentState.UNKNOWN
        person = element("c:PersonIdentifier", words(grant.patient_id.number_for_lookup()), source="CPR")
        body = element("c:GetConsentStateRequest", person)
        message = await self.service.message(_ACTION, "", body, {"c": NAMESPACE}, _BUDGET)
        return _read(payload(message.root), grant)


def _read(answer: Node, grant: Grant) -> ConsentState:
    """Read the answer; one about another citizen says nothing of this one."""
    if local(answer) != "GetConsentStateResponse":
        raise Unintelligible(reason="body")
    persons, states = named(answer, "PersonIdentifier"), named(answer, "State")
    if len(persons) != 1 or text(persons[0]) != grant.patient_id.number_for_lookup():
        raise Unintelligible(reason="other_person")
    told = text(states[0]).lower() if len(states) == 1 else ""
    if told not in (ConsentState.NONE.value, ConsentState.SOME.value, ConsentState.ALL.value):
        raise Unintelligible(reason="state")
    return ConsentState(told)
