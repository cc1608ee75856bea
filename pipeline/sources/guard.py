"""The only way onto the network: every connection goes to an address that was looked up once, and is public.

A name is resolved when a connection is opened, all its addresses are checked, and the connection goes to one of
those very addresses: a name server that changes its answer afterwards changes nothing. Redirects open connections
too, so each hop is checked the same way.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

Endpoint = tuple[str, int]
Resolve = Callable[[str, int], Sequence[Endpoint]]
"""Every (address, port) that a host name and port lead to."""
Admit = Callable[[str], bool]
"""Whether a numeric address may be connected to."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SPECIAL = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "fec0::/10", "3fff::/20")
)
"""For protocols, for sites of old, for documentation; clouds answer questions about the machine at some of them.
Python counts them, or counted them, as public."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenAddressError(Exception):
    """A host leads to an address that is not public; the message names both."""


def resolve(host: str, port: int) -> list[Endpoint]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(info[4][0]), port) for info in found))


def is_public(address: str) -> bool:
    """Whether a numeric address, and any address wrapped in it, belongs to the public internet."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_open(one) for one in _unwrap(parsed))


def _is_open(address: _Address) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or any(address in net for net in _SPECIAL)
    )


def _unwrap(address: _Address) -> Iterator[_Address]:
    """The address itself, or the IPv4 addresses that an IPv6 one stands for or leads through."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
        return
    inner = [address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return
    yield address
    yield from (one for one in inner if one is not None)


@dataclass(frozen=True, slots=True)
class Gate:
    """How names become addresses, and which addresses are let through. Only a test hands in another."""

    resolve: Resolve = resolve
    admit: Admit = is_public

    def find_endpoints(self, host: str, port: int) -> Sequence[Endpoint]:
        """Where the host may be reached.

        Raises:
            ForbiddenAddressError: one of its addresses is not public; that a second one is makes it no better.
            OSError: the name leads nowhere.
        """
        endpoints = self.resolve(host, port)
        for address, _ in endpoints:
            if not self.admit(address):
                raise ForbiddenAddressError(f"{host} leads to {address}, which is not a public address")
        return endpoints


class Deadline:
    """The moment by which the present thread's request must be through, however slowly the bytes come."""

    def __init__(self) -> None:
        self._local = threading.local()

    def start(self, seconds: float) -> None:
        """Give the present thread so long from now."""
        self._local.end = time.monotonic() + seconds

    def remaining(self, timeout: float | None) -> float:
        """The shorter of ``timeout`` and what is left. ReadTimeout when nothing is."""
        left = float(getattr(self._local, "end", float("inf"))) - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the request took too long in all")
        return left if timeout is None else min(left, timeout)


class _TimedStream(httpcore2.NetworkStream):
    """A connection whose every read and write ends by the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.remaining(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.remaining(timeout))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections to checked addresses, and to nothing else."""

    def __init__(self, gate: Gate, deadline: Deadline) -> None:
        self._gate = gate
        self._deadline = deadline
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            endpoints = self._gate.find_endpoints(host, port)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host}: {error}") from error
        failure: httpcore2.NetworkError | httpcore2.TimeoutException | None = None
        for address, at in endpoints:
            try:
                left = self._deadline.remaining(timeout)
                stream = self._plain.connect_tcp(address, at, left, local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
                failure = error
        raise failure or httpcore2.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise httpcore2.ConnectError("no local sockets")

    def sleep(self, seconds: float) -> None:
        self._plain.sleep(seconds)


class _Body(httpx2.SyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close is not None:
            close()


class GuardedTransport(httpx2.BaseTransport):
    """Requests over checked connections, kept alive between requests."""

    def __init__(self, gate: Gate, deadline: Deadline, context: ssl.SSLContext, connections: int) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=connections * 2,
            max_keepalive_connections=connections,
            keepalive_expiry=30.0,
            network_backend=_GuardedBackend(gate, deadline),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer; its body is read by the caller. Raises httpcore2's errors, and ForbiddenAddressError."""
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)  # noqa: S101  (httpcore2 says so for its synchronous pool)
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        """Let go of every connection."""
        self._pool.close()
