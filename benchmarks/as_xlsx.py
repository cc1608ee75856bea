"""The report as a workbook of one sheet: prose in the first column, tables with their merged cells."""

import io

from forge import Facts, Look
from forge.grid import GridTable
from forge.page import Line, compose
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def to_xlsx(facts: Facts, look: Look) -> bytes:
    """The bytes of the workbook."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    row = 1
    for piece in compose(facts, look):
        if isinstance(piece, Line):
            sheet.cell(row, 1, piece.text)
            row += 1
        else:
            row = _write_table(sheet, piece, row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_table(sheet: Worksheet, table: GridTable, top: int) -> int:
    for cell in table.cells:
        row, column = top + cell.row, 1 + cell.column
        sheet.cell(row, column, cell.text)
        if cell.rowspan * cell.colspan > 1:
            sheet.merge_cells(
                start_row=row, start_column=column, end_row=row + cell.rowspan - 1, end_column=column + cell.colspan - 1
            )
    return top + table.row_count
