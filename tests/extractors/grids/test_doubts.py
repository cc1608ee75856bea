"""Numbers that stand in the cell beside their own, on one another, or as strokes: no blank and no number is sure."""

import pytest
from ruled_pages import HEIGHT, WIDTH, across, down, draw_grid, only_table, write

from extractors.grids.ruling.blocks import join_pages, page_blocks

XS = [50.0, 150.0, 200.0, 250.0]
YS = [100.0, 120.0, 140.0, 160.0]
FIRST, SECOND, THIRD = 104.0, 124.0, 144.0
"""Upper edge of a line of type in the middle of each row."""
LABELS = [*write("甲", 60, FIRST), *write("乙", 60, SECOND), *write("丙", 60, THIRD)]


def read(glyphs, rules=None):
    rules = draw_grid(XS, YS) if rules is None else rules
    return join_pages([page_blocks(LABELS + glyphs, rules, 1, WIDTH, HEIGHT, is_exact=True)])


def read_numbers(glyphs, rules=None) -> list[list[tuple[str, str]]]:
    """Text and doubt of the two cells behind each label."""
    return [[(cell.text, cell.doubt) for cell in row[1:]] for row in only_table(read(glyphs, rules)).rows]


FULL = [*write("1", 172, SECOND), *write("2", 222, SECOND), *write("3", 172, THIRD), *write("4", 222, THIRD)]


@pytest.mark.parametrize(
    ("beside", "printed"),
    [
        pytest.param(write("0", 203, FIRST) + write("17", 220, FIRST), "0 17", id="two numbers apart on one line"),
        pytest.param(write("0", 210, FIRST) + write("17", 215, FIRST), "017", id="a zero that touches the number"),
    ],
)
def test_a_blank_beside_a_cell_with_two_numbers_is_in_doubt(beside, printed):
    assert read_numbers(beside + FULL)[0] == [("", "slipped"), (printed, "")]


@pytest.mark.parametrize(
    ("left", "doubt"), [(254.0, "beside"), (290.0, "")], ids=["right of its wall", "in the margin"]
)
def test_a_blank_in_the_last_column_is_in_doubt_where_a_number_stands_outside(left, doubt):
    assert read_numbers(write("5", 172, FIRST) + write("7", left, FIRST) + FULL)[0] == [("5", ""), ("", doubt)]


def test_a_number_in_the_last_column_is_not_in_doubt_for_one_outside():
    assert read_numbers(write("7", 254, SECOND) + FULL)[1] == [("1", ""), ("2", "")]


def test_so_is_one_above_or_below_a_cell_with_two_numbers_on_two_lines():
    ys = [100.0, 120.0, 150.0, 170.0]
    glyphs = write("甲", 60, FIRST) + write("乙", 60, 129) + write("丙", 60, 154)
    glyphs += write("0", 172, 122) + write("17", 170, 135) + write("5", 222, FIRST) + write("6", 222, 129)
    glyphs += write("7", 222, 154)
    blocks = join_pages([page_blocks(glyphs, draw_grid(XS, ys), 1, WIDTH, HEIGHT, is_exact=True)])

    assert [row[1].doubt for row in only_table(blocks).rows] == ["slipped", "", "slipped"]


def test_a_number_that_a_narrow_cell_breaks_is_one_number():
    xs, ys = [50.0, 150.0, 170.0, 190.0], [100.0, 130.0, 150.0]
    glyphs = write("甲", 60, 109) + write("乙", 60, 134) + write("123", 152, 102) + write("45", 155, 115)
    blocks = join_pages([page_blocks(glyphs, draw_grid(xs, ys), 1, WIDTH, HEIGHT, is_exact=True)])

    assert {cell.doubt for row in only_table(blocks).rows for cell in row} == {""}


def test_a_blank_with_an_upright_stroke_in_it_is_in_doubt():
    drawn = [down(172, 106, 114)]  # the numeral one, drawn as a line

    assert read_numbers(write("2", 222, FIRST) + FULL, draw_grid(XS, YS) + drawn)[0] == [("", "drawn"), ("2", "")]


@pytest.mark.parametrize(("drawn", "doubt"), [(3, "drawn"), (2, "")])
def test_where_several_blanks_have_such_strokes_none_is_sure(drawn, doubt):
    places = [(172, 106), (222, 106), (172, 126)][:drawn]
    strokes = [down(x, y, y + 8) for x, y in places]

    assert read_numbers(write("9", 172, THIRD), draw_grid(XS, YS) + strokes)[2] == [("9", ""), ("", doubt)]


@pytest.mark.parametrize(
    "stroke",
    [
        pytest.param(down(151, 106, 114), id="at a wall"),
        pytest.param(down(172, 100, 120), id="from rule to rule"),
        pytest.param(across(110, 160, 190), id="level"),
    ],
)
def test_other_strokes_in_a_blank_are_no_digits(stroke):
    numbers = read_numbers(write("2", 222, FIRST) + FULL, [*draw_grid(XS, YS), stroke])

    assert {doubt for row in numbers for _, doubt in row} == {""}


@pytest.mark.parametrize(
    ("stroke", "doubt"),
    [
        pytest.param(across(111, 165, 170), "drawn", id="as a minus sign"),
        pytest.param(across(116, 165, 170), "", id="at the foot of the number"),
        pytest.param(across(117, 170, 180), "", id="under the number"),
        pytest.param(across(111, 150, 154), "", id="at the wall"),
    ],
)
def test_a_stroke_before_a_number_may_be_its_sign(stroke, doubt):
    printed = [*write("12", 172, FIRST), *write("2", 222, FIRST), *FULL]

    assert read_numbers(printed, [*draw_grid(XS, YS), stroke])[0] == [("12", doubt), ("2", "")]


def test_numbers_whose_signs_stand_at_one_place_are_in_doubt_whatever_a_second_reader_says():
    printed = [*write("12", 170, FIRST), *write("88", 171, FIRST + 1), *write("2", 222, FIRST), *FULL]

    assert read_numbers(printed)[0][0][1] == "overprinted"


def test_a_number_in_the_open_corner_of_a_table_without_outer_rules_is_kept_with_a_doubt():
    rules = [across(y, XS[0], XS[-1]) for y in YS[:-1]] + [down(x, YS[0], YS[-1]) for x in XS[:-1]]
    rules += [across(YS[-1], XS[0], XS[-2]), down(XS[-1], YS[0], YS[-2])]
    numbers = read_numbers([*write("5", 172, FIRST), *write("6", 222, FIRST), *FULL], rules)

    assert numbers[2] == [("3", ""), ("4", "overflow")]


def test_a_table_without_outer_rules_has_its_corners():
    rules = [across(y, XS[0], XS[-1]) for y in YS[1:-1]] + [down(x, YS[0], YS[-1]) for x in XS[1:-1]]
    numbers = read_numbers([*write("5", 172, FIRST), *write("6", 222, FIRST), *FULL], rules)

    assert numbers == [[("5", ""), ("6", "")], [("1", ""), ("2", "")], [("3", ""), ("4", "")]]


def test_a_line_below_a_table_that_is_open_at_its_foot_is_none_of_its_cells():
    rules = [across(y, XS[0], XS[-1]) for y in YS[:-1]] + [down(x, YS[0], YS[-1]) for x in XS]
    below = write("四、行政复议和行政诉讼情况", 60, YS[-1] + 4)
    blocks = read([*write("5", 172, FIRST), *write("6", 222, FIRST), *FULL, *below], rules)

    assert [block.text for block in blocks if not hasattr(block, "rows")] == ["四、行政复议和行政诉讼情况"]


BROAD = [50.0, 150.0, 250.0]


def read_pages(*pages):
    """Texts and doubts of the tables of pages: verticals, glyphs, and horizontals where they are others."""
    laid = [
        page_blocks(glyphs, draw_grid(xs, ys[0] if ys else YS), n, WIDTH, HEIGHT, is_exact=True)
        for n, (xs, glyphs, *ys) in enumerate(pages, 1)
    ]
    return [[[(c.text, c.doubt) for c in row] for row in block.rows] for block in join_pages(laid)]


def test_blanks_at_the_seam_of_a_table_that_goes_on_beside_itself_on_another_page_are_in_doubt():
    """As spreadsheets print columns for which the page has no room: the number of a broad cell stands on the next."""
    left = [*LABELS, *write("1", 190, FIRST), *write("2", 190, THIRD)]
    right = [*write("5", 90, FIRST), *write("15", 90, SECOND), *write("7", 90, THIRD)]
    one, other = read_pages((BROAD, left), ([50.0, 150.0], right))

    assert [row[-1] for row in one] == [("1", ""), ("", "torn"), ("2", "")]
    assert [row[0] for row in other] == [("5", ""), ("15", ""), ("7", "")]


def test_so_are_those_where_either_line_of_a_double_rule_tells_the_height():
    left = [*LABELS, *write("1", 190, FIRST), *write("2", 190, THIRD)]
    right = [*write("5", 90, FIRST), *write("15", 90, SECOND), *write("7", 90, THIRD)]
    one, _ = read_pages((BROAD, left), ([50.0, 150.0], right, [100.0, 121.4, 138.6, 160.0]))

    assert one[1][1] == ("", "torn")


@pytest.mark.parametrize(
    ("is_beside", "doubt"),
    [pytest.param(True, "torn", id="below rows at the seam"), pytest.param(False, "", id="alone")],
)
def test_a_blank_in_the_last_row_of_a_table_is_in_doubt_as_those_of_the_rows_above(is_beside, doubt):
    left = [*LABELS, *write("1", 190, FIRST), *write("2", 190, THIRD)]
    right = [*write("5", 90, FIRST), *write("15", 90, SECOND), *write("7", 90, THIRD)]
    rows = BROAD, [*LABELS[:2], *write("1", 190, FIRST)], YS[:3]
    rest = [50.0, 150.0], [*write("8", 90, FIRST), *write("9", 90, SECOND)], YS[:3]
    first, *_ = read_pages(*(((BROAD, left), rows, ([50.0, 150.0], right), rest) if is_beside else (rows, rest)))

    assert first[-1][-1] == ("", doubt)


def test_a_table_with_labels_of_its_own_is_no_rest_of_another():
    left = [*LABELS, *write("1", 190, FIRST), *write("2", 190, THIRD)]
    one, other = read_pages((BROAD, left), ([50.0, 150.0, 200.0], left))

    assert {doubt for row in (*one, *other) for _, doubt in row} == {""}
