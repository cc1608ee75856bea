"""The data dictionary says every word that may stand in the database, and its page is not stale."""

from pathlib import Path

import pytest

from db.schema.views.sql import VIEWS
from pipeline.catalogue.load import load_catalogue
from pipeline.commands.cli import current_dictionary
from pipeline.publishing.dictionary import make_dictionary
from pipeline.publishing.dictionary_page import print_dictionary

PAGE = Path(__file__).resolve().parents[3] / "docs" / "data-dictionary.md"


def test_the_dictionary_has_every_field_once():
    fields = make_dictionary(load_catalogue()).fields
    codes = [info.code for info in fields]

    assert len(codes) == len(set(codes))
    assert {info.code for info in fields if info.table_code == "T3"} == {r.code for r in load_catalogue().t3_rows}
    assert [info.position for info in fields] == list(range(len(fields)))


def test_a_field_names_its_editions_and_unit():
    fields = {info.code: info for info in make_dictionary(load_catalogue()).fields}

    assert fields["licensing_decisions"].editions == ("gb2019_60", "gb2021_30")
    assert fields["outcome_other"].editions == ("gb2019_60",)
    assert (fields["admin_fees_cny_10k"].unit, fields["requests_received"].unit) == ("万元", "件")
    assert fields["litigation_direct_total"].zh == "未经复议直接起诉·总计"


def test_a_rule_that_is_a_sum_says_its_formula():
    rules = {info.code: info for info in make_dictionary(load_catalogue()).rules}
    balance = "requests_received + requests_carried_in = outcome_total + requests_carried_out"

    assert rules["T3.COL.BALANCE"].formula == balance
    assert rules["CELL.TEXT"].formula == ""


def test_every_indicator_is_described():
    described = current_dictionary().indicators

    assert len({info.code for info in described}) == len(described) > 50
    assert all(info.zh and info.en for info in described)


def test_the_page_in_the_documentation_is_fresh():
    if not PAGE.exists():
        pytest.skip("docs/data-dictionary.md is not there yet: gongkai dictionary > docs/data-dictionary.md")

    assert PAGE.read_text(encoding="utf-8") == print_dictionary(current_dictionary(), load_catalogue())


def print_page() -> list[str]:
    return print_dictionary(current_dictionary(), load_catalogue()).splitlines()


@pytest.mark.parametrize(
    ("field", "years"),
    [
        pytest.param("licensing_decisions", "2019–", id="printed on both forms in use since 2019"),
        pytest.param("outcome_other", "2019–2020", id="printed until the form changed"),
        pytest.param("admin_fees_cny_10k", "2021–", id="printed since the form changed"),
    ],
)
def test_a_field_says_over_which_years_it_compares(field, years):
    row = next(line for line in print_page() if line.startswith(f"| `{field}` |"))

    assert row.split(" | ")[-1].removesuffix(" |") == years


def test_every_column_of_every_view_is_told():
    page = print_page()
    views = [line for line in page if line.startswith("### `")]
    told = [
        line for line in page[page.index("## Views · 视图") :] if line.startswith("| `") and "one a field" not in line
    ]

    assert views == [f"### `{view}`" for view in VIEWS]
    assert [line for line in told if " |  |  | " in line] == []
