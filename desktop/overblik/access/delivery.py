"""The way of the records to the audit repository: in order, at least once by us, and once at the receiver.

What is not acknowledged waits in the trail itself, over restarts and weeks without a network. Nothing here stands in
the way of a look, but where so much waits that nothing more may: then a look is delivered before it is allowed.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from overblik.access.audit_event import Opened, audit_event
from overblik.access.audit_repository import MOST, Answered, Repository
from overblik.access.chain import Told, read
from overblik.access.receipts import NOT_GOOD, judged
from overblik.access.trail import AuditTrail
from overblik.access.trail_opening import keep_head
from overblik.domain.audit import Delivered, QueueState
from overblik.domain.dates import Instant
from overblik.domain.errors import CannotWrite, SignInNeeded, SourceError
from overblik.domain.ports import Clock, Keyring, Random, Scheduler
from overblik.store.trail_file import Row
from overblik.store.trail_outbox import Receipt, TrailOutbox
from overblik.wire.canonical_json import canonical, read_canonical

CAPACITY_AGE = timedelta(days=90)
CAPACITY_BYTES = 500_000_000
IDLE = 5.0
"""Seconds between two looks at the queue: a record is delivered within a minute of its writing."""
_SHORTEST, _LONGEST = 1.0, 900.0
_CHECKED_AT_ONCE = 2000
_FAR = 2**53
_LOG = logging.getLogger("overblik.access")


async def tend(trail: AuditTrail, ring: Keyring, scheduler: Scheduler, delivery: "Delivery | None" = None) -> None:
    """Sign what is due, keep the end in the key ring, and deliver, for as long as the program runs.

    The key ring is written to aside: it takes milliseconds.
    """
    while True:
        pause = IDLE
        try:
            head = trail.checkpoint(if_due=True)
            if head is not None:
                await scheduler.aside(keep_head, ring, head)
            if delivery is not None:
                pause = min(await delivery.step(), IDLE)
        except CannotWrite:
            pause = _LONGEST  # looks say it themselves: nothing is shown then
        await scheduler.sleep(pause)


def opened(trail: AuditTrail, row: Row) -> Opened | None:
    """Open a record, and of an outcome the look that it is of; none where the row does not hold itself."""
    told = read(row)
    body = told.body(trail.keys) if told is not None else None
    if told is None or body is None:
        return None
    about = told.header.get("about")
    intent = trail.file.look(str(about)) if about else None
    look = read(intent) if intent is not None else None
    return Opened(told, body, (look.body(trail.keys) or {}) if look is not None else {})


def _written_at(header: bytes) -> Instant | None:
    try:
        return datetime.fromisoformat(read_canonical(header)["at"]) if header else None
    except (ValueError, KeyError, TypeError):
        return None


class Delivery:
    """Delivers the records of one trail to one repository; an `AuditQueue` for the right to look."""

    def __init__(self, trail: AuditTrail, repository: Repository, clock: Clock, random: Random) -> None:
        """Take up where the receipts of the file end.

        Raises:
            CannotWrite: the file cannot be read.

        """
        self._trail, self._repository, self._clock, self._random = trail, repository, clock, random
        self._outbox = TrailOutbox(trail.file)
        self._done = 0
        """All records up to this one are delivered or set aside."""
        self._checked = 0
        """All receipts up to this one bear this device's mark."""
        last = trail.file.last()
        self._sent = last.sequence if last is not None else 0
        """All records up to this one may have been sent already, by this run or one before it."""
        self._failures, self._not_before = 0, 0.0
        self._needs_sign_in = self._is_offline = False
        self._delivered_at: Instant | None = None
        self.state = self._measured()
        """What waits, as of the last step, for a screen."""

    @property
    def is_full(self) -> bool:
        """Whether a look must be delivered before it is allowed; as of the last step, so that a look waits for nothing."""
        return self.state.is_full

    async def step(self) -> float:
        """Deliver one batch where it is time; give the seconds until the next step.

        Raises:
            CannotWrite: the receipts cannot be written or read now; what was delivered is delivered again.

        """
        wait = self._not_before - self._clock.monotonic()
        if wait > 0:
            return wait
        if not self._are_receipts_checked():
            return 0.0
        # While nobody answers one record is enough to find out; to a server in trouble all go, for one may be at fault.
        rows = self._outbox.waiting(self._done, 1 if self._is_offline else MOST)
        pause = await self._deliver(rows) if rows else IDLE
        self.state = self._measured()
        return pause

    async def deliver_now(self, record_id: str) -> bool:
        """Deliver the record of a look before all others; false when it was not taken."""
        row = self._trail.file.look(record_id)
        record = opened(self._trail, row) if row is not None else None
        if row is None or record is None:
            return False
        try:
            answers = await self._repository.put([audit_event(record)], again=True)
        except SourceError:
            return False
        receipt = self._judged(row, record.told, answers[0]) if answers and answers[0].is_taken else None
        if receipt is None:
            return False
        self._outbox.write([receipt])
        return receipt.state == Delivered.DELIVERED.value

    def signed_in(self) -> None:
        """Try again at once: somebody has signed in, or the network is back."""
        self._needs_sign_in, self._not_before, self._failures = False, 0.0, 0

    def retry_quarantined(self) -> int:
        """Let all refused records wait again, after the repository or the program was mended; give their number.

        Raises:
            CannotWrite: it cannot be written.

        """
        refused = self._outbox.quarantined()
        self._outbox.forget(refused)
        self._done = 0
        self.state = self._measured()
        return len(refused)

    async def _deliver(self, rows: Sequence[Row]) -> float:
        """Send a batch and write what became of it; give the seconds until the next."""
        records = [(row, opened(self._trail, row)) for row in rows]
        sent = [(row, record.told, audit_event(record)) for row, record in records if record is not None]
        receipts = [
            self._receipt(row, Delivered.QUARANTINED, "unreadable") for row, record in records if record is None
        ]
        answers: Sequence[Answered] = ()
        asked: object = None
        self._is_offline = False
        try:
            answers = (
                await self._repository.put([event for *_, event in sent], again=rows[0].sequence <= self._sent)
                if sent
                else ()
            )
        except SignInNeeded:
            self._needs_sign_in = True
        except SourceError as fault:
            asked, self._is_offline = fault.facts.get("retry_after"), bool(fault.facts.get("connection"))
        self._sent = max(self._sent, rows[-1].sequence)
        told = [self._judged(row, told, answer) for (row, told, _), answer in zip(sent, answers, strict=False)]
        receipts += [receipt for receipt in told if receipt is not None]
        if receipts:
            self._outbox.write(receipts)
        if len(receipts) < len(rows):
            return self._back_off(asked)
        self._failures, self._needs_sign_in = 0, False
        return 0.0

    def _judged(self, row: Row, told: Told, answer: Answered) -> Receipt | None:
        """Give the receipt of an answer; none where the record waits still."""
        state, words = judged(told, answer, self._trail.keys.repository.receipts)
        if state is Delivered.WAITING:
            return None
        if state is Delivered.DELIVERED:
            self._delivered_at = self._clock.now()
        elif answer.is_taken:
            _LOG.warning("the receipt of record %d is not the audit repository's: %s", row.sequence, words)
        return self._receipt(row, state, words)

    def _back_off(self, asked: object) -> float:
        """Wait twice as long as before, with jitter, a quarter of an hour at most, and never less than was asked for."""
        self._failures += 1
        doubled = min(_SHORTEST * 2 ** min(self._failures - 1, 10), _LONGEST)
        pause = _LONGEST if self._needs_sign_in else min(doubled * (0.5 + self._random.fraction()), _LONGEST)
        pause = max(pause, _SHORTEST, float(asked) if isinstance(asked, int | float) else 0.0)
        self._not_before = self._clock.monotonic() + pause
        return pause

    def _receipt(self, row: Row, state: Delivered, told: str) -> Receipt:
        bare = Receipt(row.sequence, state.value, self._clock.now().isoformat(), told, b"")
        return replace(bare, mac=self._mark(bare, row))

    def _mark(self, receipt: Receipt, row: Row | None) -> bytes:
        """Give the mark of a receipt, of this record alone: that of one that was cut is none of what comes after it."""
        digest = sha256(row.header).hexdigest() if row is not None else ""
        return self._trail.keys.mark(canonical([receipt.sequence, receipt.state, receipt.at, receipt.receipt, digest]))

    def _are_receipts_checked(self) -> bool:
        """Check some receipts; those that this device did not write are dropped, and their records wait again (T21).

        So do, at each start, those that were set aside for a wrong receipt: it may be the repository that answers now.
        """
        receipts = self._outbox.receipts(self._checked, _CHECKED_AT_ONCE)
        rows = (
            {row.sequence: row for row in self._trail.file.rows(self._checked + 1, receipts[-1].sequence)}
            if receipts
            else {}
        )
        forged = [
            one.sequence for one in receipts if not compare_digest(one.mac, self._mark(one, rows.get(one.sequence)))
        ]
        again = [one.sequence for one in receipts if one.receipt.startswith(NOT_GOOD)]
        if forged or again:
            self._outbox.forget({*forged, *again})
            self._done = 0
        if forged:
            _LOG.warning("%d receipts of the audit repository were not written by this program", len(forged))
        if len(receipts) < _CHECKED_AT_ONCE:
            self._checked = _FAR
            return True
        self._checked = receipts[-1].sequence
        return False

    def _measured(self) -> QueueState:
        """Count what waits, and remember where it begins."""
        waiting = self._outbox.measure(self._done)
        self._done = waiting.first - 1
        oldest = _written_at(waiting.oldest)
        age = (self._clock.now() - oldest) / CAPACITY_AGE if oldest is not None else 0.0
        used = max(age, waiting.size / CAPACITY_BYTES)
        refused = len(self._outbox.quarantined())
        return QueueState(waiting.count, oldest, refused, used, self._needs_sign_in, self._delivered_at)
