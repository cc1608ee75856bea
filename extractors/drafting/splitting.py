"""A file that holds several reports one after the other (部门合订本), cut into one document for each."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.drafting.table_names import count_votes, key_of_table
from extractors.drafting.title_lines import is_title
from extractors.model.document import Block, Document, Table
from extractors.model.labels import Folding
from extractors.model.landmarks import Landmarks, TableMark

Name = Callable[[str], tuple[str, int | None]]
"""Issuer and year that a title names; an empty issuer for none."""

_Named = tuple[str, int | None]

_JOIN_AT_MOST = 3
_LONGEST_LINE = 40
_MOST_WORDS = 0.5
"""Share of a table's words that stand in its rows, whatever the form: prose has a few of them."""
_YEAR_ALONE = re.compile(r"\s*+[(（]?\s*+((?:19|20)\d{2})\s*+年?度?\s*+[)）]?\s*+")
_SENTENCE_SIGN = re.compile("[。，；：！？,;:!?]")
"""A line with one of these announces a report or speaks of one, and is not its title."""


@dataclass(frozen=True, slots=True)
class _IssuerTitle:
    """A title that names an issuer: the blocks from ``start`` to ``end``, both of them included."""

    start: int
    end: int
    named: _Named


def split_document(document: Document, landmarks: Landmarks, name: Name) -> tuple[Document, ...]:
    """The document cut before every title that names another issuer or year and has tables of its own below it.

    A cover, a table of contents and a foreword before the first of these titles belong to none of the reports. Each
    part but the first gets a name with its number and a hash of its own, made from the file's and the number.
    """
    starts = _find_starts(document, landmarks, name)
    if len(starts) < 2:
        return _split_years(document, landmarks, name)
    first = 0 if _has_tables(document, 0, starts[0], landmarks.folding, landmarks.tables) else starts[0]
    cuts = [first, *starts[1:], len(document.blocks)]
    if first:  # what the page says of itself is the title of the cover
        document = _drop_titles(document, landmarks)
    return tuple(_cut(document, n, cuts[n], cuts[n + 1]) for n in range(len(starts)))


def _drop_titles(document: Document, landmarks: Landmarks) -> Document:
    """The document without the titles that it has beside its text."""
    return replace(document, metadata=tuple(pair for pair in document.metadata if not is_title(pair[1], landmarks)))


def _split_years(document: Document, landmarks: Landmarks, name: Name) -> tuple[Document, ...]:
    """The document cut before every line that is nothing but a year, where no title has one.

    Each part has its year above it, and below that the title that stands above all of them.
    """
    lines = [(n, match[1]) for n, block in enumerate(document.blocks) if (match := _match_year(block)) is not None]
    if len({year for _, year in lines}) < 2:  # as nearly always
        return (document,)
    title = next(_find_titles(document, landmarks, name), None)
    if title is not None and title.named[1] is not None:
        return (document,)
    requests = [mark for mark in landmarks.tables if mark.code == "T3"]
    stops = [*(start for start, _ in lines[1:]), len(document.blocks)]
    parts = [
        (start, stop, year)
        for (start, year), stop in zip(lines, stops, strict=True)
        if _has_tables(document, start, stop, landmarks.folding, requests)
    ]
    if len(parts) < 2 or len({year for _, _, year in parts}) < len(parts):
        return (document,)
    document = _drop_titles(document, landmarks)
    return tuple(_head(document, title, n, start, stop) for n, (start, stop, _) in enumerate(parts))


def _match_year(block: Block) -> re.Match[str] | None:
    return None if isinstance(block, Table) else _YEAR_ALONE.fullmatch(block.text)


def _head(document: Document, title: _IssuerTitle | None, number: int, start: int, stop: int) -> Document:
    """A part with the title behind its year, in the lines that it has."""
    above = () if title is None else document.blocks[title.start : title.end + 1]
    part = _cut(document, number, start, stop)
    rest = tuple(block for block in part.blocks[1:] if block not in above)
    return replace(part, blocks=(part.blocks[0], *above, *rest))


def _find_starts(document: Document, landmarks: Landmarks, name: Name) -> list[int]:
    starts: list[int] = []
    known: dict[str, set[int | None]] = {}
    titles = list(_find_titles(document, landmarks, name))
    if len(titles) < 2:  # as nearly always: there is nothing to cut at, whatever stands below
        return starts
    requests = [mark for mark in landmarks.tables if mark.code == "T3"]
    stops = [*(title.start for title in titles[1:]), len(document.blocks)]
    for title, stop in zip(titles, stops, strict=True):
        if _is_known(title.named, known):
            continue
        below = (document, title.end + 1, stop, landmarks.folding, requests)
        if _has_tables(*below) or _has_torn_table(*below):
            known.setdefault(title.named[0], set()).add(title.named[1])
            starts.append(title.start)
    return starts


def _is_known(named: _Named, known: Mapping[str, set[int | None]]) -> bool:
    """Whether a title may be another one's repeated: the same issuer, and no other year."""
    years = known.get(named[0], set())
    return bool(years) and (named[1] is None or named[1] in years or None in years)


def _find_titles(document: Document, landmarks: Landmarks, name: Name) -> Iterator[_IssuerTitle]:
    """The titles that name an issuer, in order; one may be broken over some short lines."""
    index = 0
    while index < len(document.blocks):
        texts = _list_lines(document, index)
        titles = (_read_title(texts[:count], index, landmarks, name) for count in range(1, len(texts) + 1))
        title = next(filter(None, titles), None)
        if title is not None:
            yield title
        index = index + 1 if title is None else title.end + 1


def _list_lines(document: Document, start: int) -> list[str]:
    """The lines from this block on that may be parts of one title; a line that is not short is one alone."""
    texts: list[str] = []
    for block in document.blocks[start : start + _JOIN_AT_MOST]:
        if isinstance(block, Table) or _SENTENCE_SIGN.search(block.text):
            break
        is_long = len(block.text) > _LONGEST_LINE
        if not texts or not is_long:
            texts.append(block.text)
        if is_long:
            break
    return texts


def _read_title(texts: list[str], start: int, landmarks: Landmarks, name: Name) -> _IssuerTitle | None:
    """The title that these lines are together, if it is one that names an issuer and the last alone is none."""
    text = "".join(texts)
    if not is_title(text, landmarks):
        return None
    named = name(text)
    is_whole = len(texts) > 1 and is_title(texts[-1], landmarks) and name(texts[-1])[0] != ""
    return _IssuerTitle(start, start + len(texts) - 1, named) if named[0] and not is_whole else None


def _has_tables(document: Document, start: int, stop: int, folding: Folding, marks: Sequence[TableMark]) -> bool:
    """Whether one of these tables stands among these blocks."""
    tables = [block for block in document.blocks[start:stop] if isinstance(block, Table)]
    votes = [count_votes(key_of_table(table, folding), tuple(marks)) for table in tables]
    return any(vote[mark.code] >= mark.minimum for vote in votes for mark in marks)


def _has_torn_table(document: Document, start: int, stop: int, folding: Folding, marks: Sequence[TableMark]) -> bool:
    """Whether one of these tables stands among these blocks as running text: then nearly all of its words do."""
    texts = [block.text for block in document.blocks[start:stop] if not isinstance(block, Table)]
    votes = count_votes(folding.join_keys(texts), tuple(marks))
    return any(_MOST_WORDS * len(mark.votes) <= votes[mark.code] for mark in marks)


def _cut(document: Document, number: int, start: int, stop: int) -> Document:
    blocks = document.blocks[start:stop]
    if number == 0:
        return replace(document, blocks=blocks)
    sha256 = hash_part(document.sha256, number + 1)
    return replace(document, blocks=blocks, sha256=sha256, name=f"{document.name}#{number + 1}", metadata=())


def hash_part(sha256: str, number: int) -> str:
    """The hash of a part but the first, which has its document's: from the document's and the part's number."""
    return hashlib.sha256(f"{sha256}#{number}".encode()).hexdigest()
