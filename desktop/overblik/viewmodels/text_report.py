"""The overview as plain text: the same words as on the screen, in the same order."""

from collections.abc import Callable, Iterator
from typing import Any

from overblik.viewmodels.marks import Badge, FlagShape
from overblik.viewmodels.rows import Card, GroupRow, LabRow, LineRow, MedicationRow, MoreRow, NoticeRow, PlanRow, Row
from overblik.viewmodels.screen import Banner, Cave, Screen


def screen_as_text(screen: Screen) -> str:
    """Write banner, CAVE, sources, summary and every card."""
    lines = [*_banner(screen.banner), _cave(screen.cave), ""]
    lines.append(" ".join(part for part in (screen.strip.count, screen.strip.when) if part))
    lines += [f"  {chip.name}{': ' + chip.text if chip.text else ''}" for chip in screen.strip.chips]
    if screen.strip.bar:
        lines.append(screen.strip.bar)
    lines.append("")
    for line in screen.summary.lines:
        meta = f" ({line.meta})" if line.meta else ""
        lines.append(f"{line.label}: {line.text or '-'}{meta}")
    for card in screen.cards:
        lines += ["", *card_as_text(card)]
    return "\n".join(line.replace("\u00a0", " ") for line in lines)


def _banner(banner: Banner) -> list[str]:
    name = ", ".join(part for part in (banner.family, banner.given) if part)
    facts = " ".join(part for part in (banner.born_label, banner.born, banner.age, banner.sex) if part)
    badges = "".join(f"  [{badge.text}]" for badge in banner.badges)
    first = f"{name}  {facts}  {banner.number_label} {banner.number}{badges}"
    lines = [f"{first}  {banner.deceased}" if banner.deceased else first]
    lines += ["".join(text for text, _ in line) for line in banner.right]
    return lines


def _cave(cave: Cave) -> str:
    agents = "; ".join(f"{agent.name} — {agent.reaction}" for agent in cave.agents)
    parts = [cave.lead, agents, cave.text, f"[{cave.copy}]" if cave.copy else "", cave.fgvh, cave.right]
    return "CAVE  " + "  ".join(part for part in parts if part)


def card_as_text(card: Card) -> list[str]:
    """Write one card."""
    head = "  ".join(part for part in (card.title.upper(), card.right, card.count) if part)
    return [head, *(line for row in card.rows for line in _row(row))]


def _row(row: Row) -> Iterator[str]:
    writer = _WRITERS.get(type(row))
    return writer(row) if writer else iter(())


def _group(row: GroupRow) -> Iterator[str]:
    head = f"  {row.text} {row.count}".rstrip()
    yield f"{head}  ({row.right})" if row.right else head


def _notice(row: NoticeRow) -> Iterator[str]:
    yield f"  {row.heading}{'. ' + row.text if row.text else ''}"


def _more(row: MoreRow) -> Iterator[str]:
    yield f"  {row.text}"


def _plan(row: PlanRow) -> Iterator[str]:
    yield f"    {row.title}{_badge(row.badge)}  ({row.owner})"
    yield from (f"      {label}: {text}" for label, text, _ in row.lines)
    if row.note:
        yield f"      {row.note}"


def _line(row: LineRow) -> Iterator[str]:
    yield f"    {row.left}  {row.text}{_badge(row.badge)}"
    yield from (f"      {line}" for line in row.second.splitlines())


def _badge(badge: Badge | None) -> str:
    return f"  [{badge.text}]" if badge else ""


def _medication(row: MedicationRow) -> Iterator[str]:
    head = " ".join(part for part in (row.name, row.brand, row.strength_form) if part)
    yield f"    {head}  {row.date_text}{_badge(row.badge)}"
    for line in row.dosage.splitlines():
        yield f"      {line}"
    yield from (f"      {part}" for part in (row.extra, row.before, row.note) if part)


def _lab(row: LabRow) -> Iterator[str]:
    lead = f"{row.badge.text} · " if row.is_struck and row.badge else ""
    value = " ".join(part for part in (row.value, row.unit) if part)
    interval = "" if row.shape is FlagShape.NO_INTERVAL else row.interval  # the flag has said it
    told = [f"{lead}{row.name}", value, row.flag_word, interval, row.when]
    change = " ".join(part for part in (row.change, row.previous) if part)
    badge = "" if row.is_struck else _badge(row.badge)
    yield "    " + "  ".join(part for part in [*told, change] if part) + badge


_WRITERS: dict[type[Row], Callable[[Any], Iterator[str]]] = {
    GroupRow: _group,
    NoticeRow: _notice,
    MoreRow: _more,
    MedicationRow: _medication,
    LabRow: _lab,
    PlanRow: _plan,
    LineRow: _line,
}
