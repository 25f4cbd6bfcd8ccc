"""Lists the files of a release, and signs the list with a key that lies outside the repository.

The list is what `overblik release check` reads (access/release.py); SHA256SUMS says the same to `sha256sum --check`.
"""

import base64
import hashlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

LIST, SUMS = "release.toml", "SHA256SUMS"
_LASTS = timedelta(days=400)
"""After a year and a month without a new one somebody keeps the new ones back."""


def write_release(folder: Path, version: str, epoch: int) -> None:
    """Write both lists over all files of a folder, unsigned."""
    files = sorted(path for path in folder.iterdir() if path.name not in (LIST, SUMS))
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    built = datetime.fromtimestamp(epoch, UTC)
    lines = [f'version = "{version}"', f"built = {built:%Y-%m-%dT%H:%M:%SZ}"]
    lines += [f"expires = {built + _LASTS:%Y-%m-%dT%H:%M:%SZ}", "", "[files]"]
    lines += [f'"{name}" = "{digest}"' for name, digest in digests.items()]
    (folder / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in digests.items()), encoding="utf-8")


def sign_release(folder: Path, key: Path) -> None:
    """Put the signature under the list; `key` is an Ed25519 private key as PEM, and stays where it is.

    openssl is asked, so that a key in a token or behind a password is asked for as its owner is used to.
    """
    listed = folder / LIST
    words = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", str(key), "-in", str(listed)]
    signature = base64.b64encode(subprocess.run(words, check=True, capture_output=True).stdout).decode()
    with listed.open("a", encoding="utf-8") as file:
        file.write(f"# signature: {signature}\n")
