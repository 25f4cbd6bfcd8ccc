"""Clinicians who sign in and work from the lists of the embedded services."""

from pathlib import Path
from typing import Any

from journeys.conftest import Desk, Services
from journeys.signed_in import Computer, computer_of
from overblik.app.demo import with_lists
from overblik.domain.work_list import WorkList
from overblik.viewmodels.ward_values import Board, BoardRow

GP, WARD, HOME = "Læge M. Eksempel", "Sygeplejerske K. Prøve", "Sygeplejerske L. Forsøg"


def with_work_lists(sandbox: Services, folder: Path, bot: Any, mode: str = "") -> Computer:
    computer = computer_of(sandbox, folder, bot, mode)
    computer.settings = with_lists(computer.settings, mode)
    return computer


def model(desk: Desk) -> Any:
    return desk.window.ward


def read(desk: Desk) -> WorkList:
    """Wait until the list has come, and give it."""
    desk.bot.waitUntil(lambda: model(desk).made is not None, timeout=15000)
    return model(desk).made


def page(desk: Desk) -> Any:
    return desk.window.acts.feature("ward").page


def board(desk: Desk) -> Board:
    """Wait until all that the board shows has come, and give it."""
    ward = model(desk)
    read(desk)

    def has_come() -> bool:
        from overblik.viewmodels.ward_lines import shown

        return all(who in ward.known and ward.known[who].is_last for who in shown(ward.made))

    desk.bot.waitUntil(has_come, timeout=60000)
    desk.bot.waitUntil(lambda: not ward._soon.isActive(), timeout=5000)
    return ward.board()


def rows(made: Board) -> dict[str, BoardRow]:
    return {row.place: row for row in made.rows}
