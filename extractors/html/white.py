"""White text on white ground: what was covered up and not taken out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree

from extractors.html.colors import is_light, is_white, list_grounds, read_color

_CELLS = ("td", "th")
_SENTENCE = re.compile("[。；]")
_FONTS = etree.XPath("set:distinct(//font/@color)", namespaces={"set": "http://exslt.org/sets"}, smart_strings=False)
_WORDS = ("color", "background")


def may_be_white(root: etree._Element, styles: set[str]) -> bool:
    """Whether anything on a page sets white text where figures stand: most have none and need no further look.

    ``styles`` are those that set white text.
    """
    fonts = cast("list[str]", _FONTS(root)) if next(root.iter("font"), None) is not None else ()
    if any(map(is_white, fonts)):
        return True
    without: set[etree._Element | None] = set()
    for element in root.iter() if styles else ():
        if element.getparent() in without:
            without.add(element)
        elif element.get("style") in styles:
            if holds_figures(element):
                return True
            without.add(element)
    return False


def holds_figures(element: etree._Element) -> bool:
    """Whether an element is part of a table, or holds one, or a sentence: no link, title or foot of a page."""
    if next(element.iter(*_CELLS), None) is not None or next(element.iterancestors(*_CELLS), None) is not None:
        return True
    return any(_SENTENCE.search(_get_text(line)) is not None for line in element.iter("p"))


def take_white(root: etree._Element) -> None:
    """Takes out white text that has no ground behind it, where other text of its cell, row or page is not white.

    Where all of it is white, its ground is not, whoever may have painted that; a white title stands on a picture.
    """
    page = _Page(root)
    for cell in root.iter(*_CELLS):
        page.clear_in_cell(cell)
    tables = [(table, page.is_white(table)) for table in root.iter("table")]
    is_dark = not any(not white and _has_digits(table) for table, white in tables)
    for table, white in tables:
        if white and not is_dark:
            _remove(table)
        elif not white:
            page.clear_rows(table)
    page.clear_sentences(root)


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text right inside an element is seen."""

    is_white: bool = False
    painter: etree._Element | None = None
    """What painted a dark ground behind it."""


class _Page:
    """The looks of all elements of one page."""

    def __init__(self, root: etree._Element) -> None:
        self._looks: dict[etree._Element | None, _Look] = {None: _Look()}
        for element in root.iter():
            self._looks[element] = _look_at(element, self._looks[element.getparent()])

    def is_white(self, element: etree._Element) -> bool:
        """Whether all that an element says is white on no ground; false where it says nothing."""
        owners = [owner for owner, text in _list_texts(element) if text.strip()]
        return bool(owners) and all(self._is_unseen(owner) for owner in owners)

    def _is_unseen(self, owner: etree._Element, cell: etree._Element | None = None) -> bool:
        look = self._looks[owner]
        is_inside = look.painter is not None and (
            cell is None or look.painter is cell or cell in look.painter.iterancestors()
        )
        return look.is_white and not is_inside

    def clear_in_cell(self, cell: etree._Element) -> None:
        """White figures go that stand beside other text of their cell."""
        texts = [(owner, text) for owner, text in _list_texts(cell) if text.strip()]
        white = [(owner, text) for owner, text in texts if self._is_unseen(owner, cell)]
        if white and len(white) < len(texts) and not any(map(str.isalpha, "".join(text for _, text in white))):
            unseen = {owner for owner, _ in white}
            _clear(cell, lambda owner: owner in unseen)

    def clear_rows(self, table: etree._Element) -> None:
        """White rows of figures go, and white figures beside other cells of their row."""
        for row in [*table.iter("tr")]:
            if next(row.iterancestors("table"), None) is not table:
                continue
            cells = [cell for cell in row.iterchildren(*_CELLS) if _get_text(cell).strip()]
            white = [cell for cell in cells if self.is_white(cell)]
            figures = [cell for cell in white if _has_digits(cell) and not any(map(str.isalpha, _get_text(cell)))]
            if figures and len(white) == len(cells):
                _remove(row)
            else:
                for cell in figures:
                    _clear(cell, lambda _: True)

    def clear_sentences(self, root: etree._Element) -> None:
        """White sentences outside of tables go, on a page that has some that are not white."""
        lines = [line for line in root.iter("p", "div") if line.find(".//*") is None or line.tag == "p"]
        sentences = [line for line in lines if _SENTENCE.search(_get_text(line)) is not None]
        white = [line for line in sentences if self.is_white(line)]
        for line in white if len(white) < len(sentences) else ():
            if next(line.iterancestors(*_CELLS), None) is None:
                _clear(line, lambda _: True)


def _look_at(element: etree._Element, outer: _Look) -> _Look:
    style, color, ground = element.get("style") or "", element.get("color"), element.get("bgcolor")
    if not any(word in style for word in _WORDS) and not color and not ground and not element.get("background"):
        return outer
    said = read_color(style) or color
    grounds = [*list_grounds(style), *([ground] if ground else [])]
    painter = outer.painter
    if element.get("background") or any(not is_light(one) for one in grounds):
        painter = element
    elif grounds:
        painter = None
    return _Look(outer.is_white if said is None else is_white(said), painter)


def _list_texts(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Every piece of text inside, with the element that it stands right in."""
    for inner in element.iter():
        if inner.text:
            yield inner, inner.text
        holder = inner.getparent()
        if inner is not element and inner.tail and holder is not None:
            yield holder, inner.tail


def _clear(element: etree._Element, is_meant: Callable[[etree._Element], bool]) -> None:
    for inner in element.iter():
        if is_meant(inner):
            inner.text = None
        holder = inner.getparent()
        if inner is not element and holder is not None and is_meant(holder):
            inner.tail = None


def _remove(element: etree._Element) -> None:
    """Empties a row or a table that nobody sees; what stands behind it stays."""
    for child in [*element]:
        element.remove(child)
    element.text = None


def _has_digits(element: etree._Element) -> bool:
    return any(map(str.isdigit, _get_text(element)))


def _get_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))
