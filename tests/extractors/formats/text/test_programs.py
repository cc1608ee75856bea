"""Tables as programs leave them in plain text: commas, numbered rows and columns, a page on one line."""

import pytest

from extractors.formats.text.reader import read_text
from extractors.model.document import Table
from extractors.model.source import SourceDocument, sniff


def shape(text: str) -> list[object]:
    """Texts of prose; tables as lists of rows."""
    blocks = read_text(SourceDocument(text.encode(), "page.txt")).blocks
    return [[[c.text for c in row] for row in b.rows] if isinstance(b, Table) else b.text for b in blocks]


ROWS = [["项目", "一", "二", "三"], ["规章", "1", "2", ""], ["许可", "30", "", "4"]]


def test_lines_with_commas_between_prose_are_a_table() -> None:
    lines = "\n".join(map(",".join, ROWS))

    assert shape(f"前文\n{lines}\n\n后文") == ["前文", ROWS, "后文"]


def test_a_cell_in_quotes_keeps_its_commas_and_lines() -> None:
    assert shape('甲,乙,丙,丁\n戊,"1,234",2,3\n"己\n庚",1,2,3\n') == [
        [["甲", "乙", "丙", "丁"], ["戊", "1,234", "2", "3"], ["己\n庚", "1", "2", "3"]]
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["甲,乙,丙,丁", "规章,1,234,5,6", "许可,1,2,3", "处罚,1,2,3", "强制,4,5,6"],
        ["规章,1,2,3", "许可,1,2,3", "处罚,1,2,3", "强制,1,234,5,6"],
        ["规章,1,2,3", "许可,1,2,3"],
        ["甲,乙,丙,丁", "甲,乙,丙,丁", "甲,乙,丙,丁"],
        ["规章,1,2,3", "许可,1,2,3", '处罚,"1,2,3'],
    ],
    ids=["one line has another comma", "the last has", "too few", "no numbers", "a quote that is not closed"],
)
def test_commas_that_may_part_no_cells_leave_lines(lines: list[str]) -> None:
    assert shape("\n".join(lines)) == lines


@pytest.mark.parametrize("sign", ["\t", "|"])
def test_a_page_on_one_line_has_a_line_for_each_cell(sign: str) -> None:
    cells = [*(f"甲{n}" for n in range(60)), "规章", "0", "12"]

    assert shape(sign.join(cells)) == cells


def test_the_widest_row_of_the_form_is_no_page() -> None:
    row = "\t".join(map(str, range(22)))

    assert shape(f"{row}\n{row}") == [[[str(n) for n in range(22)]] * 2]


def test_a_tab_around_each_line_makes_no_table() -> None:
    lines = [f"甲{n}" for n in range(12)]

    assert shape("\n".join(f"\t{line}\t" for line in lines) + "\n\t168\t（其中修订84件）\t") == [
        *lines,
        "168 （其中修订84件）",
    ]


@pytest.mark.parametrize("sign", [" | ", ","])
def test_numbers_that_a_program_gave_to_rows_and_columns_are_no_cells(sign: str) -> None:
    numbered = [["", "0", "1", "2", "3"], *([str(n), *row] for n, row in enumerate(ROWS))]
    text = "\n".join(sign.join(row) for row in numbered)
    text = "\n".join(f"| {line} |" for line in text.split("\n")) if "|" in sign else text

    assert shape(text) == [ROWS]


@pytest.mark.parametrize(("place", "text"), [((0, 2), "7"), ((2, 0), "5"), ((0, 0), "号")])
def test_rows_and_columns_that_are_not_counted_stay_whole(place: tuple[int, int], text: str) -> None:
    numbered = [["", "0", "1", "2", "3"], *([str(n), *row] for n, row in enumerate(ROWS))]
    numbered[place[0]][place[1]] = text

    assert shape("\n".join(map(",".join, numbered))) == [numbered]


@pytest.mark.parametrize("rule", ["--------  --------", "=" * 12, "─" * 30, "_" * 9])
def test_a_drawn_rule_is_no_text(rule: str) -> None:
    assert shape(f"规章 0 0 0\n{rule}\n许可 3") == ["规章 0 0 0", "许可 3"]


@pytest.mark.parametrize("dashes", ["-", "——", "--- --- ---", "- - - - - - -"])
def test_dashes_that_stand_for_values_are_kept(dashes: str) -> None:
    assert shape(f"规章\n{dashes}\n许可") == ["规章", dashes, "许可"]


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("<div>\n\n| 甲 | 乙 | 丙 |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n\n</div>", "text/plain"),
        ("<div>\n\n<table><tr><td>甲</td></tr></table>\n\n| 甲 | 乙 | 丙 |\n|---|---|---|\n\n</div>", "text/html"),
        ("<div>甲 | 乙 | 丙</div>", "text/html"),
    ],
)
def test_markdown_may_have_tags_around_its_tables(text: str, media_type: str) -> None:
    assert sniff(text.encode()) == media_type


def test_blanks_beside_a_cell_of_several_numbers_are_in_doubt() -> None:
    table = next(read_text(SourceDocument("| 甲 | 0 1 | | 2 |\n| 乙 | 0 | | 2 |".encode(), "page.md")).tables())

    assert [[cell.doubt for cell in row] for row in table.rows] == [["", "", "slipped", ""], [""] * 4]
