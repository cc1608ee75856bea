"""Text in the layers of a PDF: what a hidden one holds is not read, what a shown one holds is."""

import re

import pytest
from raw_pdf import GRID, PROSE, write_pdf

from extractors.pdf.reader import read_pdf
from extractors.source import SourceDocument

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
LABELS = b"BT /F1 12 Tf 105 680 Td (Labels) Tj 100 0 Td (12) Tj ET "
LAYERED = b"/OC /L BDC BT /F1 12 Tf %d 680 Td (3) Tj ET EMC"


def read_row(layered: bytes, hidden: bytes) -> list[str]:
    """The texts of the cells of a row: a label, 12, and nothing, beside what stands in a layer."""
    data = write_pdf(GRID + PROSE.replace(b"F2", b"F1") + LABELS + layered, FONT, b"<< /Type /OCG /Name (layer) >>")
    layers = b"/Type /Catalog /OCProperties << /OCGs [6 0 R] /D << /OFF [%s] >> >>" % hidden
    data = data.replace(b"/Type /Catalog", layers)
    data = data.replace(b"/Resources << ", b"/Resources << /Properties << /L 6 0 R >> ")
    data = re.sub(rb"xref.*trailer", b"trailer", data, flags=re.DOTALL)  # the places of the objects are others now
    (table,) = read_pdf(SourceDocument(data, "x.pdf")).tables()
    return [cell.text for cell in table.rows[0]]


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        pytest.param(305, ["Labels", "12", "3"], id="in a blank cell"),
        pytest.param(218.4, ["Labels", "123", ""], id="right behind a number"),
    ],
)
def test_only_a_layer_that_is_shown_is_read(place, shown):
    layered = LAYERED.replace(b"%d", b"%g" % place)

    assert read_row(layered, b"") == shown
    assert read_row(layered, b"6 0 R") == ["Labels", "12", ""]
