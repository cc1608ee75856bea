"""Spreadsheets: rows and columns folded up to nothing are as good as hidden."""

from workbooks import SHEET, WRITERS, each_format, repack

from extractors.model.source import SourceDocument
from extractors.readers import read


def fold(data: bytes) -> bytes:
    """The second row and the second column of an .xlsx file, without height and breadth."""

    def change(sheet: bytes) -> bytes:
        columns = b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
        return sheet.replace(b'<row r="2"', b'<row r="2" ht="0" customHeight="1"').replace(b"<sheetData>", columns)

    return repack(data, SHEET, change)


@each_format
def test_what_is_folded_up_is_not_read(kind):
    book = WRITERS[kind]()
    for row, texts in enumerate((["项目", "去年", "今年"], ["甲", "70", "7"], ["乙", "80", "8"])):
        for column, text in enumerate(texts):
            book.write(row, column, text)
    if kind == "xls":
        book.sheet.row(1).height_mismatch, book.sheet.row(1).height = True, 0
        book.sheet.col(1).width = 0
    data = fold(book.pack()) if kind == "xlsx" else book.pack()
    table = next(read(SourceDocument(data, "x")).tables())

    assert [[cell.text for cell in row] for row in table.rows] == [["项目", "今年"], ["乙", "8"]]
