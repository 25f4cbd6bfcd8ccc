"""What the rail says of a patient who was fetched ahead: ready and from when, or what is missing; no content of a record."""

from overblik.domain.dates import Instant
from overblik.sync.readiness import Gap, Readiness
from overblik.viewmodels.formats import short_when
from overblik.viewmodels.kept import Kept
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.words import Words

_OLD = (Gap.OLD, Gap.ERASED)
_PART = (Gap.PARTIAL, Gap.NOT_ASKED)


def kept_of(found: Readiness | None, now: Instant, words: Words) -> Kept:
    """Say how a patient is: the gravest gap by its topics; of one who is ready from when the oldest is."""
    if found is None:
        return Kept(Marker.NOT_ASKED, words.say("pack.rail_never"))
    for marker, key, whys in (
        (Marker.FAILED, "pack.rail_failed", frozenset(Gap) - {*_OLD, *_PART}),
        (Marker.STALE, "pack.rail_old", frozenset(_OLD)),
        (Marker.PARTIAL, "pack.rail_missing", frozenset({Gap.NOT_ASKED})),
        (Marker.PARTIAL, "pack.rail_part", frozenset({Gap.PARTIAL})),
    ):
        topics = list(
            dict.fromkeys(words.say(f"topic.{gap.entry.topic.value}") for gap in found.gaps if gap.why in whys)
        )
        if topics:
            more = words.say("pack.more_gaps", count=len(topics) - 1) if len(topics) > 1 else ""
            return Kept(marker, words.say(key, topics=f"{topics[0]} {more}".rstrip()))
    when = short_when(found.oldest, now, words) if found.oldest is not None else ""
    if found.is_blocked:
        return Kept(Marker.BLOCKED, words.say("pack.rail_blocked", when=when).strip())
    return Kept(Marker.FRESH, words.say("pack.rail_ready", when=when).strip())
