"""How a section is written in its row, with the validators of its source."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from overblik.domain.facts import FACT_OF
from overblik.domain.ports import Kept
from overblik.domain.section import Section, Topic

_KNOWN = msgspec.msgpack.Decoder(tuple[msgspec.Raw, dict[str, str]])


class Bodies:
    """Writes and reads them; a decoder is made for a topic when it is first read."""

    def __init__(self) -> None:
        """Make no decoder yet."""
        self._encoder = msgspec.msgpack.Encoder(decimal_format="string")
        self._decoders: dict[Topic, msgspec.msgpack.Decoder[Any]] = {}

    def encoded(self, section: Section[Any], known: Mapping[str, str]) -> bytes:
        """Give a section with its validators as it is written; how old it may get is the policy's of the day to say."""
        bare = replace(section, limits=None) if section.limits is not None else section
        return self._encoder.encode((bare, dict(known)))

    def decoded(self, topic: str, body: bytes) -> Kept | None:
        """Read what `encoded` wrote; none where it cannot be read."""
        try:
            section, known = self._decoder(Topic(topic)).decode(body)
        except (msgspec.MsgspecError, ValueError):
            return None
        return Kept(section, known)

    def known(self, body: bytes) -> Mapping[str, str]:
        """Read the validators alone; none where the body cannot be read."""
        try:
            return _KNOWN.decode(body)[1]
        except msgspec.MsgspecError:
            return {}

    def _decoder(self, topic: Topic) -> "msgspec.msgpack.Decoder[Any]":
        if topic not in self._decoders:
            of_section: Any = Section
            pair: Any = tuple
            shape = pair[of_section[FACT_OF[topic]], dict[str, str]]
            self._decoders[topic] = msgspec.msgpack.Decoder(shape)
        return self._decoders[topic]
