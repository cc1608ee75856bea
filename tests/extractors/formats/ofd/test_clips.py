"""Text of an OFD page that its clip hides, or cuts off."""

import pytest
from ofd_pages import FRAME, one_page, read, text

LABELS = FRAME + text(25, 20, "行政许可") + text(25, 30, "行政处罚")
AT, BOX = 65, "M 0 0 L {0} 0 L {0} 5 L 0 5 C"


def clip(where: str, *, width: float) -> str:
    """What a text object says of a clip: a box at a place, five millimetres high."""
    path = f'<ofd:Path Boundary="{where} {width} 5"><ofd:AbbreviatedData>{BOX.format(width)}</ofd:AbbreviatedData></ofd:Path>'
    return f"<ofd:Clips><ofd:Clip><ofd:Area>{path}</ofd:Area></ofd:Clip></ofd:Clips>"


def clipped(signs: str, inside: str, *, x: float = AT) -> str:
    return text(x, 20, signs).replace('Size="4">', f'Size="4">{inside}')


def read_number(objects: str) -> str:
    (table,) = read(one_page(LABELS + objects)).tables()
    return table.rows[0][1].text


def test_a_digit_that_its_clip_hides_is_no_part_of_the_number_beside_it():
    hidden = clipped("9", clip("100 200", width=0.1), x=AT - 2)

    assert read_number(text(AT, 20, "12") + hidden) == "12"


def test_a_number_that_its_clip_hides_leaves_a_blank():
    assert read_number(clipped("12", clip("100 200", width=0.1))) == ""


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("0 0", id="counted from the box of the object"),
        pytest.param(f"{AT} 20", id="counted from the corner of the page"),
    ],
)
def test_a_number_that_its_clip_shows_is_read_from_wherever_that_is_counted(where):
    assert read_number(clipped("12", clip(where, width=20))) == "12"


def test_nor_does_a_clip_of_words_hide_anything():
    inside = "<ofd:Clips><ofd:Clip><ofd:Area><ofd:Text/></ofd:Area></ofd:Clip></ofd:Clips>"

    assert read_number(clipped("12", inside)) == "12"


def test_a_number_of_which_a_digit_is_cut_off_is_not_whole():
    assert read_number(clipped("123", clip("0 0", width=4))) == "12\ufffd"


def test_words_that_go_on_out_of_sight_are_read_whole():
    assert read_number(clipped("无此项", clip("0 0", width=6))) == "无此项"
