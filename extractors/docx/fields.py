"""Fields of a Word file: only their results are printed, never the codes that stand before them."""

from dataclasses import dataclass, field

from lxml import etree

from extractors.docx.numbering import W

_MARK, _TEXT = f"{W}fldChar", f"{W}t"
_KIND = f"{W}fldCharType"


@dataclass(slots=True)
class _Field:
    """A field that was begun."""

    texts: list[etree._Element] = field(default_factory=list)
    """What stands in its code: the results of fields inside it."""
    is_code: bool = True


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
