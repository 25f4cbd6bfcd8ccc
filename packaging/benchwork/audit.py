"""What the record of a look costs before the patient opens, beside one durable SQLite insert of the same size."""

import statistics
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
from benchwork.measure import milliseconds, row, tell

from overblik.access.trail import AuditTrail
from overblik.access.trail_keys import trail_keys
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


def main() -> None:
    """Write records and bare rows in turns, so that a busy machine slows all alike."""
    who, why, nancy = Clinician("local-user", "M. Eksempel", "læge"), LookReason(Basis.TREATMENT), cpr("2512489996")
    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        file = TrailFile(Path(folder) / "trail.db")
        trail = AuditTrail(file, trail_keys(b"k" * 32), SystemClock(), SystemRandom(), build="bench")
        full, normal = (bare_file(Path(folder) / f"{name}.db", name) for name in ("full", "normal"))
        trail.intent(nancy, who, why)
        (last,) = file.rows(2, 2)
        content = last.header + last.body

        def insert(into: apsw.Connection) -> Callable[[], object]:
            return lambda: into.execute("INSERT INTO bare (content) VALUES (?)", (content,))

        calls = (lambda: trail.intent(nancy, who, why), insert(full), insert(normal))
        spent = [[milliseconds(call, 1) for call in calls] for _ in range(TIMES)]
        record, durable, quick = (statistics.median(times) for times in zip(*spent, strict=True))
        for one in (full, normal, file):
            one.close()
    tell(
        [
            row("audit: one durable record beside one durable insert", record, "ms", durable, 4, by_ratio=True),
            row("audit: what the record costs besides the disk", record - durable, "ms", durable, 2, by_ratio=False),
            row("audit: synchronous=FULL beside NORMAL, one insert", durable, "ms", quick, 10, by_ratio=False),
        ]
    )


if __name__ == "__main__":
    main()
