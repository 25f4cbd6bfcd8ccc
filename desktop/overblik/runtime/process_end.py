"""The end of this process, whatever it is doing: after a lock nothing of it may stay in memory (T3, G9)."""

import os
import threading


def end_within(seconds: float) -> None:
    """End the process at the latest so many seconds from now, without waiting for anything."""
    watch = threading.Timer(seconds, os._exit, (0,))
    watch.daemon = True
    watch.start()
