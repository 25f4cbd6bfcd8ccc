"""What a trail on disk says, opened with the device key of a test: header and body as one."""

from pathlib import Path
from typing import Any

from overblik.access.chain import SIGNED, read
from overblik.access.trail_keys import TrailKeys, trail_keys
from overblik.access.verify import examine
from overblik.store.trail_reading import read_records

DEVICE = b"k" * 32
KEYS = trail_keys(DEVICE)


def bodies(path: Path, keys: TrailKeys = KEYS) -> list[dict[str, Any]]:
    """Give all acts of a whole chain, without what the chain itself is signed by; an empty file has none."""
    rows = read_records(path)
    if not rows:
        return []
    examine(rows, keys.public, None, keys)
    told = [read(row) for row in rows]
    return [{**one.header, **(one.body(keys) or {})} for one in told if one is not None and one.kind not in SIGNED]


def of_ring(ring: Any) -> TrailKeys:
    """Derive the keys of the device whose key ring a test holds."""
    return trail_keys(ring.get("device-key"))
