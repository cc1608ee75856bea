"""Reads plain text and Markdown: prose line by line, and tables whose cells are parted by tabs or pipes."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import dropwhile

from extractors.formats.decode import decode_plain, tidy_line
from extractors.formats.sheets.reader import read_records
from extractors.formats.text.boxes import find_drawn
from extractors.formats.text.commas import find_records
from extractors.formats.text.frames import MAY_DRAW
from extractors.formats.text.lines import put_right, read_tab_cell
from extractors.formats.text.rows import (
    Rows,
    doubt_continued,
    doubt_last,
    doubt_slipped,
    drop_numbers,
    is_last_piece,
    join_broken,
    join_heads,
)
from extractors.formats.text.signs import BARS
from extractors.grids.grid import Span, fill_grid, fill_rows
from extractors.model.document import BlockList, Document, Heading, Layout, Origin, Paragraph, Problem
from extractors.model.marked_text import raise_digits
from extractors.model.source import SourceDocument

_RULE = re.compile(r"\s*[=＝]{5,}.*")
_KEY_VALUE = re.compile(r"\s*([^:：\s][^:：]{0,19}?)\s*[:：]\s*(.*)")
_MAX_HEAD_LINES = 30

_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_ALL_BOLD = re.compile(r"\s*(\*\*|__)(?!\s)((?:(?!\1).)+)\1\s*")
_ALL_SLANTED = re.compile(r"\s*([*_])(?!\s)((?:(?!\1).)+)\1\s*")
_RULED_CELL = r"\s*+(?>:-++:?|-++:|--++)\s*+"
_ALIGNMENT = re.compile(rf"\s*+\|?+{_RULED_CELL}(?:\|{_RULED_CELL})*+\|?+\s*+")
"""The line under a Markdown head. A single dash is a value, and so is any dash further down."""
_TIGHT = re.compile(r"\s*\|(?::?-:?\|){3,}\s*")
"""The same with single dashes that have no blanks around them, as no value has."""
_BAR = re.compile(rf"(?<!\\)[{BARS}]")
_EDGES = f" {BARS}"
"""What is left around a line of prose of the table that it was taken out of."""
_LEAST_BROKEN = 5
"""Lines of one cell each that make broken rows."""
_FILLERS = re.compile(rf"[{BARS}]{{2,}}")
"""Bars of the columns that a merged cell covers, wherever in the row it stands: they follow its last cell."""
_EDGE_SIGNS, _IN_EDGE = re.compile(r"[\s|+=\u2500-\u257f-]*+"), re.compile(r"[\u2500-\u257f]|\+[-=]|[-=]\+")
"""Of a line that only draws one of a table's edges: what it is made of, and of that what makes it one."""
_RULE_SIGNS, _IN_RULE = re.compile(r"[\s=_+\u2500-\u257f-]*+"), re.compile(r"[-=_\u2500-\u257f]{8}")
"""The same of one that only draws a rule over whole columns: a dash that stands for a value is shorter."""
_VALUE = re.compile(r"\s*\d[\d.,，]*\s*")
_MORE = re.compile(r"\s*\d{1,6}\s*")
"""Digits alone on the line behind a table: a page number, or the rest of its last cell."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_GONE = re.compile(
    r"<!--.*?-->|<(del|s|strike)>.*?</\1>"
    r"|<(\w+)\s[^<>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|color\s*:\s*(?:white|#fff)|(?<=\s)hidden\b)[^<>]*>.*?</\2>",
    re.IGNORECASE,
)
_RAISED = re.compile(r"<sup>(.*?)</sup>", re.IGNORECASE)
_DRESS = re.compile(r"</?(?:b|strong|i|em|u|span|font|p|div|center|small)(?:\s[^<>]*)?>", re.IGNORECASE)
_LINK = re.compile(r"(?<!\\)\[([^\[\]^]+)\]\([^()\s]*\)")
_STRUCK = re.compile(r"(?<!\\)~~(?!\s)(?:(?!~~).)+~~")
"""What its writer took back."""
_CODE = re.compile(r"(?<!\\)(`+)([^`]+)\1")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
"""Converters put a backslash before every sign that could mean something: ``1\\.``, ``\\*``."""
_INDENTED_SIGNS = 40
_LEAST_LINES, _MOST_PARTS, _MOST_PARTED = 10, 3, 0.2
"""Of lines with tabs that hold one cell each: how many there are, the parts of any of them, the share that has some."""
_LONGEST_CELL = 2_000
"""Signs of a cell in which tags and other markup are looked for."""
_LOOKS, _LOOKS_A_LINE = 200_000, 8
"""Lines that may be looked at for tables in vain: so many, and so many for each line of the text."""
_LOOK_SIGNS = 64
"""Signs of a line that take as long to look at as a short line."""
_KEPT = re.compile(r'\A="([^"]*)"\Z')
_LEAST_COMMAS, _LEAST_RECORDS = 3, 5
"""Of a sheet: fewer may stand in prose, or in numbers."""


def read_text(source: SourceDocument) -> Document:
    """The lines of a text file as paragraphs, and its tables.

    One whose lines have as many cells each is of layout ``grid``, any other of layout ``lines``.

    A sheet that was saved with commas between its cells is read as a sheet.
    A head of ``key: value`` lines above a ruled line becomes metadata, as ``block:KEY``.

    Raises:
        Unreadable: FILE.UNKNOWN_TYPE when the bytes are no text.
    """
    whole = decode_plain(source.data)
    if records := _read_sheet_with_commas(whole):
        return read_records(source, records)
    lines = put_right(whole.splitlines())
    metadata, start = _read_head(lines)
    text = _TextLines(lines[start:])
    text.read(may_draw=MAY_DRAW.search(whole) is not None)
    blocks = tuple(text.blocks.blocks)
    problems = [] if blocks else [Problem("PAGE.NO_TEXT", "nothing but blanks")]
    if text.looks < 0:
        problems.append(Problem("FILE.TOO_LARGE", "too many lines that may be rows of tables and are not"))
    return Document(
        source.sha256, source.media_type, source.name, blocks, tuple(metadata), tuple(problems), reader="text"
    )


def _read_sheet_with_commas(text: str) -> list[list[str]]:
    """The rows of a sheet that was saved with commas between its cells, as many in each; none of any other text."""
    if text[: text.find("\n")].count(",") < _LEAST_COMMAS:
        return []
    try:
        records = [record for record in csv.reader(io.StringIO(text), strict=True) if record]
    except csv.Error:
        return []
    if '="' in text:  # so that a spreadsheet keeps it as it is
        records = [[_KEPT.sub(r"\1", cell) for cell in record] for record in records]
    is_sheet = len(records) >= _LEAST_RECORDS and len({len(record) for record in records}) == 1
    return records if is_sheet else []


def _read_head(lines: Sequence[str]) -> tuple[list[tuple[str, str]], int]:
    """The pairs above the ruled line and the index of the line after it; nothing when there is no such head."""
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(lines[:_MAX_HEAD_LINES]):
        if pairs and _RULE.fullmatch(line):
            return pairs, number + 1
        match = _KEY_VALUE.fullmatch(line)
        if match is not None:
            pairs.append((f"block:{tidy_line(match[1])}", tidy_line(match[2])))
        elif line.strip():
            break
    return [], 0


@dataclass(slots=True)
class _TextLines:
    """Takes the lines one run after another: a table as long as its lines go on, else one paragraph a line."""

    lines: list[str]
    blocks: BlockList = field(default_factory=BlockList)
    at: int = 0
    looks: int = 0
    """Lines that may still be looked at in vain; below 0 no table is looked for any longer."""

    def read(self, *, may_draw: bool) -> None:
        """Fills ``blocks``; ``may_draw``: whether there may be tables drawn with rules between their rows."""
        self.looks = _LOOKS + _LOOKS_A_LINE * len(self.lines)
        while self.at < len(self.lines):
            if self.looks >= 0 and self._take_table(may_draw=may_draw):
                continue
            self._add_line(self.lines[self.at])
            self.at += 1

    def _take_table(self, *, may_draw: bool) -> bool:
        """Adds the table that begins at the next line, if one does."""
        if may_draw and self._take_drawn():
            return True
        self._close_up()
        self._join_rows()
        return (
            self._take_tabbed_lines()
            or self._take_run(_has_bars, _is_bar_table, _split_bars)
            or self._take_run(_has_tabs, _is_tab_table, _split_tabs)
            or self._take_records()
        )

    def _look_in_vain(self, end: int) -> None:
        self.looks -= sum(1 + len(line) // _LOOK_SIGNS for line in self.lines[self.at : end])

    def _put(self, end: int, rows: list[str]) -> None:
        """Puts rows in place of at least as many lines up to ``end``, right before it: none behind them is moved."""
        start = end - len(rows)
        if start > self.at:
            self.lines[start - 1] = self.lines[self.at - 1] if self.at else ""
        self.lines[start:end] = rows
        self.at = start

    def _take_drawn(self) -> bool:
        spans, height, end = find_drawn(self.lines, self.at, _read_bar_cell)
        if not spans:
            self._look_in_vain(end)
            return False
        origin = Origin(table=self.blocks.next_table())
        self.blocks.blocks.append(fill_grid(spans, origin, row_count=height))
        self.at = end
        return True

    def _close_up(self) -> None:
        """Takes out the blank lines that a program put between all lines of a table with bars."""
        at = self.at
        while at + 2 < len(self.lines) and _is_spaced_row(self.lines[at : at + 3]):
            at += 2
        if at > self.at:
            self._put(at + 1, self.lines[self.at : at + 1 : 2])

    def _join_rows(self) -> None:
        """Puts the rows of a table together each of whose cells ends its line with a bar."""
        end = self.at
        while end < len(self.lines) and (_holds_one_cell(self.lines[end]) or self._is_before_bar(end)):
            end += 1
        if end - self.at >= _LEAST_BROKEN:
            end += (
                end < len(self.lines) and _VALUE.fullmatch(self.lines[end]) is not None
            )  # no bar behind the last cell
            rows = join_rows(self.lines[self.at : end])
            if rows == self.lines[self.at : end]:
                self._look_in_vain(end)
            else:
                self._put(end, rows)

    def _take_tabbed_lines(self) -> bool:
        """Adds lines that are no rows: each has a tab before it or behind it, and nearly all hold one cell."""
        end = self.at
        while end < len(self.lines) and _has_tabs(self.lines[end]):
            end += 1
        counts = list(map(_count_parts, self.lines[self.at : end]))
        is_parted = sum(n > 1 for n in counts) >= _MOST_PARTED * len(counts)
        if len(counts) < _LEAST_LINES or max(counts) > _MOST_PARTS or is_parted:
            return False
        for line in self.lines[self.at : end]:
            self._add_line(line)
        self.at = end
        return True

    def _is_before_bar(self, at: int) -> bool:
        """Whether a line is a cell whose bar stands on the next line, inside of a table."""
        after = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        is_bar = after.strip() != "" and after.strip(_EDGES) == ""
        return is_bar and at > self.at and self.lines[at].strip() != ""

    def _take_run(
        self,
        is_row: Callable[[str], bool],
        is_table: Callable[[Sequence[str]], bool],
        split: Callable[[Sequence[str]], Rows],
    ) -> bool:
        end = self.at
        while end < len(self.lines) and is_row(self.lines[end]) and not self._begins_table(end):
            end += 1
        run = self.lines[self.at : end]
        if not run or not is_table(run):
            self._look_in_vain(end)
            return False
        kept = _drop_rules(run)
        if not kept:  # nothing but rules
            self.at = end
            return True
        rows = drop_numbers(split(kept))
        join_heads(rows)
        rest = Span(tidy_line(self.lines[end])) if end < len(self.lines) and _MORE.fullmatch(self.lines[end]) else None
        if rest is not None and is_last_piece(rows, rest):
            rows, end, rest = [*rows, [rest]], end + 1, None
        rows = join_broken(rows)
        if rest is not None:
            doubt_last(rows)
        doubt_slipped(rows)
        doubt_continued(rows)
        layout: Layout = "grid" if _is_aligned(rows) else "lines"
        self.blocks.blocks.append(fill_rows(rows, Origin(table=self.blocks.next_table()), layout))
        self.at = end
        return True

    def _begins_table(self, at: int) -> bool:
        """Whether a row of numbers inside of a table is ruled as a Markdown head: it is the first of another table."""
        is_ruled = self.at < at < len(self.lines) - 1 and _is_under_head(self.lines[at + 1])
        return is_ruled and any(map(str.isdigit, self.lines[at]))

    def _take_records(self) -> bool:
        rows, end = find_records(self.lines, self.at)
        if rows:
            self.blocks.blocks.append(fill_rows(drop_numbers(rows), Origin(table=self.blocks.next_table())))
            self.at = end
        return bool(rows)

    def _add_line(self, line: str) -> None:
        if _RULE_SIGNS.fullmatch(line) and _IN_RULE.search(line):
            return
        origin = Origin(block=len(self.blocks.blocks))
        hashes, bold = _HASHES.fullmatch(line), _ALL_BOLD.fullmatch(line)
        title = hashes[2].rstrip().rstrip("#") if hashes else ""
        text = tidy_line(title if hashes else bold[2] if bold else line).strip(_EDGES)
        if not text:
            return
        if hashes or bold:
            self.blocks.blocks.append(Heading(text, origin, len(hashes[1]) if hashes else None))
        else:
            self.blocks.blocks.append(Paragraph(text, origin))


def _is_aligned(rows: Rows) -> bool:
    """Whether every line has as many cells as the first: then it is no chance that cells stand below one another."""
    return len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows)


def _drop_rules(run: Sequence[str]) -> list[str]:
    """The lines of a table but those that draw a rule: edges, and what stands under a Markdown head."""
    kept = [line for line in run[:1] if not _is_under_head(line)]
    rest = dropwhile(_is_under_head, run[1:])
    return [line for line in (*kept, *rest) if not _is_edge(line)]


def _is_edge(line: str) -> bool:
    return _EDGE_SIGNS.fullmatch(line) is not None and _IN_EDGE.search(line) is not None


def _is_under_head(line: str) -> bool:
    return any(rule.fullmatch(line) for rule in (_ALIGNMENT, _TIGHT))


def _has_tabs(line: str) -> bool:
    if "\t" not in line:
        return False
    cells = [cell for cell in line.split("\t") if cell.strip()]
    # A tab that only indents a line of prose makes no row.
    is_indented = len(cells) == 1 and len(cells[0]) > _INDENTED_SIGNS
    return not is_indented


def _is_tab_table(run: Sequence[str]) -> bool:
    most = max(map(_count_parts, run))
    return most >= 3 or (most == 2 and len(run) >= 2)


def _count_parts(line: str) -> int:
    return sum(1 for cell in line.split("\t") if cell.strip())


def _split_tabs(lines: Sequence[str]) -> Rows:
    return [[Span(read_tab_cell(cell)) for cell in line.split("\t")] for line in lines]


def _has_bars(line: str) -> bool:
    return _BAR.search(line) is not None or _is_edge(line)


def _is_bar_table(run: Sequence[str]) -> bool:
    rows = [line for line in run if not _is_edge(line)]
    if any(_ALIGNMENT.fullmatch(line) for line in run[:2]):
        return True
    if len(rows) >= 2 and all(line.lstrip().startswith("|") for line in rows):
        return True
    cells = [[cell for cell in _BAR.split(line) if cell.strip()] for line in rows]
    has_value = any(_VALUE.fullmatch(cell) for row in cells for cell in row)
    return len(rows) >= 2 and has_value and max(map(len, cells)) > 1


def _holds_one_cell(line: str) -> bool:
    """Whether a line has bars, and text on one side of one of them at most."""
    return _BAR.search(line) is not None and sum(1 for cell in _BAR.split(line) if cell.strip()) <= 1


def join_rows(lines: Sequence[str]) -> list[str]:
    """The rows of a table whose cells stand a line each, as long as the bars of its first merged cell tell.

    The lines as they are, where these do not tell, or no row ends with a line.
    """
    counts = [len(_BAR.findall(line)) for line in lines]
    first = next((i for i, line in enumerate(lines) if _FILLERS.search(line)), None)
    width = 0 if first is None else sum(counts[: first + 1])
    rows: list[str] = []
    pieces: list[str] = []
    bars = 0
    for line, count in zip(lines, counts, strict=True):
        pieces.append(line.strip())
        bars += count
        if bars > width:
            return list(lines)
        if bars == width:
            rows.append(_drop_fillers("".join(pieces)))
            pieces, bars = [], 0
    rest = "".join(pieces)
    return [*rows, rest] if rest else rows


def _drop_fillers(row: str) -> str:
    """The row with one bar at its end for all that stand there."""
    bare = row.rstrip(BARS)
    return f"{bare}{row[-1]}" if len(row) - len(bare) > 1 else row


def _is_spaced_row(lines: Sequence[str]) -> bool:
    """Whether a blank line stands between two lines that begin and end with a bar."""
    row, gap, after = (line.strip() for line in lines)
    return not gap and all(len(line) > 1 and line[0] in BARS and line[-1] in BARS for line in (row, after))


def _split_bars(lines: Sequence[str]) -> Rows:
    """The cells between the bars; a bar at the edge of a line bounds its cells only where all lines have it.

    The last line may be cut off.
    """
    has_left = all(line.lstrip()[:1] in BARS for line in lines)
    has_right = all(map(_ends_with_bar, lines[:-1] or lines))
    return [_split_line(line, has_left=has_left, has_right=has_right) for line in lines]


def _ends_with_bar(line: str) -> bool:
    return line.rstrip()[-1:] in BARS and not line.rstrip().endswith("\\|")


def _split_line(line: str, *, has_left: bool, has_right: bool) -> list[Span]:
    inner = line.lstrip()[1:] if has_left else line
    inner = inner.rstrip()[:-1] if has_right and _ends_with_bar(inner) else inner
    return [Span(_read_bar_cell(cell)) for cell in _BAR.split(inner)]


def _read_bar_cell(cell: str) -> str:
    if len(cell) > _LONGEST_CELL:
        return "\n".join(line for line in map(tidy_line, cell.split("\n")) if line)
    text = _read_markup(cell) if "<" in cell or "&" in cell else cell
    dressed = _ALL_BOLD.fullmatch(text) or _ALL_SLANTED.fullmatch(text)
    text = _STRUCK.sub("", dressed[2] if dressed else text)
    text = _ESCAPED.sub(r"\1", _LINK.sub(r"\1", _CODE.sub(r"\2", text)))
    return "\n".join(line for line in map(tidy_line, text.split("\n")) if line)


def _read_markup(cell: str) -> str:
    """What a cell shows of the few tags that Markdown leaves to HTML."""
    text = _RAISED.sub(lambda match: raise_digits(match[1]), _GONE.sub("", _BREAK.sub("\n", cell)))
    return unescape(_DRESS.sub("", text))
