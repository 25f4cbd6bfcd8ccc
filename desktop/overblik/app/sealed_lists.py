"""The words `overblik readiness verify`: prove a printed list, or the file of one, by this computer's record of looks."""

import argparse
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from overblik.access.chain import SIGNED, Told, read
from overblik.access.keys import device_key
from overblik.access.trail_keys import TrailKeys, is_signed, trail_keys
from overblik.access.trail_opening import kept_head
from overblik.access.verify import examine
from overblik.app.audit import told_of_file
from overblik.domain.audit import EventKind
from overblik.domain.dates import clinical_date
from overblik.domain.disclosure import code_of, read_code, seal_message
from overblik.domain.errors import ChainBroken, InputError
from overblik.runtime import paths
from overblik.runtime.chance import SystemRandom
from overblik.runtime.keyring import system_keyring
from overblik.store.trail_reading import read_records
from overblik.viewmodels.formats import one_line, show_at
from overblik.viewmodels.words import Words

_LARGEST = 100 * 1024 * 1024
"""Bytes of a file: no list is longer, and more is another file."""
Body = Mapping[str, Any]


def proved(told: argparse.Namespace, words: Words) -> list[str]:
    """Prove what is named, by its code or by its file; give the sentences of what stands on record of it.

    Raises:
        InputError: it is neither a code nor a file, nothing is on record of it, the signature is not this computer's, or
            the computer has no safe key ring, by whose key the record could be opened.
        ChainBroken: the record itself does not hold; nothing is proved by it.

    """
    ring = system_keyring()
    if ring is None:
        raise InputError("no_key_ring")
    keys = trail_keys(device_key(ring, SystemRandom()))
    path = Path(told.trail) if told.trail else paths.profile() / "trail.db"
    try:
        rows = read_records(path)
        examine(rows, keys.public, kept_head(ring) if not told.trail else None, keys)
    except ChainBroken as error:
        raise told_of_file(error, path) from error
    records = [one for one in (read(row) for row in rows) if one is not None]
    code, is_file = _code_of_named(told.what, _bodies(records, keys))
    found = next(
        ((one, body) for one, body in _bodies(records, keys, EventKind.LIST_PRINTED) if _has(body, code)), None
    )
    if found is None:
        raise InputError("seal_unknown", seal=code)
    record, body = found
    if not is_signed(keys.public, seal_message(str(body["digest"])), str(body.get("seal", ""))):
        raise InputError("seal_broken", seal=code)
    return _sentences(record, body, words, is_file=is_file)


def _code_of_named(what: str, saved: "Iterator[tuple[Told, Body]]") -> tuple[str, bool]:
    """Give the code of what is named; of a file that of the list on record before it."""
    path = Path(what)
    if not path.is_file():
        try:
            return read_code(what), False
        except ValueError as error:
            raise InputError("seal_form") from error
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise InputError("seal_file_unknown", name=path.name)
    digest, printed = hashlib.sha256(content).hexdigest(), ""
    for one, body in saved:
        if one.kind is EventKind.LIST_PRINTED:
            printed = str(body.get("digest", ""))
        elif one.kind is EventKind.LIST_SAVED and body.get("file") == digest and printed:
            return code_of(printed), True
    raise InputError("seal_file_unknown", name=path.name)


def _bodies(records: list[Told], keys: TrailKeys, *kinds: EventKind) -> Iterator[tuple[Told, Body]]:
    for one in records:
        if one.kind not in SIGNED and (not kinds or one.kind in kinds):
            yield one, one.body(keys) or {}


def _has(body: Body, code: str) -> bool:
    return bool(body.get("digest")) and code_of(str(body["digest"])) == code


def _sentences(record: Told, body: Body, words: Words, *, is_file: bool) -> list[str]:
    """Say what was printed, when, by whom, and of how many: what a paper must say too, or it is another."""
    who = body.get("who")
    named = one_line(str(who.get("name", ""))) if isinstance(who, Mapping) else ""
    kind = words.sentences.get(f"paper.title_{body.get('document')}", str(body.get("document")))
    when = show_at(clinical_date(str(record.header["at"]).replace("+00:00", "Z")), words)
    told = [
        words.say("input.seal_holds_file" if is_file else "input.seal_holds", code=code_of(str(body["digest"]))),
        words.say(
            "input.seal_facts",
            kind=kind,
            list=one_line(str(body.get("list", ""))),
            when=when,
            who=named or words.say("paper.nobody"),
        ),
        words.one_or_many("input.seal_patients", int(body.get("patients", 0))),
        f"SHA-256 {body['digest']}",
    ]
    return told if is_file else [*told, words.say("input.seal_paper")]
