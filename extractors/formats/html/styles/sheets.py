"""What the style sheets inside a page say of what is seen, written into the style of the elements that they mean."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from lxml import etree

from extractors.formats.html.legal import Page
from extractors.formats.html.styles.colors import is_white
from extractors.formats.html.styles.effects import CRAMPED, NO_COLOR
from extractors.formats.html.styles.selectors import Selector, list_names, read_selector
from extractors.formats.html.styles.white_text import holds_figures
from extractors.model.document import Unreadable

# fmt: off
_PROPERTIES = frozenset({
    "display", "visibility", "mso-hide", "opacity", "transform", "clip", "clip-path", "color", "background-clip",
    "font-size", "text-decoration", "text-indent", "vertical-align", "left", "top", "height", "max-height", "width",
    "max-width", "overflow", "position", "mso-text-raise", "background", "background-color", "background-image",
    "unicode-bidi", "direction", "letter-spacing", "content-visibility", "filter", "right", "margin-left",
    "-webkit-text-fill-color",
})
# fmt: on
"""Those that decide whether text is seen, taken back or set off the line."""
_SAME = {"text-decoration-line": "text-decoration"}
_TELLING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0*(?:\.0\d*|0)%?$"
    r"|content-visibility:hidden|filter:opacity\(0|transform:.*(?:scale[xy]?\(\s*[0.]|translate(?:x|3d)?\(\s*-\d{3})"
    r"|clip(?:-path)?:"
    rf"|(?:-webkit-text-fill-)?color:(?:white|#fff(?:fff)?$|rgba?\((?:\s*255\s*,){{2}}\s*255\s*\)|{NO_COLOR})"
    r"|font-size:(?:0|\.0|[12](?:\.\d+)?p[xt]|\.\d+p[xt])|text-decoration:.*line-through|vertical-align:su[pb]"
    r"|(?:left|top|right|text-indent):-|margin-left:-\d{3}|mso-text-raise:|(?:max-)?(?:height|width):0|width:1px$|unicode-bidi:.*override"
    rf"|{CRAMPED}",
    re.IGNORECASE,
)
"""A declaration that may take text from the page: without one a page needs no further look."""
_COLORS = frozenset({"color", "background", "background-color", "background-image"})
"""Where text may be white, every colour and ground of the page tells whether it is seen."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_AT_RULE = re.compile(r"@([^{};]*+)(?:;|\{((?:[^{}]*+\{[^{}]*+\})*+[^{}]*+)\}|(?P<open>))")
"""One that is never closed is left as it is: another sign of its kind inside it begins nothing."""
_SCREEN = re.compile(
    r"media\s*(?:only\s+)?(?:screen|all)?\s*(?:(?:and\s*)?\(\s*(?:min-width\s*:|width\s*>=?)\s*[\d.]+\w*\s*\))?\s*"
)
_HOLDING = re.compile(r"layer\b|supports\b(?!\s*not\b)")
_RULE = re.compile(r"(?<![^{}])([^{}]+)\{([^{}]*)\}")
_IMPORTANT = re.compile(r"(?<!\s)\s*+!\s*+important\s*$", re.IGNORECASE)
_SELECTOR = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|[^,])+")
"""Between commas, those in brackets apart."""
_SETS = {"set": "http://exslt.org/sets"}
_CLASSES = etree.XPath("set:distinct(descendant-or-self::*/@class)", namespaces=_SETS, smart_strings=False)
_IDS = etree.XPath("descendant-or-self::*/@id", smart_strings=False)

_PLAIN_NAME = re.compile(r"[\w-]+", re.ASCII)
MOST_BESIDE = 20_000_000
"""Pairs of elements beside one another that a selector may ask of: one step over four thousand paragraphs."""
_FEW_RULES = 8
"""Up to so many it is cheaper to look for each name in the page than to list all names of the page."""

Rank = tuple[bool, bool, tuple[int, int, int], int]
"""What wins over what: the important, an element's own style, the weight of the selector, the later one."""
Said = dict[str, tuple[Rank, str]]
"""Property -> its value and how firmly that is said."""


@dataclass(frozen=True, slots=True)
class _Rule:
    text: str
    """The selector as written: most of those on a page find nothing there, and are not read."""
    declarations: tuple[tuple[str, str, bool], ...]
    """Property, value, and whether it is marked as important."""
    order: int

    @property
    def is_telling(self) -> bool:
        return any(_TELLING.match(f"{name}:{value}") is not None for name, value, _ in self.declarations)

    def list_inherited(self) -> frozenset[str]:
        """What may be said otherwise further inside, of what this rule says against text being seen."""
        said = {name for name, value, _ in self.declarations if _TELLING.match(f"{name}:{value}") is not None}
        is_whitening = any(name == "color" and is_white(value) for name, value, _ in self.declarations)
        return frozenset(said & {"font-size"}) | (_COLORS if is_whitening else frozenset())

    def says(self, names: Iterable[str]) -> bool:
        """Whether it says anything of these properties."""
        return any(name in names for name, _, _ in self.declarations)


def list_sheets(elements: Iterable[etree._Element]) -> list[str]:
    """The texts of the style sheets among the elements that hold for a common screen."""
    return [element.text or "" for element in elements if _is_for_screen(element.get("media"))]


def _is_for_screen(media: str | None) -> bool:
    return media is None or any(_SCREEN.fullmatch(f"media {one.strip().lower()}") for one in media.split(","))


def may_apply(page: Page, texts: Sequence[str]) -> bool:
    """Whether a rule of the style sheets with these texts may take text from a page; the tree is not asked."""
    telling = [rule for rule in _read_rules(texts) if rule.is_telling]
    if not telling or len(telling) > _FEW_RULES or page.is_numbered:  # names may be spelled by numbers
        return bool(telling)
    return any(_may_apply(rule, page.data, texts) for rule in telling)


def apply_sheets(root: etree._Element, texts: Sequence[str]) -> list[etree._Element]:
    """Writes what the style sheets with these texts say of text that may not be seen into its elements' own styles.

    The result are the elements that a rule may hide. Whatever is always plainly shown is left as it is.
    """
    rules = [*_read_rules(texts)]
    names = _list_names(root)
    used = [rule for rule in rules if list_names(rule.text) <= names]
    meant = [e for rule in used if rule.is_telling for e in _find(root, read_selector(rule.text))]
    said = _gather(root, used, meant)
    for element, one in said.items():
        _say(one, _read_declarations(element.get("style") or ""), None, 0)
        rest = [part for part in (element.get("style") or "").split(";") if _name_of(part) not in one and part.strip()]
        element.set("style", ";".join([*rest, *(f"{name}:{value}" for name, (_, value) in one.items())]))
    return [*dict.fromkeys(meant)]


def _gather(root: etree._Element, used: Iterable[_Rule], meant: Iterable[etree._Element]) -> dict[etree._Element, Said]:
    """What all rules together say of the elements that one of them may hide, and of those inside that undo it."""
    said: dict[etree._Element, Said] = {element: {} for element in meant}
    inherited = {name for rule in used if said for name in rule.list_inherited()}
    if not inherited.isdisjoint(_COLORS) and not any(map(holds_figures, said)):
        inherited -= _COLORS
    wanted = inherited.union(name for rule in used if rule.is_telling for name, _, _ in rule.declarations)
    for rule in used if said else ():
        selector = read_selector(rule.text) if rule.says(wanted) else None
        for element in _find(root, selector) if selector is not None else ():
            one = said.setdefault(element, {}) if rule.says(inherited) else said.get(element)
            if one is not None and selector is not None:
                _say(one, rule.declarations, selector.weight, rule.order)
    return said


def _may_apply(rule: _Rule, page: bytes, texts: Sequence[str]) -> bool:
    """Whether the names in a selector stand anywhere but in the style sheets."""
    names = [name[1:] for name in list_names(rule.text)]
    if any(_PLAIN_NAME.fullmatch(name) is None for name in names):
        return True  # such names may be spelled by references
    return all(_count(name, page) > sum(text.count(name) for text in texts) for name in names)


def _count(name: str, page: bytes) -> int:
    """How often a name stands in a page; an expression finds a rare word in half the time that ``count`` takes."""
    return len(re.findall(re.escape(name.encode()), page))


def _say(
    said: Said, declarations: Iterable[tuple[str, str, bool]], weight: tuple[int, int, int] | None, order: int
) -> None:
    """Adds what is said, where nothing firmer is; without a weight by the element's own style."""
    for name, value, is_important in declarations:
        rank = (is_important, weight is None, weight or (0, 0, 0), order)
        if name not in said or said[name][0] <= rank:
            said[name] = (rank, value)


def split_rules(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each selector of style sheets with these texts, and what is declared for it, on a common screen."""
    for text in texts:
        for selectors, body in _list_rules(text):
            for one in _SELECTOR.findall(selectors):
                yield one.strip(), body


def _list_rules(text: str) -> list[tuple[str, str]]:
    return _RULE.findall(_AT_RULE.sub(_keep_screen, _COMMENT.sub("", text)))


def _read_rules(texts: Iterable[str]) -> Iterator[_Rule]:
    order = 0
    for text in texts:
        for selectors, body in _list_rules(text):
            declarations = tuple(_read_declarations(body))
            for one in _SELECTOR.findall(selectors) if declarations else ():
                yield _Rule(one.strip(), declarations, order)
                order += 1


def _keep_screen(match: re.Match[str]) -> str:
    """What a rule for some media says of a common screen, what stands in layers and what browsers are asked for.

    Nothing of print, of small screens, and of fonts.
    """
    if match["open"] is not None:
        return match[0]
    if _HOLDING.match(match[1]) is not None:
        return match[2] or ""
    media = match[1].removeprefix("media").split(",")
    is_seen = match[1].startswith("media") and any(_SCREEN.fullmatch(f"media{one}") for one in media)
    return match[2] or "" if is_seen else ""


def _read_declarations(body: str) -> Iterator[tuple[str, str, bool]]:
    for part in body.split(";"):
        name = _name_of(part)
        if name in _PROPERTIES:
            value = part.partition(":")[2].strip()
            yield name, _IMPORTANT.sub("", value), _IMPORTANT.search(value) is not None


def _name_of(declaration: str) -> str:
    name = declaration.partition(":")[0].strip().lower()
    return _SAME.get(name, name)


def _list_names(root: etree._Element) -> set[str]:
    """The classes and ids on the page: few of those in its style sheets are."""
    classes, ids = cast("list[str]", _CLASSES(root)), cast("list[str]", _IDS(root))
    return {f".{name}" for value in classes for name in value.split()}.union(f"#{name}" for name in ids)


def _find(root: etree._Element, selector: Selector | None) -> list[etree._Element]:
    return [] if selector is None else find_elements(root, selector)


def find_elements(root: etree._Element, selector: Selector) -> list[etree._Element]:
    """The elements that a selector means.

    Raises:
        Unreadable: FILE.TOO_LARGE where it asks of too many elements which others stand beside each.
    """
    steps = selector.path.count("-sibling::")
    if steps and steps * sum(len(element) ** 2 for element in root.iter()) > MOST_BESIDE:
        raise Unreadable("FILE.TOO_LARGE", "a style sheet asks too much of elements with very many beside them")
    return cast("list[etree._Element]", root.xpath(selector.path))
