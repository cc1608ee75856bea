"""Print of a Word file that nobody sees on the white of its page: what was covered up and not taken out."""

from collections.abc import Callable

from lxml import etree

from extractors.formats.docx.marks import GROUNDS, is_transparent, is_white, name_color
from extractors.formats.docx.numbering import VAL, W
from extractors.model.marked_text import UNSEEN

COLOR = f"{W}color"
_THEME, _SHADE = f"{W}themeColor", f"{W}themeShade"
_FILL_SPACE = "{http://schemas.microsoft.com/office/word/2010/wordml}"
FILL = f"{_FILL_SPACE}textFill"
"""What print is filled with, by Word 2010 and later; it goes before the colour."""
_NO_FILL, _OUTLINE = f"{_FILL_SPACE}noFill", f"{_FILL_SPACE}textOutline"
_FILL_VALUE = f"{_FILL_SPACE}val"
_FILL_COLORS = (f"{_FILL_SPACE}srgbClr", f"{_FILL_SPACE}schemeClr")
_ALPHA = f"{_FILL_SPACE}alpha"
_RUN, _PROPERTIES, _TEXT = f"{W}r", f"{W}rPr", f"{W}t"
_CELL, _ROW, _SHADING, _HIGHLIGHT = f"{W}tc", f"{W}tr", f"{W}shd", f"{W}highlight"
_GROUND = f"{W}fill"
_NOT_PAINTED = frozenset({None, "auto", ""})
_NO_PATTERN = frozenset({None, "clear", "nil"})


def take_unseen(root: etree._Element) -> None:
    """Takes out white figures on white beside other text of their cell.

    Where all of a cell is white and others of its row are not, a sign says that its figures may not be seen; where all
    of a row is, its ground is not white: a head on a dark ground of the table's style.
    """
    marked = dict.fromkeys(run for mark in root.iter(COLOR, FILL) if (run := _find_run(mark)) is not None)
    shows: dict[etree._Element, bool] = {}
    grounds: dict[etree._Element, bool] = {}
    for run in [run for run in marked if _is_unseen(run)]:
        cell = next(run.iterancestors(_CELL), None)
        text = _read(run)
        if cell is None or not text.strip() or any(map(str.isalpha, text)) or _ask(grounds, cell, _has_ground):
            continue
        if _ask(shows, cell, _shows_text):
            run.clear()
        elif any(map(str.isdigit, text)) and _ask(shows, next(cell.iterancestors(_ROW), cell), _shows_text):
            first = next(run.iterchildren(_TEXT))
            first.text = UNSEEN + (first.text or "")


def _ask(answers: dict[etree._Element, bool], element: etree._Element, ask: Callable[[etree._Element], bool]) -> bool:
    """The answer for a cell or row, which is looked at once."""
    if element not in answers:
        answers[element] = ask(element)
    return answers[element]


def see_color(color: etree._Element) -> str | None:
    """The value of a colour, which may be one of the theme."""
    return name_color(color.get(VAL), color.get(_THEME), color.get(_SHADE))


def _find_run(mark: etree._Element) -> etree._Element | None:
    properties = mark.getparent()
    run = None if properties is None or properties.tag != _PROPERTIES else properties.getparent()
    return run if run is not None and run.tag == _RUN else None


def _is_unseen(run: etree._Element) -> bool:
    """Whether print has the colour of paper, or none."""
    properties = run.find(_PROPERTIES)
    if properties is None:
        return False
    fill, color = properties.find(FILL), properties.find(COLOR)
    if fill is None:
        return color is not None and is_white(see_color(color))
    if next(fill.iter(_NO_FILL), None) is not None:
        return not _has_outline(properties)
    if any(is_transparent(alpha.get(_FILL_VALUE)) for alpha in fill.iter(_ALPHA)):
        return True
    values = [one.get(_FILL_VALUE) for one in fill.iter(*_FILL_COLORS)]
    return bool(values) and all(is_white(value) or value in GROUNDS for value in values)


def _has_outline(properties: etree._Element) -> bool:
    outline = properties.find(_OUTLINE)
    return outline is not None and next(outline.iter(_NO_FILL), None) is None and len(outline) > 0


def _has_ground(cell: etree._Element) -> bool:
    """Whether anything paints behind the text of a cell."""
    return next(cell.iter(_HIGHLIGHT), None) is not None or any(map(_paints, cell.iter(_SHADING)))


def _paints(shading: etree._Element) -> bool:
    ground = shading.get(_GROUND)
    is_colored = ground not in _NOT_PAINTED and not is_white(ground)
    return is_colored or shading.get(VAL) not in _NO_PATTERN


def _shows_text(holder: etree._Element) -> bool:
    """Whether any run inside prints something that is seen."""
    return any(_read(run).strip() and not _is_unseen(run) for run in holder.iter(_RUN))


def _read(run: etree._Element) -> str:
    return "".join([text.text or "" for text in run.iterchildren(_TEXT)])
