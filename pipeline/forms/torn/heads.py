"""The heads above a table in torn text: whether they stand in the order of the form."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.catalogue.model import Catalogue
from pipeline.forms.torn.text import TornText

_T3_HEAD = 200
_T4_HEAD = 150
"""Signs before the first row, or before the first result, in which the heads are looked for."""
_T3_OTHER = re.compile(r".*[\d。;]", re.DOTALL)
"""Up to the last sentence or number before the heads of T3."""
_T4_OTHER = re.compile(r".*\d", re.DOTALL)
"""Up to the last digit before the heads of T4: another table, or a sentence."""


def find_t3_order(catalogue: Catalogue, text: TornText, first_row: int) -> tuple[int, ...] | None:
    """The columns at which the total of T3 may stand instead of the last, by the order of the heads.

    None where other heads, of those that mean one column only, are not in the form's order. A total that is named
    before the others heads their column, or the last one, reaching up into the line above them.
    """
    fold = catalogue.folding.label_key
    head = text.text[max(0, first_row - _T3_HEAD) : first_row]
    whole, last = fold(head).key, fold(_T3_OTHER.sub("", head)).key
    places = list(_applicant_places(catalogue, whole, last))
    # Two words for one are a head on two lines: either may stand in order.
    if places and not any(list(ends) == sorted(ends) for ends in zip(*places, strict=True)):
        return None
    first, *_, total = catalogue.applicants
    at_total = max(last.rfind(fold(word).key) for word in (total.label, *total.variants))
    is_early = 0 <= at_total < last.rfind(fold(first.label).key)
    return (*((0,) if is_early else ()), *_list_totals_inside(catalogue, last))


def _list_totals_inside(catalogue: Catalogue, head: str) -> Iterator[int]:
    """The columns of the applicants right before which the total is named, and right behind another.

    On the form it stands behind the last, or behind the head over all applicants but the first.
    """
    fold = catalogue.folding.label_key
    *applicants, total = catalogue.applicants
    words = [fold(word).key for word in (total.label, *total.variants)]
    names = [[fold(name).key for name in (one.label, *one.variants)] for one in applicants]
    for column, (ones, after) in enumerate(pairwise(names), 1):
        behind = max(map(head.rfind, after))
        if any(-1 < head.rfind(name + word) < behind for name in ones for word in words):
            yield column


def _applicant_places(catalogue: Catalogue, whole: str, last: str) -> Iterator[tuple[int, int]]:
    """Where each applicant's head stands last and first, for those that are found.

    The label of the form counts wherever it stands; a shorter word for it, which may stand in any sentence, only
    behind the last one.
    """
    fold = catalogue.folding.label_key
    for applicant in catalogue.applicants[:5]:
        place = whole.rfind(fold(applicant.label).key)
        if place >= 0:
            yield place, place
            continue
        places = [at for variant in applicant.variants if (at := last.rfind(fold(variant).key)) >= 0]
        if places:
            before = len(whole) - len(last)
            yield before + max(places), before + min(places)


def has_usual_t4_heads(catalogue: Catalogue, text: TornText, first: int, stop: int) -> bool:
    """False when the heads of the three groups of T4 stand in another order than on the form."""
    fold = catalogue.folding.label_key
    above = _T4_OTHER.sub("", text.text[max(0, first - _T4_HEAD) : first], count=1)
    key = fold(above + text.text[first:stop]).key
    columns = catalogue.t4_columns
    review, *lawsuits = [fold(group).key for group in dict.fromkeys(spec.path[-1] for spec in columns)]
    over = fold(columns[-1].path[0]).key
    found = [place for place in map(key.find, lawsuits) if place >= 0]
    is_behind = over + review in key or bool(found and key.rfind(review) > min(found))
    return found == sorted(found) and not is_behind
