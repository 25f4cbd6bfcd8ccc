"""The answer to a FHIR batch: what became of each entry, in order (FHIR R4 http, "Batch/Transaction Response")."""

import msgspec

from overblik.domain.errors import Unintelligible


class _Response(msgspec.Struct):
    status: str
    etag: str = ""


class _Entry(msgspec.Struct):
    response: _Response


class _Bundle(msgspec.Struct):
    entry: list[_Entry] = []


_BUNDLES = msgspec.json.Decoder(_Bundle)


def read_batch_response(content: bytes, sent: int) -> list[tuple[int, str]]:
    """Give status and entity tag of each entry.

    Raises:
        Unintelligible: `batch_response`, where it is none, or not one entry was answered for each that was sent.

    """
    try:
        told = [(int(one.response.status[:3]), one.response.etag) for one in _BUNDLES.decode(content).entry]
    except (msgspec.MsgspecError, ValueError) as error:
        raise Unintelligible(reason="batch_response") from error
    if len(told) != sent:
        raise Unintelligible(reason="batch_response")
    return told
