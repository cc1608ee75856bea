"""What has been read of an RTF file so far: the groups that are open, the row at hand, the paragraphs."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from extractors.formats.doc.looks import PLAIN, PrintLook, show
from extractors.formats.doc.sprm import ParagraphLook, RowShape, Vertical
from extractors.formats.doc.text import DocParagraph
from extractors.model.document import Unreadable
from extractors.model.marked_text import DRAWN, lower_digits, raise_digits, sign_drawn

_MAX_DEPTH = 500
_SHOWN_UNTOLD = re.compile(rb"\s*(?:=|EQ\b|FORMDROPDOWN\b)", re.IGNORECASE)
"""The code of a field that shows something, even where the file does not say what."""


@dataclass(frozen=True, slots=True)
class Group:
    """What holds until the closing brace."""

    is_printed: bool = True
    is_fonts: bool = False
    is_colors: bool = False
    is_code: bool = False
    """Of a field: what it shows comes behind it."""
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
class RtfRow:
    """The definition of a table row while it is being read."""

    edges: list[int] = field(default_factory=lambda: [0])
    vertical: list[Vertical] = field(default_factory=list)
    is_covered: list[bool] = field(default_factory=list)
    next_vertical: Vertical = "single"
    next_covered: bool = False

    def close_cell(self, edge: int) -> None:
        """Ends a cell of the row at its right edge."""
        self.edges.append(edge)
        self.vertical.append(self.next_vertical)
        self.is_covered.append(self.next_covered)
        self.next_vertical, self.next_covered = "single", False

    def freeze(self) -> RowShape:
        """The row as it is defined so far."""
        return RowShape(tuple(self.edges), tuple(self.vertical), tuple(self.is_covered))


@dataclass(slots=True)
class RtfReader:
    """Walks the tokens and closes paragraphs, cells and rows."""

    group: Group = field(default_factory=Group)
    groups: list[Group] = field(default_factory=list)
    row: RtfRow = field(default_factory=RtfRow)
    paragraphs: list[DocParagraph] = field(default_factory=list)
    encoding: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    depth: int = 0
    level: int | None = None
    skip: int = 0
    is_starred: bool = False
    fields: list[tuple[int, int, int]] = field(default_factory=list)
    """Of each open field: the groups around it, and the paragraphs and pieces before."""
    code: bytearray = field(default_factory=bytearray)
    """Of the last field."""
    colors: list[list[int]] = field(default_factory=lambda: [[]])
    """The shares of red, green and blue of each, the last one open."""
    may_have_ground: bool = False
    look: PrintLook = PLAIN
    looks: list[PrintLook] = field(default_factory=list)
    """Of the groups around."""
    is_odd: bool = False
    """Whether any print so far may not be seen as it is written."""
    _bytes: bytearray = field(default_factory=bytearray)
    _pieces: list[tuple[str, PrintLook]] = field(default_factory=list)

    def add_bytes(self, data: bytes) -> None:
        """Adds text in the encoding that holds at this place."""
        if self.skip:
            dropped = min(self.skip, len(data))
            self.skip -= dropped
            data = data[dropped:]
        if self.group.is_shown:
            self._bytes += data
        elif self.group.is_code:
            self.code += data

    def add_text(self, text: str) -> None:
        """Adds text."""
        self.settle()
        if self.group.is_shown:
            self._pieces.append((_CHANGES[self.group.offset](text), self.look))

    def settle(self) -> None:
        """Decodes what has been collected in the encoding that held for it."""
        if self._bytes:
            text = self._bytes.decode(self.group.encoding or self.encoding, "replace")
            self._pieces.append((_CHANGES[self.group.offset](text), self.look))
            self._bytes.clear()

    def close(self, end: str, look: ParagraphLook) -> None:
        """Ends a paragraph, or a cell."""
        self.settle()
        if self.is_odd:
            printed = show(self._pieces, is_cell=look.depth > 0, may_have_ground=self.may_have_ground)
        else:
            printed = "".join([text for text, _ in self._pieces])
        text = printed.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if DRAWN in text:
            bare = text.replace(DRAWN, "")
            text = bare + sign_drawn(bare) if look.depth else bare
        self.paragraphs.append(DocParagraph(text.strip(" \t"), end, 0, look))
        self._pieces.clear()

    def open_group(self) -> None:
        """Begins a group.

        Raises:
            Unreadable: FILE.TOO_LARGE when groups nest beyond measure.
        """
        if len(self.groups) >= _MAX_DEPTH:
            raise Unreadable("FILE.TOO_LARGE", f"groups nested deeper than {_MAX_DEPTH}")
        self.settle()
        self.groups.append(self.group)
        self.looks.append(self.look)

    def open_field(self) -> None:
        """Begins a field: the group at hand."""
        self.fields.append((len(self.groups), len(self.paragraphs), len(self._pieces)))
        self.code.clear()

    def close_group(self) -> None:
        """Ends a group, and with it what held in it; a field that the file has no result of is drawn."""
        self.settle()
        if self.fields and self.fields[-1][0] == len(self.groups):
            _, *before = self.fields.pop()
            if before == [len(self.paragraphs), len(self._pieces)] and _SHOWN_UNTOLD.match(self.code):
                self.add_text(DRAWN)
        if self.groups:
            self.group = self.groups.pop()
            self.look = self.looks.pop()
