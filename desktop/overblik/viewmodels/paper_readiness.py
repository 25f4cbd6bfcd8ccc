"""'Parathed' on paper: who of a list can be read without a network, what is missing and why, until when, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from overblik.domain.dates import Instant, clinical_date
from overblik.domain.patient import PatientId
from overblik.sync.readiness import Readiness
from overblik.viewmodels.card_head import View
from overblik.viewmodels.formats import long_when, one_line, show_date, show_moment_date
from overblik.viewmodels.paper import Block, Boxed, Lines, ListHead, Paper, PaperRow, Piece, Sort, Space, Table, line
from overblik.viewmodels.paper_head import at_moment, compose_foot, dated
from overblik.viewmodels.readiness import gaps_text, strangers_text
from overblik.viewmodels.roll import Listed
from overblik.viewmodels.words import Words

READINESS = "readiness"
_COLUMNS = (0.31, 0.27, 0.21, 0.21)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the readiness of a list is printed from."""

    title: str
    """What the list is called; empty for one that only its day names."""
    known: Sequence[tuple[PatientId, Listed | None, Readiness | None]]
    """Whoever is expected, in the order of the list."""
    others: int
    """So many stand on the list, and are not fetched ahead."""
    now: Instant
    who: str


def compose_readiness_paper(prepared: Prepared, words: Words) -> Paper:
    """Compose the list as it is now, before it is on record."""
    words = dated(prepared.now, words)
    view = View(prepared.now, words)
    foot, destroy = compose_foot(None, view)
    rows = list[PaperRow]()
    for name in ("missing", "ready"):
        members = [one for one in prepared.known if _is_ready(one[2]) is (name == "ready")]
        if members:
            text = f"{words.say(f'pack.{name}')}, {len(members)}"
            rows += [PaperRow((line(Piece(text, True)),), sort=Sort.BAND), *(_row(one, view) for one in members)]
    heads = ("", *(words.say(f"pack.paper_{name}") for name in ("state", "oldest", "expires")))
    table = Table(words.say("pack.title"), "", _COLUMNS, tuple(rows), heads)
    blocks: tuple[Block, ...] = (
        table,
        Lines((line(words.say("pack.paper_means")),)),
        *_absent(prepared, words),
        _signature(words),
    )
    head = _head(prepared, view)
    return Paper(READINESS, head, blocks, foot, destroy, words.sentences["paper.page"], words.say("paper.continued"))


def _is_ready(found: Readiness | None) -> bool:
    return found is not None and found.is_ready


def _signature(words: Words) -> Space:
    return Space((words.say("paper.space_signed"),))


def _head(prepared: Prepared, view: View) -> ListHead:
    words, found = view.words, [one for _, _, one in prepared.known if one is not None]
    ready = sum(one.is_ready for one in found)
    oldest = min((one.oldest for one in found if one.oldest is not None), default=None)
    expires = min((one.expires for one in found if one.expires is not None), default=None)
    bar = []
    if oldest is not None:
        bar.append(words.say("pack.paper_bar_oldest", when=at_moment(oldest, view)))
    if expires is not None:
        bar.append(words.say("pack.paper_bar_expires", when=at_moment(expires, view)))
    return ListHead(
        title=line(Piece(words.say(f"paper.title_{READINESS}"), True), f" {words.say('paper.from')}"),
        name=line(Piece(prepared.title or words.say("pack.paper_list", date=show_moment_date(view.now, words)), True)),
        lines=(
            line(Piece(words.say("pack.paper_ready", n=ready, m=len(prepared.known)), True)),
            line(words.say("paper.made_by", who=prepared.who or words.say("paper.nobody"))),
        ),
        bar=tuple(line(Piece(text, True)) for text in bar or [words.say("paper.nothing_fetched")]),
        bar_right=(words.say("pack.paper_made"), at_moment(view.now, view)),
    )


def _row(one: tuple[PatientId, Listed | None, Readiness | None], view: View) -> PaperRow:
    words = view.words
    patient_id, listed, found = one
    if found is None:
        told = words.say("pack.never")
    else:
        hidden = words.say("pack.blocked") if found.is_blocked else ""
        state = gaps_text(found.gaps, words, len(found.gaps)) if found.gaps else words.say("pack.paper_whole")
        told = " ".join(part for part in (state, hidden, *strangers_text(found, words)) if part)
    ages = (found.oldest, found.expires) if found is not None else (None, None)
    when = (
        line(long_when(age, view.now, words) if age is not None else words.say("pack.paper_nothing")) for age in ages
    )
    return PaperRow((_name(patient_id, listed, words), line(Piece(told, not _is_ready(found))), *when))


def _name(patient_id: PatientId, listed: Listed | None, words: Words) -> tuple[Piece, ...]:
    """Name a patient with the birth date; of whom the list has no name the number without its end."""
    if listed is None or not (listed.family or listed.given):
        return line(Piece(str(patient_id), True))
    born = clinical_date(listed.birth_date) if listed.birth_date else None
    given = f", {one_line(listed.given)}" if listed.family and listed.given else one_line(listed.given)
    beside = f" · {words.say('ward.born', date=show_date(born, words))}" if born is not None else ""
    return line(Piece(one_line(listed.family).upper(), True), given, beside)


def _absent(prepared: Prepared, words: Words) -> tuple[Boxed, ...]:
    """Name what nobody can take along: what the computer may not keep, and who is not fetched ahead."""
    labels = dict.fromkeys(one_line(one.label) for *_, found in prepared.known if found for one in found.forbidden)
    told = [words.say("pack.forbidden", source=label) for label in labels]
    told += [words.one_or_many("pack.others", prepared.others).removesuffix(".")] if prepared.others else []
    return (Boxed((line(Piece(words.say("paper.absent"), True), f" {' · '.join(told)}"),)),) if told else ()
