"""Rich Text Format as the paragraphs of an old Word document: text, table rows and their merged cells.

Control words after the RTF 1.9.1 specification; what is not printed (style sheets, pictures, field codes, tracked
deletions, hidden text, headers) is left out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from extractors.doc.sprm import ParagraphLook, RowShape, Vertical
from extractors.doc.text import DocParagraph
from extractors.document import Unreadable
from extractors.raised import DRAWN, lower_digits, raise_digits, sign_drawn

_TOKEN = re.compile(
    r"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|'(?P<byte>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z]))"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
# fmt: off
_UNPRINTED = frozenset({
    "colortbl", "stylesheet", "info", "pict", "object", "nonshppict", "header", "headerl", "headerr", "headerf",
    "footer", "footerl", "footerr", "footerf", "footnote", "annotation", "fldinst", "listtable", "listoverridetable",
    "revtbl", "rsidtbl", "generator", "themedata", "datastore", "filetbl", "tc", "xe", "rxe", "bkmkstart", "bkmkend",
    "atnid", "atnauthor", "shpinst", "falt", "panose",
})
# fmt: on
_DRAWN = frozenset({"pict", "object", "shpinst"})
"""What these groups draw stands in the text; a cell without a word may show a number so."""
_PRINTED_EXTRAS = frozenset({"nesttableprops", "shppict"})
"""Groups that old readers are told to skip and that we understand; a picture inside is skipped for itself."""
_SIGNS = {
    "tab": "\t",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u3000",
    "enspace": " ",
    "qmspace": " ",
}
_ESCAPED = {"\\": "\\", "{": "{", "}": "}", "~": " ", "_": "-"}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 0: "", 1: ""}
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_MAX_DEPTH = 500
_LIFTED = 6
"""Half-points off the line from which digits are a mark of a note; also what the words say without a number."""
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the closing brace."""

    is_printed: bool = True
    is_fonts: bool = False
    is_hidden: bool = False
    is_deleted: bool = False
    is_struck: bool = False
    offset: int = 0
    """1 above the line, 2 below it."""
    fallback: int = 1
    """Characters that follow a \\u for readers that do not know it."""
    encoding: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether the text counts: what is struck out is what its writer took back."""
        return self.is_printed and not (self.is_hidden or self.is_deleted or self.is_struck)


_CHANGES: dict[int, Callable[[str], str]] = {0: str, 1: raise_digits, 2: lower_digits}


@dataclass(slots=True)
class _Row:
    """The definition of a table row while it is being read."""

    edges: list[int] = field(default_factory=lambda: [0])
    vertical: list[Vertical] = field(default_factory=list)
    is_covered: list[bool] = field(default_factory=list)
    next_vertical: Vertical = "single"
    next_covered: bool = False

    def close_cell(self, edge: int) -> None:
        self.edges.append(edge)
        self.vertical.append(self.next_vertical)
        self.is_covered.append(self.next_covered)
        self.next_vertical, self.next_covered = "single", False

    def freeze(self) -> RowShape:
        return RowShape(tuple(self.edges), tuple(self.vertical), tuple(self.is_covered))


@dataclass(slots=True)
class _Reader:
    """Walks the tokens and closes paragraphs, cells and rows."""

    group: _Group = field(default_factory=_Group)
    groups: list[_Group] = field(default_factory=list)
    row: _Row = field(default_factory=_Row)
    paragraphs: list[DocParagraph] = field(default_factory=list)
    encoding: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    depth: int = 0
    level: int | None = None
    skip: int = 0
    is_starred: bool = False
    _bytes: bytearray = field(default_factory=bytearray)
    _text: list[str] = field(default_factory=list)

    def add_bytes(self, data: bytes) -> None:
        if self.skip:
            dropped = min(self.skip, len(data))
            self.skip -= dropped
            data = data[dropped:]
        if self.group.is_shown:
            self._bytes += data

    def add_text(self, text: str) -> None:
        self.settle()
        if self.group.is_shown:
            self._text.append(_CHANGES[self.group.offset](text))

    def settle(self) -> None:
        """Decodes what has been collected in the encoding that held for it."""
        if self._bytes:
            text = self._bytes.decode(self.group.encoding or self.encoding, "replace")
            self._text.append(_CHANGES[self.group.offset](text))
            self._bytes.clear()

    def close(self, end: str, look: ParagraphLook) -> None:
        self.settle()
        text = "".join(self._text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if DRAWN in text:
            bare = text.replace(DRAWN, "")
            text = bare + sign_drawn(bare) if look.depth else bare
        self.paragraphs.append(DocParagraph(text.strip(" \t"), end, 0, look))
        self._text.clear()

    def open_group(self) -> None:
        if len(self.groups) >= _MAX_DEPTH:
            raise Unreadable("FILE.TOO_LARGE", f"groups nested deeper than {_MAX_DEPTH}")
        self.settle()
        self.groups.append(self.group)

    def close_group(self) -> None:
        self.settle()
        if self.groups:
            self.group = self.groups.pop()


def read_rtf_paragraphs(data: bytes) -> list[DocParagraph]:
    """The paragraphs in order, table cells and row ends among them.

    Raises:
        Unreadable: FILE.TRUNCATED when groups are left open, FILE.TOO_LARGE when they nest beyond measure.
    """
    reader = _Reader()
    for token in _read_tokens(data.decode("latin-1")):
        _take(reader, token)
    if reader.groups:
        raise Unreadable("FILE.TRUNCATED", f"{len(reader.groups)} groups of the RTF file are not closed")
    reader.close("\r", ParagraphLook())
    return reader.paragraphs


def _read_tokens(text: str) -> Iterator[re.Match[str]]:
    place = 0
    while (token := _TOKEN.match(text, place)) is not None:
        yield token
        place = token.end()
        if token["word"] == "bin":
            place += max(int(token["number"] or 0), 0)


def _take(reader: _Reader, token: re.Match[str]) -> None:
    if token["brace"] is not None:
        reader.skip = 0
        (reader.open_group if token["brace"] == "{" else reader.close_group)()
    elif token["text"] is not None:
        reader.add_bytes(token["text"].encode("latin-1"))
    elif token["byte"] is not None:
        reader.add_bytes(bytes.fromhex(token["byte"]))
    elif token["word"] is not None:
        _take_word(reader, token["word"], None if token["number"] is None else int(token["number"]))
    elif token["sign"] is not None:
        _take_sign(reader, token["sign"])


def _take_sign(reader: _Reader, sign: str) -> None:
    if sign == "*":
        reader.is_starred = True
    elif sign in "\r\n":
        reader.close("\r", _look(reader))
    elif sign in _ESCAPED:
        reader.add_bytes(_ESCAPED[sign].encode())


def _take_word(reader: _Reader, word: str, number: int | None) -> None:
    is_starred, reader.is_starred = reader.is_starred, False
    reader.settle()
    if word == "u" and number is not None:
        reader.add_text(chr(number & 0xFFFF))
        reader.skip = reader.group.fallback
    elif word in _SIGNS:
        reader.add_text(_SIGNS[word])
    elif word in _ENDS:
        _ENDS[word](reader)
    elif word in _SETTERS:
        _SETTERS[word](reader, number)
    elif word in _UNPRINTED or (is_starred and word not in _PRINTED_EXTRAS):
        if word in _DRAWN and reader.group.is_shown:
            reader.add_text(DRAWN)
        reader.group = replace(reader.group, is_printed=False)


def _look(reader: _Reader) -> ParagraphLook:
    return ParagraphLook(depth=reader.depth, outline=reader.level)


def _end_paragraph(reader: _Reader) -> None:
    if reader.group.is_printed:
        reader.close("\r", _look(reader))


def _end_cell(reader: _Reader) -> None:
    reader.close("\x07", ParagraphLook(depth=1))


def _end_row(reader: _Reader) -> None:
    reader.close("\x07", ParagraphLook(depth=1, is_row_end=True, shape=reader.row.freeze()))


def _end_inner_cell(reader: _Reader) -> None:
    reader.close("\r", ParagraphLook(depth=max(reader.depth, 2), is_cell_end=True))


def _end_inner_row(reader: _Reader) -> None:
    reader.close("\r", ParagraphLook(depth=max(reader.depth, 2), is_row_end=True, shape=reader.row.freeze()))


def _reset_paragraph(reader: _Reader, _: int | None) -> None:
    reader.depth, reader.level = 0, None


def _set_in_table(reader: _Reader, _: int | None) -> None:
    reader.depth = max(reader.depth, 1)


def _set_depth(reader: _Reader, number: int | None) -> None:
    reader.depth = min(max(number or 0, 0), 8)


def _set_level(reader: _Reader, number: int | None) -> None:
    reader.level = number + 1 if number is not None and 0 <= number < _BODY_LEVEL else None


def _define_row(reader: _Reader, _: int | None) -> None:
    reader.row = _Row()


def _set_row_left(reader: _Reader, number: int | None) -> None:
    reader.row.edges[0] = number or 0


def _close_cell(reader: _Reader, number: int | None) -> None:
    reader.row.close_cell(number or 0)


def _open_merge_down(reader: _Reader, _: int | None) -> None:
    reader.row.next_vertical = "first"


def _merge_down(reader: _Reader, _: int | None) -> None:
    reader.row.next_vertical = "covered"


def _merge_left(reader: _Reader, _: int | None) -> None:
    reader.row.next_covered = True


def _set_hidden(reader: _Reader, number: int | None) -> None:
    reader.group = replace(reader.group, is_hidden=number != 0)


def _set_deleted(reader: _Reader, number: int | None) -> None:
    reader.group = replace(reader.group, is_deleted=number != 0)


def _set_struck(reader: _Reader, number: int | None) -> None:
    reader.group = replace(reader.group, is_struck=number != 0)


def _set_raised(reader: _Reader, number: int | None) -> None:
    reader.group = replace(reader.group, offset=0 if number == 0 else 1)


def _set_lowered(reader: _Reader, number: int | None) -> None:
    reader.group = replace(reader.group, offset=0 if number == 0 else 2)


def _set_on_the_line(reader: _Reader, _: int | None) -> None:
    reader.group = replace(reader.group, offset=0)


def _lift(reader: _Reader, number: int | None) -> None:
    if number != 0 and (number or _LIFTED) < _LIFTED:  # so little that it trims the line
        return
    _set_raised(reader, number)


def _drop(reader: _Reader, number: int | None) -> None:
    if number != 0 and (number or _LIFTED) < _LIFTED:
        return
    _set_lowered(reader, number)


def _reset_characters(reader: _Reader, _: int | None) -> None:
    group = replace(reader.group, is_hidden=False, is_deleted=False, is_struck=False)
    reader.group = replace(group, offset=0, encoding="")


def _set_fallback(reader: _Reader, number: int | None) -> None:
    reader.group = replace(reader.group, fallback=max(number or 0, 0))


def _set_code_page(reader: _Reader, number: int | None) -> None:
    reader.encoding = _CODE_PAGES.get(number or 0, "cp1252")


def _open_fonts(reader: _Reader, _: int | None) -> None:
    reader.group = replace(reader.group, is_printed=False, is_fonts=True)


def _set_font(reader: _Reader, number: int | None) -> None:
    reader.font = number or 0
    if not reader.group.is_fonts:
        reader.group = replace(reader.group, encoding=reader.fonts.get(reader.font, ""))


def _set_charset(reader: _Reader, number: int | None) -> None:
    if reader.group.is_fonts:
        reader.fonts[reader.font] = _CHARSETS.get(number or 0, "")


_ENDS: dict[str, Callable[[_Reader], None]] = {
    "par": _end_paragraph,
    "sect": _end_paragraph,
    "page": _end_paragraph,
    "cell": _end_cell,
    "row": _end_row,
    "nestcell": _end_inner_cell,
    "nestrow": _end_inner_row,
}
_SETTERS: dict[str, Callable[[_Reader, int | None], None]] = {
    "pard": _reset_paragraph,
    "intbl": _set_in_table,
    "itap": _set_depth,
    "outlinelevel": _set_level,
    "trowd": _define_row,
    "trleft": _set_row_left,
    "cellx": _close_cell,
    "clvmgf": _open_merge_down,
    "clvmrg": _merge_down,
    "clmrg": _merge_left,
    "v": _set_hidden,
    "deleted": _set_deleted,
    "strike": _set_struck,
    "striked": _set_struck,
    "super": _set_raised,
    "sub": _set_lowered,
    "up": _lift,
    "dn": _drop,
    "nosupersub": _set_on_the_line,
    "plain": _reset_characters,
    "uc": _set_fallback,
    "ansicpg": _set_code_page,
    "fonttbl": _open_fonts,
    "f": _set_font,
    "fcharset": _set_charset,
}
