"""Why no newer answer of a source is to be had: the cause in a sentence, and what to do where something can be done."""

from typing import Any

from overblik.domain.dates import Instant
from overblik.domain.section import Cause, Section
from overblik.viewmodels.formats import long_when
from overblik.viewmodels.words import Words

_NO_ACCESS = {
    "card": "state.sign_in_card",
    "card_subject": "state.sign_in_card_subject",
    "broker": "state.sign_in_broker",
}
"""What is said where not the access has ended, but the id card was refused or not given."""

_NO_DATA = {"page": "state.page", "merged": "state.merged"}
"""What is said where an answer holds no data of this citizen that may be used."""


def why(section: Section[Any], now: Instant, words: Words) -> str:
    """Say why no newer answer is to be had."""
    if section.has(Cause.WRONG_PATIENT):
        return words.say("state.wrong_patient_text", source=section.label)
    if section.has(Cause.UNINTELLIGIBLE):
        detail = _detail(section, Cause.UNINTELLIGIBLE)
        return words.say(_NO_DATA.get(detail, "state.unreadable_answer"), source=section.label)
    if section.has(Cause.UNTRUSTED):
        key = "state.untrusted_now" if _detail(section, Cause.UNTRUSTED) == "validity" else "state.untrusted"
        return words.say(key, source=section.label)
    if section.has(Cause.PROXY):
        return words.say("state.proxy", source=section.label)
    if section.has(Cause.SIGN_IN_NEEDED):
        return words.say(_NO_ACCESS.get(_detail(section, Cause.SIGN_IN_NEEDED), "state.sign_in"))
    if section.has(Cause.PROGRAM_ERROR):
        key = "state.program_error_copy" if section.from_copy else "state.program_error"
        return words.say(key, things=words.say(f"topic.{section.topic.value}"))
    if section.has(Cause.OFFLINE):
        return words.say("cause.OFFLINE") + "."
    return words.say("state.failed_text", when=long_when(section.asked_at or now, now, words))


def _detail(section: Section[Any], cause: Cause) -> str:
    return next(each.detail for each in section.reasons if each.cause is cause)
