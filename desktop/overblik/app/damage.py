"""Names what is damaged of an installation whose program fails, with as little of the program as that takes."""

import sys

from overblik.runtime import installation


def names_damage() -> bool:
    """Say which files are missing, changed or foreign, in both languages; false where none is, or nobody can know."""
    place = installation.folder()
    if place is None:
        return False
    try:
        found = installation.check(place)
    except (OSError, ValueError):
        sys.stderr.write(f"overblik: {installation.MANIFEST} mangler / is missing. Installer igen / install again.\n")
        return True
    kinds = {"mangler / missing": found.missing, "ændret / changed": found.changed, "fremmed / foreign": found.foreign}
    told = "; ".join(f"{kind}: {', '.join(names[:5])}" for kind, names in kinds.items() if names)
    if told:
        sys.stderr.write(f"overblik: {told}. Installer igen / install again.\n")
    return bool(told)
