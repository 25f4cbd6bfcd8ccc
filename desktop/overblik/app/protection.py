"""What is done before all else: no other program may look into this process, and no crash may write it to the disk."""

from overblik.runtime import hardening


def protect() -> None:
    """Harden this process (T5, T6)."""
    hardening.harden()
