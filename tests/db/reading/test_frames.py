from dataclasses import replace

import pytest

from db.reading import frames

pd = pytest.importorskip("pandas")


def test_facts_have_the_same_types_with_and_without_rows(store, made):
    with store.read() as connection:
        empty = frames.read_facts(connection)
    store.load(made.report("a", "3"), now=made.start)
    with store.read() as connection:
        full = frames.read_facts(connection)

    assert list(empty.columns) == list(full.columns)
    assert {name: str(kind) for name, kind in empty.dtypes.items()} == {
        name: str(kind) for name, kind in full.dtypes.items()
    }
    assert (str(full["value"].dtype), str(full["year"].dtype), str(full["state"].dtype)) == (
        "Float64",
        "Int64",
        "category",
    )


def test_a_blank_cell_is_na_and_the_rest_adds_up(store, made):
    store.load(made.report("a", "3", year=2023), now=made.start)
    store.load(made.report("b", "4", year=2024), now=made.start)

    with store.read() as connection:
        every = frames.read_facts(connection, field="requests_received")
        one = frames.read_facts(connection, year=2024, field="requests_received")

    assert (len(every), every["value"].sum(), int(every["value"].isna().sum())) == (4, 7.0, 2)
    assert one.set_index("applicant")["value"]["all"] == 4.0
    assert set(one["state"]) == {"number", "blank"}


def test_the_wide_frames_have_a_number_for_every_field(store, made):
    extra = made.fact("litigation_direct_total", "all", "2", table_code="T4")
    store.load(made.report(facts=(*made.report().facts, extra)), now=made.start)

    with store.read() as connection:
        asked = frames.read_applications(connection, year=2024).set_index("applicant")
        public = frames.read_proactive_disclosure(connection)
        courts = frames.read_litigation(connection)

    assert asked["requests_received"]["all"] == 3.0
    assert pd.isna(asked["requests_received"]["natural_person"])
    assert (public["admin_fees_amount"][0], public["edition"][0]) == (24252.311082, "gb2021_30")
    assert courts["litigation_direct_total"][0] == 2.0


def test_figures_and_findings(store, made):
    prose = replace(made.finding, rule="NARR.REQUESTS", expected=None)
    store.load(made.report(findings=(made.finding, prose)), now=made.start)

    with store.read() as connection:
        figures = frames.read_figures(connection, indicator="posts_wechat")
        none = frames.read_figures(connection, indicator="posts_weibo")
        findings = frames.read_findings(connection, rule="NARR.REQUESTS")

    assert (figures["value"][0], figures["approximate"][0], len(none)) == (106.0, False, 0)
    assert (str(figures["approximate"].dtype), str(none["approximate"].dtype)) == ("boolean", "boolean")
    assert (len(findings), findings["reported"][0], findings["severity"][0]) == (1, 4.0, "error")
    assert pd.isna(findings["expected"][0])
