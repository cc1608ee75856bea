"""A walk over the markup of a page: its lines and tables as pieces, and the containers they stand in."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from itertools import chain

from extractors.formats.decode import tidy_line
from extractors.formats.html.markup import (
    HOLDERS,
    LEVELS,
    LINES,
    list_tags,
    read_attributes,
    read_whole,
)
from extractors.formats.html.region import Container, PageBlock, open_container
from extractors.formats.html.tables import PageTable, Rows, list_tables, read_captions, read_data_rows

_HOLDERS = HOLDERS | {"body", "table", "tbody", "td", "tfoot", "thead", "tr"}
_BOLD_TAGS = frozenset({"b", "strong"})
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_FULL_STOP = re.compile(r"[。；;！？]")
_TRAIL = re.compile(r"[>＞»›]")
"""Between the links that say where on the site a page stands."""
_IMAGES = frozenset({"img", "v:imagedata"})
_TELLING = LINES | _HOLDERS | LEVELS.keys() | _IMAGES | {"a", "br"}
"""Tags that do more than dress the text inside."""
_IS_LINK, _IS_BOLD = 1, 2

_SENTENCE_COMMAS = 2
_SURE_SIGNS = 20
_SURE_CELLS = 12
_CELL_WEIGHT = 2
_IMAGE_WEIGHT = 100
_HEADING_SIGNS = 60
_ICON_PIXELS = 64


@dataclass(slots=True)
class PageWalk:
    """Walks a page once and notes its blocks and the containers they stand in."""

    pieces: list[PageBlock] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    """Closed ones, so that inner ones come before those that hold them."""
    _open: list[Container] = field(default_factory=list)
    _line: list[str] = field(default_factory=list)
    _linked: int = 0
    """Signs of the line that stand in links; ``_bold`` likewise in bold print."""
    _bold: int = 0
    _marks: list[int] = field(default_factory=list)
    """Of every open element whether it is a link and whether it is bold, as bits."""
    _links: int = 0
    """How many links are open; ``_bolds`` likewise."""
    _bolds: int = 0
    _level: int | None = None

    def walk(self, markup: str, *, is_seen: bool) -> None:
        """Fills ``pieces`` and ``containers``.

        Raises:
            OddNameError: when a name holds the beginning of another tag.
            UnsureError: when not all text may be seen, unless that is known (``is_seen``).
        """
        position = 0
        for table in list_tables(markup, is_seen=is_seen):
            rows = read_data_rows(table) if table.start >= position else None
            if rows is not None:
                self._walk_tags(markup[position : table.start])
                self._add_table(table, rows)
                position = table.end
        self._walk_tags(markup[position:])
        self._end_line()

    def _walk_tags(self, markup: str) -> None:
        """This runs for every tag outside of the tables: most only dress the text inside."""
        before, tags = list_tags(markup)
        self._add_text(unescape(before))
        marks, line = self._marks, self._line
        for slash, tag, attributes, text in tags:
            if "&" in text:
                text = unescape(text)
            if slash:
                if tag in _TELLING:
                    self._end(tag, text)
                if mark := marks.pop():
                    self._count_open(mark, -1)
            elif attributes.endswith("/"):  # nothing inside
                if tag in _TELLING:
                    self._begin(tag, attributes)
                    self._end(tag, text)
            else:
                marks.append(self._open_tag(tag, attributes))
                if tag == "pre":
                    text = self._add_source(text)
            if text and (line or not text.isspace()):
                self._add_text(text)

    def _open_tag(self, tag: str, attributes: str) -> int:
        """The marks of a tag behind which something stands."""
        mark = self._begin(tag, attributes) if tag in _TELLING else 0
        if tag in _BOLD_TAGS or ("font-weight" in attributes and _is_bold(attributes)):
            mark += _IS_BOLD
        if mark:
            self._count_open(mark, 1)
        return mark

    def _count_open(self, mark: int, change: int) -> None:
        self._links += change if mark & _IS_LINK else 0
        self._bolds += change if mark & _IS_BOLD else 0

    def _add_source(self, text: str) -> str:
        """Adds all lines of preformatted text but the last."""
        *lines, last = text.split("\n")
        for one in lines:
            self._add_text(one)
            self._break_line()
        return last

    def _begin(self, tag: str, attributes: str) -> int:
        """The mark of a link; nothing for all else."""
        if tag in LINES:
            if self._line:
                self._break_line()
        elif tag in _HOLDERS:
            self._end_line()
            names = _name_container(attributes) if attributes else ""
            self._open.append(open_container(tag, names, len(self.pieces)))
        elif tag in LEVELS:
            self._end_line()
            self._level = LEVELS[tag]
        elif tag in _IMAGES:
            self._add_image(read_attributes(attributes))
        return _IS_LINK if tag == "a" and ' href="' in attributes else 0

    def _end(self, tag: str, text: str) -> None:
        if tag in LINES:
            if tag == "p":
                self._end_line()
            elif text and not text.isspace():
                self._break_line()
        elif tag in _HOLDERS:
            self._close_container()
        elif tag in LEVELS:
            self._end_line()
            self._level = None
        elif tag == "br":
            self._break_line()

    def _close_container(self) -> None:
        self._end_line()
        container = self._open.pop()
        container.end = len(self.pieces)
        if container.end > container.start:
            self.containers.append(container)

    def _add_text(self, text: str) -> None:
        if text and (self._line or not text.isspace()):
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

    def _read_line(self, text: str) -> PageBlock:
        length, linked = len(text), self._linked
        if not linked and not self._bold and self._level is None:  # most lines
            return PageBlock("text", text, None, (), length, length >= _SURE_SIGNS and _is_sentence(text))
        is_stopped = _FULL_STOP.search(text) is not None
        is_sentence = is_stopped or _is_sentence(text)
        is_trail = linked > 0 and not is_sentence and _TRAIL.search(text) is not None
        # Some issuers publish their report once more with links all through its sentences.
        is_linked = is_trail or (linked * 2 > length and not is_stopped)
        is_bold = self._bold * 10 >= length * 9 and length <= _HEADING_SIGNS and not is_sentence
        is_heading = self._level is not None or (is_bold and not is_linked)
        return PageBlock(
            "heading" if is_heading else "text",
            text,
            self._level,
            weight=0 if is_linked else length - linked,
            is_sure=is_sentence and not is_linked and length >= _SURE_SIGNS,
            is_chrome=is_linked,
        )

    def _add_table(self, table: PageTable, rows: Rows) -> None:
        self._end_line()
        for caption in read_captions(table):
            self._add_text(caption)
            self._end_line()
        count, signs = sum(map(len, rows)), sum(map(len, chain.from_iterable(rows)))
        if signs:
            is_linked = table.linked * 2 > signs
            weight = 0 if is_linked else signs + _CELL_WEIGHT * count
            is_sure = count >= _SURE_CELLS and not is_linked
            self.pieces.append(PageBlock("table", rows=rows, weight=weight, is_sure=is_sure, is_chrome=is_linked))

    def _add_image(self, told: dict[str, str]) -> None:
        address = told.get("src", "")
        is_icon = any(0 < read_whole(told.get(side), 0) <= _ICON_PIXELS for side in ("width", "height"))
        if address and not is_icon and not self._links:
            self._end_line()
            self.pieces.append(PageBlock("image", address, weight=_IMAGE_WEIGHT))


def _is_sentence(text: str) -> bool:
    return _FULL_STOP.search(text) is not None or text.count("，") + text.count(",") >= _SENTENCE_COMMAS


@lru_cache(1024)
def _name_container(attributes: str) -> str:
    """The id and classes of an element."""
    told = read_attributes(attributes)
    return f"{told.get('id', '')} {told.get('class', '')}"


@lru_cache(1024)
def _is_bold(attributes: str) -> bool:
    return _BOLD.search(read_attributes(attributes).get("style", "")) is not None
