"""The user's own browser: signing in happens there and never in a window of this program (RFC 8252 section 8.12)."""

import os
import sys
import webbrowser


class SystemBrowser:
    """The browser that the operating system opens pages with."""

    def open(self, url: str) -> bool:
        """Show a page; false where none could be started, also where only one for the terminal is there."""
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
            return False  # anything else could start another program
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return False
        try:
            found = webbrowser.get()
            # One for the terminal would take over the terminal that the program was started from, and wait.
            is_for_terminal = type(found) is webbrowser.GenericBrowser
            return not is_for_terminal and found.open(url)
        except (webbrowser.Error, OSError):
            return False
