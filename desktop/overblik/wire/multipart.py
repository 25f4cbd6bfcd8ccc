"""The root part of a multipart/related answer (RFC 2387), as MTOM services send it."""

import re

from overblik.domain.errors import Unintelligible

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


def root_part(content: bytes, content_type: str) -> bytes:
    """Give the first part; a body of any other type is given back as it is.

    Raises:
        Unintelligible: the parts are not closed (the answer was cut), or there is none.

    """
    if not content_type.lower().startswith("multipart/related"):
        return content
    told = _BOUNDARY.search(content_type)
    if told is None:
        raise Unintelligible(reason="multipart")
    mark = b"--" + told.group(1).strip().encode("latin-1", "replace")
    if content.rfind(mark + b"--") < 0:
        raise Unintelligible(reason="cut")
    first = content.split(mark)[1]
    head, _, body = first.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
    if not body or b":" not in head:
        raise Unintelligible(reason="multipart")
    return body.rstrip(b"\r\n")
