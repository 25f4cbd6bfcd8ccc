"""Obeys the organisation's list of revoked users and devices at each contact, before anything is shown (G18)."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from overblik.access.revocation import RevocationList, read_revocations
from overblik.access.users import forget
from overblik.app.machine import seen_version
from overblik.app.remains import erase_store, homes
from overblik.app.seat import user_folder
from overblik.domain.audit import EventKind
from overblik.domain.errors import PolicyRefused, Revoked, SourceError, StoreError, TrailError
from overblik.runtime.scheduler import LoopScheduler

if TYPE_CHECKING:
    from collections.abc import Callable

    from overblik.app.ground import Ground
    from overblik.domain.grant import Clinician

_BUDGET = 2.0
"""Seconds for the list; one that does not come in time is asked for at the next contact."""
_AT_THE_DOOR = 0.5
"""Seconds that a PIN waits for a list that is under way: without a network it opens all the same."""
_EVERY = 55.0
"""Seconds at most between two questions while a session is open: within a minute a revoked user sees nothing (G18)."""
_VERSION = "revocation-version"


class Revoking:
    """Belongs to the asking thread."""

    def __init__(self, ground: "Ground") -> None:
        """Ask nobody yet."""
        self._ground = ground
        self._list: RevocationList | None = None
        self._asking: asyncio.Task[None] | None = None
        self._refused = b""
        """The list that was not obeyed last: it is put on record once, not each minute."""

    async def ask(self) -> None:
        """Fetch the list anew; without one that can be read the last one of this run holds."""
        if not self._ground.settings.revocation:
            return
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._fetch())
        await asyncio.shield(self._asking)

    async def wait(self) -> None:
        """Wait a moment for a list that is under way."""
        if self._asking is not None:
            await asyncio.wait({self._asking}, timeout=_AT_THE_DOOR)

    async def watch(self, who: "Clinician", report: "Callable[[object], None]") -> None:
        """Ask again and again while a session is open; report once that its user, or this computer, is revoked.

        Each computer asks at moments of its own. The store of the open session goes with it; on a revoked computer
        those of the others go when the next process asks, before its gate opens anything.
        """
        ground = self._ground
        if not ground.settings.revocation:
            return
        while not self.names(who):
            await LoopScheduler().sleep(_EVERY * (1 - 0.2 * ground.random.fraction()))
            with contextlib.suppress(TrailError):
                await self.ask()
        report(who)

    async def _fetch(self) -> None:
        from overblik.wire.http import HttpClient, Question

        ground = self._ground
        url = ground.settings.revocation
        http = HttpClient((url,), ground.clock, ground.random, LoopScheduler())
        try:
            answer = await http.ask(Question(url), _BUDGET)
            if answer.status == 200:
                self._take(answer.content)
        except SourceError:
            return  # goes on until the hard limit
        finally:
            await http.aclose()

    def _take(self, content: bytes) -> None:
        """Take a list that is signed and not older than the last; another is put on record and not obeyed."""
        ground, ring = self._ground, self._ground.machine.ring
        if content == self._refused:
            return
        try:
            self._list = read_revocations(content, ground.organisation_keys(), seen_version(ring, _VERSION))
        except PolicyRefused as error:
            self._refused, facts = content, {"reason": f"revocation_{error.facts['reason']}"}
            ground.trail.event(EventKind.POLICY_REFUSED, facts=facts)
            return
        with contextlib.suppress(StoreError):
            if ring is not None:
                ring.set(_VERSION, str(self._list.version).encode())

    def names(self, who: "Clinician | None") -> bool:
        """Whether the list, as it is known, names this device or a user of it."""
        return self._list is not None and self._list.names(who, self._ground.trail.device)

    def obey(self, who: "Clinician", token: str) -> None:
        """Let a user go on whom the list does not name; of another, and on a revoked device, destroy what is kept.

        Raises:
            Revoked: he may look at nothing here.

        """
        if not self.names(who):
            return
        ground = self._ground
        mine = [user_folder(ground.settings.profile, token)]
        for home in list(homes(ground.settings.profile)) if self.names(None) else mine:
            with contextlib.suppress(OSError):
                erase_store(home, ground.files)
            with contextlib.suppress(StoreError):
                if ground.machine.ring is not None:
                    forget(ground.machine.ring, home.name)
        ground.trail.event(EventKind.PURGE, who, facts={"reason": "revoked"})
        raise Revoked
