"""Styles of a Word file, and what they make of the runs that use them."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field

from lxml import etree

from extractors.docx.numbering import VAL, W

ALIGN = f"{W}vertAlign"
RUN_MARKS = (f"{W}vanish", f"{W}strike", f"{W}dstrike", ALIGN)
"""What takes a run off the page or off the line; text that is struck out is what its writer took back."""

_RUN, _USES = f"{W}r", (f"{W}rStyle", f"{W}pStyle")


@dataclass(slots=True)
class StyleSheet:
    """The styles by id; the part is only parsed when something asks for a style."""

    load: Callable[[], etree._Element | None]
    """Gives the root of the part, or None where the file has none."""
    _by_id: dict[str, etree._Element] | None = None
    _found: dict[tuple[str, str], etree._Element | None] = field(default_factory=dict)

    def find(self, style_id: str, path: str) -> etree._Element | None:
        """An element of the style or of the nearest style it is based on."""
        if (style_id, path) not in self._found:
            self._found[style_id, path] = self._search(style_id, path)
        return self._found[style_id, path]

    def _search(self, style_id: str, path: str) -> etree._Element | None:
        if self._by_id is None:
            root = self.load()
            found = () if root is None else root.iterchildren(f"{W}style")
            self._by_id = {style.get(f"{W}styleId", ""): style for style in found}
        seen: set[str] = set()
        while style_id in self._by_id and style_id not in seen:
            seen.add(style_id)
            element = self._by_id[style_id].find(path)
            if element is not None:
                return element
            base = self._by_id[style_id].find(f"{W}basedOn")
            style_id = "" if base is None else base.get(VAL, "")
        return None

    def mark_runs(self, root: etree._Element) -> None:
        """Gives each run that its style hides, strikes out or sets off the line the mark that says so of itself."""
        for use in [*root.iter(*_USES)]:
            marks = [mark for tag in RUN_MARKS if (mark := self.find(use.get(VAL, ""), f"{W}rPr/{tag}")) is not None]
            owner = None if not marks or (properties := use.getparent()) is None else properties.getparent()
            if owner is not None:
                for run in [owner] if owner.tag == _RUN else [*owner.iter(_RUN)]:
                    _mark_run(run, marks)


def _mark_run(run: etree._Element, marks: Iterable[etree._Element]) -> None:
    """What the run itself says goes before its style."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = run.makeelement(f"{W}rPr", {}, None)
        run.insert(0, properties)
    for mark in marks:
        if properties.find(mark.tag) is None:
            properties.append(copy(mark))
