"""The operating system's key ring, behind an allow-list of back-ends."""

import base64

# Only stores that encrypt and belong to the signed-in user (safety.md section 6). keyrings.alt writes
# plain files where no session bus is found, so nothing outside this list is ever used.
_ALLOWED = (
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
)
_SERVICE = "overblik"


class MemoryKeyring:
    """Secrets in memory only: for the demo and for tests."""

    backend = "memory"

    def __init__(self) -> None:
        """Start empty."""
        self._secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """Give a secret."""
        return self._secrets.get(name)

    def set(self, name: str, secret: bytes) -> None:
        """Hold a secret until the process ends."""
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._secrets.pop(name, None)


class SystemKeyring:
    """The allowed back-end of this computer; made by `system_keyring`."""

    def __init__(self, backend: object, name: str) -> None:
        """Hold the back-end object of the keyring library."""
        self._backend = backend
        self.backend = name

    def get(self, name: str) -> bytes | None:
        """Give a secret."""
        text = self._backend.get_password(_SERVICE, name)  # type: ignore[attr-defined]
        return base64.b64decode(text) if text else None

    def set(self, name: str, secret: bytes) -> None:
        """Store a secret."""
        text = base64.b64encode(secret).decode("ascii")
        self._backend.set_password(_SERVICE, name, text)  # type: ignore[attr-defined]

    def delete(self, name: str) -> None:
        """Remove a secret."""
        self._backend.delete_password(_SERVICE, name)  # type: ignore[attr-defined]


def system_keyring() -> SystemKeyring | None:
    """Give the key ring of this computer; none where no allowed back-end answers.

    Takes 50-90 ms for the choice (stack.md section 5): call it once a session, off the Qt thread.
    """
    import keyring
    from keyring.errors import KeyringError

    chosen = keyring.get_keyring()
    candidates = list(getattr(chosen, "backends", [])) or [chosen]
    for candidate in candidates:
        module = type(candidate).__module__
        if not module.startswith(_ALLOWED):
            continue
        ring = SystemKeyring(candidate, module)
        try:
            ring.get("probe")
        except (KeyringError, OSError, RuntimeError):
            continue
        return ring
    return None
