"""The terminal that a command was typed in."""

import getpass
import sys


def ask_pin(question: str) -> str:
    """Ask for the PIN without showing it; where nobody sits at a terminal, a line of the standard input is the PIN."""
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(f"{question} ")
    return (sys.stdin.readline() if sys.stdin is not None else "").rstrip("\r\n")
