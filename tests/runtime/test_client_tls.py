"""The certificate of a workplace, as it is shown on the line to a broker; the key is nowhere in clear (T1, T12)."""

import os
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from overblik.access.certificate import line_identity
from overblik.app.commands import sentence
from overblik.app.preferred import words_of
from overblik.domain.errors import InputError
from overblik.runtime.client_tls import client_context
from overblik.sandbox.national.certificates import Authority, curve_key, rsa_key
from overblik.sandbox.national.keys import _common

LOCK = "f" * 48
START, LIFE = datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=900)
AUTHORITY = Authority.new("Prøve", START, LIFE)
CA = AUTHORITY.identity.pem().encode()


def file_of(key: Any, *, with_key: bool = True) -> bytes:
    made = AUTHORITY.issue(_common("Arbejdspladsen"), key, START, LIFE)
    lock = serialization.BestAvailableEncryption(b"kodeord")
    kept = key if with_key else None
    return pkcs12.serialize_key_and_certificates(b"x", kept, made.certificate, [AUTHORITY.identity.certificate], lock)


@pytest.mark.parametrize("make", [curve_key, rsa_key], ids=["EC", "RSA"])
def test_the_identity_holds_the_chain_and_a_key_that_is_locked(make: Any) -> None:
    pem = line_identity(file_of(make()), "kodeord", LOCK)
    assert pem.count(b"BEGIN CERTIFICATE") == 2
    assert pem.count(b"PRIVATE KEY") == 2
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in pem
    assert isinstance(client_context(pem, LOCK, CA), ssl.SSLContext)
    with pytest.raises(InputError, match="certificate_pair"):
        client_context(pem, "forkert", CA)


def test_an_authority_may_be_named_in_any_script_beside_its_certificate() -> None:
    pem = line_identity(file_of(curve_key()), "kodeord", LOCK)
    context = client_context(pem, LOCK, "# Prøveudsteder Ærø\n".encode() + CA)
    assert len(context.get_ca_certs()) == 1


@pytest.mark.rule("T12")
def test_t12_the_other_end_is_always_checked() -> None:
    pem = line_identity(file_of(curve_key()), "kodeord", LOCK)
    own, system = client_context(pem, LOCK, CA), client_context(pem, LOCK, b"")
    for context in (own, system):
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert [dict(sum(one["subject"], ()))["commonName"] for one in own.get_ca_certs()] == ["Prøve"]


@pytest.mark.parametrize("in_memory", [*([True] if hasattr(os, "memfd_create") else []), False])
def test_no_file_is_left_and_none_was_open_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: bool
) -> None:
    """Where the system has no files in memory one stands for a moment, for this user alone and locked."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if not in_memory:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    seen: list[tuple[str, int, bytes]] = []
    load = ssl.SSLContext.load_cert_chain

    def noted(self: ssl.SSLContext, path: Any, keyfile: Any = None, password: Any = None) -> None:
        seen.append((str(path), Path(path).stat().st_mode & 0o077, Path(path).read_bytes()))
        load(self, path, keyfile, password)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", noted)
    client_context(line_identity(file_of(curve_key()), "kodeord", LOCK), LOCK, CA)
    ((path, others, content),) = seen
    assert path.startswith("/proc/self/fd/") if in_memory else Path(path).is_relative_to(tmp_path)
    assert in_memory or (others == 0 if os.name != "nt" else True)
    assert b"BEGIN PRIVATE KEY" not in content
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "certificate_form"), (file_of(curve_key(), with_key=False), "certificate_pair")]
)
def test_a_file_that_cannot_open_the_line_is_said_in_words(content: bytes, code: str) -> None:
    with pytest.raises(InputError, match=code) as found:
        line_identity(content, "kodeord", LOCK)
    assert sentence(found.value, words_of("da")) != sentence(found.value, words_of("en"))
