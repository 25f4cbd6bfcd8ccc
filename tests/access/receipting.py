"""Receipts as an audit repository signs them, good and wrong in each way."""

import json
import warnings
from typing import Any

from joserfc import jws
from joserfc.jwk import OKPKey

from overblik.access.chain import Told
from overblik.access.trail_keys import from_text

SIGNER, OTHER = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")
KIND = "audit-receipt+jws"


def raw(key: OKPKey = SIGNER) -> bytes:
    """Give the public key as the program keeps it."""
    return from_text(str(key.as_dict(private=False)["x"]))


def signed(claims: Any, key: OKPKey = SIGNER, **header: Any) -> str:
    """Sign anything."""
    content = claims if isinstance(claims, str) else json.dumps(claims)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        head = {name: told for name, told in {"alg": "EdDSA", "typ": KIND, **header}.items() if told}
        return jws.serialize_compact(head, content, key, [head["alg"]])


def claims_of(told: Told, **changes: Any) -> dict[str, Any]:
    """Say of a record what a receipt says."""
    facts = {"chain": told.chain, "sequence": told.sequence, "hash": told.digest, "device": told.header["device"]}
    return {**facts, "iat": 1_795_423_260, **changes}


def claims_of_event(event: Any) -> dict[str, Any]:
    """Say the same from the AuditEvent, as a repository must."""
    (place,) = [one for one in event["entity"] if one["type"]["code"] == "chain"]
    details = {one["type"]: one["valueString"] for one in place["detail"]}
    return {
        "chain": place["what"]["identifier"]["value"],
        "sequence": int(details["sequence"]),
        "hash": details["hash"],
        "device": event["source"]["observer"]["identifier"]["value"],
        "iat": 1_795_423_260,
    }
