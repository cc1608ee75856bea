"""Rich Text Format as the paragraphs of an old Word document: text, table rows and their merged cells.

Control words after the RTF 1.9.1 specification; what is not printed (style sheets, pictures, field codes, tracked
deletions, hidden text, headers) is left out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from extractors.formats.doc.looks import PLAIN, PrintLook
from extractors.formats.doc.rtf_state import RtfReader, RtfRow
from extractors.formats.doc.sprm import ParagraphLook
from extractors.formats.doc.text import DocParagraph
from extractors.model.document import Unreadable
from extractors.model.marked_text import DRAWN

_TOKEN = re.compile(
    r"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|'(?P<byte>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z]))"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
# fmt: off
_UNPRINTED = frozenset({
    "stylesheet", "info", "pict", "object", "nonshppict", "header", "headerl", "headerr", "headerf",
    "footer", "footerl", "footerr", "footerf", "footnote", "annotation", "listtable", "listoverridetable",
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
_LIFTED = 6
"""Half-points off the line from which digits are a mark of a note; also what the words say without a number."""
_BODY_LEVEL = 9
_DEFAULT_SIZE = 24
_TWIPS = 5
"""In a quarter of a point."""
_PALEST = 240
"""Of 255: nobody tells the palest greys from white."""
_GROUNDS = frozenset({"clcbpat", "cbpat", "chcbpat", "cb", "highlight", "trcbpat", "clshdng", "chshdng", "shading"})
"""Words that paint a ground behind print."""


def read_rtf_paragraphs(data: bytes) -> list[DocParagraph]:
    """The paragraphs in order, table cells and row ends among them.

    Raises:
        Unreadable: FILE.TRUNCATED when groups are left open, FILE.TOO_LARGE when they nest beyond measure.
    """
    reader = RtfReader()
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


def _take(reader: RtfReader, token: re.Match[str]) -> None:
    if token["brace"] is not None:
        reader.skip = 0
        (reader.open_group if token["brace"] == "{" else reader.close_group)()
    elif token["text"] is not None:
        if reader.group.is_colors:
            reader.colors += [[] for _ in range(token["text"].count(";"))]
        reader.add_bytes(token["text"].encode("latin-1"))
    elif token["byte"] is not None:
        reader.add_bytes(bytes.fromhex(token["byte"]))
    elif token["word"] is not None:
        _take_word(reader, token["word"], None if token["number"] is None else int(token["number"]))
    elif token["sign"] is not None:
        _take_sign(reader, token["sign"])


def _take_sign(reader: RtfReader, sign: str) -> None:
    if sign == "*":
        reader.is_starred = True
    elif sign in "\r\n":
        reader.close("\r", _look(reader))
    elif sign in _ESCAPED:
        reader.add_bytes(_ESCAPED[sign].encode())


def _take_word(reader: RtfReader, word: str, number: int | None) -> None:
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


def _look(reader: RtfReader) -> ParagraphLook:
    return ParagraphLook(depth=reader.depth, outline=reader.level)


def _end_paragraph(reader: RtfReader) -> None:
    if reader.group.is_printed:
        reader.close("\r", _look(reader))


def _end_cell(reader: RtfReader) -> None:
    reader.close("\x07", ParagraphLook(depth=1))


def _end_row(reader: RtfReader) -> None:
    reader.close("\x07", ParagraphLook(depth=1, is_row_end=True, shape=reader.row.freeze()))


def _end_inner_cell(reader: RtfReader) -> None:
    reader.close("\r", ParagraphLook(depth=max(reader.depth, 2), is_cell_end=True))


def _end_inner_row(reader: RtfReader) -> None:
    reader.close("\r", ParagraphLook(depth=max(reader.depth, 2), is_row_end=True, shape=reader.row.freeze()))


def _reset_paragraph(reader: RtfReader, _: int | None) -> None:
    reader.depth, reader.level = 0, None


def _set_in_table(reader: RtfReader, _: int | None) -> None:
    reader.depth = max(reader.depth, 1)


def _set_depth(reader: RtfReader, number: int | None) -> None:
    reader.depth = min(max(number or 0, 0), 8)


def _set_level(reader: RtfReader, number: int | None) -> None:
    reader.level = number + 1 if number is not None and 0 <= number < _BODY_LEVEL else None


def _define_row(reader: RtfReader, _: int | None) -> None:
    reader.row = RtfRow()


def _set_row_left(reader: RtfReader, number: int | None) -> None:
    reader.row.edges[0] = number or 0


def _close_cell(reader: RtfReader, number: int | None) -> None:
    reader.row.close_cell(number or 0)


def _open_merge_down(reader: RtfReader, _: int | None) -> None:
    reader.row.next_vertical = "first"


def _merge_down(reader: RtfReader, _: int | None) -> None:
    reader.row.next_vertical = "covered"


def _merge_left(reader: RtfReader, _: int | None) -> None:
    reader.row.next_covered = True


def _set_hidden(reader: RtfReader, number: int | None) -> None:
    reader.group = replace(reader.group, is_hidden=number != 0)


def _set_deleted(reader: RtfReader, number: int | None) -> None:
    reader.group = replace(reader.group, is_deleted=number != 0)


def _set_struck(reader: RtfReader, number: int | None) -> None:
    reader.group = replace(reader.group, is_struck=number != 0)


def _set_raised(reader: RtfReader, number: int | None) -> None:
    reader.group = replace(reader.group, offset=0 if number == 0 else 1)


def _set_lowered(reader: RtfReader, number: int | None) -> None:
    reader.group = replace(reader.group, offset=0 if number == 0 else 2)


def _set_on_the_line(reader: RtfReader, _: int | None) -> None:
    reader.group = replace(reader.group, offset=0)


def _lift(reader: RtfReader, number: int | None) -> None:
    if number != 0 and (number or _LIFTED) < _LIFTED:  # so little that it trims the line
        return
    _set_raised(reader, number)


def _drop(reader: RtfReader, number: int | None) -> None:
    if number != 0 and (number or _LIFTED) < _LIFTED:
        return
    _set_lowered(reader, number)


def _reset_characters(reader: RtfReader, _: int | None) -> None:
    group = replace(reader.group, is_hidden=False, is_deleted=False, is_struck=False)
    reader.group = replace(group, offset=0, encoding="")
    reader.look = PLAIN


def _set_fallback(reader: RtfReader, number: int | None) -> None:
    reader.group = replace(reader.group, fallback=max(number or 0, 0))


def _set_code_page(reader: RtfReader, number: int | None) -> None:
    reader.encoding = _CODE_PAGES.get(number or 0, "cp1252")


def _open_fonts(reader: RtfReader, _: int | None) -> None:
    reader.group = replace(reader.group, is_printed=False, is_fonts=True)


def _set_font(reader: RtfReader, number: int | None) -> None:
    reader.font = number or 0
    encoding = reader.fonts.get(reader.font, "")
    if not reader.group.is_fonts and encoding != reader.group.encoding:
        reader.group = replace(reader.group, encoding=encoding)


def _open_field(reader: RtfReader, _: int | None) -> None:
    reader.open_field()


def _open_code(reader: RtfReader, _: int | None) -> None:
    reader.group = replace(reader.group, is_printed=False, is_code=True)


def _open_colors(reader: RtfReader, _: int | None) -> None:
    reader.group = replace(reader.group, is_printed=False, is_colors=True)


def _add_share(reader: RtfReader, number: int | None) -> None:
    if reader.group.is_colors:
        reader.colors[-1].append(number or 0)


def _set_color(reader: RtfReader, number: int | None) -> None:
    shares = reader.colors[number or 0] if 0 <= (number or 0) < len(reader.colors) else []
    size, width, spacing, _ = reader.look
    _set_look(reader, PrintLook(size, width, spacing, len(shares) == 3 and min(shares) >= _PALEST))


def _paint(reader: RtfReader, number: int | None) -> None:
    reader.may_have_ground = reader.may_have_ground or number != 0


def _set_size(reader: RtfReader, number: int | None) -> None:
    _, width, spacing, is_white = reader.look
    _set_look(reader, PrintLook(_DEFAULT_SIZE if number is None else number, width, spacing, is_white))


def _set_width(reader: RtfReader, number: int | None) -> None:
    size, _, spacing, is_white = reader.look
    _set_look(reader, PrintLook(size, 100 if number is None else number, spacing, is_white))


def _set_spacing(reader: RtfReader, number: int | None) -> None:
    size, width, _, is_white = reader.look
    _set_look(reader, PrintLook(size, width, number or 0, is_white))


def _set_look(reader: RtfReader, look: PrintLook) -> None:
    reader.look = look
    reader.is_odd = reader.is_odd or not look.is_plain


def _set_charset(reader: RtfReader, number: int | None) -> None:
    if reader.group.is_fonts:
        reader.fonts[reader.font] = _CHARSETS.get(number or 0, "")


_ENDS: dict[str, Callable[[RtfReader], None]] = {
    "par": _end_paragraph,
    "sect": _end_paragraph,
    "page": _end_paragraph,
    "cell": _end_cell,
    "row": _end_row,
    "nestcell": _end_inner_cell,
    "nestrow": _end_inner_row,
}
_SETTERS: dict[str, Callable[[RtfReader, int | None], None]] = {
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
    "field": _open_field,
    "fldinst": _open_code,
    "colortbl": _open_colors,
    **dict.fromkeys(("red", "green", "blue"), _add_share),
    "cf": _set_color,
    "fs": _set_size,
    "charscalex": _set_width,
    "expndtw": _set_spacing,
    "expnd": lambda reader, number: _set_spacing(reader, _TWIPS * (number or 0)),
    **dict.fromkeys(_GROUNDS, _paint),
}
