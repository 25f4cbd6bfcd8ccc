"""Chance: bytes for keys, ids that sort by time, jitter."""

import os
import random
import time
import uuid


class SystemRandom:
    """The operating system's randomness."""

    def bytes(self, count: int) -> bytes:
        """Give `count` random bytes fit for a key."""
        return os.urandom(count)

    def identifier(self) -> str:
        """Give a UUID of version 7 (RFC 9562 section 5.7): it sorts by time."""
        milliseconds = time.time_ns() // 1_000_000
        number = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
        number = (number & ~(0xF << 76)) | (0x7 << 76)
        number = (number & ~(0x3 << 62)) | (0x2 << 62)
        return str(uuid.UUID(int=number))

    def fraction(self) -> float:
        """Give a number in [0, 1) for jitter."""
        return random.random()  # noqa: S311 - jitter, no secret
