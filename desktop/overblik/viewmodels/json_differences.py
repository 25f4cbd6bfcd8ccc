"""What the sources say differently of one drug, as JSON: the rows of the difference table, with each source's words (S10)."""

from typing import Any

from overblik.domain.medication import MedicationEntry
from overblik.domain.section import Topic
from overblik.viewmodels.card_head import AnySection, View, of_topic, pairs
from overblik.viewmodels.medication_beside import leading
from overblik.viewmodels.medication_differences import PROPERTIES, contradicting, statements

Json = dict[str, Any]
_NAMES = {"strength": "strength", "dosage": "dosage", "daily": "daily_dose"}


def differences_as_json(sections: tuple[AnySection, ...], view: View) -> list[Json]:
    """Give each drug of the card of which two sources say different things; nothing is computed from what is hidden."""
    mine = of_topic(sections, Topic.MEDICATION)
    made: list[Json] = []
    for pair in pairs(leading(mine)):
        scoped = pair[1]
        if scoped.fact.row is not MedicationEntry.DRUG_MEDICATION or scoped.fact.ordination is None:
            continue
        told = statements(pair, mine, view)
        for name in PROPERTIES:
            said = contradicting(told, name)
            if said:
                made.append(
                    {
                        "id": scoped.provenance.document_id,
                        "name": scoped.fact.name,
                        "property": _NAMES[name],
                        "statements": [
                            {"source": one.source, "when": one.when, "value": text, "status": one.status}
                            for one, text in said
                        ],
                    }
                )
    return made
