"""A browser without a screen: follows redirects, keeps cookies, fills in forms and presses a button."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, ProxyHandler, Request, build_opener


@dataclass
class Form:
    """The first form of a page; pressing a button sends its name and value along."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and self.form is None:
            self.form = Form(told.get("action", ""))
        elif self.form is not None and tag == "input" and told.get("name"):
            self.form.fields[told["name"]] = told.get("value", "")
        elif self.form is not None and tag == "button" and told.get("name"):
            self.form.buttons.append((told["name"], told.get("value", "")))


class _Redirects(HTTPRedirectHandler):
    def __init__(self, browser: "FormBrowser") -> None:
        self.browser = browser

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        self.browser.visited.append(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass
class FormBrowser:
    """Implements the port Browser; `fill` completes each form in place, and gives false to leave it."""

    fill: Callable[[Form], bool]
    visited: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(jar), _Redirects(self))

    def open(self, url: str) -> bool:
        self.visited.append(url)
        page, at = self._read(Request(url))
        while (form := form_of(page)) is not None and self.fill(form):
            body = urlencode(form.fields).encode()
            page, at = self._read(Request(urljoin(at, form.action), body, method="POST"))
        return True

    def _read(self, request: Request) -> tuple[str, str]:
        try:
            with self._opener.open(request, timeout=20) as answer:
                page, at = answer.read().decode("utf-8", "replace"), answer.url
        except HTTPError as refused:
            with refused:
                page, at = refused.read().decode("utf-8", "replace"), request.full_url
        self.pages.append(page)
        return page, at


def form_of(page: str) -> Form | None:
    reader = _Reader()
    reader.feed(page)
    return reader.form


def press(value: str) -> Callable[[Form], bool]:
    """Press the button with this value, once."""

    def fill(form: Form) -> bool:
        found = [button for button in form.buttons if button[1] == value]
        form.fields |= dict(found)
        return bool(found)

    return fill
