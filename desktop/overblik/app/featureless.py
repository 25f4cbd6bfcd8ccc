"""Imported before the rest of the window: PySide shall not read the source of every module that is imported.

After PySide6 has been imported, its support code opens each further module's source to look for the word PySide6,
so that `from __feature__ import snake_case` can be switched a module. No module here uses it; the reading cost
10 ms of the start and 14 MB of remembered source text (docs/decisions/, and the bench).
"""

import sys
from typing import Any

import PySide6.QtCore  # noqa: F401 - brings its support code

_SUPPORT: Any = sys.modules.get("shibokensupport.feature")

if hasattr(_SUPPORT, "_mod_uses_pyside"):
    _SUPPORT._mod_uses_pyside = lambda _: False  # noqa: SLF001 - there is no public switch
