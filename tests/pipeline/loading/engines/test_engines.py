"""The same documents through every engine leave the same database, whatever becomes of the processes that read them."""

import contextlib
import os
import signal
import sqlite3
import sys
import threading
import time

import pytest
from command_line import run, said
from database_content import CONTENT, read_content
from engine_work import fill_folder
from hostile.attacks import TRAVERSALS
from isolated_work import work

from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.loading.engines.choose import choose_engine
from pipeline.loading.engines.engine import EngineError
from pipeline.loading.engines.local import LocalEngine
from pipeline.loading.inputs import find_files
from pipeline.loading.isolation.pool import Limits
from pipeline.loading.run import Task, load_files

LIMITS = Limits(wall_seconds=60, cpu_seconds=20)
DOCUMENTS = 200

distributed = pytest.importorskip("distributed", reason="distributed (the dask extra) is not installed")
DaskEngine = pytest.importorskip("pipeline.loading.engines.cluster").DaskEngine


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("documents")
    fill_folder(path, DOCUMENTS)
    return path


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes on loopback."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, memory_limit=0
    ) as running:
        yield running


def load(folder, database, engine):
    with Store.open(f"sqlite:///{database}") as store:
        store.write_dictionary(current_dictionary())
        tasks = [Task(str(path)) for path in find_files([str(folder)])]
        items = list(load_files(store, tasks, command="load", engine=engine))
    return items, read_content(database)


@pytest.fixture(scope="module")
def alone(folder, tmp_path_factory):
    return load(folder, tmp_path_factory.mktemp("alone") / "x.db", LocalEngine(2, LIMITS))


def test_two_workers_of_this_machine_read_everything(alone):
    items, content = alone

    assert sum(item.is_first for item in items) == DOCUMENTS
    assert len(content["report"]) == DOCUMENTS - 3
    assert sorted(item.reason.partition(":")[0] for item in items if item.outcome == "quarantined") == [
        *("DOC.NOT_REPORT",) * len(TRAVERSALS),
        "FILE.TOO_LARGE",
        "FILE.TRUNCATED",
    ]


def test_a_cluster_of_two_leaves_the_same_database(folder, alone, cluster, tmp_path):
    _, content = load(folder, tmp_path / "x.db", DaskEngine(cluster.scheduler_address, LIMITS))

    for name in CONTENT:
        assert content[name] == alone[1][name], name


def test_a_cluster_that_loses_a_worker_midway_leaves_the_same_database(folder, alone, cluster, tmp_path):
    database = tmp_path / "x.db"
    killed = []
    murderer = threading.Thread(target=kill_midway, args=(cluster, database, killed))
    murderer.start()
    _, content = load(folder, database, DaskEngine(cluster.scheduler_address, LIMITS))
    murderer.join()

    assert len(killed) == 1
    for name in CONTENT:
        assert content[name] == alone[1][name], name


def kill_midway(cluster, database, killed):
    """Kill a worker process once some, but not half, of the documents are stored."""
    with distributed.Client(cluster, set_as_default=False) as client:
        pids = sorted(client.run(os.getpid).values())
        while count_items(database) < DOCUMENTS // 10:
            time.sleep(0.02)
        if count_items(database) < DOCUMENTS * 3 // 4:
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])


def count_items(database):
    if not database.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT count(*) FROM run_item").fetchone()[0]
        except sqlite3.OperationalError:  # the tables are being made
            return 0


@pytest.mark.parametrize(
    ("task", "code", "detail"),
    [
        pytest.param("raise 坏了", "ERROR", "ValueError: 坏了 (isolated_work:", id="an exception"),
        pytest.param("segfault", "FILE.CRASHED", "SIGSEGV", id="a segmentation fault"),
        pytest.param("vanish", "FILE.CRASHED", "exit code 9", id="an exit without a word"),
        pytest.param("sleep", "FILE.TIMEOUT", "over 8 s", id="one that never ends"),
        pytest.param("allocate", "FILE.MEMORY", "", id="one that wants more memory than there is"),
    ],
)
def test_a_poisoned_document_costs_itself_on_a_cluster_too(cluster, task, code, detail):
    tasks = ["return 1", task, "return 2"]
    limits = Limits(wall_seconds=8)
    batches = DaskEngine(cluster.scheduler_address, limits).map_batches(work, tasks, size=8)
    outcomes = [outcome for batch in batches for outcome in batch]

    assert [outcome.task for outcome in outcomes] == tasks
    assert [outcome.result for outcome in outcomes] == ["1", None, "2"]
    assert (outcomes[1].code, outcomes[1].detail.startswith(detail)) == (code, True)


def test_a_pause_in_the_list_gives_back_what_there_is(cluster):
    for engine in (DaskEngine(cluster.scheduler_address, LIMITS), LocalEngine(1, LIMITS)):
        batches = engine.map_batches(work, iter(["return 1", None, "return 2"]), size=8)
        results = [outcome.result for batch in batches for outcome in batch]

        assert results == ["1", "2"]


@pytest.mark.parametrize(
    ("name", "scheduler", "words"),
    [
        pytest.param("dask", None, "--engine dask needs --scheduler ADDRESS", id="a cluster without an address"),
        pytest.param("dask", "nowhere", "--scheduler nowhere lacks a host or a port", id="a cluster without a port"),
        pytest.param(
            "local", "tcp://127.0.0.1:1", "--scheduler is for --engine dask", id="an address without a cluster"
        ),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(name, scheduler, words):
    with pytest.raises(EngineError, match=words):
        choose_engine(name, scheduler, 1)


def test_without_the_extra_one_clear_line_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "pipeline.loading.engines.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(EngineError, match=r"pip install 'gongkai\[dask\]'"):
        choose_engine("dask", "tcp://127.0.0.1:8786", 1)


def test_where_no_scheduler_answers_one_line_is_all(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.loading.engines.cluster._PATIENCE", "0.2s")
    options = ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    result = run("load", folder, *options, database=tmp_path / "none.db")

    assert result.exit_code == 1
    assert said(result).startswith("gongkai: no Dask scheduler answers at tcp://127.0.0.1:9: ")
    assert result.output.count("\n") == 1
