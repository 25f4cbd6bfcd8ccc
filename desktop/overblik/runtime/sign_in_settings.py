"""The table [sign_in] of the settings: the identity provider, and how this program is registered there."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from overblik.domain.errors import InputError
from overblik.domain.sign_in import ClaimNames, Registration
from overblik.wire.addresses import may_be_asked

_TEXTS = ("issuer", "client_id", "audience")
_CLAIMS = ("name", "role", "authorisation", "organisation", "organisation_name", "cpr", "fhir_user")
_LISTS = ("servers", "scopes", "hosts", "acr")
_NEEDED = ("issuer", "client_id", "servers")
_WORD = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
"""A scope token (RFC 6749 section 3.3); client ids and levels hold nothing else either."""


def read_sign_in(told: Any, path: str, servers: Collection[str]) -> Registration | None:
    """Read the table; none when there is none. `servers` are the names of the servers that the file has.

    Raises:
        InputError: `sign_in_…_form` with the key that is missing or wrong; what it says is not said again.
        TypeError: it is no table.

    """
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise TypeError("sign_in is no table")
    _check_keys(told, path)
    texts = {key: _text(told, key, path) for key in (*_TEXTS, *(f"{claim}_claim" for claim in _CLAIMS))}
    lists = {key: _list(told, key, path) for key in _LISTS}
    scopes = lists["scopes"] or ("openid",)
    for key, urls in (("issuer", (texts["issuer"],)), ("audience", (texts["audience"],)), ("hosts", lists["hosts"])):
        if not all(may_be_asked(url) for url in urls if url):
            raise InputError("sign_in_url_form", path=path, key=key)
    _check_words({"client_id": (texts["client_id"],), "scopes": scopes, "acr": lists["acr"]}, path)
    if not set(lists["servers"]) <= set(servers):
        raise InputError("sign_in_server_form", path=path, key="servers")
    usual = ClaimNames()
    names = ClaimNames(**{claim: texts[f"{claim}_claim"] or getattr(usual, claim) for claim in _CLAIMS})
    # The issuer is compared letter by letter with what the provider says of itself: a slash at its end stays.
    return Registration(
        texts["issuer"],
        texts["client_id"],
        scopes,
        names,
        lists["hosts"],
        lists["acr"],
        texts["audience"],
        lists["servers"],
    )


def _check_keys(told: Mapping[str, Any], path: str) -> None:
    """Refuse what is missing and what nobody knows: a misspelt key would be an empty one."""
    if "client_secret" in told:
        raise InputError("sign_in_secret_form", path=path, key="client_secret")
    known = {*_TEXTS, *_LISTS, *(f"{claim}_claim" for claim in _CLAIMS)}
    for key in told:
        if key not in known:
            raise InputError("sign_in_unknown_form", path=path, key=key)
    for key in _NEEDED:
        if not told.get(key):
            raise InputError("sign_in_key_form", path=path, key=key)


def _check_words(told: Mapping[str, tuple[str, ...]], path: str) -> None:
    for key, words in told.items():
        if not all(_WORD.fullmatch(word) for word in words) or (key == "scopes" and "openid" not in words):
            raise InputError("sign_in_value_form", path=path, key=key)


def _text(told: Mapping[str, Any], key: str, path: str) -> str:
    value = told.get(key, "")
    if not isinstance(value, str) or value != value.strip():
        raise InputError("sign_in_value_form", path=path, key=key)
    return value


def _list(told: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
    value = told.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise InputError("sign_in_value_form", path=path, key=key)
    return tuple(value)
