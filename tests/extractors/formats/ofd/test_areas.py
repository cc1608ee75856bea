"""What an OFD page paints over its text, shows as outlines, and carries in its annotations."""

import pytest
from ofd_pages import FRAME, one_page, read, text
from ofd_writer import NAMESPACE

PRINTED = FRAME + text(25, 20, "行政许可") + text(65, 20, "12") + text(25, 30, "行政处罚")


def fill(data: str, inside: str = "", attributes: str = "") -> str:
    path = f"{inside}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    shape = f'Boundary="64 20 12 5" Stroke="false" Fill="true" {attributes}'
    return f'<ofd:PathObject ID="4" {shape}>{path}</ofd:PathObject>'


BOX = "M 0 0 L 12 0 L 12 5 L 0 5 C"
WHITE = '<ofd:FillColor Value="255 255 255"/>'
LAST = 66.9
"""Millimetres from the left at which the second digit begins."""
LAST_WHITE = fill("M 2.9 0 L 12 0 L 12 5 L 2.9 5 C", WHITE)


def annotate(attributes: str, boundary: str, content: str) -> dict[str, bytes]:
    """The parts of a package whose page has one annotation, which shows the content."""
    space = f'xmlns:ofd="{NAMESPACE}"'
    look = f'<ofd:Appearance Boundary="{boundary}">{content}</ofd:Appearance>'
    notes = f"<ofd:PageAnnot {space}><ofd:Annot {attributes}>{look}</ofd:Annot></ofd:PageAnnot>"
    listed = '<ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page>'
    root = (
        f'<ofd:Document {space}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P0.xml"/></ofd:Pages>'
        "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>"
    )
    return {
        "Doc_0__Document_dot_xml": root.encode(),
        "Doc_0__Annots__Annotations_dot_xml": f"<ofd:Annotations {space}>{listed}</ofd:Annotations>".encode(),
        "Doc_0__Annots__Page_0__Annotation_dot_xml": notes.encode(),
    }


def read_numbers(objects: str, **more: bytes) -> list[str]:
    (table,) = read(one_page(objects, **more)).tables()
    return [row[1].text for row in table.rows]


@pytest.mark.parametrize(
    ("cover", "told"),
    [
        pytest.param(fill(BOX, WHITE), "", id="a white rectangle"),
        pytest.param(fill(BOX), "", id="a black one"),
        pytest.param(fill(BOX, WHITE) + text(65, 20, "7"), "7", id="a number typed over it"),
        pytest.param(fill(BOX, WHITE, 'Alpha="60"'), "12", id="one that can be seen through"),
        pytest.param(fill(BOX, '<ofd:FillColor Value="9 9 9" Alpha="60"/>'), "12", id="thin ink"),
        pytest.param(fill("M 0 0 L 1 0 L 1 5 L 0 5 C", WHITE), "12", id="one beside it"),
        pytest.param(fill("M 0 0 L 2 0 L 2 5 L 0 5 C", WHITE), "\ufffd2", id="one over half of a digit"),
        pytest.param(LAST_WHITE, "1\ufffd", id="one over a digit"),
        pytest.param(LAST_WHITE + text(LAST, 20, "7"), "17", id="a digit typed over another"),
    ],
)
def test_a_number_that_was_painted_over(cover, told):
    assert read_numbers(PRINTED + cover) == [told, ""]


def test_a_ground_is_painted_before_its_text():
    assert read_numbers(fill(BOX) + PRINTED) == ["12", ""]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param("M 0 0 B 1 1 1 2 0 4 L 1 4 C", "\ufffd", id="with a curve"),
        pytest.param("M 0 0 L 1 4 L 0 4 C", "\ufffd", id="with a slanted edge"),
        pytest.param("M 0 0 L 4 0 L 4 4 L 0 4 C", "", id="a square"),
    ],
)
def test_an_outline_in_a_blank_cell_may_be_a_number(data, told):
    path = fill(data).replace("64 20 12 5", "65 30 12 5")

    assert read_numbers(PRINTED + path) == ["12", told]


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        pytest.param('Type="Path"', "7", id="a note"),
        pytest.param('Type="Watermark"', "", id="a watermark"),
        pytest.param('Type="Path" Visible="false"', "", id="a hidden one"),
    ],
)
def test_what_an_annotation_shows_stands_on_the_page(attributes, told):
    note = annotate(attributes, "60 28 40 10", text(5, 2, "7"))

    assert read_numbers(PRINTED, **note) == ["12", told]


def test_an_annotation_hides_nothing_beyond_its_room():
    cover = fill("M 0 0 L 99 0 L 99 99 L 0 99 C", WHITE).replace("64 20 12 5", "0 0 99 99")
    note = annotate('Type="Path"', "62 29 30 8", cover)

    assert read_numbers(PRINTED + text(65, 30, "5"), **note) == ["12", ""]
