"""Glyphs and rules -> tables and prose, without any file format."""

import pytest
from ruled_pages import across, down, draw_grid, only_table, page, read_page, texts, write

from extractors.grids.ruling.blocks import Glyph, find_lattices, join_pages
from extractors.model.document import Heading, Paragraph, Table


class TestLattice:
    def test_pieces_of_edges_and_double_rules_make_one_grid(self):
        pieces = [across(y, x, x + 50) for y in (100, 102, 120, 140) for x in (50, 101)]
        pieces += [down(x, y, y + 20) for x in (50, 100, 150) for y in (100, 120)]

        (lattice,) = find_lattices(pieces)

        assert (len(lattice.xs), len(lattice.ys), len(lattice.cells)) == (3, 3, 4)
        assert not lattice.open_top
        assert not lattice.open_bottom

    def test_a_missing_wall_makes_a_merged_cell(self):
        rules = [across(100, 50, 150), across(120, 50, 150), across(140, 50, 150)]
        rules += [down(50, 100, 140), down(150, 100, 140), down(100, 120, 140)]

        (lattice,) = find_lattices(rules)

        spans = [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in lattice.cells]
        assert spans == [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]

    def test_verticals_that_end_together_are_closed_and_told(self):
        rules = [across(100, 50, 150), across(120, 50, 150)] + [down(x, 100, 145) for x in (50, 100, 150)]

        (lattice,) = find_lattices(rules)

        assert len(lattice.cells) == 4
        assert lattice.open_bottom
        assert not lattice.open_top

    def test_a_table_without_outer_sides_is_closed_there(self):
        rules = [across(y, 50, 250) for y in (100, 120, 140)] + [down(x, 100, 140) for x in (100, 200)]

        (lattice,) = find_lattices(rules)

        assert lattice.xs == (50, 100, 200, 250)
        assert len(lattice.cells) == 6

    def test_the_outer_wall_of_a_label_over_the_whole_page_belongs_to_its_table(self):
        rules = [across(y, 80, 150) for y in (120, 140)] + [down(x, 100, 160) for x in (50, 80, 100, 150)]

        (lattice,) = find_lattices(rules)

        assert lattice.xs == (50, 80, 100, 150)
        assert lattice.open_top
        assert lattice.open_bottom
        assert [(cell.column, cell.rowspan) for cell in lattice.cells if cell.column == 0] == [(0, 3)]

    def test_the_wall_of_a_label_that_runs_on_below_its_table_parts_no_table_below(self):
        upper = draw_grid([50, 80, 150], [100, 120, 140])
        lower = draw_grid([50, 100, 150], [200, 220])
        strays = [down(x, 100, 700) for x in (50, 80)]

        one, other = find_lattices([*upper, *lower, *strays])

        assert (one.xs, one.ys) == ((50, 80, 150), (100, 120, 140))
        assert (other.xs, other.ys) == ((50, 100, 150), (200, 220))
        assert not one.open_bottom
        assert not other.open_bottom

    def test_an_own_wall_of_a_table_below_on_which_such_a_wall_runs_on_is_kept(self):
        upper = draw_grid([50, 80, 150], [100, 120, 140])
        lower = draw_grid([50, 80, 120, 150], [200, 220])
        strays = [down(x, 100, 700) for x in (50, 80)]

        one, other = find_lattices([*upper, *lower, *strays])

        assert (one.xs, one.ys) == ((50, 80, 150), (100, 120, 140))
        assert (other.xs, other.ys) == ((50, 80, 120, 150), (200, 220))

    def test_a_lone_vertical_of_another_length_belongs_to_no_table(self):
        rules = [across(y, 80, 150) for y in (120, 140)] + [down(x, 100, 160) for x in (80, 100, 150)]

        (lattice,) = find_lattices([*rules, down(50, 100, 190)])

        assert lattice.xs == (80, 100, 150)

    def test_an_underline_is_no_table(self):
        assert find_lattices([across(100, 50, 300)]) == []

    def test_a_hatching_does_not_hang(self):
        rules = [across(4.0 * i, 0, 50_000) for i in range(2500)] + [down(4.0 * i, 0, 50_000) for i in range(2500)]

        assert find_lattices(rules) == []


class TestCells:
    def test_merged_cells_repeat_and_lines_stay_lines(self):
        rules = [across(100, 50, 150), across(120, 50, 150), across(150, 50, 150)]
        rules += [down(50, 100, 150), down(150, 100, 150), down(100, 120, 150)]
        glyphs = write("申请人", 80, 104) + write("26", 60, 122) + write("531", 60, 135) + write("0", 120, 128)

        table = only_table(read_page(glyphs, rules))

        assert texts(table) == [["申请人", "申请人"], ["26\n531", "0"]]
        assert [cell.is_repeat for cell in table.rows[0]] == [False, True]
        assert table.layout == "grid"
        assert table.rows[1][1].origin.locator == "p1.t1.r2c2"

    @pytest.mark.parametrize(
        ("top", "bottom"),
        [
            pytest.param(112.0, 113.5, id="the point has a box of bare ink on the baseline"),
            pytest.param(107.0, 125.0, id="the point comes from a font with a deeper box"),
            pytest.param(98.0, 113.0, id="the point comes from a font with a higher box"),
        ],
    )
    def test_a_decimal_point_is_never_torn_off(self, top, bottom):
        glyphs = [*write("96171", 60, 102), Glyph(".", 85, top, 87.5, bottom), *write("6", 87.5, 102)]

        table = only_table(read_page(glyphs, draw_grid([50, 120, 200], [100, 120])))

        assert table.rows[0][0].text == "96171.6"

    def test_numbers_that_touch_over_a_wall_are_parted_and_doubted(self):
        glyphs = write("123456", 85, 102)

        table = only_table(read_page(glyphs, draw_grid([50, 100, 150], [100, 120])))

        assert [(cell.text, cell.doubt) for cell in table.rows[0]] == [("123", "overflow"), ("456", "overflow")]

    def test_heads_that_nearly_touch_at_a_wall_stand_each_in_its_cell(self):
        glyphs = write("计量单位", 58, 102) + write("历年累计", 101, 102)

        table = only_table(read_page(glyphs, draw_grid([50, 100, 150], [100, 120])))

        assert [(cell.text, cell.doubt) for cell in table.rows[0]] == [("计量单位", ""), ("历年累计", "")]

    def test_numbers_too_wide_for_their_cells_are_parted_where_their_digits_meet_unevenly_and_doubted(self):
        glyphs = write("10581", 72.5, 102) + write("4241", 98, 102)

        table = only_table(read_page(glyphs, draw_grid([74, 97, 120], [100, 120])))

        assert [(cell.text, cell.doubt) for cell in table.rows[0]] == [("10581", "overflow"), ("4241", "overflow")]

    def test_a_number_that_runs_over_its_wall_stays_whole_and_doubted(self):
        glyphs = write("26531", 78, 102) + write("386", 110, 102)

        table = only_table(read_page(glyphs, draw_grid([50, 100, 150], [100, 120])))

        assert [(cell.text, cell.doubt) for cell in table.rows[0]] == [("26531", "overflow"), ("386", "overflow")]

    def test_words_that_run_over_a_wall_leave_the_number_beside_alone(self):
        glyphs = write("结转下年度办理", 52, 102) + write("386", 130, 102)

        table = only_table(read_page(glyphs, draw_grid([50, 115, 150], [100, 120])))

        assert [(cell.text, cell.doubt) for cell in table.rows[0]] == [("结转下年度办理", ""), ("386", "")]

    def test_a_vertical_head_that_overflows_downwards_leaves_the_numbers_below_alone(self):
        head = [glyph for index, char in enumerate("商业企业") for glyph in write(char, 60, 101 + 12 * index)]
        glyphs = head + write("435", 75, 128) + write("65", 75, 148)

        table = only_table(read_page(glyphs, draw_grid([50, 110, 150], [100, 125, 145, 165])))

        assert [row[0].text for row in table.rows] == ["商\n业\n企\n业", "435", "65"]

    @pytest.mark.parametrize("is_number_first", [False, True])
    def test_a_head_that_overflows_goes_back_up_in_whatever_order_the_glyphs_are_told(self, is_number_first):
        head = [glyph for index, char in enumerate("结果纠正") for glyph in write(char, 75, 101 + 9 * index)]
        number = write("16", 75, 132)
        glyphs = head[:-1] + number + head[-1:] if is_number_first else head + number

        table = only_table(read_page(glyphs, draw_grid([50, 110, 150], [98, 129, 147])))

        assert [row[0].text for row in table.rows] == ["结\n果\n纠\n正", "16"]

    def test_a_unit_beside_its_number_stays_below_the_head(self):
        glyphs = write("本年处理决定数量", 55, 109) + write("16", 85, 124) + write("件", 100, 124)

        table = only_table(read_page(glyphs, draw_grid([50, 150, 190], [100, 122, 140])))

        assert [row[0].text for row in table.rows] == ["本年处理决定数量", "16件"]

    def test_upright_columns_are_read_in_the_order_of_painting(self):
        right = [glyph for index, char in enumerate("法律服务") for glyph in write(char, 80, 101 + 11 * index)]
        left = [glyph for index, char in enumerate("机构") for glyph in write(char, 60, 101 + 11 * index)]

        table = only_table(read_page(right + left, draw_grid([50, 110, 150], [100, 150])))

        assert "".join(table.rows[0][0].text.split()) == "法律服务机构"

    def test_bold_made_by_printing_twice_counts_once(self):
        glyphs = write("11", 60, 102) + write("11", 60.3, 102)

        table = only_table(read_page(glyphs, draw_grid([50, 100, 150], [100, 120])))

        assert table.rows[0][0].text == "11"

    def test_a_table_inside_a_cell_keeps_its_own_text(self):
        rules = draw_grid([50, 400, 500], [100, 300]) + draw_grid([100, 150, 200], [150, 170, 190])
        glyphs = write("外", 60, 110) + write("7", 120, 155) + write("8", 170, 175)

        outer, inner = (block for block in read_page(glyphs, rules) if isinstance(block, Table))

        assert texts(outer) == [["外", ""]]
        assert texts(inner) == [["7", ""], ["", "8"]]


class TestProse:
    LINE = "一二三四五六七八九十" * 4

    def test_page_numbers_go_and_a_paragraph_runs_over_the_page(self):
        first = page(1, write("　　" + self.LINE[:38], 70, 700) + write("- 1 -", 280, 800), [])
        second = page(2, write("十全年办理七件。", 70, 60) + write("- 2 -", 280, 800), [])

        (block,) = join_pages([first, second])

        assert isinstance(block, Paragraph)
        assert block.text == self.LINE[:38] + "十全年办理七件。"

    def test_titles_indents_and_short_lines_part_the_text(self):
        glyphs = write("某某镇年度报告", 217, 60, 22)
        glyphs += write("一、总体情况", 90, 110)
        glyphs += write(self.LINE[:38], 90, 130) + write("全文完。", 70, 150) + write(self.LINE[:38], 90, 170)

        blocks = read_page(glyphs, [])

        assert [(type(block), block.text) for block in blocks] == [
            (Heading, "某某镇年度报告"),
            (Heading, "一、总体情况"),
            (Paragraph, self.LINE[:38] + "全文完。"),
            (Paragraph, self.LINE[:38]),
        ]
        assert [block.origin.block for block in blocks] == [0, 1, 2, 3]

    def test_prose_stands_before_between_and_after_tables(self):
        rules = draw_grid([50, 100, 150], [100, 120]) + draw_grid([50, 100, 150], [200, 220])
        glyphs = (
            write("1", 60, 102)
            + write("2", 60, 202)
            + write("甲。", 50, 60)
            + write("乙。", 50, 150)
            + write("丙。", 50, 260)
        )

        blocks = read_page(glyphs, rules)

        assert [block.text for block in blocks] == ["甲。", "1\t", "乙。", "2\t", "丙。"]

    def test_a_frame_around_the_text_is_no_table(self):
        (block,) = read_page(write("全年办理七件。", 100, 120), draw_grid([50, 500], [60, 760]))

        assert isinstance(block, Paragraph)

    def test_a_blank_page_has_no_blocks(self):
        assert read_page([], []) == ()
