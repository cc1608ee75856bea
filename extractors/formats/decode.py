"""Bytes to text, whatever the page says about itself, and the blanks of a printed line put in order."""

import codecs
import re
from collections.abc import Iterator

from extractors.formats.text.signs import show_lines
from extractors.model.document import Unreadable

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DAMAGE = "\ufffd"
_MAX_DAMAGE = 0.02
"""Share of broken signs around the first one up to which a text is still damaged UTF-8; GB bytes come near one half."""
_LEAST_WHOLE = 0.7
"""Share of the bytes beyond ASCII in runs of Chinese signs from which a text is one in UTF-8; the rest may be GB."""
_CHINESE = re.compile(rb"(?:[\xe2-\xef][\x80-\xbf]{2}){3,}")
"""Some Chinese signs in UTF-8, one after another: in GB they are not so by chance."""
_ASCII = bytes(range(128))
_WINDOW = 2_048
_MOST_WINDOWS = 8

_EDGES = " \t\r\n\f\v\u00a0\u3000"
_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_BLANKS = " \t\r\n\f\v\u00a0"
_TO_SPACE = _NO_WIDTH | dict.fromkeys(map(ord, _BLANKS), " ")
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\r\n\f\v\x1b\x1a")
_MAX_CONTROLS = 0.02
_NO_CONTROLS = {number: _DAMAGE for number in (*range(32), 127) if chr(number) not in "\t\r\n\f\v"}


def decode_text(data: bytes) -> str:
    """The text of ``data``: by its byte order mark, else strict UTF-8, else GB18030.

    What a page declares is not asked: GB pages declared as UTF-8 are common, and the bytes cannot be mistaken. A sign
    cut in half by the end of a cut-off page is left out; a broken one inside stays visible as U+FFFD.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace").rstrip(_DAMAGE)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data)  # final=False: half a sign at the end is no error
    except UnicodeDecodeError as error:
        start = error.start
    is_utf8 = _is_sound(data[max(start - _WINDOW, 0) : start + _WINDOW])
    if not is_utf8 and any(map(_is_sound, _look_into(data, start))):
        is_utf8 = _is_mostly_utf8(data)
    return data.decode("utf-8" if is_utf8 else "gb18030", errors="replace").rstrip(_DAMAGE)


def _look_into(data: bytes, start: int) -> Iterator[bytes]:
    """Parts of a text that is no UTF-8 from ``start`` on: to look at all of it takes longer than to parse a page."""
    if len(data) > _MOST_WINDOWS * _WINDOW:
        yield from (data[at : at + _WINDOW] for at in range(0, len(data), len(data) // _MOST_WINDOWS))
    else:
        middle = len(data) // 2
        yield data[max(start - _WINDOW, 0) : start]
        yield data[middle : middle + _WINDOW]


def _is_sound(part: bytes) -> bool:
    """Whether a part of a text has signs beyond ASCII, and hardly a broken one, in UTF-8."""
    text = part.decode("utf-8", errors="replace")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    return beyond_ascii > 0 and text.count(_DAMAGE) <= _MAX_DAMAGE * beyond_ascii


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether all but a part of a text, the frame of a site for instance, is Chinese in UTF-8."""
    beyond_ascii = len(data.translate(None, _ASCII))
    return sum(map(len, _CHINESE.findall(data))) >= _LEAST_WHOLE * beyond_ascii


def decode_plain(data: bytes) -> str:
    """The text of a plain text file; a control sign in it, which could steer the screen it is shown on, is U+FFFD.

    Lines that a terminal was told to draw are drawn with box signs.

    Raises:
        Unreadable: FILE.UNKNOWN_TYPE when control signs show that the bytes are no text.
    """
    text = decode_text(data)
    controls = sum(1 for sign in text if sign in _CONTROLS)
    if "\x00" in text or controls > _MAX_CONTROLS * len(text):
        raise Unreadable("FILE.UNKNOWN_TYPE", "the bytes are no text")
    return show_lines(text.rstrip("\x1a")).translate(_NO_CONTROLS)


def tidy_line(text: str) -> str:
    """One printed line: every run of blanks is one space, none at the ends, signs without width left out.

    An ideographic space inside the line stays; it was printed.
    """
    text = text.strip(_EDGES)
    if text.isprintable() and "  " not in text:  # nothing blank or without width in it, but for single spaces
        return text
    return " ".join(part for part in text.translate(_TO_SPACE).split(" ") if part).strip(" \u3000")
