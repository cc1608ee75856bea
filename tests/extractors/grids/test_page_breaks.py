"""Tables that go on overleaf: rows and digits that the break cuts, heads printed again, open edges."""

from dataclasses import replace

from ruled_pages import across, down, draw_grid, only_table, open_grid, page, texts, write

from extractors.grids.ruling.blocks import join_pages
from extractors.model.document import Table


class TestPageBreaks:
    XS = (50.0, 150.0, 200.0, 250.0)

    def row(self, label, values, top):
        glyphs = write(label, 52, top)
        for x, value in zip((160, 210), values, strict=True):
            glyphs += write(value, x, top)
        return glyphs

    def test_an_open_table_whose_rows_are_whole_is_joined_row_by_row(self):
        first = page(1, self.row("1.国家秘密", ("3", "4"), 782), open_grid(self.XS, [780], bottom=800))
        second = page(2, self.row("2.其他", ("5", "6"), 62), open_grid(self.XS, [80], top=60))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["1.国家秘密", "3", "4"], ["2.其他", "5", "6"]]
        assert not any(cell.doubt for row in table.rows for cell in row)
        assert [row[0].origin.locator for row in table.rows] == ["p1.t1.r1c1", "p2.t1.r1c1"]

    def test_the_number_of_the_page_below_an_open_table_is_in_none_of_its_cells(self):
        glyphs = self.row("1.国家秘密", ("3", "4"), 782) + write("— 1 —", 160, 806)
        first = page(1, glyphs, open_grid(self.XS, [780], bottom=800))
        second = page(2, self.row("2.其他", ("5", "6"), 62), open_grid(self.XS, [80], top=60))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["1.国家秘密", "3", "4"], ["2.其他", "5", "6"]]

    def test_a_wall_that_is_double_on_one_page_only_hides_no_value(self):
        double = [50.0, 150.0, 154.0, 200.0, 250.0]
        first = page(1, self.row("1.国家秘密", ("3", "4"), 782), draw_grid(list(self.XS), [780, 800]))
        second = page(2, self.row("2.其他", ("5", "6"), 62), draw_grid(double, [60, 80]))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["1.国家秘密", "3", "4"], ["2.其他", "5", "6"]]
        assert not any(cell.doubt for row in table.rows for cell in row)

    def test_a_text_that_another_cell_hides_leaves_it_in_doubt(self):
        first = page(1, self.row("1.国家秘密", ("3", "4"), 782), draw_grid(list(self.XS), [780, 800]))
        (piece,) = first.pieces
        over = replace(piece.cells[2], text="7", column=1)
        table = only_table(join_pages([replace(first, pieces=(replace(piece, cells=[*piece.cells, over]),))]))

        assert [(cell.text, cell.doubt) for cell in table.rows[0]] == [
            ("1.国家秘密", ""),
            ("3", "overprinted"),
            ("4", ""),
        ]

    def test_what_stands_between_the_strokes_of_a_double_wall_is_put_beside_and_in_doubt(self):
        double = [50.0, 150.0, 155.0, 200.0, 250.0]
        first = page(1, self.row("1.国家秘密", ("3", "4"), 782), draw_grid(list(self.XS), [780, 800]))
        glyphs = write("7", 151, 62, size=6) + self.row("2.其他", ("5", "6"), 62)
        second = page(2, glyphs, draw_grid(double, [60, 80]))

        table = only_table(join_pages([first, second]))
        changed = [(cell.text, cell.doubt) for cell in table.rows[1] if "7" in cell.text]

        assert [doubt for _, doubt in changed] == ["astride"]
        assert {cell.text for cell in table.rows[1]} >= {"6"}

    def test_a_value_below_the_rules_of_an_open_table_stays_in_its_cell(self):
        glyphs = self.row("1.国家秘密", ("3", "4"), 782) + self.row("人", ("1", "0"), 802)
        first = page(1, glyphs, open_grid(self.XS, [780], bottom=800))

        assert texts(only_table(join_pages([first]))) == [["1.国家秘密\n人", "3\n1", "4\n0"]]

    def test_a_label_cut_by_the_break_is_joined_and_its_numbers_are_sure(self):
        first = page(1, self.row("1.申请人无正当逾期", ("", ""), 782), open_grid(self.XS, [780], bottom=800))
        second = page(2, self.row("不补正", ("41", "0"), 62), open_grid(self.XS, [80], top=60))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["1.申请人无正当逾期\n不补正", "41", "0"]]
        assert [cell.doubt for cell in table.rows[0]] == ["", "", ""]

    def test_digits_from_both_sides_of_the_break_are_joined_and_doubted(self):
        first = page(1, self.row("1.申请人无正当逾期", ("26", "0"), 782), open_grid(self.XS, [780], bottom=800))
        second = page(2, self.row("不补正", ("531", ""), 62), open_grid(self.XS, [80], top=60))

        table = only_table(join_pages([first, second]))

        assert [(cell.text, cell.doubt) for cell in table.rows[0][1:]] == [("26\n531", "row_cut"), ("0", "")]

    def test_digits_that_wrapped_over_a_closed_break_are_joined_and_doubted(self):
        narrow = [50.0, 150.0, 168.0, 186.0]
        first = write("7.属于行政执法案卷", 52, 782) + write("124", 151, 782) + write("3", 175, 782)
        second = write("7", 156, 62)
        pages = (
            page(1, first, draw_grid(narrow, [780, 800])),
            page(2, second + write("8.查询", 52, 82) + write("5", 156, 82), draw_grid(narrow, [60, 80, 100])),
        )

        table = only_table(join_pages(pages))

        assert texts(table) == [["7.属于行政执法案卷", "124\n7", "3"], ["8.查询", "5", ""]]
        assert [cell.doubt for cell in table.rows[0]] == ["", "row_cut", ""]

    def test_a_remark_below_a_closed_break_joins_the_stroke_that_it_explains(self):
        first = page(1, self.row("7.属于行政执法案卷", ("/", "3"), 782), draw_grid(self.XS, [780, 800]))
        below = self.row("", ("(0)", ""), 62) + self.row("8.查询", ("5", "6"), 82)
        second = page(2, below, draw_grid(self.XS, [60, 80, 100]))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["7.属于行政执法案卷", "/\n(0)", "3"], ["8.查询", "5", "6"]]
        assert not any(cell.doubt for row in table.rows for cell in row)

    def test_a_remark_below_a_blank_is_a_row_of_its_own(self):
        first = page(1, self.row("7.属于行政执法案卷", ("", "3"), 782), draw_grid(self.XS, [780, 800]))
        second = page(2, self.row("", ("(0)", ""), 62), draw_grid(self.XS, [60, 80]))

        assert len(only_table(join_pages([first, second])).rows) == 2

    def test_digits_above_a_closed_break_join_the_row_whose_label_stands_below(self):
        narrow = [50.0, 150.0, 168.0, 186.0]
        head = write("甲", 155, 762) + write("乙", 172, 762)
        first = page(1, head + write("324", 151, 782) + write("131", 169, 782), draw_grid(narrow, [760, 780, 800]))
        second = page(
            2, write("一、新收", 52, 62) + write("4", 156, 62) + write("50", 172, 62), draw_grid(narrow, [60, 80])
        )

        table = only_table(join_pages([first, second]))

        assert texts(table)[1:] == [["一、新收", "324\n4", "131\n50"]]
        assert [cell.doubt for cell in table.rows[1]] == ["", "row_cut", "row_cut"]

    def test_a_short_number_above_a_row_without_a_label_is_whole(self):
        first = page(1, self.row("7.案卷", ("12", ""), 782), draw_grid(list(self.XS), [780, 800]))
        second = page(2, self.row("", ("7", ""), 62), draw_grid(list(self.XS), [60, 80]))

        table = only_table(join_pages([first, second]))

        assert [row[1].text for row in table.rows] == ["12", "7"]

    def test_values_above_a_closed_break_belong_to_the_label_alone_below_it(self):
        first = page(1, self.row("", ("7", "0"), 782), draw_grid(list(self.XS), [760, 780, 800]))
        second = page(2, self.row("1.申请人无正当理由", ("", ""), 62), draw_grid(list(self.XS), [60, 80]))

        table = only_table(join_pages([first, second]))

        assert texts(table)[-1] == ["1.申请人无正当理由", "7", "0"]

    def test_rows_without_labels_that_meet_at_an_open_break_are_doubted_and_not_joined(self):
        xs = (50.0, 150.0, 250.0)
        first = page(1, write("26", 60, 782) + write("7", 160, 782), open_grid(xs, [780], bottom=800))
        second = page(2, write("531", 60, 62) + write("8", 160, 62), open_grid(xs, [80], top=60))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["26", "7"], ["531", "8"]]
        assert {cell.doubt for row in table.rows for cell in row} == {"row_cut"}

    def test_a_blank_row_after_a_closed_break_stays_a_row(self):
        first = page(1, self.row("行政处罚", ("17", ""), 782), draw_grid(list(self.XS), [780, 800]))
        second = page(2, self.row("行政强制", ("", ""), 62), draw_grid(list(self.XS), [60, 80]))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["行政处罚", "17", ""], ["行政强制", "", ""]]

    def test_a_group_label_cut_in_two_becomes_one_cell(self):
        xs = [50.0, 90.0, 150.0, 200.0]
        first = page(
            1, write("（四）无", 52, 782) + write("1.不掌握", 92, 782) + write("7", 160, 782), draw_grid(xs, [780, 800])
        )
        rules = [across(60, 50, 200), across(80, 90, 200), across(100, 50, 200)] + [down(x, 60, 100) for x in xs]
        glyphs = write("法提供", 52, 72) + write("2.另行制作", 92, 62) + write("8", 160, 62)
        second = page(2, glyphs + write("3.不明确", 92, 82) + write("9", 160, 82), rules)

        table = only_table(join_pages([first, second]))

        assert [row[0].text for row in table.rows] == ["（四）无\n法提供"] * 3
        assert [row[0].is_repeat for row in table.rows] == [False, True, True]
        assert [row[2].text for row in table.rows] == ["7", "8", "9"]

    def test_a_repeated_head_is_left_out(self):
        head = self.row("信息内容", ("甲", "乙"), 102)
        first = page(1, head + self.row("规章", ("1", "2"), 122), draw_grid(list(self.XS), [100, 120, 140]))
        again = self.row("信息内容", ("甲", "乙"), 62)
        second = page(2, again + self.row("规范", ("3", "4"), 82), draw_grid(list(self.XS), [60, 80, 100]))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["信息内容", "甲", "乙"], ["规章", "1", "2"], ["规范", "3", "4"]]

    def test_tables_of_different_width_stay_apart(self):
        first = page(1, write("1", 60, 782), draw_grid([50, 150, 200], [780, 800]))
        second = page(2, write("2", 60, 62), draw_grid([50, 150, 400], [60, 80]))

        tables = [block for block in join_pages([first, second]) if isinstance(block, Table)]

        assert [texts(table) for table in tables] == [[["1", ""]], [["2", ""]]]

    def test_mirrored_margins_and_slightly_other_columns_still_join(self):
        first = page(1, self.row("1.甲", ("3", "4"), 782), draw_grid(list(self.XS), [780, 800]))
        shifted = [70.0, 171.0, 220.0, 272.0]
        glyphs = write("2.乙", 72, 62) + write("5", 181, 62) + write("6", 230, 62)
        second = page(2, glyphs, draw_grid(shifted, [60, 80]))

        table = only_table(join_pages([first, second]))

        assert texts(table) == [["1.甲", "3", "4"], ["2.乙", "5", "6"]]
