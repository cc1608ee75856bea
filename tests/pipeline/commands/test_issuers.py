"""issuers unresolved, coverage: whose name is not settled, who has published, who has not, who was late."""

import hashlib
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from by_hand import document_of, report_of
from click.testing import CliRunner
from command_line import rows
from command_line import run_cleanly as run
from forge import make_facts
from stored import start_run, store_report

from db.schema.deadlines import deadline_class
from db.schema.records import IssuerRef, Report
from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.commands.cli import main
from pipeline.issuers.model import Kind, Level
from pipeline.publishing.coverage import (
    NO_REASON,
    CoverageRow,
    Tally,
    Unresolved,
    list_coverage,
    list_unresolved,
    tally_coverage,
)

pytestmark = pytest.mark.usefixtures("no_workers")

PLACE, OTHER = "望楼县", "砚溪县"
DUE = date(2025, 1, 31)


def make_report(name: str, year: int = 2024, published: date | None = None, parent: str | None = PLACE) -> Report:
    """A report of a made-up bureau that the registry is said to know."""
    report = report_of(document_of(make_facts(1, year=year, scale="town", issuer=name)))
    code = f"990000/{name}" if parent else None
    issuer = IssuerRef(name, name, code, "county" if parent else None, "department" if parent else None, parent)
    findings = (
        report.findings if parent is None else tuple(f for f in report.findings if not f.rule.startswith("ISSUER."))
    )
    sha256 = hashlib.sha256(f"{name}{year}".encode()).hexdigest()
    return replace(
        report,
        issuer=issuer,
        findings=findings,
        document=replace(report.document, sha256=sha256),
        sighting=replace(report.sighting, published_on=published, location=f"{name}{year}.html"),
    )


REPORTS = (
    make_report("望楼县财政局", 2024, date(2025, 1, 20)),
    make_report("望楼县民政局", 2024, date(2025, 2, 3)),
    make_report("望楼县审计局", 2023, date(2024, 1, 20)),
    make_report("望楼县审计局", 2022, None),
    make_report("砚溪县财政局", 2024, None, OTHER),
    make_report("无名县无名局", 2024, None, None),
    make_report("无名县无名局", 2023, None, None),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("issuers") / "x.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.write_dictionary(current_dictionary())
        run_id = start_run(store, "load")
        for report in REPORTS:
            store_report(store, report, report.sighting.location, run_id)
    return path


def test_unresolved_issuers_come_with_reports_and_reason(database):
    with Store.open(f"sqlite:///{database}") as store, store.read() as connection:
        found = list_unresolved(connection)

    assert [(issuer.name, issuer.parent, issuer.reports) for issuer in found] == [("无名县无名局", None, 2)]
    assert found[0].reason.startswith("名录中不能确定是哪个机关：")
    assert " / the registry does not settle which organ this is: " in found[0].reason


def test_unresolved_prints_each_on_two_lines_and_the_count(database):
    lines = run("issuers", "unresolved", database=database).output.splitlines()

    assert lines[0] == "无名县无名局  –  2 reports"
    assert lines[1].startswith("    名录中不能确定是哪个机关：")
    assert lines[2:] == ["未确定 unresolved: 1"]


def test_a_provisional_issuer_without_a_finding_is_listed_too(database, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_bytes(database.read_bytes())
    with sqlite3.connect(copy) as connection:
        connection.execute("INSERT INTO issuer (name, parent, provisional) VALUES ('旧局', '某县', 1)")
    with Store.open(f"sqlite:///{copy}") as store, store.read() as connection:
        found = list_unresolved(connection)

    assert found[-1] == Unresolved("旧局", "某县", 0, NO_REASON)


def test_coverage_counts_published_missing_and_late_by_place(database):
    with Store.open(f"sqlite:///{database}") as store, store.read() as connection:
        tallies = list(tally_coverage(list_coverage(connection, 2024)))

    assert tallies == [
        Tally(PLACE, 2, 1, 1, 0, ((DUE, 3),)),
        Tally(OTHER, 1, 0, 0, 1, ((DUE, 1),)),
        Tally(None, 1, 0, 0, 1),
    ]


def test_coverage_of_one_place_names_each_issuer(database):
    with Store.open(f"sqlite:///{database}") as store, store.read() as connection:
        rows = list_coverage(connection, 2024, PLACE)

    assert sorted(rows, key=lambda row: row.issuer) == [
        CoverageRow("望楼县审计局", PLACE, False, None, None, DUE),
        CoverageRow("望楼县民政局", PLACE, True, date(2025, 2, 3), True, DUE),
        CoverageRow("望楼县财政局", PLACE, True, date(2025, 1, 20), False, DUE),
    ]
    assert [row.is_published for row in rows] == [False, True, True]


def test_coverage_prints_the_places(database):
    result = run("coverage", 2024, database=database)

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "望楼县: 已发布 published 2, 未见 not found 1, 逾期 late 1; 应于 due 2025-01-31 (3)",
        "砚溪县: 已发布 published 1, 未见 not found 0, 逾期 late 0, 日期不明 day unknown 1; 应于 due 2025-01-31 (1)",
        "–: 已发布 published 1, 未见 not found 0, 逾期 late 0, 日期不明 day unknown 1",
    ]


def test_coverage_of_a_place_prints_its_issuers(database):
    lines = run("coverage", 2024, "--parent", PLACE, database=database).output.splitlines()

    assert [" ".join(line.split()) for line in lines] == [
        "未见 not found – 应于 due 2025-01-31 望楼县审计局",
        *sorted(
            [
                "已发布 published 2025-01-20 应于 due 2025-01-31 望楼县财政局",
                "逾期 late 2025-02-03 应于 due 2025-01-31 望楼县民政局",
            ],
            key=lambda line: line.split()[-1],
        ),
        "望楼县: 已发布 published 2, 未见 not found 1, 逾期 late 1; 应于 due 2025-01-31 (3)",
    ]


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        pytest.param([2011], 1, "gongkai: no report of 2011", id="a year of which there is none"),
        pytest.param(
            [2024, "--parent", "没有县"], 1, "gongkai: no issuer under 没有县 with a report of 2024", id="no such place"
        ),
        pytest.param(["24"], 2, "24 is not in the range 2000<=x<=2100", id="no year"),
    ],
)
def test_a_year_or_place_that_is_not_there_is_one_line(database, words, code, line):
    result = run("coverage", *words, database=database)

    assert result.exit_code == code
    assert line in result.output


# -- whose the reports of an unsettled name are --------------------------------------------------------------------

NOBODY, OFFICE = "无名县无名局", "望楼县财政局"
STATUS = "SELECT issuer, year FROM report_status WHERE issuer IN ('无名县无名局', '望楼县财政局') ORDER BY issuer, year"


@pytest.fixture
def copy(database, tmp_path) -> Path:
    target = tmp_path / "copy.db"
    with sqlite3.connect(database) as source, sqlite3.connect(target) as connection:
        source.backup(connection)
    return target


def test_a_merged_name_is_unresolved_no_more_and_its_reports_are_the_targets(copy):
    words = ("--who", "李", "--why", "网页底部署名")
    result = run("issuers", "merge", NOBODY, f"990000/{OFFICE}", *words, database=copy)

    assert result.output == "无名县无名局 → 望楼县财政局 (990000/望楼县财政局): 2 documents moved\n"
    assert rows(copy, STATUS) == [(OFFICE, 2023), (OFFICE, 2024)]
    assert run("issuers", "unresolved", database=copy).output == "未确定 unresolved: 0\n"
    assert NOBODY not in run("coverage", 2024, "--parent", PLACE, database=copy).output
    assert rows(copy, "SELECT author, explanation FROM issuer_merge") == [("李", "网页底部署名")]


def test_undoing_brings_the_name_back_to_the_list_with_its_reason(copy):
    before = run("issuers", "unresolved", database=copy).output
    run("issuers", "merge", NOBODY, OFFICE, "--who", "李", "--why", "同一机关", database=copy)
    result = run("issuers", "undo", NOBODY, "--who", "王", database=copy)

    assert result.output == "无名县无名局: 2 documents given back\n"
    assert run("issuers", "unresolved", database=copy).output == before
    assert rows(copy, STATUS) == [(NOBODY, 2023), (NOBODY, 2024), (OFFICE, 2024)]


def test_an_issuer_of_the_registry_that_was_never_loaded_can_be_the_target(copy):
    result = run("issuers", "merge", NOBODY, "河南省新乡市原阳县财政局", "--who", "李", "--why", "公章", database=copy)

    assert result.output == f"{NOBODY} → 河南省新乡市原阳县财政局 (410725/财政局): 2 documents moved\n"
    assert (
        rows(copy, "SELECT issuer, code FROM report_status s JOIN issuer i ON i.id = s.issuer_id WHERE code < '5'")
        == [("河南省新乡市原阳县财政局", "410725/财政局")] * 2
    )


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param("410725/财政局", "原阳县财政局", id="an organ"),
        pytest.param("320106", "鼓楼区", id="one of many districts of a name"),
        pytest.param("410773203", "祝楼乡", id="a township"),
        pytest.param("350128/平潭综合实验区", "平潭综合实验区", id="a zone without a code of the lists"),
        pytest.param("000000/外交部", "外交部", id="a ministry"),
    ],
)
def test_the_code_of_an_issuer_that_was_never_loaded_names_it(copy, code, name):
    result = run("issuers", "merge", NOBODY, code, "--who", "李", "--why", "公章", database=copy)

    assert result.output == f"{NOBODY} → {name} ({code}): 2 documents moved\n"


def test_a_code_that_is_nobodys_is_said(copy):
    result = run("issuers", "merge", NOBODY, "410725/没有局的", "--who", "李", "--why", "公章", database=copy)

    assert (result.exit_code, "the registry does not know it either" in result.output) == (1, True)


def test_years_are_held_against_each_other_after_a_merge(copy):
    """The two reports are made of the same figures: the later one copies the earlier, whoever's they are."""
    clones = "SELECT issuer, year FROM current_finding WHERE rule = 'XY.CARRY' AND applicant = 'all' ORDER BY year"
    before = rows(copy, clones)
    run("issuers", "merge", NOBODY, "望楼县审计局", "--who", "李", "--why", "同一机关", database=copy)

    assert (NOBODY, 2024) in before
    assert ("望楼县审计局", 2024) in rows(copy, clones)
    assert NOBODY not in {row[0] for row in rows(copy, clones)}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        pytest.param(["没有局", OFFICE], "gongkai: no issuer 没有局 in this database", id="a name nobody has"),
        pytest.param(
            [NOBODY, "没有局"],
            "gongkai: no issuer 没有局 in this database; the registry does not know it either",
            id="a target nobody has",
        ),
        pytest.param([NOBODY, NOBODY], f"gongkai: {NOBODY} cannot be given to itself", id="itself"),
        pytest.param(
            [OFFICE, NOBODY], f"gongkai: {OFFICE} is an issuer of the registry", id="an issuer that is settled"
        ),
    ],
)
def test_a_merge_that_cannot_be_is_one_clear_line(copy, words, line):
    result = run("issuers", "merge", *words, "--who", "李", "--why", "试", database=copy)

    assert result.exit_code == 1
    assert result.output.startswith(line)
    assert len(result.output.splitlines()) == 1
    assert rows(copy, "SELECT count(*) FROM issuer_merge") == [(0,)]


def test_two_of_one_name_must_be_told_apart(copy):
    with sqlite3.connect(copy) as connection:
        connection.executemany(
            "INSERT INTO issuer (name, parent, provisional) VALUES ('区财政局', ?, 1)", [("甲区",), ("乙区",)]
        )
    words = ("--who", "李", "--why", "同一机关")
    vague = run("issuers", "merge", "区财政局", OFFICE, *words, database=copy)
    told = run("issuers", "merge", "区财政局", OFFICE, "--parent", "乙区", *words, database=copy)

    assert vague.output == (
        "gongkai: 2 issuers are called 区财政局: 区财政局 (甲区); 区财政局 (乙区); say whose with --parent, or its code\n"
    )
    assert told.output == f"区财政局 → {OFFICE} (990000/{OFFICE}): 0 documents moved\n"


def test_coverage_classes_issuers_as_the_law_is_read_everywhere_else(copy):
    """The view's words for deadline_class, beside the pipeline's, for every kind and level."""
    pairs = [(kind, level) for kind in (None, *get_args(Kind)) for level in (None, *get_args(Level))]
    with sqlite3.connect(copy) as connection:
        connection.executemany(
            "INSERT INTO issuer (name, kind, level, provisional) VALUES (?, ?, ?, 0)",
            [(f"第{number}局", *pair) for number, pair in enumerate(pairs)],
        )
    query = "SELECT DISTINCT issuer, deadline_class FROM coverage WHERE issuer LIKE '第%局'"

    expected = {
        f"第{number}局": deadline_class(IssuerRef("", "", None, level, kind))
        for number, (kind, level) in enumerate(pairs)
    }
    assert dict(rows(copy, query)) == expected


def test_bureaus_of_one_name_are_told_apart_by_place_or_code(copy):
    query = "INSERT INTO issuer (name, parent, code, provisional) VALUES ('区财政局', ?, ?, 0)"
    with sqlite3.connect(copy) as connection:
        connection.executemany(query, [("甲区", "990101/财政局"), ("乙区", "990102/财政局")])
        ids = connection.execute("SELECT id FROM issuer WHERE name = '区财政局' ORDER BY id").fetchall()
        connection.executemany("UPDATE report SET issuer_id = ? WHERE id = ?", [(*ids[0], 1), (*ids[1], 2)])
    told = run("history", "区财政局", 2024, database=copy)
    by_place = run("history", "区财政局", 2024, "--parent", "乙区", database=copy)
    by_code = run("history", "990102/财政局", 2024, database=copy)

    assert (told.exit_code, told.output.count("\n")) == (1, 1)
    assert "say whose, by place or code: 区财政局 (乙区, 990102/财政局); 区财政局 (甲区, 990101/财政局)" in told.output
    (sha256,) = rows(
        copy, "SELECT sha256 FROM document WHERE id = (SELECT document_id FROM revision WHERE report_id = 2)"
    )[0]
    assert f"document {sha256[:12]}" in by_code.output
    assert by_place.output == by_code.output


@pytest.mark.parametrize(
    ("words", "code", "lines"),
    [
        pytest.param(
            ["平原城乡一体化示范区祝楼乡"],
            0,
            [
                "410773203  平原城乡一体化示范区祝楼乡  township_government  township",
                "  上级 run by: 新乡市平原城乡一体化示范区 (410773)",
                "  所在 lies in: 原阳县 (410725)",
                "  法定期限 due: local_rule",
            ],
            id="a township run by a zone",
        ),
        pytest.param(
            ["000000/农业农村部"],
            0,
            [
                "000000/农业农村部  农业农村部  department  central",
                "  上级 run by: 中央 (000000)",
                "  法定期限 due: dept_31_jan",
                "  前身 made from: 农业部 (000000/农业部), 2018",
            ],
            id="a ministry that was made from another",
        ),
        pytest.param(
            ["清河区", "--year", "2014"],
            1,
            [
                "清河区: 有几个机关符合 / several organs fit",
                "  211204  清河区  government  county  (辽宁省铁岭市清河区)",
                "  320802  清河区  government  county  (江苏省淮安市清河区)",
            ],
            id="a district of two cities",
        ),
        pytest.param(["没有局的"], 1, ["没有局的: 不是已知的机关名称 / no known form of an organ's name"], id="nobody"),
    ],
)
def test_the_registry_can_be_asked(words, code, lines):
    result = CliRunner().invoke(main, ["issuers", "find", *words])

    assert (result.exit_code, result.output.splitlines()) == (code, lines)
