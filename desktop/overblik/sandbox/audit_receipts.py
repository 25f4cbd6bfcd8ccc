"""The audit repository's countersigned receipts: a compact JWS for each record that names its place in a chain.

The form is that of docs/decisions/audit.md: EdDSA (RFC 8037) over chain, sequence, hash, device and time, in an extension
of the OperationOutcome that answers a PUT or stands in the entry of a batch.
"""

import warnings
from dataclasses import dataclass, field
from typing import Any

from joserfc import jws
from joserfc.jwk import OKPKey

from overblik.sandbox.clock import Clock
from overblik.sandbox.reply import outcome
from overblik.sandbox.verbatim import Json, dumps

URL = "urn:overblik:audit-receipt"
_CHAIN = "urn:overblik:audit-chain"
WRONG = ("missing", "garbled", "key", "kind", "chain", "sequence", "hash", "device")
"""How a receipt may be wrong: not there, no JWS, of another key, for another purpose, or of another record."""


def _key() -> OKPKey:
    return OKPKey.generate_key("Ed25519")


@dataclass(slots=True)
class Signer:
    """The repository's signing key, and one that is not its own."""

    clock: Clock
    key: OKPKey = field(default_factory=_key, repr=False)
    other: OKPKey = field(default_factory=_key, repr=False)

    @property
    def public(self) -> dict[str, Any]:
        """The key by which receipts are checked, as a JWK (RFC 8037 section 2)."""
        return dict(self.key.as_dict(private=False))

    def outcome(self, event: Json, wrong: str = "") -> Json | None:
        """The OperationOutcome with the receipt of an event, wrong in the way that is asked for; none where it has no place."""
        claims = self._claims(event)
        if claims is None or wrong == "missing":
            return None
        if wrong in claims:
            claims[wrong] = claims[wrong] + 1 if wrong == "sequence" else "0" * 64
        header = {"alg": "EdDSA", "typ": "JWT" if wrong == "kind" else "audit-receipt+jws"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # RFC 9864 gives EdDSA a narrower name
            signed = jws.serialize_compact(header, dumps(claims), self.other if wrong == "key" else self.key, ["EdDSA"])
        told = outcome("informational", "The record was taken", "information")
        return {**told, "extension": [{"url": URL, "valueString": "e30.e30" if wrong == "garbled" else signed}]}

    def _claims(self, event: Json) -> dict[str, Any] | None:
        places = [each for each in event.get("entity", []) if _identifier(each.get("what")).get("system") == _CHAIN]
        if not places:
            return None
        told = {each.get("type"): each.get("valueString") for each in places[0].get("detail", [])}
        chain, digest = _identifier(places[0]["what"]).get("value"), told.get("hash")
        if not (chain and digest and str(told.get("sequence")).isdecimal()):
            return None
        device = _identifier(event["source"]["observer"]).get("value", "")
        taken = int(self.clock.now().timestamp())
        return {"chain": chain, "sequence": int(told["sequence"]), "hash": digest, "device": device, "iat": taken}


def _identifier(reference: Any) -> Json:
    found = reference.get("identifier", {}) if isinstance(reference, dict) else {}
    return found if isinstance(found, dict) else {}
