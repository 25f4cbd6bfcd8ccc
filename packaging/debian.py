"""What a Debian or an Ubuntu must have beside Python, and how it is installed; other systems are told the names.

Standard library only, as `dev.py`, which calls it.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Debian package for each library that the Qt wheels load but do not bring (measured on Debian 12).
OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
WINDOWS = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-shape.so.0": "libxcb-shape0",
}

# Whose libraries Qt's plug-ins for printing and Wayland load: the Debian package recommends those that it finds.
BESIDE = {
    "libcups.so.2": "libcups2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}

# Debian packages of the programs that tests call.
FOR_TESTS = {
    "xvfb-run": ("xvfb", "xauth"),
    "debootstrap": ("debootstrap",),
    "openssl": ("openssl",),
    "xz": ("xz-utils",),
}

# Where distributions put the launcher of the accessibility bus.
LAUNCHERS = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib")


def need_libraries(libraries: dict[str, str]) -> None:
    """Install the packages of the libraries that do not load."""
    install(sorted(package for library, package in libraries.items() if not loads(library)))


def need_program(program: str, *packages: str) -> None:
    """Install the packages of a program that is not on the path."""
    if sys.platform == "linux" and shutil.which(program) is None:
        install(list(packages))


def need_screen_reader_bus() -> None:
    """Install what a test needs to read the program as a screen reader does: buses, registry, a window manager."""
    need_program("dbus-daemon", "dbus-daemon")
    need_program("matchbox-window-manager", "matchbox-window-manager")
    if sys.platform == "linux" and not any(Path(place, "at-spi-bus-launcher").exists() for place in LAUNCHERS):
        install(["at-spi2-core"])


def loads(library: str) -> bool:
    """Whether the dynamic loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install(packages: list[str]) -> None:
    """Install Debian packages, or name them exactly where that cannot be done."""
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        print("These system libraries are missing (Debian names): " + " ".join(packages))
        return
    start = [] if os.geteuid() == 0 else ["sudo", "-n"]
    print("Installing system libraries: " + " ".join(packages), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["apt-get", "update", "-qq"], command):
        done = subprocess.run([*start, *words], stdout=subprocess.DEVNULL, env=quiet, check=False)
        if done.returncode:
            print("Could not install them. Please run: sudo " + " ".join(command))
            return
