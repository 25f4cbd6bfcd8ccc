"""The operating system's key ring, behind an allow-list of back-ends."""

import base64
import contextlib
from collections.abc import Mapping

from overblik.domain.errors import Locked

# Only stores that encrypt and belong to the signed-in user (safety.md section 6). keyrings.alt writes
# plain files where no session bus is found, so nothing outside this list is ever used.
_ALLOWED = (
    "keyring.backends.SecretService.",
    "keyring.backends.kwallet.",
    "keyring.backends.Windows.",
    "keyring.backends.macOS.",
)
_SERVICE = "overblik"


class MemoryKeyring:
    """Secrets in memory only: for the demo and for tests."""

    backend = "memory"

    def __init__(self, held: Mapping[str, str] | None = None) -> None:
        """Start empty, or with what another process held."""
        self._secrets = {name: bytes.fromhex(secret) for name, secret in (held or {}).items()}

    def held(self) -> dict[str, str]:
        """Give all secrets, as hexadecimal text: the demo's next process goes on with them."""
        return {name: secret.hex() for name, secret in self._secrets.items()}

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
        """Give a secret; none when there is none, or what is there was not written by us.

        Raises:
            Locked: the key ring does not open.

        """
        text = self._call("get_password", name)
        try:
            return base64.b64decode(text, validate=True) if text else None
        except ValueError:
            return None

    def set(self, name: str, secret: bytes) -> None:
        """Store a secret.

        Raises:
            Locked: the key ring does not open.

        """
        self._call("set_password", name, base64.b64encode(secret).decode("ascii"))

    def delete(self, name: str) -> None:
        """Remove a secret; one that is gone already is fine.

        Raises:
            Locked: the key ring does not open.

        """
        from keyring.errors import PasswordDeleteError

        with contextlib.suppress(PasswordDeleteError):
            self._call("delete_password", name)

    def _call(self, act: str, *words: str) -> str | None:
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            told: str | None = getattr(self._backend, act)(_SERVICE, *words)
        except PasswordDeleteError:
            raise
        except (KeyringError, OSError, RuntimeError) as error:
            raise Locked(reason="key_ring") from error
        return told


def system_keyring() -> SystemKeyring | None:
    """Give the key ring of this computer; none where no allowed back-end answers.

    Takes 50-90 ms for the choice (stack.md section 5): call it once a session, off the Qt thread.
    """
    import keyring

    chosen = keyring.get_keyring()
    candidates = list(getattr(chosen, "backends", [])) or [chosen]
    for candidate in candidates:
        module = type(candidate).__module__
        if not f"{module}.".startswith(_ALLOWED):
            continue
        ring = SystemKeyring(candidate, module)
        try:
            ring.get("probe")
        except Locked:
            continue
        return ring
    return None
