"""The sums choose between several readings of a cell, and locate a cell that spoils them.

They never change a reading that stands alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from db.records import Fact, State, TableCode
from pipeline.catalogue.model import Catalogue, Identity
from pipeline.normalise.cells import CellReader
from pipeline.normalise.facts import Note
from pipeline.normalise.solve import Candidate, Equation, Outcome, Value, solve

Key = tuple[str, str]
Facts = Mapping[Key, Fact]

_BLANK_STATES = frozenset({"blank", "slash", "dash", "text_na", "merged_span"})
_MOST_READINGS = 3000
"""Readings of one row; beyond, its doubtful cells stay open."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One promised sum: the cells, each with its factor, add up to 0."""

    terms: tuple[tuple[Key, int], ...]
    row: str | None
    """The row, for a sum along a row of T3."""


def sums_of(editions: Mapping[str, str], catalogue: Catalogue) -> dict[str, list[Sum]]:
    """For each table the equalities that its edition promises."""
    found: dict[str, list[Sum]] = {}
    for identity in catalogue.identities:
        edition = editions.get(identity.table_code)
        if edition is None or identity.relation != "=" or identity.edition not in (None, edition):
            continue
        found.setdefault(identity.table_code, []).extend(_apply(identity, edition, catalogue))
    return found


def _apply(identity: Identity, edition: str, catalogue: Catalogue) -> Iterator[Sum]:
    if identity.for_each == "row":
        factors = [(name, 1) for name in identity.left] + [(name, -1) for name in identity.right]
        for spec in catalogue.t3_fields(edition):
            yield Sum(tuple(((spec.code, name), factor) for name, factor in factors), spec.code)
        return
    leaves = tuple(spec.code for spec in catalogue.t3_fields(edition) if spec.role == "leaf")
    left = leaves if identity.left == ("leaves",) else identity.left
    factors = [(name, 1) for name in left] + [(name, -1) for name in identity.right]
    applicants = [a.code for a in catalogue.applicants] if identity.for_each == "column" else ["all"]
    for applicant in applicants:
        yield Sum(tuple(((name, applicant), factor) for name, factor in factors), None)


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
    known = {(fact.field, fact.applicant): fact for fact in facts}
    changed: dict[Key, Fact] = {}
    notes: list[Note] = []
    for sums in sums_of(dict(editions), catalogue).values():
        readings = {key: _readings(known[key], cells) for key in _cells_of(sums) if key in known}
        if any(len(values) > 1 for values in readings.values()):
            chosen, found = _choose(known, readings, sums)
            changed |= chosen
            notes += found
        now = {**known, **changed}
        notes += [_doubt(now[key], value) for key, value in locate(now, sums) if not now[key].candidates]
    return tuple(changed.get((fact.field, fact.applicant), fact) for fact in facts), tuple(notes)


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
    facts: Facts, readings: Mapping[Key, Mapping[Value, str]], sums: Sequence[Sum]
) -> tuple[dict[Key, Fact], list[Note]]:
    """The doubtful cells of one table as the sums settle them."""
    doubtful = [key for key, values in readings.items() if len(values) > 1]
    outcome, rows = _search(readings, sums)
    changed: dict[Key, Fact] = {}
    notes: list[Note] = []
    for key in doubtful:
        fact = facts[key]
        certain, value = _judge(key, outcome, rows, _confirmed(key, readings, sums))
        if not certain:
            texts = _texts(readings[key])
            changed[key] = replace(fact, state="ambiguous", value=None, standard_value=None, candidates=texts)
            notes.append(_open_note(changed[key]))
        elif value != _whole(fact.value):
            changed[key] = _take(fact, value)
    return changed, notes


def _judge(
    key: Key, outcome: Outcome | None, rows: Sequence[Sequence[Key]], confirmed: Sequence[Value]
) -> tuple[bool, Value]:
    """Whether a cell's reading is settled, and which it is."""
    if outcome is None or outcome.state == "none":
        return len(confirmed) == 1, confirmed[0] if confirmed else None
    place = next(((number, row.index(key)) for number, row in enumerate(rows) if key in row), None)
    if place is None:
        return False, None
    number, column = place
    return outcome.certain[number][column], outcome.possible[number][0][column]


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


def _take(fact: Fact, value: Value) -> Fact:
    number = None if value is None else Decimal(value)
    state: State = "number" if value is not None else "blank"
    return replace(fact, state=state, value=number, standard_value=number, method="by_constraint")


def _texts(readings: Mapping[Value, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(readings.values()))


def _search(
    readings: Mapping[Key, Mapping[Value, str]], sums: Sequence[Sum]
) -> tuple[Outcome | None, list[tuple[Key, ...]]]:
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


def locate(facts: Facts, sums: Sequence[Sum]) -> Iterator[tuple[Key, int]]:
    """Cells whose every sum fails by the same amount, with the value that would mend them all.

    Only where at least two sums meet in the cell and no other cell explains one of them.
    """
    rests = [_residual(one, facts) for one in sums]
    failing = {number for number, rest in enumerate(rests) if rest}
    implied: dict[Key, int] = {}
    for key in _cells_of([sums[number] for number in failing]):
        value = _implied(key, facts, sums, rests)
        if value is not None:
            implied[key] = value
    for key, value in implied.items():
        own = {n for n in failing if any(key == other for other, _ in sums[n].terms)}
        rivals = [k for k in implied if k != key and any(k == other for n in own for other, _ in sums[n].terms)]
        if not rivals:
            yield key, value


def _implied(key: Key, facts: Facts, sums: Sequence[Sum], rests: Sequence[int | None]) -> int | None:
    """The value that mends every sum of a cell; None when there is no one value, or too few sums to say."""
    fact = facts.get(key)
    value = _whole(fact.value) if fact is not None else None
    shifts: list[int | None] = []
    for one, rest in zip(sums, rests, strict=True):
        factor = next((f for other, f in one.terms if other == key), 0)
        if factor:
            shifts.append(None if rest is None else -rest // factor)
    if value is None or len(shifts) < 2 or len(set(shifts)) != 1 or not shifts[0]:
        return None
    mended = value + shifts[0]
    return mended if mended >= 0 else None


def _residual(one: Sum, facts: Facts) -> int | None:
    """By how much a sum fails; None when a cell of it has no reading."""
    rest = 0
    for key, factor in one.terms:
        fact = facts.get(key)
        value = None if fact is None else _whole(fact.value)
        if fact is None or (value is None and fact.state not in _BLANK_STATES):
            return None
        rest += factor * (value or 0)
    return rest


def _doubt(fact: Fact, value: int) -> Note:
    """The note on a cell that all its sums point at."""
    detail = f"its sums fail by one amount; {value} would mend them"
    # Ink that was recognised may be misread; what the file itself spells out is more likely the issuer's own slip.
    return _note("CELL.DOUBT" if fact.method == "ocr" else "CELL.LOCATED", fact, raw=fact.raw.strip(), detail=detail)


def _open_note(fact: Fact) -> Note:
    """The note on a cell that the sums leave open."""
    return _note("CELL.AMBIGUOUS", fact, detail=" / ".join(fact.candidates))


def _note(rule: str, fact: Fact, **words: str) -> Note:
    locator = fact.place.locator if fact.place else None
    label = fact.label if fact.table_code != "T3" else f"{fact.label}·{fact.applicant}"
    return Note(rule, fact.table_code, fact.field, fact.applicant, (("label", label), *words.items()), locator)
