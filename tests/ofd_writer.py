"""Writes OFD files after GB/T 33190-2016 in the many ways the standard allows; lengths are millimetres.

The same page can be said in many ways. ``Manner`` chooses one; a reader must see the same page in all of them.
"""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape

NAMESPACE = "http://www.ofdspec.org/2016"
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
SIZE = 4.2
"""Type size of everything written, about 12 points."""


@dataclass(frozen=True, slots=True)
class Manner:
    """One way to say a page."""

    prefix: str = "ofd"
    """Namespace prefix; empty: the default namespace."""
    namespace: str = NAMESPACE
    """Empty: no namespace at all."""
    is_absolute: bool = False
    """Locations from the root of the package instead of from the holding file."""
    text: Literal["deltas", "repeats", "signs", "scaled", "shapes", "bare"] = "deltas"
    """All distances; "g n v"; one TextCode a sign; CTM on text; CGTransform; no distances."""
    rules: Literal["lines", "cells", "bars", "scaled", "one path"] = "lines"
    """One path a line; one rectangle a cell; thin filled bars; CTM on paths; all lines in one path."""
    has_blocks: bool = False
    """Objects inside PageBlocks inside PageBlocks."""
    has_template: bool = False
    """The lines stand in a template page."""
    has_composite: bool = False
    """The lines are a vector graphic of the resources."""


@dataclass(slots=True)
class Sheet:
    """What one page shows: texts by the left end of their base line, lines, rectangles of cells, pictures."""

    texts: list[tuple[float, float, str]] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    cells: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)

    def write(self, x: float, y: float, text: str) -> None:
        """A line of text."""
        self.texts.append((x, y, text))

    def draw_cell(self, left: float, top: float, right: float, bottom: float, text: str) -> None:
        """A cell with its four edges; each line of the text in the middle of the cell."""
        self.cells.append((left, top, right, bottom))
        for x0, y0, x1, y1 in ((left, top, right, top), (left, bottom, right, bottom)):
            self.lines.append((x0, y0, x1, y1))
        for x0, y0, x1, y1 in ((left, top, left, bottom), (right, top, right, bottom)):
            self.lines.append((x0, y0, x1, y1))
        printed = text.split("\n")
        first = (top + bottom) / 2 - SIZE * len(printed) / 2 + 0.86 * SIZE
        for number, line in enumerate(printed):
            if line:
                self.write((left + right - measure(line)) / 2, first + number * SIZE * 1.1, line)


def measure(text: str) -> float:
    """Width of a text: full for Chinese signs, half for the others."""
    return sum(_advance(sign) for sign in text)


def _advance(sign: str) -> float:
    return SIZE if ord(sign) > 0xFF else SIZE / 2


def draw_table(sheet: Sheet, left: float, top: float, widths: list[float], height: float, rows: list[list]) -> None:
    """A ruled table on a sheet.

    Args:
        rows: each a list of cells: a text, or (text, rowspan, colspan); what a span covers is left out of later rows.
    """
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            text, down, across = (cell, 1, 1) if isinstance(cell, str) else cell
            while (number, column) in taken:
                column += 1
            taken |= {(number + r, column + c) for r in range(down) for c in range(across)}
            box_top = top + number * height
            sheet.draw_cell(edges[column], box_top, edges[column + across], box_top + down * height, text)
            column += across


def write_ofd(
    sheets: list[Sheet],
    manner: Manner = Manner(),
    bodies: int = 1,
    corner: tuple[float, float] = (0.0, 0.0),
    **extra: bytes,
) -> bytes:
    """The bytes of an OFD file with these pages.

    Args:
        corner: where the upper left corner of every page lies in the coordinates of what is written on it.
        bodies: documents in the package; the pages are dealt out among them in order.
        extra: members to add or replace, by name with ``__`` for a slash and ``_dot_`` for a point.
    """
    writer = _Writer(manner, corner)
    share = -(-len(sheets) // bodies)
    for number in range(bodies):
        writer.add_body(number, sheets[number * share : (number + 1) * share])
    writer.add_root(bodies)
    for name, content in extra.items():
        writer.members[name.replace("__", "/").replace("_dot_", ".")] = content
    return pack(writer.members)


def pack(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@dataclass(slots=True)
class _Writer:
    manner: Manner
    corner: tuple[float, float] = (0.0, 0.0)
    members: dict[str, bytes] = field(default_factory=dict)
    _ids: int = 0

    def add_root(self, bodies: int) -> None:
        entries = "".join(
            self._tag("DocBody", self._tag("DocInfo", self._tag("Title", "样件")) + self._tag("DocRoot", self._root(n)))
            for n in range(bodies)
        )
        self._add("OFD.xml", "OFD", entries, 'Version="1.0" DocType="OFD"')

    def _root(self, number: int) -> str:
        return ("/" if self.manner.is_absolute else "") + f"Doc_{number}/Document.xml"

    def add_body(self, number: int, sheets: list[Sheet]) -> None:
        place, (left, top) = f"Doc_{number}", self.corner
        area = self._tag("PageArea", self._tag("PhysicalBox", f"{left} {top} {PAGE_WIDTH} {PAGE_HEIGHT}"))
        common, resources, entries = area, "", ""
        for index, sheet in enumerate(sheets):
            entries += self._tag("Page", "", f'ID="{900 + index}" BaseLoc="{self._at(place, f"Pages/P{index}.xml")}"')
            drawn, template, unit = self._share_lines(place, index, sheet)
            common += template
            resources += unit
            self._add_page(f"{place}/Pages/P{index}.xml", index, sheet, drawn)
        if resources:
            common += self._tag("PublicRes", self._at(place, "PublicRes.xml"))
            units = self._tag("CompositeGraphicUnits", resources)
            self._add(f"{place}/PublicRes.xml", "Res", units, 'BaseLoc="Res"')
        body = self._tag("CommonData", common) + self._tag("Pages", entries)
        self._add(f"{place}/Document.xml", "Document", body)

    def _share_lines(self, place: str, index: int, sheet: Sheet) -> tuple[str, str, str]:
        """What the page itself draws, the entry of its template, the entry of its vector graphic."""
        lines = self._draw_lines(sheet)
        if self.manner.has_template:
            content = self._tag("Content", self._tag("Layer", lines, self._id()))
            self._add(f"{place}/Tpls/T{index}.xml", "Page", content)
            at = self._at(place, f"Tpls/T{index}.xml")
            return "", self._tag("TemplatePage", "", f'ID="{700 + index}" BaseLoc="{at}"'), ""
        if self.manner.has_composite:
            size = f'ID="{800 + index}" Width="{PAGE_WIDTH}" Height="{PAGE_HEIGHT}"'
            unit = self._tag("CompositeGraphicUnit", self._tag("Content", lines), size)
            drawn = self._tag("CompositeObject", "", f'{self._id()} {_boundary()} ResourceID="{800 + index}"')
            return drawn, "", unit
        return lines, "", ""

    def _add_page(self, name: str, index: int, sheet: Sheet, drawn: str) -> None:
        inside = drawn + "".join(self._write_text(*text) for text in sheet.texts)
        inside += "".join(
            self._tag("ImageObject", "", f'{self._id()} ResourceID="5" {_boundary(*box)}') for box in sheet.pictures
        )
        if self.manner.has_blocks:
            inside = self._tag("PageBlock", self._tag("PageBlock", inside, self._id()), self._id())
        template = ""
        if self.manner.has_template:
            template = self._tag("Template", "", f'TemplateID="{700 + index}" ZOrder="Background"')
        layer = self._tag("Layer", inside, f'{self._id()} Type="Body"')
        self._add(name, "Page", template + self._tag("Content", layer))

    def _draw_lines(self, sheet: Sheet) -> str:
        kind = self.manner.rules
        if kind == "cells":
            return "".join(self._path(_rectangle(0, 0, r - x, b - y), x, y) for x, y, r, b in sheet.cells)
        if kind == "bars":
            return "".join(self._bar(*line) for line in sheet.lines)
        if kind == "scaled":
            half = 'CTM="0.5 0 0 0.5 0 0"'
            return "".join(self._path(f"M 0 0 L {2 * (r - x)} {2 * (b - y)}", x, y, half) for x, y, r, b in sheet.lines)
        if kind == "one path":
            return self._path(" ".join(f"M {x} {y} L {r} {b}" for x, y, r, b in sheet.lines), 0, 0)
        return "".join(self._path(f"M 0 0 L {r - x} {b - y}", x, y) for x, y, r, b in sheet.lines)

    def _bar(self, left: float, top: float, right: float, bottom: float) -> str:
        wide, high = max(right - left, 0.2), max(bottom - top, 0.2)
        return self._path(_rectangle(0, 0, wide, high), left - 0.1, top - 0.1, 'Stroke="false" Fill="true"')

    def _path(self, data: str, x: float, y: float, look: str = "") -> str:
        inside = self._tag("AbbreviatedData", data)
        return self._tag("PathObject", inside, f'{self._id()} {_boundary(x, y)} LineWidth="0.2" {look}')

    def _write_text(self, x: float, y: float, text: str) -> str:
        kind, top = self.manner.text, y - 0.86 * SIZE
        advances = [_advance(sign) for sign in text[:-1]]
        place = f'X="0" Y="{0.86 * SIZE}"'
        look, size = _boundary(x, top, measure(text), SIZE), SIZE
        inside = ""
        if kind == "scaled":
            look, size = f'{look} CTM="0.25 0 0 0.25 0 0"', SIZE * 4
            deltas = " ".join(str(4 * a) for a in advances)
            inside = self._code(text, f'X="0" Y="{4 * 0.86 * SIZE}" DeltaX="{deltas}"')
        elif kind == "signs":
            for index, sign in enumerate(text):
                inside += self._code(sign, f'X="{measure(text[:index])}" Y="{0.86 * SIZE}"')
        elif kind == "bare":
            inside = self._code(text, place)
        else:
            deltas = _repeat(advances) if kind == "repeats" else " ".join(map(str, advances))
            inside = self._code(text, f'{place} DeltaX="{deltas}"')
        if kind == "shapes":
            count = len(text)
            shapes = self._tag("Glyphs", " ".join(str(7 + n) for n in range(count)))
            counts = f'CodePosition="0" CodeCount="{count}" GlyphCount="{count}"'
            inside = self._tag("CGTransform", shapes, counts) + inside
        return self._tag("TextObject", inside, f'{self._id()} {look} Font="3" Size="{size}"')

    def _code(self, text: str, place: str) -> str:
        return self._tag("TextCode", escape(text), place)

    def _at(self, place: str, location: str) -> str:
        return f"/{place}/{location}" if self.manner.is_absolute else location

    def _id(self) -> str:
        self._ids += 1
        return f'ID="{1000 + self._ids}"'

    def _tag(self, name: str, inside: str, attributes: str = "") -> str:
        prefix = f"{self.manner.prefix}:" if self.manner.prefix else ""
        return f"<{prefix}{name} {attributes}>{inside}</{prefix}{name}>"

    def _add(self, name: str, root: str, inside: str, attributes: str = "") -> None:
        colon = f":{self.manner.prefix}" if self.manner.prefix else ""
        declared = f'xmlns{colon}="{self.manner.namespace}"' if self.manner.namespace else ""
        xml = self._tag(root, inside, f"{declared} {attributes}")
        self.members[name] = f'<?xml version="1.0" encoding="UTF-8"?>{xml}'.encode()


def _boundary(x: float = 0, y: float = 0, width: float = PAGE_WIDTH, height: float = PAGE_HEIGHT) -> str:
    return f'Boundary="{x} {y} {width} {height}"'


def _rectangle(left: float, top: float, right: float, bottom: float) -> str:
    return f"M {left} {top} L {right} {top} L {right} {bottom} L {left} {bottom} C"


def _repeat(advances: list[float]) -> str:
    """Distances with equal neighbours written as "g n v"."""
    words: list[str] = []
    index = 0
    while index < len(advances):
        end = index
        while end < len(advances) and advances[end] == advances[index]:
            end += 1
        words.append(f"g {end - index} {advances[index]}" if end - index > 1 else str(advances[index]))
        index = end
    return " ".join(words)
