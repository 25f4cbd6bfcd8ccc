"""Chains for tests: written by the trail itself on ports of a number, read back as rows, and bent on purpose."""

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from in_process import FakeClock
from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import TrailKeys, trail_keys
from overblik.domain.audit import Head, Manipulation
from overblik.domain.grant import Basis, Clinician, LookReason
from overblik.domain.patient import cpr
from overblik.store.trail_file import Row, TrailFile
from overblik.store.trail_reading import read_records
from overblik.wire.canonical_json import canonical
from trail_reading import KEYS

NANCY, OTHER = cpr("2512489996"), cpr("0309363991")
DOCTOR = Clinician("sub-1", "M. Eksempel", "læge", "https://idp.example", "0A1B2", "1234567890123", "Klinikken")
TREATMENT = LookReason(Basis.TREATMENT)
STRANGER = trail_keys(b"x" * 32)
"""The keys of somebody who has the file and not the key ring."""
Rows = list[Row]


@dataclass
class Chance:
    """The Random port over a seed: the same run twice is the same bytes."""

    seed: int = 6
    made: random.Random = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.made = random.Random(self.seed)

    def bytes(self, count: int) -> bytes:
        return self.made.randbytes(count)

    def identifier(self) -> str:
        self.count += 1
        return f"00000000-{self.seed % 65536:04x}-7000-8000-{self.count:012x}"

    def fraction(self) -> float:
        return self.made.random()


def trail_of(path: Path, keys: TrailKeys = KEYS, *, clock: FakeClock | None = None, seed: int = 6) -> AuditTrail:
    return AuditTrail(TrailFile(path), keys, clock or FakeClock(), Chance(seed))


def chain(path: Path, looks: int, keys: TrailKeys = KEYS, *, seed: int = 6, ends: bool = True) -> tuple[Rows, Head]:
    """Write a chain of some looks, signed at its end or not; give its rows and its last checkpoint but for the end."""
    trail = trail_of(path, keys, seed=seed)
    trail.begin()
    head = trail.checkpoint()
    for number in range(looks):
        trail.intent(NANCY, DOCTOR, LookReason(Basis.OTHER, f"nr {number}"))
    if ends:
        head = trail.checkpoint()
    trail.file.close()
    assert head is not None
    return read_records(path), head


def rehashed(row: Row, **changes: Any) -> Row:
    """Change a header and make it hold itself again, as somebody would who knows the form."""
    header = canonical({**json.loads(row.header), **changes})
    return replace(row, header=header, hash=hashlib.sha256(header).hexdigest())


def relinked(rows: Rows, first: int) -> Rows:
    """Number and link all records from a place on anew, signatures as they were."""
    made = list(rows[:first])
    for row in rows[first:]:
        before = made[-1].hash if made else ""
        made.append(replace(rehashed(row, sequence=len(made) + 1, previous=before), sequence=len(made) + 1))
    return made


def renumbered(rows: Rows) -> Rows:
    """Give the rows of the file new places; what they say of themselves stays."""
    return [replace(row, sequence=place) for place, row in enumerate(rows, start=1)]


def flipped(row: Row, chance: random.Random) -> Row:
    """Flip one bit of header or body."""
    name = chance.choice(["header", "body"] if row.body else ["header"])
    content = bytearray(getattr(row, name))
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return replace(row, **{name: bytes(content)})


@dataclass(frozen=True)
class Bent:
    """Rows as somebody has left them, and by which words that may be named."""

    rows: Rows
    named: frozenset[Manipulation]


def _set(*kinds: Manipulation) -> frozenset[Manipulation]:
    return frozenset(kinds)


ANY = frozenset(Manipulation)
Bend = Callable[[Rows, Rows, random.Random], Bent]


def edit(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    place = chance.randrange(len(rows))
    return Bent([*rows[:place], flipped(rows[place], chance), *rows[place + 1 :]], _set(Manipulation.EDIT))


def edit_and_rehash(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    place = chance.randrange(1, len(rows) - 1)
    bent = [*rows[:place], rehashed(rows[place], at="2020-01-01T00:00:00.000+00:00"), *rows[place + 1 :]]
    return Bent(bent, _set(Manipulation.EDIT, Manipulation.FORK))


def edit_and_relink(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    place = chance.randrange(1, len(rows) - 1)
    bent = [*rows[:place], rehashed(rows[place], at="2020-01-01T00:00:00.000+00:00"), *rows[place + 1 :]]
    return Bent(relinked(bent, place + 1), _set(Manipulation.FORK))


def delete(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    place = chance.randrange(len(rows) - 1)
    gone = [*rows[:place], *rows[place + 1 :]]
    return Bent(renumbered(gone) if chance.random() < 0.5 else gone, _set(Manipulation.DELETE))


def delete_and_relink(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    place = chance.randrange(len(rows) - 1)
    return Bent(relinked([*rows[:place], *rows[place + 1 :]], place), _set(Manipulation.FORK))


def insert_copy(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    copied, place = chance.randrange(len(rows)), chance.randrange(1, len(rows))
    return Bent(renumbered([*rows[:place], rows[copied], *rows[place:]]), _set(Manipulation.INSERT))


def insert_forged(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    place = chance.randrange(1, len(rows) - 1)
    forged = rehashed(rows[place], id="ffffffff-ffff-7fff-8fff-ffffffffffff")
    return Bent(renumbered([*rows[:place], forged, *rows[place:]]), _set(Manipulation.INSERT))


def reorder(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    first, second = sorted(chance.sample(range(len(rows)), 2))
    bent = list(rows)
    bent[first], bent[second] = bent[second], bent[first]
    return Bent(renumbered(bent), _set(Manipulation.REORDER))


def reorder_and_relink(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    first, second = sorted(chance.sample(range(1, len(rows)), 2))
    bent = list(rows)
    bent[first], bent[second] = bent[second], bent[first]
    return Bent(relinked(bent, first), _set(Manipulation.FORK))


def truncate(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    """A file cut behind a checkpoint is what an older copy of it is."""
    return Bent(rows[: chance.randrange(len(rows))], _set(Manipulation.TRUNCATE, Manipulation.ROLLBACK))


def fork(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    """Another history behind a point, by somebody without the keys: as many records as there were, never signed."""
    place = chance.randrange(1, len(rows))
    forged = [rehashed(row, boot="another", kind="intent", about="") for row in rows[place:]]
    return Bent(relinked([*rows[:place], *forged], place), _set(Manipulation.FORK))


def rewrite(rows: Rows, _: Rows, chance: random.Random) -> Bent:
    """The whole file anew under other keys."""
    from access.signing import signed_anew

    return Bent(signed_anew(rows, STRANGER), _set(Manipulation.FORK))


def splice(rows: Rows, others: Rows, chance: random.Random) -> Bent:
    place = chance.randrange(1, min(len(rows), len(others)))
    if chance.random() < 0.5:
        return Bent([*rows[:place], *others[place:]], _set(Manipulation.SPLICE))
    return Bent([*rows[:place], others[place], *rows[place + 1 :]], _set(Manipulation.SPLICE))


def splice_and_relink(rows: Rows, others: Rows, chance: random.Random) -> Bent:
    place = chance.randrange(1, min(len(rows), len(others)))
    taken = rehashed(others[place], chain=json.loads(rows[0].header)["chain"])
    return Bent(relinked([*rows[:place], taken, *rows[place + 1 :]], place), _set(Manipulation.FORK))


BENDS: tuple[Bend, ...] = (
    edit,
    edit_and_rehash,
    edit_and_relink,
    delete,
    delete_and_relink,
    insert_copy,
    insert_forged,
    reorder,
    reorder_and_relink,
    truncate,
    fork,
    rewrite,
    splice,
    splice_and_relink,
)
"""Each way of bending a chain: clumsily, and by somebody who knows the form and has the file but not the keys."""
