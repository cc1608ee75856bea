"""Reads a web page: the report's headings, prose and tables, without the site around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from extractors.collector import pause_collector
from extractors.decode import decode_text, tidy_line
from extractors.document import (
    BlockList,
    Document,
    Heading,
    Origin,
    Paragraph,
    Problem,
    Table,
    Unreadable,
    place_block,
)
from extractors.grid import Row, fill_rows
from extractors.html.facts import find_attachments, read_head_metadata, take_pairs
from extractors.html.inner import find_inner_page
from extractors.html.region import Container, Piece, choose_region, find_title, open_container
from extractors.html.shown import Keeping, show_printed
from extractors.html.tables import (
    HOLDERS,
    LEVELS,
    LINE_END,
    LINES,
    PageTable,
    Rows,
    list_tables,
    read_data_rows,
    read_text,
    read_whole,
)
from extractors.source import SourceDocument

_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_NO_SIGNS = (LINE_END, "\ufffe", "\uffff")
_ILLEGAL = re.compile(f"[{re.escape(_CONTROLS.decode())}{''.join(_NO_SIGNS)}]")
"""What no tree may hold, and our own mark; two of them are blanks, the others stay visible as damage."""
_DAMAGE, _BOM = "\ufffd", "\ufeff"
_LEGAL = {"\x0b": "\n", "\x0c": "\n"}
_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")

_HOLDERS = HOLDERS | {"body", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_BOLD_TAGS = frozenset({"b", "strong"})
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_FULL_STOP = re.compile(r"[。；;！？]")
_TRAIL = re.compile(r"[>＞»›]")
"""Between the links that say where on the site a page stands."""
_LARGE_CELLS = 40
"""The smallest of the three tables of the form has 56."""
_CARRIED = re.compile(rb"table", re.IGNORECASE)
_IMAGES = frozenset({"img", "v:imagedata"})

_SENTENCE_COMMAS = 2
_SURE_SIGNS = 20
_SURE_CELLS = 12
_CELL_WEIGHT = 2
_IMAGE_WEIGHT = 100
_HEADING_SIGNS = 60
_ICON_PIXELS = 64


@pause_collector()
def read_html(source: SourceDocument) -> Document:
    """The report on a web page, what the page says about itself, and the addresses of its attachments.

    Problems: PAGE.IMAGE for every picture that stands in the report, PAGE.NO_TEXT when the page has no words of its
    own, PAGE.BY_SCRIPT when its tables are only there for a script to show.

    Raises:
        Unreadable: FILE.EMPTY when the bytes hold no markup, FILE.TOO_LARGE for a table beyond all measure.
    """
    page = _make_legal(source.data)
    document, has_hidden_table = _read_page(source, page, "nothing")
    # A page that shows its article by script only keeps all of it hidden: better read than lost.
    if not document.blocks:
        document, _ = _read_page(source, page, "all")
    elif has_hidden_table or (not _list_large(document) and b"<style" in page.lower()):
        more, _ = _read_page(source, page, "classes")
        document = more if _says_more(more, document) else document
    return document if next(document.tables(), None) is not None else _look_inside(source, page, document)


def _list_large(document: Document) -> list[Table]:
    """The tables that are too large for the number and the dates at the head of a page."""
    return [table for table in document.tables() if table.rows and len(table.rows) * len(table.rows[0]) >= _LARGE_CELLS]


def _says_more(more: Document, document: Document) -> bool:
    """Whether the hidden tables are no other copies of those that are seen, nor of each other.

    A script shows them one after another then; the report of another year would have the same labels.
    """
    shown = [_list_texts(table) for table in document.tables()]
    labels = {text for texts in shown for text in texts if any(map(str.isalpha, text))}
    hidden = [texts for table in _list_large(more) if (texts := _list_texts(table)) not in shown]
    for texts in hidden:
        own = {text for text in texts if any(map(str.isalpha, text))}
        if 2 * len(own & labels) > len(own):
            return False
        labels |= own
    return bool(hidden)


def _list_texts(table: Table) -> list[str]:
    return [cell.text for row in table.rows for cell in row]


def _look_inside(source: SourceDocument, page: bytes, outer: Document) -> Document:
    """What a script or a frame shows of what the page carries, where the page has no table of its own."""
    inside = find_inner_page(_parse(page)[0]) if _CARRIED.search(page) is not None else None
    if inside is None:
        return outer
    markup = f"<html><body>{inside}</body></html>".encode(errors="replace")
    inner, _ = _read_page(source, _make_legal(markup), "nothing")
    if next(inner.tables(), None) is None:
        return outer
    told = Problem("PAGE.BY_SCRIPT", "the tables stand in what the page carries for its scripts or frames")
    return replace(inner, metadata=outer.metadata, problems=(*inner.problems, told))


def _read_page(source: SourceDocument, data: bytes, keeping: Keeping) -> tuple[Document, bool]:
    """The page, and whether its style sheets took a table away."""
    root, problems = _parse(data)
    metadata = [*read_head_metadata(root), *find_attachments(root)]
    has_hidden_table = show_printed(root, data, keeping)
    page = _Walk()
    page.walk(root)
    metadata.extend(take_pairs(page.pieces))
    blocks = BlockList()
    problems.extend(_fill_blocks(blocks, _choose(page)))
    if not blocks.blocks:
        problems.append(Problem("PAGE.NO_TEXT", "the page has no text of its own"))
    document = Document(
        source.sha256,
        source.media_type,
        source.name,
        tuple(blocks.blocks),
        tuple(metadata),
        tuple(problems),
        reader="html",
    )
    return document, has_hidden_table


def _make_legal(data: bytes) -> bytes:
    """The page in UTF-8, without signs that a tree refuses: as they are, or as numbers (``&#1;``)."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _BOM
    if text.startswith(_BOM):
        text = decode_text(data)
        data = text.encode(errors="replace")
    legal = _spell_references(text)
    has_controls = len(data.translate(None, _CONTROLS)) < len(data)
    if has_controls or any(sign in legal for sign in _NO_SIGNS):
        legal = _ILLEGAL.sub(lambda match: _LEGAL.get(match[0], _DAMAGE), legal)
    return data if legal is text else legal.encode(errors="replace")


def _spell_references(text: str) -> str:
    """Some programs write every Chinese sign of a page as a number: the same few hundred thousands of times."""
    spelled = {reference: _spell_reference(reference) for reference in {*_REFERENCE.findall(text)}}
    if all(reference == sign for reference, sign in spelled.items()):
        return text
    return _REFERENCE.sub(lambda match: spelled[match[0]], text)


def _spell_reference(reference: str) -> str:
    digits = reference[2:].rstrip(";").lower()
    is_hex = digits.startswith("x")
    digits = digits.removeprefix("x")
    number = int(digits, 16 if is_hex else 10) if len(digits) <= 8 else 0
    if 0x80 <= number < 0xA0:  # Windows signs given by their old number, as browsers read them
        return bytes([number]).decode("cp1252", errors="replace")
    is_legal = number in (9, 10, 13) or (0x20 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000)
    return reference if is_legal and chr(number) not in _NO_SIGNS else _DAMAGE


def _parse(data: bytes) -> tuple[etree._Element, list[Problem]]:
    # huge_tree lifts the limit of 256 nested elements, beyond which old Word pages (unclosed <font>) lose their text.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("FILE.EMPTY", f"no markup: {error}") from error
    if root is None:
        raise Unreadable("FILE.EMPTY", "no markup")
    is_cut = any("depth" in entry.message.lower() for entry in parser.error_log)
    return root, [Problem("FILE.TOO_LARGE", "elements nested deeper than can be read")] if is_cut else []


@dataclass(slots=True)
class _Walk:
    """Walks a page once and notes its blocks and the containers they stand in."""

    pieces: list[Piece] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    """Closed ones, so that inner ones come before those that hold them."""
    _open: list[Container] = field(default_factory=list)
    _line: list[str] = field(default_factory=list)
    _linked: int = 0
    """Signs of the line that stand in links; ``_bold`` likewise in bold print."""
    _bold: int = 0
    _links: int = 0
    """How many links are open; ``_bolds`` likewise."""
    _bolds: int = 0
    _level: int | None = None
    _tables: list[PageTable] = field(default_factory=list)
    """Those inside a table that was met and not entered yet, the next one last."""

    def walk(self, root: etree._Element) -> None:
        """Fills ``pieces`` and ``containers``."""
        events = etree.iterwalk(root, events=("start", "end"))
        taken: etree._Element | None = None
        for event, element in events:
            tag, is_taken = element.tag, element is taken
            if event == "start":
                rows = self._take_rows(element) if tag == "table" else None
                if rows is None:
                    self._enter(tag, element)
                else:
                    self._add_table(element, rows)
                    taken = element
                    events.skip_subtree()
            elif is_taken:  # a table, which was never entered
                self._add_text(element.tail)
            else:
                self._leave(tag, element)
        self._end_line()

    def _take_rows(self, element: etree._Element) -> Rows | None:
        """The rows of a table that is about to be entered; None for one that only lays out the page."""
        if not self._tables:
            self._tables = list_tables(element)[::-1]
        table = self._tables.pop()
        rows = read_data_rows(table)
        if rows is not None and table.nested:
            del self._tables[-table.nested :]
        return rows

    def _enter(self, tag: str, element: etree._Element) -> None:
        text = element.text
        if tag in LINES:
            self._break_line()
        elif tag in _HOLDERS:
            self._end_line()
            names = f"{element.get('id', '')} {element.get('class', '')}" if element.keys() else ""
            self._open.append(open_container(tag, names, len(self.pieces)))
            if tag == "pre" and text is not None:
                text = text.replace("\n", LINE_END)
        elif tag in LEVELS:
            self._end_line()
            self._level = LEVELS[tag]
        elif tag in _IMAGES:
            self._add_image(element)
        elif tag == "a":
            self._links += _is_link(element)
        self._bolds += _is_bold(tag, element)
        self._add_text(text)

    def _leave(self, tag: str, element: etree._Element) -> None:
        tail = element.tail
        if tag in LINES:
            if tag == "p":
                self._end_line()
            elif tail is not None and not tail.isspace():
                self._break_line()
        elif tag in _HOLDERS:
            self._close_container()
        elif tag in LEVELS:
            self._end_line()
            self._level = None
        elif tag == "br":
            self._break_line()
        elif tag == "a":
            self._links -= _is_link(element)
        if self._bolds:
            self._bolds -= _is_bold(tag, element)
        self._add_text(tail)

    def _close_container(self) -> None:
        self._end_line()
        container = self._open.pop()
        container.end = len(self.pieces)
        if container.end > container.start:
            self.containers.append(container)

    def _add_text(self, text: str | None) -> None:
        if text is None or (not self._line and text.isspace()):
            return
        if LINE_END in text:  # in a table that turned out to be a layout, or in source text
            first, *others = text.split(LINE_END)
            self._add_text(first)
            for part in others:
                self._break_line()
                self._add_text(part)
        elif text:
            self._line.append(text)
            if self._links or self._bolds:
                self._count_marked(len(text.strip()))

    def _count_marked(self, signs: int) -> None:
        self._linked += signs if self._links else 0
        self._bold += signs if self._bolds else 0

    def _break_line(self) -> None:
        """Ends the line, but for that of a heading, which goes on."""
        if self._level is None:
            self._end_line()
        else:
            self._line.append(" ")

    def _end_line(self) -> None:
        if not self._line:
            return
        text = tidy_line("".join(self._line))
        if text:
            self.pieces.append(self._read_line(text))
        self._line.clear()
        self._linked = self._bold = 0

    def _read_line(self, text: str) -> Piece:
        length, linked = len(text), self._linked
        is_stopped = _FULL_STOP.search(text) is not None
        is_sentence = is_stopped or text.count("，") + text.count(",") >= _SENTENCE_COMMAS
        is_trail = linked > 0 and not is_sentence and _TRAIL.search(text) is not None
        # Some issuers publish their report once more with links all through its sentences.
        is_linked = is_trail or (linked * 2 > length and not is_stopped)
        is_bold = self._bold * 10 >= length * 9 and length <= _HEADING_SIGNS and not is_sentence
        is_heading = self._level is not None or (is_bold and not is_linked)
        return Piece(
            "heading" if is_heading else "text",
            text,
            self._level,
            weight=0 if is_linked else length - linked,
            is_sure=is_sentence and not is_linked and length >= _SURE_SIGNS,
            is_chrome=is_linked,
        )

    def _add_table(self, element: etree._Element, rows: Sequence[Row]) -> None:
        self._end_line()
        for caption in element.iterchildren("caption"):
            self._add_text(read_text(caption))
            self._end_line()
        texts = [cell if isinstance(cell, str) else cell.text for row in rows for cell in row]
        signs = sum(map(len, texts))
        linked = sum(len(read_text(link)) for link in element.iter("a") if _is_link(link))
        if signs:
            is_linked = linked * 2 > signs
            weight = 0 if is_linked else signs + _CELL_WEIGHT * len(texts)
            is_sure = len(texts) >= _SURE_CELLS and not is_linked
            self.pieces.append(Piece("table", rows=rows, weight=weight, is_sure=is_sure, is_chrome=is_linked))

    def _add_image(self, element: etree._Element) -> None:
        address = element.get("src") or ""
        is_icon = any(0 < read_whole(element.get(side), 0) <= _ICON_PIXELS for side in ("width", "height"))
        if address and not is_icon and not self._links:
            self._end_line()
            self.pieces.append(Piece("image", address, weight=_IMAGE_WEIGHT))


def _is_link(element: etree._Element) -> bool:
    return element.get("href") is not None


def _is_bold(tag: str, element: etree._Element) -> bool:
    if tag in _BOLD_TAGS:
        return True
    style = element.get("style")
    return style is not None and "font-weight" in style and _BOLD.search(style) is not None


def _choose(page: _Walk) -> list[Piece]:
    start, end = choose_region(page.pieces, page.containers)
    title = find_title(page.pieces, start)
    chosen = [piece for piece in page.pieces[start:end] if not piece.is_chrome]
    return chosen if title is None else [page.pieces[title], *chosen]


def _fill_blocks(blocks: BlockList, pieces: Sequence[Piece]) -> list[Problem]:
    """Gives every piece its number and place; pictures become problems."""
    problems = []
    for piece in pieces:
        origin = place_block(len(blocks.blocks))
        if piece.kind == "image":
            problems.append(Problem("PAGE.IMAGE", piece.text, origin))
        elif piece.kind == "table":
            blocks.blocks.append(fill_rows(piece.rows, Origin(table=blocks.next_table())))
        elif piece.kind == "heading":
            blocks.blocks.append(Heading(piece.text, origin, piece.level))
        else:
            blocks.blocks.append(Paragraph(piece.text, origin))
    return problems
