"""Old Word files: text in order, merged cells, what is not printed, other kinds, and damage."""

import json
import random
import shutil
import struct
import sys
from types import ModuleType

import pytest
from doc_grids import grid, only_table, read
from doc_writer import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    LOWERED,
    ON_THE_LINE,
    RAISED,
    STRUCK,
    Para,
    at_depth,
    cell,
    in_list,
    make_list,
    para,
    row_end,
    rows_of,
    write_compound,
    write_doc,
)

from extractors.formats.doc import second as doc_second
from extractors.formats.doc.looks import PrintLook, ShownText
from extractors.formats.doc.second import read_by_library, read_doc_second
from extractors.formats.docx.reader import read_docx
from extractors.model.document import Heading, Paragraph, Table, Unreadable
from extractors.model.marked_text import DRAWN, OVERLAID, SMALLER, UNSEEN
from extractors.model.source import SourceDocument

GENERATED = ("seed", "v01", "v03", "v07", "v08", "v12")


def shape_of(document):
    return [grid(block) if isinstance(block, Table) else block.text for block in document.blocks]


MERGED = [
    para("前言"),
    *(cell("办理结果"), cell("予以公开"), cell("3"), row_end([0, 900, 3000, 4000], [0x60, 0, 0])),
    *(cell(""), cell("国家秘密"), cell(""), row_end([0, 900, 3000, 4000], [0x20, 0, 0])),
    *(cell("合计与结转"), cell("7"), row_end([0, 3000, 4000])),
    para("后记"),
]


MERGED_GRID = [
    ["办理结果", "予以公开", "3"],
    ["~办理结果", "国家秘密", ""],
    ["合计与结转", "~合计与结转", "7"],
]


@pytest.mark.parametrize(
    "manner",
    [
        pytest.param({}, id="saved at once"),
        pytest.param({"is_backwards": True}, id="saved in pieces, the last first, Western ones in single bytes"),
        pytest.param({"is_long": True}, id="modifiers in the stream for long ones"),
    ],
)
def test_reads_merged_cells_in_order(manner):
    document = read(write_doc(MERGED, **manner))

    assert shape_of(document) == ["前言", MERGED_GRID, "后记"]
    assert only_table(document).layout == "grid"
    assert document.problems == ()


@pytest.mark.parametrize(
    ("opening", "following"),
    [
        pytest.param(1, 2, id="bit one opens"),
        pytest.param(2, 1, id="bit two opens"),
        pytest.param(3, 1, id="both open"),
    ],
)
def test_reads_cells_merged_by_flag(opening, following):
    edges = [0, 1000, 2000, 3000, 4000]
    end = row_end(edges, [opening, following, following, 0])
    row = [cell("甲"), cell(""), cell(""), cell("5"), end]
    document = read(write_doc([*row, *rows_of(edges, [["a", "b", "c", "d"]])]))

    assert grid(only_table(document)) == [["甲", "~甲", "~甲", "5"], ["a", "b", "c", "d"]]


def test_reads_a_vertical_merge_said_after_the_definition():
    edges = [0, 1000, 2000]
    first = [cell("纵"), cell("1"), row_end(edges, more=b"\x2b\xd6\x02\x00\x03")]
    second = [cell(""), cell("2"), row_end(edges, more=b"\x2b\xd6\x02\x00\x01")]
    document = read(write_doc([*first, *second]))

    assert grid(only_table(document)) == [["纵", "1"], ["~纵", "2"]]


def test_edges_dragged_by_hand_are_one_column():
    straight, crooked = [0, 1000, 2000, 3000], [-20, 1035, 1980, 3010]
    rows = [*rows_of(straight, [["a", "b", "c"]]), *rows_of(crooked, [["d", "e", "f"]])]
    document = read(write_doc(rows))

    assert grid(only_table(document)) == [["a", "b", "c"], ["d", "e", "f"]]


def test_a_row_that_begins_further_right_leaves_its_first_column_empty():
    rows = [*rows_of([0, 1000, 2000], [["a", "b"]]), *rows_of([1000, 2000], [["c"]])]
    document = read(write_doc(rows))

    assert grid(only_table(document)) == [["a", "b"], ["", "c"]]


def test_paragraphs_and_line_breaks_of_a_cell_stay_lines():
    first = Para((("结果", b""),), "\r", IN_TABLE)
    document = read(write_doc([first, cell("维\x0b持"), cell("5"), row_end([0, 1000, 2000])]))

    assert grid(only_table(document)) == [["结果\n维\n持", "5"]]


def test_what_is_not_printed_is_left_out():
    revised = Para((("收到 ", b""), ("12", DELETED), ("34", b""), (" 件", b""), ("（内部）", HIDDEN)))
    fields = para('见\x13 HYPERLINK "http://example.org" \x14附件\x15，第\x13 PAGE \x15页')
    document = read(write_doc([revised, fields]))

    assert document.text == "收到 34 件\n见附件，第页"


def test_struck_text_is_out_and_digits_off_the_line_say_so():
    runs = (("9", STRUCK), ("26", b""), ("1", RAISED), (" 件", b""), ("2", LOWERED), ("7", ON_THE_LINE))
    document = read(write_doc([Para(runs), para("完")]))

    assert document.text == "26¹ 件₂7\n完"


SIZE, SCALE, SPACING, LIFT, PALETTE, COLOR = 0x4A43, 0x4852, 0x8840, 0x4845, 0x2A42, 0x6870
GROUND = struct.pack("<HBIIH", 0xCA71, 10, 0, 0, 0)


def say(code: int, value: int, kind: str = "h") -> bytes:
    return struct.pack(f"<H{kind}", code, value)


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        pytest.param((("9", say(SIZE, 4)), ("12", b"")), "12", id="two points"),
        pytest.param((("9", say(SCALE, 2)), ("12", b"")), "12", id="narrow as a hair"),
        pytest.param((("9", say(SPACING, -100)), ("12", b"")), f"{OVERLAID}912", id="drawn back over the last"),
        pytest.param((("9", say(SPACING, -10)), ("12", b"")), "912", id="a little tighter"),
        pytest.param((("12", b""), ("1", say(SIZE, 12))), f"12{SMALLER}1", id="a small digit behind a number"),
        pytest.param((("12", b""), ("1", say(LIFT, 8))), "12¹", id="lifted by hand"),
        pytest.param((("12", b""), ("1", say(LIFT, -8))), "12₁", id="set down by hand"),
        pytest.param((("12", b""), ("1", say(LIFT, 2))), "121", id="trimmed"),
        pytest.param((("9", say(PALETTE, 8, "b")), ("12", b"")), "12", id="white beside black"),
        pytest.param((("9", say(COLOR, 0xFFFFFF, "I")), ("12", b"")), "12", id="white by its shares"),
        pytest.param((("9", say(COLOR, 0x0000FF, "I")), ("12", b"")), "912", id="red"),
        pytest.param((("9", say(COLOR, 0xFF000000, "I") + say(PALETTE, 8, "b")), ("12", b"")), "912", id="automatic"),
        pytest.param((("9", say(PALETTE, 8, "b")),), f"{UNSEEN}9", id="all white"),
        pytest.param((("9", say(PALETTE, 8, "b")), ("12", GROUND)), f"{UNSEEN}912", id="white where one has a ground"),
    ],
)
def test_print_of_a_cell_that_is_not_seen_as_it_is_written(runs, text):
    table = [cell("1"), Para(runs, "\x07", IN_TABLE), row_end([0, 500, 900]), para("完")]

    assert grid(only_table(read(write_doc(table)))) == [["1", text]]


def test_a_run_of_white_print_may_go_on_over_several_cells():
    shown = ShownText("1\x079\x0797\x07", [((0, 5), PrintLook(is_white=True))], may_have_ground=False)

    assert shown.show(2, 3, is_cell=True) == f"{UNSEEN}9"
    assert shown.show(4, 6, is_cell=True) == "7"


def test_a_formula_with_an_empty_result_is_drawn():
    table = [cell("1"), cell("\x13 EQ \\o\\ac(○,12)\x14\x15"), row_end([0, 500, 900]), para("完")]

    assert grid(only_table(read(write_doc(table)))) == [["1", DRAWN]]


def test_a_deleted_cell_text_leaves_the_cell_blank():
    gone = Para((("9", DELETED),), "\x07", IN_TABLE)
    document = read(write_doc([cell("甲"), gone, cell("3"), row_end([0, 1000, 2000, 3000])]))

    assert grid(only_table(document)) == [["甲", "", "3"]]


def test_signs_outside_the_basic_plane_do_not_shift_what_follows():
    document = read(write_doc([para("𠮷县𠀀镇"), *rows_of([0, 1000, 2000], [["𠮷", "8"]])]))

    assert shape_of(document) == ["𠮷县𠀀镇", [["𠮷", "8"]]]


def test_headings_come_from_styles_and_outline_levels():
    outlined = para("二、乙", modifiers=b"\x40\x26\x01")
    document = read(write_doc([para("一、甲", style=1), outlined, para("正文")]))

    assert [(type(block), block.text) for block in document.blocks] == [
        (Heading, "一、甲"),
        (Heading, "二、乙"),
        (Paragraph, "正文"),
    ]
    assert [block.level for block in document.blocks[:2]] == [1, 2]


def test_automatic_numbers_are_printed():
    lists = make_list([(3, 0x27, "\0、"), (1, 0, "（\1）")])
    numbered = [para("甲", modifiers=in_list(1, 0)), para("乙", modifiers=in_list(1, 1))]
    document = read(write_doc([*numbered, para("丙", modifiers=in_list(1, 0))], lists=lists))

    assert document.text == "三、甲\n（1）乙\n四、丙"


def test_a_table_inside_a_cell_is_read_and_the_one_around_it_is_layout():
    inner_cell = b"\x4b\x24\x01"
    inner = [
        Para((("内", b""),), "\r", at_depth(2) + inner_cell),
        Para((("6", b""),), "\r", at_depth(2) + inner_cell),
        Para((("", b""),), "\r", at_depth(2) + b"\x4c\x24\x01" + row_end([0, 500, 900]).modifiers[6:]),
    ]
    document = read(write_doc([cell("外"), *inner, cell(""), row_end([0, 1000, 2000])]))

    assert shape_of(document) == ["外", [["内", "6"]]]


def test_a_row_that_does_not_fit_its_geometry_is_told():
    document = read(write_doc([cell("甲"), cell("1"), cell("2"), row_end([0, 1000, 2000])]))

    assert only_table(document).layout == "lines"
    assert grid(only_table(document)) == [["甲", "1", "2"]]
    assert [problem.code for problem in document.problems] == ["TABLE.ODD"]


@pytest.mark.parametrize(
    ("stream", "code", "detail"),
    [
        pytest.param("Workbook", "FILE.UNKNOWN_TYPE", "an Excel workbook", id="Excel"),
        pytest.param("PowerPoint Document", "FILE.UNKNOWN_TYPE", "a PowerPoint presentation", id="PowerPoint"),
        pytest.param("__properties_version1.0", "FILE.UNKNOWN_TYPE", "an Outlook message", id="Outlook"),
        pytest.param("CONTENTS", "FILE.UNKNOWN_TYPE", "a Microsoft Works document", id="Works"),
        pytest.param("Anything", "FILE.UNKNOWN_TYPE", "an OLE2 file of another kind", id="something else"),
        pytest.param("EncryptedPackage", "FILE.ENCRYPTED", "an Office package that wants a password", id="locked docx"),
    ],
)
def test_other_ole2_files_are_named(stream, code, detail):
    with pytest.raises(Unreadable) as caught:
        read(write_compound({stream: b"x" * 90}))

    assert (caught.value.problem.code, caught.value.problem.detail) == (code, detail)


@pytest.mark.parametrize(
    ("manner", "code"),
    [
        pytest.param({"flags": 0x0300}, "FILE.ENCRYPTED", id="password"),
        pytest.param({"version": 0x68}, "FILE.UNKNOWN_TYPE", id="Word 95"),
        pytest.param({"flags": 0}, "FILE.TRUNCATED", id="its table stream is missing"),
    ],
)
def test_unreadable_word_files_say_why(manner, code):
    with pytest.raises(Unreadable) as caught:
        read(write_doc([para("甲")], **manner))

    assert caught.value.problem.code == code


def test_a_chain_of_sectors_that_bites_its_tail_ends():
    data = bytearray(write_doc([para("甲")]))
    fat_at = 512 * (int.from_bytes(data[76:80], "little") + 1)
    data[fat_at : fat_at + 4] = (0).to_bytes(4, "little")
    with pytest.raises(Unreadable) as caught:
        read(bytes(data))

    assert caught.value.problem.code == "FILE.TRUNCATED"


@pytest.mark.parametrize("tenths", range(10), ids=lambda tenths: f"{tenths} tenths of the file")
def test_a_cut_off_file_is_said_to_be_cut_off(tenths):
    data = write_doc(MERGED)
    with pytest.raises(Unreadable) as caught:
        read(data[: len(data) * tenths // 10])

    assert caught.value.problem.code == "FILE.TRUNCATED"


def test_flipped_bytes_never_break_the_reader():
    data, dice, codes = write_doc(MERGED), random.Random(1), set()
    for _ in range(200):
        damaged = bytearray(data)
        damaged[dice.randrange(8, len(data))] ^= 1 << dice.randrange(8)
        codes |= outcome(bytes(damaged))

    assert codes <= {"read", "TABLE.ODD", "PAGE.NO_TEXT", "FILE.TRUNCATED", "FILE.UNKNOWN_TYPE", "FILE.ENCRYPTED"}
    assert {"read", "FILE.TRUNCATED"} <= codes


def outcome(data):
    try:
        document = read(data)
    except Unreadable as error:
        return {error.problem.code}
    return {problem.code for problem in document.problems} or {"read"}


@pytest.mark.parametrize("suffix", ["doc", "wps"])
@pytest.mark.parametrize("case", GENERATED)
def test_tables_equal_those_of_the_same_report_as_docx(corpus, case, suffix):
    folder = corpus / "generated" / case
    old = read((folder / f"source.{suffix}").read_bytes())
    new = read_docx(SourceDocument((folder / "source.docx").read_bytes(), "source.docx"))

    assert [squeeze(table) for table in old.tables()] == [squeeze(table) for table in new.tables()]
    assert old.text.split() == new.text.split()


def squeeze(table):
    return [["".join(text.split()) for text in row] for row in grid(table)]


@pytest.mark.parametrize("case", GENERATED)
def test_every_received_request_is_where_the_truth_says(corpus, case):
    folder = corpus / "generated" / case
    facts = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["facts"]
    document = read((folder / "source.doc").read_bytes())
    printed = [row for table in document.tables() for row in table.rows if "新收" in row[0].text]
    digits = str.maketrans("０１２３４５６７８９", "0123456789")
    values = [float(cell.text.translate(digits).replace(",", "")) for cell in printed[0][-7:]]

    assert values == [value for key, value in facts.items() if key.startswith("requests_received|")]


def test_the_library_reads_the_same_rows():
    pytest.importorskip("office_oxide", reason="the extra 'doc' is not installed")
    document = read_by_library(SourceDocument(write_doc(MERGED), "样件.doc"))
    texts = [[cell.text for cell in row if cell.text] for row in only_table(document).rows]

    assert texts == [["办理结果", "予以公开", "3"], ["国家秘密"], ["合计与结转", "7"]]
    assert (document.reader, only_table(document).layout) == ("office-oxide", "lines")


def test_the_office_program_reads_the_same_tables():
    if shutil.which("soffice") is None and shutil.which("libreoffice") is None:
        pytest.skip("no LibreOffice on this machine")
    document = read_doc_second(SourceDocument(write_doc(MERGED), "样件.doc"))

    assert grid(only_table(document)) == MERGED_GRID
    assert document.reader == "libreoffice"


class PanicException(BaseException):
    """As Rust names its own."""


def test_a_panic_in_rust_is_a_damaged_file(monkeypatch):
    def panic(data, kind):
        raise PanicException("index out of bounds")

    fake = ModuleType("office_oxide")
    fake.Document = type("Document", (), {"from_bytes": staticmethod(panic)})
    fake.OfficeOxideError = type("OfficeOxideError", (Exception,), {})
    monkeypatch.setitem(sys.modules, "office_oxide", fake)
    with pytest.raises(Unreadable) as caught:
        read_by_library(SourceDocument(b"", "样件.doc"))

    assert caught.value.problem.code == "FILE.TRUNCATED"


def test_without_a_second_reader_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(doc_second, "find_office", lambda: None)
    monkeypatch.setitem(sys.modules, "office_oxide", None)
    with pytest.raises(Unreadable) as caught:
        read_doc_second(SourceDocument(write_doc(MERGED), "样件.doc"))

    assert caught.value.problem.code == "FILE.NEEDS_EXTRA"
