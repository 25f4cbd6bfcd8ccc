"""The raw messages behind the kept sections: packed, found by their digest, dropped with the last use."""

import hashlib
import logging
import zlib
from collections.abc import Iterable

import apsw

from overblik.domain.ports import RawMessage
from overblik.store.database import transaction
from overblik.store.erasing import drop_unused

_LOG = logging.getLogger("overblik.store")
Packed = tuple[str, str, bytes]
"""Digest, address and packed content."""


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


def replace_raw(
    connection: apsw.Connection, place: tuple[str, str, str], wanted: Iterable[str], came: Iterable[Packed]
) -> None:
    """Keep the messages that a section points into, told as patient, topic and source, and drop the others."""
    with transaction(connection):
        connection.executemany(
            "INSERT OR IGNORE INTO raw_message (patient, digest, uri, content) VALUES (?, ?, ?, ?)",
            [(place[0], *row) for row in came],
        )
        connection.execute("DELETE FROM raw_use WHERE patient = ? AND topic = ? AND source = ?", place)
        connection.executemany(
            "INSERT INTO raw_use (patient, topic, source, digest) VALUES (?, ?, ?, ?)",
            [(*place, digest) for digest in sorted(wanted)],
        )
        drop_unused(connection, place[0])
