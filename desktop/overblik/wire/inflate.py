"""Bodies with a cap on the bytes, on the inflated bytes and on their ratio: a bomb is refused early."""

import zlib
from collections.abc import Callable

from overblik.domain.errors import Unintelligible

INFLATED_CAP = 100 * 1024 * 1024
RATIO_CAP = 100
_FREE = 1024 * 1024
"""Up to here the ratio is not asked: a small answer of blanks packs well and harms nobody."""
_STEP = 256 * 1024


class Inflater:
    """Takes the chunks of one body; gzip (RFC 1952) or plain."""

    def __init__(self, encoding: str, wire_cap: int, keep: Callable[[bytes], None] | None = None) -> None:
        """Prepare for the Content-Encoding that the server named; `keep` takes what is inflated instead of memory.

        Raises:
            Unintelligible: `encoding` for one that was not offered.

        """
        named = encoding.strip().lower()
        if named not in ("", "identity", "gzip", "x-gzip"):
            raise Unintelligible(reason="encoding")
        self._packed = zlib.decompressobj(wbits=31) if named in ("gzip", "x-gzip") else None
        self._parts: list[bytes] = []
        self._hand_on = self._parts.append if keep is None else keep
        self._wire, self._size, self._wire_cap = 0, 0, wire_cap

    def feed(self, chunk: bytes) -> None:
        """Take a chunk.

        Raises:
            Unintelligible: `too_large`, `bomb`, `encoding` when it is no gzip, or what `keep` raises.

        """
        self._wire += len(chunk)
        if self._wire > self._wire_cap:
            raise Unintelligible(reason="too_large")
        if self._packed is None:
            self._keep(chunk)
            return
        try:
            rest = chunk
            while rest:
                self._keep(self._packed.decompress(rest, _STEP))
                rest = self._packed.unconsumed_tail
        except zlib.error as error:
            raise Unintelligible(reason="encoding") from error

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > INFLATED_CAP or (self._size > _FREE and self._size > RATIO_CAP * self._wire):
            raise Unintelligible(reason="bomb" if self._packed else "too_large")
        self._hand_on(part)

    def end(self) -> bytes:
        """Give the body; empty where it was handed on.

        Raises:
            Unintelligible: `cut` when the packed stream did not end.

        """
        if self._packed is not None and self._wire and not self._packed.eof:
            raise Unintelligible(reason="cut")
        return b"".join(self._parts)
