"""The port by which a service is spared of those who ask ahead of need."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from overblik.domain.errors import SourceError


class Turns(Protocol):
    """What a service is spared of those who ask ahead of need."""

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait until a question may be asked."""
        ...

    def hear(self, error: SourceError) -> None:
        """Take to heart when a service says that it may be asked again."""
        ...
