"""Start the program: `python -m overblik`."""

import sys

from overblik.app.protection import protect
from overblik.cli import run


def main() -> None:
    """Let nobody look into the process, hand the words of the command line on, and end with their code."""
    protect()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
