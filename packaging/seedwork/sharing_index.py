"""The folder of a citizen in DDS or SFSK: its documents, and the index that tells what the registry says of them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from overblik.sandbox.verbatim import Json


@dataclass(frozen=True, slots=True)
class Filed:
    """A document with what its index says beside the file (seeds/README.md)."""

    name: str
    content: bytes
    told: Json = field(default_factory=dict)


def folder(documents: Iterable[Filed], consent: str = "") -> Iterator[tuple[str, bytes]]:
    """The files of a folder: a row of the index for each document, then the documents."""
    held = list(documents)
    rows = ",\n".join(json.dumps({"file": each.name, **each.told}, ensure_ascii=False) for each in held)
    start = f'{{"consent": "{consent}",\n"entries": [\n' if consent else '{"entries": [\n'
    yield "index.json", f"{start}{rows}\n]}}\n".encode()
    for each in held:
        yield each.name, each.content
