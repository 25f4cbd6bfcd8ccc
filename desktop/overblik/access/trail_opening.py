"""Opens the trail at the start: what is bent, lost or of an earlier form is kept as evidence, and a new chain begins.

The end of the chain is kept in the key ring too. A file that does not reach it, or says otherwise there, was cut, put
back from an older copy, or written anew by somebody without the keys.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from overblik.access.chain import read
from overblik.access.trail import AuditTrail, Beginning
from overblik.access.trail_keys import TrailKeys
from overblik.access.verify import examine, examine_end
from overblik.domain.audit import Head, Manipulation
from overblik.domain.errors import CannotWrite, ChainBroken, Locked, TrailError
from overblik.domain.ports import Clock, Files, Keyring, Random
from overblik.store.trail_file import TrailFile
from overblik.store.trail_outbox import TrailOutbox
from overblik.store.trail_reading import Form, form_in_place, read_earlier_records
from overblik.wire.canonical_json import canonical, read_canonical

_HEAD = "audit-head"
_UNREADABLE = "trail_unreadable"
_FAR = 2**53
"""Further than any sequence."""


def open_trail(folder: Path, ports: "TrailPorts", keys: TrailKeys, build: str = "") -> AuditTrail:
    """Open the trail of a profile, `trail.db`; its end is kept in the key ring. `build` names this program.

    Raises:
        CannotWrite: it can neither be continued nor begun; nothing may be shown.

    """
    path = folder / "trail.db"
    head = kept_head(ports.ring)
    beginning = _why_anew(path, keys, head)
    if beginning is not None and beginning.why not in ("first", "missing"):
        _keep_as_evidence(path, ports.files, ports.random.identifier())
    trail = AuditTrail(TrailFile(path), keys, ports.clock, ports.random, beginning, build)
    trail.begin()
    if beginning is not None:
        keep_head(ports.ring, trail.checkpoint(), anew=True)
    return trail


def end_trail(trail: AuditTrail, ring: Keyring) -> None:
    """Sign what is written and keep the end: at lock and at exit. What fails is signed at the next start."""
    try:
        keep_head(ring, trail.checkpoint())
    except TrailError:
        return


def kept_head(ring: Keyring) -> Head | None:
    """Give the end of the chain as the key ring has it; none where it has none, or does not open."""
    try:
        told = ring.get(_HEAD)
        header = read_canonical(told) if told is not None else None
    except (Locked, ValueError):
        return None
    try:
        return None if header is None else Head(**header)
    except TypeError:
        return None


def keep_head(ring: Keyring, head: Head | None, *, anew: bool = False) -> None:
    """Keep the end of the chain in the key ring; never an earlier one than it has, but for a chain begun anew.

    A key ring takes milliseconds: not in the way of a look. One that does not open keeps the end that it has.
    """
    if head is None:
        return
    kept = kept_head(ring)
    if not anew and kept is not None and (kept.chain != head.chain or kept.sequence >= head.sequence):
        return
    told = {name: getattr(head, name) for name in ("chain", "sequence", "digest", "checkpoints")}
    try:
        ring.set(_HEAD, canonical(told))
    except Locked:
        return


def _why_anew(path: Path, keys: TrailKeys, head: Head | None) -> Beginning | None:
    """Tell why a new chain must begin; none where the file's chain goes on."""
    form = form_in_place(path)
    known = _follows(head)
    if form is Form.ABSENT:
        return Beginning("missing", known) if head is not None else Beginning()
    if form is Form.EARLIER:
        return Beginning("earlier_form", _end_of_earlier(path))
    if form is Form.EMPTY and head is None:
        return Beginning()  # a start that ended while it made the file is no manipulation
    if form in (Form.UNREADABLE, Form.EMPTY):
        return Beginning("broken", {**known, "how": _UNREADABLE})
    return _examined(path, keys, head)


def _examined(path: Path, keys: TrailKeys, head: Head | None) -> Beginning | None:
    """Check the file's end against the head that was kept; without one, the whole file."""
    try:
        with contextlib.closing(TrailFile(path, writes=False)) as file:
            first, last = file.rows(1, 1), file.last()
            if last is None:
                return Beginning("missing", _follows(head)) if head is not None else Beginning()
            _refuse_what_outlives(file, last.sequence)
            begun = read(first[0]) if first else None
            if begun is not None and begun.header.get("key", keys.public) != keys.public:
                ended: dict[str, str | int] = {"chain": begun.chain, "sequence": last.sequence, "digest": last.hash}
                return Beginning("other_key", ended)
            if head is None or (begun is not None and begun.chain != head.chain):
                examine(file.rows(1, _FAR), keys.public, head, keys)
            else:
                examine_end(file.rows(min(head.sequence, last.sequence), _FAR), keys.public, head, keys)
    except ChainBroken as broken:
        return Beginning("broken", {**_follows(head), "how": broken.code, "at": int(str(broken.facts["sequence"]))})
    except CannotWrite:
        return Beginning("broken", {**_follows(head), "how": _UNREADABLE})
    return None


def _refuse_what_outlives(file: TrailFile, last: int) -> None:
    """A record is delivered after it was written: who cut the end may have left what was said of its delivery.

    Raises:
        ChainBroken: the file knows of the delivery of a record that it does not hold.

    """
    beyond = TrailOutbox(file).receipts(last, _FAR)
    newest = file.last() if beyond else None  # another process may have written and delivered meanwhile
    if beyond and (newest is None or beyond[-1].sequence > newest.sequence):
        raise ChainBroken(Manipulation.TRUNCATE.value, sequence=last + 1)


def _follows(head: Head | None) -> dict[str, str | int]:
    return {} if head is None else {"chain": head.chain, "sequence": head.sequence, "digest": head.digest}


def _end_of_earlier(path: Path) -> dict[str, str | int]:
    """Give the end of a chain of version 1, which had no name of its own."""
    try:
        records = read_earlier_records(path)
    except ChainBroken:
        return {"how": _UNREADABLE}
    return {"sequence": records[-1][0], "digest": records[-1][2]} if records else {}


def _keep_as_evidence(path: Path, files: Files, mark: str) -> None:
    """Put a file aside with its WAL; nothing of it is lost.

    Raises:
        CannotWrite: it cannot be put aside, so that no chain can begin.

    """
    aside = path.with_name(f"{path.stem}-{mark}{path.suffix}")
    try:
        for ending in ("-wal", "-shm", ""):
            part = path.with_name(path.name + ending)
            if files.exists(part):
                files.rename(part, aside.with_name(aside.name + ending))
    except OSError as error:
        raise CannotWrite(reason=type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class TrailPorts:
    """What of this computer the trail needs."""

    files: Files
    ring: Keyring
    clock: Clock
    random: Random
