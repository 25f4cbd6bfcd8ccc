"""What the user prefers: the command line goes before the settings, the settings before what the program has."""

import argparse

from overblik.domain.errors import OverblikError
from overblik.runtime import paths
from overblik.runtime.settings import Settings, read_settings
from overblik.viewmodels.words import Words, load_words


def the_words(told: argparse.Namespace) -> Words:
    """Give the catalogue of the language that is preferred."""
    return load_words(paths.resources(), getattr(told, "language", None) or _settings().language)


def the_theme(told: argparse.Namespace) -> str:
    """Give the theme that is preferred."""
    return str(getattr(told, "theme", None) or _settings().theme)


def _settings() -> Settings:
    """Give the settings; what is wrong with them is said by whoever cannot do without them, in Danish."""
    try:
        return read_settings(paths.configuration(), paths.profile())
    except OverblikError:
        return Settings(paths.profile())
