"""OFD pages made for the tests, and what their reading gives."""

from ofd_writer import NAMESPACE, Sheet, draw_table, write_ofd

from extractors.formats.ofd.reader import read_ofd
from extractors.model.source import SourceDocument

RULED = [
    [("申请人情况", 1, 2), "自然人", "总计"],
    [("办理结果", 2, 1), "予以公开", "12", "12"],
    ["不予公开", "3", ""],
    [("（七）总计", 1, 2), "1,234", "4567.89"],
]


RULED_GRID = [
    ["申请人情况", "~申请人情况", "自然人", "总计"],
    ["办理结果", "予以公开", "12", "12"],
    ["~办理结果", "不予公开", "3", ""],
    ["（七）总计", "~（七）总计", "1,234", "4567.89"],
]


FRAME = "".join(
    f'<ofd:PathObject ID="2" Boundary="{x} 18 0.2 20"><ofd:AbbreviatedData>M 0 0 L 0 20</ofd:AbbreviatedData>'
    "</ofd:PathObject>"
    for x in (20, 60, 100)
) + "".join(
    f'<ofd:PathObject ID="3" Boundary="20 {y} 80 0.2"><ofd:AbbreviatedData>M 0 0 L 80 0</ofd:AbbreviatedData>'
    "</ofd:PathObject>"
    for y in (18, 28, 38)
)
"""The rules of a table of two rows and two columns."""


def read(data):
    return read_ofd(SourceDocument(data, "样件.ofd"))


def grid(table):
    return [["~" * c.is_repeat + "".join(c.text.split()) for c in row] for row in table.rows]


def sample_sheet():
    sheet = Sheet()
    sheet.write(30, 30, "一、总体情况")
    sheet.write(38, 40, "2024年，收到申请12件。")
    draw_table(sheet, 30, 60, [30, 40, 40, 40], 10, RULED)
    sheet.write(30, 120, "二、其他事项")
    return sheet


def ink_run(x, bottom, height, step, text):
    """Signs at equal steps whose size is the height of their ink."""
    place = f'X="0" Y="{0.86 * height}" DeltaX="g {len(text) - 1} {step}"'
    box = f"{x} {bottom - height} {step * len(text)} {height}"
    code = f"<ofd:TextCode {place}>{text}</ofd:TextCode>"
    return f'<ofd:TextObject ID="1" Boundary="{box}" Font="1" Size="{height}">{code}</ofd:TextObject>'


def ink_object(x, bottom, height, sign):
    """A sign whose box is its ink, as converters from scanned or traced pages write them."""
    text = f'<ofd:TextCode X="0" Y="{0.86 * height}">{sign}</ofd:TextCode>'
    box = f"{x} {bottom - height} {max(height, 1)} {height}"
    return f'<ofd:TextObject ID="1" Boundary="{box}" Font="1" Size="{height}">{text}</ofd:TextObject>'


def one_page(objects, **more):
    xml = f'<ofd:Page xmlns:ofd="{NAMESPACE}"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    return write_ofd([Sheet()], Doc_0__Pages__P0_dot_xml=xml.encode(), **more)


def text_object(attributes, code_attributes, text="甲12"):
    code = f"<ofd:TextCode {code_attributes}>{text}</ofd:TextCode>"
    return f'<ofd:TextObject ID="1" Boundary="20 20 100 9" Font="1" {attributes}>{code}</ofd:TextObject>'


def places(document):
    return [(problem.code, problem.origin.page) for problem in document.problems]


def text(x: float, y: float, signs: str) -> str:
    """A text object with the corner of its box at a place, in millimetres."""
    code = f'<ofd:TextCode X="0" Y="4">{signs}</ofd:TextCode>'
    return f'<ofd:TextObject ID="1" Boundary="{x} {y} 20 5" Font="1" Size="4">{code}</ofd:TextObject>'
