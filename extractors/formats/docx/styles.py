"""Styles of a Word file, and what they make of the runs that use them."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field

from lxml import etree

from extractors.formats.docx.covered import COLOR, see_color
from extractors.formats.docx.marks import is_white
from extractors.formats.docx.numbering import VAL, W

ALIGN = f"{W}vertAlign"
RUN_MARKS = (f"{W}vanish", f"{W}strike", f"{W}dstrike", ALIGN)
"""What takes a run off the page or off the line; text that is struck out is what its writer took back."""

_OFTEN_ASKED = frozenset((*RUN_MARKS, COLOR, f"{W}numPr", f"{W}outlineLvl"))
_RUN, _RUN_PROPERTIES, _USES = f"{W}r", f"{W}rPr", (f"{W}rStyle", f"{W}pStyle")


_UNUSED = ((b"<w:latentStyles", b"</w:latentStyles>"), (b'<w:style w:type="table"', b"</w:style>"))
"""Begin and end of what most of a style sheet is: names of styles that Word knows, and the looks of tables."""
_NOT_MARKUP = (b"<!--", b"<![CDATA[")


def leave_out_unused(sheet: bytes) -> bytes:
    """The part with the styles, without those that no paragraph and no run can use.

    They are nine tenths of what programs write there, and parsing them takes longer than the text itself. A part with
    comments or CDATA, in which the same words may stand for nothing, is left as it is.
    """
    if any(words in sheet for words in _NOT_MARKUP):
        return sheet
    for begin, end in _UNUSED:
        sheet = b"".join(_skip(sheet, begin, end))
    return sheet


def _skip(data: bytes, begin: bytes, end: bytes) -> Iterator[bytes]:
    """The pieces between elements that begin and end so."""
    at = 0
    while (start := data.find(begin, at)) >= 0 and (bracket := data.find(b">", start)) >= 0:
        stop = bracket + 1 if data[bracket - 1 : bracket] == b"/" else data.find(end, bracket) + len(end)
        if stop < bracket:  # never closed
            break
        yield data[at:start]
        at = stop
    yield data[at:]


@dataclass(slots=True)
class StyleSheet:
    """The styles by id; the part is only parsed when something asks for a style."""

    load: Callable[[], etree._Element | None]
    """Gives the root of the part, or None where the file has none."""
    _by_id: dict[str, etree._Element] | None = None
    _lacking: frozenset[str] = frozenset()
    """What is often asked for and no style has."""
    _found: dict[tuple[str, str, str], etree._Element | None] = field(default_factory=dict)

    def find(self, style_id: str, properties: str, tag: str) -> etree._Element | None:
        """An element among the properties of the style or of the nearest style it is based on."""
        by_id = self._by_id if self._by_id is not None else self._load()
        if tag in self._lacking:
            return None
        key = style_id, properties, tag
        if key not in self._found:
            self._found[key] = _search(by_id, *key)
        return self._found[key]

    def _load(self) -> dict[str, etree._Element]:
        root = self.load()
        self._by_id = {}
        if root is not None:
            self._by_id = {style.get(f"{W}styleId", ""): style for style in root.iterchildren(f"{W}style")}
            self._lacking = _OFTEN_ASKED - {element.tag for element in root.iter(*_OFTEN_ASKED)}
        return self._by_id

    def changes_print(self, style_id: str) -> bool:
        """Whether a style hides, whitens or strikes out the runs that use it, or sets them off the line."""
        return bool(self._find_marks(style_id))

    def _find_marks(self, style_id: str) -> list[etree._Element]:
        found = [self.find(style_id, _RUN_PROPERTIES, tag) for tag in (*RUN_MARKS, COLOR)]
        return [mark for mark in found if mark is not None and (mark.tag != COLOR or is_white(see_color(mark)))]

    def mark_runs(self, root: etree._Element) -> None:
        """Gives each run that its style hides, whitens, strikes out or sets off the line what says so of itself."""
        marks: dict[str, list[etree._Element]] = {}
        for use in [*root.iter(*_USES)]:
            style_id = use.get(VAL, "")
            if style_id not in marks:
                marks[style_id] = self._find_marks(style_id)
            owner = _find_owner(use) if marks[style_id] else None
            if owner is not None:
                for run in [owner] if owner.tag == _RUN else [*owner.iter(_RUN)]:
                    _mark_run(run, marks[style_id])


def _find_owner(use: etree._Element) -> etree._Element | None:
    """The run or paragraph that uses a style."""
    properties = use.getparent()
    return None if properties is None else properties.getparent()


def _mark_run(run: etree._Element, marks: Iterable[etree._Element]) -> None:
    """What the run itself says goes before its style."""
    properties = run.find(_RUN_PROPERTIES)
    if properties is None:
        properties = run.makeelement(_RUN_PROPERTIES, {}, None)
        run.insert(0, properties)
    for mark in marks:
        if properties.find(mark.tag) is None:
            properties.append(copy(mark))


def _search(by_id: dict[str, etree._Element], style_id: str, properties: str, tag: str) -> etree._Element | None:
    seen: set[str] = set()
    while style_id in by_id and style_id not in seen:
        seen.add(style_id)
        style = by_id[style_id]
        for own in style.iterchildren(properties):  # ``find`` with a path takes ten times as long
            if (element := next(own.iterchildren(tag), None)) is not None:
                return element
        base = next(style.iterchildren(f"{W}basedOn"), None)
        style_id = "" if base is None else base.get(VAL, "")
    return None
