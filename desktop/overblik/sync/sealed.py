"""What names a hidden drug is not written: its text is sealed in the copy, and in what was kept before (H21, safety.md 2a).

The words that a medicine card hides come with its answer and are never kept; so a copy that is opened without that
answer could not tell which texts to hide. They are taken out when the copy is written, or as soon as the words come.
"""

from overblik.domain.patient import PatientId
from overblik.domain.ports import Kept, Store
from overblik.domain.private_words import SEALED, pattern_of, veiled_section


def sealed(kept: Kept, words: frozenset[str]) -> Kept:
    """Give what may be written; the same where no text holds a private word.

    Without validators: when the drug is hidden no more, the source is to answer in full.
    """
    if not words:
        return kept
    section = veiled_section(kept.section, pattern_of(words), SEALED)
    return kept if section is kept.section else Kept(section, {})


def seal_store(store: Store, patient_id: PatientId, words: frozenset[str]) -> None:
    """Seal what is kept of a patient, and drop the messages and earlier overviews that hold what was sealed.

    Raises:
        StoreError: the store fails.

    """
    for kept in store.sections(patient_id):
        written = sealed(kept, words)
        if written is not kept:
            store.erase(patient_id, kept.section.topic, kept.section.source)
            store.keep(written)
