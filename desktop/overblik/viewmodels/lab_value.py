"""The value of a result in words: as sent with its comparator, or why there is none (R12)."""

from overblik.domain.lab_result import LabResult, ResultState
from overblik.viewmodels.formats import one_line, show_number
from overblik.viewmodels.words import Words


def shown_value(result: LabResult, words: Words) -> str:
    """Write the value as sent with its comparator; a missing one says why."""
    if result.components and not result.value:
        if not any(part.value for part in result.components):
            return words.say("lab.no_value")
        # A part without a value keeps its place: what is left of a blood pressure must not look like the whole.
        return "/".join(show_number(part.value) if part.value else "?" for part in result.components)
    if not result.value:
        if result.state is ResultState.RECEIVED:
            return words.say("lab.received")
        return _why_absent(result.absent_reason, words)
    text = show_number(result.value) if result.quantity is not None else one_line(result.value)
    return f"{result.comparator}\u00a0{text}" if result.comparator else text


def _why_absent(reason: str, words: Words) -> str:
    """Say the reason in the language of the screen where it is one of FHIR's own, by code or by its English name."""
    key = f"absent.{reason.casefold().partition(' (')[0].replace(' ', '-')}"
    if key in words.sentences:
        return words.say(key)
    return one_line(reason) or words.say("lab.no_value")
