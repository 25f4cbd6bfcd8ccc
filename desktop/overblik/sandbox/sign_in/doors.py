"""The addresses of the OpenID provider: requests over HTTP to answers, with the fault that met them."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from overblik.sandbox import disturbances
from overblik.sandbox.sign_in import page
from overblik.sandbox.sign_in.proof import BadProof
from overblik.sandbox.sign_in.provider import PATH, Form, Provider, Refusal
from overblik.sandbox.world import World

BASE = "sign-in"
"""How faults and the log call the provider."""
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_FRAME = (b'{"access_token":"', b'"}')

Door = Callable[[Provider, Request, Form], Response]


def routes(world: World) -> list[Route]:
    """The doors."""
    table: dict[str, tuple[Door, list[str]]] = {
        "/.well-known/openid-configuration": (_metadata, ["GET"]),
        "/jwks": (_keys, ["GET"]),
        "/authorize": (_authorize, ["GET", "POST"]),
        "/token": (_token, ["POST"]),
        "/revoke": (_revoke, ["POST"]),
        "/end-session": (_end_session, ["GET", "POST"]),
    }
    return [Route(PATH + path, _opened(world, door), methods=methods) for path, (door, methods) in table.items()]


def _opened(world: World, door: Door) -> Callable[[Request], Awaitable[ASGIApp]]:
    async def opened(request: Request) -> ASGIApp:
        name = request.url.path.rpartition("/")[2]
        fault = world.faults.take(BASE, name)
        sent: ASGIApp | None = None
        if fault:
            await disturbances.wait(fault)
            instead = disturbances.instead(fault)
            if instead:
                sent = Response(b"", instead.status, instead.headers)
            else:
                sent = disturbances.line(fault, b"{}", "application/json", _FRAME)
        if sent is None:
            sent = door(world.sign_in, request, await _form(request))
        status = getattr(sent, "status_code", None)
        # Codes, tokens and names stand in queries and forms: none of them is kept in the log.
        world.requests.append(
            {"base": BASE, "method": request.method, "path": request.url.path, "query": "", "status": status}
        )
        return sent

    return opened


async def _form(request: Request) -> Form:
    """The parameters; one that stands twice makes the whole request nothing (RFC 6749 section 3.1)."""
    text = request.url.query if request.method == "GET" else (await request.body()).decode("utf-8", "replace")
    pairs = parse_qsl(text, keep_blank_values=True)
    return dict(pairs) if len(dict(pairs)) == len(pairs) else {}


def _metadata(provider: Provider, request: Request, form: Form) -> Response:
    del request, form
    return JSONResponse(provider.metadata())


def _keys(provider: Provider, request: Request, form: Form) -> Response:
    del request, form
    return JSONResponse(provider.keys())


def _authorize(provider: Provider, request: Request, form: Form) -> Response:
    try:
        if request.method == "GET":
            return HTMLResponse(page.choice(f"{provider.issuer}/authorize", provider.ask(form)), 200, page.HEADERS)
        where = provider.choose(form.get("request", ""), form.get("clinician", ""))
        return RedirectResponse(where, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    except Refusal as no:
        return RedirectResponse(no.where, 303) if no.where else HTMLResponse(page.refused(no.error), 400, page.HEADERS)


def _token(provider: Provider, request: Request, form: Form) -> Response:
    nonce = {**_NO_STORE, "DPoP-Nonce": provider.proofs.fresh_nonce()}
    try:
        return JSONResponse(provider.exchange(form, request.headers.get("dpop", "")), 200, nonce)
    except Refusal as no:
        return JSONResponse({"error": no.error}, 401 if no.error == "invalid_client" else 400, nonce)
    except BadProof as no:
        return JSONResponse({"error": no.error, "error_description": no.why}, 400, nonce)


def _revoke(provider: Provider, request: Request, form: Form) -> Response:
    del request
    provider.grants.revoke(form.get("token", ""))
    return Response(b"", 200, _NO_STORE)


def _end_session(provider: Provider, request: Request, form: Form) -> Response:
    del provider, request, form
    return HTMLResponse(page.signed_out(), 200, page.HEADERS)
