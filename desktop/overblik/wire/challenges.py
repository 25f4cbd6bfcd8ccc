"""The challenges of WWW-Authenticate: what a server demands of one whom it does not let in (RFC 9110 section 11.6.1)."""

import re
from collections.abc import Mapping

_SCHEME = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\s+(.*))?", re.DOTALL)
OF_THE_PROOF = frozenset({"use_dpop_nonce", "invalid_dpop_proof"})
"""Errors that are about the proof of possession, and say nothing of the token (RFC 9449 sections 7.1 and 9)."""


def error_of(headers: Mapping[str, str], scheme: str) -> str:
    """Give the error code that the challenge of a scheme carries, empty where it carries none.

    `headers` have their names in lower case. One header may hold several challenges, and a quoted text may hold anything.
    """
    from urllib.request import parse_http_list  # lists with quoted texts; of use at refusals alone

    now = ""
    for item in parse_http_list(headers.get("www-authenticate", "")):
        name, equals, value = item.partition("=")
        found = _SCHEME.fullmatch(name.strip())
        if found is None:
            continue
        # `DPoP error="x"` begins a challenge, `DPoP` alone too; `error="x"` goes on with it.
        if found[2] is not None or not equals:
            now = found[1].lower()
        parameter = found[2] if found[2] is not None else found[1]
        if equals and now == scheme.lower() and parameter.strip().lower() == "error":
            return value.strip().strip('"')
    return ""
