"""Spreadsheets cut, damaged or made to do harm: each gives a document or a reason, and ends."""

import random

import pytest
from forge import Look, make_facts
from workbooks import SHEET, SMALL, TOWN, each_format, repack, write_report

from extractors.formats.sheets import reader as sheet
from extractors.model.document import Document, Heading, Paragraph, Table, Unreadable
from extractors.model.source import SourceDocument
from extractors.readers import read

xlrd = pytest.importorskip("xlrd", reason="xlrd is not installed")


def problem_of(data: bytes) -> str:
    document = read(SourceDocument(data, "x"))
    assert document.blocks == ()
    return document.problems[0].code


@each_format
@pytest.mark.parametrize("percent", range(10, 100, 10))
def test_a_cut_workbook_is_refused_wherever_it_is_cut(kind, percent):
    data = SMALL[kind]

    assert problem_of(data[: len(data) * percent // 100]) == "FILE.TRUNCATED"


def flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 12))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


@each_format
def test_two_hundred_damaged_workbooks_give_a_document_or_a_reason(kind):
    rng = random.Random(20)
    documents = [read(SourceDocument(flip(SMALL[kind], rng), "x")) for _ in range(200)]

    assert all(is_sound(document) for document in documents)


def test_damage_inside_the_sheets_of_a_whole_package_gives_a_document_or_a_reason():
    rng = random.Random(21)
    data = write_report("xlsx", make_facts(2, scale="town", issuer="青禾镇人民政府"), Look(missing_tables=("T3",)))
    documents = []
    for name in (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"):
        for _ in range(15):
            damaged = repack(data, name, lambda member: flip(member, rng))
            documents.append(read(SourceDocument(damaged, "x")))

    assert all(is_sound(document) for document in documents)


def is_sound(document: Document) -> bool:
    return all(isinstance(b, Heading | Paragraph | Table) for b in document.blocks) and bool(
        document.blocks or document.problems
    )


def test_a_sheet_that_inflates_without_end_is_refused():
    data = repack(SMALL["xlsx"], SHEET, lambda member: member + b" " * (70 * 1024 * 1024))

    assert len(data) < 200_000
    assert problem_of(data) == "FILE.TOO_LARGE"


def test_a_merged_cell_over_the_whole_sheet_is_refused_before_it_is_filled():
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    data = repack(
        write_report("xlsx", TOWN, Look()), SHEET, lambda m: m.replace(b"</sheetData>", b"</sheetData>" + merged)
    )

    assert problem_of(data) == "FILE.TOO_LARGE"


def test_merged_ranges_are_taken_as_far_as_the_sheet_goes():
    assert sheet._clip([["1"]] * 3, [(0, 65_000, 0, 250), (7, 9, 0, 3), (1, 1, 1, 1)]) == [(0, 2, 0, 199)]


def test_more_merged_cells_than_any_report_has_are_refused():
    with pytest.raises(Unreadable, match=r"FILE\.TOO_LARGE"):
        sheet._clip([["1"]] * 5_000, [(0, 65_000, 0, 250)] * 2)


def test_a_declared_entity_is_refused():
    declared = b'<!DOCTYPE d [<!ENTITY a "9">]>'
    data = repack(SMALL["xlsx"], SHEET, lambda member: declared + member)

    assert problem_of(data) == "FILE.UNSAFE"


def test_a_directory_that_contains_itself_is_refused():
    data = bytearray(SMALL["xls"])
    entries = 512 * (1 + int.from_bytes(data[48:52], "little"))
    data[entries + 128 + 68 : entries + 128 + 72] = (1).to_bytes(4, "little")  # left of the first entry: itself

    assert problem_of(bytes(data)) == "FILE.TRUNCATED"
