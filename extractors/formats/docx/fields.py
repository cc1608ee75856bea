"""Fields of a Word file: only their results are printed, never the codes that stand before them."""

import re
from dataclasses import dataclass, field

from lxml import etree

from extractors.formats.docx.drawn import DrawnCells
from extractors.formats.docx.marks import read_number
from extractors.formats.docx.numbering import VAL, W
from extractors.model.marked_text import OVERLAID

_MARK, _TEXT = f"{W}fldChar", f"{W}t"
_CELL = f"{W}tc"
_KIND = f"{W}fldCharType"
_CODE, _LIST, _CHOSEN, _ENTRY = f"{W}instrText", f"{W}ddList", f"{W}result", f"{W}listEntry"
_FILLED_IN, _DEFAULT = f"{W}textInput", f"{W}default"
_COMPOSED = re.compile(r"\s*EQ\b(.*?)\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
"""A code that draws a formula, by its switches and what they are about."""
_LAID_OVER = re.compile(r"\\o", re.IGNORECASE)
"""The switch that draws several words in one place: a number and a circle around it."""
_PARTING = re.compile(r"[,;]")
_RINGS = frozenset("○〇◯□◇△")
_FIRST_RING, _LAST_RINGED = 0x2460, 20
_WORKED_OUT = re.compile(r"\s*=")
"""The code of a sum: what it comes to is on the page, though the file has no result."""
_CODE_SIGNS = 200
"""Longer ones draw formulas."""


@dataclass(slots=True)
class _Field:
    """A field that was begun."""

    texts: list[etree._Element] = field(default_factory=list)
    """What stands in its code: the results of fields inside it."""
    is_code: bool = True


@dataclass(slots=True)
class _Unanswered:
    """A field that was begun, and what its code says so far."""

    start: etree._Element
    code: list[str] = field(default_factory=list)
    texts_before: int | None = None
    """Of the document, up to where its result begins."""


def show_answers(root: etree._Element) -> None:
    """Puts in what is seen of fields that have no result: the entry chosen from a list, a word inside a circle."""
    begun: list[_Unanswered] = []
    cells = _FieldCells()
    texts = 0
    for element in [*root.iter(_MARK, _CODE, _TEXT)] if next(root.iter(_MARK), None) is not None else ():
        kind = element.get(_KIND)
        if element.tag == _TEXT:
            texts += 1
        elif element.tag == _CODE:
            if begun and begun[-1].texts_before is None:
                begun[-1].code.append(element.text or "")
        elif kind == "begin":
            begun.append(_Unanswered(element))
        elif kind == "separate" and begun:
            begun[-1].texts_before = texts
        elif kind == "end" and begun:
            ended = begun.pop()
            if ended.code and ended.texts_before in (None, texts):
                _answer(ended, element, cells)


@dataclass(slots=True)
class _FieldCells:
    """The cells that fields stand in; each is looked at once."""

    drawn: DrawnCells = field(default_factory=DrawnCells)
    have_digits: dict[etree._Element, bool] = field(default_factory=dict)

    def has_digits(self, element: etree._Element) -> bool:
        """Whether an element stands in a cell that has digits without any answer."""
        cell = next(element.iterancestors(_CELL), None)
        if cell is None:
            return False
        if cell not in self.have_digits:
            text = "".join([text.text or "" for text in cell.iter(_TEXT)])
            self.have_digits[cell] = any(map(str.isdigit, text))
        return self.have_digits[cell]


def _answer(ended: _Unanswered, end: etree._Element, cells: _FieldCells) -> None:
    code = "".join(ended.code)
    composed = _COMPOSED.fullmatch(code) if len(code) <= _CODE_SIGNS else None
    if composed is not None:
        answer = _compose(composed[2], is_beside=cells.has_digits(end)) if _LAID_OVER.search(composed[1]) else ""
    else:
        answer = _read_chosen(ended.start)
    if answer:
        text = end.makeelement(_TEXT, {}, None)
        text.text = answer
        end.addnext(text)
    elif composed is not None or _WORKED_OUT.match(code) or _has_default(ended.start):
        cells.drawn.mark(end)


def _compose(words: str, *, is_beside: bool) -> str:
    """What is drawn in one place: the last word, or a number in a ring, which beside digits is the mark of a note."""
    laid = [word.strip() for word in _PARTING.split(words)]
    numbers = [word for word in laid if any(map(str.isdigit, word))]
    if not numbers:
        return laid[-1]
    if len(numbers) > 1 or not _RINGS.issuperset(word for word in laid if word not in numbers):
        return OVERLAID + numbers[-1]
    (number,) = numbers
    if is_beside and number.isdecimal() and 0 < read_number(number) <= _LAST_RINGED:
        return chr(_FIRST_RING + read_number(number) - 1)
    return OVERLAID + number if is_beside else number


def _has_default(start: etree._Element) -> bool:
    """Whether a field that is to be filled in says what stands there until then."""
    return any(default.get(VAL, "").strip() for field in start.iter(_FILLED_IN) for default in field.iter(_DEFAULT))


def _read_chosen(start: etree._Element) -> str:
    entries = next(start.iter(_LIST), None)
    if entries is None:
        return ""
    chosen = next((mark.get(VAL, "") for mark in entries.iterchildren(_CHOSEN)), "0")
    names = [entry.get(VAL, "") for entry in entries.iterchildren(_ENTRY)]
    place = read_number(chosen) if chosen.isdecimal() else len(names)
    return names[place] if place < len(names) else ""


def drop_codes(root: etree._Element) -> None:
    """Takes out the text in the codes of fields: what a field there came to is only used to work out the outer one.

    A field that is not closed keeps its text, for then nobody knows where it ends.
    """
    begun: list[_Field] = []
    for element in [*root.iter(_MARK, _TEXT)] if next(root.iter(_MARK), None) is not None else ():
        kind = element.get(_KIND)
        if element.tag == _TEXT:
            for one in begun:
                one.texts += [element] if one.is_code else []
        elif kind == "begin":
            begun.append(_Field())
        elif kind == "separate" and begun:
            begun[-1].is_code = False
        elif kind == "end" and begun:
            for text in begun.pop().texts:
                text.text = ""
