"""What is hidden or invalid: told to exist, counted, and nothing more (H7, H21)."""

from overblik.domain.medication import MedicationEntry
from overblik.viewmodels.card_head import Pair, View, base
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import GroupRow, NoticeRow, Row

_HIDDEN = (MedicationEntry.PRIVATE, MedicationEntry.NEGATIVE_CONSENT)
_DRUG = "private_drug"


def hidden_rows(pairs: list[Pair], view: View) -> list[Row]:
    """Show one row for all hidden drugs, and one for the records that belong to them."""
    words = view.words
    hidden = [pair for pair in pairs if pair[1].fact.row in _HIDDEN]
    if not hidden:
        return []
    drugs = [pair for pair in hidden if pair[1].fact.kind == _DRUG]
    records = [pair for pair in hidden if pair[1].fact.kind != _DRUG]
    count = str(len(drugs) or len(hidden))
    head = words.say("medication.hidden", count=count)
    rows: list[Row] = [GroupRow("group/hidden", head, text=words.say("medication.hidden_head"), count=count)]
    action = f"{words.say('medication.with_consent')} · {words.say('medication.override')}"
    if drugs:
        text = words.one_or_many("medication.private", len(drugs))
        rows.append(_row(drugs[0], text, words.one_or_many("medication.private_spoken", len(drugs)), action))
    belongs = words.say("medication.belongs_private")
    # Where no drug is named as hidden the way on stands at the first record that belongs to one.
    rows += [_row(pair, belongs, belongs, "" if drugs or place else action) for place, pair in enumerate(records)]
    return rows


def _row(pair: Pair, text: str, spoken: str, action: str = "") -> NoticeRow:
    given = base(pair, f"{spoken}. {action}" if action else spoken)
    return NoticeRow(
        **given, marker=Marker.BLOCKED, heading=text, text="", action=action, act="reveal" if action else ""
    )


def invalid_rows(pairs: list[Pair], view: View) -> list[Row]:
    """Show what the service calls invalid: a number of its own, and a way to the original."""
    words = view.words
    invalid = [pair for pair in pairs if pair[1].fact.row is MedicationEntry.INVALID]
    if not invalid:
        return []
    head = words.say("medication.invalid")
    rows: list[Row] = [GroupRow("group/invalid", f"{head}, {len(invalid)}", text=head, count=str(len(invalid)))]
    for pair in invalid:
        text = words.say(f"medication.{pair[1].fact.kind}", id=pair[1].provenance.document_id.rpartition("/")[2])
        given = base(pair, text)
        rows.append(
            NoticeRow(
                **given,
                marker=Marker.FAILED,
                heading=text,
                text=words.say("state.unreadable_text"),
                action=words.say("window.original"),
            )
        )
    return rows
