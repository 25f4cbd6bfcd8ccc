"""A real HTTP server on 127.0.0.1 that answers by a function; ends with the test."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

Answering = Callable[[httpx.Request], httpx.Response]
HANG, CUT = "hang", "cut"
"""Extensions of a response: say nothing for so many seconds, or promise more bytes than are sent."""


class Loopback:
    """One server: its address, what it was asked, and what it answers."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.asked: list[httpx.Request] = []
        self.answering: Answering = lambda _: httpx.Response(404)
        self.ended = threading.Event()


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    loopback: Loopback

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        url = self.loopback.url + self.path
        request = httpx.Request(self.command, url, headers=dict(self.headers.items()), content=body)
        self.loopback.asked.append(request)
        answer = self.loopback.answering(request)
        if HANG in answer.extensions:
            self.loopback.ended.wait(answer.extensions[HANG])
        sent = b"".join(answer.stream)  # type: ignore[arg-type]
        if answer.status_code == 304:
            sent = b""
        self.send_response_only(answer.status_code)
        for name, text in answer.headers.items():
            if name not in ("content-length", "transfer-encoding"):
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(sent) + answer.extensions.get(CUT, 0)))
        self.end_headers()
        self.wfile.write(sent)
        self.close_connection = CUT in answer.extensions

    do_GET = do_POST = _answer  # noqa: N815 - the library's own names

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has hung up, as it may

    def log_message(self, *told: Any) -> None:
        """Say nothing on the terminal."""


class _Server(ThreadingHTTPServer):
    """Remembers its connections: a client that was cancelled while it connected never hangs up by itself."""

    daemon_threads = False

    def __init__(self, talk: type[_Talk]) -> None:
        super().__init__(("127.0.0.1", 0), talk)
        self.connections: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.append(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        for one in self.connections:
            with suppress(OSError):  # most are closed
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def loopback() -> Iterator[Loopback]:
    """Serve until the test is over; no thread and no socket is left."""
    talk = type("Talk", (_Talk,), {})
    server = _Server(talk)
    running = Loopback(server.server_address[1])
    talk.loopback = running
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
    thread.start()
    try:
        yield running
    finally:
        running.ended.set()
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()
