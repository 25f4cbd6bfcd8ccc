"""Gives a seat to a command in the terminal: whose PIN it is, or who needs none."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from overblik.app.entrance import HouseEntrance
from overblik.app.seat import Seat
from overblik.domain.errors import NotSignedIn
from overblik.domain.ports import Clock, Keyring

if TYPE_CHECKING:
    from overblik.runtime.settings import Settings


def command_seat(
    settings: "Settings",
    clock: Clock,
    machine_folder: Path,
    find_ring: Callable[[], Keyring | None],
    ask: Callable[[bool], str],
) -> Seat:
    """Give the seat of a command in the terminal: whose PIN it is, or who needs none.

    `ask` asks for the PIN, and is told whether it is a new one; an empty new one keeps nothing.

    Raises:
        PolicyRefused, InputError: nobody may work here before the policy is put right.
        NotSignedIn: somebody must sign in first, in the window.
        WrongPin, LockedOut: the PIN does not open the store.
        PinRefused: a new PIN may not be chosen.

    """
    entrance = HouseEntrance(settings, clock, machine_folder, find_ring)
    computer = entrance.computer()
    if entrance.machine.fault is not None:
        raise entrance.machine.fault
    entrance.first()
    if entrance.seat is None and computer.owner is not None and computer.left > 0:
        entrance.open_with(ask(False))
    elif entrance.seat is None and entrance.settings.sign_in is None:
        entrance.make(ask(True))
    if entrance.seat is None:
        raise NotSignedIn
    return entrance.seat
