from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from db.schema.engine import write_transaction
from db.schema.records import Correction, IssuerRef, Verdict
from db.schema.tables import HELD, correction, rendition, revision, verdict
from db.writing.issuer_merges import Merge

APPEND_ONLY = [*(table.name for table in HELD), "rendition", "comparison"]
KEYS = {"comparison": "other_revision_id"}


@pytest.fixture
def full_store(store, made, clock):
    result = store.load(made.full_report, now=clock.tick())
    cell = ("a" * 64, "outcome_total", "all")
    store.correct(Correction(*cell, "number", Decimal(1), "1", "李", "漏读", "", "T3"), now=clock.tick())
    with store.read() as connection:
        finding_id = connection.exec_driver_sql("SELECT MAX(id) FROM finding").scalar_one()
    store.verdict(Verdict(finding_id, "issuer_error", "李"), now=clock.tick())
    facts = tuple(made.fact(f"cell_{number}", "all", str(number)) for number in range(1, 12))
    other = store.load(made.report("b", facts=facts, issuer=IssuerRef("某局", "某局"), year=2025), now=clock.tick())
    store.load(made.report("c", facts=facts, issuer=IssuerRef("某局", "某局"), year=2024), now=clock.tick())
    store.judge(other.report_id, {"years": lambda before, now: ()})
    target = store.add_issuer(IssuerRef("乙局", "乙局"))
    store.merge(Merge(store.add_issuer(IssuerRef("某局", "某局")), target, "李", "同一机关"), now=clock.tick())
    assert result.outcome == "new"
    return store


def run(store, statement):
    with write_transaction(store.engine) as connection:
        connection.execute(text(statement))


def test_what_a_revision_holds_cannot_be_changed(full_store, dump):
    before = dump(full_store)

    for table in APPEND_ONLY:
        for verb, statement in (
            ("UPDATE", f"UPDATE {table} SET {KEYS.get(table, 'revision_id')} = 1"),
            ("DELETE", f"DELETE FROM {table}"),
        ):
            with pytest.raises(DBAPIError, match=f"{table} is append-only: {verb} refused"):
                run(full_store, statement)

    assert dump(full_store) == before
    assert [] not in [before[table] for table in APPEND_ONLY]


def test_what_people_and_runs_said_cannot_be_changed(full_store, dump):
    before = dump(full_store)
    refused = {
        "revision": "document_id = 1",
        "correction": "raw = '9'",
        "verdict": "kind = ''",
        "issuer_merge": "target_id = 1",
        "merged_document": "document_id = 1",
    }

    for table, change in refused.items():
        for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match=f"{table} is append-only"):
                run(full_store, statement)

    assert dump(full_store) == before
    assert [] not in [before[table] for table in refused]


def test_a_word_once_numbered_stays(full_store, dump):
    before = dump(full_store)

    for table in ("field", "applicant", "unit", "label"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET code = 'x'", f"UPDATE {table} SET id = 9"):
            with pytest.raises(DBAPIError, match=f"{table} is append-only"):
                run(full_store, statement)

    assert dump(full_store) == before


def test_a_fact_cannot_be_replaced_by_an_insert_on_sqlite(sqlite_store, made):
    sqlite_store.load(made.report(), now=made.start)

    with pytest.raises(DBAPIError, match="fact is append-only: DELETE refused"):
        run(sqlite_store, "INSERT OR REPLACE INTO fact SELECT * FROM fact")


def test_the_end_of_a_revision_and_of_a_judgement_can_be_written(full_store, made):
    run(full_store, "UPDATE revision SET superseded_at = loaded_at WHERE superseded_at IS NULL")
    run(full_store, "UPDATE correction SET withdrawn_at = given_at, withdrawn_by = '李'")
    run(full_store, "UPDATE verdict SET withdrawn_at = given_at")
    run(full_store, "UPDATE issuer_merge SET withdrawn_at = given_at, withdrawn_by = '王'")

    with full_store.read() as connection:
        ends = [
            connection.execute(select(column).distinct()).scalars().all()
            for column in (revision.c.superseded_at, correction.c.withdrawn_by, verdict.c.withdrawn_by)
        ]
    assert None not in ends[0]
    assert ends[1:] == [["李"], [None]]


def test_two_current_revisions_cannot_be(full_store):
    with pytest.raises(DBAPIError, match=r"uq_revision_current|UNIQUE constraint failed: revision\.report_id"):
        run(full_store, "UPDATE revision SET superseded_at = NULL")


def test_a_fact_without_a_number_cannot_have_a_value(full_store):
    columns = "revision_id, field_id, applicant_id, table_id, state_id, method_id, value, raw, label_id"

    with pytest.raises(DBAPIError, match="only_numbers_have_values"):
        run(full_store, f"INSERT INTO fact ({columns}) SELECT 1, 1, 1, 3, 1, 0, 5, '', MIN(id) FROM label")


def test_a_fact_of_no_revision_cannot_be(full_store):
    columns = "revision_id, field_id, applicant_id, table_id, state_id, method_id, raw, label_id"

    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        run(full_store, f"INSERT INTO fact ({columns}) SELECT 999, 1, 1, 3, 1, 0, '', MIN(id) FROM label")


def test_every_table_of_a_revision_is_guarded():
    assert set(APPEND_ONLY) >= {"fact", "figure", "section", "finding", rendition.name}
