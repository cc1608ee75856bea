"""勾稽关系 as an error-correcting code: which readings of a table's rows satisfy all the sums it promises.

An exact search with a bound: a cell is called certain only when every solution agrees on it, never by likelihood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

from pipeline.catalogue.model import Catalogue

Value = int | None
"""A count; None for a cell that holds no number and adds nothing to a sum."""
Candidate = tuple[Value, ...]
"""One reading of a whole row."""
Term = tuple[int, int, int]
"""(row, column, factor)."""
Equation = tuple[Term, ...]
"""Terms that add up to 0; every row at most once."""
State = Literal["unique", "several", "none", "too_many"]

STEPS = 6000
"""Bound on the search for one table: how often an equation is held against the rows (less than a millisecond each)."""
_WIDEST = 100_000
"""Range of partial sums of one equation; beyond, only its bounds are used."""


@dataclass(frozen=True, slots=True)
class Solution:
    """What the sums say about a table."""

    state: State
    solution: tuple[Candidate, ...]
    """One solution; empty when there is none or none was found in time."""
    possible: tuple[tuple[Candidate, ...], ...]
    """For each row the readings that the sums leave."""
    certain: tuple[tuple[bool, ...], ...]
    """For each row and column, whether all solutions agree."""


def column_equations(catalogue: Catalogue, table_code: str, edition: str, fields: Sequence[str]) -> list[Equation]:
    """The sums down each column of T3 over these rows, in their order; empty when a row of a sum is not among them."""
    row_of = {field: index for index, field in enumerate(fields)}
    leaves = tuple(spec.code for spec in catalogue.t3_fields(edition) if spec.role == "leaf")
    equations: list[Equation] = []
    for identity in catalogue.identities:
        if identity.table_code != table_code or identity.for_each != "column" or identity.relation != "=":
            continue
        left = leaves if identity.left == ("leaves",) else identity.left
        factors = [(name, 1) for name in left] + [(name, -1) for name in identity.right]
        if any(name not in row_of for name, _ in factors):
            return []
        for column in range(len(catalogue.applicants)):
            equations.append(tuple((row_of[name], column, factor) for name, factor in factors))
    return equations


def solve(rows: Sequence[Sequence[Candidate]], equations: Sequence[Equation], steps: int = STEPS) -> Solution:
    """The cells that all solutions share.

    Args:
        rows: for each row the readings to choose from; the sums along the row are the caller's.
        equations: the sums across rows.
        steps: bound on the search; when it is reached the state is ``too_many`` and only what is proven is certain.
    """
    search = _Search([list(dict.fromkeys(row)) for row in rows], equations, steps)
    return search.run()


class _OutOfSteps(Exception):
    """The search reached its bound."""


class _Search:
    """One table's search; domains are narrowed as facts about all solutions become known."""

    def __init__(self, domains: list[list[Candidate]], equations: Sequence[Equation], steps: int) -> None:
        self._domains = domains
        self._equations = equations
        self._steps = steps
        self._of_row: list[list[int]] = [[] for _ in domains]
        for number, equation in enumerate(equations):
            for row, _, _ in equation:
                self._of_row[row].append(number)

    def run(self) -> Solution:
        try:
            narrowed = self._propagate(self._domains, set(range(len(self._equations))))
            first = None if narrowed is None else self._find(narrowed)
        except _OutOfSteps:
            return self._outcome("too_many", (), [])
        if narrowed is None or first is None:
            return Solution(
                "none",
                (),
                tuple(map(tuple, self._domains)),
                tuple((False,) * len(d[0]) if d else () for d in self._domains),
            )
        self._domains = narrowed
        return self._compare(first)

    def _compare(self, first: list[Candidate]) -> Solution:
        """Looks for a second solution that differs in a cell, for every cell not yet decided."""
        varying: set[tuple[int, int]] = set()
        state: State = "unique"
        for row, chosen in enumerate(first):
            for column, value in enumerate(chosen):
                if (row, column) in varying or self._is_settled(row, column):
                    continue
                try:
                    other = self._find_without(row, column, value)
                except _OutOfSteps:
                    return self._outcome("too_many", tuple(first), sorted(varying))
                if other is None:
                    self._domains[row] = [c for c in self._domains[row] if c[column] == value]
                else:
                    state = "several"
                    varying |= _differences(first, other)
        return self._outcome(state, tuple(first), sorted(varying))

    def _is_settled(self, row: int, column: int) -> bool:
        return len({candidate[column] for candidate in self._domains[row]}) == 1

    def _outcome(self, state: State, solution: tuple[Candidate, ...], varying: list[tuple[int, int]]) -> Solution:
        certain = tuple(
            tuple(self._is_settled(row, column) for column in range(len(domain[0])))
            for row, domain in enumerate(self._domains)
        )
        return Solution(state, solution, tuple(map(tuple, self._domains)), certain)

    def _find_without(self, row: int, column: int, value: Value) -> list[Candidate] | None:
        """A solution in which the cell has another value."""
        domains = list(self._domains)
        domains[row] = [candidate for candidate in domains[row] if candidate[column] != value]
        narrowed = self._propagate(domains, set(self._of_row[row]))
        return None if narrowed is None else self._find(narrowed)

    def _find(self, domains: list[list[Candidate]]) -> list[Candidate] | None:
        """Any solution within the domains, or None when there is none."""
        open_rows = [row for row, domain in enumerate(domains) if len(domain) > 1]
        if not open_rows:
            return [domain[0] for domain in domains]
        row = min(open_rows, key=lambda r: len(domains[r]))
        for candidate in domains[row]:
            tried = list(domains)
            tried[row] = [candidate]
            narrowed = self._propagate(tried, set(self._of_row[row]))
            solution = None if narrowed is None else self._find(narrowed)
            if solution is not None:
                return solution
        return None

    def _propagate(self, domains: list[list[Candidate]], queue: set[int]) -> list[list[Candidate]] | None:
        """The domains without the readings that some equation rules out; None when a row has none left."""
        domains = list(domains)
        if not all(domains):
            return None
        while queue:
            self._steps -= 1
            if self._steps < 0:
                raise _OutOfSteps
            number = queue.pop()
            allowed = _supported(self._equations[number], domains)
            if allowed is None:
                return None
            for (row, column, _), values in zip(self._equations[number], allowed, strict=True):
                kept = [candidate for candidate in domains[row] if candidate[column] in values]
                if len(kept) < len(domains[row]):
                    domains[row] = kept
                    queue.update(n for n in self._of_row[row] if n != number)
        return domains


def _differences(first: Sequence[Candidate], other: Sequence[Candidate]) -> set[tuple[int, int]]:
    return {
        (row, column)
        for row, (one, two) in enumerate(zip(first, other, strict=True))
        for column, (a, b) in enumerate(zip(one, two, strict=True))
        if a != b
    }


def _supported(equation: Equation, domains: list[list[Candidate]]) -> list[set[Value]] | None:
    """For each term the values that occur in some way to make the equation hold; None when there is no way."""
    choices = [{candidate[column] for candidate in domains[row]} for row, column, _ in equation]
    added = [
        {factor * (value or 0) for value in values} for (_, _, factor), values in zip(equation, choices, strict=True)
    ]
    if all(len(values) == 1 for values in added):
        return choices if sum(next(iter(values)) for values in added) == 0 else None
    kept = _supported_exactly(added)
    if kept is None:
        kept = _supported_by_bounds(added)
    if not all(kept):
        return None
    factors = [factor for _, _, factor in equation]
    return [
        {value for value in values if factor * (value or 0) in good}
        for values, good, factor in zip(choices, kept, factors, strict=True)
    ]


def _supported_exactly(added: list[set[int]]) -> list[set[int]] | None:
    """By all partial sums from the left and from the right, one bit for each; None when there are too many."""
    lowest = [min(values) for values in added]
    target = -sum(lowest)
    if target > _WIDEST:
        return None
    if target < 0:
        return [set() for _ in added]
    mask = (1 << (target + 1)) - 1
    before = [1]
    for values, low in zip(added, lowest, strict=True):
        before.append(reduce(or_, (before[-1] << (value - low) for value in values)) & mask)
    wanted = (1 << target) & before[-1]
    kept: list[set[int]] = []
    for index in range(len(added) - 1, -1, -1):
        low, sums = lowest[index], before[index]
        kept.append({value for value in added[index] if wanted >> (value - low) & sums})
        wanted = reduce(or_, (wanted >> (value - low) for value in added[index])) & sums
    return kept[::-1]


def _supported_by_bounds(added: list[set[int]]) -> list[set[int]]:
    low, high = sum(map(min, added)), sum(map(max, added))
    return [{value for value in values if low - min(values) <= -value <= high - max(values)} for values in added]
