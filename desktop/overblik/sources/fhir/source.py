"""One topic of one server, as the port Source has it."""

from dataclasses import dataclass

from overblik.domain.grant import Grant
from overblik.domain.ports import Answer, Known
from overblik.domain.section import Topic
from overblik.sources.fhir.server import BUDGET, FhirServer
from overblik.sources.fhir.topics import TYPES


@dataclass(frozen=True, slots=True)
class FhirTopic:
    """Asks one server for one topic."""

    server: FhirServer
    topic: Topic
    silent_when_blocked: bool = False
    budget: float = BUDGET

    @property
    def name(self) -> str:
        """The server's name."""
        return self.server.name

    @property
    def label(self) -> str:
        """What the screen calls the server."""
        return self.server.label

    async def fetch(self, grant: Grant, known: Known | None) -> Answer:
        """Ask the server.

        Raises:
            SourceError: one of its kinds.

        """
        return await self.server.answer(self.topic, grant, known)


def fhir_sources(server: FhirServer) -> tuple[FhirTopic, ...]:
    """Give the sources of all topics of one server."""
    return tuple(FhirTopic(server, topic) for topic in TYPES)
