"""Objects of an OFD page: where signs of a run stand, which paths are rules, and composites."""

import pytest
from ofd_pages import ink_run, one_page, read, sample_sheet, text_object
from ofd_writer import NAMESPACE, Sheet, draw_table, write_ofd

from extractors.formats.ofd.geometry import read_deltas, read_path
from extractors.formats.ofd.ink import restore_type_sizes
from extractors.formats.ofd.lines import level_marks
from extractors.formats.ofd.reader import read_ofd_pages
from extractors.model.document import Unreadable


def test_digits_that_state_their_ink_get_the_height_of_their_type_again():
    words = "".join(ink_run(20, 30 + 8 * n, 3.1 + 0.03 * n, 3.5, "收到申请") for n in range(20))
    numbers = "".join(ink_run(50, 30 + 8 * n, 2.2 + 0.01 * n, 1.75, "12") for n in range(20))
    (page,) = read_ofd_pages(one_page(words + numbers))
    ((*_, digit),) = restore_type_sizes([page.marks.glyphs])

    assert (digit.bottom - digit.top) * 25.4 / 72 == pytest.approx(3.53, abs=0.01)


def test_type_sizes_that_are_stated_are_left_alone():
    (page,) = read_ofd_pages(write_ofd([sample_sheet()]))

    assert restore_type_sizes([page.marks.glyphs]) == [page.marks.glyphs]
    assert level_marks(page.marks.glyphs) == page.marks.glyphs


@pytest.mark.parametrize(
    ("attributes", "code", "lefts"),
    [
        pytest.param('Size="4"', 'X="0" Y="4" DeltaX="4 2"', [20, 24, 26], id="distances"),
        pytest.param('Size="4"', 'X="0" Y="4" DeltaX="4"', [20, 24, 28], id="too few distances: the last goes on"),
        pytest.param('Size="4"', 'X="1" Y="4"', [21, 25, 27], id="none: a digit is half as wide"),
        pytest.param('Size="4" HScale="0.5"', 'X="0" Y="4"', [20, 22, 23], id="narrowed type"),
        pytest.param('Size="4" CTM="0.5 0 0 0.5 3 0"', 'X="0" Y="4"', [23, 25, 26], id="a transform with a shift"),
        pytest.param('Size="4" ReadDirection="90"', 'X="0" Y="4"', [20, 20, 20], id="from top to bottom"),
        pytest.param('Size="4"', 'X="0" Y="4" DeltaY="g 2 5"', [20, 20, 20], id="distances downwards only"),
        pytest.param('Size="4"', 'X="nan" Y="4" DeltaX="1e999 2"', [20, 20, 22], id="numbers that are none"),
    ],
)
def test_where_signs_stand(attributes, code, lefts):
    (page,) = read_ofd_pages(one_page(text_object(attributes, code)))

    assert [glyph.left * 25.4 / 72 for glyph in page.marks.glyphs] == pytest.approx(lefts)


@pytest.mark.parametrize(
    ("deltas", "count", "distances"),
    [
        pytest.param("g 3 2.5 4", 4, [2.5, 2.5, 2.5, 4], id="a repeat, then a single one"),
        pytest.param("1 g 2 3", 5, [1, 3, 3, 3, 3], id="the last goes on"),
        pytest.param("g 99999999 1", 2, [1, 1], id="a repeat without end is cut"),
        pytest.param("1 2 3 4", 2, [1, 2], id="too many"),
        pytest.param("g", 2, [], id="a repeat of nothing"),
        pytest.param(None, 2, [], id="none"),
    ],
)
def test_read_deltas(deltas, count, distances):
    assert read_deltas(deltas, count) == distances


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        pytest.param("M 0 0 L 9 0", [((0, 0), (9, 0))], id="a line"),
        pytest.param("S 0 0 L 9 0", [((0, 0), (9, 0))], id="a line begun with S"),
        pytest.param("M 0 0 L 9 0 L 9 5 C", [((0, 0), (9, 0)), ((9, 0), (9, 5)), ((9, 5), (0, 0))], id="closed"),
        pytest.param("M 0 0 B 1 1 2 2 9 0 L 9 9", [((9, 0), (9, 9))], id="a curve has no straight part"),
        pytest.param("M 0 0 A 1 1 0 0 1 4 0 L 4 4", [((4, 0), (4, 4))], id="nor has an arc"),
        pytest.param("M 0 0 Q 1 1 3 0 L 3 3 M 7 7 L 8 7", [((3, 0), (3, 3)), ((7, 7), (8, 7))], id="two sub-paths"),
        pytest.param("M 0 0 L 9 0 X 5 L 9 9", [((0, 0), (9, 0))], id="it ends where it stops making sense"),
    ],
)
def test_read_path(data, lines):
    assert [line for path in read_path(data) for line in path.lines] == lines


@pytest.mark.parametrize(
    ("attributes", "data", "count"),
    [
        pytest.param('Stroke="false" Fill="true"', "M 0 0 L 50 0 L 50 20 L 0 20 C", 0, id="a shade is no line"),
        pytest.param('Stroke="false" Fill="true"', "M 0 0 L 50 0 L 50 0.2 L 0 0.2 C", 1, id="a thin bar is one"),
        pytest.param(
            'Stroke="false" Fill="true"', "M 0 0 L 50 0 L 50 0.8 L 0 0.8 C", 1, id="so is a bar of a heavy rule"
        ),
        pytest.param('Stroke="false"', "M 0 0 L 50 0", 0, id="neither stroked nor filled"),
        pytest.param('Visible="false"', "M 0 0 L 50 0", 0, id="invisible"),
        pytest.param('Alpha="0"', "M 0 0 L 50 0", 0, id="transparent"),
        pytest.param("", "M 0 0 L 50 30", 0, id="a slanting stroke"),
        pytest.param("", "M 0 0 L 50 0.1", 1, id="a stroke that is nearly level"),
    ],
)
def test_what_counts_as_a_rule(attributes, data, count):
    inside = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    path = f'<ofd:PathObject ID="1" Boundary="20 20 60 40" {attributes}>{inside}</ofd:PathObject>'
    (page,) = read_ofd_pages(one_page(path))

    assert len(page.marks.rules) == count


UNIT = '<ofd:CompositeGraphicUnit ID="{0}"><ofd:Content>{1}</ofd:Content></ofd:CompositeGraphicUnit>'


def composites(units):
    inside = "".join(UNIT.format(*unit) for unit in units)
    return resources(f"<ofd:CompositeGraphicUnits>{inside}</ofd:CompositeGraphicUnits>")


def resources(inside):
    xml = f'<ofd:Res xmlns:ofd="{NAMESPACE}">{inside}</ofd:Res>'
    root = (
        f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:PublicRes>R.xml</ofd:PublicRes></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P0.xml"/></ofd:Pages></ofd:Document>'
    )
    return {"Doc_0__R_dot_xml": xml.encode(), "Doc_0__Document_dot_xml": root.encode()}


def use(number):
    return f'<ofd:CompositeObject ID="9" Boundary="0 0 9 9" ResourceID="{number}"/>'


def test_a_vector_graphic_that_holds_itself_ends():
    text = text_object('Size="4"', 'X="0" Y="4"', "正文")
    document = read(one_page(text + use(1), **composites([(1, use(1))])))

    assert document.text == "正文"


def test_vector_graphics_that_multiply_are_refused():
    units = [(number, use(number + 1) * 10) for number in range(1, 12)]
    with pytest.raises(Unreadable) as caught:
        read(one_page(use(1), **composites(units)))

    assert caught.value.problem.code == "FILE.TOO_LARGE"


PARAMETERS = (
    '<ofd:DrawParams><ofd:DrawParam ID="7"><ofd:FillColor Value="255 255 255"/></ofd:DrawParam>'
    '<ofd:DrawParam ID="8" Relative="7" LineWidth="1"/><ofd:DrawParam ID="9" Relative="9"/></ofd:DrawParams>'
)


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        pytest.param('DrawParam="7"', "正文", id="white"),
        pytest.param('DrawParam="8"', "正文", id="white from other parameters"),
        pytest.param('DrawParam="9"', "正文12", id="parameters that refer to themselves"),
        pytest.param('DrawParam="5"', "正文12", id="parameters that are not there"),
    ],
)
def test_white_text_is_not_seen_whoever_says_that_it_is_white(attributes, told):
    shown = text_object('Size="4"', 'X="0" Y="4"', "正文")
    hidden = text_object(f'Size="4" {attributes}', 'X="8" Y="4"', "12")

    assert read(one_page(shown + hidden, **resources(PARAMETERS))).text == told


def test_a_number_that_is_a_picture_is_not_a_blank():
    sheet = Sheet(pictures=[(68, 72, 6, 4)])
    draw_table(sheet, 30, 60, [30, 40, 40], 10, [["行政许可", "行政处罚", "行政强制"], ["决定", "", "7"]])
    (table,) = read(write_ofd([sheet])).tables()

    assert [cell.text for cell in table.rows[1]] == ["决定", "\ufffd", "7"]
