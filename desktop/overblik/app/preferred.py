"""What the user prefers: the command line goes before the settings, the settings before what the program has."""

import argparse
from functools import cache

from overblik.domain.errors import OverblikError
from overblik.runtime import paths
from overblik.runtime.settings import Settings, read_settings
from overblik.viewmodels.words import Words, load_words


@cache
def words_of(language: str) -> Words:
    """Give the catalogue of a language; it is read once, for the command line and the window."""
    return load_words(paths.resources(), language)


def the_words(told: argparse.Namespace) -> Words:
    """Give the catalogue of the language that is preferred."""
    return words_of(getattr(told, "language", None) or _settings().language)


def the_theme(told: argparse.Namespace) -> str:
    """Give the theme that is preferred."""
    return str(getattr(told, "theme", None) or _settings().theme)


def _settings() -> Settings:
    """Give the settings; what is wrong with them is said by whoever cannot do without them, in Danish."""
    try:
        return read_settings(paths.configuration(), paths.profile(), is_governed=paths.has_policy(paths.machine()))
    except OverblikError:
        return Settings(paths.profile())
