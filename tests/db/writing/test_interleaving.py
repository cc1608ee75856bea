"""Whatever the order of loads, readings by other code, corrections and their withdrawals, and whatever changed hands:
what is current is what the newest document alone would have given. On both engines."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db.schema.records import Correction, DocumentRef, IssuerRef
from db.store import Store
from db.writing.issuer_merges import Merge

COPIES = "abcd"
CELLS = ("requests_received", "outcome_total")
_numbers = count()

LOADS = st.tuples(st.just("load"), st.sampled_from(COPIES), st.sampled_from("123"))
READINGS = st.tuples(st.sampled_from(COPIES), st.sampled_from("123"))
MENDS = st.tuples(st.just("mend"), st.sampled_from(COPIES), st.sampled_from(CELLS), st.none() | READINGS)
WITHDRAWALS = st.tuples(st.just("withdraw"), st.sampled_from(COPIES), st.sampled_from(CELLS))
EVENTS = st.lists(LOADS | LOADS | MENDS | WITHDRAWALS, min_size=1, max_size=14)


class Life:
    """One issuer's report, and what is done to it."""

    def __init__(self, store, made, published):
        self.store, self.made, self.published = store, made, published
        self.number, self.clock = next(_numbers), made.clock()
        self.issuer = IssuerRef(f"第{self.number}局", f"第{self.number}局")
        self.last, self.standing, self.mends = {}, {}, count(1000)

    def sha256(self, copy):
        return f"{self.number:063}{copy}"

    def load(self, copy, code):
        """Code version n reads n more of everything."""
        facts = tuple(self.made.fact(cell, "all", str(self.reading(cell, copy, code))) for cell in CELLS)
        file = DocumentRef(self.sha256(copy), "application/pdf", copy, 1)
        told = {"issuer": self.issuer, "document": file, "facts": facts, "code_version": code}
        self.last[copy] = code
        report = self.made.published(copy, self.published.get(copy), **told)
        return self.store.load(report, now=self.clock.tick())

    def reading(self, cell, copy, code):
        return 100 * COPIES.index(copy) + 10 * CELLS.index(cell) + int(code)

    def mend(self, copy, cell, like=None, value=None):
        """Says a value that no document has, or one that code of some version reads in some document."""
        if copy not in self.last:
            return
        if value is None:
            value = next(self.mends) if like is None else self.reading(cell, *like)
        correction = Correction(self.sha256(copy), cell, "all", "number", Decimal(value), str(value), "李", "污点")
        self.store.correct(correction, now=self.clock.tick())
        query = text("SELECT max(id) FROM correction")
        with self.store.read() as connection:
            number = connection.execute(query).scalar_one()
        self.standing.setdefault((copy, cell), []).append((number, value))

    def withdraw(self, copy, cell):
        if self.standing.get((copy, cell)):
            number, _ = self.standing[copy, cell].pop()
            self.store.withdraw_correction(number, "王", now=self.clock.tick())

    def read(self, name=None):
        query = text("SELECT field, value FROM current_fact WHERE issuer = :issuer ORDER BY field")
        with self.store.read() as connection:
            return [
                (field, int(value)) for field, value in connection.execute(query, {"issuer": name or self.issuer.name})
            ]

    def replay(self, copy):
        """Another issuer with this document alone, read and mended as it was last."""
        alone = Life(self.store, self.made, {})
        alone.load(copy, self.last[copy])
        for (mended, cell), values in self.standing.items():
            if mended == copy and values:
                alone.mend(copy, cell, value=values[-1][1])
        return alone.read()


@pytest.fixture
def opened(url):
    with Store.open(url) as store:
        yield store


def act(life, events):
    for verb, *told in events:
        getattr(life, verb)(*told)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, days=st.permutations([3, 9, 15, 21]))
def test_any_order_ends_with_what_the_newest_document_alone_would_give(opened, made, events, days):
    published = {copy: date(2025, 1, day) for copy, day in zip(COPIES, days, strict=True)}
    life = Life(opened, made, published)
    act(life, events)

    if life.last:
        newest = max(life.last, key=published.__getitem__)
        assert life.read() == life.replay(newest)
    else:
        assert life.read() == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, after=EVENTS, is_undone=st.booleans())
def test_a_merge_in_between_changes_whose_the_figures_are_and_no_figure(opened, made, events, after, is_undone):
    plain, merged = (Life(opened, made, {}) for _ in range(2))
    ids = [opened.add_issuer(IssuerRef(name, name)) for name in (merged.issuer.name, f"总{merged.number}局")]
    act(plain, events)
    act(merged, events)
    opened.merge(Merge(*ids, "李", "同一机关"), now=merged.clock.tick())
    plain.clock.tick()
    act(plain, after)
    act(merged, after)
    if is_undone:
        opened.undo_merge(ids[0], "王", now=merged.clock.tick())

    names = [merged.issuer.name, f"总{merged.number}局"]
    assert merged.read(names[not is_undone]) == plain.read()
    assert merged.read(names[is_undone]) == []


def test_a_reading_that_was_withdrawn_to_is_written_anew(opened, made):
    """Three moments of one cell: read, mended, taken back."""
    life = Life(opened, made, {})
    life.load("a", "1")
    life.mend("a", CELLS[0])
    mended = life.read()
    life.withdraw("a", CELLS[0])

    assert dict(mended)[CELLS[0]] == 1000
    assert dict(life.read())[CELLS[0]] == 1


def test_a_correction_that_is_taken_back_uncovers_what_the_newest_code_reads(opened, made):
    """A misreading was mended; then the code was, and nobody needs the correction any more."""
    life = Life(opened, made, {})
    life.load("a", "1")
    life.mend("a", CELLS[0], like=("a", "2"))
    life.mend("a", CELLS[1], like=("a", "2"))
    mended = life.read()
    read_anew = life.load("a", "2")
    again = life.load("a", "2")
    life.withdraw("a", CELLS[0])

    assert mended == life.read() == [("outcome_total", 12), ("requests_received", 2)]
    assert (read_anew.outcome, read_anew.changed_cells, again.outcome) == ("code_changed", 0, "unchanged")


def test_a_document_that_says_what_another_one_was_mended_to_keeps_its_own_reading(opened, made):
    life = Life(opened, made, {"a": date(2025, 1, 3), "b": date(2025, 1, 9)})
    life.load("a", "1")
    for cell in CELLS:
        life.mend("a", cell, like=("b", "1"))
    result = life.load("b", "1")
    for cell in CELLS:
        life.withdraw("a", cell)

    assert (result.outcome, result.changed_cells) == ("source_changed", 0)
    assert life.read() == [("outcome_total", 111), ("requests_received", 101)]
