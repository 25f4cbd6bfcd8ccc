"""H21: what belongs to a private drug is told to exist, and nothing of it is kept (safety.md section 2a)."""

import re
from collections.abc import Iterable

from overblik.domain.medication import DosageOrigin, Medication, MedicationEntry, MedicationState
from overblik.domain.quantity import NOTHING_SAID
from overblik.wire.elements import Node, text

PLACEHOLDER, RECORD = "private_drug", "private_record"
"""What a masked row stands for: a drug, or a record that belongs to one."""
_SHORTEST = 3
"""Letters that a private word has at least: `i` or `mg` as a word would veil everything."""


VEILED_TEXT = "tekst skjult: privatmarkeret"
"""Stands for a remark of an open record that names what is hidden, in what is shown and in what is kept (H21 rule 2)."""
_REMARKS = ("PharmacyComment", "LabelText", "SupplementaryInformation", "DeliveryInstructionText", "SupplementaryText")
"""What people write by hand about one drug, and may name another in."""


def masked(kind: str, entry: MedicationEntry = MedicationEntry.PRIVATE) -> Medication:
    """Give a row without content."""
    return Medication(
        name="",
        generic="",
        brand="",
        atc="",
        strength="",
        form="",
        dosage="",
        as_needed=False,
        route="",
        indication="",
        state=MedicationState.UNKNOWN,
        wire_status="",
        start=None,
        end=None,
        changed=None,
        reason="",
        code=NOTHING_SAID,
        kind=kind,
        prescriber="",
        notes=(),
        row=entry,
        dosage_origin=DosageOrigin.SERVICE,
    )


def private_words(node: Node) -> set[str]:
    """Give the names, substances and ATC codes that a masked record brings: whole words that may not be shown."""
    found: set[str] = set()
    for drug in node.iter("{*}Drug", "{*}SubstitutedDrug"):
        for one in drug.iter("{*}Name", "{*}DetailedDrugText", "{*}SubstanceText", "{*}FreeText", "{*}Text", "{*}Code"):
            holder = one.getparent().tag
            is_named = holder.endswith(("}Drug", "}SubstitutedDrug", "}ATC", "}ActiveSubstance"))
            if is_named and len(text(one)) >= _SHORTEST:
                found.add(text(one).casefold())
    return found


def naming(root: Node, words: Iterable[str], hidden: Iterable[Node]) -> list[Node]:
    """Give the remarks of open records that name what is hidden, as a whole word, in document order."""
    whole = "|".join(re.escape(word) for word in sorted(words))
    pattern = re.compile(rf"(?<!\w)(?:{whole})(?!\w)", re.IGNORECASE)
    within = set(hidden)
    return [
        one
        for one in root.iter(*(f"{{*}}{name}" for name in _REMARKS))
        if pattern.search(one.text or "") and not any(each in within for each in one.iterancestors())
    ]
