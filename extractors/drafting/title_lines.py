"""Lines that may be the title of a report, best first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.drafting.head import is_prose
from extractors.model.document import Document, Heading, Origin, Paragraph, Table
from extractors.model.landmarks import Landmarks, TitleMarks

_LOOK_AHEAD = 12
_HEAD_ROWS = 4
"""Rows at the head of a table among which its title may stand."""
_SENTENCE_ENDS = (".", "。", ";", ":", "!", "?")
_QUOTED = re.compile("《([^《》]+)》")
_TRAIL = re.compile(r"[>＞»›→]|(?:(?<!\s)\s+)?/\s+")
"""Between the names of the pages above this one on its site."""
_STOP = re.compile(r"[，,。；;：:、！!？?《》〈〉<>（）()“”]")
_ANNOUNCED = 600
"""Signs of a paragraph in which a title is announced."""
_BEHIND = 14
"""Signs behind a title that tell whether it is only spoken of."""
_YEAR = re.compile(r"(?:19|20)\d{2}")
_YEAR_AT_END = re.compile(rf"\D{_YEAR.pattern}$")
_TITLE_LENGTH = 80
_JOIN_AT_MOST = 4
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line, or some joined lines, that may be the report's title."""

    text: str
    source: str
    """``body``, ``sentence`` where one announces it, or the metadata key it was found under."""
    origin: Origin | None


def find_titles(document: Document, landmarks: Landmarks) -> tuple[TitleLine, ...]:
    """Lines that name the subject and kind of the report, best first: the body's own, then the page's metadata.

    Where none of these names both issuer and year, what the first sentences announce.
    """
    lines = [*_body_titles(document, landmarks), *_metadata_titles(document, landmarks)]
    if not any(_YEAR.search(line.text) and _has_name(line.text, landmarks) for line in lines):
        lines += _announced_titles(document, landmarks)
    unique: dict[str, TitleLine] = {}
    for line in lines:
        unique.setdefault(landmarks.folding.text_key(line.text), line)
    return tuple(unique.values())


def is_title(text: str, landmarks: Landmarks) -> bool:
    """Whether a line reads like the title of an annual report on disclosure."""
    key = landmarks.folding.text_key(text)
    marks = landmarks.title
    if "," in key or key.endswith(_SENTENCE_ENDS) or _is_torn(text):
        return False
    if not 6 <= len(key) <= _TITLE_LENGTH or any(word in key for word in marks.not_kinds):
        return False
    subject_ends = [key.rfind(word) for word in marks.subjects if word in key]
    return bool(subject_ends) and any(key.rfind(kind) > min(subject_ends) for kind in marks.kinds)


def _is_torn(text: str) -> bool:
    """Whether a quoted title begins or ends on another line: this one is a part of a sentence."""
    return "》" in _QUOTED.sub("", text) or "《" in _QUOTED.sub("", text)


def _has_name(text: str, landmarks: Landmarks) -> bool:
    """Whether a title has room for a name before its subject."""
    key = landmarks.folding.text_key(text)
    before = key[: min(key.find(word) for word in landmarks.title.subjects if word in key)]
    return len(_YEAR.sub("", before)) >= _SHORTEST_NAME


def _body_titles(document: Document, landmarks: Landmarks) -> list[TitleLine]:
    lines = _list_lines(document)
    on_trail = [_is_trail(line.text) for line in lines]
    plain = [line for line, is_trail in zip(lines, on_trail, strict=True) if not is_trail]
    found, trails = [], []
    for i, line in enumerate(lines):
        if on_trail[i]:
            parts = reversed(_TRAIL.split(line.text))
            trails += [TitleLine(part.strip(), "body", line.origin) for part in parts if is_title(part, landmarks)][:1]
        elif is_title(line.text, landmarks):
            start = _find_start(lines, i, landmarks)
            found.append(TitleLine("".join(part.text for part in lines[start : i + 1]), "body", lines[start].origin))
            if start < i and _has_name(line.text, landmarks):
                found.append(TitleLine(line.text, "body", line.origin))
    return (
        found
        or _joined_titles(plain, landmarks)
        or _leading_title(plain, landmarks)
        or _quoted_titles(plain, landmarks)
        or _table_titles(document, lines, landmarks)
    ) + trails


def _list_lines(document: Document) -> list[Heading | Paragraph]:
    """The first lines that stand in no table, and all others above the first sentence."""
    lines = [block for block in document.blocks[: 2 * _LOOK_AHEAD] if not isinstance(block, Table)]
    prose = next((i for i, line in enumerate(lines) if is_prose(line.text)), 0)
    return lines[: max(_LOOK_AHEAD, prose)]


def _is_trail(text: str) -> bool:
    """Whether a line says where on its site a page stands."""
    return len(_TRAIL.findall(text)) > 1 and "<" not in text


def _find_start(lines: Sequence[Heading | Paragraph], end: int, landmarks: Landmarks) -> int:
    """The first of the lines above a title that may belong to it: nobody else knows whether these name the issuer."""
    start = end
    while start and end - start + 1 < _JOIN_AT_MOST and _is_title_part(lines[start - 1].text, landmarks):
        if _YEAR.search(lines[end].text) and _YEAR.search(lines[start - 1].text):  # the years that one may choose
            break
        start -= 1
    return start


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
    return [TitleLine(title, "body", lines[0].origin)] if is_title(title, landmarks) and "《" not in title else []


def _joined_titles(lines: Sequence[Heading | Paragraph], landmarks: Landmarks) -> list[TitleLine]:
    for start in range(len(lines)):
        if _is_of_page(lines[start].text, landmarks):
            continue
        for stop in range(start + 2, min(start + _JOIN_AT_MOST, len(lines)) + 1):
            parts = [line.text for line in lines[start:stop]]
            if all(len(part) <= 40 for part in parts) and is_title("".join(parts), landmarks):
                return [TitleLine("".join(parts), "body", lines[start].origin)]
    return []


def _is_of_page(text: str, landmarks: Landmarks) -> bool:
    """Whether a line is one of the page around a report, or ends as none does that goes on as its title."""
    key, marks = landmarks.folding.text_key(text), landmarks.title
    return key.endswith(marks.not_part_ends) or any(word in key for word in marks.frame)


def _is_title_part(text: str, landmarks: Landmarks) -> bool:
    key, marks = landmarks.folding.text_key(text), landmarks.title
    is_ended = key[-1:].isalpha() or _YEAR_AT_END.search(key) is not None
    is_word = 2 <= len(key) <= 30 and is_ended and not any(sign in key for sign in ",.;:!?。、:|>〔")
    is_of_frame = any(word in key for word in (*marks.frame, *marks.subjects))
    return is_word and not is_of_frame and not key.endswith(marks.not_part_ends)


def _announced_titles(document: Document, landmarks: Landmarks) -> Iterator[TitleLine]:
    """The titles in the first sentences, as in 现公布望楼县财政局2031年政府信息公开工作年度报告; none of a letter."""
    lines, marks = _list_lines(document), landmarks.title
    if any(_is_of_another_kind(line.text, landmarks) for line in lines):
        return
    for line in lines:
        text = "".join(line.text.split())[:_ANNOUNCED]
        for match in _find_kinds(marks).finditer(landmarks.folding.simplify(text)):
            behind = _STOP.split(text[match.end() : match.end() + _BEHIND])[0]
            before = _STOP.split(text[: match.start()])[-1]
            for word in marks.announcing:
                before = before.rpartition(word)[2]
            title = before + text[match.start() : match.end()]
            if is_title(title, landmarks) and not any(word in behind for word in marks.not_announced):
                yield TitleLine(title, "sentence", line.origin)


@lru_cache(8)
def _find_kinds(marks: TitleMarks) -> re.Pattern[str]:
    """A subject with a kind of report not far behind it."""
    subjects, kinds = ("|".join(map(re.escape, words)) for words in (marks.subjects, marks.kinds))
    return re.compile(rf"(?:{subjects})[^，,。；;：:、《》（(]{{0,8}}?(?:{kinds})")


def _is_of_another_kind(text: str, landmarks: Landmarks) -> bool:
    """Whether a line is the title of something else about the subject: of the letter that asks for the reports."""
    key, marks = landmarks.folding.text_key(text), landmarks.title
    is_about = len(key) <= _TITLE_LENGTH and any(word in key for word in marks.subjects)
    return is_about and key.endswith(marks.not_kinds)


def _metadata_titles(document: Document, landmarks: Landmarks) -> list[TitleLine]:
    return [TitleLine(value, key, None) for key, value in document.metadata if is_title(value, landmarks)]
