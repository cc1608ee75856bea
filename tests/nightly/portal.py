"""A made-up province of government sites on the loopback: four families of sites and every trouble a crawl meets."""

import gzip
import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

CHALLENGE = "<html><head><script>document.cookie='k=1';location.reload();</script></head><body></body></html>"


@dataclass(frozen=True)
class Page:
    """What one address answers."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    tagged: bool = True
    """Has an ETag and answers 304 to it."""
    trouble: str = ""
    """``drop`` (twice, then good), ``drip`` (slowly), ``hang`` (for ever), ``busy`` (503 once), ``cut`` (once)."""
    zipped: bool = False


@dataclass
class Portal:
    """Sites by host and path; counts what it is asked."""

    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    endless: dict[tuple[str, str], Callable[[str], Page]] = field(default_factory=dict)
    """By host and beginning of the path: pages made as they are asked for."""
    asked: Counter = field(default_factory=Counter)
    """Requests by (host, path)."""
    statuses: Counter = field(default_factory=Counter)
    agents: set = field(default_factory=set)
    port: int = 0

    def put(self, url: str, page: Page | str, encoding: str = "utf-8") -> None:
        """Publish a page, or publish it anew."""
        parts = urlsplit(url)
        page = Page(page.encode(encoding)) if isinstance(page, str) else page
        self.pages[parts.netloc, parts.path + (f"?{parts.query}" if parts.query else "")] = page

    def find(self, host: str, path: str) -> Page:
        """What is at an address."""
        if (host, path) in self.pages:
            return self.pages[host, path]
        for (at, start), make in self.endless.items():
            if at == host and path.startswith(start):
                return make(path)
        return Page(b"<html>404</html>", 404)

    def resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        """Every name leads here: handed to the gate in place of the name servers."""
        return [("127.0.0.1", self.port)]

    def serve(self) -> ThreadingHTTPServer:
        """Begin to answer; ``shutdown`` and ``server_close`` end it."""
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self):
                portal.answer(self)

            def log_message(self, *told):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request, client_address):
                pass

        server = Server(("127.0.0.1", 0), Handler)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return server

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        host, path = handler.headers["Host"], handler.path
        page = self.find(host, path)
        self.asked[host, path] += 1
        self.agents.add(handler.headers["User-Agent"])
        if self._make_trouble(handler, page, self.asked[host, path]):
            return
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if page.tagged and page.status == 200 and handler.headers["If-None-Match"] == tag:
            self._send(handler, Page(b"", 304), None)
            return
        self._send(handler, page, tag if page.tagged else None)

    def _make_trouble(self, handler, page: Page, count: int) -> bool:
        """Whether the trouble was all the answer there is."""
        if page.trouble == "drop" and count <= 2:
            handler.close_connection = True
            return True
        if page.trouble == "hang":
            time.sleep(4)
            handler.close_connection = True
            return True
        if page.trouble == "busy" and count == 1:
            self._send(handler, Page(b"busy", 503, headers=(("Retry-After", "1"),)), None)
            return True
        if page.trouble == "cut" and count == 1:
            self._send(handler, replace(page, trouble="cut now"), None)
            handler.close_connection = True
            return True
        return False

    def _send(self, handler, page: Page, tag: str | None) -> None:
        self.statuses[page.status] += 1
        body = gzip.compress(page.body) if page.zipped else page.body
        handler.send_response(page.status)
        handler.send_header("Content-Type", page.kind)
        if page.status != 304:
            handler.send_header("Content-Length", str(len(body)))
        for name, value in (("ETag", tag), ("Content-Encoding", "gzip" if page.zipped else None), *page.headers):
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        if page.trouble == "cut now":
            handler.wfile.write(body[: len(body) // 2])
        elif page.trouble == "drip":
            for start in range(0, len(body), 3000):
                handler.wfile.write(body[start : start + 3000])
                handler.wfile.flush()
                time.sleep(0.05)
        else:
            handler.wfile.write(body)
