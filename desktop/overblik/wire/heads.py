"""What a resource says of itself before all else: its id, its version and when it was changed (resource.html)."""

import msgspec
from msgspec import Raw

from overblik.wire.fhir_types import Element, Meta


class _Identified(Element):
    """The id of any resource."""

    id: str | None = None


_IDS = msgspec.json.Decoder(_Identified)


def decoded_id(raw: bytes | Raw) -> str:
    """Give the id of a resource, empty when there is none that can be read."""
    try:
        return _IDS.decode(raw).id or ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


class _Versioned(Element):
    """The id of any resource, and which version it is."""

    id: str | None = None
    meta: Meta | None = None


_VERSIONS = msgspec.json.Decoder(_Versioned)


def decoded_version(raw: bytes | Raw) -> tuple[str, Meta]:
    """Give the id and the `meta` of a resource, empty where there is none that can be read."""
    try:
        told = _VERSIONS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "", Meta()
    return told.id or "", told.meta or Meta()
