"""A fault at any statement of anything that writes leaves the database as it was, on both engines."""

from decimal import Decimal

import pytest
from sqlalchemy import event

from db.schema.engine import open_engine
from db.schema.records import Correction, Finding, IssuerRef, Verdict
from db.store import Store
from db.writing.bulk import insert_rows
from db.writing.issuer_merges import Merge

NAME, OFFICE = (
    IssuerRef("县财政局", ""),
    IssuerRef("青禾县财政局", "", "410122/财政局", "county", "department", "青禾县"),
)
MEND = Correction("b" * 64, "requests_received", "all", "number", Decimal(7), "7", "李", "污点")


class FaultError(RuntimeError):
    """What the breaker raises."""


class Breaker:
    """Makes the n-th statement from now on fail."""

    left = -1

    def __call__(self, *_):
        self.left -= 1
        if self.left == 0:
            raise FaultError


def compare(before, now):
    return (Finding("XY.TEST", "fail", "error", "不符", "differs"),)


def prepare(store, made, clock):
    """Two years of one issuer, a correction, a judged finding, and a name that was given to another issuer."""
    store.load(made.report("a", year=2023, issuer=OFFICE), now=clock.tick())
    later = store.load(made.report("b", "4", issuer=OFFICE, findings=(made.finding,)), now=clock.tick())
    store.correct(MEND, now=clock.tick())
    store.load(made.report("c", "5", year=2022, issuer=NAME), now=clock.tick())
    ids = [store.add_issuer(issuer) for issuer in (NAME, OFFICE)]
    store.merge(Merge(*ids, "李", "同一机关"), now=clock.tick())
    return later.report_id, ids[0]


ACTS = {
    "a correction": lambda store, ids, now: store.correct(MEND, now=now),
    "the withdrawal of a correction": lambda store, ids, now: store.withdraw_correction(1, "王", now=now),
    "a judgement of two years": lambda store, ids, now: store.judge(ids[0], {"years": compare}),
    "a verdict": lambda store, ids, now: store.verdict(Verdict(1, "accepted", "李"), now=now),
    "the undoing of a merge": lambda store, ids, now: store.undo_merge(ids[1], "王", now=now),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_fault_at_any_statement_leaves_the_database_as_it_was(url, made, clock, dump, act):
    breaker = Breaker()
    with Store(open_engine(url), writer=insert_rows) as store:
        ids = prepare(store, made, clock)
        before, now, broken = dump(store), clock.tick(), 0
        event.listen(store.engine, "before_cursor_execute", breaker)
        while True:
            broken += 1
            breaker.left = broken
            try:
                act(store, ids, now)
            except FaultError:
                breaker.left = -1
                assert dump(store) == before
                continue
            break
        breaker.left = -1

        assert broken > 2
        assert dump(store) != before
