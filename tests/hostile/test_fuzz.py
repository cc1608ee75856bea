"""Every reader on damaged files of its format, under a fixed seed: a document or a reason comes back."""

import io
import os
import random
import zipfile

import pytest
from forge import Look, make_facts, render

from pipeline.loading.isolation.pool import Limits, map_isolated
from pipeline.loading.run import Task, read_task

ROUNDS = int(os.environ.get("GONGKAI_FUZZ", "8"))
LIMITS = Limits(wall_seconds=600, cpu_seconds=20)
"""The processor's time is what counts; the clock's says how busy the machine is."""
PACKED = {"docx", "ofd", "xlsx"}
TITLE = "青禾县财政局2024年政府信息公开工作年度报告"
ROWS = [["信息内容", "本年制发件数", "本年废止件数"], ["规章", "0", "0"], ["行政规范性文件", "3", "1"]]
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
    makers = {"ofd": ofd_seed, "rtf": rtf_seed, "doc": doc_seed, "xlsx": xlsx_seed, "xls": xls_seed, "png": png_seed}
    return makers[kind]() if kind in makers else render(make_facts(1, scale="town"), Look(), kind)


def ofd_seed() -> bytes:
    from ofd_writer import Sheet, draw_table, write_ofd

    sheet = Sheet()
    sheet.write(30, 30, TITLE)
    draw_table(sheet, 20, 50, [40, 30, 30], 8, ROWS)
    return write_ofd([sheet])


def rtf_seed() -> bytes:
    return b"{\\rtf1\\ansi\\ansicpg936 " + b"\\u25919?\\u24220?\\par " * 20 + b"\\trowd\\cellx100 1\\cell\\row}"


def doc_seed() -> bytes:
    from doc_writer import cell, para, row_end, write_doc

    rows = [part for row in ROWS for part in (*(cell(text) for text in row), row_end([0, 1000, 2000, 3000]))]
    return write_doc([para(TITLE), *rows, para("")])


def xlsx_seed() -> bytes:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in [[TITLE], *ROWS]:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def xls_seed() -> bytes:
    xlwt = pytest.importorskip("xlwt", reason="xlwt is not installed: no .xls can be made")
    book, target = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    sheet = book.add_sheet("1")
    for number, row in enumerate([[TITLE], *ROWS]):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    book.save(target)
    return target.getvalue()


def png_seed() -> bytes:
    """A small ruled table: recognising a whole page for every damage would take minutes."""
    pytest.importorskip("onnxruntime", reason="the [ocr] extra is not installed")
    from PIL import Image, ImageDraw

    picture, target = Image.new("L", (420, 200), 240), io.BytesIO()
    draw = ImageDraw.Draw(picture)
    for step in range(4):
        draw.line((30, 30 + 40 * step, 390, 30 + 40 * step), fill=20, width=2)
        draw.line((30 + 120 * step, 30, 30 + 120 * step, 150), fill=20, width=2)
        draw.text((60 + 100 * step, 45), "17", fill=20)
    picture.save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("kind", [*KINDS, "rtf", "ofd", "doc", "xlsx", "xls", "png"])
def test_no_damage_makes_a_reader_fail_in_a_way_of_its_own(kind, tmp_path):
    """Quarantined or read, with whatever findings; a fault of the program is neither."""
    rng = random.Random(f"2025 {kind}")
    seed = make_seed(kind)
    paths = []
    for number in range(ROUNDS):
        inside = kind in PACKED and rng.random() < 0.7
        path = tmp_path / f"{number}.{KINDS.get(kind, kind)}"
        path.write_bytes(damage_inside(seed, rng) if inside else damage(seed, rng))
        paths.append(Task(str(path)))
    outcomes = list(map_isolated(read_task, paths, workers=2 if ROUNDS > 20 else 1, limits=LIMITS))

    assert len(outcomes) == ROUNDS
    assert [(one.task.path, one.code, one.detail) for one in outcomes if one.result is None] == []
