"""The sums choose between several readings of a cell, and locate a cell that spoils them.

They never change a reading that stands alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import product

from db.schema.records import Fact, State, TableCode
from pipeline.catalogue.model import Catalogue
from pipeline.catalogue.promises import ZERO, Key, Promises, promises_of
from pipeline.forms.cells import CellReader
from pipeline.forms.facts import Note
from pipeline.forms.sums.solve import Candidate, Equation, Solution, Value, solve

Facts = Mapping[Key, Fact]

_BLANK_STATES = frozenset({"blank", "slash", "dash", "text_na", "merged_span"})
_MOST_READINGS = 3000
"""Readings of one row; beyond, its doubtful cells stay open."""
_EXACT = Decimal(10**20)
"""Below this, ``Decimal`` adds a table up without rounding."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One promised sum: the cells, each with its factor, add up to 0."""

    terms: tuple[tuple[Key, int], ...]
    row: str | None
    """The row, for a sum along a row of T3."""


@dataclass(frozen=True, slots=True)
class TableSums:
    """The equalities that one table promises."""

    sums: tuple[Sum, ...]
    cells: tuple[Key, ...]
    """Every cell of them, once."""
    of_cell: Mapping[Key, tuple[tuple[int, int], ...]]
    """For each cell the numbers of the sums it is part of, each with its factor there."""


@lru_cache(64)
def _sums_of(promises: Promises) -> tuple[TableSums, ...]:
    """For each table the equalities among the promises."""
    found: dict[str, list[Sum]] = {}
    for promise in promises.all:
        if promise.relation == "=":
            terms = [(key, 1) for key in promise.left] + [(key, -1) for key in promise.right]
            found.setdefault(promise.table_code, []).append(Sum(tuple(terms), promise.field))
    return tuple(_table_of(sums) for sums in found.values())


def _table_of(sums: Sequence[Sum]) -> TableSums:
    of_cell: dict[Key, dict[int, int]] = {}
    for number, one in enumerate(sums):
        for key, factor in one.terms:
            of_cell.setdefault(key, {}).setdefault(number, factor)
    return TableSums(tuple(sums), tuple(of_cell), {key: tuple(own.items()) for key, own in of_cell.items()})


def settle(
    facts: Sequence[Fact], editions: Sequence[tuple[TableCode, str]], catalogue: Catalogue, cells: CellReader
) -> tuple[tuple[Fact, ...], tuple[Note, ...]]:
    """The facts with doubtful readings chosen by the sums or left open, and notes on cells that spoil the sums.

    A fact with ``candidates`` takes another reading only when every solution of all sums agrees on it; it then has the
    method ``by_constraint`` and keeps ``raw`` and ``candidates``. Where the sums leave several readings, the fact
    becomes ``ambiguous``. Where no choice satisfies all of them, a cell is settled only when its own sums, two at
    least, can hold with one reading alone; cells that no sum covers are not touched. A fact without candidates is
    never changed: when every sum it is part of fails by the same amount, a note names the value they imply.
    """
    promises = promises_of(catalogue, dict(editions))
    known = {(fact.field, fact.applicant): fact for fact in facts}
    is_doubtful = any(fact.candidates for fact in facts)
    if not is_doubtful and _all_hold(promises, known):
        return tuple(facts), ()
    changed: dict[Key, Fact] = {}
    notes: list[Note] = []
    for table in _sums_of(promises):
        if is_doubtful:
            readings = {key: _readings(known[key], cells) for key in table.cells if key in known}
            if any(len(values) > 1 for values in readings.values()):
                chosen, found = _choose(known, readings, table.sums, cells)
                changed |= chosen
                notes += found
        now = {**known, **changed}
        notes += [_doubt(now[key], value) for key, value in locate(now, table) if not now[key].candidates]
    return tuple(changed.get((fact.field, fact.applicant), fact) for fact in facts), tuple(notes)


def _all_hold(promises: Promises, known: Facts) -> bool:
    """Whether every sum adds up, as on most reports: then no cell can spoil one. Cells without a number add nothing."""
    found = map(known.get, promises.cells)
    values = [ZERO if fact is None else fact.value or ZERO for fact in found]
    counted = [value for value in values if value]  # few: most cells say 0
    if not counted:
        return True
    if max(counted) >= _EXACT or min(counted) < 0:
        return False  # not as plain as that
    totals = promises.add(values)
    return all(left == right for one, (left, right) in zip(promises.all, totals, strict=True) if one.relation == "=")


def _cells_of(sums: Sequence[Sum]) -> list[Key]:
    return list(dict.fromkeys(key for one in sums for key, _ in one.terms))


def _readings(fact: Fact, cells: CellReader) -> dict[Value, str]:
    """What a cell may say, with the text that says it: the text read first; empty when it cannot be said."""
    if fact.state == "ambiguous":  # torn text: its candidates are only the first few, and not free of one another
        return {}
    readings: dict[Value, str] = {}
    if fact.value is not None or fact.state in _BLANK_STATES:
        whole = _whole(fact.value)
        if fact.value is None or whole is not None:
            readings[whole] = fact.raw
    for text in fact.candidates:
        reading = cells.read(text, "count")
        whole = _whole(reading.value)
        if (reading.state == "number" and whole is not None) or reading.state in _BLANK_STATES:
            readings.setdefault(whole, text)
    return readings


def _whole(value: Decimal | None) -> int | None:
    return int(value) if value is not None and value == value.to_integral_value() and value >= 0 else None


def _choose(
    facts: Facts, readings: Mapping[Key, Mapping[Value, str]], sums: Sequence[Sum], cells: CellReader
) -> tuple[dict[Key, Fact], list[Note]]:
    """The doubtful cells of one table as the sums settle them."""
    doubtful = [key for key, values in readings.items() if len(values) > 1]
    outcome, rows = _search(readings, sums)
    is_unsolved = outcome is None or outcome.state == "none"
    confirmed = _confirm_alone(doubtful, readings, sums) if is_unsolved else {}
    changed: dict[Key, Fact] = {}
    notes: list[Note] = []
    for key in doubtful:
        fact = facts[key]
        certain, value = _judge(key, outcome, rows, confirmed.get(key, ()))
        if not certain:
            texts = _texts(readings[key])
            changed[key] = replace(fact, state="ambiguous", value=None, standard_value=None, candidates=texts)
            notes.append(_open_note(changed[key]))
        elif value != _whole(fact.value):
            changed[key] = _take(fact, value, cells.read(readings[key][value], "count").state)
    return changed, notes


def _judge(
    key: Key, outcome: Solution | None, rows: Sequence[Sequence[Key]], confirmed: Sequence[Value]
) -> tuple[bool, Value]:
    """Whether a cell's reading is settled, and which it is."""
    if outcome is None or outcome.state == "none":
        return len(confirmed) == 1, confirmed[0] if confirmed else None
    place = next(((number, row.index(key)) for number, row in enumerate(rows) if key in row), None)
    if place is None:
        return False, None
    number, column = place
    return outcome.certain[number][column], outcome.possible[number][0][column]


def _confirm_alone(
    doubtful: Sequence[Key], readings: Mapping[Key, Mapping[Value, str]], sums: Sequence[Sum]
) -> dict[Key, list[Value]]:
    """For each cell the readings that its own sums bear out; none where those of two cells contradict each other.

    A misreading that nobody doubts can make a wrong reading the only one that fits, but hardly fit all others too.
    """
    found = {key: _confirmed(key, readings, sums) for key in doubtful}
    chosen = {key: {values[0]: ""} for key, values in found.items() if len(values) == 1}
    narrowed = {**readings, **chosen}
    return {
        key: values if len(values) != 1 or _confirmed(key, {**narrowed, key: readings[key]}, sums) == values else []
        for key, values in found.items()
    }


def _confirmed(key: Key, readings: Mapping[Key, Mapping[Value, str]], sums: Sequence[Sum]) -> list[Value]:
    """The readings of a cell with which each of its sums, two at least, can hold: a misreading would break both."""
    own = [one for one in sums if any(key == other for other, _ in one.terms)]
    if len(own) < 2 or any(not readings.get(other) for one in own for other, _ in one.terms):
        return []
    return [value for value in readings[key] if all(_can_hold(one, {**readings, key: {value: ""}}) for one in own)]


def _can_hold(one: Sum, readings: Mapping[Key, Mapping[Value, str]]) -> bool:
    """Whether some choice of readings satisfies a sum; True when there are too many to say."""
    totals = {0}
    for key, factor in one.terms:
        totals = {total + factor * (value or 0) for total in totals for value in readings[key]}
        if len(totals) > _MOST_READINGS:
            return True
    return 0 in totals


def _take(fact: Fact, value: Value, state: State) -> Fact:
    number = None if value is None else Decimal(value)
    return replace(fact, state=state, value=number, standard_value=number, method="by_constraint")


def _texts(readings: Mapping[Value, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(readings.values()))


def _search(
    readings: Mapping[Key, Mapping[Value, str]], sums: Sequence[Sum]
) -> tuple[Solution | None, list[tuple[Key, ...]]]:
    """The solutions of all sums whose cells can be read; None when a row has too many readings."""
    usable = [one for one in sums if all(readings.get(key) for key, _ in one.terms)]
    along = {one.row: one for one in usable if one.row is not None}
    rows = _group_rows(usable, along)
    place = {key: (number, column) for number, row in enumerate(rows) for column, key in enumerate(row)}
    domains: list[list[Candidate]] = []
    for row in rows:
        own = [one for one in usable if all(key in row for key, _ in one.terms)]
        domain = _read_row(row, readings, own)
        if domain is None:
            return None, rows
        domains.append(domain)
    across = [one for one in usable if one.row is None and len({place[key][0] for key, _ in one.terms}) > 1]
    equations: list[Equation] = [tuple((*place[key], factor) for key, factor in one.terms) for one in across]
    return solve(domains, equations), rows


def _group_rows(usable: Sequence[Sum], along: Mapping[str, Sum]) -> list[tuple[Key, ...]]:
    """The cells in rows: those of a sum along a row together, those of a table without rows by their sum."""
    if along:
        fields = list(dict.fromkeys(key[0] for one in usable for key, _ in one.terms))
        cells = _cells_of(usable)
        return [tuple(key for key in cells if key[0] == field) for field in fields]
    return _connected(usable)


def _connected(sums: Sequence[Sum]) -> list[tuple[Key, ...]]:
    """Cells that share sums, directly or through others, in one row each."""
    groups: list[list[Key]] = []
    for one in sums:
        keys = [key for key, _ in one.terms]
        touching = [group for group in groups if any(key in group for key in keys)]
        joined = list(dict.fromkeys([key for group in touching for key in group] + keys))
        groups = [group for group in groups if group not in touching] + [joined]
    return [tuple(group) for group in groups]


def _read_row(
    row: Sequence[Key], readings: Mapping[Key, Mapping[Value, str]], own: Sequence[Sum]
) -> list[Candidate] | None:
    """The readings of a row that satisfy the sums within it; None when there are too many."""
    count = 1
    for key in row:
        count *= len(readings[key])
    if count > _MOST_READINGS:
        return None
    column = {key: number for number, key in enumerate(row)}
    checks = [[(column[key], factor) for key, factor in one.terms] for one in own]
    return [
        values
        for values in product(*(readings[key] for key in row))
        if all(sum(factor * (values[c] or 0) for c, factor in check) == 0 for check in checks)
    ]


def locate(facts: Facts, table: TableSums) -> Iterator[tuple[Key, int]]:
    """Cells whose every sum fails by the same amount, with the value that would mend them all.

    Only where at least two sums meet in the cell and no other cell explains one of them.
    """
    amounts = {key: _amount(facts[key]) for key in table.cells if key in facts}
    rests = [_residual(one, amounts) for one in table.sums]
    failing = {number for number, rest in enumerate(rests) if rest}
    implied: dict[Key, int] = {}
    for key in _cells_of([table.sums[number] for number in failing]):
        value = _implied(facts.get(key), [(rests[number], factor) for number, factor in table.of_cell[key]])
        if value is not None:
            implied[key] = value
    explained = Counter(number for key in implied for number, _ in table.of_cell[key])
    for key, value in implied.items():
        if all(explained[number] == 1 for number, _ in table.of_cell[key]):
            yield key, value


def _implied(fact: Fact | None, own: Sequence[tuple[int | None, int]]) -> int | None:
    """The value that mends every sum of a cell; None when there is no one value, or too few sums to say.

    Args:
        fact: what the cell says.
        own: for each sum of the cell by how much it fails, and the cell's factor in it.
    """
    value = _whole(fact.value) if fact is not None else None
    shifts = {None if rest is None else -rest // factor for rest, factor in own}
    shift = shifts.pop() if len(shifts) == 1 else None
    if value is None or len(own) < 2 or not shift:
        return None
    mended = value + shift
    return mended if mended >= 0 else None


def _amount(fact: Fact) -> int | None:
    """What a cell adds to its sums; None when it cannot be said."""
    amount = _whole(fact.value)
    return 0 if amount is None and fact.state in _BLANK_STATES else amount


def _residual(one: Sum, amounts: Mapping[Key, int | None]) -> int | None:
    """By how much a sum fails; None when a cell of it has no reading."""
    rest = 0
    for key, factor in one.terms:
        amount = amounts.get(key)
        if amount is None:
            return None
        rest += factor * amount
    return rest


def _doubt(fact: Fact, value: int) -> Note:
    """The note on a cell that all its sums point at."""
    # Ink that was recognised may be misread; what the file itself spells out is more likely the issuer's own slip.
    rule = "CELL.DOUBT" if fact.method == "ocr" else "CELL.LOCATED"
    return _note(rule, fact, raw=fact.raw.strip(), detail=f"→ {value}")


def _open_note(fact: Fact) -> Note:
    """The note on a cell that the sums leave open."""
    return _note("CELL.AMBIGUOUS", fact, detail=" / ".join(fact.candidates))


def _note(rule: str, fact: Fact, **words: str) -> Note:
    locator = fact.place.locator if fact.place else None
    column = {"column": fact.applicant} if fact.table_code == "T3" else {}
    told = {"label": fact.label, **column, **words}
    return Note(rule, fact.table_code, fact.field, fact.applicant, tuple(told.items()), locator)
