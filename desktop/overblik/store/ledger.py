"""The freshness ledger in the file of the sections: it goes with its patient, and survives the program's end."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import apsw
import msgspec

from overblik.domain.ledger import Entry
from overblik.domain.patient import PatientId
from overblik.store.database import transaction
from overblik.store.rows import key_of
from overblik.store.sections import SectionStore


class LedgerRows:
    """Belongs to the thread that made it."""

    def __init__(self, store: SectionStore) -> None:
        """Share the file of the sections, also when that is renewed."""
        self._store = store
        self._encoder = msgspec.msgpack.Encoder()
        self._entries: msgspec.msgpack.Decoder[Entry] = msgspec.msgpack.Decoder(Entry)

    def write(self, patient_id: PatientId, entries: Sequence[Entry]) -> None:
        """Replace the entries of those places, durably.

        Raises:
            StoreError: the store fails.

        """
        key = key_of(patient_id)
        rows = [(key, one.topic.value, one.source, self._encoder.encode(one)) for one in entries]

        def act(connection: apsw.Connection) -> None:
            with transaction(connection):
                connection.executemany("INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?)", rows)

        self._store.work(act)

    def read(self, patients: Sequence[PatientId]) -> Mapping[PatientId, tuple[Entry, ...]]:
        """Give what is known of some patients; an entry that cannot be read is not known.

        Raises:
            StoreError: the store fails.

        """
        found: dict[PatientId, tuple[Entry, ...]] = {}
        for patient_id in dict.fromkeys(patients):
            rows = self._store.work(partial(_rows, key_of(patient_id)))
            entries = tuple(one for row in rows if (one := self._read(*row)) is not None)
            if entries:
                found[patient_id] = entries
        return found

    def _read(self, topic: str, source: str, body: bytes) -> Entry | None:
        try:
            entry = self._entries.decode(body)
        except msgspec.MsgspecError:
            return None
        return entry if (entry.topic.value, entry.source) == (topic, source) else None


def _rows(key: str, connection: apsw.Connection) -> list[Any]:
    return connection.execute("SELECT topic, source, body FROM ledger WHERE patient = ?", (key,)).fetchall()
