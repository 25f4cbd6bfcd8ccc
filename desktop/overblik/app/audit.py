"""The words `overblik audit`: check a record of looks offline, and give out what it is checked by."""

import argparse
from pathlib import Path

from overblik.access.earlier_trail import verify_earlier
from overblik.access.keys import device_key
from overblik.access.trail_keys import from_text, trail_keys
from overblik.access.trail_opening import kept_head
from overblik.access.verify import examine, head_as_text, read_head
from overblik.domain.audit import Head
from overblik.domain.errors import ChainBroken, InputError
from overblik.runtime.chance import SystemRandom
from overblik.runtime.keyring import system_keyring
from overblik.store.trail_reading import Form, form_of, read_earlier_records, read_records
from overblik.viewmodels.words import Words


def checked(told: argparse.Namespace, words: Words) -> list[str]:
    """Check a file; give the sentences about a chain that is whole.

    Raises:
        ChainBroken: the code names the manipulation, `sequence` the first record that cannot be trusted.
        InputError: there is no such file, it is no record of looks, or a word has not the form asked for.

    """
    if not told.file:
        raise InputError("audit_file_form")
    path, key, head = Path(told.file), _key(told.key), _head(told.head)
    try:
        if form_of(path) is Form.EARLIER:
            return [words.one_or_many("input.chain_earlier", verify_earlier(read_earlier_records(path)))]
        found = examine(read_records(path), key, head)
    except ChainBroken as error:
        if "reason" not in error.facts:
            raise
        raise InputError(str(error.facts["reason"]), name=path.name) from error
    sentences = [words.one_or_many("input.chain_whole", found.records)]
    if found.unsigned:
        sentences.append(words.one_or_many("input.chain_unsigned", found.unsigned))
    if not key:
        sentences.append(words.say("input.chain_own_key", key=found.key))
    return sentences


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
