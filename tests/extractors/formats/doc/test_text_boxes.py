"""Tables in the text boxes of old Word files: they lie apart from the main text, behind notes and headers."""

import struct

import pytest
from doc_grids import read
from doc_writer import para, rows_of, write_doc

from extractors.model.document import Paragraph, Table

BOXED = [
    *rows_of([0, 1000, 2000], [["规章", "3"]]),
    para("图一"),
    *rows_of([0, 500, 1000, 1500], [["行政许可", "12", "7"]]),
    para(""),
]
"""Two tables in text boxes, with a caption between; each in a box of its own."""


@pytest.mark.parametrize("manner", [{}, {"is_backwards": True}, {"is_long": True}], ids=["plain", "fast save", "long"])
def test_tables_in_text_boxes_stand_behind_the_main_text(manner):
    main, header = [para("一、总体情况"), para("ab")], [para("第3页"), para("12")]
    paragraphs = [*main, *header, *BOXED]
    document = read(write_doc(paragraphs, outside=(len(header), len(BOXED)), **manner))
    texts = [[[one.text for one in row] for row in block.rows] for block in document.blocks if isinstance(block, Table)]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["一、总体情况", "ab"]
    assert texts == [[["规章", "3"]], [["行政许可", "12", "7"]]]


def test_text_boxes_that_the_pieces_do_not_hold_are_left_out():
    data = bytearray(write_doc([para("一、总体情况"), *BOXED], outside=(0, len(BOXED))))
    at = data.index(struct.pack("<H", 0xA5EC)) + 0x64
    struct.pack_into("<I", data, at, 9000)
    assert [block.text for block in read(bytes(data)).blocks] == ["一、总体情况"]
