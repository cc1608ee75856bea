"""The chapters of a report: headings recognised by what they say, whatever their number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from extractors.model.document import Document, Heading, Origin, Paragraph, Table
from extractors.model.labels import Folding, LabelKey
from extractors.model.landmarks import ChapterMark


@dataclass(frozen=True, slots=True)
class DraftSection:
    """One chapter: its heading and the prose below it, tables left out."""

    code: str
    number: int
    """1 to 6 by what the heading says; 0 for what stands before the first heading."""
    title: str
    origin: Origin | None
    parts: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The prose, a paragraph a line."""
        return "\n".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    """Position in the list of lines."""
    mark: ChapterMark
    score: float


_HEADING_LENGTH = 45


def find_chapters(document: Document, marks: tuple[ChapterMark, ...], folding: Folding) -> tuple[DraftSection, ...]:
    """The chapters in reading order; prose before the first heading is a section with number 0."""
    lines = [line for block in document.blocks if not isinstance(block, Table) for line in _cut(block, marks)]
    chosen = _best_chain(_candidates(lines, marks, folding))
    starts = [candidate.index for candidate in chosen]
    sections = []
    if lines and (not starts or starts[0] > 0):
        stop = starts[0] if starts else len(lines)
        sections.append(DraftSection("preamble", 0, "", None, _paragraphs(lines[:stop])))
    for candidate, stop in zip(chosen, [*starts, len(lines)][1:], strict=True):
        heading = lines[candidate.index]
        mark = candidate.mark
        parts = _paragraphs(lines[candidate.index + 1 : stop])
        sections.append(DraftSection(mark.code, mark.number, heading.text, heading.origin, parts))
    return tuple(sections)


def _paragraphs(lines: list[Heading | Paragraph]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line.text, line.origin) for line in lines if line.text.strip())


class _Wordings:
    """The chapters' wordings as label keys, ready to be held against every line of a document."""

    def __init__(self, marks: tuple[ChapterMark, ...], folding: Folding) -> None:
        self._folding = folding
        self._titles = [(mark, tuple(folding.label_key(title).key for title in mark.titles)) for mark in marks]
        self._whole = frozenset(title for _, titles in self._titles for title in titles)
        self._first = tuple(titles[0] for _, titles in self._titles)

    def candidates(self, index: int, line: Heading | Paragraph) -> Iterator[_Candidate]:
        """The chapters that a line may head; none for nearly every line, so that is seen first."""
        label = self._folding.label_key(line.text)
        key = label.key
        if not 2 <= len(key) <= _HEADING_LENGTH:
            return
        is_whole = key in self._whole or key[1:] in self._whole
        if label.level == 1 or is_whole or key.startswith(self._first) or key.endswith(self._first):
            for mark, titles in self._titles:
                score = _score(line, label, mark, titles)
                if score > 0:
                    yield _Candidate(index, mark, score)


@lru_cache(8)
def _wordings_of(marks: tuple[ChapterMark, ...], folding: Folding) -> _Wordings:
    return _Wordings(marks, folding)


def _candidates(lines: list[Heading | Paragraph], marks: tuple[ChapterMark, ...], folding: Folding) -> list[_Candidate]:
    wordings = _wordings_of(marks, folding)
    short = ((index, line) for index, line in enumerate(lines) if len(line.text) <= 2 * _HEADING_LENGTH)
    return [candidate for index, line in short for candidate in wordings.candidates(index, line)]


def _score(line: Heading | Paragraph, label: LabelKey, mark: ChapterMark, titles: tuple[str, ...]) -> float:
    """How well a line reads as the heading: its wording, the level of its number, its look."""
    key = label.key
    if key in titles or key[1:] in titles:  # key[1:]: a number without its stop, 一 总体情况
        wording = 3.0
    elif key.startswith(titles[0]) or key.endswith(titles[0]):
        wording = 2.0
    elif label.level == 1 and all(word in key for word in mark.words) and len(key) <= 2 * len(titles[0]) + 6:
        wording = 1.5
    else:
        return 0
    level = {1: 1.0, None: 0.0, 2: -2.0, 3: -2.5}[label.level]
    return wording + level + (0.5 if isinstance(line, Heading) else 0.0)


def _best_chain(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates in reading order with rising chapter numbers that score best together."""
    best: list[tuple[float, int | None]] = []
    ends: dict[int, tuple[float, int]] = {}  # number of a chapter to the best chain above that ends with it
    for _, alike in groupby(enumerate(candidates), key=lambda one: one[1].index):
        line = [*alike]
        for _, last in line:
            before = [end for number, end in ends.items() if number < last.mark.number]
            score, link = max(before, default=(0.0, None))
            best.append((score + last.score, link))
        for i, last in line:
            ends[last.mark.number] = max((best[i][0], i), ends.get(last.mark.number, (best[i][0], i)))
    if not best:
        return []
    position: int | None = max(range(len(best)), key=lambda i: best[i][0])
    chain = []
    while position is not None:
        chain.append(candidates[position])
        position = best[position][1]
    return chain[::-1]


def _cut(block: Heading | Paragraph, marks: tuple[ChapterMark, ...]) -> list[Heading | Paragraph]:
    """A paragraph with numbered chapter headings run into it, cut at each; other blocks as they are."""
    if len(block.text) <= _HEADING_LENGTH or _NUMBER.search(block.text) is None:
        return [block]
    spans = sorted({match.span() for mark in marks for match in _embedded(mark).finditer(block.text)})
    if not spans:
        return [block]
    pieces: list[Heading | Paragraph] = []
    position = 0
    for start, stop in spans:
        if start < position:
            continue
        pieces += [_slice(block, position, start), _slice(block, start, stop, is_heading=True)]
        position = stop
    pieces.append(_slice(block, position, len(block.text)))
    return [piece for piece in pieces if piece.text.strip()]


def _slice(block: Heading | Paragraph, start: int, stop: int, *, is_heading: bool = False) -> Heading | Paragraph:
    offset = block.origin.start or 0
    origin = replace(block.origin, start=offset + start, end=offset + stop)
    text = block.text[start:stop]
    return Heading(text, origin) if is_heading else Paragraph(text, origin)


_NUMBER = re.compile(r"[一二三四五六七八]\s*[、.．]")
_PATTERNS: dict[ChapterMark, re.Pattern[str]] = {}


def _embedded(mark: ChapterMark) -> re.Pattern[str]:
    """A chapter's wordings with their Chinese number in front, blanks allowed between the signs."""
    if mark not in _PATTERNS:
        wordings = "|".join(r"\s*".join(map(re.escape, title)) for title in sorted(mark.titles, key=len, reverse=True))
        _PATTERNS[mark] = re.compile(rf"{_NUMBER.pattern}\s*(?:{wordings})(?!\s*[、，,;；和])")
    return _PATTERNS[mark]
