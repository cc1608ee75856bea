"""Every reader on damaged files of its format, under a fixed seed: a document or a reason comes back."""

import os
import random

import pytest
from forge import Look, make_facts, render

from pipeline.isolate import Limits, map_isolated
from pipeline.run import Task, read_task

ROUNDS = int(os.environ.get("GONGKAI_FUZZ", "8"))
LIMITS = Limits(wall_seconds=60, memory_bytes=2 << 30, cpu_seconds=20)
KINDS = {"html": "html", "docx": "docx", "pdf": "pdf", "text": "txt", "markdown": "md"}


def damage(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one to eight things done to them."""
    told = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at, other = rng.randrange(len(told) + 1), rng.randrange(len(told) + 1)
        size = rng.choice((1, 2, 8, 64, 512))
        match rng.randrange(6):
            case 0:
                told[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del told[at : at + size]
            case 2:
                told[at:at] = told[other : other + size]
            case 3:
                told[at:at] = rng.choice(
                    (b"\0", b"\xff\xff", b"<", b"&#0;", b"<table>", b"-1", b"99999999999", b"%PDF")
                )
            case 4:
                told[at : at + size] = told[other : other + size]
            case _:
                told = told[: max(at, 1)] if rng.random() < 0.2 else told
    return bytes(told)


def damage_inside(data: bytes, rng: random.Random) -> bytes:
    """A zip with one member damaged and packed again: else the checksum is all that a reader ever sees."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chosen = rng.choice(sorted(members))
    members[chosen] = damage(members[chosen], rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, told in members.items():
            archive.writestr(name, told)
    return buffer.getvalue()


def make_seed(kind: str) -> bytes:
    if kind == "ofd":
        return ofd_seed()
    return render(make_facts(1, scale="town"), Look(), kind)


def ofd_seed() -> bytes:
    from ofd_writer import Sheet, draw_table, write_ofd

    sheet = Sheet()
    sheet.write(30, 30, "青禾县财政局2024年政府信息公开工作年度报告")
    draw_table(sheet, 20, 50, [40, 30, 30], 8, [["信息内容", "本年制发件数", "本年废止件数"], ["规章", "0", "0"]])
    return write_ofd([sheet])


def doc_seed() -> bytes:
    return b"{\\rtf1\\ansi\\ansicpg936 " + b"\\u25919?\\u24220?\\par " * 20 + b"\\trowd\\cellx100 1\\cell\\row}"


@pytest.mark.parametrize("kind", [*KINDS, "rtf", "ofd"])
def test_no_damage_makes_a_reader_fail_in_a_way_of_its_own(kind, tmp_path):
    """Quarantined or read, with whatever findings; a fault of the program is neither."""
    rng = random.Random(f"2025 {kind}")
    seed = doc_seed() if kind == "rtf" else make_seed(kind)
    paths = []
    for number in range(ROUNDS):
        inside = kind in ("docx", "ofd") and rng.random() < 0.7
        path = tmp_path / f"{number}.{KINDS.get(kind, kind)}"
        path.write_bytes(damage_inside(seed, rng) if inside else damage(seed, rng))
        paths.append(Task(str(path)))
    outcomes = list(map_isolated(read_task, paths, workers=2 if ROUNDS > 20 else 1, limits=LIMITS))

    assert len(outcomes) == ROUNDS
    assert [(one.task.path, one.code, one.detail) for one in outcomes if one.result is None] == []
