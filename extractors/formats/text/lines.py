"""Lines of a text as its writer meant them: a table cited in Markdown, cells that a spreadsheet put in quotes."""

import re
from collections.abc import Iterator, Sequence

from extractors.formats.decode import tidy_line

_CITED = re.compile(r" {0,3}(?:> ?)++")
_OPENS = re.compile(r'(?:^|\t)"')
_MOST_CELLS = 60
"""Of one row. A line of more is a whole page whose lines and cells a program put behind one another."""
_PARTING = re.compile(r"[\t|]")
_MOST_LINES = 30
"""Of one row; a quote that is not closed by then is a sign of its own."""
_BREAK = "\x0b"
"""Stands for a line's end inside a cell: no line has this sign of its own."""


def put_right(lines: list[str]) -> list[str]:
    """The lines without the signs of a citation before a table, and each row on one line whose cells have several.

    Where a page is one line, each of its cells is a line.
    """
    lines = [part for line in lines for part in _part_page(line)]
    if any(line.lstrip()[:1] == ">" for line in lines):
        lines = [*map(_drop_citation, lines)]
    if any('\t"' in line or line[:1] == '"' for line in lines):
        lines = [*_join(lines)]
    return lines


def _drop_citation(line: str) -> str:
    """The line without the signs of a citation before a tab or a bar."""
    last = line.rfind("\t")

    def keep(signs: re.Match[str]) -> str:
        return "" if signs.end() <= last or line.startswith("|", signs.end()) else signs[0]

    return _CITED.sub(keep, line)


def _part_page(line: str) -> list[str]:
    parts = _PARTING.split(line) if len(line) > _MOST_CELLS else [line]
    return parts if len(parts) > _MOST_CELLS else [line]


def _join(lines: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        end = _find_end(lines, at)
        yield _BREAK.join(lines[at:end])
        at = end


def _find_end(lines: Sequence[str], at: int) -> int:
    """Behind the last line of the row that begins here: the one that closes its last quote."""
    count = lines[at].count('"')
    if count % 2 == 0 or _OPENS.search(lines[at]) is None:
        return at + 1
    for end in range(at + 1, min(at + _MOST_LINES, len(lines))):
        count += lines[end].count('"')
        if count % 2 == 0:
            return end + 1 if "\t" in "".join(lines[at : end + 1]) else at + 1
    return at + 1


def read_tab_cell(cell: str) -> str:
    """The text of a cell between tabs, out of its quotes."""
    if '"' not in cell and _BREAK not in cell:
        return tidy_line(cell)
    text = cell.strip(" ")
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    text = text[1:-1].replace('""', '"') if is_quoted else text
    return "\n".join(line for line in map(tidy_line, text.split(_BREAK)) if line)
