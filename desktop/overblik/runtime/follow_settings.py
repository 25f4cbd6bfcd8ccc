"""The table [fhircast] of the settings: the hub of the record system, and the session that is followed there."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from overblik.domain.errors import InputError
from overblik.wire.addresses import may_be_asked

_KEYS = ("url", "topic", "topic_from", "server")
_TOPIC = re.compile(r"[!-~]{1,256}")
SIGN_IN = "sign_in"
"""The topic comes with the tokens of the sign-in, as `hub.topic` (FHIRcast 3.0.0 section 2.1)."""


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """The hub whose context is followed."""

    url: str
    topic: str = field(default="", repr=False)
    """Empty where it comes with the sign-in."""
    server: str = ""
    """Name of the FHIR server that knows the ids of its patients; empty where its events must hold a CPR number."""


def read_following(told: Any, path: str, servers: Collection[str], *, signs_in: bool) -> FollowSettings | None:
    """Read the table; none when there is none. `servers` are the names of the servers that the file has.

    Raises:
        InputError: `fhircast_…_form` with the key that is missing or wrong; what it says is not said again.
        TypeError: it is no table.

    """
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise TypeError("fhircast is no table")
    _check_keys(told, path)
    url, topic, source, server = (told.get(key, "") for key in _KEYS)
    if not may_be_asked(url):
        raise InputError("fhircast_url_form", path=path, key="url")
    _check_topic(topic, source, path, signs_in=signs_in)
    if server and server not in servers:
        raise InputError("fhircast_server_form", path=path, key="server")
    return FollowSettings(url.rstrip("/"), topic, server)


def _check_keys(told: Mapping[str, Any], path: str) -> None:
    """Refuse what is missing and what nobody knows: a misspelt key would be one that is missing."""
    for key, value in told.items():
        if key not in _KEYS:
            raise InputError("fhircast_unknown_form", path=path, key=key)
        if not isinstance(value, str) or not value:
            raise InputError("fhircast_value_form", path=path, key=key)
    if "url" not in told:
        raise InputError("fhircast_key_form", path=path, key="url")


def _check_topic(topic: str, source: str, path: str, *, signs_in: bool) -> None:
    """Refuse a session that is named in no way, in two ways, or in one that cannot be."""
    if bool(topic) == bool(source):
        raise InputError("fhircast_topic_form", path=path)
    if (topic and not _TOPIC.fullmatch(topic)) or (source and source != SIGN_IN):
        raise InputError("fhircast_value_form", path=path, key="topic" if topic else "topic_from")
    if source and not signs_in:
        raise InputError("fhircast_sign_in_form", path=path)
