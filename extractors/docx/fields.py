"""Fields of a Word file: only their results are printed, never the codes that stand before them."""

import re
from dataclasses import dataclass, field

from lxml import etree

from extractors.docx.drawn import DrawnCells
from extractors.docx.numbering import VAL, W

_MARK, _TEXT = f"{W}fldChar", f"{W}t"
_KIND = f"{W}fldCharType"
_CODE, _LIST, _CHOSEN, _ENTRY = f"{W}instrText", f"{W}ddList", f"{W}result", f"{W}listEntry"
_COMPOSED = re.compile(r"\s*EQ\b.*?[,;]\s*([^,;()\\]+?)\s*\)\s*", re.IGNORECASE | re.DOTALL)
"""A code that draws its last word inside a sign: a circle around a number."""
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


def show_answers(root: etree._Element) -> None:
    """Puts in what is seen of fields that have no result: the entry chosen from a list, a word inside a circle."""
    begun: list[tuple[etree._Element, list[str]]] = []
    drawn = DrawnCells()
    for element in [*root.iter(_MARK, _CODE)] if next(root.iter(_MARK), None) is not None else ():
        kind = element.get(_KIND)
        if element.tag == _CODE:
            if begun:
                begun[-1][1].append(element.text or "")
        elif kind == "begin":
            begun.append((element, []))
        elif kind == "separate" and begun:
            begun[-1] = (begun[-1][0], [])
        elif kind == "end" and begun:
            start, code = begun.pop()
            answer = _read_answer(start, "".join(code)) if code else ""
            if not answer and _WORKED_OUT.match("".join(code)):
                drawn.mark(element)
            elif answer:
                text = element.makeelement(_TEXT, {}, None)
                text.text = answer
                element.addnext(text)


def _read_answer(start: etree._Element, code: str) -> str:
    entries = next(start.iter(_LIST), None)
    if entries is None:
        composed = _COMPOSED.fullmatch(code) if len(code) <= _CODE_SIGNS else None
        return "" if composed is None else composed[1]
    chosen = next((mark.get(VAL, "") for mark in entries.iterchildren(_CHOSEN)), "0")
    names = [entry.get(VAL, "") for entry in entries.iterchildren(_ENTRY)]
    return names[int(chosen)] if chosen.isdecimal() and int(chosen) < len(names) else ""


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
