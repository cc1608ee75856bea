"""Reads a Word file (docx): paragraphs with their automatic numbers, tables with their exact spans.

What has nothing but these is read by ``plain``, from the letters of the file; all else here, from its XML tree. A rule
on what is printed belongs here, and its words into the lists of ``markup``, so that files with them are not plain.

The package is opened by ``zipsafe`` and not by python-docx: that one parses every part (a styles.xml alone can cost
more than the text) and inflates without a bound. python-docx reads the same file again in ``docx_second``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from extractors.formats.collector import pause_collector
from extractors.formats.decode import tidy_line
from extractors.formats.docx.blocks import WordBlocks, may_be_heading, read_heading_level
from extractors.formats.docx.covered import take_unseen
from extractors.formats.docx.drawn import mark_drawn
from extractors.formats.docx.fields import drop_codes, show_answers
from extractors.formats.docx.marks import is_high, is_low, is_on, read_number
from extractors.formats.docx.numbering import VAL, NumberingPart, W, read_list
from extractors.formats.docx.plain import read_plain
from extractors.formats.docx.small_print import mark_small_print
from extractors.formats.docx.styles import ALIGN, RUN_MARKS, StyleSheet, leave_out_unused
from extractors.formats.docx.tables import TableReader, find_printed, is_layout
from extractors.formats.zipsafe import SafeZip, open_zip, parse_xml
from extractors.grids.grid import place_again
from extractors.model.document import Document, Origin, Problem, Table, place_block
from extractors.model.marked_text import lower_digits, raise_digits
from extractors.model.source import SourceDocument, find_docx_body

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_STRICT_R = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_STRICT_A = "{http://purl.oclc.org/ooxml/drawingml/main}"

_NOT_PRINTED = (
    *(f"{W}{name}" for name in ("del", "moveFrom", "tabs", "rt", "delText", "instrText")),
    *(f"{W}{kind}PrChange" for kind in ("p", "r", "tc", "tr", "tbl", "sect")),
    f"{W}tblPrExChange",
    f"{W}numberingChange",
    f"{_MC}Fallback",
)
_LIFT = f"{W}position"
_BOX, _BOLD = f"{W}txbxContent", f"{W}b"
_P, _R_TAG, _T, _TBL = f"{W}p", f"{W}r", f"{W}t", f"{W}tbl"
_STYLE, _NUMBER, _OUTLINE = f"{W}pStyle", f"{W}numPr", f"{W}outlineLvl"
_PICTURES = (f"{_A}blip", f"{_STRICT_A}blip", "{urn:schemas-microsoft-com:vml}imagedata")
_CONTENTS = "Table of Contents"
_STYLES = "word/styles.xml"
_ICON_EMU = 600_000
"""About 1.6 cm: smaller pictures are signs, not tables."""


@pause_collector()
def read_docx(source: SourceDocument) -> Document:
    """The paragraphs and tables of a Word file in reading order; headers, footers and comments are left out.

    Tracked insertions count, tracked deletions and hidden text do not. Problems: PAGE.IMAGE for a picture in the text,
    PAGE.NO_TEXT when there is nothing to read.

    Raises:
        Unreadable: what ``open_zip`` and ``parse_xml`` raise.
    """
    package = open_zip(source.data, archive=source.archive)
    name = find_docx_body(package.names) or "word/document.xml"
    data = package.read(name)
    styles = StyleSheet(lambda: _read_styles(package))
    numbering = NumberingPart(lambda: _read_part_or_none(package, "word/numbering.xml"))
    plain = read_plain(data, styles, numbering)
    blocks, problems = (plain, []) if plain is not None else _read_tree(package, name, data, styles, numbering)
    if not blocks.blocks:
        problems.append(Problem("PAGE.NO_TEXT", "the file has no text"))
    return Document(
        source.sha256,
        source.media_type,
        source.name,
        tuple(blocks.blocks),
        _read_metadata(package),
        tuple(problems),
        reader="docx",
    )


def _read_tree(
    package: SafeZip, name: str, data: bytes, styles: StyleSheet, numbering: NumberingPart
) -> tuple[WordBlocks, list[Problem]]:
    """What a file says that is not plain."""
    body = _parse_part(data)
    styles.mark_runs(body)
    contents = drop_what_is_not_printed(body)
    rare = frozenset(element.tag for element in body.iter(_BOX, *_PICTURES))
    told = _read_properties(body)
    tables = TableReader(_read_labels(told, styles, numbering), find_printed(body))
    story = _Story(package, styles, tables, contents, rare, name, told, _find_bold(body))
    for child in body:
        story.read(child)
    return story.blocks, story.problems


def _read_part_or_none(package: SafeZip, name: str) -> etree._Element | None:
    data = package.read_or_none(name)
    return None if data is None else _parse_part(data)


def _parse_part(data: bytes) -> etree._Element:
    # The strict flavour of the format differs in the names of its namespaces only.
    return parse_xml(data.replace(_STRICT, _TRANSITIONAL))


def _read_styles(package: SafeZip) -> etree._Element | None:
    data = package.read_or_none(_STYLES)
    return None if data is None else _parse_part(leave_out_unused(data))


def _read_metadata(package: SafeZip) -> tuple[tuple[str, str], ...]:
    data = package.read_or_none("docProps/core.xml")
    if data is None:
        return ()
    title = tidy_line(parse_xml(data).findtext(f"{_DC}title") or "")
    return (("docx:title", title),) if title else ()


def drop_what_is_not_printed(root: etree._Element) -> frozenset[etree._Element]:
    """Takes deletions, hidden and struck text and second copies out; gives the paragraphs of a table of contents.

    Digits above or below the line become the signs that stand for them.
    """
    contents = {
        paragraph
        for code in root.iter(f"{W}instrText")
        if "PAGEREF" in (code.text or "") and (paragraph := next(code.iterancestors(f"{W}p"), None)) is not None
    }
    for mark in [*root.iter(f"{W}del", f"{W}cellDel")]:
        properties = mark.getparent()
        if properties is not None and properties.tag in (f"{W}trPr", f"{W}tcPr"):
            _remove(properties.getparent())
    for mark in [*root.iter(_LIFT, *RUN_MARKS)]:
        run = _get_run(mark)
        if mark.tag == _LIFT:
            if run is not None and _is_off_the_line(mark, run):
                _set_off_the_line(run, "superscript" if is_high(mark.get(VAL)) else "subscript")
        elif mark.tag == ALIGN and run is not None:
            _set_off_the_line(run, mark.get(VAL))
        elif mark.tag != ALIGN and is_on(mark.get(VAL)):
            _remove(run)
    mark_small_print(root)
    take_unseen(root)
    show_answers(root)
    etree.strip_elements(root, *_NOT_PRINTED, with_tail=False)
    drop_codes(root)
    mark_drawn(root)
    return frozenset(contents)


def _is_off_the_line(mark: etree._Element, run: etree._Element) -> bool:
    """Whether a run stands above or below a line that other text of its paragraph stands on."""
    paragraph, place = run.getparent(), mark.get(VAL)
    if not (is_high(place) or is_low(place)) or paragraph is None:
        return False
    return any(
        text.text for r in paragraph.iter(f"{W}r") if r.find(f"{W}rPr/{_LIFT}") is None for text in r.iter(f"{W}t")
    )


def _set_off_the_line(run: etree._Element, place: str | None) -> None:
    change = {"superscript": raise_digits, "subscript": lower_digits}.get(place or "")
    if change is not None:
        for text in run.iterchildren(f"{W}t"):
            text.text = change(text.text or "")


def _get_run(mark: etree._Element) -> etree._Element | None:
    """The run whose own property ``mark`` is; None when it belongs to a paragraph's end mark."""
    properties = mark.getparent()
    run = None if properties is None else properties.getparent()
    return run if run is not None and run.tag == f"{W}r" else None


def _remove(element: etree._Element | None) -> None:
    parent = None if element is None else element.getparent()
    if parent is not None and element is not None:
        parent.remove(element)


_Properties = dict[etree._Element, dict[str, etree._Element]]
"""Of the paragraphs that have any: their style, list and outline level, by tag."""


def _read_properties(body: etree._Element) -> _Properties:
    """What paragraphs say of themselves, in one walk that meets only these words: most say nothing."""
    told: _Properties = {}
    for element in body.iter(_STYLE, _NUMBER, _OUTLINE):
        properties = element.getparent()
        paragraph = None if properties is None else properties.getparent()
        if paragraph is not None and paragraph.tag == _P:
            told.setdefault(paragraph, {})[element.tag] = element
    return told


def _find_own(own: dict[str, etree._Element], styles: StyleSheet, tag: str) -> etree._Element | None:
    """A property of a paragraph: its own, or else its style's."""
    if tag in own or _STYLE not in own:
        return own.get(tag)
    return styles.find(own[_STYLE].get(VAL, ""), f"{W}pPr", tag)


def _read_labels(told: _Properties, styles: StyleSheet, numbering: NumberingPart) -> dict[etree._Element, str]:
    """The automatic number of every paragraph that has one, counted in reading order."""
    found = ((paragraph, _find_own(own, styles, _NUMBER)) for paragraph, own in told.items())
    numbered = {paragraph: number for paragraph, number in found if number is not None}
    # Paragraphs that are numbered by their style share its element, which is read once.
    lists = {number: read_list(number) for number in set(numbered.values())}
    labels = numbering.count([lists[number] for number in numbered.values()])
    return dict(zip(numbered, labels, strict=False))


def _find_bold(body: etree._Element) -> frozenset[etree._Element]:
    """The runs that are set in bold print."""
    marks = ((mark.getparent(), mark.get(VAL)) for mark in body.iter(_BOLD))
    runs = (properties.getparent() for properties, value in marks if properties is not None and is_on(value))
    return frozenset(run for run in runs if run is not None)


@dataclass(slots=True)
class _Story:
    """Turns the children of the body into blocks, one after the other."""

    package: SafeZip
    styles: StyleSheet
    tables: TableReader
    contents: frozenset[etree._Element]
    rare: frozenset[str]
    """Which of boxes and pictures the text has at all: most have none, and need not be asked everywhere."""
    name: str
    """The member that holds the text."""
    told: _Properties
    bold: frozenset[etree._Element]
    """The runs in bold print."""
    blocks: WordBlocks = field(default_factory=WordBlocks)
    problems: list[Problem] = field(default_factory=list)
    _targets: dict[str, str] | None = None

    def read(self, element: etree._Element) -> None:
        """Adds the blocks of one child of the body, of a cell of a layout table, or of a text box."""
        tag = element.tag
        if tag == _P:
            self._add_paragraph(element)
        elif tag == _TBL:
            self._add_table(element)
        elif tag == f"{W}sdt":
            self._add_control(element)
        elif tag == f"{W}altChunk":
            self._add_chunk(element)
        elif tag != f"{W}sectPr":
            for child in element:
                self.read(child)

    def _add_control(self, control: etree._Element) -> None:
        gallery = next(control.iter(f"{W}docPartGallery"), None)
        if gallery is not None and gallery.get(VAL) == _CONTENTS:
            return
        for content in control.iterchildren(f"{W}sdtContent"):
            for child in content:
                self.read(child)

    def _add_chunk(self, chunk: etree._Element) -> None:
        """A web page that Word shows as a part of the text: libraries that make Word files of pages wrap them so."""
        from extractors.formats.html.mht import read_page  # nearly no file needs the reader of pages

        target = self._find_target(chunk.get(f"{_R}id") or chunk.get(f"{_STRICT_R}id") or "")
        name = target.removeprefix("/") if target.startswith("/") else f"word/{target}"
        data = self.package.read_or_none(name)
        inner = None if data is None else read_page(SourceDocument(data, target))
        if inner is None:
            self.problems.append(Problem("FILE.UNKNOWN_TYPE", "a part of the text is another file inside the package"))
            return
        for block in inner.blocks:
            if isinstance(block, Table):
                self.blocks.blocks.append(place_again(block, Origin(table=self.blocks.next_table())))
            else:
                self.blocks.blocks.append(replace(block, origin=Origin(block=len(self.blocks.blocks))))
        self.problems.extend(inner.problems)

    def _add_paragraph(self, paragraph: etree._Element) -> None:
        boxes = [*_iter_own_boxes(paragraph)] if _BOX in self.rare else []
        if paragraph not in self.contents:
            lines = self.tables.read_lines(paragraph, boxes)
            level = self._read_level(paragraph) if paragraph in self.told else None
            if level is not None or (self.bold and may_be_heading(lines) and self._is_bold(paragraph)):
                self.blocks.add_heading(lines, level)
            else:
                self.blocks.add_lines(lines)
        self._add_images(paragraph)
        for box in boxes:
            for child in box:
                self.read(child)

    def _read_level(self, paragraph: etree._Element) -> int | None:
        """The heading level, by the paragraph's own outline level or its style's."""
        outline = _find_own(self.told[paragraph], self.styles, _OUTLINE)
        return None if outline is None else read_heading_level(outline.get(VAL))

    def _is_bold(self, paragraph: etree._Element) -> bool:
        """Whether all runs that print something are in bold print."""
        runs = [run for run in paragraph.iter(_R_TAG) if any((t.text or "").strip() for t in run.iterchildren(_T))]
        return bool(runs) and self.bold.issuperset(runs)

    def _add_table(self, table: etree._Element) -> None:
        if is_layout(table):
            for cell in self.tables.iter_cells(table):
                for child in cell:
                    self.read(child)
            return
        self.blocks.add_table(self.tables.read_grid(table))
        self._add_images(table)

    def _add_images(self, element: etree._Element) -> None:
        if self.rare.isdisjoint(_PICTURES):
            return
        origin = place_block(len(self.blocks.blocks))
        for picture in element.iter(*_PICTURES):
            if next(picture.iterancestors(_BOX, element.tag), None) is not element or _is_icon(picture):
                continue
            keys = (f"{_R}embed", f"{_STRICT_R}embed", f"{_R}link", f"{_R}id", f"{_STRICT_R}id")
            key = next((picture.get(key) for key in keys if picture.get(key)), "")
            self.problems.append(Problem("PAGE.IMAGE", self._find_target(key or ""), origin))

    def _find_target(self, key: str) -> str:
        if self._targets is None:
            data = self.package.read_or_none(f"word/_rels/{self.name.removeprefix('word/')}.rels")
            links = () if data is None else parse_xml(data).iterchildren("*")
            self._targets = {link.get("Id", ""): link.get("Target", "") for link in links}
        return self._targets.get(key, key)


def _iter_own_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph, without those inside another box."""
    for box in paragraph.iterdescendants(_BOX):
        if next(box.iterancestors(f"{W}p"), None) is paragraph:
            yield box


def _is_icon(picture: etree._Element) -> bool:
    holder = next(picture.iterancestors(f"{_WP}inline", f"{_WP}anchor"), None)
    extent = None if holder is None else holder.find(f"{_WP}extent")
    sides = () if extent is None else (extent.get("cx", ""), extent.get("cy", ""))
    return any(side.isdecimal() and read_number(side) < _ICON_EMU for side in sides)
