"""H21: what belongs to a private drug is told to exist, and nothing of it is kept (safety.md section 2a)."""

from overblik.domain.medication import DosageOrigin, Medication, MedicationEntry, MedicationState
from overblik.domain.quantity import NOTHING_SAID
from overblik.wire.elements import Node, text

PLACEHOLDER, RECORD = "private_drug", "private_record"
"""What a masked row stands for: a drug, or a record that belongs to one."""
_SHORTEST = 3
"""Letters that a private word has at least: `i` or `mg` as a word would veil everything."""


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
