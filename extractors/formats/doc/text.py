"""The main text of a binary Word document ([MS-DOC]) as paragraphs: pieces in order, deletions and field codes out."""

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from operator import attrgetter

from extractors.formats.doc.lists import read_lists
from extractors.formats.doc.looks import PLAIN, PrintLook, ShownText
from extractors.formats.doc.ole import CompoundFile
from extractors.formats.doc.pieces import PLACES, Span, TextPiece, find_part, has_pieces, read_pieces, read_text
from extractors.formats.doc.sprm import (
    ParagraphLook,
    hides_text,
    may_have_ground,
    read_look,
    read_modifiers,
    read_offset,
    read_paragraph_look,
)
from extractors.formats.docx.numbering import Numbering
from extractors.model.document import Unreadable
from extractors.model.frozen import hasten
from extractors.model.marked_text import lower_digits, raise_digits, sign_drawn

_WORD_97 = 0xA5EC
_FIRST_NFIB_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_MAIN_CHARACTERS = 0x4C
_BETWEEN, _IN_BOXES = (0x50, 0x54, 0x5C, 0x60), 0x64
"""Where the lengths stand of what lies between the main text and that of text boxes, and of the latter."""
_CHARACTER_PAGES, _PARAGRAPH_PAGES, _LISTS, _LIST_USES = 12, 13, 73, 74
_PAGE_BYTES = 512
_HUGE_PARAGRAPH = (0x6645, 0x6646)

_END = re.compile("[\r\x07\x0c]")
_DRAWN = re.compile("[\x01\x08]")
"""Where a picture, an object or a shape is anchored; a cell without a word may show a number so."""
_WITHOUT_RESULT = re.compile("(\x13\\s*(?:=|EQ\\b|FORMDROPDOWN)[^\x13-\x15]*)[^\x13\x15]\x15")
"""A field that shows what it comes to, and that the file has no result of."""
_FIELD = re.compile("[\x13\x14\x15]")
_NOT_CELL_MARK = re.compile("[^\x07]")
_CLEANED = {code: None for code in range(32) if code not in (9, 10)} | {0x0B: "\n", 0x1E: "-", 0xA0: " "}
"""What is left of the control characters: line break, hard hyphen, hard space; anchors and marks go."""


@hasten
@dataclass(frozen=True, slots=True)
class DocParagraph:
    """One paragraph as stored, with what its modifiers say."""

    text: str
    end: str
    """The character that closes it: carriage return, cell mark (0x07) or page break (0x0C)."""
    style: int
    """1 to 9 are the built-in headings."""
    look: ParagraphLook


@hasten
@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    limit: int
    style: int
    modifiers: bytes


def read_paragraphs(file: CompoundFile) -> list[DocParagraph]:
    """The paragraphs of the main text, in order, table cells and row ends among them; then the tables in text boxes.

    Raises:
        Unreadable: FILE.ENCRYPTED; FILE.UNKNOWN_TYPE for Word 95 and older; FILE.TRUNCATED for damaged structures.
    """
    word = file.read("WordDocument")
    try:
        return _read(file, word)
    except (struct.error, IndexError) as error:
        raise Unreadable("FILE.TRUNCATED", f"a structure of the Word file is cut off: {error}") from error


def _read(file: CompoundFile, word: bytes) -> list[DocParagraph]:
    magic, version, flags = (int(struct.unpack_from("<H", word, at)[0]) for at in (0, 2, 10))
    if flags & _ENCRYPTED and magic == _WORD_97:
        raise Unreadable("FILE.ENCRYPTED", "the Word file wants a password")
    if magic != _WORD_97 or version < _FIRST_NFIB_97:
        raise Unreadable("FILE.UNKNOWN_TYPE", "a Word file from before Word 97")
    table = file.read("1Table" if flags & _SECOND_TABLE else "0Table")
    numbering, data = _read_numbering(word, table), _read_data_stream(file)
    found = list(_number(_read_story(word, table, data, *_find_main(word)), numbering))
    boxes = _find_boxes(word)
    if boxes[0] < boxes[1] and has_pieces(word, table, boxes[1]):
        # What else a box says is a caption, a number of a page, a seal: not where it stands in the text.
        inside = _read_story(word, table, data, *boxes)
        found += _number((one if one.look.depth else replace(one, text="") for one in inside), numbering)
    return found


def _find_main(word: bytes) -> Span:
    return 0, int(struct.unpack_from("<I", word, _MAIN_CHARACTERS)[0])


def _find_boxes(word: bytes) -> Span:
    """Where among the characters of the file the text of text boxes lies ([MS-DOC] 2.3.5)."""
    before = sum(int(struct.unpack_from("<I", word, at)[0]) for at in (_MAIN_CHARACTERS, *_BETWEEN))
    return before, before + int(struct.unpack_from("<I", word, _IN_BOXES)[0])


def _read_story(word: bytes, table: bytes, data: bytes, first: int, limit: int) -> Iterator[DocParagraph]:
    pieces = read_pieces(word, table, first, limit)
    text = read_text(word, pieces)
    paragraphs = _read_runs(word, table, _PARAGRAPH_PAGES, _read_paragraph_entry)
    characters = _read_runs(word, table, _CHARACTER_PAGES, _read_character_entry)
    text = _set_off_the_line(text, pieces, characters)
    text = _WITHOUT_RESULT.sub("\\1\x15\x01", text)  # in as many characters
    hidden = [*_find_hidden(pieces, characters), *_find_field_codes(text)]
    odd = [*_find_odd(pieces, characters)]
    has_ground = bool(odd) and any(may_have_ground(run.modifiers) for run in (*paragraphs, *characters))
    shown = ShownText(_blank_out(text, hidden), odd, has_ground)
    return _split(shown, pieces, paragraphs, data)


def _read_data_stream(file: CompoundFile) -> bytes:
    """Modifiers too long for their page lie here; most documents need none of it."""
    try:
        return file.read("Data")
    except Unreadable:
        return b""


def _read_numbering(word: bytes, table: bytes) -> Numbering:
    lists, uses = (find_part(word, table, index) for index in (_LISTS, _LIST_USES))
    offset = int(struct.unpack_from("<I", word, PLACES + 8 * _LISTS)[0])
    return read_lists(lists, table[offset + len(lists) :], uses)


def _number(paragraphs: Iterator[DocParagraph], numbering: Numbering) -> Iterator[DocParagraph]:
    """The paragraphs with their automatic numbers before them, as printed."""
    for paragraph in paragraphs:
        look = paragraph.look
        label = numbering.next_label(str(look.list_number), look.list_level) if look.list_number else ""
        yield replace(paragraph, text=label + paragraph.text) if label else paragraph


Entry = Callable[[bytes, int, int, int, int], _Run | None]
"""Reads one run: from its page, where the run begins and ends, its number on the page, and how many the page has."""


def _read_runs(word: bytes, table: bytes, index: int, entry: Entry) -> list[_Run]:
    """Runs of equal properties, ordered by their place in the WordDocument stream ([MS-DOC] 2.9.33, 2.9.175)."""
    part = find_part(word, table, index)
    count = max(len(part) - 4, 0) // 8
    if count > len(word) // _PAGE_BYTES:
        raise Unreadable("FILE.TRUNCATED", "more pages of properties than the stream holds")
    runs: list[_Run] = []
    for number in struct.unpack_from(f"<{count}I", part, 4 * (count + 1)):
        page = word[number * _PAGE_BYTES : (number + 1) * _PAGE_BYTES]
        if len(page) < _PAGE_BYTES:
            raise Unreadable("FILE.TRUNCATED", "a page of properties lies beyond the stream")
        count = page[-1]
        edges = _edges_of(count).unpack_from(page)
        found = [entry(page, *span, position, count) for position, span in enumerate(pairwise(edges))]
        runs += [run for run in found if run is not None]
    return list(_drop_overlaps(sorted(runs, key=attrgetter("start"))))


@cache
def _edges_of(count: int) -> struct.Struct:
    """Where so many runs of a page begin and end; a page says their number in one byte."""
    return struct.Struct(f"<{count + 1}I")


def _drop_overlaps(runs: list[_Run]) -> Iterator[_Run]:
    """Runs that follow one another; in a sound file they all do."""
    end = 0
    for run in runs:
        if end <= run.start < run.limit:
            yield run
            end = run.limit


def _read_paragraph_entry(page: bytes, start: int, limit: int, index: int, count: int) -> _Run | None:
    place = 2 * page[4 * (count + 1) + 13 * index]
    if place == 0:
        return _Run(start, limit, 0, b"")
    size = 2 * page[place] - 1 if page[place] else 2 * page[place + 1]
    place += 1 if page[place] else 2
    content = page[place : min(place + max(size, 0), _PAGE_BYTES - 1)]
    return None if len(content) < 2 else _Run(start, limit, int.from_bytes(content[:2], "little"), content[2:])


def _read_character_entry(page: bytes, start: int, limit: int, index: int, count: int) -> _Run | None:
    place = 2 * page[4 * (count + 1) + index]
    return None if place == 0 else _Run(start, limit, 0, page[place + 1 : place + 1 + page[place]])


def _find_hidden(pieces: list[TextPiece], runs: list[_Run]) -> Iterator[Span]:
    """Spans of characters that the page does not show or does not mean: tracked deletions, hidden and struck text."""
    return _find_spans(pieces, runs, hides_text)


def _find_odd(pieces: list[TextPiece], runs: list[_Run]) -> list[tuple[Span, PrintLook]]:
    """Spans of characters that may not be seen as they are written, in order."""
    groups = {run.modifiers for run in runs} | {piece.modifiers for piece in pieces}
    looks = {look for group in groups if (look := read_look(group)) is not PLAIN}
    return sorted((span, look) for look in looks for span in _find_spans(pieces, runs, partial(_has_look, look)))


def _has_look(look: PrintLook, modifiers: bytes) -> bool:
    return read_look(modifiers) == look


def _find_spans(pieces: list[TextPiece], runs: list[_Run], is_so: Callable[[bytes], bool]) -> Iterator[Span]:
    """Spans of characters whose modifiers say so."""
    groups = {run.modifiers for run in runs} | {piece.modifiers for piece in pieces}
    told = {modifiers for modifiers in groups if is_so(modifiers)}
    if not told:  # as in most documents
        return
    marked = [run for run in runs if run.modifiers in told]
    starts = [run.start for run in marked]
    for piece in pieces:
        if piece.modifiers in told:
            yield piece.first, piece.limit
        begin = max(bisect_right(starts, piece.offset) - 1, 0)
        for run in marked[begin : bisect_right(starts, piece.place_of(piece.limit))]:
            first = piece.first + max(run.start - piece.offset, 0) // piece.width
            limit = piece.first + (run.limit - piece.offset) // piece.width
            if first < min(limit, piece.limit):
                yield first, min(limit, piece.limit)


def _set_off_the_line(text: str, pieces: list[TextPiece], runs: list[_Run]) -> str:
    """The text with its raised and lowered digits in the signs for them; positions stay."""
    spans = [(span, raise_digits) for span in _find_spans(pieces, runs, lambda group: read_offset(group) == 1)]
    spans += [(span, lower_digits) for span in _find_spans(pieces, runs, lambda group: read_offset(group) == 2)]
    for (first, limit), change in spans:
        text = text[:first] + change(text[first:limit]) + text[limit:]
    return text


def _find_field_codes(text: str) -> Iterator[Span]:
    """Spans from the start of a field to its result; of a field without result, the whole."""
    open_fields: list[int] = []
    for mark in _FIELD.finditer(text):
        if mark[0] == "\x13":
            open_fields.append(mark.start())
        elif open_fields and open_fields[-1] >= 0:
            yield open_fields[-1], mark.end()
            open_fields[-1] = -1
        if mark[0] == "\x15" and open_fields:
            open_fields.pop()


def _blank_out(text: str, spans: list[Span]) -> str:
    """The text with the spans overwritten by NUL, cell marks spared: without them a row would lose a cell."""
    parts: list[str] = []
    done = 0
    for first, limit in sorted(spans):
        if limit > done:
            first = max(first, done)
            parts += [text[done:first], _NOT_CELL_MARK.sub("\0", text[first:limit])]
            done = limit
    return "".join([*parts, text[done:]])


def _split(shown: ShownText, pieces: list[TextPiece], runs: list[_Run], data: bytes) -> Iterator[DocParagraph]:
    text = shown.text
    firsts, starts = [piece.first for piece in pieces], [run.start for run in runs]
    looks: dict[bytes, ParagraphLook] = {}
    begin = 0
    for mark in _END.finditer(text):
        piece = pieces[bisect_right(firsts, mark.start()) - 1]
        run = _find_run(piece.place_of(mark.start()), runs, starts)
        modifiers = run.modifiers + piece.modifiers
        if modifiers not in looks:
            looks[modifiers] = read_paragraph_look(_expand_huge(run.modifiers, data) + piece.modifiers)
        look = looks[modifiers]
        printed = shown.show(begin, mark.start(), is_cell=look.depth > 0)
        if look.depth and _DRAWN.search(printed) is not None:
            printed += sign_drawn(printed)
        yield DocParagraph(_clean(printed), mark[0], run.style, look)
        begin = mark.end()
    if _clean(text[begin:]):
        yield DocParagraph(_clean(text[begin:]), "\r", 0, ParagraphLook())


def _find_run(place: int, runs: list[_Run], starts: list[int]) -> _Run:
    index = bisect_right(starts, place) - 1
    if index >= 0 and place < runs[index].limit:
        return runs[index]
    return _Run(place, place + 1, 0, b"")


def _expand_huge(modifiers: bytes, data: bytes) -> bytes:
    """The modifiers themselves, where the entry only says where in the Data stream they lie."""
    for code, operand in read_modifiers(modifiers):
        if code in _HUGE_PARAGRAPH:
            place = int.from_bytes(operand, "little")
            size = int.from_bytes(data[place : place + 2], "little")
            return data[place + 2 : place + 2 + size]
    return modifiers


def _clean(text: str) -> str:
    if text.isprintable():  # neither controls nor halves of signs, nor blanks but spaces
        return text.strip(" ")
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.translate(_CLEANED).strip(" \t")
