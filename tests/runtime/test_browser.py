"""The system's browser: opened for web addresses alone, and never one that lives in the terminal."""

import sys
import webbrowser
from typing import Any

import pytest

from overblik.runtime.browser import SystemBrowser

PAGE = "https://login.example/authorize?x=1"


class Found(webbrowser.BaseBrowser):
    """A browser with a window."""

    opened: tuple[str, ...] = ()

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.opened += (url,)
        return True


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    one = Found()
    monkeypatch.setattr(webbrowser, "get", lambda *_: one)
    monkeypatch.setenv("DISPLAY", ":0")
    return one


@pytest.mark.parametrize("url", [PAGE, "http://127.0.0.1:8080/authorize"])
def test_a_page_is_opened(found: Found, url: str) -> None:
    assert SystemBrowser().open(url)
    assert found.opened == (url,)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "http://login.example/", "-x", "", "ms-settings:"]
)
def test_nothing_but_a_safe_page_is_opened(found: Found, url: str) -> None:
    assert not SystemBrowser().open(url)
    assert found.opened == ()


def test_where_there_is_no_browser_it_says_so(monkeypatch: pytest.MonkeyPatch, found: Found) -> None:
    def none(*_: Any) -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    assert not SystemBrowser().open(PAGE)


def test_a_browser_for_the_terminal_is_none(monkeypatch: pytest.MonkeyPatch, found: Found) -> None:
    monkeypatch.setattr(webbrowser, "get", lambda *_: webbrowser.GenericBrowser(["true"]))
    assert not SystemBrowser().open(PAGE)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may have no display")
def test_without_a_display_there_is_none(monkeypatch: pytest.MonkeyPatch, found: Found) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not SystemBrowser().open(PAGE)
    assert found.opened == ()
