"""What the user chose of the window, kept in the profile, and the theme that he chose for all programs."""

import contextlib
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overblik.runtime.files import SystemFiles
from overblik.viewmodels.choices import Choices

if TYPE_CHECKING:
    from overblik.runtime.settings import Settings

_CHOICES = "window.json"
_DARK = 128
"""Half of the lightness that a colour can have."""


def read_choices(settings: "Settings") -> Choices:
    """Read what the user chose of the window; without a readable file the settings decide.

    A file that does not tell whether the introduction was seen is of an earlier version: whoever has one knows his way.
    """
    first = Choices(theme=settings.theme, language=settings.language)
    files = SystemFiles()
    with contextlib.suppress(OSError, ValueError, TypeError):
        told: dict[str, Any] = json.loads(files.read(settings.profile / _CHOICES))
        known = {field.name: type(getattr(first, field.name)) for field in fields(Choices)}
        return Choices(
            **{"introduced": True} | {name: known[name](value) for name, value in told.items() if name in known}
        )
    return first


def likely_theme() -> str:
    """Give the theme that the system's colours speak of, dark or light: `system_theme` knows more, and takes long.

    To ask for contrast makes hundreds of enumerations, a tenth of the whole start (widgets/qt_numbers.py).
    """
    from PySide6.QtGui import QGuiApplication

    return "dark" if QGuiApplication.palette().window().color().lightness() < _DARK else "light"


def system_theme() -> str:
    """Give the theme that the user has chosen for all programs: high contrast, dark, or light.

    Qt tells a wish for contrast from 6.10 on.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication

    hints = QGuiApplication.styleHints()
    asked = getattr(hints, "accessibility", None)
    if asked is not None and asked().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() is Qt.ColorScheme.Dark else "light"


def keep_choices(profile: Path, choices: Choices) -> None:
    """Keep what the user chose; a full disk costs the choice, nothing else."""
    with contextlib.suppress(OSError):
        files = SystemFiles()
        files.make_folder(profile)
        files.write(profile / _CHOICES, json.dumps(asdict(choices)).encode())
