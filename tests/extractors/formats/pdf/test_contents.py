"""Pages of which the file has lost a part: they are shown without it, and that is told."""

import re

import pytest
from raw_pdf import GRID, PROSE, write_pdf, write_stream

from extractors.formats.pdf.reader import read_pdf
from extractors.model.source import SourceDocument

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
NOTE = b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents 9 0 R >>"
NUMBER = b"BT /F1 12 Tf 205 680 Td (12) Tj ET "


def list_problems(contents: bytes) -> list[tuple[str, str]]:
    """What is told of a file whose page names these parts: 4 and 6 are there, 7 is no part of a page."""
    data = write_pdf(GRID + PROSE.replace(b"F2", b"F1"), FONT, write_stream(NUMBER), NOTE)
    data = data.replace(b"/Contents 4 0 R", b"/Contents " + contents)
    data = re.sub(rb"xref.*trailer", b"trailer", data, flags=re.DOTALL)  # the places of the objects are others now
    return [(problem.code, problem.detail) for problem in read_pdf(SourceDocument(data, "x.pdf")).problems]


@pytest.mark.parametrize(
    ("contents", "lost"),
    [
        pytest.param(b"4 0 R", "", id="one part"),
        pytest.param(b"[4 0 R 6 0 R]", "", id="two parts"),
        pytest.param(b"[\n4 0 R\n9 0 R ]", "9 0 R", id="the second part is lost"),
        pytest.param(b"[4 0 R 2 1 R]", "2 1 R", id="the second part is that of another generation"),
        pytest.param(b"9 0 R", "9 0 R", id="all of the page is lost"),
    ],
)
def test_a_page_without_one_of_its_parts_is_told(contents, lost):
    told = [("PAGE.DAMAGED", f"the file does not hold {lost}")] if lost else []

    assert list_problems(contents) == told
