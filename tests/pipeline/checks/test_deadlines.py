"""The day by which a report is due is one day, whether a check or a view asks for it."""

import itertools
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from by_hand import document_of, report_of
from forge.facts import make_facts
from sqlalchemy import text

from db.schema.records import IssuerRef
from db.store import Store
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.check import check
from pipeline.commands.base import current_dictionary
from pipeline.issuers.model import Kind, Level

CATALOGUE = load_catalogue()


@pytest.mark.parametrize("year", [2018, 2024])
def test_a_report_is_late_where_the_view_of_coverage_says_so(tmp_path, year):
    """For every kind and level, on the days around each date that is in the law."""
    plain = report_of(document_of(make_facts(59, year=2024)))
    days = [date(year + 1, month, day) for month, day in ((1, 31), (2, 1), (3, 31), (4, 1))]
    kinds = (None, *get_args(Kind))
    cases = list(itertools.product(kinds, (None, *get_args(Level)), days))
    told, seen = {}, {}
    with Store.open(f"sqlite:///{tmp_path / 'late.db'}") as store:
        store.write_dictionary(current_dictionary())
        for number, (kind, level, day) in enumerate(cases):
            name = f"第{number}局"
            issuer = IssuerRef(name, name, None, level, kind)
            document = replace(plain.document, sha256=f"{number:064}")
            sighting = replace(plain.sighting, published_on=day, location=name)
            made = replace(plain, issuer=issuer, document=document, sighting=sighting, year=year, facts=(), findings=())
            told[name] = [f.message_en for f in check(made, CATALOGUE).findings if f.rule == "DOC.LATE"]
            store.load(made)
        with store.read() as connection:
            for issuer, late, due in connection.execute(text("SELECT issuer, late, deadline FROM coverage")):
                seen[issuer] = bool(late), due

    assert len(seen) == len(cases)
    assert {name: bool(words) for name, words in told.items()} == {name: late for name, (late, _) in seen.items()}
    assert [name for name, words in told.items() if words and f"after {seen[name][1]}," not in words[0]] == []
    assert {due for _, due in seen.values()} == (
        {None, "2019-03-31"} if year == 2018 else {None, "2025-01-31", "2025-03-31"}
    )
