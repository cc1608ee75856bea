"""Serving the site: the socket, the token, and the one line that tells where it is."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.web.app import make_app
from pipeline.web.session import read_token
from pipeline.web.shield import LOOPBACK
from pipeline.web.site import Settings


class ServeRefusedError(Exception):
    """The site cannot be served so; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for."""

    database: str
    archive: str | None
    host: str
    port: int
    token_file: Path | None
    allowed: tuple[str, ...]
    """Names under which people beyond this machine reach it."""


def serve(plan: Plan, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; ``tell`` gets one line when the site is ready.

    Raises:
        ServeRefusedError: for a host beyond this machine without a name and a token, or a port that is taken.
        TokenRefusedError: for a token file that cannot be used.
    """
    check_host(plan)
    token = None if plan.token_file is None else read_token(plan.token_file)
    app = make_app(Settings(plan.database, plan.archive, token, plan.allowed))
    app.state.site.check()
    listener = open_socket(plan.host, plan.port)
    config = uvicorn.Config(app, log_level="warning", access_log=False, proxy_headers=False, server_header=False)
    tell(describe(plan, listener.getsockname()[1]))
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return
    finally:
        listener.close()


def check_host(plan: Plan) -> None:
    """ServeRefusedError for an address that others can reach, unless that is said, and writing needs a token."""
    if plan.host in LOOPBACK:
        return
    if not plan.allowed or plan.token_file is None:
        raise ServeRefusedError(
            f"{plan.host} can be reached from other machines: say --allow-host NAME for the name people use, "
            "and --token-file FILE for those who may write"
        )


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket; ServeRefusedError for a port that is taken or a host that is not of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)  # from now on a request waits, and is not refused
    except OSError as error:
        listener.close()
        raise ServeRefusedError(f"{host} port {port}: {error.strerror or error}") from error
    return listener


def describe(plan: Plan, port: int) -> str:
    """Where the site is, and where the token lies."""
    name = plan.allowed[0] if plan.allowed else f"[{plan.host}]" if ":" in plan.host else plan.host
    writing = "read only" if plan.token_file is None else f"to write, enter the token in {plan.token_file} at /token"
    return f"gongkai: http://{name}:{port}/  ({writing}; Ctrl-C ends)"
