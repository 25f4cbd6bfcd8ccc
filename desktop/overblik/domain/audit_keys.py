"""By what the organisation's audit repository is known; settings are read with it before the first paint."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditKeys:
    """The public keys of the organisation's audit repository, 32 bytes each; without them it is any FHIR server."""

    sealing: bytes = b""
    """X25519 key to which each body is sealed too; empty where none is named."""
    receipts: tuple[bytes, ...] = ()
    """Ed25519 keys one of which signs its receipts; none where it gives none."""
