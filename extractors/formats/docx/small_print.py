"""Text of a Word file too small or too narrow to be seen, and digits in small print or on top of one another."""

import re

from lxml import etree

from extractors.formats.docx.marks import is_close, is_narrow, is_small, is_squeezed, read_number
from extractors.formats.docx.numbering import VAL, W
from extractors.model.marked_text import OVERLAID, SMALLER, raise_digits

_SIZE, _RUN, _TEXT = f"{W}sz", f"{W}r", f"{W}t"
_WIDTH, _SPACING, _FITTED = f"{W}w", f"{W}spacing", f"{W}fitText"
_CRAMPED = {_WIDTH: is_narrow, _SPACING: is_close, _FITTED: is_squeezed}
_PROPERTIES, _CELL = f"{W}rPr", f"{W}tc"
_REFERENCES = (f"{W}footnoteReference", f"{W}endnoteReference")
_UNSEEN = 4
"""Half-points: nobody reads two points."""
_NARROW = 5
"""Per cent of its width: a digit is a hair."""
_USUAL = 21
_SHARE = 0.7
"""Digits of less than that share of the size of those before them are not of one number with them."""
_MARK = re.compile(r"[0-9]{1,2}")


def mark_small_print(root: etree._Element) -> None:
    """Takes out runs that are too small to be seen; raises marks of notes that a writer set by hand.

    Where digits of a much smaller size run on from a number of their cell, a sign says where they begin.
    """
    for size in [*root.iter(_SIZE)]:
        value = size.get(VAL, "")
        run = _find_run(size) if is_small(value) else None
        if run is None:
            continue
        if read_number(value) <= _UNSEEN:
            for text in [*run.iterchildren(_TEXT)]:
                run.remove(text)
        elif _is_behind_number(run) and read_number(value) < _SHARE * _size_of(run.getprevious()):
            text = next(run.iterchildren(_TEXT))
            text.text = SMALLER + (text.text or "")
    _mark_overlaid(root)
    for mark in root.iter(*_REFERENCES):
        holder = mark.getparent()
        for text in () if holder is None else holder.iterchildren(_TEXT):
            text.text = raise_digits(text.text or "")


def _mark_overlaid(root: etree._Element) -> None:
    """Takes out figures as narrow as a hair; a sign says where others of their cell are set on one another."""
    for mark in [*root.iter(*_CRAMPED)]:
        value = mark.get(VAL)
        run = _find_run(mark) if _CRAMPED[str(mark.tag)](value) else None
        text = None if run is None else next(run.iterchildren(_TEXT), None)
        cell = None if run is None else next(run.iterancestors(_CELL), None)
        if run is None or text is None or cell is None or not any(map(str.isdecimal, text.text or "")):
            continue
        if mark.tag == _WIDTH and read_number(value or "0") <= _NARROW:
            run.remove(text)
        elif sum(map(str.isdecimal, "".join(other.text or "" for other in cell.iter(_TEXT)))) > 1:
            text.text = OVERLAID + (text.text or "")


def _find_run(size: etree._Element) -> etree._Element | None:
    properties = size.getparent()
    run = None if properties is None or properties.tag != _PROPERTIES else properties.getparent()
    return run if run is not None and run.tag == _RUN else None


def _is_behind_number(run: etree._Element) -> bool:
    """Whether a run holds one or two digits, right behind another digit of its cell."""
    before = run.getprevious()
    if before is None or before.tag != _RUN or _MARK.fullmatch(_read(run)) is None:
        return False
    return _read(before)[-1:].isdecimal() and next(run.iterancestors(_CELL), None) is not None


def _size_of(run: etree._Element | None) -> int:
    size = None if run is None else run.find(f"{_PROPERTIES}/{_SIZE}")
    value = "" if size is None else size.get(VAL, "")
    return read_number(value) if value.isdecimal() else _USUAL


def _read(run: etree._Element) -> str:
    return "".join(text.text or "" for text in run.iterchildren(_TEXT))
