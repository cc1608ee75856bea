"""One address fetched politely: robots, pace, conditions, retries, redirects, limits. Every end has a name."""

import hashlib
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore2
import httpx2
import stamina

from db.crawling.frontier import FetchOutcome
from pipeline.sources.challenge import find_block
from pipeline.sources.guard import Deadline, ForbiddenAddressError, Gate, GuardedTransport
from pipeline.sources.pace import Pacer
from pipeline.sources.robots import Robots, Rules
from pipeline.sources.source import Source
from pipeline.sources.urls import find_host, is_allowed, join_url

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_NOT_MODIFIED = 304
_MAX_CONDITION = 500
_TRANSIENT = (httpx2.HTTPError, httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError)

stamina.instrumentation.set_on_retry_hooks([])  # the ledger counts the requests; stamina's own lines name no address


@dataclass(frozen=True, slots=True)
class Manners:
    """How the fetcher behaves, and what it puts up with."""

    agent: str = "gongkai/0.1"
    """Who asks; robots.txt is read for the word before the slash."""
    max_bytes: int = 64 << 20
    read_seconds: float = 30.0
    """The longest silence."""
    total_seconds: float = 180.0
    """The longest request, however steadily its bytes drip."""
    max_redirects: int = 5
    attempts: int = 3
    first_wait: float = 2.0
    """Seconds before the second attempt; twice as long before the third."""
    patience: float = 120.0
    """The longest Retry-After that is waited for; a host that asks for more is left alone for the night."""
    connections: int = 16


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What became of one fetch. Any whole answer is ``changed``; whether the bytes are new, the caller knows."""

    outcome: FetchOutcome
    reason: str = ""
    status: int | None = None
    url: str = ""
    """Where the bytes came from, after redirects."""
    data: bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: float = 0.0
    seconds: float = 0.0
    requests: int = 0
    tls_verified: bool = True

    @property
    def sha256(self) -> str | None:
        """Hash of the bytes, None without any."""
        return None if self.data is None else hashlib.sha256(self.data).hexdigest()


class _StatusError(Exception):
    """An answer that may be another one later."""

    def __init__(self, status: int, retry_after: float | None) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.retry_after = retry_after


class _StoppedError(Exception):
    """The end of a fetch that no further attempt would change."""

    def __init__(self, outcome: FetchOutcome, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.outcome: FetchOutcome = outcome
        self.status = status


@dataclass(slots=True)
class _Job:
    """One fetch under way."""

    source: Source
    headers: dict[str, str]
    requests: int = 0


@dataclass(frozen=True, slots=True)
class _Reply:
    """One HTTP answer, read whole."""

    status: int
    headers: httpx2.Headers
    data: bytes
    url: str


@dataclass(slots=True)
class Fetcher:
    """Fetches addresses; may be used by many threads at once."""

    manners: Manners = field(default_factory=Manners)
    gate: Gate = field(default_factory=Gate)
    pacer: Pacer = field(default_factory=Pacer)
    _robots: Robots = field(default_factory=Robots)
    _deadline: Deadline = field(default_factory=Deadline)
    _transports: dict[bool, GuardedTransport] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for verified, context in ((True, httpx2.create_ssl_context()), (False, _make_trusting_context())):
            self._transports[verified] = GuardedTransport(self.gate, self._deadline, context, self.manners.connections)

    def close(self) -> None:
        """Let go of every connection."""
        for transport in self._transports.values():
            transport.close()

    def fetch(
        self, url: str, source: Source, *, etag: str | None = None, last_modified: str | None = None
    ) -> FetchResult:
        """What the address answers, or why nothing came of it; raises nothing for anything the network does."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        job = _Job(source, {name: value for name, value in conditions.items() if value})
        started = time.monotonic()
        answer = self._try(url, job)
        verified = not (source.tls_exception and url.startswith("https:"))
        return replace(answer, seconds=time.monotonic() - started, requests=job.requests, tls_verified=verified)

    def _try(self, url: str, job: _Job) -> FetchResult:
        try:
            reply = self._follow(url, job, check_robots=True)
        except _StoppedError as end:
            return FetchResult(end.outcome, str(end), end.status, url)
        except (ForbiddenAddressError, httpx2.InvalidURL) as error:
            return FetchResult("refused", str(error), None, url)
        except _StatusError as error:
            return self._give_up(url, error)
        except _TRANSIENT as error:
            return FetchResult("failed", f"{type(error).__name__}: {error}".rstrip(": "), None, url)
        if reply.status == _NOT_MODIFIED and not job.headers:
            return FetchResult("failed", "status 304, but no condition was sent", _NOT_MODIFIED, url)
        return _read_reply(reply)

    def _give_up(self, url: str, error: _StatusError) -> FetchResult:
        """A host that named a time is left alone until then; any other is asked again another night."""
        if error.retry_after is None:
            return FetchResult("failed", str(error), error.status, url)
        words = f"{error}, asked to wait {error.retry_after:.0f} s"
        return FetchResult("deferred", words, error.status, url, retry_after=error.retry_after)

    def _follow(self, url: str, job: _Job, *, check_robots: bool) -> _Reply:
        """The answer at the end of the redirects, each hop checked like the first."""
        for _ in range(self.manners.max_redirects + 1):
            self._check(url, job, check_robots=check_robots)
            reply = self._ask_again(url, job)
            if reply.status not in _REDIRECTS:
                return reply
            target = join_url(url, reply.headers.get("location", ""))
            if target is None:
                raise _StoppedError("refused", "redirect to nowhere we go", reply.status)
            url = target
        raise _StoppedError("failed", f"more than {self.manners.max_redirects} redirects")

    def _check(self, url: str, job: _Job, *, check_robots: bool) -> None:
        if not is_allowed(url, job.source.hosts):
            raise _StoppedError("refused", f"{find_host(url)} is neither under gov.cn nor named by the source")
        if not check_robots:
            return
        rules = self._robots.find(url, lambda robots_url: self._fetch_rules(robots_url, job))
        if rules.unavailable:
            raise _StoppedError("failed", f"robots.txt cannot be read: {rules.unavailable}")
        if not rules.allows(url, self.manners.agent):
            raise _StoppedError("disallowed", "robots.txt")

    def _fetch_rules(self, url: str, job: _Job) -> Rules:
        """What robots.txt says; without one all is allowed, and one that cannot be had stops everything (RFC 9309)."""
        try:
            reply = self._follow(url, _Job(job.source, {}), check_robots=False)
        except (_StatusError, *_TRANSIENT) as error:
            return Rules(unavailable=str(error) or type(error).__name__)
        except (_StoppedError, ForbiddenAddressError):
            return Rules()
        return Rules.parse(reply.data) if reply.status == 200 else Rules()

    def _ask_again(self, url: str, job: _Job) -> _Reply:
        attempts = stamina.retry_context(
            on=self._judge, attempts=self.manners.attempts, timeout=None, wait_initial=self.manners.first_wait,
            wait_max=self.manners.patience, wait_jitter=self.manners.first_wait / 2,
        )  # fmt: skip
        for attempt in attempts:
            with attempt:
                return self._ask(url, job)
        raise AssertionError("stamina gives at least one attempt")

    def _judge(self, error: Exception) -> bool | float:
        """Whether to try again, and after how long where the host says so."""
        if isinstance(error, _StatusError) and error.retry_after is not None:
            return error.retry_after if error.retry_after <= self.manners.patience else False
        return isinstance(error, (_StatusError, *_TRANSIENT))

    def _ask(self, url: str, job: _Job) -> _Reply:
        host = find_host(url)
        self.pacer.wait(host, max(job.source.pace_seconds, self._robots.delay(url, self.manners.agent)))
        job.requests += 1
        self._deadline.start(self.manners.total_seconds)
        verified = not job.source.tls_exception
        response = self._transports[verified].handle_request(self._make_request(url, job))
        try:
            data = b"".join(self._read(response))
        finally:
            response.close()
        status = response.status_code
        if (status == 429 or status >= 500) and not find_block(status, data):
            wait = _read_retry_after(response.headers.get("retry-after"))
            if wait is not None:
                self.pacer.hold(host, min(wait, self.manners.patience))
            raise _StatusError(status, wait)
        return _Reply(status, response.headers, data, url)

    def _make_request(self, url: str, job: _Job) -> httpx2.Request:
        seconds = self.manners.read_seconds
        headers = {"User-Agent": self.manners.agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", **job.headers}
        timeouts = {name: seconds for name in ("connect", "read", "write", "pool")}
        return httpx2.Request("GET", url, headers=headers, extensions={"timeout": timeouts})

    def _read(self, response: httpx2.Response) -> Iterator[bytes]:
        """The body, inflated and counted as it comes."""
        limit, size = self.manners.max_bytes, 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > limit:
                raise _StoppedError("refused", f"more than {limit} bytes", response.status_code)
            yield chunk


def _read_reply(reply: _Reply) -> FetchResult:
    status = reply.status
    if status == _NOT_MODIFIED:
        return FetchResult("not_modified", "", status, reply.url)
    if status in _GONE:
        return FetchResult("gone", f"status {status}", status, reply.url)
    block = find_block(status, reply.data)
    if block:
        return FetchResult("blocked", block, status, reply.url)
    if status != 200:
        return FetchResult("failed", f"status {status}", status, reply.url)
    etag, last_modified = (_read_condition(reply.headers.get(name)) for name in ("etag", "last-modified"))
    return FetchResult("changed", "", status, reply.url, reply.data, etag, last_modified)


def _read_condition(told: str | None) -> str | None:
    """What can be sent back as a condition; a header that is no plain text cannot."""
    return told if told and told.isascii() and told.isprintable() and len(told) <= _MAX_CONDITION else None


def _read_retry_after(told: str | None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Seconds that the header asks for, as a number or as a moment; None when it asks for nothing."""
    if told is None:
        return None
    if told.isascii() and told.strip().isdigit():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - clock()).total_seconds())


def _make_trusting_context() -> ssl.SSLContext:
    """For sources whose certificate cannot be verified and that say so: encrypted, and by old ciphers if need be."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return context
