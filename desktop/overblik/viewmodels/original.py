"""The source message behind a row, made safe to read: nothing left out, nothing hidden."""

import msgspec

from overblik.viewmodels.formats import safe


def original_text(content: bytes) -> str:
    """Write a message as text: JSON is set out in lines, every number as sent; control characters become marks."""
    try:
        told = msgspec.json.format(content, indent=2)
    except msgspec.DecodeError:
        told = content
    return safe(told.decode("utf-8", errors="replace"))
