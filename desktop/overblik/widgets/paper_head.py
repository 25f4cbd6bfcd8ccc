"""The head and foot of a printed page: title and page number, patient box, black bar, CAVE box (screens.md 6)."""

from overblik.viewmodels.paper import Head, Line, ListHead, Paper, Piece
from overblik.widgets.look import Look
from overblik.widgets.paper_list_head import list_head_slab
from overblik.widgets.paper_slab import STEP, UNIT, Sign, Slab, flow, right_edge

_NAME, _BORN, _CAVE = 16, 11, 11
_PAD = 10 * UNIT
_GAP = 4 * UNIT


def head_slab(paper: Paper, look: Look, width: float, page: str) -> Slab:
    """Lay out the head: the same on every page but for the number."""
    slab, head = Slab(), paper.head
    if isinstance(head, ListHead):
        return list_head_slab(head, look, width, page)
    number = flow(look, (Piece(page),), width * 0.3)
    slab.put(flow(look, head.title, width * 0.7), 0, 0)
    right_edge(slab, number, width, 0, width * 0.3)
    top = STEP * UNIT + _GAP
    y = _person(slab, head, look, width, top + _GAP)
    y = _bar(slab, head, look, width, y + _GAP)
    y = _cave(slab, head, look, width, y + _GAP)
    slab.mark(Sign.HEAVY, 0, top, width, y + _GAP - top)
    slab.height = y + _GAP + 6 * UNIT
    return slab


def _person(slab: Slab, head: Head, look: Look, width: float, y: float) -> float:
    """Name and number, birth and sex, then who belongs to the patient."""
    left = width * 0.58
    name = flow(look, head.name, left - _PAD, size=_NAME, step=20)
    number = flow(look, head.number, width - left - _PAD, size=12, step=20)
    down = max(slab.put(name, _PAD, y), slab.put(number, left, y))
    born = down
    for one in head.person:
        down = slab.put(flow(look, one, left - _PAD, size=_BORN, step=14), _PAD, down)
    beside, under = head.contacts[1:], head.contacts[:1]
    for one in beside:
        born = slab.put(flow(look, one, width - left - _PAD, step=14), left, born)
    down = max(down, born)
    for one in under:
        down = slab.put(flow(look, one, width - 2 * _PAD), _PAD, down)
    return down


def _bar(slab: Slab, head: Head, look: Look, width: float, y: float) -> float:
    """White on black: the oldest of what is shown, and when it was printed."""
    top, down, beside = y, y + _GAP, y + _GAP
    for one in head.bar:
        down = slab.put(flow(look, one, width * 0.76, ink="surface"), _PAD, down)
    for text in head.bar_right:
        made = flow(look, (Piece(text, True),), width * 0.2, ink="surface")
        beside = right_edge(slab, made, width - _PAD, beside, width * 0.2)
    down = max(down, beside) + _GAP
    slab.mark(Sign.BLACK, 0, top, width, down - top)
    return down


def _cave(slab: Slab, head: Head, look: Look, width: float, y: float) -> float:
    """CAVE with its tag, then FGVH in the same box."""
    tag = flow(look, (Piece(head.cave_tag, True),), width, size=_CAVE, step=14, ink="surface")
    wide = tag.last + 2 * _GAP
    slab.mark(Sign.BLACK, _PAD, y, wide, 14 * UNIT)
    slab.put(tag, _PAD + _GAP, y)
    room = width - 2 * _PAD - wide - 6 * UNIT
    down = slab.put(flow(look, head.cave, room, size=_CAVE, step=14), _PAD + wide + 6 * UNIT, y) + 2 * UNIT
    fgvh: Line = (Piece(head.fgvh, True),)
    whole = width - 2 * _PAD
    left = flow(look, fgvh, whole)
    right = flow(look, (Piece(head.cave_right),), whole)
    fits = left.lines == right.lines == 1 and left.last + right.last + 12 * UNIT <= whole
    under = slab.put(left, _PAD, down)
    if not head.cave_right:
        return under
    return right_edge(slab, right, width - _PAD, down if fits else under, whole)


def foot_slab(paper: Paper, look: Look, width: float) -> Slab:
    """Lay out the foot: who printed it, its number in the log, and by when it is destroyed."""
    slab = Slab()
    slab.mark(Sign.THICK, 0, 0, width)
    right = flow(look, (Piece(paper.destroy, True),), width)
    left = flow(look, (Piece(paper.foot),), max(width - right.last - 12 * UNIT, width * 0.3))
    down = slab.put(left, 0, _GAP)
    slab.height = max(down, right_edge(slab, right, width, _GAP, width))
    return slab
