"""Which table is which, the six chapters, and what may be the title: a document put in the order of the form.

The words to look for are handed in as ``Landmarks``; this module knows none itself. Tables are found by what they say,
never by where they stand.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.beside import part_beside
from extractors.chapters import ChapterMark, DraftSection, find_chapters
from extractors.document import Cell, Document, Heading, Layout, Origin, Paragraph, Table
from extractors.head import is_prose, list_days, pair_cells, pair_lines
from extractors.labels import Folding

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableMark:
    """The words that vote for one standard table."""

    code: str
    votes: tuple[str, ...]
    """Text keys; each counts once for a table that holds it."""
    minimum: int
    """Votes needed."""
    is_current: bool = True
    """False for the tables before 2019, which are taken whole and never split by row."""


@dataclass(frozen=True, slots=True)
class TitleMarks:
    """What a title of an annual report says, and what it never says."""

    subjects: tuple[str, ...]
    kinds: tuple[str, ...]
    not_kinds: tuple[str, ...]
    not_part_ends: tuple[str, ...] = ()
    """No line above a title belongs to it that ends so: a letterhead, the number or the date of a letter."""
    table_kinds: tuple[str, ...] = ()
    """What a table of statistics says that is published alone, without a report."""
    whole_year: tuple[str, ...] = ()
    """One of these tells that such a table is a year's, and no quarter's."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Everything the draft must recognise, filled by the catalogue."""

    folding: Folding
    chapters: tuple[ChapterMark, ...]
    tables: tuple[TableMark, ...]
    title: TitleMarks


@dataclass(frozen=True, slots=True)
class DraftTable:
    """One piece of a standard table: consecutive rows of one physical table that belong to one logical table."""

    code: str
    rows: tuple[Row, ...]
    layout: Layout
    origin: Origin


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line, or some joined lines, that may be the report's title."""

    text: str
    source: str
    """``body``, or the metadata key it was found under."""
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document whose parts have names."""

    document: Document
    titles: tuple[TitleLine, ...]
    """Best first."""
    sections: tuple[DraftSection, ...]
    """In reading order; the first may be the preamble (number 0)."""
    tables: tuple[DraftTable, ...]
    """In reading order; several pieces may have one code."""
    spare_tables: tuple[Table, ...]
    """Tables that are none of the form's."""
    head: tuple[tuple[str, str], ...] = ()
    """Keys and values in what stands above the report, as ``block:KEY``: a page's are in its metadata already."""

    def pieces(self, code: str) -> tuple[DraftTable, ...]:
        """The pieces of one standard table, in reading order."""
        return tuple(table for table in self.tables if table.code == code)


def draft_report(document: Document, landmarks: Landmarks) -> Draft:
    """The document with its tables classified, its chapters found and its possible titles listed."""
    tables, spare = classify_tables(document, landmarks)
    sections = find_chapters(document, landmarks.chapters, landmarks.folding)
    titles = find_titles(document, landmarks)
    return Draft(document, titles, sections, tables, spare, tuple(_read_head(document, tables)))


def _read_head(document: Document, form: Sequence[DraftTable]) -> Iterator[tuple[str, str]]:
    """The pairs and the days above the first sentence, no further than the first table of the form."""
    if document.reader == "html":
        return
    origins = {table.origin for table in form}
    lines: list[str] = []
    for block in document.blocks[:_HEAD]:
        if not isinstance(block, Table):
            lines.append(block.text)
            if is_prose(block.text):
                break
        elif block.origin in origins:
            break
        else:
            rows = [[cell.text for cell in row if not cell.is_repeat] for row in block.rows]
            pairs = pair_cells(rows)
            lines += [] if pairs else map(" ".join, rows)
            yield from ((f"block:{key}", value) for key, value in pairs)
    yield from ((f"block:{key}", value) for key, value in (*pair_lines(lines), *list_days(lines)))


def classify_tables(document: Document, landmarks: Landmarks) -> tuple[tuple[DraftTable, ...], tuple[Table, ...]]:
    """The pieces of standard tables in reading order, and the tables that are none."""
    found: list[DraftTable] = []
    spare: list[Table] = []
    winners = _name_tables(list(document.tables()), landmarks)
    for table, codes in winners:
        if not codes:
            spare.append(table)
        elif len(codes) == 1:
            found.append(DraftTable(codes[0], table.rows, table.layout, table.origin))
        else:
            for part in part_beside(table, _find_spots(table, codes, landmarks)):
                found.extend(_split_by_row(part, codes, landmarks))
    return tuple(found), tuple(spare)


def _name_tables(tables: list[Table], landmarks: Landmarks) -> list[tuple[Table, tuple[str, ...]]]:
    votes = [count_votes(key_of_table(table, landmarks.folding), landmarks.tables) for table in tables]
    names = [_winning_codes(vote, landmarks.tables) for vote in votes]
    for i, name in enumerate(names):
        if i and _goes_on_with_older(tables[i - 1 : i + 1], votes[i], names[i - 1 : i + 1], landmarks.tables):
            names[i] = names[i - 1]
        elif not name:
            names[i] = _code_by_neighbour(tables, votes, names, i)
    return list(zip(tables, names, strict=True))


def _goes_on_with_older(
    pair: list[Table], votes: dict[str, int], names: list[tuple[str, ...]], marks: tuple[TableMark, ...]
) -> bool:
    """Whether a table is a piece of the older one before it: as wide, and hardly naming a table of today's form.

    The older tables count reviews and lawsuits too, which name table T4 where a page break leaves them alone; and they
    share rows with one another: without heads of its own a table is none of another kind.
    """
    minimum = {mark.code: mark.minimum for mark in marks if mark.is_current}
    if not names[0] or names[0][0] in minimum or not names[1] or _width(pair[0]) != _width(pair[1]):
        return False
    if names[1][0] in minimum:
        return all(votes[code] <= minimum[code] for code in names[1])
    first = [cell.text for row in pair[1].rows[:1] for cell in row if cell.text.strip()]
    return bool(first) and not any(map(str.isalpha, first[-1]))


def _width(table: Table) -> int:
    return max(map(len, table.rows), default=0)


def key_of_table(table: Table, folding: Folding) -> str:
    """The text key of everything printed in a table."""
    return folding.join_keys([cell.text for row in table.rows for cell in row if not cell.is_repeat])


def count_votes(key: str, marks: tuple[TableMark, ...]) -> dict[str, int]:
    """For each table code, how many of its words the text holds."""
    return {mark.code: sum([word in key for word in mark.votes]) for mark in marks}


def _winning_codes(votes: dict[str, int], marks: tuple[TableMark, ...]) -> tuple[str, ...]:
    best = max(marks, key=lambda mark: votes[mark.code] if votes[mark.code] >= mark.minimum else -1)
    if votes[best.code] < best.minimum:
        return ()
    if not best.is_current:
        return (best.code,)
    return tuple(mark.code for mark in marks if mark.is_current and votes[mark.code] >= mark.minimum)


def _code_by_neighbour(
    tables: list[Table], votes: list[dict[str, int]], names: list[tuple[str, ...]], index: int
) -> tuple[str, ...]:
    """A piece too small to win alone goes with the table before it: it holds one of its words, or mostly values.

    Some sites make a table of every row; then a row of mere heads may stand between.
    """
    previous = names[index - 1] if index else ()
    if not previous and index > 1 and len(tables[index - 1].rows) == 1 == len(tables[index].rows):
        previous = names[index - 2]
    if not previous:
        return ()
    if votes[index][previous[-1]] > 0 or _is_bare_values(tables[index]) or _is_row_of_values(tables[index]):
        return previous[-1:]
    return ()


def _is_row_of_values(table: Table) -> bool:
    texts = [cell.text.strip() for cell in table.rows[-1] if not cell.is_repeat]
    bare = sum(_is_bare(text) for text in texts if text)
    return len(table.rows) <= _ROW_WITH_HEADS and bare >= _MIN_VALUES and bare * 2 > len(texts)


def _is_bare_values(table: Table) -> bool:
    texts = [cell.text.strip() for row in table.rows for cell in row if not cell.is_repeat]
    return any(text for text in texts) and all(map(_is_bare, texts))


def _is_bare(text: str) -> bool:
    return len(text) <= 12 and not text.isalpha()


def _find_spots(table: Table, codes: tuple[str, ...], landmarks: Landmarks) -> list[list[tuple[int, int]]]:
    """For each of these tables the rows and columns of the cells that hold one of its words."""
    keys = [
        (landmarks.folding.text_key(cell.text), row, column)
        for row, cells in enumerate(table.rows)
        for column, cell in enumerate(cells)
        if not cell.is_repeat
    ]
    marks = [mark for mark in landmarks.tables if mark.code in codes]
    return [[(row, column) for key, row, column in keys if any(word in key for word in mark.votes)] for mark in marks]


def _split_by_row(table: Table, codes: tuple[str, ...], landmarks: Landmarks) -> list[DraftTable]:
    marks = tuple(mark for mark in landmarks.tables if mark.code in codes)
    names = [_row_code(row, marks, landmarks.folding) for row in table.rows]
    first = next((name for name in names if name), codes[0])
    pieces: list[DraftTable] = []
    start, current = 0, first
    for i, name in enumerate([*names, ""]):
        is_end = i == len(names)
        if not is_end and (not name or name == current):
            continue
        rows = table.rows[start:i]
        rows = _trim(rows) if table.layout == "grid" else rows
        pieces.append(DraftTable(current, rows, table.layout, table.rows[start][0].origin))
        start, current = i, name
    return pieces


def _trim(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows without the blank columns behind them, which another piece of the same table is wider by."""
    printed = (i for row in rows for i, cell in enumerate(row) if not cell.is_repeat and cell.text.strip())
    width = max(printed, default=-1) + 1
    return tuple(row[:width] for row in rows) if any(len(row) > width for row in rows) else rows


def _row_code(row: Row, marks: tuple[TableMark, ...], folding: Folding) -> str:
    key = folding.text_key("\n".join(cell.text for cell in row if not cell.is_repeat))
    votes = count_votes(key, marks)
    best = max(votes.values())
    winners = [code for code, count in votes.items() if count == best]
    return winners[0] if best and len(winners) == 1 else ""


def find_titles(document: Document, landmarks: Landmarks) -> tuple[TitleLine, ...]:
    """Lines that name the subject and kind of the report, best first: the body's own, then the page's metadata."""
    lines = [*_body_titles(document, landmarks), *_metadata_titles(document, landmarks)]
    unique: dict[str, TitleLine] = {}
    for line in lines:
        unique.setdefault(landmarks.folding.text_key(line.text), line)
    return tuple(unique.values())


def is_title(text: str, landmarks: Landmarks) -> bool:
    """Whether a line reads like the title of an annual report on disclosure."""
    key = landmarks.folding.text_key(text)
    marks = landmarks.title
    if "," in key or key.endswith(_SENTENCE_ENDS):
        return False
    if not 6 <= len(key) <= _TITLE_LENGTH or any(word in key for word in marks.not_kinds):
        return False
    subject_ends = [key.rfind(word) for word in marks.subjects if word in key]
    return bool(subject_ends) and any(key.rfind(kind) > min(subject_ends) for kind in marks.kinds)


_HEAD = 20
"""Lines and tables among which those above a report are."""
_ROW_WITH_HEADS = 2
_MIN_VALUES = 3
_LOOK_AHEAD = 12
_HEAD_ROWS = 4
"""Rows at the head of a table among which its title may stand."""
_SENTENCE_ENDS = (".", "。", ";", ":", "!", "?")
_QUOTED = re.compile("《([^《》]+)》")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_TITLE_LENGTH = 80
_JOIN_AT_MOST = 4


def _body_titles(document: Document, landmarks: Landmarks) -> list[TitleLine]:
    lines = [block for block in document.blocks if not isinstance(block, Table)][:_LOOK_AHEAD]
    found = []
    for i, line in enumerate(lines):
        if not is_title(line.text, landmarks):
            continue
        start = i
        while start and i - start + 1 < _JOIN_AT_MOST and _is_title_part(lines[start - 1].text, landmarks):
            if _YEAR.search(line.text) and _YEAR.search(lines[start - 1].text):  # the years that one may choose
                break
            start -= 1
        found.append(TitleLine("".join(part.text for part in lines[start : i + 1]), "body", lines[start].origin))
    return (
        found
        or _joined_titles(lines, landmarks)
        or _leading_title(lines, landmarks)
        or _quoted_titles(lines, landmarks)
        or _table_titles(document, lines, landmarks)
    )


def _table_titles(document: Document, lines: Sequence[Heading | Paragraph], landmarks: Landmarks) -> list[TitleLine]:
    """The title in a row of its own at the head of the first table, else that of a table published without a report."""
    table = next(document.tables(), None)
    rows = [] if table is None else [[cell for cell in row if cell.text.strip()] for row in table.rows[:_HEAD_ROWS]]
    alone = [row[0] for row in rows if row and all(cell.is_repeat for cell in row[1:])]
    told = [TitleLine(line.text, "body", line.origin) for line in (*lines, *alone)]
    whole = [line for line in told[len(lines) :] if is_title(line.text, landmarks)]
    return whole or [line for line in told if _is_table_title(line.text, landmarks)]


def _is_table_title(text: str, landmarks: Landmarks) -> bool:
    """Whether a line reads like the title of a year's table of statistics on disclosure."""
    key, marks = landmarks.folding.text_key(text), landmarks.title
    is_other = len(key) > _TITLE_LENGTH or any(word in key for word in marks.not_kinds)
    return not is_other and all(
        any(word in key for word in words) for words in (marks.subjects, marks.table_kinds, marks.whole_year)
    )


def _quoted_titles(lines: Sequence[Heading | Paragraph], landmarks: Landmarks) -> list[TitleLine]:
    """The titles that the heading of a covering letter quotes."""
    return [
        TitleLine(quoted, "body", line.origin)
        for line in lines
        if len(line.text) <= _TITLE_LENGTH
        for quoted in _QUOTED.findall(line.text)
        if is_title(quoted, landmarks)
    ]


def _leading_title(lines: Sequence[Heading | Paragraph], landmarks: Landmarks) -> list[TitleLine]:
    """The title at the head of a text whose line breaks are lost: up to the first word that ends a title."""
    if not lines or len(lines[0].text) <= _TITLE_LENGTH:
        return []
    start = lines[0].text[:_TITLE_LENGTH]
    ends = [start.find(kind) + len(kind) for kind in landmarks.title.kinds if kind in start]
    title = start[: min(ends)] if ends else ""
    return [TitleLine(title, "body", lines[0].origin)] if is_title(title, landmarks) else []


def _joined_titles(lines: Sequence[Heading | Paragraph], landmarks: Landmarks) -> list[TitleLine]:
    for start in range(len(lines)):
        for stop in range(start + 2, min(start + _JOIN_AT_MOST, len(lines)) + 1):
            parts = [line.text for line in lines[start:stop]]
            if all(len(part) <= 40 for part in parts) and is_title("".join(parts), landmarks):
                return [TitleLine("".join(parts), "body", lines[start].origin)]
    return []


def _is_title_part(text: str, landmarks: Landmarks) -> bool:
    key = landmarks.folding.text_key(text)
    is_word = 2 <= len(key) <= 30 and key[-1].isalpha() and not any(sign in key for sign in ",.;:!?。、:|>〔")
    return is_word and not key.endswith(landmarks.title.not_part_ends)


def _metadata_titles(document: Document, landmarks: Landmarks) -> list[TitleLine]:
    return [TitleLine(value, key, None) for key, value in document.metadata if is_title(value, landmarks)]
