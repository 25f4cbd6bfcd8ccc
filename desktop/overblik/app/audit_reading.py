"""The words `overblik audit read`: the organisation's auditor opens the records that are sealed to the repository."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from overblik.access.chain import SIGNED, read
from overblik.access.earlier_trail import verify_earlier
from overblik.access.sealing import RepositoryKey, needs_password
from overblik.access.trail_keys import as_text, from_text
from overblik.app.audit import file_of, known, told_of_file
from overblik.app.output import write_private
from overblik.domain.errors import ChainBroken, InputError
from overblik.store.trail_file import Row
from overblik.store.trail_reading import Form, form_of, read_earlier_records, read_records
from overblik.viewmodels.words import Words
from overblik.wire.public_key import key_line

Line = dict[str, Any]
_LARGEST = 64 * 1024
"""Bytes of a file with a private key: more is another file."""


@dataclass(slots=True)
class ReadOut:
    """What a file tells by the repository's private key, a line a record, and what it does not."""

    lines: list[Line] = field(default_factory=list)
    broken: ChainBroken | None = None
    """Where and how the chain is broken; what stands before is trusted, and all that opens is told."""
    damaged: list[int] = field(default_factory=list)
    not_sealed: int = 0
    others: Counter[str] = field(default_factory=Counter)
    """How many are sealed to which other key."""
    opened: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all was told and nothing is broken."""
        return self.broken is None and not (self.damaged or self.not_sealed or self.others)

    @property
    def content(self) -> bytes:
        """The lines as JSON, in UTF-8."""
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines).encode()

    def sentences(self, words: Words) -> list[str]:
        """Say how many were opened, and what was not, and why."""
        told = [words.one_or_many("input.read_opened", self.opened)]
        if self.not_sealed:
            told.append(words.one_or_many("input.read_not_sealed", self.not_sealed))
        told += [words.one_or_many("input.read_other", count, other=key) for key, count in self.others.items()]
        return told + [words.say("input.read_damaged", post=place) for place in self.damaged]


def read_out(told: argparse.Namespace, ask: Callable[[], str]) -> ReadOut:
    """Check the chain, then open each body by the repository's private key; `ask` asks for the key's password.

    A chain that is broken is read all the same: it is evidence.

    Raises:
        InputError: the file or the key cannot be used, or no record is sealed to this key.

    """
    path = file_of(told)
    key = _private_key(told.private_key, ask)
    try:
        if form_of(path) is Form.EARLIER:
            return _earlier(path)
        against, rows = known(told, path), read_records(path)
    except ChainBroken as error:
        raise told_of_file(error, path) from error
    made = ReadOut()
    try:
        against.examined(rows)
    except ChainBroken as error:
        made.broken = error
    end = len(rows) if made.broken is None else int(str(made.broken.facts["sequence"])) - 1
    for place, row in enumerate(rows, start=1):
        made.lines.append({"trusted": place <= end, **_line(row, key, made)})
    if not made.opened and (made.others or made.not_sealed) and not made.damaged:
        raise InputError("sealed_to_other" if made.others else "sealed_to_nobody", key=", ".join(made.others))
    return made


def _line(row: Row, key: RepositoryKey, made: ReadOut) -> Line:
    """Tell one record, and count what became of it."""
    told = read(row)
    if told is None:
        made.damaged.append(row.sequence)
        return {"sequence": row.sequence, "why": "damaged"}
    line: Line = {"hash": told.digest, "header": dict(told.header)}
    if told.kind in SIGNED:
        return line
    if not told.recipient:
        made.not_sealed += 1
        return {**line, "why": "not_sealed"}
    if told.recipient != as_text(key.public):
        made.others[_shown(told.recipient)] += 1
        return {**line, "why": "other_key"}
    try:
        body = told.body_at_repository(key)
    except ValueError:  # sealed by somebody with the device's keys, and no body
        body = None
    if body is None:
        made.damaged.append(row.sequence)
        return {**line, "why": "damaged"}
    made.opened += 1
    return {**line, "body": body}


def _shown(recipient: str) -> str:
    """Write the key of a record as the settings name it."""
    try:
        return key_line(from_text(recipient))
    except ValueError:
        return recipient


def _earlier(path: Path) -> ReadOut:
    """Tell a file of version 1: its bodies stand in clear."""
    made, records = ReadOut(), read_earlier_records(path)
    try:
        verify_earlier(records)
    except ChainBroken as error:
        made.broken = error
    end = len(records) if made.broken is None else int(str(made.broken.facts["sequence"])) - 1
    for place, (sequence, body, digest) in enumerate(records, start=1):
        made.lines.append({"trusted": place <= end, "sequence": sequence, "hash": digest, "body": body})
    made.opened = len(records)
    return made


def _private_key(name: str, ask: Callable[[], str]) -> RepositoryKey:
    if not name:
        raise InputError("private_key_missing_form")
    path = Path(name)
    try:
        with path.open("rb") as file:
            pem = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError("private_key_unreadable", name=path.name) from error
    try:
        return RepositoryKey(pem[:_LARGEST], ask() if needs_password(pem) else "")
    except InputError as error:
        raise InputError(error.code, name=path.name) from error


def write_read(told: argparse.Namespace, words: Words, sentence: Callable[[ChainBroken, Words], str]) -> int:
    """Write the records that the repository's private key opens; what it does not is said on standard error."""
    from overblik.runtime.terminal import ask_pin

    made = read_out(told, lambda: ask_pin(words.say("cli.audit_password")))
    if told.output:
        write_private(Path(told.output), made.content)
    else:
        sys.stdout.buffer.write(made.content)
        sys.stdout.buffer.flush()
    broken = [sentence(made.broken, words)] if made.broken is not None else []
    print("\n".join([*broken, *made.sentences(words)]), file=sys.stderr)
    return 0 if made.is_whole else 1
