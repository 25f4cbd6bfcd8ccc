"""Which words stand for a dosage: the service's own first, verbatim (H14, services.md section 2.2)."""

import re
from dataclasses import dataclass

from overblik.domain.dosage import Dosage, Structures
from overblik.domain.dosage_text import long_text, short_text
from overblik.domain.making import maker
from overblik.domain.medication import DosageOrigin, DosingKind

LOCAL_SCHEMA = "Doseres efter skema i lokalt system. Dosis fremgår ikke af FMK."
"""FMK has no text for AdministrationAccordingToSchemaInLocalSystem; Danish, as every dosage text is."""
SEE_DETAILS = "Struktureret dosering, se detaljer."
"""Stands where no text was sent and none can be made: the dosage is never guessed and never empty."""
_KINDS = {"fast": DosingKind.FIXED, "efter behov": DosingKind.AS_NEEDED, "kombineret": DosingKind.COMBINED}
_OPENING = re.compile(r"Dosering fra d\. [^\n:–-]*:\s*\n")
"""The first line of a long text that says no more than when the only period began: the row says that itself."""


@dataclass(frozen=True, slots=True)
class DosageWords:
    """The text that is shown, FMK's short and long text, and whose words they are."""

    shown: str
    short: str = ""
    long: str = ""
    origin: DosageOrigin = DosageOrigin.SERVICE


_words = maker(DosageWords)


def kind_of(dosage: Dosage) -> DosingKind:
    """Give the card's own Type; only where none was sent, what the structures say."""
    known = _KINDS.get(dosage.type_text.casefold())
    if known is not None:
        return known
    if dosage.type_text or (dosage.fixed is None) == (dosage.as_needed is None):
        return DosingKind.UNSPECIFIED
    return DosingKind.FIXED if dosage.fixed is not None else DosingKind.AS_NEEDED


def said(dosage: Dosage) -> DosageWords:
    """Give the words of a dosage; never empty."""
    if dosage.free_text is not None and dosage.free_text.text:
        return DosageWords(dosage.free_text.text, long=dosage.free_text.text)
    if dosage.local_schema is not None:
        return DosageWords(LOCAL_SCHEMA, origin=DosageOrigin.OWN)
    groups = [group for group in (dosage.fixed, dosage.as_needed) if group is not None]
    sent = [_sent(group) for group in groups]
    if groups and all(short or long for short, long in sent):
        return _of_service(groups, sent)
    made_short, made_long = short_text(dosage) or "", long_text(dosage) or ""
    if made_short or made_long:
        return DosageWords(made_short or _opened(made_long, groups), made_short, made_long, DosageOrigin.OWN)
    partly = [short or long for short, long in sent if short or long]
    return DosageWords("\n".join([*partly, SEE_DETAILS]), origin=DosageOrigin.OWN)


def _of_service(groups: list[Structures], sent: list[tuple[str, str]]) -> DosageWords:
    """Join the texts of the fixed and of the needed part; one text for both is said once."""
    if len(groups) == 1:
        ((short, long),) = sent
        return _words(_shown(groups[0], short, long), short, long)
    shown = [_shown(group, short, long) for group, (short, long) in zip(groups, sent, strict=True)]
    shorts = [short for short, _ in sent]
    return DosageWords(
        "\n".join(dict.fromkeys(shown)),
        "\n".join(dict.fromkeys(shorts)) if all(shorts) else "",
        "\n".join(dict.fromkeys(long for _, long in sent if long)),
    )


def _shown(group: Structures, short: str, long: str) -> str:
    """Give the short text; it leaves out when a period begins or ends, so several periods are told by the long one."""
    return short if short and (len(group.periods) == 1 or not long) else _opened(long, [group])


def _sent(group: Structures) -> tuple[str, str]:
    """Give the service's short and long text of one part: of all periods together, else of each."""
    if group.short_text or group.long_text:
        return group.short_text, group.long_text
    periods = group.periods
    shorts = [one.short_text for one in periods]
    longs = [one.long_text for one in periods]
    short = shorts[0] if len(shorts) == 1 else ""
    return short, "\n".join(longs) if all(longs) else ""


def _opened(long: str, groups: list[Structures]) -> str:
    """Leave out the opening line of a lone period that has no end: its start stands in the row."""
    if sum(len(group.periods) for group in groups) != 1 or groups[0].periods[0].end is not None:
        return long
    return _OPENING.sub("", long, count=1) if _OPENING.match(long) else long
