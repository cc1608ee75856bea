"""Addresses in one spelling, and the hosts that may be asked."""

import re
from collections.abc import Collection
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

MAX_URL = 2_000
PUBLIC_SUFFIX = "gov.cn"
PORTS = {"http": 80, "https": 443}
_REPEATED = re.compile(r"(/[^/]+)\1{3}")
"""A step of a path four times in a row: a relative link that leads ever deeper into itself."""
_SESSION = re.compile(r";jsessionid=[^?#]*", re.IGNORECASE)


def join_url(base: str, link: str) -> str | None:
    """The address that ``link`` on the page ``base`` leads to, in one spelling; None when it leads nowhere we go."""
    try:
        return spell_url(urljoin(base, "".join(link.split())))
    except ValueError:
        return None


def spell_url(url: str) -> str | None:
    """The address in one spelling; None unless it is http(s), has a host and no password, and is no maze."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in PORTS or not host or parts.username is not None or parts.password is not None:
        return None
    try:
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    shown = f"[{host}]" if ":" in host else host
    network = shown if port in (None, PORTS[parts.scheme]) else f"{shown}:{port}"
    path = quote(_SESSION.sub("", parts.path), safe="/%:@!$&'()*+,;=~-._") or "/"
    spelled = urlunsplit((parts.scheme, network, path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"), ""))
    return None if len(spelled) > MAX_URL or _REPEATED.search(path) else spelled


def find_host(url: str) -> str:
    """Host of a spelled address, with the port where it is not the usual one."""
    return urlsplit(url).netloc


def is_allowed(url: str, exceptions: Collection[str]) -> bool:
    """Whether the address lies under gov.cn on the usual port, or on a host (``name`` or ``name:port``) named."""
    host = find_host(url)
    return host == PUBLIC_SUFFIX or host.endswith(f".{PUBLIC_SUFFIX}") or host in exceptions
