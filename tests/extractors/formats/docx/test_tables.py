"""Word files: tables, their spans, and tables inside tables."""

import pytest
from docx_bodies import BELOW, cell, grid, look, paragraph, read, row, table, top, wide


@pytest.mark.parametrize(
    ("rows", "expected", "marks"),
    [
        pytest.param([row("甲", "1"), row("乙", "2")], [["甲", "1"], ["乙", "2"]], ["##", "##"], id="plain"),
        pytest.param(
            [row(wide("题", 2), "1"), row("甲", "乙", "2")],
            [["题", "题", "1"], ["甲", "乙", "2"]],
            ["#~#", "###"],
            id="gridSpan",
        ),
        pytest.param(
            [row(top("甲"), "1"), row(BELOW, "2"), row(BELOW, "3"), row("乙", "4")],
            [["甲", "1"], ["甲", "2"], ["甲", "3"], ["乙", "4"]],
            ["##", "~#", "~#", "##"],
            id="vMerge",
        ),
        pytest.param(
            [row(top("甲"), "1"), row(top("乙"), "2"), row(BELOW, "3")],
            [["甲", "1"], ["乙", "2"], ["乙", "3"]],
            ["##", "##", "~#"],
            id="a second restart begins a new cell",
        ),
        pytest.param(
            [row("甲", "1"), row(BELOW, "2")],
            [["甲", "1"], ["", "2"]],
            ["##", "##"],
            id="a continuation of nothing is a cell of its own",
        ),
        pytest.param(
            [row("甲", "乙", "丙"), row("1", "2", properties='<w:gridBefore w:val="1"/>')],
            [["甲", "乙", "丙"], ["", "1", "2"]],
            ["###", ".##"],
            id="gridBefore",
        ),
        pytest.param(
            [row("甲", "乙", "丙"), row("1", "2", properties='<w:gridAfter w:val="1"/>')],
            [["甲", "乙", "丙"], ["1", "2", ""]],
            ["###", "##."],
            id="gridAfter",
        ),
        pytest.param(
            [row("甲", "1"), row("删", "9", properties="<w:del/>"), row("乙", "2", properties="<w:ins/>")],
            [["甲", "1"], ["乙", "2"]],
            ["##", "##"],
            id="a row deleted under tracked changes is gone",
        ),
        pytest.param(
            [f"<w:sdt><w:sdtContent>{row('甲', '1')}</w:sdtContent></w:sdt>", row("乙", "2")],
            [["甲", "1"], ["乙", "2"]],
            ["##", "##"],
            id="a row inside a content control",
        ),
    ],
)
def test_tables(rows, expected, marks):
    document = read(table(*rows))

    assert grid(document) == expected
    assert look(document) == marks


def test_cells_know_their_place():
    body = paragraph("前") + table(row("甲", "1")) + paragraph("间") + table(row(wide("题", 2)), row("乙", "2"))
    document = read(body)

    assert [block.origin.locator for block in document.blocks] == ["b1", "t1", "b3", "t2"]
    assert [cell.origin.locator for row in list(document.tables())[1].rows for cell in row] == [
        "t2.r1c1",
        "t2.r1c1",
        "t2.r2c1",
        "t2.r2c2",
    ]


def test_a_layout_table_gives_what_is_inside():
    inner = table(row("甲", "1"), row("乙", "2"))
    document = read(table(f"<w:tr><w:tc><w:tcPr/>{paragraph('题')}{inner}{paragraph('注')}</w:tc></w:tr>"))

    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]
    assert grid(document) == [["甲", "1"], ["乙", "2"]]


def test_a_small_table_inside_a_large_one_gives_its_text():
    inner = table(row("商业"), row("企业"))
    first = f"<w:tr><w:tc><w:tcPr/>{inner}{paragraph('')}</w:tc>{cell('1') * 7}</w:tr>"
    document = read(table(first, *[row(*"00000000")] * 5))

    assert len(list(document.tables())) == 1
    assert grid(document)[0] == ["商业\n企业", *"1111111"]


def test_spans_of_a_table_inside_a_cell_are_none_of_the_table_around_it():
    inner = table(row(wide("商", 3), properties='<w:gridBefore w:val="2"/>'), row(top("业")))
    holder = f"<w:tc><w:tcPr/>{inner}{paragraph('')}</w:tc>"
    document = read(table(row("甲", holder, *"123456"), *[row(*"00000000")] * 5))

    assert look(document) == ["########"] * 6
    assert grid(document)[0] == ["甲", "商\n业", *"123456"]


def test_tables_of_one_shape_share_places_and_no_words():
    merged, again = (row(top(word), "1") + row(BELOW, "2") + row(top("丙"), "3") for word in ("甲", "乙"))
    apart = row(top("甲"), "1") + row(top("乙"), "2") + row(top("丙"), "3")
    document = read(paragraph("间").join(map(table, (merged, again, apart))))

    assert [look(document, number) for number in range(3)] == [["##", "~#", "##"]] * 2 + [["##", "##", "##"]]
    assert [grid(document, number)[1] for number in range(3)] == [["甲", "2"], ["乙", "2"], ["乙", "2"]]


def test_a_table_of_thousands_of_cells_is_placed_like_a_small_one():
    document = read(table(*[row(top("甲"), "1"), row(BELOW, "2")] * 700))

    assert look(document) == ["##", "~#"] * 700
    assert grid(document)[-1] == ["甲", "2"]
