"""'Parathed': who of the list can be read without a network, and for each gap why (issue 'Knowledge before you ask')."""

from collections.abc import Sequence
from dataclasses import replace

from overblik.domain.dates import Instant
from overblik.domain.patient import PatientId
from overblik.domain.section import Cause
from overblik.sync.readiness import Missing, Readiness
from overblik.viewmodels.formats import long_when, one_line, show_time
from overblik.viewmodels.marks import Marker, Tone
from overblik.viewmodels.pack import Progress
from overblik.viewmodels.rows import Card, GroupRow, LineRow, NoticeRow, Row
from overblik.viewmodels.words import Words

FETCH = "pack/fetch"
"""The key of the row that begins or pauses the pack."""
PATIENT = "pack/patient/"
"""How the key of a patient's row begins; his place in the list follows."""
_WAITS = {Cause.UNTRUSTED: "pack.waits_untrusted", Cause.PROXY: "pack.waits_proxy"}
_NAMED = 4
"""So many gaps are named on a row; the others are counted."""
Known = tuple[PatientId, str, Readiness | None]
"""A patient of the list, his name as the list has it, and what is known of him."""


def readiness_card(known: Sequence[Known], progress: Progress, now: Instant, words: Words, others: int = 0) -> Card:
    """Compose the page: what can be done, who is not ready and why, who is ready and until when.

    `others` stand on the list and are not expected: they are not fetched ahead, and it is said.
    """
    say = words.say
    lines = [(_line(place, one, now, words), one[2]) for place, one in enumerate(known)]
    missing = [line for line, found in lines if found is None or not found.is_ready]
    ready = [line for line, found in lines if found is not None and found.is_ready]
    rows: list[Row] = [_act(progress, words), *_others(others, words), *_forbidden(known, words)]
    for name, members in (("missing", missing), ("ready", ready)):
        if members:
            text = say(f"pack.{name}")
            rows += [GroupRow(f"group/{name}", f"{text}, {len(members)}", text=text, count=str(len(members))), *members]
    right = say("window.list_ready", n=len(ready), m=len(known)) if known else ""
    return Card("readiness", say("pack.title"), "", "package", right, rows=tuple(rows))


def _act(progress: Progress, words: Words) -> LineRow:
    """Give the row that begins, pauses or goes on, and says how far it is."""
    say = words.say
    if progress.until is not None:
        text, second = say(_WAITS.get(progress.why, "pack.waits"), time=show_time(progress.until)), say("pack.pause")
    elif progress.is_running:
        text, second = say("pack.fetching", n=progress.done, m=progress.total), say("pack.pause")
    else:
        text = say("pack.fetch")
        second = say("pack.full") if progress.is_full else say("pack.done", n=progress.done) if progress.done else ""
    left = say("pack.act")
    spoken = ". ".join(part for part in (f"{left}: {text}", second) if part)
    row = LineRow(FETCH, spoken, left=left, text=text, second=second, opens=True)
    return replace(row, bar=Tone.STALE) if progress.is_full else row


def _others(count: int, words: Words) -> list[NoticeRow]:
    """Say how many of the list are left out, and why."""
    if not count:
        return []
    told = words.one_or_many("pack.others", count)
    return [NoticeRow("pack/others", told, marker=Marker.NOT_ASKED, heading=told)]


def _forbidden(known: Sequence[Known], words: Words) -> list[NoticeRow]:
    """Say once what the computer may not keep of anybody."""
    labels = dict.fromkeys(one_line(one.label) for *_, found in known if found for one in found.forbidden)
    return [
        NoticeRow(
            f"pack/forbidden/{label}",
            words.say("pack.forbidden", source=label),
            marker=Marker.NOT_ASKED,
            heading=words.say("pack.forbidden", source=label),
        )
        for label in labels
    ]


def _line(place: int, known: Known, now: Instant, words: Words) -> LineRow:
    _, name, found = known
    if found is None:
        second, bar = words.say("pack.never"), Tone.STALE
    elif found.gaps:
        second, bar = " ".join([gaps_text(found.gaps, words), *strangers_text(found, words)]), Tone.STALE
    else:
        second, bar = _good(found, now, words), None
    return LineRow(f"{PATIENT}{place}", f"{name}. {second}", text=name, second=second, bar=bar, opens=True)


def gaps_text(gaps: tuple[Missing, ...], words: Words, most: int = _NAMED) -> str:
    """Name each gap with its reason, `most` of them; those of one source and one reason stand together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        topic = words.say(f"topic.{gap.entry.topic.value}")
        groups.setdefault((one_line(gap.entry.label), gap.why.value), []).append(topic)
    told = [
        words.say(f"pack.gap_{why}", source=label, topics=_joined(label, topics, words))
        for (label, why), topics in groups.items()
    ]
    rest = [words.say("pack.more_gaps", count=len(told) - most)] if len(told) > most else []
    return " ".join([*told[:most], *rest])


def _joined(label: str, topics: list[str], words: Words) -> str:
    """Name the topics; what a source is called after is not named twice."""
    return words.say("pack.all") if topics == [label] else ", ".join(topics)


def _good(found: Readiness, now: Instant, words: Words) -> str:
    """Say from when the oldest is, when the first is erased, and whether something is or may be hidden."""
    told = []
    if found.oldest is not None:
        told.append(words.say("pack.oldest", when=long_when(found.oldest, now, words)))
    if found.expires is not None:
        told.append(words.say("pack.expires", when=long_when(found.expires, now, words)))
    if found.is_blocked:
        told.append(words.say("pack.blocked"))
    return " ".join([*told, *strangers_text(found, words)])


def strangers_text(found: Readiness, words: Words) -> list[str]:
    """Name the sources that do not know the citizen: nothing of theirs is here, and nothing is missing."""
    return [words.say("pack.unknown", source=one_line(label)) for label in found.strangers]
