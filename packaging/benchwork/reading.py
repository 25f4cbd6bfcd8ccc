"""The heaviest sample to records, against a plain decode of the same bytes."""

from datetime import UTC, datetime

import msgspec
from benchwork.measure import heaviest, reader, row, side_by_side, tell


def main() -> None:
    """Read the sample as the program reads a file, duplicate-key check included."""
    from overblik.domain.ports import RawDocument

    path = heaviest()
    content, now, reading = path.read_bytes(), datetime.now(UTC), reader()
    document = RawDocument(path.name, content)
    reading.recognise((document,), now)
    value, floor = side_by_side(lambda: reading.recognise((document,), now), lambda: msgspec.json.decode(content), 41)
    tell([row("heaviest sample (3.3 MB) -> records", value, "ms", floor, 2, by_ratio=True)])


if __name__ == "__main__":
    main()
