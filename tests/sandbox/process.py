"""The embedded services as a process of their own, asked over real loopback HTTP by the standard library."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
CLOCK = "2026-11-23T09:41:00+01:00"
CPR = "urn:oid:1.2.208.176.1.2"
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Got:
    """An answer: status, headers in lower case, body as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        content = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return json.loads(content)

    @property
    def entries(self) -> list[Any]:
        return [each["resource"] for each in self.json.get("entry", []) if each["search"]["mode"] == "match"]


@dataclass(slots=True)
class Services:
    """A running sandbox as a client sees it."""

    told: dict[str, Any]
    process: "subprocess.Popen[str]"

    def url(self, base: str) -> str:
        return str(next(each["url"] for each in self.told["bases"] if each["name"] == base))

    def get(self, url: str, headers: dict[str, str] | None = None, **query: str) -> Got:
        """Ask with the bearer token; `url` is absolute or `base/Type`."""
        return self.send("GET", url, headers=headers, query=query)

    def post(self, url: str, **form: str) -> Got:
        """Ask by POST _search, so that no identifier stands in the address."""
        return self.send("POST", f"{url}/_search", form=form)

    def send(self, method, url, *, headers=None, query=None, form=None, body=None) -> Got:
        if "://" not in url:
            base, _, rest = url.partition("/")
            url = f"{self.url(base)}/{rest}"
        parts = urlsplit(url)
        told = {"Authorization": f"Bearer {self.told['token']}", **(headers or {})}
        if form is not None:
            told["Content-Type"], body = "application/x-www-form-urlencoded", urlencode(form).encode()
        target = parts.path + (f"?{parts.query}" if parts.query else "") + (f"?{urlencode(query)}" if query else "")
        return ask(str(parts.hostname), int(parts.port or 0), method, target, told, body)

    def order(self, door: str, told: dict[str, Any] | None = None, method: str = "POST") -> Got:
        """Use the side door with its secret."""
        headers = {"X-Sandbox-Secret": self.told["secret"]}
        body = json.dumps(told).encode() if told is not None else None
        return self.send(method, f"{self.told['control']}/{door}", headers=headers, body=body)

    def fault(self, kind: str, **more: Any) -> None:
        assert self.order("faults", {"kind": kind, **more}).status == 200

    def patient(self, base: str, number: str, system: str = CPR) -> str:
        """The server's own id of a citizen."""
        return str(self.post(f"{base}/Patient", identifier=f"{system}|{number}").entries[0]["id"])


def ask(host: str, port: int, method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> Got:
    """One request on a line of its own."""
    line = HTTPConnection(host, port, timeout=PATIENCE)
    try:
        line.request(method, target, body, headers)
        answer = line.getresponse()
        return Got(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read())
    finally:
        line.close()


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "overblik", "sandbox", *words]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "desktop"), "PYTHONUTF8": "1", **more}


@contextmanager
def services(clock: str = CLOCK, seeds: Path | None = None, schemas: Path | None = None) -> Iterator[Services]:
    """Start the services, read their introduction, and end them by closing their standard input."""
    words = ["--port", "0", "--clock", clock, *(["--seeds", str(seeds)] if seeds else [])]
    words += ["--schemas", str(schemas)] if schemas else []
    process = subprocess.Popen(
        command(*words),
        env=environment(OVERBLIK_SANDBOX_WATCH_STDIN="1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with ended_by_its_input(process):
        assert process.stdout is not None
        yield Services(json.loads(process.stdout.readline()), process)


@contextmanager
def ended_by_its_input(process: "subprocess.Popen[str]") -> Iterator[None]:
    """Let a child run, and end it by closing its standard input; one that does not listen to that is killed."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield
    finally:
        process.stdin.close()
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
