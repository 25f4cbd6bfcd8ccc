"""TLS in which this computer shows a certificate of its own (mutual TLS), and checks the other end."""

import os
import ssl
import tempfile
from pathlib import Path

from overblik.domain.errors import InputError
from overblik.wire.trust import fresh_trust

_NAME = "line.pem"


def client_context(identity: bytes, lock: str, authority: bytes) -> ssl.SSLContext:
    """Give TLS 1.2 or newer with a client certificate.

    `identity` is certificate, intermediates and key as PEM, the key encrypted with `lock`. With an `authority` (PEM) the
    other end is checked against it alone, without one against the authorities of the operating system; never not at all.

    Raises:
        InputError: `certificate_pair` where key and certificate do not belong together.

    """
    # What stands between the certificates of a file is for people, and may be in any script.
    context = ssl.create_default_context(cadata=authority.decode("ascii", "ignore")) if authority else fresh_trust()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        _show(context, identity, lock)
    except ssl.SSLError:
        raise InputError("certificate_pair") from None
    return context


def _show(context: ssl.SSLContext, identity: bytes, lock: str) -> None:
    """Give the certificate to the library, which reads it from a path alone.

    Where the system has files in memory (Linux) one is used; elsewhere a file stands for a moment in a folder that only
    this user may enter, and in both the key is encrypted with a password that exists in memory alone.
    """
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create(_NAME)
        try:
            with open(descriptor, "wb", closefd=False) as file:
                file.write(identity)
            context.load_cert_chain(f"/proc/self/fd/{descriptor}", password=lock)
        finally:
            os.close(descriptor)
        return
    with tempfile.TemporaryDirectory(prefix="overblik-line-") as folder:  # mode 0700
        path = Path(folder) / _NAME
        path.touch(mode=0o600)
        path.write_bytes(identity)
        context.load_cert_chain(path, password=lock)
