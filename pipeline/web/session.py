"""Who may write: a token in a file, a signed cookie for those who know it, and a mark that no other site can forge."""

import base64
import hashlib
import hmac
import json
import math
import secrets
import time
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

COOKIE = "gongkai_session"
LIFE_SECONDS = 12 * 3600
SHORTEST_TOKEN = 16
LONGEST_NAME = 80
MOST_ATTEMPTS, ATTEMPT_MINUTES = 10, 5
"""Attempts to enter that one address has in so many minutes."""
_HOME = 64
"""Bits of an address of the newer kind that say whose it is; the rest its owner chooses."""


class TokenRefusedError(Exception):
    """The token file cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who knew the token."""

    name: str
    """How they call themselves."""
    nonce: str
    began: int
    """Seconds since 1970."""


class Seals:
    """Makes and checks what only this server can have made."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._key = hashlib.sha256(b"gongkai sessions " + token.encode()).digest()

    def knows(self, token: str) -> bool:
        """Whether somebody gave the token; takes as long for a wrong one."""
        return hmac.compare_digest(token.strip().encode(), self._token.encode())

    def open_session(self, name: str, now: float) -> Session:
        """A new session."""
        return Session(name[:LONGEST_NAME], secrets.token_urlsafe(16), int(now))

    def write_cookie(self, session: Session) -> str:
        """The session as a cookie's text."""
        told = json.dumps([session.name, session.nonce, session.began]).encode()
        body = base64.urlsafe_b64encode(told).decode()
        return f"{body}.{self._sign('cookie', body)}"

    def read_cookie(self, text: str, now: float) -> Session | None:
        """The session of a cookie; None for one that was not made here, or is too old."""
        body, _, seal = text.partition(".")
        if not hmac.compare_digest(seal.encode(), self._sign("cookie", body).encode()):
            return None
        name, nonce, began = json.loads(base64.urlsafe_b64decode(body))
        return Session(name, nonce, began) if 0 <= now - began < LIFE_SECONDS else None

    def write_mark(self, session: Session) -> str:
        """What every form of the session carries, so that no other site can send it."""
        return self._sign("form", session.nonce)

    def knows_mark(self, session: Session, mark: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(mark.encode(), self.write_mark(session).encode())

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose} {text}".encode(), hashlib.sha256).hexdigest()


class Attempts:
    """Counts by address who gives a token, right or wrong, so that none can be guessed."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._most = RateLimitItemPerMinute(MOST_ATTEMPTS, ATTEMPT_MINUTES)

    def take(self, address: str) -> int:
        """Take one attempt: 0 where it may be made, else the seconds until the address has one again."""
        home = find_home(address)
        if self._limiter.hit(self._most, home):
            return 0
        return max(1, math.ceil(self._limiter.get_window_stats(self._most, home).reset_time - time.time()))


def find_home(address: str) -> str:
    """What is counted for an address: itself, or of one of the newer kind the network that it is in."""
    try:
        known: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return address
    return str(known.ipv4_mapped or IPv6Network((int(known), _HOME), strict=False))


def read_token(path: Path) -> str:
    """The token in a file; a file that is not there is made, for its owner's eyes alone, with a new one.

    Raises TokenRefusedError for one that is short, or that others on this machine can read.
    """
    try:
        if not path.exists():
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(secrets.token_urlsafe(32) + "\n", encoding="ascii")
        token = path.read_text(encoding="utf-8").strip()
        is_shared = path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        raise TokenRefusedError(f"{path}: {getattr(error, 'strerror', None) or 'not text'}") from error
    if len(token) < SHORTEST_TOKEN:
        raise TokenRefusedError(f"{path}: a token has at least {SHORTEST_TOKEN} signs; delete the file for a new one")
    if is_shared:
        raise TokenRefusedError(f"{path}: others can read it: chmod 600 {path}")
    return token
