"""What stands between the network and the pages: allowed hosts, requests of our own forms alone, strict headers."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LARGEST_FORM = 64 * 1024
_DIGITS = 9
"""Digits of a length beyond which nobody need reckon how large it is."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
WRONG_HOST = "This server does not answer under that name; start it with --allow-host NAME to let it."
WRONG_ORIGIN = "This form was sent from another site; nothing was changed."
TOO_LARGE = "This form is too large; nothing was changed."


class Shield:
    """Refuses requests under foreign names (DNS rebinding) and forms of foreign sites; adds headers to every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in (*LOOPBACK, *hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, text in HEADERS.items():
                    headers[name] = text
            await send(message)

        refusal = self._refuse(scope)
        answer: ASGIApp = self._app if refusal is None else refusal
        await answer(scope, receive, send_guarded)

    def _refuse(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if find_host_name(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse(WRONG_HOST, 403)
        if scope["method"] != "POST":
            return None  # nothing is written by any other
        if not _is_own(headers):
            return PlainTextResponse(WRONG_ORIGIN, 403)
        length = headers.get("content-length", "")
        if not length.isdecimal() or len(length) > _DIGITS or int(length) > LARGEST_FORM:
            return PlainTextResponse(TOO_LARGE, 413)
        return None


def find_host_name(host: str) -> str:
    """The name in a Host header, without port and brackets; empty for one that is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_own(headers: Headers) -> bool:
    """Whether the browser says that the form stands on a page of this server; a program that says nothing may pass."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # half an address
        return False
