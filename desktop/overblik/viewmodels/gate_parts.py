"""The parts of the gate, as values for the widgets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One line to type in."""

    name: str
    label: str
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """One button."""

    act: str
    text: str
    value: str = ""
    is_main: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One of several modes; what may not be chosen here is dashed and says so."""

    value: str
    text: str
    more: str
    is_chosen: bool
    closed: str = ""
    """Why it cannot be chosen here; empty where it can."""


@dataclass(frozen=True, slots=True)
class GateCard:
    """One frame of the gate."""

    heading: str
    text: str = ""
    aside: str = ""
    address: str = ""
    """What may be copied: where to sign in."""
    icon: str = ""
    fields: tuple[Field, ...] = ()
    buttons: tuple[Press, ...] = ()
    options: tuple[Option, ...] = ()
    foot: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class GateScreen:
    """The whole gate."""

    title: str
    lead: str = ""
    place: str = ""
    step: str = ""
    clock: str = ""
    day: str = ""
    is_locked: bool = False
    cards: tuple[GateCard, ...] = ()
    note: str = ""
    note_icon: str = "shield-check"
    foot: tuple[tuple[str, str], ...] = ()
    """Icon and text of what stands at the lower edge."""
    spoken: str = ""
    version: str = ""


def offered(screen: GateScreen) -> frozenset[str]:
    """Give what can be pressed on a gate: nothing else is done, whatever a late key says."""
    pressed = {press.act for card in screen.cards for press in card.buttons}
    return frozenset(pressed | {"mode" for card in screen.cards if card.options})
