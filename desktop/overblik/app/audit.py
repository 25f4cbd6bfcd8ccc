"""The words `overblik audit`: check a record of looks offline, and give out what it is checked by."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from overblik.access.earlier_trail import verify_earlier
from overblik.access.keys import device_key
from overblik.access.receipts import Countersigned, held_to, read_receipt
from overblik.access.trail_keys import from_text, trail_keys
from overblik.access.trail_opening import kept_head
from overblik.access.verify import Examined, examine, head_as_text, read_head
from overblik.domain.audit import Head
from overblik.domain.errors import ChainBroken, InputError, ReceiptRefused
from overblik.runtime.chance import SystemRandom
from overblik.runtime.keyring import system_keyring
from overblik.store.trail_file import Row
from overblik.store.trail_reading import Form, form_of, read_earlier_records, read_receipts, read_records
from overblik.viewmodels.words import Words
from overblik.wire.public_key import signing_key


@dataclass(frozen=True, slots=True)
class Known:
    """What a chain is held against, known from elsewhere."""

    key: str
    """The device's public key; empty where the one in the file is believed."""
    head: Head | None
    inside: tuple[Countersigned, ...] = ()
    """Receipts that the file holds, all good."""
    outside: tuple[Countersigned, ...] = ()
    """Those that were kept elsewhere, all good."""
    name: str = ""
    """Of the file in which they were kept; empty where there is none."""

    def examined(self, rows: Sequence[Row]) -> tuple[Examined, int, int]:
        """Check a chain; give what was found, how many receipts are of it, and the last record that one is of.

        Raises:
            ChainBroken: it does not hold.
            InputError: `receipts_other` where none that was kept elsewhere is of this chain: they would prove nothing.

        """
        found = examine(rows, self.key, self.head)
        if self.name and all(one.chain != found.chain for one in self.outside):
            raise InputError("receipts_other", name=self.name)
        return (found, *held_to(rows, found, (*self.inside, *self.outside)))


def known(told: argparse.Namespace, path: Path) -> Known:
    """Read what the command line names.

    Raises:
        InputError: a word has not the form asked for, or a receipt is not the repository's.
        ChainBroken: `reason` in the facts: the file cannot be read.

    """
    key, head = _key(told.key), _head(told.head)
    keys = tuple(_signing_key(one) for one in told.receipt_key)
    if not keys:
        if told.receipts:
            raise InputError("receipt_key_missing_form")
        return Known(key, head)
    inside = [_receipt(said, keys, "receipt_inside", post=place) for place, said in receipts_of(path)]
    kept = Path(told.receipts)
    outside = _outside(kept, keys) if told.receipts else []
    return Known(key, head, tuple(inside), tuple(outside), kept.name if told.receipts else "")


def checked(told: argparse.Namespace, words: Words) -> list[str]:
    """Check a file; give the sentences about a chain that is whole.

    Raises:
        ChainBroken: the code names the manipulation, `sequence` the first record that cannot be trusted.
        InputError: there is no such file, it is no record of looks, or a word has not the form asked for.

    """
    path = file_of(told)
    try:
        if form_of(path) is Form.EARLIER:
            return [words.one_or_many("input.chain_earlier", verify_earlier(read_earlier_records(path)))]
        against = known(told, path)
        found, receipts, last = against.examined(read_records(path))
    except ChainBroken as error:
        raise told_of_file(error, path) from error
    sentences = [words.one_or_many("input.chain_whole", found.records)]
    if found.unsigned:
        sentences.append(words.one_or_many("input.chain_unsigned", found.unsigned))
    if told.receipt_key:
        none = words.say("input.receipts_none", name=path.name)
        sentences.append(words.one_or_many("input.receipts_hold", receipts, last=last) if receipts else none)
    if not against.key:
        sentences.append(words.say("input.chain_own_key", key=found.key))
    return sentences


def receipts_of(path: Path) -> list[tuple[int, str]]:
    """Give the countersigned receipts that a file holds, with the places of their records; others are no proof.

    Raises:
        ChainBroken: `reason` in the facts: the file cannot be read.

    """
    return [(place, said) for place, said in read_receipts(path) if said.count(".") == 2]


def given_out(told: argparse.Namespace) -> list[str]:
    """Give the countersigned receipts of a file, one a line, to be kept where nobody can change both.

    Raises:
        InputError: there is no such file, it is no record of looks, or it holds none.

    """
    path = file_of(told)
    try:
        found = [said for _, said in receipts_of(path)]
    except ChainBroken as error:
        raise told_of_file(error, path) from error
    if not found:
        raise InputError("receipts_none", name=path.name)
    return found


def key_and_head() -> list[str]:
    """Give this device's public key, and the end of its chain where one is kept; to be noted down elsewhere.

    Raises:
        InputError: `no_key_ring`, where the computer has no safe key ring: its key is another each time.

    """
    ring = system_keyring()
    if ring is None:
        raise InputError("no_key_ring")
    head = kept_head(ring)
    return [trail_keys(device_key(ring, SystemRandom())).public, *([head_as_text(head)] if head is not None else [])]


def file_of(told: argparse.Namespace) -> Path:
    """Give the file that is meant.

    Raises:
        InputError: none is named.

    """
    if not told.file:
        raise InputError("audit_file_form")
    return Path(told.file)


def told_of_file(error: ChainBroken, path: Path) -> ChainBroken | InputError:
    """Give what is said of a file that cannot be read; of a chain that is broken, the error itself."""
    return InputError(str(error.facts["reason"]), name=path.name) if "reason" in error.facts else error


def _outside(path: Path, keys: Sequence[bytes]) -> list[Countersigned]:
    try:
        lines = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("receipts_unreadable", name=path.name) from error
    return [_receipt(line, keys, "receipt_outside", post=place, name=path.name) for place, line in enumerate(lines, 1)]


def _receipt(text: str, keys: Sequence[bytes], code: str, **facts: object) -> Countersigned:
    try:
        return read_receipt(text, keys)
    except ReceiptRefused as error:
        raise InputError(code, **facts) from error


def _signing_key(text: str) -> bytes:
    try:
        return signing_key(text)
    except ValueError as error:
        raise InputError("receipt_key_form") from error


def _key(text: str) -> str:
    try:
        if text and len(from_text(text)) != 32:
            raise InputError("audit_key_form")
    except ValueError as error:
        raise InputError("audit_key_form") from error
    return text.rstrip("=")


def _head(text: str) -> Head | None:
    try:
        return read_head(text) if text else None
    except ValueError as error:
        raise InputError("audit_head_form") from error
