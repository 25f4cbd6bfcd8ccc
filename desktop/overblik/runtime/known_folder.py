"""A folder of Windows as the system itself knows it, whatever a user has put into his environment.

By SHGetKnownFolderPath (shlobj_core.h). No Windows has run this yet; a test plays the system's part.
"""

import ctypes
import uuid
from typing import Any

PROGRAM_DATA = uuid.UUID("62AB5D82-FDC1-4DC3-A9DD-070D1D495D97")
"""FOLDERID_ProgramData (knownfolders.h)."""


def known_folder(shell: Any, ole: Any, folder: uuid.UUID) -> str:
    """Give the path of a known folder; `shell` and `ole` are shell32 and ole32.

    Raises:
        OSError: the system does not say it.

    """
    name = (ctypes.c_char * 16).from_buffer_copy(folder.bytes_le)
    found = ctypes.c_wchar_p()
    result = shell.SHGetKnownFolderPath(ctypes.byref(name), 0, None, ctypes.byref(found))
    path = found.value
    ole.CoTaskMemFree(found)
    if result or not path:
        raise OSError(f"SHGetKnownFolderPath: {result & 0xFFFFFFFF:#010x}")
    return path
