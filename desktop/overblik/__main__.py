"""Start the program: `python -m overblik`."""

import sys


def main() -> None:
    """Let nobody look into the process, hand the words of the command line on, and end with their code."""
    try:
        from overblik.app.protection import protect
        from overblik.cli import run

        protect()
        code = run(sys.argv[1:])
    except Exception:
        # Of an installation with a file less, or another, any step may fail: then that is what must be said.
        from overblik.app.damage import names_damage

        if not names_damage():
            raise
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
