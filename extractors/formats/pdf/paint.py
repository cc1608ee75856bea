"""Text that a PDF holds and its page does not show: white on white, transparent, or under something painted later.

What may be unseen is told from the colours and the order of painting; whether it is, from the page as pdfium draws it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import pypdfium2.raw as pdfium

from extractors.formats.pdf.calls import (
    BLACK,
    Address,
    Ink,
    as_handle,
    find_layered,
    find_text_of,
    read_bounds,
    read_inks,
    read_modes,
)
from extractors.formats.pdf.clips import is_figure
from extractors.formats.pdf.drawn import CONTRAST, Drawn, draw_page
from extractors.formats.pdf.geometry import IDENTITY, Bounds, Matrix, bound, transform
from extractors.model.document import Unreadable

PALE, THIN_INK = 200, 64
"""Least of red, green and blue from which ink is pale, and opacity up to which it is thin."""
STRIP = 20.0
"""Points; areas are looked up by strips of the page this high."""
MOST_UNLIKE = 0.5
"""Share of the place of a text, without it, that may differ from its ink: edges of what stands beside it."""
LEAST_INK = 0.03
"""Share of the box of a digit that its ink must fill to be seen."""
LEAST_SEEN = 0.8
"""Share of the ink of a sign that must be seen: half an 8 may be a 3."""
SIGN = 1.0
"""Points of a text from which what lies on it may hide a sign."""
SLACK = 1.0
"""Points by which a text may reach out of the area that covers it."""
MOST_PAIRS = 5_000_000
"""Texts of a page with the areas and texts near them; each pair is looked at."""

_OUTLINED = frozenset((pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE))

Place = tuple[int, ...]
"""Number of an object in the order of painting, behind those of the forms it stands in."""
Area = tuple[Place, Address, Bounds]
Covered = tuple[Address, Bounds, list[Area]]
"""A text, where it is, and the areas over it."""


@dataclass(frozen=True, slots=True)
class _PaintedTexts:
    """The text objects of one page or form."""

    items: Sequence[Address]
    indexes: Sequence[int]
    inks: list[Ink]
    own: list[Matrix]
    """The matrix of each, which says where it begins."""
    matrix: Matrix
    place: Place


@dataclass(slots=True)
class Paint:
    """The inks of the texts of a page, and the areas painted on it."""

    texts: list[_PaintedTexts] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)
    veiled: set[Place] = field(default_factory=set)
    """Forms that are painted with less than full ink."""
    half: set[Address] = field(default_factory=set)
    """Texts of which an area or picture that was painted later may hide a part."""

    def note_texts(
        self, items: Sequence[Address], indexes: Sequence[int], own: list[Matrix], matrix: Matrix, place: Place
    ) -> None:
        """Keep the inks of the texts of a page or form; ``indexes`` say where among its objects they stand."""
        self.texts.append(_PaintedTexts(items, indexes, read_inks(items), own, matrix, place))

    def note_form(self, item: Address, place: Place) -> None:
        """Keep whether the form is painted with less than full ink."""
        if _is_veiled(item):
            self.veiled.add(place)

    def note_area(self, item: Address, bounds: Bounds, matrix: Matrix, place: Place) -> None:
        """Keep a filled area."""
        self.areas.append((place, item, bound(matrix, bounds)))

    def note_picture(self, item: Address, bounds: Bounds, matrix: Matrix, place: Place) -> None:
        """Keep a picture."""
        self.pictures.append((place, item, bound(matrix, bounds)))


def find_unseen(page: Any, paint: Paint, *, has_layers: bool = False) -> set[Address]:
    """The text objects that the page does not show; ``has_layers``: the file has layers, and may hide some."""
    pasted = {item: bounds for item, bounds, _ in _find_covered(paint, paint.pictures)}
    behind = _find_behind(page, pasted) if pasted else set()
    covered = [found for found in _find_covered(paint, paint.areas) if found[0] not in behind]
    replaced = set(_find_replaced(paint, covered)) if covered else set()
    layered = _find_layered(paint) if has_layers else ()
    suspects = dict(chain(_find_faint(paint), layered, ((item, bounds) for item, bounds, _ in covered)))
    suspects = {item: bounds for item, bounds in suspects.items() if item not in replaced}
    suspects = {item: bounds for item, bounds in suspects.items() if item not in behind}
    return behind | replaced | (_find_vain(page, suspects, paint) if suspects else set())


def _find_faint(paint: Paint) -> Iterable[tuple[Address, Bounds]]:
    """Text whose ink is pale, or that of an area."""
    used = set().union(*(texts.inks for texts in paint.texts))
    if not paint.areas and not paint.veiled and used <= {BLACK}:
        return
    grounds = set(read_inks([item for _, item, _ in paint.areas]))
    faint = {ink for ink in used if is_faint(ink) or any(_are_alike(ink, ground) for ground in grounds)}
    if not faint and not paint.veiled:
        return
    for texts in paint.texts:
        is_veiled = any(texts.place[: len(form)] == form for form in paint.veiled)
        found = [item for item, ink in zip(texts.items, texts.inks, strict=True) if is_veiled or ink in faint]
        yield from _place(found, texts.matrix)


def _find_layered(paint: Paint) -> Iterable[tuple[Address, Bounds]]:
    for texts in paint.texts:
        yield from _place(find_layered(texts.items), texts.matrix)


def is_faint(ink: Ink) -> bool:
    """Whether an ink is so pale or thin that it may not be seen."""
    return min(ink[:3]) >= PALE or ink[3] <= THIN_INK


def _are_alike(ink: Ink, other: Ink) -> bool:
    return all(abs(one - two) < CONTRAST for one, two in zip(ink[:3], other[:3], strict=True))


def _place(items: Sequence[Address], matrix: Matrix) -> Iterable[tuple[Address, Bounds]]:
    return zip(items, (bound(matrix, bounds) for bounds in read_bounds(items)), strict=True)


def _find_covered(paint: Paint, areas: Sequence[Area]) -> Iterable[Covered]:
    """Text that lies under areas painted after it; Unreadable where there are too many of both to look at."""
    for texts in paint.texts if areas else ():
        first = (*texts.place, texts.indexes[0])
        later = [area for area in areas if area[0] > first]
        near = _find_level(texts, later) if later else []
        strips = _sort_by_strips(later) if near else {}
        _bound(len(near) * max(map(len, strips.values()), default=0))
        for number, (item, bounds) in zip(near, _place([texts.items[n] for n in near], texts.matrix), strict=True):
            own = (*texts.place, texts.indexes[number])
            strip = strips.get(int((bounds[1] + bounds[3]) / 2 // STRIP), ())
            over = [area for area in strip if area[0] > own and _covers(area[2], bounds)]
            if over:
                yield item, bounds, over
            elif strip and any(area[0] > own and _reaches_into(area[2], bounds) for area in strip):
                paint.half.add(item)


def _find_replaced(paint: Paint, covered: Sequence[Covered]) -> Iterable[Address]:
    """Text under an area of full ink that other text was printed on: how an editor of PDFs puts in another number."""
    inks = dict(zip((item for _, item, _ in paint.areas), read_inks([item for _, item, _ in paint.areas]), strict=True))
    full = {item for item, ink in inks.items() if ink[3] == 255 and not _is_veiled(item)}
    hiding = [(item, bounds, [area for area in areas if area[1] in full]) for item, bounds, areas in covered]
    hiding = [(item, bounds, areas) for item, bounds, areas in hiding if areas]
    later = _sort_texts(paint) if hiding else {}
    _bound(len(hiding) * max(map(len, later.values()), default=0))
    for item, bounds, areas in hiding:
        strip, first = int(bounds[1] // STRIP), min(place for place, _, _ in areas)
        near = (text for n in (strip - 1, strip, strip + 1) for text in later.get(n, ()))
        if any(place > first and _is_same_place(bounds, other) for place, other in near):
            yield item


def _bound(pairs: int) -> None:
    if pairs > MOST_PAIRS:
        raise Unreadable("FILE.TOO_LARGE", "too many texts and areas over one another on a page")


def _is_veiled(item: Address) -> bool:
    return bool(pdfium.FPDFPageObj_HasTransparency(as_handle(item)))


def _sort_texts(paint: Paint) -> dict[int, list[tuple[Place, Bounds]]]:
    """When each text is painted and where it is, by the strip of the page in which it begins."""
    strips: dict[int, list[tuple[Place, Bounds]]] = {}
    for texts in paint.texts:
        placed = zip(texts.indexes, texts.own, _place(texts.items, texts.matrix), strict=True)
        for index, own, (_, bounds) in placed:
            height = transform(texts.matrix, own[4], own[5])[1]
            strips.setdefault(int(height // STRIP), []).append(((*texts.place, index), bounds))
    return strips


def _is_same_place(one: Bounds, other: Bounds) -> bool:
    """Whether two texts are printed on one another: over half of the smaller one, across and down."""
    return all(
        2 * (min(one[side + 2], other[side + 2]) - max(one[side], other[side]))
        > min(one[side + 2] - one[side], other[side + 2] - other[side])
        for side in (0, 1)
    )


def _find_level(texts: _PaintedTexts, areas: list[Area]) -> list[int]:
    """Numbers of the texts that begin no higher and no lower than all of the areas: those are few."""
    low, high = min(area[1] for _, _, area in areas) - SLACK, max(area[3] for _, _, area in areas) + SLACK
    if texts.matrix is IDENTITY:
        return [number for number, own in enumerate(texts.own) if low <= own[5] <= high]
    heights = (transform(texts.matrix, own[4], own[5])[1] for own in texts.own)
    return [number for number, height in enumerate(heights) if low <= height <= high]


def _sort_by_strips(areas: list[Area]) -> dict[int, list[Area]]:
    strips: dict[int, list[Area]] = {}
    for area in areas:
        bottom, top = int(area[2][1] // STRIP), int(area[2][3] // STRIP)
        for number in range(bottom, min(top, bottom + 200) + 1):
            strips.setdefault(number, []).append(area)
    return strips


def _covers(area: Bounds, bounds: Bounds) -> bool:
    return (
        area[0] - SLACK <= bounds[0]
        and area[1] - SLACK <= bounds[1]
        and bounds[2] <= area[2] + SLACK
        and bounds[3] <= area[3] + SLACK
    )


def _reaches_into(area: Bounds, bounds: Bounds) -> bool:
    """Whether an area lies over some of the signs of a text."""
    is_level = area[1] < (bounds[1] + bounds[3]) / 2 < area[3]
    return is_level and min(area[2], bounds[2]) - max(area[0], bounds[0]) > SIGN


def list_covered_signs(page: Any, text: Any, boxes: Sequence[float], paint: Paint) -> list[int]:
    """The signs of numbers, by their index among the characters of a page, that something painted later hides."""
    numbers = {item for item in paint.half if is_figure(text, item)}
    if not numbers:
        return []
    covers = [item for _, item, _ in (*paint.areas, *paint.pictures)]
    drawn = [_draw_without(page, items) for items in ((), numbers, covers, (*covers, *numbers))]
    return _list_unseen_signs(text, boxes, numbers, drawn)


def list_noted_signs(page: Any, text: Any, boxes: Sequence[float], notes: Iterable[Bounds]) -> list[int]:
    """The signs of numbers, by their index among the characters of a page, that notes over the page hide."""
    rects, edge = list(notes), iter(boxes)
    near = {
        find_text_of(text, index)
        for index, (left, top, right, bottom) in enumerate(zip(edge, edge, edge, edge, strict=False))
        if left < right and any(_meet(rect, (left, bottom, right, top)) for rect in rects)
    }
    numbers = {item for item in near if item and is_figure(text, item)}
    if not numbers:
        return []
    drawn = [_draw_without(page, items, has_notes=has_notes) for has_notes in (True, False) for items in ((), numbers)]
    return _list_unseen_signs(text, boxes, numbers, drawn)


def _meet(one: Bounds, other: Bounds) -> bool:
    return all(one[side] < other[side + 2] and other[side] < one[side + 2] for side in (0, 1))


def _list_unseen_signs(
    text: Any, boxes: Sequence[float], numbers: set[Address], drawn: Sequence[Drawn | None]
) -> list[int]:
    """The signs of texts of which little can be seen.

    ``drawn``: the page, the page without the texts, and both once more without what may cover them.
    """
    shown, without, bare, ground = drawn
    if shown is None or without is None or bare is None or ground is None:
        return []
    covered = []
    for index in range(len(boxes) // 4):
        left, top, right, bottom = boxes[4 * index : 4 * index + 4]
        if left < right and find_text_of(text, index) in numbers:
            box = left, bottom, right, top
            least = LEAST_INK if chr(pdfium.FPDFText_GetUnicode(text, index)).isdigit() else 0.0
            if shown.differ(box, without) <= max(least, LEAST_SEEN * bare.differ(box, ground)):
                covered.append(index)
    return covered


def _find_vain(page: Any, suspects: dict[Address, Bounds], paint: Paint) -> set[Address]:
    """Those of the texts that leave nothing to be seen; none where the page cannot be drawn.

    Their places show one colour only; or other text stands there too, and without them all looks the same, or has
    nearly everywhere the colour of their ink, and of their outline if they have one.
    """
    shown = draw_page(page)
    if shown is None:
        return set()
    blank = {item for item, bounds in suspects.items() if shown.is_blank(bounds)}
    inks = _find_bare({item: bounds for item, bounds in suspects.items() if item not in blank}, paint)
    without = _draw_without(page, inks) if inks else None
    if without is None:
        return blank
    modes = read_modes(list(inks))
    return blank | {
        item
        for (item, ink), mode in zip(inks.items(), modes, strict=True)
        if shown.cut(suspects[item]) == without.cut(suspects[item])
        or (mode not in _OUTLINED and without.count_unlike(suspects[item], ink) < MOST_UNLIKE)
    }


def _find_bare(suspects: Mapping[Address, Bounds], paint: Paint) -> dict[Address, Ink]:
    """Those of the texts that stand on no area of another colour, which would show them, with their inks."""
    if not suspects:
        return {}
    inks = {item: ink for texts in paint.texts for item, ink in zip(texts.items, texts.inks, strict=True)}
    grounds = read_inks([item for _, item, _ in paint.areas])
    areas = [(bounds, ink) for (_, _, bounds), ink in zip(paint.areas, grounds, strict=True)]
    return {
        item: inks[item]
        for item, place in suspects.items()
        if not any(_covers(area, place) and not _are_alike(inks[item], ink) for area, ink in areas)
    }


def _find_behind(page: Any, suspects: dict[Address, Bounds]) -> set[Address]:
    """Those of the texts without which the page looks the same; none where the page cannot be drawn."""
    shown, without = draw_page(page), _draw_without(page, suspects)
    if shown is None or without is None:
        return set()
    return {item for item, bounds in suspects.items() if shown.cut(bounds) == without.cut(bounds)}


def _draw_without(page: Any, items: Iterable[Address], *, has_notes: bool = False) -> Drawn | None:
    """The page as it is drawn without some of its texts."""
    hidden = list(items)
    _set_active(hidden, False)
    try:
        return draw_page(page, has_notes=has_notes)
    finally:
        _set_active(hidden, True)


def _set_active(items: Iterable[Address], is_active: bool) -> None:
    for handle in map(as_handle, items):
        pdfium.FPDFPageObj_SetIsActive(handle, is_active)
