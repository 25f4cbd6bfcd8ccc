"""What a screen reader says: the words of a row with units, signs and dates read out (screens.md section 7).

The screen's words are the source; nothing is left out, and no number is changed. Units and signs that a synthetic
voice spells or swallows become words: `µmol/L`, `<`, the dash of an interval, the sign of a change.
"""

import re

from overblik.viewmodels.formats import MINUS, NO_BREAK, THIN
from overblik.viewmodels.words import Words

_NUMBER = r"\d+(?:,\d+)?"
_TIME = r"(\d\d):(\d\d)"
_UNIT = re.compile(r"(?<=\d)(,? )(10[⁶⁹]/[A-Za-z]+|10¹²/[A-Za-z]+|[^\s,;()\d][^\s,;()]*?(?:/1,73 m²)?)(?=[\s,;)]|$)")
"""What stands behind a number, also in a place of its own: a unit, where the catalogue knows each of its parts."""
_PART = re.compile(r"1,73 m²|[^/]+")
_SIGNS = {"<": "under", ">": "over", "≤": "at_most", "≥": "at_least"}
_SIGN = re.compile(r"([<>≤≥]) ?(?=\d)")
_INTERVAL = re.compile(rf"(?<![\w.,–-])({_NUMBER})[–-]({_NUMBER})(?![\w–-])")
_CHANGE = re.compile(rf"(?<![\w(])([+{MINUS}±])({_NUMBER})(?: \([+{MINUS}]?({_NUMBER}) %\)|(?=, (?:[^·,]|,(?! ))* · ))")
"""A difference we reckoned: with its percent, or before the former value; a negative value alone is none."""
_NEGATIVE = re.compile(rf"(?<!\w){MINUS}(?=\d)")


class Speech:
    """Reads out words in one language."""

    def __init__(self, words: Words) -> None:
        """Take the catalogue."""
        self._words = words
        short, long = words.say("time.months").split(), self._say("months").split()
        self._months = dict(zip(short, long, strict=True))
        self._date = re.compile(rf"\b0?(\d\d?)\. ({'|'.join(map(re.escape, short))}) (?=\d{{4}})")
        at = re.escape(self._say("at_short"))
        self._span, self._time = re.compile(rf"{at}{_TIME}-{_TIME}"), re.compile(rf"{at}{_TIME}")
        self._before = re.compile(rf"(?<=, )((?:[^·,]|,(?! ))*) · ([^,·]*{re.escape(self._say('day'))}[^,·]*)(?=,|$)")

    def _say(self, name: str, **facts: object) -> str:
        return self._words.say(f"speech.{name}", **facts)

    def of(self, text: str) -> str:
        """Give words as they are read out."""
        told = text.replace(NO_BREAK, " ").replace(THIN, "")
        told = _UNIT.sub(self._unit, told)
        told = _CHANGE.sub(self._change, told)
        told = self._before.sub(self._former, told)
        told = self._span.sub(lambda m: self._say("at_span", start=_clock(m[1], m[2]), end=_clock(m[3], m[4])), told)
        told = self._time.sub(lambda m: self._say("at", time=_clock(m[1], m[2])), told)
        told = self._date.sub(lambda m: f"{int(m[1])}. {self._months[m[2]]} ", told)
        told = _INTERVAL.sub(lambda m: self._say("interval", low=m[1], high=m[2]), told)
        told = _SIGN.sub(lambda m: f"{self._say(_SIGNS[m[1]])} ", told)
        told = _NEGATIVE.sub(f"{self._say('minus')} ", told.replace(" %", f" {self._say('percent')}"))
        for name in ("in_text", "in_code"):
            told = told.replace(self._say(f"{name}_short"), self._say(name))
        told = re.sub(r"\s*[·—]\s*| / ", ", ", told).replace("≠", "")
        return " ".join(told.split())

    def _unit(self, found: "re.Match[str]") -> str:
        """Read out a unit; one of which a part is unknown stays as it was sent."""
        keys = [f"unit.{part}" for part in _PART.findall(found[2])]
        if any(key not in self._words.sentences for key in keys):
            return found[0]
        per = f" {self._say('per')} "
        return f" {per.join(self._words.say(key) for key in keys)}"

    def _former(self, found: "re.Match[str]") -> str:
        value, days = found.groups()
        if days == self._words.say("lab.same_day"):
            return self._say("before_same_day", value=value)
        return self._say("before", value=value, days=days)

    def _change(self, found: "re.Match[str]") -> str:
        sign, amount, percent = found.groups()
        word = {"+": "risen", MINUS: "fallen"}.get(sign, "unchanged")
        told = self._say(word, amount=amount)
        return f"{told}, {percent} {self._say('percent')}" if percent else told


def _clock(hour: str, minute: str) -> str:
    return f"{int(hour)}" if minute == "00" else f"{int(hour)}.{minute}"
