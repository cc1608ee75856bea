import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from db.reading.history import (
    ReportNotFoundError,
    current_revision,
    diff,
    facts_of,
    find_report,
    find_revision,
    history,
    list_unmapped,
)
from db.schema.records import Figure, IssuerRef, Section, UnmappedRow


def test_history_lists_every_revision_oldest_first(store, made, clock):
    first = store.load(made.report("a", "3"), now=clock.tick())
    second = store.load(made.report("b", "4"), now=clock.tick())

    with store.read() as connection:
        held = history(connection, "青禾县财政局", 2024)
        current = current_revision(connection, first.report_id)
        again = find_revision(connection, first.report_id, 1)

    assert [(one.number, one.reason, one.document_sha256[0], one.previous_id) for one in held] == [
        (1, "new", "a", None),
        (2, "source_changed", "b", first.revision_id),
    ]
    assert held[0].superseded_at == held[1].loaded_at == clock.now
    assert held[1].superseded_at is None
    assert current == held[1]
    assert current.revision_id == second.revision_id
    assert again == held[0]


def test_a_report_is_found_under_a_former_name(store, made, clock):
    ref = IssuerRef("青禾县气象局", "青禾县气象局", "ISS-7")
    result = store.load(made.report("a", issuer=ref, year=2023), now=clock.tick())
    store.load(made.report("b", issuer=replace(ref, name="青禾县气象台"), year=2024), now=clock.tick())

    with store.read() as connection:
        found = find_report(connection, "青禾县气象台", 2023)

    assert found == result.report_id


def test_bureaus_of_one_name_must_be_told_apart(store, made, clock):
    for copy, parent in (("a", "青禾县"), ("b", "白水县")):
        result = store.load(made.report(copy, issuer=IssuerRef("财政局", "财政局", parent=parent)), now=clock.tick())

    with store.read() as connection:
        with pytest.raises(ReportNotFoundError, match=r"2 issuers .* 财政局 \(白水县\); 财政局 \(青禾县\)"):
            find_report(connection, "财政局", 2024)
        found = find_report(connection, "财政局", 2024, parent="白水县")

    assert found == result.report_id


def test_what_is_not_there_is_said(store):
    with store.read() as connection:
        with pytest.raises(ReportNotFoundError, match="no report of 无名局 for 2024"):
            history(connection, "无名局", 2024)
        with pytest.raises(ReportNotFoundError, match="no revision 5"):
            find_revision(connection, 1, 5)


@pytest.mark.parametrize(
    ("name", "year", "told"),
    [
        pytest.param(
            "青禾县财政局", 2011, "no report of 青禾县财政局 for 2011; there are: 2023, 2024", id="other years"
        ),
        pytest.param("财政", 2024, "; issuers whose names hold these words: 青禾县财政局", id="part of a name"),
        pytest.param("财_局", 2024, "; no issuer's name holds these words", id="no sign is a wildcard"),
    ],
)
def test_what_there_is_instead_is_said(store, made, clock, name, year, told):
    for document, held in (("a", 2023), ("b", 2024)):
        store.load(made.report(document, year=held), now=clock.tick())

    with store.read() as connection, pytest.raises(ReportNotFoundError, match=re.escape(told) + "$"):
        find_report(connection, name, year)


def test_diff_tells_facts_figures_and_sections(store, made, clock):
    kept = Figure("posts_weibo", Decimal(9), "条", False, "own", "year", "9条", "微博9条。", 1, 0, 2)
    old_post, new_post = (replace(kept, indicator="posts_wechat", value=Decimal(n), sentence=str(n)) for n in (1, 2))
    texts = [Section("s1_overview", 1, "一、总体情况", text) for text in ("甲乙", "甲 乙\n")]
    gone = Section("s6_other", 6, "六、其他", "无")
    facts = [(made.fact("outcome_total", "all", value), made.fact("requests_received", "all", "5")) for value in "12"]
    first = made.report("a", facts=facts[0], figures=(kept, old_post), sections=(texts[0], gone))
    second = made.report("b", facts=facts[1], figures=(new_post, kept), sections=(texts[1],))
    ids = [store.load(report, now=clock.tick()).revision_id for report in (first, second)]

    with store.read() as connection:
        changes = diff(connection, *ids)
        nothing = diff(connection, ids[0], ids[0])

    assert [(change.kind, change.key) for change in changes] == [
        ("fact", ("outcome_total", "all")),
        ("figure", ("posts_wechat", "own", "year")),
        ("section", ("s6_other",)),
    ]
    assert [(change.old, change.new) for change in changes] == [
        (facts[0][0], facts[1][0]),
        (old_post, new_post),
        (gone, None),
    ]
    assert nothing == ()


def test_a_figure_given_twice_is_counted(store, made, clock):
    figure = made.report().figures[0]
    ids = [
        store.load(made.report(copy, figures=figures), now=clock.tick()).revision_id
        for copy, figures in (("a", (figure, figure)), ("b", (figure,)))
    ]

    with store.read() as connection:
        changes = diff(connection, *ids)

    assert [(change.kind, change.old, change.new) for change in changes] == [("figure", figure, None)]


def test_facts_of_an_old_revision_stay_readable(store, made, clock):
    report = made.report("a", "3")
    first = store.load(report, now=clock.tick())
    store.load(made.report("b", "4"), now=clock.tick())

    with store.read() as connection:
        facts = facts_of(connection, first.revision_id)

    assert sorted(facts, key=repr) == sorted(report.facts, key=repr)


def test_unmapped_labels_are_counted_over_current_reports(store, made, clock):
    row = UnmappedRow("T3", "（八）新 行", "新行", ("1",), None, None)
    other = UnmappedRow("T2", "其他规章", "其他规章", ("1",), None, None)
    for copy, year, rows in (("a", 2022, (row, row, other)), ("b", 2023, (row,)), ("c", 2024, (row,)), ("d", 2024, ())):
        store.load(made.report(copy, str(ord(copy)), year=year, unmapped=rows), now=clock.tick())

    with store.read() as connection:
        labels = list_unmapped(connection)

    assert [(one.table_code, one.label_key, one.label, one.reports) for one in labels] == [
        ("T3", "新行", "（八）新 行", 2),
        ("T2", "其他规章", "其他规章", 1),
    ]


GUIDE = Path(__file__).parents[3] / "docs" / "analyst.md"


def test_the_guides_query_gives_what_was_held_at_each_moment(store, made, clock, query):
    _, _, chapter = GUIDE.read_text(encoding="utf-8").partition("## As it was on a day")
    statement = chapter.partition("```sql\n")[2].partition(";")[0]
    moments = [clock.now]
    for copy, received in (("a", "3"), ("b", "4"), ("a", "3"), ("c", "6")):
        store.load(made.report(copy, received), now=clock.tick())
        moments.append(clock.now)
    held = [query(store, statement, moment=f"{moment:%Y-%m-%d %H:%M:%S.%f}") for moment in moments]
    is_asked = {"field": "requests_received", "applicant": "all"}.items()
    values = [[row["value"] for row in rows if is_asked <= row.items()] for rows in held]

    assert values == [[], [3], [4], [4], [6]]
