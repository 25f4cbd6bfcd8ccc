"""The device that the words are proved on does see what is cut, missing, outside, or under another word."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from overblik.widgets.look import Look
from widgets.recorder import Word, drawn_by, faults

ROOM = QRectF(0, 0, 200, 40)


def drawn(look: Look, box: QRectF, words: str = "Kreatinin") -> list[Word]:
    def draw(painter: QPainter) -> None:
        painter.setFont(look.font(13))
        painter.setPen(look.color("crit"))
        painter.drawText(box, words)

    return drawn_by(draw, 300, 100, look.hex("surface"))


def test_words_in_their_room_are_without_fault(look_of: Callable[[str, float], Look]) -> None:
    look = look_of("light", 1.0)
    (word,) = drawn(look, ROOM)
    assert (word.text, word.ink, word.ground) == ("Kreatinin", look.hex("crit").lower(), look.hex("surface").lower())
    assert faults([word], ROOM, ["Kreatinin"]) == []


def test_a_word_that_is_cut_or_missing_or_outside_or_under_another_is_named(
    look_of: Callable[[str, float], Look],
) -> None:
    look = look_of("light", 1.0)
    assert faults(drawn(look, QRectF(0, 0, 20, 40)), ROOM, []) == ["cut: 'Kreatinin'"]
    assert faults(drawn(look, ROOM), ROOM, ["142"]) == ["missing: '142'"]
    assert faults(drawn(look, ROOM), QRectF(0, 0, 20, 40), [])[0].startswith("outside")
    twice = drawn(look, ROOM) + drawn(look, ROOM.translated(QPointF(9, 0)), "Kalium")
    assert faults(twice, ROOM, []) == ["'Kalium' over 'Kreatinin'"]


def test_letters_are_measured_where_a_part_of_a_window_draws_them(look_of: Callable[[str, float], Look]) -> None:
    look = look_of("light", 2.0)
    near, far = drawn(look, ROOM)[0], drawn(look, ROOM.translated(30, 10))[0]
    assert (far.box.left() - near.box.left(), far.box.top() - near.box.top()) == (30, 10)
