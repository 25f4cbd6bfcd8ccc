"""The seal of a printed list: a digest of its words that is on record, signed, with a code that can be typed from paper."""

import hashlib
from dataclasses import replace

from overblik.domain.disclosure import ListDisclosure, Medium, Sealed, code_of
from overblik.domain.work_list import WantedList
from overblik.viewmodels.card_head import View
from overblik.viewmodels.paper import Boxed, Paper, Piece, Space, line, paper_text
from overblik.viewmodels.paper_head import compose_foot


def digest_of(paper: Paper) -> str:
    """Give the SHA-256 of the words of a document before it is on record, in hex: head, rows and boxes, without the foot."""
    return hashlib.sha256(paper_text(replace(paper, foot="", destroy="")).encode("utf-8")).hexdigest()


def disclosure_of(paper: Paper, medium: Medium, wanted: WantedList) -> ListDisclosure:
    """Give what is put on record of a printed list."""
    return ListDisclosure(paper.kind, medium, wanted.server, wanted.name, digest_of(paper))


def with_seal(paper: Paper, sealed: Sealed, view: View, *, is_shown: bool) -> Paper:
    """Give a document that is on record: its number at the foot, and where it `is_shown` the seal before the signature."""
    foot, destroy = compose_foot(sealed.printed, view)
    blocks = list(paper.blocks)
    if is_shown:
        place = next((n for n, one in enumerate(blocks) if isinstance(one, Space)), len(blocks))
        blocks.insert(place, _seal(sealed, view))
    return replace(paper, blocks=tuple(blocks), foot=foot, destroy=destroy)


def _seal(sealed: Sealed, view: View) -> Boxed:
    say = view.words.say
    code = code_of(sealed.digest)
    return Boxed(
        (
            line(Piece(say("paper.sealed", device=sealed.device, number=sealed.printed.number), True)),
            line(say("paper.seal_code"), " ", Piece(code, True), f" · {say('paper.seal_check', code=code)}"),
            line(f"SHA-256 {sealed.digest}"),
            line(f"{say('paper.seal_signature')} {sealed.signature}"),
        )
    )
