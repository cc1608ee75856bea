"""What every reader promises, whatever the format. A new format joins by one line in ``MAKERS``."""

import io
import random
import zipfile
from collections.abc import Callable
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import docx
import pytest

from extractors.grids.grid import is_printed
from extractors.model.document import Document, Table
from extractors.model.source import DOCX, FLAT_WORDS, WORD_XML, SourceDocument
from extractors.readers import read, read_again

TITLE = "甲县乙局2031年政府信息公开工作年度报告"
OVERVIEW = "2031年，本机关主动公开信息12条，其中规范性文件3件，政务动态9条，群众满意度进一步提高。"
HEAD = "三、收到和处理政府信息公开申请情况"
END = "2031年度，本机关未收取信息处理费，没有其他需要报告的事项，特此报告。"
ROWS = (
    ("申请人情况", "自然人", "商业企业", "总计"),
    ("一、本年新收", "3", "0", "3"),
    ("二、上年结转", "", "1", "1"),
    ("三、办理结果", "1,204", "/", "1204"),
)
SIDE = "本年"


def make_html() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td><p>{cell}</p></td>' for cell in row)}</tr>" for row in ROWS)
    table = f"<table>{rows}<tr><td colspan='2'>{SIDE}</td><td>5</td><td>6</td></tr></table>"
    return f"<html><body><h1>{TITLE}</h1><p>{OVERVIEW}</p><p>{HEAD}</p>{table}<p>{END}</p></body></html>".encode()


def make_gb_html() -> bytes:
    return make_html().decode().encode("gb18030")


def make_mht() -> bytes:
    page = MIMEMultipart("related")
    page.attach(MIMEText(make_html().decode(), "html", "utf-8"))
    page.attach(MIMEText("<xml>9</xml>", "xml", "utf-8"))
    return page.as_bytes()


def make_text() -> bytes:
    rows = "\n".join("\t".join(row) for row in (*ROWS, (SIDE, "", "5", "6")))
    return f"{TITLE}\n\n{OVERVIEW}\n{HEAD}\n{rows}\n\n{END}\n".encode()


def make_markdown() -> bytes:
    rows = "\n".join(f"| {' | '.join(row)} |" for row in (ROWS[0], ["---"] * 4, *ROWS[1:], (SIDE, "", "5", "6")))
    return f"# {TITLE}\n\n{OVERVIEW}\n\n{HEAD}\n\n{rows}\n\n{END}\n".encode()


def make_docx() -> bytes:
    word = docx.Document()
    for text in (TITLE, OVERVIEW, HEAD):
        word.add_paragraph(text)
    table = word.add_table(rows=len(ROWS) + 1, cols=4)
    for row, line in zip(table.rows, (*ROWS, ("", "", "5", "6")), strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
    table.cell(4, 0).merge(table.cell(4, 1)).text = SIDE
    word.add_paragraph(END)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _read_parts() -> dict[str, str]:
    """The XML of the parts of the docx that hold its words, without declarations."""
    with zipfile.ZipFile(io.BytesIO(make_docx())) as package:
        names = ("word/document.xml", "word/styles.xml", "word/numbering.xml")
        return {name: package.read(name).decode().partition("?>")[2] for name in names}


def make_flat_package() -> bytes:
    parts = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
        for name, xml in _read_parts().items()
    )
    return f'<?xml version="1.0"?>\n<pkg:package xmlns:pkg="{FLAT_WORDS[0].decode()}">{parts}</pkg:package>'.encode()


def make_word_2003() -> bytes:
    body = _read_parts()["word/document.xml"].partition("<w:body>")[2].partition("</w:body>")[0]
    aml = 'xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
    old = f'<aml:annotation {aml} w:type="Word.Deletion"><aml:content><w:p><w:r><w:t>旧</w:t></w:r></w:p></aml:content></aml:annotation>'
    inside = f"<w:styles/><w:body><w:sect>{old}{body.replace('vMerge', 'vmerge')}</w:sect></w:body>"
    return f'<?xml version="1.0"?><w:wordDocument xmlns:w="{FLAT_WORDS[1].decode()}">{inside}</w:wordDocument>'.encode()


MAKERS: tuple[tuple[Callable[[], bytes], str], ...] = (
    (make_html, "text/html"),
    (make_gb_html, "text/html"),
    (make_mht, "multipart/related"),
    (make_text, "text/plain"),
    (make_markdown, "text/plain"),
    (make_docx, DOCX),
    (make_flat_package, WORD_XML),
    (make_word_2003, WORD_XML),
)
"""What makes the small report in a format, and the media type that its bytes must show."""

every_format = pytest.mark.parametrize(("make", "media_type"), MAKERS, ids=[make.__name__ for make, _ in MAKERS])


def tables_of(document: Document) -> list[Table]:
    return list(document.tables())


@every_format
def test_the_type_is_told_by_the_bytes(make, media_type):
    assert read(SourceDocument(make(), "misleading.xlsx")).media_type == media_type


@every_format
def test_text_keeps_its_order(make, media_type):
    document = read(SourceDocument(make(), "x"))

    assert [block.text for block in document.blocks if not isinstance(block, Table)] == [TITLE, OVERVIEW, HEAD, END]
    assert [isinstance(block, Table) for block in document.blocks] == [False, False, False, True, False]


@every_format
def test_every_figure_is_where_it_was_printed(make, media_type):
    [table] = tables_of(read(SourceDocument(make(), "x")))

    assert [tuple(cell.text for cell in row) for row in table.rows[:4]] == list(ROWS)
    assert [cell.text for cell in table.rows[4] if not cell.is_repeat and cell.text] == [SIDE, "5", "6"]


@every_format
def test_grids_are_rectangular(make, media_type):
    [table] = tables_of(read(SourceDocument(make(), "x")))

    assert {len(row) for row in table.rows} == {4}
    assert [[(cell.row, cell.column) for cell in row] for row in table.rows] == [
        [(row, column) for column in range(4)] for row in range(5)
    ]


@every_format
def test_everything_has_its_origin(make, media_type):
    document = read(SourceDocument(make(), "x"))

    for index, block in enumerate(document.blocks):
        assert isinstance(block, Table) or block.origin.block == index
    for number, table in enumerate(tables_of(document), start=1):
        assert table.origin.table == number
        for cell in (cell for row in table.rows for cell in row if is_printed(cell)):
            assert cell.origin.table == number
            assert cell.is_repeat or (cell.origin.row, cell.origin.column) == (cell.row, cell.column)


@every_format
def test_a_repeat_has_the_text_and_place_of_its_first(make, media_type):
    [table] = tables_of(read(SourceDocument(make(), "x")))

    for cell in (cell for row in table.rows for cell in row if cell.is_repeat):
        first = table.rows[cell.origin.row][cell.origin.column]
        assert not first.is_repeat
        assert (cell.text, cell.origin) == (first.text, first.origin)


@every_format
def test_reading_twice_gives_the_same(make, media_type):
    data = make()

    assert read(SourceDocument(data, "x")) == read(SourceDocument(data, "x"))


@every_format
def test_a_second_reading_sees_the_same_figures(make, media_type):
    source = SourceDocument(make(), "x")
    second = read_again(source)
    if second is None:
        pytest.skip(f"{media_type} has no second reader")

    assert [table.rows for table in second.tables()] == [table.rows for table in read(source).tables()]


def assert_readable_or_refused(data: bytes) -> None:
    source = SourceDocument(data, "x")
    for document in (read(source), read_again(source)):
        assert document is None or document.blocks or document.problems
        assert document is None or all({len(row) for row in t.rows} == {len(t.rows[0])} for t in document.tables())


@every_format
@pytest.mark.parametrize("tenths", range(10))
def test_a_file_cut_off_is_read_as_far_as_it_goes_or_refused(make, media_type, tenths):
    data = make()

    assert_readable_or_refused(data[: len(data) * tenths // 10])


@every_format
def test_flipped_bytes_never_break_the_reader(make, media_type):
    data, chance = make(), random.Random(20240131)

    for _ in range(200):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        assert_readable_or_refused(bytes(damaged))
