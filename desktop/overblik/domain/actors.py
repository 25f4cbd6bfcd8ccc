"""Whose a plan or document is, told from a name by signs that leave no doubt; else it stays unknown."""

import re

from overblik.domain.clinical import Actor

_SIGNS = (
    (Actor.MUNICIPALITY, re.compile(r"kommune|hjemmepleje|hjemmesygepleje|\bplejecenter", re.IGNORECASE)),
    (
        Actor.HOSPITAL,
        re.compile(r"hospital|sygehus|\bouh\b|rigshosp|ambulatori|medicin(?:sk afdeling|, )|afdeling", re.IGNORECASE),
    ),
    (
        Actor.GENERAL_PRACTICE,
        re.compile(r"lægehus|lægerne|lægeklinik|egen læge|praktiserende|\bpraksis", re.IGNORECASE),
    ),
)


def actor_of(*names: str) -> Actor:
    """Give the actor of the first name that shows one; names that show two kinds show none."""
    for name in names:
        found = [actor for actor, sign in _SIGNS if sign.search(name)]
        if len(found) == 1:
            return found[0]
    return Actor.UNKNOWN
