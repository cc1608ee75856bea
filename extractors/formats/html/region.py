"""Which part of a web page is the report: by where its words stand, never by trusting the names of its containers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from extractors.grids.grid import Row, get_text

Kind = Literal["heading", "text", "table", "image"]


@dataclass(slots=True)
class PageBlock:
    """One block of a page before it is known whether it belongs to the report."""

    kind: Kind
    text: str = ""
    """The text of a heading or paragraph; the address of an image."""
    level: int | None = None
    rows: Sequence[Row] = ()
    weight: int = 0
    """Printed signs that are not part of a link, cells counted on top: what the choice is made by."""
    is_sure: bool = False
    """Could hardly be anything but content: a sentence, or a table with cells to fill in."""
    is_chrome: bool = False
    """Surely not content: a list of links, or a piece of a small container named footer, menu …"""


@dataclass(slots=True)
class Container:
    """An element that holds a run of pieces: ``pieces[start:end]``."""

    start: int
    is_hint: bool
    is_chrome: bool
    end: int = 0


HINTS = re.compile(
    r"(?:^|\s)(?:zoom|zoomcon|trs_editor|trs_ueditor|ivs_content|custom_unionstyle|webeditorview|article|article[-_]con|"
    r"article[-_]content|xxgk_content|ucapcontent|news_?content|con_text|art_con|detail-content|view|pages_content|"
    r"vsb_content|v_news_content|wzy_content|txt_con|bt-content|easysite-news-text|main-txt)(?:$|\s)"
)
"""Ids and classes under which content systems put an article: hints, overruled by where the words are."""

_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|foot|header|head|top|bottom|crumbs?|breadcrumbs?|position|location|sidebar|"
    r"side|aside|share|related|copyright|toolbar|pager|pagination|friend|links?|search|banner|logo)(?:$|[\s_\d-])"
)
_CHROME_TAGS = frozenset({"nav", "footer", "aside", "header"})

LARGE_CELLS = 40
"""The smallest of the three tables of the form has 56."""
_LOWEST_TITLE = 3
_CORE_SHARE = 0.9
_HINT_SHARE = 0.5
_CHROME_SHARE = 0.3
"""A container with more of the page's words than this is no chrome, whatever its name."""


def open_container(tag: str, names: str, start: int) -> Container:
    """A container beginning at piece ``start``; ``names`` are its id and classes."""
    is_hint, is_chrome = _read_names(names) if names else (False, False)
    return Container(start, is_hint, is_chrome or tag in _CHROME_TAGS)


@lru_cache(4096)
def _read_names(names: str) -> tuple[bool, bool]:
    """Whether the id and classes of a container are a hint, and whether they are chrome; a site has few."""
    lowered = names.lower()
    return HINTS.search(lowered) is not None, _CHROME.search(lowered) is not None


def choose_regions(pieces: Sequence[PageBlock], containers: Sequence[Container]) -> list[tuple[int, int]]:
    """Start and end of every report among ``pieces``, in order: one, but where two whole pages were put into one.

    What is left beside the first region has another one where it holds a large table with the labels of one in that
    region, and other values.
    """
    start, end = choose_region(pieces, containers)
    regions = [(start, end)]
    if any(_is_large(piece) for piece in (*pieces[:start], *pieces[end:])):  # as on hardly any page
        said = [_list_texts(piece) for piece in pieces[start:end] if piece.kind == "table"]
        for first, last in ((0, start), (end, len(pieces))):
            if any(_is_large(piece) and _is_other_copy(_list_texts(piece), said) for piece in pieces[first:last]):
                regions += _choose_within(pieces, containers, first, last)
    return sorted(regions)


def _is_other_copy(texts: list[str], said: Sequence[list[str]]) -> bool:
    """Whether a table has most labels of another one, and not the same values."""
    own = _list_labels(texts)
    return texts not in said and any(2 * len(own & _list_labels(other)) > len(own) for other in said)


def _list_labels(texts: list[str]) -> set[str]:
    return {text for text in texts if any(map(str.isalpha, text))}


def _choose_within(
    pieces: Sequence[PageBlock], containers: Sequence[Container], first: int, last: int
) -> list[tuple[int, int]]:
    """The regions among the pieces of one side."""
    inside = [
        Container(one.start - first, one.is_hint, one.is_chrome, one.end - first)
        for one in containers
        if first <= one.start and one.end <= last
    ]
    found = choose_regions(pieces[first:last], inside)
    return [(first + start, first + end) for start, end in found]


def _is_large(piece: PageBlock) -> bool:
    """Whether a table could be one of a report, and none of a page's frame."""
    return piece.is_sure and not piece.is_chrome and sum(map(len, piece.rows)) >= LARGE_CELLS


def _list_texts(piece: PageBlock) -> list[str]:
    return [get_text(cell) for row in piece.rows for cell in row]


def choose_region(pieces: Sequence[PageBlock], containers: Sequence[Container]) -> tuple[int, int]:
    """Start and end of the report among ``pieces``.

    The smallest container with nearly all words, or the best hinted one that has most of them; then outwards over
    whatever is clearly content, until something that is clearly not.
    """
    _mark_chrome(pieces, containers, _sum_weights(pieces))
    core = _choose_core(pieces, containers, _sum_weights(pieces))
    if core is None:
        return 0, len(pieces)
    start, end = _widen(pieces, containers, *core)
    return _reach_back(pieces, start), _reach_on(pieces, containers, end)


def _sum_weights(pieces: Sequence[PageBlock]) -> list[int]:
    """The weight before each piece, and at the end of all, so that any run is one subtraction."""
    return [0, *accumulate(piece.weight for piece in pieces)]


def find_title(pieces: Sequence[PageBlock], start: int) -> int | None:
    """Index of the nearest ``h1`` to ``h3`` before the region that ranks above the heading the region begins with."""
    first = pieces[start].level if start < len(pieces) else None
    rank = _LOWEST_TITLE + 1 if first is None else first
    return next((index for index in range(start - 1, -1, -1) if _is_title(pieces[index], rank)), None)


def _is_title(piece: PageBlock, rank: int) -> bool:
    # A heading that is a link is the name of the site.
    return piece.level is not None and piece.level < rank and piece.level <= _LOWEST_TITLE and piece.weight > 0


def _mark_chrome(pieces: Sequence[PageBlock], containers: Sequence[Container], sums: Sequence[int]) -> None:
    limit = _CHROME_SHARE * sums[-1]
    for container in containers:
        if not container.is_chrome or sums[container.end] - sums[container.start] > limit:
            continue
        run = pieces[container.start : container.end]
        if not any(piece.kind == "table" and piece.is_sure for piece in run):
            _set_chrome(run)


def _set_chrome(run: Sequence[PageBlock]) -> None:
    for piece in run:
        piece.is_chrome, piece.is_sure = True, False
        if piece.kind != "heading":  # the title of the page may stand in a container named header
            piece.weight = 0


def _choose_core(
    pieces: Sequence[PageBlock], containers: Sequence[Container], sums: Sequence[int]
) -> tuple[int, int] | None:
    total = sums[-1]
    best: tuple[int, int] | None = (0, len(pieces)) if total else None
    hinted: tuple[int, int] | None = None
    hinted_weight = int(_HINT_SHARE * total)
    for container in containers:  # inner containers come before the outer ones that hold them
        weight = sums[container.end] - sums[container.start]
        if container.is_hint and weight > hinted_weight:
            hinted, hinted_weight = (container.start, container.end), weight
        size = container.end - container.start
        if weight >= _CORE_SHARE * total and best is not None and size < best[1] - best[0]:
            best = (container.start, container.end)
    return hinted or best


def _widen(pieces: Sequence[PageBlock], containers: Sequence[Container], start: int, end: int) -> tuple[int, int]:
    """Goes up to a larger container as long as what comes in has content and nothing that is clearly no content."""
    for container in containers:
        if container.start > start or container.end < end or (container.start, container.end) == (start, end):
            continue
        added = [*pieces[container.start : start], *pieces[end : container.end]]
        if any(piece.is_chrome for piece in added) or not any(piece.is_sure for piece in added):
            continue
        start, end = container.start, container.end
    return start, end


def _reach_back(pieces: Sequence[PageBlock], start: int) -> int:
    reached = start
    for index in range(start - 1, -1, -1):
        if pieces[index].is_chrome:
            break
        if pieces[index].is_sure or pieces[index].kind == "heading":
            reached = index
    return reached


def _reach_on(pieces: Sequence[PageBlock], containers: Sequence[Container], end: int) -> int:
    reached = end
    for index in range(end, len(pieces)):
        if pieces[index].is_chrome:
            break
        if pieces[index].is_sure:
            reached = index + 1
    if reached == end:
        return end
    # A report often ends in a few words (none, no fees): what shares a container with its last sentence belongs to it.
    holder = next((c.end for c in containers if c.start < reached < c.end), reached)
    return next((index for index in range(reached, holder) if pieces[index].is_chrome), holder)
