"""The three steps of a first start: what one sees and what it does not mean, who sees what, and the keys."""

from dataclasses import dataclass

from overblik.viewmodels.marks import Marker
from overblik.viewmodels.words import Words

COUNT = 3


@dataclass(frozen=True, slots=True)
class Example:
    """One small picture with its meaning: the sign of a state, an icon, or the caps of keys."""

    heading: str
    text: str
    marker: Marker | None = None
    icon: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step."""

    title: str
    lead: str
    examples: tuple[Example, ...]
    place: str
    """Which step it is of how many."""

    @property
    def spoken(self) -> str:
        """Everything that stands in it, for a screen reader."""
        told = (f"{' '.join((*one.keys, one.heading))}: {one.text}" for one in self.examples)
        return " ".join((f"{self.place}.", f"{self.title}.", self.lead, *told))


def step_of(number: int, words: Words) -> Step:
    """Compose step 1, 2 or 3."""
    examples = {1: _states, 2: _who, 3: _keys}[number](words)
    title, lead = words.say(f"intro.title_{number}"), words.say(f"intro.lead_{number}")
    return Step(title, lead, examples, words.say("intro.place", number=number, count=COUNT))


def _states(words: Words) -> tuple[Example, ...]:
    """The kinds of nothing, and the ages, by the signs that the screen draws."""
    signs = {
        "empty": Marker.EMPTY,
        "not_asked": Marker.NOT_ASKED,
        "failed": Marker.FAILED,
        "blocked": Marker.BLOCKED,
        "fresh": Marker.FRESH,
        "stale": Marker.STALE,
    }
    return tuple(
        Example(words.say(f"intro.{name}"), words.say(f"intro.{name}_text"), marker) for name, marker in signs.items()
    )


def _who(words: Words) -> tuple[Example, ...]:
    told = [
        Example(words.say(f"intro.{name}"), words.say(f"intro.{name}_text"), icon=icon)
        for name, icon in (("record", "history"), ("lock", "lock"), ("sends", "shield-check"))
    ]
    modes = (("ward", "users"), ("clinic", "user"), ("field", "package"))
    told += [
        Example(words.say(f"gate.mode_{mode}"), words.say(f"intro.{mode}_text"), icon=icon) for mode, icon in modes
    ]
    return tuple(told)


def _keys(words: Words) -> tuple[Example, ...]:
    caps = {
        "search": ("Ctrl+K",),
        "letters": ("M", "L", "P"),
        "original": ("R",),
        "back": ("Esc",),
        "help": ("F1",),
    }
    told = [
        Example(words.say(f"intro.{name}"), words.say(f"intro.{name}_text"), keys=keys) for name, keys in caps.items()
    ]
    return (*told, Example(words.say("intro.demo"), words.say("intro.demo_text"), icon="stethoscope"))
