"""Topic ``engines``: the same documents through every engine leave the same database."""

import contextlib
import hashlib
import os
import signal
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from database_content import CONTENT, read_content
from hostile.attacks import make_attacks

from benchmarks.folders import fill_folder
from benchmarks.page import Chapter, Row, Target
from benchmarks.settings import Size
from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.loading.engines.engine import Engine
from pipeline.loading.engines.local import LocalEngine
from pipeline.loading.inputs import find_files
from pipeline.loading.run import Task, load_files

ATTACKS = ("zip-bomb.zip", "lying-size.zip", "traversal.zip", "laughs.docx", "deep.pdf")
"""Documents that are made to hurt whoever reads them, put among the others."""
ALONE, CLUSTER, MAIMED = "local pool, 2 workers", "Dask, 2 processes", "Dask, 2 processes, one killed midway"
_PAUSE = 0.05


@dataclass(slots=True)
class Loaded:
    """What one engine left."""

    wall: float
    items: int
    content: dict[str, list[str]]
    killed: list[int] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The first signs of a hash over everything that the database says."""
        return hashlib.sha256(repr(self.content).encode()).hexdigest()[:12]


def run(size: Size) -> list[Chapter]:
    """The chapter on engines."""
    if find_spec("distributed") is None:
        return [Chapter("Engines", "distributed (the dask extra) is not installed: left out.")]
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as name:
        loads = load_by_all(Path(name), size.engine_files)
    alone = loads[ALONE]
    rows = [_write_row(name, one, alone) for name, one in loads.items()]
    differing = max(len(list_differences(one, alone)) for one in loads.values())
    text = (
        f"{size.engine_files:,} files of the mixture, {len(ATTACKS)} hostile ones among them, on this machine into "
        f"SQLite. Databases are held against each other row by row in {len(CONTENT)} tables, numbers and times of "
        "their own apart; the digest is of all rows. `python -m benchmarks --only engines` does this alone."
    )
    head = ("engine", "reports/s (wall)", "lines in the ledger", "worker killed", "digest", "same database")
    targets = [Target("engines: tables that differ from those of the local pool", differing, 0, "tables")]
    if not loads[MAIMED].killed:
        text += " The list was at its end before a worker could be killed."
    return [Chapter("Engines", text, head, rows, targets)]


def load_by_all(folder: Path, count: int) -> dict[str, Loaded]:
    """What every engine made of ``count`` documents, the hostile ones among them."""
    documents = folder / "documents"
    fill_folder(documents, count - len(ATTACKS))
    attacks = make_attacks()
    for number, name in enumerate(ATTACKS):
        (documents / f"{number * count // len(ATTACKS):05d}-{name}").write_bytes(attacks[name])
    loads = {ALONE: load(documents, folder / "alone.db", LocalEngine(2))}
    with open_cluster() as cluster:
        loads[CLUSTER] = load(documents, folder / "cluster.db", _connect(cluster))
    with open_cluster() as cluster:
        killed: list[int] = []
        database = folder / "maimed.db"
        murderer = threading.Thread(target=kill_midway, args=(cluster, database, count, killed), daemon=True)
        murderer.start()
        loads[MAIMED] = load(documents, database, _connect(cluster))
        loads[MAIMED].killed = killed
    return loads


def load(documents: Path, database: Path, engine: Engine) -> Loaded:
    """What one engine makes of a folder."""
    started = time.perf_counter()
    with Store.open(f"sqlite:///{database}") as store:
        store.write_dictionary(current_dictionary())
        tasks = (Task(str(path)) for path in find_files([str(documents)]))
        items = sum(1 for _ in load_files(store, tasks, command="load", engine=engine))
    return Loaded(time.perf_counter() - started, items, read_content(database))


@contextlib.contextmanager
def open_cluster() -> Iterator[Any]:
    """Two worker processes on loopback, each watched over by a nanny that replaces it."""
    from distributed import LocalCluster

    told = {"n_workers": 2, "threads_per_worker": 1, "memory_limit": 0, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **told) as cluster:
        yield cluster


def _connect(cluster: Any) -> Engine:
    from pipeline.loading.engines.cluster import DaskEngine

    return DaskEngine(cluster.scheduler_address)


def kill_midway(cluster: Any, database: Path, count: int, killed: list[int]) -> None:
    """Kills a worker once a fifth of the documents are in the ledger, if fewer than four fifths are."""
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        victim = min(client.run(os.getpid).values())
        while count_items(database) < count // 5:
            time.sleep(_PAUSE)
        if count_items(database) < count * 4 // 5:
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)


def count_items(database: Path) -> int:
    """Lines in the ledger of a database that is being written."""
    if not database.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM run_item").fetchone()[0])
        except sqlite3.OperationalError:  # the tables are being made
            return 0


def list_differences(one: Loaded, other: Loaded) -> list[str]:
    """Tables in which two databases differ."""
    return [name for name in CONTENT if one.content[name] != other.content[name]]


def _write_row(name: str, one: Loaded, alone: Loaded) -> Row:
    killed = "yes" if one.killed else "no"
    same = "yes" if not list_differences(one, alone) else f"**no**: {', '.join(list_differences(one, alone))}"
    return name, f"{one.items / one.wall:.0f}", f"{one.items:,}", killed, one.digest, same
