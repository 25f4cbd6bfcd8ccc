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
        if not (getattr(sys, "frozen", False) and _names_damage()):
            raise
        code = 1
    sys.exit(code)


def _names_damage() -> bool:
    """Name the files that are missing or changed, where some are; with as little of the program as that takes."""
    from overblik.runtime import installation

    place = installation.folder()
    try:
        found = installation.check(place) if place is not None else None
    except (OSError, ValueError):
        sys.stderr.write(f"overblik: {installation.MANIFEST} mangler / is missing. Installer igen / install again.\n")
        return True
    if found is None or found.is_whole:
        return False
    kinds = {"mangler / missing": found.missing, "ændret / changed": found.changed, "fremmed / foreign": found.foreign}
    told = "; ".join(f"{kind}: {', '.join(names[:5])}" for kind, names in kinds.items() if names)
    sys.stderr.write(f"overblik: {told}. Installer igen / install again.\n")
    return True


if __name__ == "__main__":
    main()
