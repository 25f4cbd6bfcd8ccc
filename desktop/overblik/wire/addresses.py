"""Addresses that may be asked: origins, bases, and the loopback names of one server."""

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from overblik.domain.errors import Unintelligible

_PORTS = {"http": 80, "https": 443}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_CLIMBS = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)|\\|%2f|%5c", re.IGNORECASE)


def origin_of(url: str) -> str:
    """Give scheme, host and port, in lower case and with the port written.

    Raises:
        Unintelligible: `address` when there is no http address, or it carries a user name.

    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise Unintelligible(reason="address") from error
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise Unintelligible(reason="address")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"


def is_loopback(origin: str) -> bool:
    """Tell whether an origin is this computer by one of its three names."""
    return urlsplit(origin).hostname in _LOOPBACK


def may_be_asked(url: str, *, loopback: bool = True) -> bool:
    """Tell whether an address of the settings may be asked: encrypted, or, where `loopback`, of this computer itself."""
    try:
        origin, parts = origin_of(url), urlsplit(url)
    except (Unintelligible, ValueError):
        return False
    is_safe = parts.scheme == "https" or (loopback and is_loopback(origin))
    return is_safe and not (re.search(r"\s", url) or parts.query or parts.fragment)


class Base:
    """The base address of one server, with the other origins under which it may name itself."""

    def __init__(self, url: str, aliases: tuple[str, ...] = ()) -> None:
        """Take the base; a server on loopback is known by all names of loopback at its port."""
        self.url = url.rstrip("/")
        self.origin = origin_of(self.url)
        self.path = urlsplit(self.url).path
        self._aliases = {origin_of(alias) for alias in aliases}
        if is_loopback(self.origin):
            scheme, port = self.origin.split("://")[0], self.origin.rpartition(":")[2]
            self._aliases |= {f"{scheme}://{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")}

    def own(self, url: str, asked: str = "") -> str | None:
        """Give an address of this server in its configured spelling, none when it is not of this server."""
        try:
            whole = urljoin(asked or f"{self.url}/", url)
            origin = origin_of(whole)
        except (ValueError, Unintelligible):
            return None
        parts = urlsplit(whole)
        beneath = parts.path in (self.path, f"{self.path}/") or parts.path.startswith(f"{self.path}/")
        if _CLIMBS.search(parts.path) or not beneath or origin not in self._aliases | {self.origin}:
            return None
        mine = urlsplit(self.url)
        return urlunsplit((mine.scheme, mine.netloc, parts.path, parts.query, ""))

    def local(self, url: str) -> str:
        """Give `Type/id` for an address of this server, empty else."""
        owned = self.own(url)
        return urlsplit(owned).path[len(self.path) :].strip("/") if owned else ""
