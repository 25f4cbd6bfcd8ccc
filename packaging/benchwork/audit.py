"""What the record of a look costs before the patient opens, beside one durable SQLite insert of the same size."""

import statistics
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
from benchwork.measure import milliseconds, row, tell

from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import trail_keys
from overblik.domain.audit import AuditKeys
from overblik.domain.grant import Basis, Clinician, LookReason
from overblik.domain.patient import cpr
from overblik.runtime.chance import SystemRandom
from overblik.runtime.clock import SystemClock
from overblik.store.trail_file import TrailFile

TIMES = 400


def bare_file(path: Path, synchronous: str) -> apsw.Connection:
    """Make a table of one column in WAL mode; `full` is as durable as the record."""
    made = apsw.Connection(str(path))
    made.pragma("journal_mode", "wal")
    made.pragma("synchronous", synchronous)
    made.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, content BLOB)")
    return made


def repository_key() -> bytes:
    """Make a key of a repository to which bodies are sealed too."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.generate().public_key().public_bytes_raw()


def main() -> None:
    """Write records and bare rows in turns, so that a busy machine slows all alike."""
    who, why, nancy = Clinician("local-user", "M. Eksempel", "læge"), LookReason(Basis.TREATMENT), cpr("2512489996")
    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        file = TrailFile(Path(folder) / "trail.db")
        trail = AuditTrail(file, trail_keys(b"k" * 32), SystemClock(), SystemRandom(), build="bench")
        both_file = TrailFile(Path(folder) / "both.db")
        keys = trail_keys(b"k" * 32, AuditKeys(sealing=repository_key()))
        both = AuditTrail(both_file, keys, SystemClock(), SystemRandom(), build="bench")
        full, normal = (bare_file(Path(folder) / f"{name}.db", name) for name in ("full", "normal"))
        for one in (trail, both):
            one.intent(nancy, who, why)
        (last,) = file.rows(2, 2)
        content = last.header + last.body

        def insert(into: apsw.Connection) -> Callable[[], object]:
            return lambda: into.execute("INSERT INTO bare (content) VALUES (?)", (content,))

        calls = (
            lambda: trail.intent(nancy, who, why),
            lambda: both.intent(nancy, who, why),
            insert(full),
            insert(normal),
        )
        spent = [[milliseconds(call, 1) for call in calls] for _ in range(TIMES)]
        record, sealed_twice, durable, quick = (statistics.median(times) for times in zip(*spent, strict=True))
        for made in (full, normal, file, both_file):
            made.close()
    tell(
        [
            row("audit: one durable record beside one durable insert", record, "ms", durable, 4, by_ratio=True),
            row("audit: what the record costs besides the disk", record - durable, "ms", durable, 2, by_ratio=False),
            row(
                "audit: the same, sealed to a repository too", sealed_twice - durable, "ms", durable, 2, by_ratio=False
            ),
            row("audit: synchronous=FULL beside NORMAL, one insert", durable, "ms", quick, 10, by_ratio=False),
        ]
    )


if __name__ == "__main__":
    main()
