"""Which of a document's tables are which: by the words that they hold, and by their neighbours where these are few."""

import re

from extractors.model.document import Table
from extractors.model.labels import Folding
from extractors.model.landmarks import Landmarks, TableMark

_ROW_WITH_HEADS = 2
_FEWEST_OF_RUN = 4
_MIN_VALUES = 3
_VALUE = re.compile(r"(?!(?:19|20)\d{2}\s*年)\d[\d.,]*\s*\w{0,2}")
"""A number, with its unit perhaps: no year, which heads a column."""


def name_tables(tables: list[Table], landmarks: Landmarks) -> list[tuple[str, ...]]:
    """For each table the codes of the standard tables that it holds."""
    votes = [count_votes(key_of_table(table, landmarks.folding), landmarks.tables) for table in tables]
    names = [_winning_codes(vote, landmarks.tables) for vote in votes]
    if len(tables) >= _FEWEST_OF_RUN and not all(names):
        _name_runs(tables, votes, names, landmarks.tables)
    for i, name in enumerate(names):
        if i and _goes_on_with_older(tables[i - 1 : i + 1], votes[i], names[i - 1 : i + 1], landmarks.tables):
            names[i] = names[i - 1]
        elif not name:
            names[i] = _code_by_neighbour(tables, votes, names, i)
    for i in range(len(names) - 2, -1, -1):
        pair, after = tables[i : i + 2], names[i + 1]
        if not names[i] and (_begins_next(pair, votes[i], after) or _begins_older(pair, votes[i], after, landmarks)):
            names[i] = after[:1]
    return names


def _name_runs(
    tables: list[Table], votes: list[dict[str, int]], names: list[tuple[str, ...]], marks: tuple[TableMark, ...]
) -> None:
    """Names tables of one row each that win only together: as wide as one another, with no other between them."""
    start = 0
    while start < len(tables):
        end = start
        while end < len(tables) and not names[end] and _is_like_row(tables[end], tables[start]):
            end += 1
        for mark in marks if end - start >= _FEWEST_OF_RUN else ():
            if mark.is_current and sum(vote[mark.code] for vote in votes[start:end]) >= 2 * mark.minimum:
                names[start:end] = [(mark.code,)] * (end - start)
                break
        start = max(end, start + 1)


def _is_like_row(table: Table, other: Table) -> bool:
    """Whether a table is but a row of values, as wide as another table."""
    return _width(table) == _width(other) and _is_row_of_values(table)


def _begins_next(pair: list[Table], votes: dict[str, int], name: tuple[str, ...]) -> bool:
    """Whether a piece too small to win alone belongs to the table behind it: as wide, and with one of its words.

    It is one row, or nothing but heads: a row whose values are blank may part them from the rows below, as if it were a
    line between two tables.
    """
    if not name or not votes[name[0]]:
        return False
    return _is_like_row(*pair) or (_width(pair[0]) == _width(pair[1]) and not _has_value(pair[0]))


def _goes_on_with_older(
    pair: list[Table], votes: dict[str, int], names: list[tuple[str, ...]], marks: tuple[TableMark, ...]
) -> bool:
    """Whether a table is a piece of the older one before it: as wide, and hardly naming a table of today's form.

    The older tables count reviews and lawsuits too, which name table T4 where a page break leaves them alone; and they
    share rows with one another: without heads of its own a table is none of another kind, nor one of no kind.
    """
    minimum = {mark.code: mark.minimum for mark in marks if mark.is_current}
    if not names[0] or names[0][0] in minimum or _width(pair[0]) != _width(pair[1]):
        return False
    if names[1] and names[1][0] in minimum:
        return all(votes[code] <= minimum[code] for code in names[1])
    return _begins_with_values(pair[1])


def _begins_older(pair: list[Table], votes: dict[str, int], after: tuple[str, ...], landmarks: Landmarks) -> bool:
    """Whether a table too small to win alone is the first part of the older one behind it: same heads, or only its own.

    In lines, which end with their last word, it need not be as wide: one of the older one's words will do.
    """
    minimum = {mark.code: mark.minimum for mark in landmarks.tables if mark.is_current}
    if not after or after[0] in minimum:
        return False
    if votes[after[0]] and "lines" in (pair[0].layout, pair[1].layout):
        return True
    if _width(pair[0]) != _width(pair[1]):
        return False
    if all(map(_begins_with_values, pair)):
        return True
    if not votes[after[0]]:
        return False
    if _begins_with_values(pair[1]):
        return True  # which has no heads of its own
    first, second = ([landmarks.folding.text_key(cell.text) for cell in table.rows[0]] for table in pair)
    return 2 * sum(map(str.__eq__, first, second)) > len(first)


def _begins_with_values(table: Table) -> bool:
    """Whether the first row that is no mere title ends with a value, and is no row of heads."""
    rows = [[cell.text.strip() for cell in row if not cell.is_repeat and cell.text.strip()] for row in table.rows]
    last = next((row[-1] for row in rows if len(row) > 1), "")
    return last != "" and (_VALUE.fullmatch(last) is not None or not any(map(str.isalpha, last)))


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


def _has_value(table: Table) -> bool:
    texts = [cell.text.strip() for row in table.rows for cell in row if not cell.is_repeat]
    return any(text and _is_bare(text) and any(map(str.isdecimal, text)) for text in texts)


def _is_bare_values(table: Table) -> bool:
    texts = [cell.text.strip() for row in table.rows for cell in row if not cell.is_repeat]
    return any(text for text in texts) and all(map(_is_bare, texts))


def _is_bare(text: str) -> bool:
    return len(text) <= 12 and not text.isalpha()
