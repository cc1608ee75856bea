"""Rows of table T3 whose labels were misread, known by their places or left alone."""

from dataclasses import replace

import pytest
from by_hand import document_of, edit_cells, report_of
from forge.facts import make_facts
from table_rows import APPLICANTS, told, values


def read_misread(labels, reader="scan"):
    """A report of which some labels of T3 were misread; all labels are told by what they begin with."""
    document = edit_cells(
        document_of(make_facts(82)),
        lambda cell: next((replace(cell, text=new) for old, new in labels.items() if cell.text.startswith(old)), cell),
    )
    return report_of(replace(document, reader=reader))


LAST = {"（七）总计": "+七·总计", "四、结转下年度": "叫、结转下年度继续办埋"}


@pytest.mark.parametrize(
    ("labels", "fields"),
    [
        pytest.param(LAST, ("outcome_total", "requests_carried_out"), id="the last two rows"),
        pytest.param({"一、本年新收": "-、木年新収政府信息公开申请数量"}, ("requests_received",), id="the first row"),
    ],
)
def test_rows_misread_side_by_side_and_at_the_ends_are_known_by_their_places(labels, fields):
    numbers = make_facts(82).numbers
    report = read_misread(labels)

    assert [values(report, field) for field in fields] == [
        [numbers[field, applicant] for applicant in APPLICANTS] for field in fields
    ]
    assert told(report, "T3.ROWS.MISSING") == []


@pytest.mark.parametrize(
    ("labels", "reader"),
    [
        pytest.param(LAST, "docx", id="not recognised but written like that"),
        pytest.param({"（七）总计": "结转下年继续", "四、结转下年度": "三、总汁"}, "scan", id="like one another's"),
    ],
)
def test_rows_side_by_side_are_not_guessed_at(labels, reader):
    assert told(read_misread(labels, reader), "T3.ROWS.MISSING") == ["outcome_total", "requests_carried_out"]
