"""Which sources a drug could not be compared with: a check that did not run is said, with time and cause (R23)."""

from overblik.domain.section import Cause, Standing, Topic
from overblik.viewmodels.card_head import AnySection, View, of_topic
from overblik.viewmodels.formats import one_line, short_when

_SILENT = (Standing.FAILED, Standing.NOT_ASKED, Standing.LOADING, Standing.BLOCKED)


def unchecked(sections: tuple[AnySection, ...], view: View) -> tuple[str, ...]:
    """Give a sentence for each source, and each part of a card, that said nothing of medicine."""
    told: list[str] = []
    for section in of_topic(sections, Topic.MEDICATION):
        if section.has(Cause.NOT_OFFERED) or section.has(Cause.UNKNOWN_PATIENT):
            continue
        if section.standing in _SILENT and not section.entries:
            told.append(_sentence(one_line(section.label), section, view))
        told += [_sentence(name, section, view) for name in _parts(section, view)]
    return tuple(told)


def _parts(section: AnySection, view: View) -> list[str]:
    """Name the parts of a card that its service did not answer, where a drug could have been told otherwise."""
    missing = next((reason.detail for reason in section.reasons if reason.cause is Cause.REPOSITORY_SILENT), "")
    keys = (f"state.silent_{name}" for name in missing.split(",") if name)
    return [view.words.say(key) for key in keys if key in view.words.sentences]


def _sentence(name: str, section: AnySection, view: View) -> str:
    """Say who was not heard and when he was asked; who was not asked has no time."""
    if section.asked_at is None or section.standing is Standing.NOT_ASKED:
        return view.words.say("differences.not_asked", source=name)
    key = "differences.asking" if section.standing is Standing.LOADING else "differences.silent"
    return view.words.say(key, source=name, time=short_when(section.asked_at, view.now, view.words))
