"""The chain of version 1, which is kept as evidence: bodies in clear, no signatures."""

import hashlib

from overblik.domain.errors import ChainBroken
from overblik.store.trail_reading import EarlierRow


def verify_earlier(records: list[EarlierRow]) -> int:
    """Check a chain; give the number of records.

    Raises:
        ChainBroken: `sequence` in the facts is the first that does not follow.

    """
    head = ""
    for expected, (sequence, body, digest) in enumerate(records, start=1):
        fits = hashlib.sha256(body.encode()).hexdigest() == digest and f'"previous":"{head}"' in body
        if sequence != expected or not fits:
            raise ChainBroken(sequence=expected)
        head = digest
    return len(records)
