"""A start of the program: it becomes the one instance of its user and profile, or hands over to it and ends (T23)."""

import sys
from typing import TYPE_CHECKING

from overblik.app.moment import make_clock
from overblik.app.preferred import the_words
from overblik.app.worded import Told, check_certificate, in_words, sentence, settings_of
from overblik.domain.errors import InputError
from overblik.domain.launch import Asked, read_link
from overblik.domain.patient import typed_by_user
from overblik.runtime.files import SystemFiles, private_files
from overblik.runtime.held import Held, hold

if TYPE_CHECKING:
    from pathlib import Path

    from overblik.runtime.settings import Settings

INSTANCE = "instance"
"""The folder in the profile that the one instance holds."""
FROM_INPUT = "-"
"""The word that stands for a number on standard input."""
_HEAD_START = 3.0
"""Seconds that the process after a lock waits for the end of the one before it."""
_LONGEST = 64
"""Characters of a number on standard input."""


@in_words
def start(told: Told) -> int:
    """Start the window, or bring the one that runs to the front."""
    return _started(told, "", "")


@in_words
def open_citizen(told: Told) -> int:
    """Open whom a link means, or a number on standard input means: there nobody else on the computer can read it.

    Raises:
        InputError: it is no such link, or no number; nothing was started, and nobody was asked.

    """
    try:
        if told.link != FROM_INPUT:
            read_link(told.link)
            return _started(told, told.link, "")
        number = sys.stdin.readline(_LONGEST).strip()
        typed_by_user(number)
    except InputError as error:
        _box(the_words(told).say(f"input.{error.code}"))
        raise
    return _started(told, "", number)


def _started(told: Told, link: str, number: str) -> int:
    """Become the instance with what was asked, or say it to the instance; what is wrong is said on the screen too."""
    try:
        settings = settings_of(told)
        check_certificate(settings)
    except InputError as error:
        _box(sentence(error, the_words(told)))
        raise
    after_lock = getattr(told, "after_lock", False)
    with private_files():
        folder = settings.profile / INSTANCE
        try:
            SystemFiles().make_folder(folder)
            place = hold(folder, make_clock(settings).boot(), _HEAD_START if after_lock else 0.0)
        except OSError:
            return _run(told, settings, None, link, number)  # a profile that cannot be written: the window says so
        if place is None:
            said = _say(told, settings, folder, link, number)
            if isinstance(said, int):
                return said
            place = said
        return _run(told, settings, place, link, number)


def _say(told: Told, settings: "Settings", folder: "Path", link: str, number: str) -> Held | int:
    """Say it to the instance; give the place where it has died meanwhile, else the exit code."""
    from overblik.runtime.door_words import Reply, Said
    from overblik.runtime.knocking import say_or_hold

    answer = say_or_hold(folder, make_clock(settings).boot(), Said(link, number))
    if isinstance(answer, Held):
        return answer
    if isinstance(answer, Reply):
        if answer.sentence:
            print(answer.sentence, file=sys.stderr)
        return 0 if answer.is_taken else 1
    silent = the_words(told).say("launch.silent")
    print(silent, file=sys.stderr)
    _box(silent)
    return 1


def _run(told: Told, settings: "Settings", place: Held | None, link: str, number: str) -> int:
    from overblik.app.running import Started, run_window

    asked = None
    if link or number:
        asked = Asked(read_link(link) if link else None, typed_by_user(number) if number else None)
    after_lock, tells = getattr(told, "after_lock", False), getattr(told, "first_paint", False)
    return run_window(settings, Started(told.language, told.theme, after_lock, asked, place, tells))


def _box(sentence: str) -> None:
    """Say it on the screen: few start the program from a terminal."""
    from overblik.app.window import tell_in_box

    tell_in_box(sentence)
