"""Whom a TLS connection is made with: the authorities of the operating system, TLS 1.2 or newer, never unchecked (T12)."""

import contextlib
import ssl
import sys
from collections.abc import Iterable
from functools import cache

_NOT_NOW = frozenset({9, 10, 0x800B0101})
"""Not yet valid and expired: OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and _HAS_EXPIRED, and CERT_E_EXPIRED of Windows."""
_CANDIDATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where Debian, Fedora and RHEL, SUSE and the others keep them."""


def trust_for(origins: Iterable[str]) -> ssl.SSLContext:
    """Give the context for some origins; of loopback without TLS one that trusts nobody, and costs nothing."""
    if any(origin.startswith("https:") for origin in origins):
        return system_trust()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def system_trust() -> ssl.SSLContext:
    """Give one context for all clients that show no certificate of their own: to read the authorities takes 20 ms."""
    return fresh_trust()


def fresh_trust() -> ssl.SSLContext:
    """Give a context of one's own, that trusts whom the operating system trusts.

    What an administrator has added or taken away there holds here too: a certificate authority of the organisation, or
    one that is trusted no more. On Windows and macOS the system itself judges.
    """
    if sys.platform in ("win32", "darwin"):
        import truststore

        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.create_default_context()
        if not context.cert_store_stats()["x509_ca"]:
            _find(context)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def doubt_of(error: BaseException) -> str | None:
    """Tell whether a line failed by the certificate of who answered, and how; none where it did not.

    `validity` is one that does not hold now; else it is empty: of an authority or a name that does not count here.
    """
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, ssl.SSLCertVerificationError):
        seen = seen.__cause__ or seen.__context__
    if seen is None:
        return None
    return "validity" if getattr(seen, "verify_code", 0) in _NOT_NOW else ""


def _find(context: ssl.SSLContext) -> None:
    """Read them from where another distribution keeps them; the program may have been built elsewhere."""
    for path in _CANDIDATES:
        with contextlib.suppress(OSError):
            context.load_verify_locations(cafile=path)
            return
