"""The report as a binary Word document, through the tests' own writer."""

from doc_writer import Para, cell, para, row_end, write_doc
from forge import Facts, Look
from forge.grid import GridCell, GridTable
from forge.page import Line, compose

_WIDTH = 9000
_OPENS, _GOES_ON = 0x60, 0x20
"""Bits of a cell in a vertical merge: its first row, and the rows below."""


def to_doc(facts: Facts, look: Look) -> bytes:
    """The bytes of the document."""
    paragraphs: list[Para] = []
    for piece in compose(facts, look):
        paragraphs += _write_line(piece) if isinstance(piece, Line) else _write_table(piece)
    return write_doc(paragraphs)


def _write_line(line: Line) -> list[Para]:
    return [para(text) for text in line.text.split("\n")]


def _write_table(table: GridTable) -> list[Para]:
    edges = _find_edges(table)
    owners = table.owners()
    paragraphs: list[Para] = []
    for row in range(table.row_count):
        crossing = sorted({owners[row, column] for column in range(len(table.weights))}, key=lambda one: one.column)
        paragraphs += [cell(_show(one) if one.row == row else "") for one in crossing]
        limits = [edges[one.column] for one in crossing] + [_WIDTH]
        paragraphs.append(row_end(limits, [_find_flag(one, row) for one in crossing]))
    return [*paragraphs, para("")]


def _find_edges(table: GridTable) -> list[int]:
    total, edges, reached = sum(table.weights), [], 0.0
    for weight in table.weights:
        edges.append(round(_WIDTH * reached / total))
        reached += weight
    return edges


def _show(one: GridCell) -> str:
    return one.text.replace("\n", "\x0b")


def _find_flag(one: GridCell, row: int) -> int:
    if one.rowspan == 1:
        return 0
    return _OPENS if one.row == row else _GOES_ON
