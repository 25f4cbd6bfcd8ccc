"""What is done before all else: no other program may look into this process, and no crash may write it to the disk."""

import os

from overblik.runtime import children, hardening


def protect() -> None:
    """Harden this process (T5, T6), and let what it starts inherit nothing of it."""
    hardening.harden()
    children.keep_libraries(os.environ)
