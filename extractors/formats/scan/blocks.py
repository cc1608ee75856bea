"""From pictures of pages to blocks: lattices, lines, figures, and the doubts that belong to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from extractors.formats.scan.cells import PrintArea, PrintLine, cut_page, has_traces, read_lines, to_rules
from extractors.formats.scan.engine import Recogniser
from extractors.formats.scan.imaging.deskew import UprightPage, set_upright
from extractors.formats.scan.imaging.rules import find_strokes
from extractors.formats.scan.page import PageImage
from extractors.formats.scan.type import frame_line, measure_type, place_signs
from extractors.formats.scan.values import UNREAD, Value, fold, is_figure, weigh_values
from extractors.grids.ruling.blocks import PageBlocks, join_pages, page_blocks
from extractors.grids.ruling.lattice import find_lattices
from extractors.grids.ruling.marks import Glyph, RuleLine
from extractors.model.document import Block, Box, Cell, Origin, Table

DOUBT = "ocr"
_POOR = 0.6
_SAMPLE, _ENOUGH = 8, 30.0
_SAMPLE_WIDTH = 16
"""Times its height that a line of the sample is looked at: some sixteen signs."""
_SILENT, _MUCH = 16.0, 400.0
"""A page is no print when its sample says less than the first and its lines are longer than the second, in heights.

Of pure grain the models see from two to thirteen signs, of worn print some twenty, of good print more than a hundred.
"""
_LIKE, _LEVEL = 1.5, 1.2
"""How many times darker, and how many points higher, pale figures of a page may be than the middle one of them."""
_ROW = 3
"""Signs on a line, beside a lone sign of no words, that make it one of a row of figures."""


_POINTS = ".,·。、"
_WALL = 1.5
"""Points beside the walls of a cell where nothing is printed."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page whose lines are read, before figures are weighed."""

    number: int
    width: float
    height: float
    """Points of the upright page."""
    scale: float
    upright: UprightPage
    rules: tuple[RuleLine, ...]
    areas: tuple[PrintArea, ...]
    is_print: bool = True
    """False for a page of grain or pictures, on which no way up says anything; it has no areas then."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What is known about the text at a place: in points of the upright page."""

    box: Box
    text: str
    is_sure: bool
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadPictures:
    """What a document of pictures says."""

    blocks: tuple[Block, ...]
    """Boxes of origins frame the text on the page as it was scanned, crooked as it may be."""
    pages: int
    illegible: tuple[int, ...]
    """Numbers of the pages that hold ink but no print."""
    printed: frozenset[int]
    """Numbers of the pages on which lines of print were found."""


def read_pictures(
    pictures: Iterable[PageImage], recogniser: Recogniser, beside: Sequence[PageBlocks] = ()
) -> ReadPictures:
    """The blocks of a document of pictures.

    ``beside``: what is known of pages of the same document without looking at them; a picture of such a page takes its
    place where print is found on it. The pages are joined in their order, whichever way they were read.
    """
    pages = [_read_page(picture, recogniser) for picture in pictures]
    values = weigh_values([(line, page.scale) for page in pages for line in _figure_lines(page)], recogniser)
    known = {one.page for one in beside}
    shown = [page for page in pages if page.areas or page.number not in known]
    blocks = _make_blocks(shown, {id(value.line): value for value in values}, beside)
    illegible = tuple(page.number for page in pages if not page.is_print)
    return ReadPictures(blocks, len(pages), illegible, frozenset(page.number for page in pages if page.areas))


def _make_blocks(
    pages: Sequence[ReadPage], values: dict[int, Value], beside: Sequence[PageBlocks]
) -> tuple[Block, ...]:
    for page in pages:
        _doubt_odd_ones(page, values)
        _drop_points(page, values)
    types = measure_type([(line, page.scale) for page in pages for line in _free_lines(page)])
    laid = {one.page: one for one in beside} | {page.number: _lay_out(page, values, types) for page in pages}
    blocks = join_pages([laid[number] for number in sorted(laid)])
    witnesses = {page.number: _list_witnesses(page, values) for page in pages}
    by_number = {page.number: page for page in pages}
    return tuple(_finish(block, witnesses, by_number) for block in blocks)


def _read_page(picture: PageImage, recogniser: Recogniser) -> ReadPage:
    """The page read upright: turned only when a sample of its lines says little as it lies, and much when turned."""
    page = _cut(picture, 0)
    sense = _sample_sense(page, recogniser)
    if sense < _ENOUGH:
        turned = [_cut(picture, turns) for turns in (1, 2, 3)]
        senses = [_sample_sense(one, recogniser) for one in turned]
        if max(senses) >= max(_ENOUGH, 2 * sense):
            page = turned[senses.index(max(senses))]
        elif max(sense, *senses) < _SILENT and _measure_lines(page) > _MUCH:
            return replace(page, areas=(), rules=(), is_print=False)
    read_lines(page.areas, recogniser)
    return page


def _sample_sense(page: ReadPage, recogniser: Recogniser) -> float:
    """About how many characters can be read in the widest lines: print on its side or its head says next to nothing."""
    lines = sorted((line for area in page.areas for line in area.lines), key=lambda line: -line.patch.width)
    beginnings = [line.picture[:, : _SAMPLE_WIDTH * line.picture.shape[0]] for line in lines[:_SAMPLE]]
    readings = recogniser.read(beginnings)
    marks = [sign.probability for reading in readings for sign in reading.signs]
    return sum(mark for mark in marks if mark >= _POOR)


def _measure_lines(page: ReadPage) -> float:
    """The lengths of all lines of a page, each in its own height: about what reading it would cost."""
    return sum(line.patch.width / max(line.patch.height, 1) for area in page.areas for line in area.lines)


def _cut(picture: PageImage, quarter_turns: int) -> ReadPage:
    upright = set_upright(picture, quarter_turns)
    strokes = find_strokes(upright.gray, upright.scale)
    rules = to_rules(strokes, upright.scale)
    areas = cut_page(upright, strokes, find_lattices(rules))
    height, width = (side / upright.scale for side in upright.gray.shape)
    return ReadPage(picture.number, width, height, upright.scale, upright, tuple(rules), tuple(areas))


def _figure_lines(page: ReadPage) -> list[PrintLine]:
    """The lines that hold figures, or ink that was not read and may be one."""
    found: list[PrintLine] = []
    for area in page.areas:
        found += filter(_may_be_figure, area.lines) if area.is_cell else _free_figures(area.lines)
    return found


def _may_be_figure(line: PrintLine) -> bool:
    reading = line.reading
    return is_figure(reading.text) or (len(fold(reading.text)) <= 2 and reading.probability < _POOR)


def _free_figures(lines: Sequence[PrintLine]) -> list[PrintLine]:
    """The lines outside cells that hold digits, and lone signs level with others of both kinds, as in columns."""
    figures = [line for line in lines if line.reading.text and is_figure(line.reading.text)]
    short = [line for line in figures if len(fold(line.reading.text)) <= 2]
    return [
        line
        for line in figures
        if any(sign.isdigit() for sign in fold(line.reading.text))
        or (line in short and sum(_is_level(line, other) for other in figures) > _ROW)
    ]


def _is_level(line: PrintLine, other: PrintLine) -> bool:
    one, two = line.patch, other.patch
    return abs(one.top + one.bottom - two.top - two.bottom) < max(one.height, two.height)


def _free_lines(page: ReadPage) -> list[PrintLine]:
    return [line for area in page.areas if not area.is_cell for line in area.lines]


def _lay_out(page: ReadPage, values: dict[int, Value], types: dict[int, float]) -> PageBlocks:
    glyphs = [
        glyph for area in page.areas for line in area.lines for glyph in _to_glyphs(page, area, line, values, types)
    ]
    return page_blocks(glyphs, page.rules, page.number, page.width, page.height)


def _to_glyphs(
    page: ReadPage, area: PrintArea, line: PrintLine, values: dict[int, Value], types: dict[int, float]
) -> list[Glyph]:
    """A line of a cell, and a figure, as one run; a free line sign by sign, so that wide gaps show."""
    scale, patch = page.scale, line.patch
    size = types.get(id(line))
    top, bottom = (patch.top / scale, patch.bottom / scale) if size is None else frame_line(line, scale, size)
    if size is None or id(line) in values:
        text = _text_of(line, values, area)
        return [Glyph(text, patch.left / scale, top, patch.right / scale, bottom)] if text else []
    return place_signs(line, scale, size)


def _text_of(line: PrintLine, values: dict[int, Value], area: PrintArea) -> str:
    value = values.get(id(line))
    if value is not None:
        return value.text
    return line.reading.text.strip() or (UNREAD if area.is_cell else "")


def _list_witnesses(page: ReadPage, values: dict[int, Value]) -> list[Witness]:
    """For each cell, and each free figure, whether its text is sure and what else it could be."""
    witnesses = []
    for area in page.areas:
        groups = [area.lines] if area.is_cell else [[line] for line in area.lines if id(line) in values]
        witnesses += [_make_witness(page, area, lines, values) for lines in groups]
    return witnesses


def _doubt_odd_ones(page: ReadPage, values: dict[int, Value]) -> None:
    """Doubts pale figures that are not like the other figures of the page: they may be stains, or not of this page.

    A watermark, or print that shines through from overleaf, is only by chance as pale as pale figures and as well
    placed. No sum can tell a ring that was read as a nought from a blank, so such a one is not read at all.
    """
    cells = [area for area in page.areas if area.is_cell and any(id(line) in values for line in area.lines)]
    pale = [(cell, cell.depth, cell.offset) for cell in cells if cell.depth is not None]
    if not pale:
        return
    are_few = 2 * len(pale) < len(cells)
    depth, offset = median(depth for _, depth, _ in pale), median(offset for *_, offset in pale)
    for cell, own, place in pale:
        if are_few or max(own, depth) > _LIKE * min(own, depth) or abs(place - offset) > _LEVEL:
            cell.is_doubtful = True
            for value in (values[id(line)] for line in cell.lines if id(line) in values):
                if not value.text.strip("0"):
                    value.text, value.candidates = UNREAD, (value.text,)


def _drop_points(page: ReadPage, values: dict[int, Value]) -> None:
    """Drops lines of mere points above or below a figure in one cell: these are stains, and the cell is in doubt."""
    for cell in page.areas:
        found = [values[id(line)] for line in cell.lines if id(line) in values] if cell.is_cell else []
        points = [value for value in found if not value.text.strip(_POINTS)]
        if len(found) == len(cell.lines) and 0 < len(points) < len(found):
            cell.is_doubtful = True
            for value in points:
                value.text = ""


def _make_witness(page: ReadPage, area: PrintArea, lines: Sequence[PrintLine], values: dict[int, Value]) -> Witness:
    patch = area.patch if area.is_cell else lines[0].patch
    scale = page.scale
    box = Box(patch.left / scale, patch.top / scale, patch.right / scale, patch.bottom / scale)
    found = [values.get(id(line)) for line in lines]
    text = "".join(_text_of(line, values, area) for line in lines)
    is_sure = all(value is None or value.is_sure for value in found) and UNREAD not in text
    is_sure = is_sure and not area.is_doubtful
    if len(lines) > 1 and any(value is not None and not value.text.isdigit() for value in found):
        is_sure = False  # digits that wrap are a count; a point or a slash among them is a stain
    only = found[0] if len(found) == 1 else None
    return Witness(box, text, is_sure, only.candidates if only is not None and not only.is_sure else ())


def _finish(block: Block, witnesses: dict[int, list[Witness]], pages: dict[int, ReadPage]) -> Block:
    """The block with its doubts, and its boxes on the page as it was scanned."""
    if not isinstance(block, Table):
        return replace(block, origin=_place_back(block.origin, pages))
    rows = tuple(tuple(_finish_cell(cell, witnesses, pages) for cell in row) for row in block.rows)
    return replace(block, rows=rows, origin=_place_back(block.origin, pages))


def _finish_cell(cell: Cell, witnesses: dict[int, list[Witness]], pages: dict[int, ReadPage]) -> Cell:
    origin = cell.origin
    mine = [] if origin.box is None else _within(origin.box, witnesses.get(origin.page or 0, []))
    placed = replace(cell, origin=_place_back(origin, pages))
    page = pages.get(origin.page or 0)
    if origin.box is None and not cell.doubt and not cell.text.strip():
        return replace(placed, doubt=DOUBT)  # the rules frame nothing here: what is printed may stand outside of them
    if page is not None and not cell.doubt and _may_lack_print(cell, page.upright):
        placed = replace(placed, doubt=DOUBT)  # a blank, too, may be a sign that was lost
    if not mine or cell.doubt:
        return placed
    text = "".join(cell.text.split())
    # A cell inferred by alignment may reach over its neighbours: then the one that says the same speaks for it.
    mine = [witness for witness in mine if "".join(witness.text.split()) == text][:1] or mine
    is_same = text == "".join("".join(witness.text for witness in mine).split())
    if is_same and all(witness.is_sure for witness in mine):
        return placed
    return replace(placed, doubt=DOUBT, candidates=mine[0].candidates if is_same and len(mine) == 1 else ())


def _may_lack_print(cell: Cell, page: UprightPage) -> bool:
    """Whether signs of a cell may have been lost on the page, or with what was taken off it."""
    return page.is_pale or _is_traced(cell, page) or _is_crossed(cell, page)


def _is_crossed(cell: Cell, page: UprightPage) -> bool:
    """Whether a streak was taken off the inside of a cell."""
    box = cell.origin.box
    if page.streaks is None or box is None:
        return False
    left, top, right, bottom = (round(side * page.scale) for side in (box.left, box.top, box.right, box.bottom))
    edge = round(_WALL * page.scale)
    return bool(page.streaks[max(0, top) : bottom, max(0, left + edge) : max(0, right - edge)].any())


def _is_traced(cell: Cell, page: UprightPage) -> bool:
    """Whether a cell without print holds something paler than print, and as large: between dark rules it is no ink."""
    box = cell.origin.box
    return box is not None and not cell.text.strip() and has_traces(page, box)


def _within(box: Box, witnesses: Sequence[Witness]) -> list[Witness]:
    return [
        witness
        for witness in witnesses
        if box.left <= (witness.box.left + witness.box.right) / 2 <= box.right
        and box.top <= (witness.box.top + witness.box.bottom) / 2 <= box.bottom
    ]


def _place_back(origin: Origin, pages: dict[int, ReadPage]) -> Origin:
    page = pages.get(origin.page or 0)
    if page is None or origin.box is None:
        return origin
    return replace(origin, box=page.upright.box_on_page(origin.box))
