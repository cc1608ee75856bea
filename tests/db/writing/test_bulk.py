"""Rows written in bulk."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, event, select

from db.schema.engine import open_engine, write_transaction
from db.writing.bulk import insert_rows

ROWS = [(1, None, 3), (2, 5, None), (3, None, None), (4, None, None), (5, 6, 7)]


@pytest.fixture
def pairs(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    table = Table("pair", MetaData(), *(Column(name, Integer) for name in ("first", "second", "third")))
    with write_transaction(engine) as connection:
        table.create(connection)
    yield engine, table
    engine.dispose()


def test_rows_are_written_whole_and_in_order_whatever_they_end_in(pairs):
    engine, table = pairs
    with write_transaction(engine) as connection:
        insert_rows(connection, table, ROWS)
        read = [tuple(row) for row in connection.execute(select(table))]

    assert read == ROWS


def test_no_null_is_bound_at_the_end_of_a_row(pairs):
    engine, table = pairs
    bound = []
    event.listen(engine, "before_cursor_execute", lambda *told: bound.extend(told[3] if told[5] else [told[3]]))
    with write_transaction(engine) as connection:
        insert_rows(connection, table, ROWS)

    assert bound[-len(ROWS) :] == [(1, None, 3), (2, 5), (3,), (4,), (5, 6, 7)]
