"""Standard tables that stand side by side in one physical table, or on one sheet."""

import pytest
from forge import Look, expected_states, make_facts
from forge.grid import GridCell, GridTable
from forge.page import Line, compose, plain_title
from forge.tables import build_tables
from workbooks import WRITERS, each_format, read_one, write_table

from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports

FACTS = make_facts(31, issuer="青禾县财政局")
OLDER = make_facts(32, issuer="青禾县财政局", year=2023)


def put_beside(left: GridTable, right: GridTable) -> GridTable:
    """Both in one table; what is empty below the shorter one is one cell."""
    width, height = len(left.weights), max(left.row_count, right.row_count)
    cells = [*left.cells]
    cells += [GridCell(c.row, c.column + width, c.text, c.kind, c.rowspan, c.colspan, c.key) for c in right.cells]
    for table, column in ((left, 0), (right, width)):
        if table.row_count < height:
            below = height - table.row_count
            cells.append(GridCell(table.row_count, column, "", "empty", below, len(table.weights)))
    return GridTable("BIG", tuple(cells), left.weights + right.weights)


def write_page(tables: list[GridTable]) -> bytes:
    def write_cell(cell: GridCell) -> str:
        return f"<td rowspan='{cell.rowspan}' colspan='{cell.colspan}'>{cell.text}</td>"

    body = "".join(
        f"<table>{''.join(f'<tr>{chr(10).join(map(write_cell, row))}</tr>' for row in table.rows())}</table>"
        for table in tables
    )
    lines = "".join(f"<p>{piece.text}</p>" for piece in compose(FACTS, Look()) if isinstance(piece, Line))
    return f"<html><body>{lines}{body}</body></html>".encode()


def states_of(report) -> dict[object, object]:
    return {(fact.field, fact.applicant): (fact.state, fact.value) for fact in report.facts}


@pytest.mark.parametrize("order", ["T2 T3|T4", "T3 T4|T2", "T3 T2|T4"])
def test_two_tables_side_by_side_and_one_below(order):
    made = {code: tables[0] for code, tables in build_tables(FACTS, Look()).items()}
    pair, below = order.split("|")
    page = write_page([put_beside(*(made[code] for code in pair.split())), made[below]])
    (report,) = read_reports(SourceDocument(page, "page.html"), load_catalogue())

    assert states_of(report) == expected_states(FACTS)


@each_format
@pytest.mark.parametrize("gap", [0, 1])
def test_two_tables_side_by_side_on_a_sheet(kind, gap):
    book = WRITERS[kind]()
    book.write(0, 0, plain_title(FACTS))
    (t2,), (t3,), (t4,) = (build_tables(FACTS, Look())[code] for code in ("T2", "T3", "T4"))
    write_table(book, 2, put_beside(t2, t3) if gap == 0 else t2, 1)
    if gap:
        moved = (GridCell(c.row, c.column + 5, c.text, c.kind, c.rowspan, c.colspan) for c in t3.cells)
        write_table(book, 2, GridTable("T3", tuple(moved), t3.weights), 1)
    write_table(book, 40, t4, 1)

    assert states_of(read_one(book.pack())) == expected_states(FACTS)


@each_format
def test_two_years_side_by_side_on_a_sheet(kind):
    book = WRITERS[kind]()
    for left, facts in ((0, FACTS), (18, OLDER)):
        book.write(0, left, plain_title(facts))
        row = 2
        for tables in build_tables(facts, Look()).values():
            cells = (GridCell(c.row, c.column + left, c.text, c.kind, c.rowspan, c.colspan) for c in tables[0].cells)
            write_table(book, row, GridTable("", tuple(cells), tables[0].weights), 1)
            row += tables[0].row_count + 1
    reports = read_reports(SourceDocument(book.pack(), "book"), load_catalogue())

    assert {report.year: states_of(report) for report in reports} == {
        facts.year: expected_states(facts) for facts in (FACTS, OLDER)
    }
