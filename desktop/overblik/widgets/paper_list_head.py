"""Head of the printed pages of a list: which list, of which moment, by whom, how old; no patient is named in it (R1)."""

from overblik.viewmodels.paper import ListHead, Piece
from overblik.widgets.look import Look
from overblik.widgets.paper_slab import STEP, UNIT, Sign, Slab, flow, right_edge

_NAME = 15
_PAD = 10 * UNIT
_GAP = 4 * UNIT


def list_head_slab(head: ListHead, look: Look, width: float, page: str) -> Slab:
    """Lay out the head: the same on every page but for the number."""
    slab = Slab()
    slab.put(flow(look, head.title, width * 0.7), 0, 0)
    right_edge(slab, flow(look, (Piece(page),), width * 0.3), width, 0, width * 0.3)
    top = STEP * UNIT + _GAP
    room = width - 2 * _PAD
    down = slab.put(flow(look, head.name, room, size=_NAME, step=19), _PAD, top + _GAP)
    for one in head.lines:
        down = slab.put(flow(look, one, room), _PAD, down)
    bar = down + _GAP
    down = beside = bar + _GAP
    for one in head.bar:
        down = slab.put(flow(look, one, width * 0.72, ink="surface"), _PAD, down)
    for text in head.bar_right:
        made = flow(look, (Piece(text, True),), width * 0.24, ink="surface")
        beside = right_edge(slab, made, width - _PAD, beside, width * 0.24)
    down = max(down, beside) + _GAP
    slab.mark(Sign.BLACK, 0, bar, width, down - bar)
    slab.mark(Sign.HEAVY, 0, top, width, down - top)
    slab.height = down + 6 * UNIT
    return slab
