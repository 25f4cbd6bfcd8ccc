"""A chain signed anew by somebody with keys of his own."""

import json
from dataclasses import replace

from overblik.access.chain import SIGNED, made
from overblik.access.trail_keys import TrailKeys
from overblik.store.trail_file import Row


def signed_anew(rows: list[Row], keys: TrailKeys) -> list[Row]:
    """Write all records anew: linked, sealed and signed by other keys, with the same words in the headers."""
    written: list[Row] = []
    for row in rows:
        header = {name: value for name, value in json.loads(row.header).items() if name not in ("body", "signature")}
        header |= {"previous": written[-1].hash if written else ""}
        if header["kind"] == "chain-begun":
            header["key"] = keys.public
        is_signed = header["kind"] in {kind.value for kind in SIGNED}
        text, body, digest = made(header, None if is_signed else {"who": {}}, keys, b"\0" * 12)
        written.append(replace(row, header=text.encode(), body=body, hash=digest))
    return written
