"""What a search cannot reach, by name: an empty list of hits is never 'it is nowhere' (screens.md 5.4)."""

from typing import Any

from overblik.domain.clinical import Document
from overblik.domain.section import Cause, Section, Standing, Topic
from overblik.viewmodels.formats import one_line
from overblik.viewmodels.words import Words

_CLOSED = (Cause.NOT_OFFERED, Cause.UNKNOWN_PATIENT)
"""Such a source has nothing of this citizen that could be searched."""
_LACKING = (Standing.PARTIAL, Standing.BLOCKED)


def searched_note(sections: tuple[Section[Any], ...], words: Words, *, found: int) -> str:
    """Say what was not searched; for no hits first that there are none in what was fetched."""
    told = [] if found else [words.say("palette.none")]
    asked = [one for one in sections if not any(one.has(cause) for cause in _CLOSED)]
    dark = [one for one in asked if _is_dark(one)]
    part = [one for one in asked if not _is_dark(one) and one.standing in _LACKING]
    if dark:
        told.append(words.say("palette.not_searched", sources=_names(dark, words)))
    if part:
        told.append(words.say("palette.part_searched", sources=_names(part, words)))
    unread = sum(1 for one in asked for entry in one.entries if isinstance(entry.fact, Document) and entry.fact.absent)
    if unread:
        told.append(words.one_or_many("palette.unread", unread))
    return " ".join(told)


def has_blocked(sections: tuple[Section[Any], ...]) -> bool:
    """Whether documents are, or may be, blocked."""
    return any(one.topic is Topic.DOCUMENTS and one.standing is Standing.BLOCKED for one in sections)


def _is_dark(section: Section[Any]) -> bool:
    return section.standing is not Standing.COMPLETE and not section.entries


def _names(sections: list[Section[Any]], words: Words) -> str:
    """Name sources by what the screen calls them, with the topic where one has several."""
    topics: dict[str, list[str]] = {}
    for one in sections:
        topics.setdefault(one_line(one.label), []).append(words.say(f"topic.{one.topic.value}"))
    told = (
        label if label in names else f"{label} ({', '.join(dict.fromkeys(names))})" for label, names in topics.items()
    )
    return ", ".join(told)
