"""勾稽关系 spelled out: for the editions of a report, every sum its forms promise, cell by cell, ready to be added up.

Spelled out once for each set of editions, for every report of a year asks for the same fifty.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any, Literal

from db.schema.records import TableCode
from pipeline.catalogue.model import Catalogue, Identity

Key = tuple[str, str]
"""(field, applicant)."""

ZERO = Decimal(0)
_SETS_OF_EDITIONS = 64
"""Kept; there are fewer in use."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One sum: what the left side adds up to must equal, or not exceed, what the right side does."""

    rule: str
    table_code: TableCode
    relation: Literal["=", "<="]
    left: tuple[Key, ...]
    right: tuple[Key, ...]
    keys: tuple[Key, ...]
    """Every cell the sum uses, those of the left side first."""
    field: str | None
    """The row, for sums along a row."""
    applicant: str | None
    """The column, for sums down a column."""

    def holds(self, left: Decimal, right: Decimal) -> bool:
        """Whether two sides that add up to these are as promised."""
        return left == right if self.relation == "=" else left <= right


_Pick = Callable[[Sequence[Any]], Sequence[Any]]
"""Takes from a list what stands at the places of some cells."""


class Promises:
    """All sums of one set of editions. Its cells are numbered, so that lists with an entry a cell can be added up."""

    def __init__(self, promises: Iterable[Promise]) -> None:
        self.all = tuple(promises)
        self.cells = tuple(dict.fromkeys(key for promise in self.all for key in promise.keys))
        """Every cell once; the order of all lists below."""
        place = {key: number for number, key in enumerate(self.cells)}
        self._picks = [tuple(_pick(place, keys) for keys in (p.left, p.right, p.keys)) for p in self.all]

    def add(self, values: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
        """For each promise what its left and its right side add up to, from a value for each cell."""
        return [(sum(left(values), ZERO), sum(right(values), ZERO)) for left, right, _ in self._picks]

    def spread(self, kinds: Sequence[int]) -> list[set[int]]:
        """For each promise the kinds that occur among its cells, from a kind for each cell."""
        return [set(both(kinds)) for _, _, both in self._picks]


def _pick(place: Mapping[Key, int], keys: Sequence[Key]) -> _Pick:
    numbers = [place[key] for key in keys]
    # of a single place, itemgetter would give the bare entry
    return itemgetter(*numbers) if len(numbers) > 1 else itemgetter(slice(numbers[0], numbers[0] + 1))


def promises_of(catalogue: Catalogue, editions: Mapping[str, str]) -> Promises:
    """The sums that the forms of these editions (table code -> edition) promise, in the catalogue's order."""
    return _spell_out(catalogue, tuple(sorted(editions.items())))


@lru_cache(_SETS_OF_EDITIONS)
def _spell_out(catalogue: Catalogue, editions: tuple[tuple[str, str], ...]) -> Promises:
    of_table = dict(editions)
    found: list[Promise] = []
    for identity in catalogue.identities:
        edition = of_table.get(identity.table_code)
        if edition is not None and identity.edition in (None, edition):
            found += _apply(identity, edition, catalogue)
    return Promises(found)


def _apply(identity: Identity, edition: str, catalogue: Catalogue) -> Iterator[Promise]:
    """The identity for every row, for every column, or for the table as a whole."""
    if identity.for_each == "row":
        for spec in catalogue.t3_fields(edition):
            left, right = (tuple((spec.code, name) for name in side) for side in (identity.left, identity.right))
            yield _promise(identity, left, right, spec.code, None)
        return
    leaves = tuple(spec.code for spec in catalogue.t3_fields(edition) if spec.role == "leaf")
    names = leaves if identity.left == ("leaves",) else identity.left
    applicants = [a.code for a in catalogue.applicants] if identity.for_each == "column" else ["all"]
    for applicant in applicants:
        left, right = (tuple((name, applicant) for name in side) for side in (names, identity.right))
        yield _promise(identity, left, right, None, applicant)


def _promise(
    identity: Identity, left: tuple[Key, ...], right: tuple[Key, ...], field: str | None, applicant: str | None
) -> Promise:
    return Promise(identity.rule, identity.table_code, identity.relation, left, right, left + right, field, applicant)
