"""What the forge writes: every file says what its facts say."""

import io
import re
from collections import Counter

import docx
import pdfplumber
import pypdfium2
import pytest
from forge import RENDERERS, Look, make_facts, render
from forge.grid import GridTable
from forge.page import compose
from lxml import html

EDITIONS = ("gb2021_30", "gb2019_60")


def grids(facts, look):
    return [piece for piece in compose(facts, look) if isinstance(piece, GridTable)]


def squeeze(rows):
    return [[re.sub(r"\s", "", text or "") for text in row] for row in rows]


def test_html_cells_are_the_cells_of_the_grid():
    facts = make_facts(21)
    page = html.fromstring(render(facts, Look(), "html").decode())
    tables = [[[cell.text_content() for cell in row] for row in table.iter("tr")] for table in page.iter("table")]

    assert tables == [[[cell.text for cell in row] for row in grid.rows()] for grid in grids(facts, Look())]


def test_word_cells_are_the_cells_of_the_grid():
    facts = make_facts(21)
    document = docx.Document(io.BytesIO(render(facts, Look(), "docx")))
    read = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]

    assert read == [grid.matrix(repeat=True) for grid in grids(facts, Look())]


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(Look(), id="long rules"),
        pytest.param(Look(rules="edges"), id="rules edge by edge"),
        pytest.param(Look(total_in_first_row=True, shaded_heads=True), id="shaded heads"),
    ],
)
def test_pdf_cells_are_the_cells_of_the_grid(look):
    facts = make_facts(21, scale="town")
    read = []
    with pdfplumber.open(io.BytesIO(render(facts, look, "pdf"))) as document:
        for page in document.pages:
            for table in page.extract_tables():
                read.extend(squeeze(table))
    printed = [row for grid in grids(facts, look) for row in squeeze(grid.matrix())]

    assert read == printed


def test_tabbed_text_has_the_rows_of_the_grid():
    facts = make_facts(21)
    lines = render(facts, Look(), "text").decode().split("\n")
    rows = [line.split("\t") for line in lines if "\t" in line]

    assert rows == [row for grid in grids(facts, Look()) for row in grid.matrix()]


def test_markdown_rows_are_as_wide_as_their_table():
    facts = make_facts(21)
    lines = [line for line in render(facts, Look(), "markdown").decode().split("\n") if line.startswith("|")]
    widths = Counter(line.count("|") - 1 for line in lines)

    assert widths == {4: 15, 10: 29, 15: 5}


def test_scan_has_pictures_and_no_text():
    facts = make_facts(21, scale="town")
    scan = pypdfium2.PdfDocument(render(facts, Look(), "scan"))
    printed = pypdfium2.PdfDocument(render(facts, Look(), "pdf"))

    assert len(scan) == len(printed)
    assert [page.get_textpage().get_text_range() for page in scan] == [""] * len(scan)


@pytest.mark.parametrize("kind", sorted(set(RENDERERS) - {"scan"}))
def test_the_same_look_gives_the_same_bytes(kind):
    facts = make_facts(2)

    assert render(facts, Look(), kind) == render(facts, Look(), kind)


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(Look(), id="as the form prints it"),
        pytest.param(Look(one_big_table=True), id="one big table"),
        pytest.param(Look(one_big_table=True, unmerged_heads=True, side="empty"), id="one big table unmerged"),
        pytest.param(Look(label_in_wrong_column=True, cut_group=True), id="labels astray"),
        pytest.param(Look(t3_split="bare", t3_split_at=7, t4_split=True), id="cut tables"),
        pytest.param(Look(t3_split="headed", t3_split_at=17, side="repeated"), id="cut tables with headers"),
        pytest.param(Look(t2_shape="four", extra_row=True, t4_row_label="件数"), id="four tables and extras"),
        pytest.param(Look(shuffled_heads=True, heads="vertical", unmerged_values=True), id="shuffled heads"),
    ],
)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_grid_is_a_full_rectangle_that_shows_every_fact_once(look, edition):
    facts = make_facts(8, edition=edition)
    tables = grids(facts, look)

    for table in tables:
        places = Counter(place for cell in table.cells for place in cell.places)
        assert set(places) == {(r, c) for r in range(table.row_count) for c in range(len(table.weights))}
        assert set(places.values()) == {1}
    shown = {cell.key: cell.text for table in tables for cell in table.cells if cell.key}
    assert shown == {key: cell.text for key, cell in facts.cells.items()}
