"""Lock, unlock and suspend of the operating system's session."""

from collections.abc import Callable


class SilentSession:
    """A session whose events cannot be had; the caller then runs a timer and says so."""

    def listen(self, on_event: Callable[[str], None]) -> bool:
        """Tell that no event will come."""
        del on_event
        return False
