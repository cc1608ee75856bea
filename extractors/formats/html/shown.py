"""What of a page its reader sees: hidden and struck-out text goes, what forms hold comes, raised digits say so."""

from collections.abc import Callable
from itertools import islice
from typing import Literal, cast

from lxml import etree

from extractors.formats.html.legal import Page
from extractors.formats.html.named import INVISIBLE, Named
from extractors.formats.html.styles.effects import PLAIN, REFERENCE, SIZE, Effect, read_style
from extractors.formats.html.styles.note_marks import mark_backwards, mark_cramped, mark_notes
from extractors.formats.html.styles.sheets import apply_sheets, list_sheets, may_apply
from extractors.formats.html.styles.white_text import may_be_white, take_white
from extractors.formats.html.texts import change_text, get_text
from extractors.model.marked_text import lower_digits, raise_digits

_STYLES = etree.XPath(
    "set:distinct(descendant-or-self::*/@style)",
    namespaces={"set": "http://exslt.org/sets"},
    smart_strings=False,
)
_HAS_HIDDEN = etree.XPath("boolean(descendant::*/@hidden)")
_WITH_HIDDEN = etree.XPath("//*[@hidden]")

_REFERENCES = ("MsoFootnoteReference", "MsoEndnoteReference")

_CHANGING = ("sup", "sub", "small", "bdo", "dialog")
"""Elements whose text is not shown as it is written."""
_CONTROLS = ("input", "textarea", "select")
_UNTYPED = frozenset(
    {"hidden", "checkbox", "radio", "image", "file", "password", "color", "range", "button", "submit", "reset"}
)
"""Kinds of fields that show no answer; that of any other, unknown ones too, is text."""
_ANSWER_SIGNS = 40
"""More is no answer to a form but the source of a page."""

Change = Callable[[str], str]
Effects = dict[str, Effect]
"""What the styles on a page do to text, without those that do nothing."""


Keeping = Literal["nothing", "classes", "tables", "all"]
"""What hidden text is kept, as a script may show it: none, what style sheets hide, what holds tables too, or all."""
_LEAST_CELLS = 40
"""Of the tables in what is kept for them: the smallest table of a report has more."""


def is_plain(named: Named, page: Page) -> bool:
    """Whether a page shows all that is written in it, but for what a style or an attribute of an element may do."""
    if not named.by_tag.keys().isdisjoint(_CHANGING) or any(map(_is_in_cell, named.pick(*_CONTROLS))):
        return False
    return not may_apply(page, list_sheets(named.pick("style")))


def show_plain(named: Named) -> None:
    """Makes the text of the tree of such a page what it shows."""
    mark_notes(named.pick("a"))
    for element in named.pick(*INVISIBLE):
        _drop(element)


def show_printed(root: etree._Element, named: Named, page: Page, keeping: Keeping) -> bool:
    """Makes the text of the tree what the page shows; true where a style sheet took a table away.

    Answers in fields of a form come in, digits above or below the line become the signs for them, what is hidden or
    struck out goes.
    """
    sheets = list_sheets(named.pick("style")) if keeping == "nothing" else []
    meant = apply_sheets(root, sheets) if may_apply(page, sheets) else []
    has_hidden_table = any(
        read_style(element.get("style") or "").is_hiding and next(element.iter("table"), None) is not None
        for element in meant
    )
    effects = _list_effects(root)
    for control in filter(_is_in_cell, named.pick(*_CONTROLS)):
        if control.get("hidden") is None and not effects.get(control.get("style") or "", PLAIN).is_hiding:
            _show_answer(control)
    for element, change in _find_shifted(root, named, effects, has_references=REFERENCE.encode() in page.data):
        change_text(element, change)
    mark_notes(named.pick("small", "a"))
    mark_backwards(root, named.pick("bdo"), {style for style, effect in effects.items() if effect.is_backwards})
    mark_cramped(root, {style for style, effect in effects.items() if effect.is_cramped})
    _drop_invisible(root, named, effects, keeping)
    return has_hidden_table


def _list_effects(root: etree._Element) -> Effects:
    """Every style that does something to text; asking every element costs as much as parsing the page."""
    styles = cast("list[str]", _STYLES(root))
    return {style: effect for style in styles if (effect := read_style(style)) is not PLAIN}


def _is_in_cell(element: etree._Element) -> bool:
    return next(element.iterancestors("td", "th"), None) is not None


def _show_answer(control: etree._Element) -> None:
    answer = _read_answer(control)
    if len(answer) <= _ANSWER_SIGNS:
        control.tail = answer + (control.tail or "")


def _read_answer(control: etree._Element) -> str:
    if control.tag == "input":
        is_typed = (control.get("type") or "").lower() not in _UNTYPED
        return control.get("value") or "" if is_typed else ""
    if control.tag == "textarea":
        return get_text(control).strip()
    options = [*control.iter("option")]
    chosen = next((option for option in options if option.get("selected") is not None), next(iter(options), None))
    return "" if chosen is None else get_text(chosen).strip()


def _find_shifted(
    root: etree._Element, named: Named, effects: Effects, *, has_references: bool
) -> list[tuple[etree._Element, Change]]:
    """The elements above or below the line, and how their digits change."""
    found: list[tuple[etree._Element, Change]] = []
    found += [(e, raise_digits if e.tag == "sup" else lower_digits) for e in named.pick("sup", "sub")]
    is_shifting = any(effect.shift or effect.is_raised for effect in effects.values())
    for element in root.iter() if is_shifting or has_references else ():
        effect = effects.get(element.get("style") or "", PLAIN)
        if effect.shift:
            found.append((element, raise_digits if effect.shift == "super" else lower_digits))
        elif (element.get("class") or "") in _REFERENCES or (effect.is_raised and _is_beside_text(element)):
            found.append((element, raise_digits))
    return found


def _is_beside_text(element: etree._Element) -> bool:
    """Whether an element holds but a part of what its cell says."""
    cell = next(element.iterancestors("td", "th"), None)
    return cell is not None and _count_signs(element) < _count_signs(cell)


def _drop_invisible(root: etree._Element, named: Named, effects: Effects, keeping: Keeping) -> None:
    dropped = named.pick(*INVISIBLE)
    if keeping != "all":
        hidden = [*_find_hidden_by_name(root, named), *_find_hidden_by_style(root, effects)]
        dropped += [element for element in hidden if keeping != "tables" or not _holds_table(element)]
    for element in dropped:
        _drop(element)
    if keeping != "all" and may_be_white(root, {style for style, effect in effects.items() if effect.is_white}):
        take_white(root)


def _holds_table(element: etree._Element) -> bool:
    """Whether a table of a report may stand inside an element."""
    cells = islice(element.iter("td", "th"), _LEAST_CELLS)
    return element.tag not in ("td", "th", "tr") and len([*cells]) == _LEAST_CELLS


def _find_hidden_by_name(root: etree._Element, named: Named) -> list[etree._Element]:
    hidden = cast("list[etree._Element]", _WITH_HIDDEN(root)) if _HAS_HIDDEN(root) else []
    return [*hidden, *(dialog for dialog in named.pick("dialog") if dialog.get("open") is None)]


def _find_hidden_by_style(root: etree._Element, effects: Effects) -> list[etree._Element]:
    hiding = {style for style, effect in effects.items() if effect.is_hiding}
    if not hiding:
        return []
    small = {style for style in hiding if not read_style(SIZE.sub("", style)).is_hiding}
    enlarged = _find_enlarged(root) if small else frozenset()
    styled = [(element, element.get("style")) for element in root.iter()]
    return [element for element, style in styled if style in hiding and not (style in small and element in enlarged)]


def _find_enlarged(root: etree._Element) -> frozenset[etree._Element]:
    """Elements inside which text is given a size: where theirs is nothing, only the gaps between boxes are closed."""
    found: set[etree._Element] = set()
    for element in root.iter():
        style = element.get("style") or ""
        if SIZE.search(style) is not None and not read_style(style).is_hiding:
            for holder in element.iterancestors():
                if holder in found:
                    break
                found.add(holder)
    return frozenset(found)


def _count_signs(element: etree._Element) -> int:
    return len(get_text(element).strip())


def _drop(element: etree._Element) -> None:
    """Takes an element out of the tree and leaves the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail, element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
