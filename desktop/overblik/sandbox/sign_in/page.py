"""The page on which one of the clinicians is chosen with one click, and the page after signing out."""

from html import escape

from overblik.sandbox.sign_in.clinicians import clinicians

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:34em;margin:3em auto;padding:0 1em}"
    "button{display:block;width:100%;text-align:left;font:inherit;padding:.7em 1em;margin:.5em 0}"
)


def choice(action: str, request: str) -> str:
    """The page that offers the clinicians; `request` is the handle of what is asked for."""
    rows = "".join(
        f'<button name="clinician" value="{escape(one.subject)}"><b>{escape(one.name)}</b><br>'
        f"{escape(one.role)}, {escape(one.organisation_name)}</button>"
        for one in clinicians().values()
    )
    form = (
        f'<form method="post" action="{escape(action)}"><input type="hidden" name="request" value="{escape(request)}">'
        f'{rows}<button name="clinician" value="">Afbryd / Cancel</button></form>'
    )
    note = "<p>Syntetiske personer: ingen af dem findes. / Invented persons: none of them exists.</p>"
    return _whole("Log ind / Sign in", note + form)


def signed_out() -> str:
    """The page after signing out."""
    return _whole("Logget ud / Signed out", "<p>Du kan lukke denne fane. / You can close this tab.</p>")


def refused(why: str) -> str:
    """The page for a request that may not lead anywhere else."""
    return _whole("Afvist / Refused", f"<p>{escape(why)}</p>")


def _whole(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="da"><head><meta charset="utf-8"><title>{title} - Overblik DEMO</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>"
    )
