"""Opening a patient with 5,000 cached patients, divided by the same with 5."""

import asyncio
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchwork.measure import SYNTHEA, keeping_settings, read, row, sections, tell

from overblik.app.house import House, open_house
from overblik.domain.grant import Basis, LookReason
from overblik.domain.ports import Kept
from overblik.runtime.clock import SystemClock
from overblik.runtime.keyring import MemoryKeyring
from overblik.sync.overview import open_patient

_TIMES = 41


def main() -> None:
    """Open the same patient in a small house and in a crowded one, in turn."""
    lightest = read(min(SYNTHEA.glob("*.json"), key=lambda path: path.stat().st_size))
    with TemporaryDirectory(prefix="overblik-bench-") as folder:
        few = _house(Path(folder) / "few", lightest, 5)
        many = _house(Path(folder) / "many", lightest, 5000)
        spent: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(_TIMES):
            spent["few"].append(asyncio.run(_open(few, lightest)))
            spent["many"].append(asyncio.run(_open(many, lightest)))
        for house in (few, many):
            asyncio.run(house.close())
    value, floor = (statistics.median(spent[name]) for name in ("many", "few"))
    tell([row("opening a patient, 5,000 cached / 5 cached", value, "ms", floor, 1.15, by_ratio=True)])


def _house(profile: Path, recognised: Any, count: int) -> House:
    """Fill a house: one real patient, and copies of his rows under other keys, written in one transaction."""
    house = open_house(keeping_settings(profile), SystemClock(), offline=True, ring=MemoryKeyring())
    for section in sections(recognised):
        house.store.keep(Kept(section, {}))
    connection = house.store._connection
    with connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO section (patient, topic, source, as_of, digest, body) "
            "SELECT patient || '-' || n.i, topic, source, as_of, digest, body FROM section, n",
            (count - 1,),
        )
    connection.pragma("wal_checkpoint(TRUNCATE)")
    return house


async def _open(house: House, recognised: Any) -> float:
    begun = time.perf_counter()
    grant = await house.right.ask_to_look(recognised.patient_id, LookReason(Basis.TREATMENT))
    shown: list[Any] = []
    await open_patient(grant, house.clinic, shown.append)
    if not shown:
        raise ValueError("nothing was shown")
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
