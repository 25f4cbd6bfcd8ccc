"""Class B: a line is made with whom the system trusts, for the name that was asked, now, and with nothing weaker (T12)."""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from in_process import FakeRandom
from overblik.domain.errors import Unreachable, Untrusted
from overblik.runtime.clock import SystemClock
from overblik.runtime.scheduler import LoopScheduler
from overblik.wire import trust
from overblik.wire.http import HttpClient, Question

pytestmark = pytest.mark.rule("T12")
DAY = timedelta(days=1)
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nja"


@dataclass(frozen=True)
class Issuer:
    """An authority: its name, its key, and its certificate."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate | None = None


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def pem(*certificates: x509.Certificate | None) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates if one is not None)


@dataclass(frozen=True)
class Wanted:
    """What a certificate says."""

    name: str = "127.0.0.1"
    hosts: tuple[str, ...] = ("127.0.0.1",)
    begins: timedelta = -DAY
    ends: timedelta = DAY
    is_authority: bool = False
    use: Any = ExtendedKeyUsageOID.SERVER_AUTH


def issued(by: Issuer | None, wanted: Wanted) -> Issuer:
    """Issue a certificate; by nobody, it signs itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = named(wanted.name)
    signer = by or Issuer(subject, key)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + wanted.begins)
        .not_valid_after(now + wanted.ends)
        .add_extension(x509.BasicConstraints(ca=wanted.is_authority, path_length=None), critical=True)
    )
    if not wanted.is_authority:
        hosts = [_host(host) for host in wanted.hosts]
        if hosts:
            made = made.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage([wanted.use]), critical=False)
    return Issuer(subject, key, made.sign(signer.key, SHA256()))


def _host(host: str) -> x509.GeneralName:
    with contextlib.suppress(ValueError):
        return x509.IPAddress(ipaddress.ip_address(host))
    return x509.DNSName(host)


@dataclass
class Server:
    """A server of one certificate, on loopback; counts what came through to it."""

    context: ssl.SSLContext
    door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    asked: list[bytes] = field(default_factory=list)

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError), self.context.wrap_socket(line, server_side=True) as secure:
                self.asked.append(secure.recv(4096))
                secure.sendall(_ANSWER)


@contextlib.contextmanager
def serving(shown: Issuer, folder: Path, beside: bytes = b"", **settings: Any) -> Iterator[Server]:
    """Serve with a certificate, and what is sent beside it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = shown.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(pem(shown.certificate) + beside + key)
    context.load_cert_chain(path)
    for name, value in settings.items():
        if name == "ciphers":
            context.set_ciphers(value)
        elif name == "client":
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=value)
        else:
            setattr(context, name, value)
    server = Server(context)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        # A thread that waits in `accept` is woken by a visitor, not by the closing of the socket.
        with contextlib.suppress(OSError):
            server.door.shutdown(socket.SHUT_RDWR)
        server.door.close()
        thread.join(5)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Issuer:
    """The one authority that this computer trusts."""
    made = issued(None, Wanted("Prøvens rod", is_authority=True))
    path = tmp_path / "trusted.pem"
    path.write_bytes(pem(made.certificate))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setattr(trust, "system_trust", trust.fresh_trust)
    return made


def ask(server: Server, name: str = "127.0.0.1") -> int:
    """Ask as a source does; give the status."""
    url = f"https://{name}:{server.door.getsockname()[1]}/Patient"

    async def asked() -> int:
        http = HttpClient((url,), SystemClock(), FakeRandom(), LoopScheduler())
        try:
            return (await http.ask(Question(url, is_sent_once=True), 10)).status
        finally:
            await http.aclose()

    return asyncio.run(asked())


def test_a_line_with_whom_the_system_trusts_is_made(authority: Issuer, tmp_path: Path) -> None:
    with serving(issued(authority, Wanted()), tmp_path) as server:
        assert ask(server) == 200
        assert len(server.asked) == 1


def test_an_authority_between_is_followed_where_it_is_sent(authority: Issuer, tmp_path: Path) -> None:
    between = issued(authority, Wanted("Mellemled", is_authority=True))
    with serving(issued(between, Wanted()), tmp_path, pem(between.certificate)) as server:
        assert ask(server) == 200


REFUSED = {
    "expired": Wanted(begins=-2 * DAY, ends=-DAY),
    "not yet valid": Wanted(begins=DAY, ends=2 * DAY),
    "another host": Wanted(hosts=("fmk.example",)),
    "another address": Wanted(hosts=("127.0.0.2",)),
    "a name that only begins alike": Wanted(hosts=("127.0.0.1.example",)),
    "the name in the subject alone": Wanted(hosts=()),
    "a certificate of a client": Wanted(use=ExtendedKeyUsageOID.CLIENT_AUTH),
}


@pytest.mark.parametrize("wanted", REFUSED.values(), ids=list(REFUSED))
def test_t12_a_certificate_that_does_not_hold_is_refused_before_anything_is_sent(
    authority: Issuer, tmp_path: Path, wanted: Wanted
) -> None:
    with serving(issued(authority, wanted), tmp_path) as server:
        is_now = wanted.begins < timedelta() < wanted.ends
        refused(server, {"reason": "" if is_now else "validity"})


def refused(server: Server, facts: dict[str, object]) -> None:
    """Nothing reaches the server, and what is told names neither address nor certificate."""
    with pytest.raises(Unreachable) as told:
        ask(server)
    assert isinstance(told.value, Untrusted) is ("reason" in facts), "by whom it was refused is known from the first"
    assert told.value.facts == {"kind": "ConnectError", **facts}
    assert told.value.__cause__ is None
    assert server.asked == []


@pytest.mark.parametrize(
    "how", ["signs itself", "unknown authority", "missing link", "an end as authority", "same name"]
)
def test_t12_a_certificate_of_nobody_who_is_trusted_is_refused(authority: Issuer, tmp_path: Path, how: str) -> None:
    between = issued(authority, Wanted("Mellemled", is_authority=True))
    end = issued(authority, Wanted("127.0.0.1"))
    by = {
        "signs itself": None,
        "unknown authority": issued(None, Wanted("En anden rod", is_authority=True)),
        "missing link": between,
        "an end as authority": end,
        "same name": issued(None, Wanted("Prøvens rod", is_authority=True)),
    }[how]
    beside = pem(end.certificate) if how == "an end as authority" else b""
    with serving(issued(by, Wanted()), tmp_path, beside) as server:
        refused(server, {"reason": ""})


@pytest.mark.parametrize(
    "settings",
    [
        {"maximum_version": ssl.TLSVersion.TLSv1_1, "ciphers": "ALL:@SECLEVEL=0"},
        {"maximum_version": ssl.TLSVersion.TLSv1, "ciphers": "ALL:@SECLEVEL=0"},
        {"maximum_version": ssl.TLSVersion.TLSv1_2, "ciphers": "NULL:@SECLEVEL=0"},
        {"maximum_version": ssl.TLSVersion.TLSv1_2, "ciphers": "aNULL:@SECLEVEL=0"},
    ],
    ids=["TLS 1.1", "TLS 1.0", "no encryption", "no authentication"],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_t12_nothing_weaker_than_tls_1_2_is_spoken(authority: Issuer, tmp_path: Path, settings: dict[str, Any]) -> None:
    floor = {"minimum_version": ssl.TLSVersion.MINIMUM_SUPPORTED} if "TLSv1_2" not in str(settings) else {}
    with serving(issued(authority, Wanted()), tmp_path, **floor, **settings) as server:
        refused(server, {"connection": True})


def test_t12_a_server_that_wants_a_certificate_gets_none_and_no_question(authority: Issuer, tmp_path: Path) -> None:
    trusted = pem(authority.certificate).decode()
    with serving(issued(authority, Wanted()), tmp_path, client=trusted) as server:
        with pytest.raises(Unreachable):
            ask(server)
        assert server.asked == []


def test_t12_what_speaks_no_tls_is_told_nothing(authority: Issuer) -> None:
    """A captive portal answers in clear."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def answer() -> None:
            line, _ = plain.accept()
            with line:
                heard.append(line.recv(4096))
                line.sendall(_ANSWER)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(Unreachable):
            ask(Server(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), plain))
        thread.join(5)
    assert b"Patient" not in b"".join(heard)


def test_a_line_without_tls_trusts_nobody() -> None:
    assert trust.trust_for(["http://127.0.0.1:80"]).cert_store_stats()["x509"] == 0
    assert trust.trust_for(["http://127.0.0.1:80", "https://fmk.example"]) is trust.system_trust()


def test_the_authorities_are_found_where_another_distribution_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bundle.pem"
    path.write_bytes(pem(issued(None, Wanted("Rod", is_authority=True)).certificate))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "missing"))
    monkeypatch.setattr(trust, "_CANDIDATES", (str(tmp_path / "also missing"), str(path)))
    assert trust.fresh_trust().cert_store_stats()["x509_ca"] == 1


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_on_windows_and_macos_the_system_itself_judges(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    class OfTheSystem(ssl.SSLContext):
        """What truststore gives."""

    monkeypatch.setitem(sys.modules, "truststore", SimpleNamespace(SSLContext=OfTheSystem))
    monkeypatch.setattr(trust.sys, "platform", system)
    made = trust.fresh_trust()
    monkeypatch.undo()
    assert isinstance(made, OfTheSystem)
    assert (made.minimum_version, made.check_hostname) == (ssl.TLSVersion.TLSv1_2, True)
