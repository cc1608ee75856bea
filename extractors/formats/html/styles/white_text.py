"""White text on white ground: what was covered up and not taken out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree

from extractors.formats.html.styles.colors import is_light, is_white, list_grounds, read_color
from extractors.formats.html.texts import get_text
from extractors.model.marked_text import UNSEEN

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
    return any(_SENTENCE.search(get_text(line)) is not None for line in element.iter("p"))


def take_white(root: etree._Element) -> None:
    """Takes out white text that has no ground behind it, where other text of its cell, row or page is not white.

    Where all of it is white, its ground is not, whoever may have painted that; a white title stands on a picture.
    """
    page = _Page(root)
    has_other_sheets = _has_other_sheets(root)
    for cell in root.iter(*_CELLS):
        page.clear_in_cell(cell)
    tables = [*root.iter("table")]
    is_dark = not any(page.said[table].has_digits and not page.said[table].is_white for table in tables)
    for table in tables:
        if page.said[table].is_white and not is_dark:
            _remove(table)
    for row in [*root.iter("tr")]:
        holder = next(row.iterancestors("table"), None)
        if holder is not None and not page.said[holder].is_white:
            page.clear_row(row, may_have_ground=has_other_sheets)
    page.clear_sentences(root)


def _has_other_sheets(root: etree._Element) -> bool:
    """Whether a style sheet outside of the page may paint grounds on it."""
    return any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text right inside an element is seen."""

    is_white: bool = False
    painter: etree._Element | None = None
    """What painted a dark ground behind it."""


@dataclass(slots=True)
class _Said:
    """What an element and all that it holds say: signs, how many of them nobody sees, and of what kind they are."""

    signs: int = 0
    white: int = 0
    has_digits: bool = False
    has_letters: bool = False
    cells: int = 0

    def add_text(self, text: str | None, *, is_white: bool) -> None:
        """Counts a piece of text."""
        signs = len((text or "").strip())
        if text and signs:
            self.signs += signs
            self.white += signs if is_white else 0
            self.has_digits = self.has_digits or any(map(str.isdigit, text))
            self.has_letters = self.has_letters or any(map(str.isalpha, text))

    def add(self, other: "_Said") -> None:
        """Counts what an element inside says."""
        self.signs += other.signs
        self.white += other.white
        self.has_digits = self.has_digits or other.has_digits
        self.has_letters = self.has_letters or other.has_letters
        self.cells += other.cells

    @property
    def is_white(self) -> bool:
        """Whether all of it is white on no ground; false where nothing is said."""
        return 0 < self.signs == self.white


class _Page:
    """The looks of all elements of one page, and what they say."""

    def __init__(self, root: etree._Element) -> None:
        elements = [*root.iter()]
        self._looks: dict[etree._Element | None, _Look] = {None: _Look()}
        for element in elements:
            self._looks[element] = _look_at(element, self._looks[element.getparent()])
        self.said = {element: _Said() for element in elements}
        for element in reversed(elements):
            said, holder = self.said[element], element.getparent()
            said.add_text(element.text, is_white=self._is_unseen(element))
            if holder is not None:
                self.said[holder].add(said)
                self.said[holder].cells += element.tag in _CELLS
                self.said[holder].add_text(element.tail, is_white=self._is_unseen(holder))

    def _is_unseen(self, owner: etree._Element) -> bool:
        look = self._looks[owner]
        return look.is_white and look.painter is None

    def clear_in_cell(self, cell: etree._Element) -> None:
        """White figures go that stand beside other text of their cell, whatever the cell itself stands on."""
        if self.said[cell].cells or not self.said[cell].signs:
            return
        outer = self._looks[cell.getparent()].painter
        texts = [(owner, text) for owner, text in _list_texts(cell) if text.strip()]
        looks = ((self._looks[owner], owner, text) for owner, text in texts)
        white = [(owner, text) for look, owner, text in looks if look.is_white and look.painter in (None, outer)]
        if white and len(white) < len(texts) and not any(map(str.isalpha, "".join(text for _, text in white))):
            unseen = {owner for owner, _ in white}
            _clear(cell, lambda owner: owner in unseen)

    def clear_row(self, row: etree._Element, *, may_have_ground: bool) -> None:
        """A white row of figures goes, unless it may have a ground from elsewhere, as one white figure may: told."""
        cells = [cell for cell in row.iterchildren(*_CELLS) if self.said[cell].signs]
        white = [cell for cell in cells if self.said[cell].is_white]
        figures = [cell for cell in white if self.said[cell].has_digits and not self.said[cell].has_letters]
        if figures and len(white) == len(cells) and not may_have_ground:
            _remove(row)
        else:
            for cell in figures:
                cell.text = UNSEEN + (cell.text or "")

    def clear_sentences(self, root: etree._Element) -> None:
        """White sentences outside of tables go, on a page that has some that are not white."""
        lines = [line for line in root.iter("p", "div") if line.tag == "p" or not len(line)]
        sentences = [line for line in lines if _SENTENCE.search(get_text(line)) is not None]
        white = [line for line in sentences if self.said[line].is_white]
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
