"""What a worker gives up, with all that it starts: the network, memory beyond a total, and a life after its parent."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from extractors.formats.confined_process import close_network
from pipeline.loading.isolation import memory
from pipeline.loading.isolation.memory import RESERVE, SHARE, explain_fit, fit_workers, list_tree, weigh_tree
from pipeline.loading.isolation.pool import Limits, map_isolated

HERE = Path(__file__).parent
needs_proc = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this system tells no sums")

CHILD_CALLS = """
import socket, sys
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    try:
        caller = socket.socket(socket.AF_INET, kind)
        caller.connect(("127.0.0.1", int(sys.argv[1 if kind == socket.SOCK_STREAM else 2])))
        caller.send(b"called")
    except OSError as error:
        print(error.errno)
"""
CHILD_EATS = """
import time
held = []
while True:
    held.append(bytearray(b"x") * (16 << 20))
    time.sleep(0.005)
"""


def obey(order):
    """The fake reader."""
    name, *told = order.split()
    match name:
        case "call":
            return [call(*told), subprocess.run([sys.executable, "-c", CHILD_CALLS, *told], capture_output=True).stdout]
        case "eat":
            return eat()
        case "feed":  # children, each of which stays under what one process may hold
            return [one.wait() for one in [subprocess.Popen([sys.executable, "-c", CHILD_EATS]) for _ in range(3)]]
        case "linger":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            Path(told[0], str(os.getpid())).touch()
            Path(told[0], str(child.pid)).touch()
            time.sleep(600)
    return order


def call(stream_port, datagram_port):
    found = []
    for kind, port in ((socket.SOCK_STREAM, stream_port), (socket.SOCK_DGRAM, datagram_port)):
        try:
            with socket.socket(socket.AF_INET, kind) as caller:
                caller.connect(("127.0.0.1", int(port)))
                caller.send(b"called")
        except OSError as error:
            found.append(error.errno)
    return found


def eat():
    held = []
    while True:
        held.append(bytearray(b"x") * (16 << 20))


@pytest.fixture
def listeners():
    with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagram:
        for one in (stream, datagram):
            one.bind(("127.0.0.1", 0))
            one.setblocking(False)
        stream.listen()
        yield stream, datagram


def hear(stream, datagram):
    """What came in."""
    heard = []
    for one, take in ((stream, stream.accept), (datagram, lambda: datagram.recv(100))):
        try:
            take()
            heard.append(one.type)
        except BlockingIOError:
            pass
    return heard


def why_it_stays_open():
    """Why this system does not allow the rule, asked in a process of its own; empty where it does."""
    words = "from extractors.formats.confined_process import close_network; print(close_network())"
    said = subprocess.run(
        [sys.executable, "-c", words], cwd=HERE.parents[1], capture_output=True, text=True, check=True
    )
    return said.stdout.strip()


def test_neither_a_worker_nor_its_child_reaches_the_network(listeners):
    if reason := why_it_stays_open():
        pytest.skip(reason)
    order = "call {} {}".format(*(one.getsockname()[1] for one in listeners))
    (outcome,) = map_isolated(obey, [order], workers=1)

    assert outcome.result == [[13, 13], b"13\n13\n"]  # EACCES
    assert hear(*listeners) == []


def test_where_the_bytes_lie_beyond_it_a_worker_keeps_the_network(listeners):
    order = "call {} {}".format(*(one.getsockname()[1] for one in listeners))
    (outcome,) = map_isolated(obey, [order], workers=1, limits=Limits(is_online=True))

    assert outcome.result == [[], b""]
    assert hear(*listeners) == [socket.SOCK_STREAM, socket.SOCK_DGRAM]


def test_a_program_that_is_started_without_a_network_has_none(listeners):
    if reason := why_it_stays_open():
        pytest.skip(reason)
    script = close_network.__code__.co_filename
    ports = [str(one.getsockname()[1]) for one in listeners]
    said = subprocess.run([sys.executable, script, sys.executable, "-c", CHILD_CALLS, *ports], capture_output=True)

    assert (said.stdout, hear(*listeners)) == (b"13\n13\n", [])


def test_the_recogniser_tells_nobody_that_it_was_started():
    """Its library reports to its maker unless it is told not to before it is imported."""
    pytest.importorskip("onnxruntime", reason="the [ocr] extra is not installed")
    pytest.importorskip("cv2", reason="the [ocr] extra is not installed")
    words = """
import os, sys
told = []
class Finder:
    def find_spec(self, name, *_):
        if name == "onnxruntime":
            told.append(os.environ.get("ORT_DISABLE_TELEMETRY"))
sys.meta_path.insert(0, Finder())
import extractors.formats.scan.engine
print(told)
"""
    env = {key: value for key, value in os.environ.items() if key != "ORT_DISABLE_TELEMETRY"}
    said = subprocess.run([sys.executable, "-c", words], cwd=HERE.parents[1], env=env, capture_output=True, text=True)

    assert said.stdout.strip() == "['1']"


@needs_proc
def test_all_processes_together_stay_under_their_total(tmp_path):
    total, peak, is_over = RESERVE + 2 * SHARE, [0], threading.Event()
    start = weigh_tree(os.getpid())  # what the tests themselves hold, beyond a usual parent

    def look_on():
        while not is_over.wait(0.02):
            peak[0] = max(peak[0], weigh_tree(os.getpid()))

    watcher = threading.Thread(target=look_on)
    watcher.start()
    tasks = ["before", "eat", "feed 1", "between", "feed 2", "eat 2", "after"]
    try:
        outcomes = {one.task: one for one in map_isolated(obey, tasks, workers=2, limits=Limits(tree_bytes=total))}
    finally:
        is_over.set()
        watcher.join()
    print(f"peak of all: {(peak[0] - start) >> 20} MiB beside {start >> 20} of this process")

    assert [outcomes[task].code for task in tasks if task.startswith(("eat", "feed"))] == ["FILE.MEMORY"] * 4
    assert [outcomes[task].result for task in ("before", "between", "after")] == ["before", "between", "after"]
    assert SHARE < peak[0] - start < total


@pytest.mark.parametrize(
    ("asked", "total", "workers"),
    [
        pytest.param(2, 2 << 30, 2, id="two in 2 GiB"),
        pytest.param(16, 2 << 30, 2, id="no more than there is room for"),
        pytest.param(4, 1 << 30, 1, id="one at least"),
        pytest.param(8, None, 8, id="as many as asked for, on a machine that has the memory"),
        pytest.param(64, None, 20, id="as many as the machine has memory for"),
    ],
)
def test_there_are_as_many_workers_as_there_is_memory_for(monkeypatch, asked, total, workers):
    monkeypatch.setattr(memory, "count_memory", lambda: 16 << 30)
    found, share = fit_workers(asked, total)

    assert found == workers
    assert found * share <= (total or 16 << 30) - min(RESERVE, (total or 0) // 2)
    assert bool(explain_fit(asked, total)) == (workers < asked)


def is_there(process_id):
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_for(told, seconds=60):
    for _ in range(seconds * 50):
        if told():
            return True
        time.sleep(0.02)
    return False


@needs_proc
def test_workers_and_their_children_die_with_a_parent_that_is_killed(tmp_path):
    words = f"""
import sys
sys.path[:0] = {sys.path!r}
from hostile.test_confinement import obey
from pipeline.loading.isolation.pool import map_isolated
print(list(map_isolated(obey, ["linger {tmp_path}", "linger {tmp_path} 2"], workers=2)))
"""
    parent = subprocess.Popen([sys.executable, "-c", words], cwd=HERE.parents[1])
    try:
        assert wait_for(lambda: len(list(tmp_path.iterdir())) == 4)
        tree = list_tree(parent.pid)
    finally:
        parent.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        parent.wait()
    told = {int(path.name) for path in tmp_path.iterdir()}

    assert told < set(tree)
    assert wait_for(lambda: not any(map(is_there, tree)), 10)
    print(f"gone after {time.monotonic() - killed:.3f} s")


@needs_proc
def test_children_of_a_worker_that_is_given_up_die_with_it(tmp_path):
    (outcome,) = map_isolated(obey, [f"linger {tmp_path}"], workers=1, limits=Limits(wall_seconds=3))

    assert outcome.code == "FILE.TIMEOUT"
    assert wait_for(lambda: not any(is_there(int(path.name)) for path in tmp_path.iterdir()))
