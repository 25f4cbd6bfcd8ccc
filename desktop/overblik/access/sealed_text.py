"""A text of one user in a file of his folder: sealed under his store key, for him alone."""

from dataclasses import dataclass
from pathlib import Path

from overblik.access.user_key import UserKey
from overblik.domain.errors import Damaged, Full
from overblik.domain.ports import Files, Random

_NONCE = 12


@dataclass(frozen=True, slots=True)
class SealedText:
    """Where a text lies, and what it is bound to: one file is never taken for another."""

    path: Path
    bound: bytes
    files: Files
    key: UserKey

    def keep(self, text: str, random: Random) -> None:
        """Seal a text (AES-256-GCM, NIST SP 800-38D); an empty one leaves nothing.

        Raises:
            Full: it cannot be written.

        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            if not text:
                self.files.remove(self.path)
                return
            nonce = random.bytes(_NONCE)
            self.files.write(self.path, nonce + AESGCM(self._derived()).encrypt(nonce, text.encode(), self.bound))
        except OSError as error:
            raise Full(reason=self.path.stem) from error

    def read(self) -> str:
        """Give the text; empty where there is none.

        Raises:
            Damaged: this key does not open what lies there.
            Full: it cannot be read now.

        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            sealed = self.files.read(self.path)
            return AESGCM(self._derived()).decrypt(sealed[:_NONCE], sealed[_NONCE:], self.bound).decode()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise Full(reason=self.path.stem) from error
        except (ValueError, InvalidTag) as error:
            raise Damaged(reason=self.path.stem) from error

    def _derived(self) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), 32, salt=None, info=self.bound).derive(self.key.raw)
