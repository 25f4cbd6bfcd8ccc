"""Start the program: `python -m overblik`."""

import sys

from overblik.cli import run


def main() -> None:
    """Hand the words of the command line on and end with their code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
