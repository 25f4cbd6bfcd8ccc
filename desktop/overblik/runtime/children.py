"""What other programs inherit when this one starts them: of a frozen program not its libraries.

On Linux the bootloader of PyInstaller puts the program's own folder before the system's by LD_LIBRARY_PATH, for the
process and whatever it starts. A browser or a viewer of documents would then load our Qt in the place of its own.
"""

import sys
from collections.abc import MutableMapping

_PATH = "LD_LIBRARY_PATH"
_OWN = "_PYI_"
"""How the bootloader's own notes begin: by them a child that is this program too would take its folder as found."""
_BEFORE = "LD_LIBRARY_PATH_ORIG"
"""Under which name the bootloader keeps what was there before."""


def keep_libraries(environment: MutableMapping[str, str], *, is_frozen: bool | None = None) -> None:
    """Take the program's own libraries out of what is inherited; this process has read it when it began."""
    if not (getattr(sys, "frozen", False) if is_frozen is None else is_frozen):
        return
    before = environment.pop(_BEFORE, None)
    environment.pop(_PATH, None)
    for name in [name for name in environment if name.startswith(_OWN)]:
        del environment[name]
    if before:
        environment[_PATH] = before
