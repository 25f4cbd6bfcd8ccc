"""The audit repository's countersigned receipt of a record: a compact JWS (RFC 7515) by its Ed25519 key (RFC 8037).

Its header has `alg` `EdDSA` or `Ed25519` (RFC 9864) and `typ` `audit-receipt+jws`; its payload is an object with `chain`,
`sequence`, `hash` and `device` as the record has them, and `iat`, the moment at which it was taken (RFC 7519 section
4.1.6). Other members are passed over. Whoever has one can tell that the chain reached so far and what stood there,
whatever is done to the file afterwards, also by somebody with the key ring.
"""

import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from overblik.access.audit_repository import Answered
from overblik.access.chain import Told
from overblik.access.trail_keys import as_text
from overblik.access.verify import Examined
from overblik.domain.audit import Delivered, Manipulation
from overblik.domain.errors import ChainBroken, ReceiptRefused
from overblik.store.trail_file import Row

if TYPE_CHECKING:
    from joserfc.jwk import OKPKey

KIND = "audit-receipt+jws"
NOT_GOOD = "receipt-"
"""How the reason of a record begins that was set aside for its receipt."""
_ALGORITHMS = ("EdDSA", "Ed25519")
_LONGEST = 4096


class Countersigned(msgspec.Struct, frozen=True):
    """What the repository has signed of one record; `hash` is the SHA-256 of its header, in hex."""

    chain: str
    sequence: int
    hash: str
    device: str
    iat: int | float


_PAYLOADS = msgspec.json.Decoder(Countersigned)


def read_receipt(text: str, keys: Sequence[bytes]) -> Countersigned:
    """Check a receipt by the repository's public keys.

    Raises:
        ReceiptRefused: `reason` is `form` or `signature`.

    """
    from joserfc import jws
    from joserfc.errors import BadSignatureError, JoseError

    try:
        if len(text) > _LONGEST:
            raise ReceiptRefused(reason="form")
        header = jws.extract_compact(text.encode("ascii")).headers()
    except (JoseError, ValueError, TypeError):
        raise ReceiptRefused(reason="form") from None
    algorithm = header.get("alg")
    # Explicit typing (RFC 8725 section 3.11): what the same key has signed for another purpose is no receipt.
    if algorithm not in _ALGORITHMS or header.get("typ") != KIND or "crit" in header:
        raise ReceiptRefused(reason="form")
    for key in keys:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # RFC 9864 gives EdDSA a narrower name, which few use yet
                return _PAYLOADS.decode(jws.deserialize_compact(text, _imported(key), [str(algorithm)]).payload)
        except BadSignatureError:
            continue
        except (JoseError, ValueError, TypeError):  # what msgspec raises is a ValueError
            raise ReceiptRefused(reason="form") from None
    raise ReceiptRefused(reason="signature")


def _imported(key: bytes) -> "OKPKey":
    from joserfc.jwk import OKPKey

    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": as_text(key)})


def judged(told: Told, answer: Answered, keys: Sequence[bytes]) -> tuple[Delivered, str]:
    """Say what an answer makes of a record, and its receipt or the reason.

    Where the repository's keys are named, nothing is delivered without its receipt: a record whose answer has none
    waits, for a proxy may have cut it off, and one whose receipt is wrong is set aside, for it was not the repository
    that answered. So is one that the repository says to have already, without a receipt for it: it may have another.
    """
    if answer.is_refused:
        return Delivered.QUARANTINED, answer.told
    if answer.is_taken and keys and not answer.receipt and answer.is_conflict:
        return Delivered.QUARANTINED, f"{NOT_GOOD}conflict"
    if not answer.is_taken or (keys and not answer.receipt):
        return Delivered.WAITING, answer.told
    if not keys:
        return Delivered.DELIVERED, answer.told
    try:
        _check(read_receipt(answer.receipt, keys), told)
    except ReceiptRefused as error:
        return Delivered.QUARANTINED, f"{NOT_GOOD}{error.facts['reason']}"
    return Delivered.DELIVERED, answer.receipt


def _check(signed: Countersigned, told: Told) -> None:
    """Refuse a receipt of another record.

    Raises:
        ReceiptRefused: `reason` is the member that does not fit.

    """
    ours = {"chain": told.chain, "sequence": told.sequence, "hash": told.digest, "device": told.header.get("device")}
    for name, value in ours.items():
        if getattr(signed, name) != value:
            raise ReceiptRefused(reason=name)


def held_to(rows: Sequence[Row], found: Examined, receipts: Iterable[Countersigned]) -> tuple[int, int]:
    """Hold a chain that is whole against receipts; give of how many records there is one, and the last of them.

    The file may be cut, or written anew by somebody with all keys of the device: a receipt cannot.

    Raises:
        ChainBroken: the file does not reach a receipt, or another record stands in the place.

    """
    mine = sorted((one for one in receipts if one.chain == found.chain), key=lambda one: one.sequence)
    for one in mine:
        if one.sequence > found.records:
            how = Manipulation.TRUNCATE if found.unsigned else Manipulation.ROLLBACK
            raise ChainBroken(how.value, sequence=found.records + 1)
        if one.sequence < 1 or rows[one.sequence - 1].hash != one.hash:
            raise ChainBroken(Manipulation.FORK.value, sequence=one.sequence)
    return len({one.sequence for one in mine}), mine[-1].sequence if mine else 0
