"""The broker of an organisation: mutual TLS on a port of its own, an id card for the access token of a sign-in.

Our own contract, to be agreed with each organisation: `POST /idcard` with the access token of the clinician's sign-in,
answered by `{"idCard": "<xml>", "notOnOrAfter": "..."}`. The token is asked about at the OpenID provider, which knows
whose it is, whether it still holds, and to which key it is bound; nothing else says who the clinician is.
"""

import os
import secrets
import socket
import ssl
import tempfile
import threading
from pathlib import Path

import uvicorn
from lxml import etree
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from overblik.sandbox import disturbances
from overblik.sandbox.faults import Fault
from overblik.sandbox.national import troubles
from overblik.sandbox.national.certificates import Identity
from overblik.sandbox.national.keys import Keys, staff
from overblik.sandbox.sign_in.grants import Granted
from overblik.sandbox.verbatim import Json
from overblik.sandbox.world import World


def start(world: World, listening: socket.socket) -> None:
    """Serve beside the other services until the process ends."""
    world.national.broker = f"https://127.0.0.1:{listening.getsockname()[1]}"
    context = secure(world.national.keys)
    config = uvicorn.Config(
        application(world),
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        ssl_context_factory=lambda _config, _usual: context,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()


def application(world: World) -> Starlette:
    """The one address of the broker."""

    async def idcard(request: Request) -> ASGIApp:
        fault = world.faults.take("broker", "idcard")
        if fault:
            await disturbances.wait(fault)
        sent = _answer(world, request, fault)
        if fault:
            return troubles.line(fault, bytes(sent.body)) or sent
        return sent

    return Starlette(routes=[Route("/idcard", idcard, methods=["POST"])])


def _answer(world: World, request: Request, fault: Fault | None) -> JSONResponse:
    keys, issuer = world.national.keys, world.national.issuer
    given, proof = request.headers.get("authorization", ""), request.headers.get("dpop", "")
    status, headers = 200, {"Cache-Control": "no-store"}
    content: dict[str, str] = {}
    row: Json = {"base": "broker", "method": "POST", "path": "/idcard", "query": ""}
    admitted = world.sign_in.admitted(given, proof, "POST", f"{world.national.broker}/idcard")
    if isinstance(admitted, Granted):
        person = staff()[admitted.subject]
        card = issuer.issue(issuer.card_of(person, keys.clinician.certificate), fault)
        times = next(each for each in card if str(each.tag).endswith("}Conditions"))
        content = {"idCard": etree.tostring(card, encoding="unicode"), "notOnOrAfter": times.get("NotOnOrAfter", "")}
        row["card"] = person.authorisation
    else:
        status, content, headers = 401, {"error": "invalid_token"}, headers | admitted
    world.requests.append({**row, "status": status})
    return JSONResponse(content, status, headers)


def secure(keys: Keys) -> ssl.SSLContext:
    """TLS that admits only a client with a certificate of the same authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=keys.tls_authority.identity.pem())
    _load(context, keys.tls_server)
    return context


def _load(context: ssl.SSLContext, identity: Identity) -> None:
    """Give a certificate to the library, which reads it from a path alone.

    Where the system has files in memory (Linux) one is used; elsewhere a file stands for a moment, and in both the key is
    encrypted with a password that exists in memory alone.
    """
    password = secrets.token_urlsafe(24)
    content = (identity.pem() + identity.key_pem(password)).encode()
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("certificate")
        try:
            os.write(descriptor, content)
            context.load_cert_chain(f"/proc/self/fd/{descriptor}", password=password)
        finally:
            os.close(descriptor)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pem"
        path.write_bytes(content)
        context.load_cert_chain(path, password=password)
