"""The markup between two texts of a Word file as a few single signs: what it begins, and what it says of that.

Programs write the same few dozen pieces of markup all over a report, so each is understood once and kept. Only what a
plain report has is understood, and all of it: a paragraph, a run, a table where each may stand, and properties of
which none takes words off the page. For any other piece there is no answer, and the file is read from its tree.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.formats.docx import marks
from extractors.formats.docx.tables import goes_on_from_above, read_span

CELL, PARAGRAPH, TOLD, SPAN, PLAIN, BOLD, ROW, TABLE, PROSE = map(chr, (*range(6), 14, 15, 16))
"""Signs that no XML can hold: the beginnings of things, or where one says something of itself.

Behind ``SPAN`` stands one more sign, which tells what."""
_FIRST_CODE = 256
"""Beyond all the signs above."""

_TAG = re.compile(
    r"(/?)([A-Za-z_][\w.-]*):([A-Za-z_][\w.-]*)((?:[ \n]+(?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*=\"[^\"<]*\")*)"
    r"[ \n]*(/?)>[ \n\t]*",
    re.ASCII,
)
_ATTRIBUTE = re.compile(r"[ \n](?:([\w.-]+):)?([\w.-]+)=\"([^\"]*)\"", re.ASCII)
_BEFORE_TEXT = frozenset({"w:t>", 'w:t xml:space="preserve">'})
_BLANKS = " \n\t"
_PARAGRAPH_END = "</w:p>"
_DEEPEST = 16
"""Properties inside properties; the format knows five."""
_KEPT_TAGS = 2_048
_KEPT_PIECES = 512
_KEPT_SIGNS = 4_096
"""Of a piece that is kept."""
_LONGEST_TAG = 1_000
"""Signs; longer ones are no properties of text and are not kept."""

_WRAPPERS = frozenset({"hyperlink", "ins", "smartTag"})
_INSIDE = {
    "document": frozenset({"body"}),
    "body": frozenset({"p", "tbl"}),
    "tbl": frozenset({"tr"}),
    "tr": frozenset({"tc"}),
    "tc": frozenset({"p"}),
    "p": _WRAPPERS | {"r"},
    "r": frozenset({"br", "cr", "t", "tab"}),
    **dict.fromkeys(_WRAPPERS, frozenset({"r"})),
}
"""What may stand in what, of all that is printed."""
_BESIDE = {
    "p": frozenset({"p", "tbl"}),
    "tbl": frozenset({"p", "tbl"}),
    "tr": frozenset({"tr"}),
    "tc": frozenset({"tc"}),
    "r": _WRAPPERS | {"r"},
    **dict.fromkeys(_WRAPPERS, _WRAPPERS | {"r"}),
}
"""What may follow what, where the piece does not show in what both stand."""
_PRINTED = frozenset[str]().union(*_INSIDE.values())
_NOTHING = frozenset[str]()
_SIGNS = {"p": PARAGRAPH, "r": PLAIN, "tc": CELL, "tr": ROW, "tbl": TABLE, "br": "\n", "cr": "\n", "tab": "\t"}
_PROPERTIES = {
    "body": frozenset({"sectPr"}),
    "tbl": frozenset({"tblPr", "tblGrid"}),
    "tr": frozenset({"tblPrEx", "trPr"}),
    "tc": frozenset({"tcPr"}),
    "p": frozenset({"pPr"}),
    "r": frozenset({"rPr"}),
    "smartTag": frozenset({"smartTagPr"}),
}
_PROPERTIES_ANYWHERE = frozenset({"sectPr"})
_FIRST = {"pPr": PARAGRAPH, "rPr": PLAIN, "tcPr": CELL, "trPr": ROW}
"""Properties that stand in front of all else, and the sign of what they belong to."""

_PARAGRAPH_WORDS = frozenset({"pStyle", "numPr", "outlineLvl"})
_LIST_WORDS = frozenset({"numId", "ilvl"})
_SPAN_WORDS = {"gridSpan": ("tc", "tcPr"), "vMerge": ("tc", "tcPr"), "gridBefore": ("tr", "trPr")}
"""Words on spans, and what they stand in."""
_BOLD_OF = (("r", "rPr"), ("pPr", "rPr"))
"""Where bold print is told: of a run, and of the sign that ends a paragraph."""
_ASKED = _PARAGRAPH_WORDS | _LIST_WORDS | _SPAN_WORDS.keys() | marks.NAMES | {"b", "rStyle"}
"""Words that mean something where they belong; elsewhere nobody knows."""
_MEANT = _ASKED | _PRINTED | frozenset[str]().union(*_PROPERTIES.values())
_NOT_PLAIN = frozenset(
    {"altChunk", "cellDel", "del", "delText", "docPartGallery", "endnoteReference", "fldChar", "footnoteReference"}
    | {"instrText", "moveFrom", "noBreakHyphen", "ptab", "rt", "sdt", "sdtContent", "sym", "txbxContent"}
)
"""Words by which the tree's reader takes print away, adds to it or leaves it out."""
_NOT_PLAIN_ELSEWHERE = frozenset({"AlternateContent", "Choice", "Fallback", "blip", "imagedata", "t"})
"""The same in other namespaces, whatever their prefix."""
_ELSEWHERE = ":"
_FILL = f"{_ELSEWHERE}textFill"
_FILLED = marks.FILLS | {"textFill"}
"""What print is filled with, in a namespace of later versions, whatever its prefix."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a paragraph says of itself."""

    style: str | None = None
    number_id: str | None = None
    """Its list; None where it has none, "" where it does not say which."""
    number_level: str | None = None
    outline: str | None = None


def write_span(words: dict[str, str | None]) -> str:
    """What a cell or row says of spans as one sign."""
    if "gridBefore" in words:
        return chr(_FIRST_CODE + read_span(words["gridBefore"], 0))
    merge = 0 if "vMerge" not in words else 2 if goes_on_from_above(words["vMerge"]) else 1
    return chr(_FIRST_CODE + 4 * (read_span(words["gridSpan"]) if "gridSpan" in words else 1) + merge)


def read_before(sign: str) -> int:
    """The columns that a row leaves out in front of its first cell."""
    return ord(sign) - _FIRST_CODE


@lru_cache(256)
def read_size(sign: str) -> tuple[int, bool | None]:
    """The columns that a cell takes, and whether it goes on from above or begins, where it is merged downwards."""
    width, merge = divmod(ord(sign) - _FIRST_CODE, 4)
    return width, None if merge == 0 else merge == 2


@dataclass(frozen=True, slots=True, eq=False)
class MarkupPiece:
    """Markup between two texts."""

    signs: str
    told: tuple[Told, ...]
    """What paragraphs say, one for each sign ``TOLD``."""
    styles: frozenset[str]
    """The styles that are used."""
    prefixes: frozenset[str]
    """Of all names; the root must declare them."""


def read_piece(markup: str, within: str = "r") -> MarkupPiece | None:
    """The markup between two texts, or behind the last; None where it is not plain.

    Args:
        markup: Up to the last ``>``, which is left out.
        within: What it begins in, the run of the text before it or the document.
    """
    return _recall_piece(markup, within) if len(markup) <= _KEPT_SIGNS else _read_piece(markup, within)


def _read_piece(markup: str, within: str) -> MarkupPiece | None:
    """By its parts, each up to the end of a paragraph: empty cells follow one another without any text."""
    *parts, last = f"{markup}>".split(_PARAGRAPH_END)
    read: list[MarkupPiece] = []
    for part in (*[part + _PARAGRAPH_END for part in parts], last):
        piece = _recall_part(part, within) if len(part) <= _KEPT_SIGNS else _read_part(part, within)
        if piece is None:
            return None
        read.append(piece)
        within = "p"
    return read[0] if len(read) == 1 else _join(read)


_recall_piece = lru_cache(_KEPT_PIECES)(_read_piece)


def _join(pieces: list[MarkupPiece]) -> MarkupPiece:
    return MarkupPiece(
        "".join([piece.signs for piece in pieces]),
        tuple([told for piece in pieces for told in piece.told]),
        frozenset().union(*[piece.styles for piece in pieces]),
        frozenset().union(*[piece.prefixes for piece in pieces]),
    )


def _read_part(markup: str, within: str) -> MarkupPiece | None:
    blank, *texts = markup.split("<")
    if blank.strip(_BLANKS) or not texts or max(map(len, texts)) > _LONGEST_TAG:
        return None
    last = texts.pop() if texts[-1] in _BEFORE_TEXT else texts[-1]
    tags = [*map(_read_tag, texts)]
    walk = _Walk([]) if within == "p" else _Walk([within])
    walk.closed = within
    for tag in tags:
        if tag is None or not (tag.is_idle or walk.take(tag)):
            return None
    if walk.properties or not (last == _PARAGRAPH_END[1:] or walk.is_at_end(before_text=last in _BEFORE_TEXT)):
        return None
    prefixes = frozenset[str]().union(*{tag.prefixes for tag in tags if tag is not None})
    return MarkupPiece("".join(walk.signs), tuple(walk.told), frozenset(walk.styles), prefixes)


_recall_part = lru_cache(_KEPT_PIECES)(_read_part)


@dataclass(frozen=True, slots=True, eq=False)
class _Tag:
    """A tag by the letters of the file."""

    name: str
    """Without prefix where that is the one of Word's own words."""
    value: str | None
    """Of the attribute ``w:val``."""
    prefixes: frozenset[str]
    is_start: bool
    is_end: bool
    """An empty element is both."""
    is_idle: bool
    """Nothing is in it, and it tells nothing of what is printed: a bookmark, a font, print that is not struck out."""


@lru_cache(_KEPT_TAGS)
def _read_tag(text: str) -> _Tag | None:
    """A tag without its first sign and with the blanks behind it; None for anything that tags of Word do not have."""
    match = _TAG.fullmatch(text)
    if match is None:
        return None
    closes, prefix, local, told, is_empty = match.groups()
    attributes = {(name[1], name[2]): name[3] for name in _ATTRIBUTE.finditer(told)}
    prefixes = {prefix, *[space for space, _ in attributes if space is not None and space != "xml"]}
    value = attributes.get((prefix, "val"))
    if local == "color":
        value = marks.name_color(value, attributes.get(("w", "themeColor")), attributes.get(("w", "themeShade")))
    if any(_is_odd(*name) for name in attributes) or "&" in (value or "") or "\n" in (value or ""):
        return None
    is_word = prefix == "w"
    if local in (_NOT_PLAIN if is_word else _NOT_PLAIN_ELSEWHERE) or (is_word and local.endswith("Change")):
        return None
    name = local if is_word else f"{_ELSEWHERE}{local}" if local in _FILLED else f"{prefix}:{local}"
    is_harmless = name in marks.NAMES and not marks.may_change_print(name, value)
    is_idle = bool(is_empty) and is_word and (is_harmless or name not in _MEANT)
    return _Tag(name, value, frozenset(prefixes), not closes, bool(closes or is_empty), is_idle)


def _is_odd(space: str | None, name: str) -> bool:
    """Whether an attribute declares a namespace, or is one of XML's own besides the one on blanks."""
    return space == "xmlns" or name == "xmlns" or (space == "xml" and name != "space")


@dataclass(slots=True)
class _Walk:
    """Goes from tag to tag of a piece and takes down what they say."""

    open: list[str]
    """What is open, from where the piece begins or, once that is closed, from what it opens."""
    properties: list[str] = field(default_factory=list)
    """The same inside the properties of the last of them."""
    closed: str = ""
    """The last that was closed, where it is not seen in what that stood."""
    signs: list[str] = field(default_factory=list)
    own: dict[str, str | None] = field(default_factory=dict)
    """What the paragraph at hand says, by the fields of ``Told``."""
    told: list[Told] = field(default_factory=list)
    spans: dict[str, str | None] = field(default_factory=dict)
    """What the cell or row at hand says of spans, by its words."""
    styles: set[str] = field(default_factory=set)

    def take(self, tag: _Tag) -> bool:
        """False when the piece is not plain."""
        if len(self.properties) > _DEEPEST:
            return False
        return (not tag.is_start or self._begin(tag)) and (not tag.is_end or self._end(tag))

    def is_at_end(self, *, before_text: bool) -> bool:
        """Whether a text may begin here, or the document is over."""
        return self.open[-1:] == ["r"] if before_text else not self.open and self.closed == "document"

    def _begin(self, tag: _Tag) -> bool:
        if self.properties:
            return self._begin_word(tag)
        around = self.open[-1] if self.open else ""
        if tag.name in _PROPERTIES.get(around, _PROPERTIES_ANYWHERE):
            return self._begin_properties(tag.name)
        if tag.name not in (_INSIDE.get(around, _NOTHING) if around else _BESIDE.get(self.closed, _NOTHING)):
            return False
        if tag.name == "t" and not tag.is_end:
            return False
        self.open.append(tag.name)
        self.signs.append(_SIGNS.get(tag.name, ""))
        return True

    def _end(self, tag: _Tag) -> bool:
        if self.properties:
            self.properties.pop()
            if not self.properties:
                self._end_properties()
            return True
        if self.open:
            self.open.pop()
        if not self.open:
            self.closed = tag.name
        if tag.name == "tbl":
            self.signs.append(PROSE)
        return True

    def _begin_properties(self, name: str) -> bool:
        if name in _FIRST and (not self.signs or self.signs[-1] != _FIRST[name]):
            return False
        self.properties.append(name)
        return True

    def _end_properties(self) -> None:
        if self.own:
            self.signs.append(TOLD)
            self.told.append(Told(**self.own))
            self.own = {}
        if self.spans:
            self.signs.append(SPAN + write_span(self.spans))
            self.spans = {}

    def _begin_word(self, tag: _Tag) -> bool:
        """A word inside properties; those that nobody asks for say nothing about what is printed."""
        name, value = tag.name, tag.value
        parents = (*self.open[-1:], *self.properties)[-2:]
        self.properties.append(name)
        if name in _PARAGRAPH_WORDS:
            return parents == ("p", "pPr") and self._tell(name, value)
        if name in _LIST_WORDS and parents == ("pPr", "numPr"):
            self.own["number_id" if name == "numId" else "number_level"] = value or ""
        elif name in _SPAN_WORDS:
            self.spans[name] = value
            return parents == _SPAN_WORDS[name]
        elif name in marks.NAMES:
            return parents[0] != "r" or not marks.may_change_print(name, value)
        elif name == "rStyle":
            self.styles.add(value or "")
        elif name == "b":
            if parents == ("r", "rPr") and marks.is_on(value):
                self.signs[-1] = BOLD
            return parents in _BOLD_OF
        elif _FILL in self.properties:
            local = name.removeprefix(_ELSEWHERE)
            return local not in marks.FILLS or not marks.may_hide_print(local, value)
        else:
            return name not in _PRINTED or name == "ins" or (name == "tab" and parents[-1] == "tabs")
        return True

    def _tell(self, name: str, value: str | None) -> bool:
        if name == "pStyle":
            self.own["style"] = value or ""
            self.styles.add(value or "")
        elif name == "outlineLvl":
            self.own["outline"] = value or ""
        else:
            self.own |= {"number_id": "", "number_level": None}
        return True
