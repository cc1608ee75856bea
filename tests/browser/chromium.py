"""A Chromium that is found on this machine, and a site served for it on a port of its own."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.web.app import make_app
from pipeline.web.serve import open_socket
from pipeline.web.site import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "chrome-headless-shell")
HOW = "no browser on this machine: make browser gets one, or CHROMIUM=/path/to/it names a Chromium or Chrome"
ARGUMENTS = (
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The program of the browser: the one that CHROMIUM names, else one on the PATH; None where there is none."""
    named = os.environ.get("CHROMIUM")
    return next((path for path in map(shutil.which, [named] if named else NAMES) if path is not None), None)


@contextmanager
def open_browser() -> Iterator[Any]:
    """The browser, driven."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def serve_site(settings: Settings) -> Iterator[str]:
    """The address of a running site."""
    import uvicorn

    listener = open_socket("127.0.0.1", 0)
    config = uvicorn.Config(make_app(settings), log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()
