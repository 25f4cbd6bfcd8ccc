"""The raw messages behind the kept sections: packed, found by their digest, dropped with the last use."""

import hashlib
import logging
import zlib
from collections.abc import Iterable
from typing import Any

import apsw

from overblik.domain.ports import RawMessage
from overblik.domain.section import Section
from overblik.store.database import transaction
from overblik.store.erasing import drop_unused
from overblik.store.rows import place_of, refs_within

_LOG = logging.getLogger("overblik.store")
Packed = tuple[str, str, bytes]
"""Digest, address and packed content."""
RawRows = tuple[tuple[str, str, str], frozenset[str], tuple[Packed, ...]]
"""Where a section stands, into which messages it points, and those of them that came."""


def raw_rows(section: Section[Any], raw: Iterable[RawMessage]) -> RawRows:
    """Give what is written of the messages behind a section."""
    wanted = {scoped.provenance.raw_ref.message for scoped in section.entries}
    wanted |= {item.raw_ref.message for item in section.unreadable}
    wanted |= {ref.message for scoped in section.entries for ref in refs_within(scoped.fact)}
    return place_of(section), frozenset(wanted), tuple(packed(one) for one in raw if one.digest in wanted)


def packed(message: RawMessage) -> Packed:
    """Give a message as it is written."""
    return message.digest, message.uri, zlib.compress(message.content, 1)


def unpacked(digest: str, row: tuple[str, bytes]) -> RawMessage | None:
    """Read address and packed content; none where they are not those of the digest."""
    try:
        content = zlib.decompress(row[1])
    except zlib.error:
        content = b""
    if hashlib.sha256(content).hexdigest() != digest:
        _LOG.warning("a kept message failed its check")
        return None
    return RawMessage(digest, row[0], content)


def replace_raw(connection: apsw.Connection, written: Iterable[RawRows]) -> None:
    """Keep the messages that some sections point into, and drop those of their patients that none points into."""
    patients = set()
    with transaction(connection):
        for place, wanted, came in written:
            patients.add(place[0])
            connection.executemany(
                "INSERT OR IGNORE INTO raw_message (patient, digest, uri, content) VALUES (?, ?, ?, ?)",
                [(place[0], *row) for row in came],
            )
            connection.execute("DELETE FROM raw_use WHERE patient = ? AND topic = ? AND source = ?", place)
            connection.executemany(
                "INSERT INTO raw_use (patient, topic, source, digest) VALUES (?, ?, ?, ?)",
                [(*place, digest) for digest in sorted(wanted)],
            )
        for patient in patients:
            drop_unused(connection, patient)
