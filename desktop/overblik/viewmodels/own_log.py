"""'Hvem har jeg slået op': a clinician's own looks as rows (T20); a number is shown without its end."""

from collections.abc import Callable

from overblik.domain.audit import OwnLook, OwnLooks
from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.viewmodels.formats import long_when, one_line
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.rows import Card, LineRow, NoticeRow, Row
from overblik.viewmodels.words import Words


def own_log_card(told: OwnLooks, name_of: Callable[[PatientId], str], now: Instant, words: Words) -> Card:
    """Compose the list, newest first; a look that is under way is among them.

    Looks that cannot be read stand first, as a number: 'none' is said only where all could be read.
    """
    rows: list[Row] = [_unreadable(told.unreadable, words)] if told.unreadable else []
    rows += [_row(n, look, name_of(look.patient_id), now, words) for n, look in enumerate(told.looks)]
    if not rows:
        none = words.say("own_log.none")
        rows = [NoticeRow("own/none", none, marker=Marker.EMPTY, heading=none)]
    count = words.one_or_many("own_log.count", len(told.looks)) if told.looks else ""
    return Card("own_log", words.say("own_log.title"), "", "history", "", count=count, rows=tuple(rows))


def _unreadable(count: int, words: Words) -> NoticeRow:
    heading, text = words.one_or_many("own_log.unreadable", count), words.say("own_log.unreadable_why")
    return NoticeRow("own/unreadable", f"{heading}. {text}", marker=Marker.FAILED, heading=heading, text=text)


def _row(place: int, look: OwnLook, name: str, now: Instant, words: Words) -> LineRow:
    when = long_when(look.at, now, words)
    act = words.say("own_log.override") if look.is_override else words.say(f"own_log.{look.basis.value}")
    parts = [act, one_line(look.reason), words.say(f"own_log.{look.outcome or 'open'}")]
    parts += [words.say("own_log.offline")] if look.offline else []
    parts.append(words.say(f"own_log.{look.delivered.value}"))
    second = " · ".join(part for part in parts if part)
    return LineRow(f"own/{place}", f"{when}, {name}, {second}", left=when, text=name, second=second)
