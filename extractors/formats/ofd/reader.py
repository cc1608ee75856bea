"""Reads OFD, the layout format of GB/T 33190-2016: placed glyphs and strokes, like a PDF."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.formats.ofd.areas import drop_covered
from extractors.formats.ofd.geometry import IDENTITY, Matrix, read_numbers
from extractors.formats.ofd.ink import restore_type_sizes
from extractors.formats.ofd.lines import level_marks
from extractors.formats.ofd.package import (
    MAX_PAGES,
    Element,
    OfdPackage,
    Part,
    child,
    children,
    local_name,
    open_package,
    text_of,
)
from extractors.formats.ofd.page import POINTS, OfdPageMarks, Painter, is_invisible
from extractors.grids.ruling.blocks import join_pages, page_blocks
from extractors.grids.ruling.drawn import find_apart, make_drawn
from extractors.grids.ruling.marks import Glyph, Mark
from extractors.model.document import Box, Document, Origin, Problem, Unreadable
from extractors.model.source import SourceDocument

_A4 = (0.0, 0.0, 210.0, 297.0)
_MIN_SIDE, _MAX_SIDE = 5.0, 10_000.0
"""Millimetres; a page box outside is a slip of the writer."""
_PICTURE_SHARE = 0.1
"""Of the page: a smaller picture is a seal or an ornament."""
_BAD_SIGNS = frozenset("\u00a4\ufffd")
"""What writers print for a glyph whose character they do not know."""
_BAD_SHARE = 0.02
_MAX_MARKS = 1_000_000
"""Glyphs and lines of a whole file."""
_INFO = ("Title", "Author", "CreationDate", "Creator")


@dataclass(frozen=True, slots=True)
class OfdPage:
    """What is painted on one page, and the page's size in points."""

    number: int
    """Counted from 1 through the whole file."""
    width: float
    height: float
    marks: OfdPageMarks


@dataclass(slots=True)
class _OfdBody:
    """One document of the package: its pages and what they share."""

    package: OfdPackage
    part: Part
    templates: dict[str, Element] = field(default_factory=dict)
    resources: dict[str, Element] = field(default_factory=dict)
    area: tuple[float, ...] = _A4
    annotations: dict[str, list[str]] = field(default_factory=dict)


def read_ofd(source: SourceDocument) -> Document:
    """The prose and tables of an OFD file, and what its annotations show; seals are left out.

    Problems: PAGE.SKIPPED for a page that is missing or broken, PAGE.NO_TEXT for a page that holds only pictures,
    PAGE.IMAGE for a large picture beside text, PAGE.BAD_TEXT for glyphs without characters.

    Raises:
        Unreadable: FILE.TRUNCATED, FILE.ENCRYPTED, FILE.UNSAFE, FILE.TOO_LARGE (also beyond 500 pages).
    """
    package = open_package(source.data)
    root = package.open("OFD.xml").root
    found = list(_read_pages(package, root))
    pages = [page for page in found if isinstance(page, OfdPage)]
    if not pages:
        raise Unreadable("FILE.TRUNCATED", f"none of {len(found)} pages can be read")
    problems = [problem for page in found for problem in _find_problems(page)]
    restored = restore_type_sizes([page.marks.glyphs for page in pages])
    blocks = join_pages(
        [
            page_blocks(
                [*level_marks(glyphs), *_find_drawn(page, glyphs)],
                page.marks.rules,
                page.number,
                page.width,
                page.height,
                is_exact=True,
            )
            for page, glyphs in zip(pages, restored, strict=True)
        ]
    )
    metadata, count = tuple(_read_info(root)), len(found)
    return Document(
        source.sha256, source.media_type, source.name, blocks, metadata, tuple(problems), pages=count, reader="ofd"
    )


def _find_drawn(page: OfdPage, glyphs: list[Glyph]) -> Iterator[Mark]:
    """Small pictures and outlines beside the text: of a number, it may be."""
    boxes = (*page.marks.pictures, *page.marks.outlines)
    pictures = [mark for box in boxes for mark in make_drawn(box.left, box.top, box.right, box.bottom)]
    return find_apart(pictures, glyphs)


def read_ofd_pages(data: bytes) -> list[OfdPage]:
    """The pages as painted, broken ones left out: for drawing them.

    Raises:
        Unreadable: as ``read_ofd``.
    """
    package = open_package(data)
    found = _read_pages(package, package.open("OFD.xml").root)
    return [page for page in found if isinstance(page, OfdPage)]


def _read_pages(package: OfdPackage, root: Element) -> Iterator[OfdPage | Problem]:
    number, marks = 0, 0
    for body in children(root, "DocBody"):
        part = package.open(text_of(child(body, "DocRoot")), "OFD.xml")
        shared = _read_body(package, part)
        for entry in children(child(part.root, "Pages"), "Page"):
            number += 1
            if number > MAX_PAGES:
                raise Unreadable("FILE.TOO_LARGE", f"more than {MAX_PAGES} pages")
            page = _read_page(shared, entry, number)
            if isinstance(page, OfdPage):
                marks += len(page.marks.glyphs) + len(page.marks.rules)
            if marks > _MAX_MARKS:
                raise Unreadable("FILE.TOO_LARGE", f"more than {_MAX_MARKS} signs and lines")
            yield page


def _read_body(package: OfdPackage, part: Part) -> _OfdBody:
    common = child(part.root, "CommonData")
    body = _OfdBody(package, part, area=_read_area(child(common, "PageArea"), _A4))
    for template in children(common, "TemplatePage"):
        body.templates.setdefault(template.get("ID") or "", template)
    for resource in children(common, "PublicRes", "DocumentRes"):
        body.resources.update(_read_resources(body, text_of(resource)))
    body.annotations = _read_annotations(body)
    return body


def _read_resources(body: _OfdBody, location: str) -> Iterator[tuple[str, Element]]:
    """Vector graphics and drawing parameters of a resource file, by ID, which no two of them share."""
    root = _open_or_none(body, location)
    for groups, units in (("CompositeGraphicUnits", "CompositeGraphicUnit"), ("DrawParams", "DrawParam")):
        for group in children(root, groups):
            for unit in children(group, units):
                yield unit.get("ID") or "", unit


def _open_or_none(body: _OfdBody, location: str) -> Element | None:
    """The root of a shared part; one that is missing or broken costs only what is drawn from it."""
    try:
        return body.package.open(location, body.part.name).root
    except Unreadable as error:
        _raise_unless_damaged(error)
        return None


def _read_page(body: _OfdBody, entry: Element, number: int) -> OfdPage | Problem:
    try:
        part = body.package.open(entry.get("BaseLoc") or "", body.part.name)
        left, top, width, height = _read_area(child(part.root, "Area"), body.area)
        painter = Painter(_find_resources(body, part))
        corner = Matrix(e=-left, f=-top) if left or top else IDENTITY
        for layer in _order_layers(body, part):
            painter.paint(layer, corner)
        for look in _find_looks(body, entry.get("ID") or ""):
            painter.paint_look(look, corner)
        marks = painter.marks
        marks.glyphs = drop_covered(marks.glyphs, marks.covers)
    except Unreadable as error:
        _raise_unless_damaged(error)
        return Problem("PAGE.SKIPPED", error.problem.detail, Origin(page=number))
    return OfdPage(number, width * POINTS, height * POINTS, marks)


def _find_looks(body: _OfdBody, page: str) -> Iterator[Element]:
    """What the annotations of a page show, watermarks left out."""
    for location in body.annotations.get(page, ()):
        for annotation in children(_open_or_none(body, location), "Annot"):
            if annotation.get("Type") != "Watermark" and not is_invisible(annotation):
                yield from children(annotation, "Appearance")


def _read_annotations(body: _OfdBody) -> dict[str, list[str]]:
    """Where the annotations of each page stand, by the page's ID."""
    location = text_of(child(body.part.root, "Annotations"))
    found: dict[str, list[str]] = {}
    for page in children(_open_or_none(body, location), "Page") if location else ():
        place = text_of(child(page, "FileLoc"))
        found.setdefault(page.get("PageID") or "", []).append(posixpath.join(posixpath.dirname(location), place))
    return found


def _raise_unless_damaged(error: Unreadable) -> None:
    """Passes on what concerns the whole file; damage to one part is for the caller to bear."""
    if error.problem.code != "FILE.TRUNCATED":
        raise error


def _find_resources(body: _OfdBody, part: Part) -> dict[str, Element]:
    """The document's resources and the page's own."""
    own: dict[str, Element] = {}
    for resource in children(part.root, "PageRes"):
        own.update(_read_resources(_OfdBody(body.package, part), text_of(resource)))
    return body.resources | own


def _order_layers(body: _OfdBody, part: Part) -> list[Element]:
    """The contents to paint, from the bottom up: templates under the page, the page, templates over it."""
    under: list[Element] = []
    over: list[Element] = []
    for use in children(part.root, "Template"):
        template = body.templates.get(use.get("TemplateID") or "")
        if template is None:
            continue
        order = use.get("ZOrder") or template.get("ZOrder") or "Background"
        content = child(_open_or_none(body, template.get("BaseLoc") or ""), "Content")
        if content is not None:
            (over if order == "Foreground" else under).append(content)
    own = child(part.root, "Content")
    return under + ([] if own is None else [own]) + over


def _read_area(area: Element | None, default: tuple[float, ...]) -> tuple[float, ...]:
    box = read_numbers(text_of(child(area, "PhysicalBox")), 4)
    if box is None or not all(_MIN_SIDE <= side <= _MAX_SIDE for side in box[2:]):
        return default
    return box


def _find_problems(page: OfdPage | Problem) -> Iterator[Problem]:
    if isinstance(page, Problem):
        yield page
        return
    marks, origin = page.marks, Origin(page=page.number)
    printed = [glyph.text for glyph in marks.glyphs if not glyph.text.isspace()]
    large = [box for box in marks.pictures if _area(box) >= _PICTURE_SHARE * page.width * page.height]
    if not printed and marks.pictures:
        yield Problem("PAGE.NO_TEXT", "the page is a picture", origin)
    elif large:
        yield Problem("PAGE.IMAGE", f"{len(large)} large pictures beside the text", Origin(page.number, large[0]))
    bad = sum(1 for sign in printed if sign in _BAD_SIGNS)
    if bad > _BAD_SHARE * len(printed):
        yield Problem("PAGE.BAD_TEXT", f"{bad} of {len(printed)} glyphs have no character", origin)


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _read_info(root: Element) -> Iterator[tuple[str, str]]:
    for body in children(root, "DocBody"):
        for element in children(child(body, "DocInfo"), *_INFO):
            if text_of(element):
                yield f"ofd:{local_name(element)}", text_of(element)
