"""Reads the text of a plain Word file from its letters: most reports have paragraphs, tables and nothing that hides.

The tree of such a file is thousands of elements around a few hundred texts, and the same dozens of pieces of markup
stand between them everywhere. The file is cut at its texts and each piece of markup put into a few signs, see
``markup``. The parser still goes through all of it, so that no file is read here that the tree's reader would refuse;
what is not plain is left to that one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from lxml import etree

from extractors.formats.docx.blocks import WordBlocks, may_be_heading, read_heading_level
from extractors.formats.docx.markup import (
    BOLD,
    CELL,
    PARAGRAPH,
    PLAIN,
    PROSE,
    ROW,
    SPAN,
    TABLE,
    TOLD,
    MarkupPiece,
    Told,
    read_before,
    read_piece,
    read_size,
)
from extractors.formats.docx.numbering import VAL, NumberingPart, W, read_level_index, read_list
from extractors.formats.docx.styles import StyleSheet
from extractors.formats.docx.tables import LAYOUT_CELLS, LAYOUT_SIGNS, CellSequence, split_lines
from extractors.formats.zipsafe import is_whole_xml, parse_xml
from extractors.model.document import Unreadable

_MAX_BYTES = 2_000_000
"""Reports have a tenth of it. Markup that never repeats takes longer here than in a tree; and the parser refuses a text
of more than 10,000,000 bytes only where it makes one."""
_LONGEST_ROOT = 8_192
"""Bytes of the first tag; programs write about 3,000, all of them namespaces."""
_HEAD = re.compile(
    rb"(?:<\?xml\s+version=([\"'])1\.0\1(?:\s+encoding=([\"'])(?i:utf-8)\2)?"
    rb"(?:\s+standalone=([\"'])(?:yes|no)\3)?\s*\?>)?\s*(<w:document(?:\s[^<>]*)?>)"
)
_REVISION = " w:rsid"
_REVISION_MARKS = re.compile(r' w:rsid\w*="[0-9A-F]{8}"')
"""When a thing was written: Word puts it on every paragraph and run, and nobody prints it."""
_TEXT_END = "</w:t>"
_FIRST_FEW = 16
"""Texts from the beginning that are looked at before all the others: most of what is not plain shows it there."""
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def read_plain(data: bytes, styles: StyleSheet, numbering: NumberingPart) -> WordBlocks | None:
    """The blocks of the part that holds the text; None when it is not plain.

    Raises:
        Unreadable: what the other parts raise, and FILE.TOO_LARGE for a table without bounds.
    """
    condensed = _condense(data)
    if condensed is None or not is_whole_xml(data) or any(map(styles.changes_print, condensed.styles)):
        return None
    return _PlainStory(condensed, styles, numbering).read()


@dataclass(frozen=True, slots=True)
class _Condensed:
    """A text with its markup put into signs."""

    prose: tuple[str, ...]
    """Before, between and behind the tables."""
    tables: tuple[str, ...]
    told: list[Told]
    """For each sign ``TOLD``."""
    styles: frozenset[str]


def _condense(data: bytes) -> _Condensed | None:
    head = _HEAD.match(data) if len(data) <= _MAX_BYTES else None
    prefixes = _read_prefixes(head[4]) if head is not None and len(head[4]) <= _LONGEST_ROOT else None
    if head is None or prefixes is None:
        return None
    try:
        text = data[head.end() :].decode()
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _condense_text(text, prefixes)


@lru_cache(64)
def _read_prefixes(root: bytes) -> frozenset[str] | None:
    """The prefixes that the first tag declares; None when Word's own words have another than is usual, or two."""
    try:
        declared = parse_xml(root + b"</w:document>").nsmap
    except Unreadable:
        return None
    is_usual = declared.get("w") == W[1:-1] and None not in declared
    names = frozenset(filter(None, declared))
    return names if is_usual and len({*declared.values()}) == len(names) else None


def _condense_text(text: str, prefixes: frozenset[str]) -> _Condensed | None:
    if _read_kinds([part.rpartition(">")[0] for part in text.split(_TEXT_END, _FIRST_FEW)[:-1]]) is None:
        return None
    parts = [part.rpartition(">") for part in text.split(_TEXT_END)]
    markups = [markup for markup, _, _ in parts]
    kinds = _read_kinds(markups)
    printed = _resolve([text for _, _, text in parts[:-1]])
    if kinds is None or printed is None:
        return None
    known = {*kinds.values()}
    if not prefixes.issuperset(chain.from_iterable([kind.prefixes for kind in known])):
        return None
    pieces = [kinds[markup] for markup in markups]
    signs = [piece.signs for piece in pieces]
    prose, *parted = "".join(chain.from_iterable(zip(signs, [*printed, ""], strict=True))).split(TABLE)
    tables = [table.partition(PROSE) for table in parted]
    if not all(is_closed and not _is_layout(cells) for cells, is_closed, _ in tables):
        return None
    return _Condensed(
        (prose, *[behind for _, _, behind in tables]),
        tuple([cells for cells, _, _ in tables]),
        [told for piece in pieces if piece.told for told in piece.told],
        frozenset().union(*[kind.styles for kind in known]),
    )


def _is_layout(cells: str) -> bool:
    """Whether a table may be a piece of the page: the tree's reader looks closer."""
    return cells.count(CELL) <= LAYOUT_CELLS and (
        cells.count(CELL) <= 1 or any(len(cell) > LAYOUT_SIGNS for cell in cells.split(CELL))
    )


def _read_kinds(markups: list[str]) -> dict[str, MarkupPiece] | None:
    """What each piece of markup says, the same only once; None when one is not plain. The first stands in the root."""
    kinds: dict[str, MarkupPiece] = {}
    within = "document"
    for markup in dict.fromkeys(markups):
        piece = read_piece(_REVISION_MARKS.sub("", markup) if _REVISION in markup else markup, within)
        if piece is None:
            return None
        kinds[markup] = piece
        within = "r"
    return kinds


def _resolve(texts: list[str]) -> list[str] | None:
    """The texts with the names of signs replaced; None where they have markup or numbers of signs in them."""
    whole = "".join(texts)
    if "<" in whole or "&#" in whole:
        return None
    return [_resolve_text(text) for text in texts] if "&" in whole else texts


def _resolve_text(text: str) -> str:
    for name, sign in _ENTITIES:
        text = text.replace(name, sign)
    return text


@dataclass(slots=True)
class _PlainStory:
    """Turns the condensed text into blocks."""

    condensed: _Condensed
    styles: StyleSheet
    numbering: NumberingPart
    blocks: WordBlocks = field(default_factory=WordBlocks)
    told: Iterator[tuple[Told, str]] = field(init=False)
    """What paragraphs say, with their automatic numbers."""

    def read(self) -> WordBlocks:
        """All blocks."""
        self.told = zip(self.condensed.told, self._read_labels(), strict=True)
        before, *behind = self.condensed.prose
        self._add_prose(before)
        for cells, prose in zip(self.condensed.tables, behind, strict=True):
            self._add_table(cells)
            self._add_prose(prose)
        return self.blocks

    def _read_labels(self) -> list[str]:
        """The automatic numbers, counted in reading order."""
        lists = [self._find_list(told) for told in self.condensed.told]
        labels = iter(self.numbering.count([one for one in lists if one is not None]))
        return ["" if one is None else next(labels, "") for one in lists]

    def _find_list(self, told: Told) -> tuple[str, int] | None:
        if told.number_id is not None:
            return told.number_id, read_level_index(told.number_level)
        number = self._find_in_style(told, f"{W}numPr")
        return None if number is None else read_list(number)

    def _read_level(self, told: Told) -> int | None:
        if told.outline is not None:
            return read_heading_level(told.outline)
        outline = self._find_in_style(told, f"{W}outlineLvl")
        return None if outline is None else read_heading_level(outline.get(VAL))

    def _find_in_style(self, told: Told, tag: str) -> etree._Element | None:
        return None if told.style is None else self.styles.find(told.style, f"{W}pPr", tag)

    def _add_prose(self, prose: str) -> None:
        for paragraph in prose.split(PARAGRAPH)[1:]:
            told, label = next(self.told) if paragraph.startswith(TOLD) else (None, "")
            printed = label + paragraph.removeprefix(TOLD).replace(PLAIN, "").replace(BOLD, "")
            lines = split_lines((printed,))
            level = None if told is None else self._read_level(told)
            if level is not None or (BOLD in paragraph and may_be_heading(lines) and _is_bold(paragraph)):
                self.blocks.add_heading(lines, level)
            else:
                self.blocks.add_lines(lines)

    def _add_table(self, cells: str) -> None:
        printed = cells.replace(PARAGRAPH, "\n").replace(PLAIN, "").replace(BOLD, "")
        if TOLD in printed:
            printed = re.sub(TOLD, lambda _: next(self.told)[1], printed)
        self.blocks.add_table(_read_grid(printed))


def _read_grid(printed: str) -> CellSequence:
    grid = CellSequence()
    raws, widths, merges = grid.raws, grid.widths, grid.merges
    for number, row in enumerate(printed.split(ROW)[1:]):
        head, *cells = row.split(CELL)
        first = len(raws)
        grid.starts.append(first)
        raws += cells
        if head:
            grid.before[number] = read_before(head[1])
        for cell, raw in enumerate(cells, start=first) if SPAN in row else ():
            if raw and raw[0] == SPAN:
                raws[cell] = raw[2:]
                widths[cell], merge = read_size(raw[1])
                if merge is not None:
                    merges[cell] = merge
    return grid


def _is_bold(paragraph: str) -> bool:
    """Whether all runs that print something are in bold print."""
    before, *bold = paragraph.removeprefix(TOLD).split(BOLD)
    pieces = [run.split(PLAIN) for run in bold]
    plain = [before.split(PLAIN), *[piece[1:] for piece in pieces]]
    return any(piece[0].strip() for piece in pieces) and not any(text.strip() for texts in plain for text in texts)
