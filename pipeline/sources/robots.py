"""What each host's robots.txt allows, asked for once a night."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from extractors.formats.decode import decode_text

MAX_RULES = 512 * 1024
"""Bytes of robots.txt that count (RFC 9309)."""
MAX_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host; without a file, all is allowed."""

    file: Protego | None = None
    unavailable: str = ""
    """Why the file could not be had; then nothing is asked of the host."""

    @classmethod
    def parse(cls, data: bytes) -> "Rules":
        """The rules that the bytes of a robots.txt spell out."""
        return cls(Protego.parse(decode_text(data[:MAX_RULES])))

    def allows(self, url: str, agent: str) -> bool:
        """Whether ``agent`` may ask for the address."""
        return self.file is None or bool(self.file.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Seconds between requests that the file asks for; at most a minute is granted."""
        asked = None if self.file is None else self.file.crawl_delay(agent)
        return min(float(asked or 0.0), MAX_DELAY)


class Robots:
    """The rules of every host met so far; each is fetched once, by the first thread that needs it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._rules: dict[str, Rules] = {}

    def find(self, url: str, fetch: Callable[[str], Rules]) -> Rules:
        """The rules for the host of ``url``; ``fetch`` gets the address of its robots.txt."""
        site = _find_site(url)
        with self._lock:
            lock = self._locks.setdefault(site, threading.Lock())
        with lock:
            if site not in self._rules:
                self._rules[site] = fetch(f"{site}/robots.txt")
            return self._rules[site]

    def delay(self, url: str, agent: str) -> float:
        """The pace that the host's file asks for; 0 before it was read."""
        rules = self._rules.get(_find_site(url))
        return 0.0 if rules is None else rules.delay(agent)


def _find_site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
