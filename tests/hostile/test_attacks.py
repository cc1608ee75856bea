"""Each hostile file is kept out within its limits; the documents around it load; the parent does not grow."""

import io
import socket
import zipfile
from pathlib import Path

import pytest
from hostile.attacks import TEMPLATE_HOST, make_attacks, make_good
from hostile.quine import make_quine

from pipeline.loading.engines.local import LocalEngine
from pipeline.loading.isolation.pool import Limits
from pipeline.loading.run import Item, Task, load_files
from pipeline.loading.summary import Summary

LIMITS = Limits(wall_seconds=60, cpu_seconds=6, result_bytes=16 << 20)

EXPECTED = {
    "zip-bomb.zip": ("FILE.TOO_LARGE",),
    "docx-bomb.docx": ("FILE.TOO_LARGE",),
    "ofd-bomb.ofd": ("FILE.TOO_LARGE",),
    "many-members.zip": ("FILE.TOO_LARGE",),
    "nested.zip": ("FILE.", "DOC.NOT_REPORT"),
    "quine.zip": ("FILE.",),
    "branching.zip": ("FILE.",),
    "lying-size.zip": ("FILE.",),
    "inflating.pdf": ("FILE.",),
    "paths.pdf": ("FILE.", "DOC.NOT_REPORT"),
    "endless-pages.pdf": ("FILE.", "DOC.NOT_REPORT"),
    "deep.pdf": ("FILE.", "DOC.NOT_REPORT"),
    "deep.html": ("FILE.", "DOC.NOT_REPORT"),
    "deep.docx": ("FILE.",),
    "laughs.docx": ("FILE.UNSAFE",),
    "laughs.ofd": ("FILE.UNSAFE",),
    "outside.docx": ("FILE.UNSAFE",),
    "outside.ofd": ("FILE.UNSAFE",),
    "utf16-laughs.docx": ("FILE.UNSAFE",),
    "traversal.zip": ("DOC.NOT_REPORT",),
    "template.docx": ("DOC.NOT_REPORT",),
    "huge-span.html": ("FILE.", "DOC.NOT_REPORT"),
}


def read_peak():
    """Peak memory of this process in bytes, since it was last forgotten."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def forget_peak():
    Path("/proc/self/clear_refs").write_text("5")


@pytest.fixture(scope="module")
def battle(tmp_path_factory):
    """What became of every attacker and of the honest documents between them, and this process's peaks around it."""
    from db.store import Store

    folder = tmp_path_factory.mktemp("hostile")
    tasks = []
    for number, (name, data) in enumerate(make_attacks().items()):
        (folder / name).write_bytes(data)
        (folder / f"good-{number}.html").write_bytes(make_good(number))
        tasks += [Task(str(folder / name)), Task(str(folder / f"good-{number}.html"))]
    with Store.open(f"sqlite:///{folder / 'gongkai.db'}") as store:
        forget_peak()
        before = read_peak()
        items = [
            (item.location.removeprefix(f"{folder}/"), item.outcome, item.reason, item.seconds)
            for item in load_files(store, tasks, command="load", engine=LocalEngine(2, LIMITS))
        ]
        after = read_peak()
    return folder, items, (before, after)


def test_every_attack_is_kept_out_with_its_reason(battle):
    _, items, _ = battle
    found = {name: [(outcome, reason) for at, outcome, reason, _ in items if at.startswith(name)] for name in EXPECTED}

    wrong = {
        name: told
        for name, told in found.items()
        if not told or any(o != "quarantined" or not r.startswith(EXPECTED[name]) for o, r in told)
    }
    assert wrong == {}


def test_a_run_under_attack_ends_as_one_with_something_to_look_at(battle):
    _, items, _ = battle
    summary = Summary()
    for at, outcome, reason, seconds in items:
        summary.add(Item(at, outcome, reason, seconds))

    assert (summary.exit_code, summary.outcomes["failed"]) == (3, 0)


def test_the_documents_around_the_attackers_load(battle):
    _, items, _ = battle

    assert [outcome for name, outcome, *_ in items if name.startswith("good-")] == ["loaded"] * len(EXPECTED)


def test_the_parent_does_not_grow(battle):
    """Room for the database's own caches, and for nothing that inflates."""
    _, _, (before, after) = battle
    print(f"peak of the parent: {before / 1e6:.0f} MB before, {after / 1e6:.0f} MB after")

    assert after - before < 96 << 20


def test_no_attack_outlives_its_limits(battle):
    _, items, _ = battle

    assert max(seconds for *_, seconds in items) <= LIMITS.wall_seconds + 5


def test_names_that_climb_write_nothing(battle):
    folder, _, _ = battle

    assert not [path for path in folder.parent.rglob("escaped*")]
    assert not list(Path("/tmp").glob("escaped*"))


def test_the_quine_contains_itself():
    data = make_quine()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = archive.namelist()
        inside = archive.read(name)  # which holds it against its checksum

    assert (name[-4:], inside) == (".zip", data)


def test_a_remote_template_is_never_asked_for(tmp_path, monkeypatch):
    from extractors.model.source import SourceDocument
    from extractors.readers import read

    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *told, **more: asked.append(told))
    monkeypatch.setattr(socket.socket, "connect", lambda self, at: asked.append(at))
    read(SourceDocument(make_attacks_template(), "template.docx"))

    assert asked == []


def make_attacks_template():
    from hostile.attacks import template_docx

    data = template_docx()
    assert TEMPLATE_HOST.encode() not in data  # it is packed, and must be unpacked to be seen
    return data
