"""Reads the signed list of a release: forged, older than what is installed, or past its end it is refused (T24).

`release.toml` lies beside the files that it names. It is signed as the policy is: Ed25519 (RFC 8032) over all bytes
before the last line, which holds the signature as a comment.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from overblik.access.policy import LARGEST, signed_part
from overblik.domain.dates import Instant
from overblik.domain.errors import InputError, PolicyRefused
from overblik.domain.release import Release, version_numbers

_DIGEST = re.compile("[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
"""A file beside the list, and nowhere else."""


def read_release(content: bytes, keys: Iterable[bytes], installed: str, now: Instant) -> Release:
    """Check and read the list of a release; `keys` are the publisher's public keys as PEM.

    Raises:
        InputError: `release_too_large`, `release_unsigned`, `release_signature`, `release_broken`, `release_older` than
            `installed`, or `release_expired`.

    """
    if len(content) > LARGEST:
        raise InputError("release_too_large")
    try:
        signed = signed_part(content, keys)
    except PolicyRefused as error:
        code = "release_unsigned" if error.facts["reason"] == "unsigned" else "release_signature"
        raise InputError(code) from error
    try:
        release = _release(tomllib.loads(signed.decode("utf-8")))
        is_older = version_numbers(release.version) < version_numbers(installed)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, KeyError, TypeError) as error:
        raise InputError("release_broken") from error
    if is_older:
        raise InputError("release_older", version=release.version, installed=installed)
    if now >= release.expires:
        raise InputError("release_expired", version=release.version)
    return release


def _release(told: dict[str, Any]) -> Release:
    files = dict(told["files"])
    for name, digest in files.items():
        if not (_NAME.fullmatch(name) and isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            raise ValueError(name)
    return Release(str(told["version"]), _moment(told["built"]), _moment(told["expires"]), files)


def _moment(told: Any) -> Instant:
    if not isinstance(told, datetime) or told.tzinfo is None:
        raise ValueError(told)
    return told.astimezone(UTC)
