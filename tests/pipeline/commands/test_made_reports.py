"""The analyst's commands: what they print and write, and what they refuse."""

import csv
import io
import json

import made_reports
import pytest
from click.testing import CliRunner

from db.reading.queries import list_queries
from pipeline.commands.cli import main


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    address = f"sqlite:///{tmp_path_factory.mktemp('analysis') / 'gongkai.db'}"
    made_reports.fill_store(address)
    return address


def run(*words):
    return CliRunner().invoke(main, list(words))


def test_query_without_a_name_lists_the_questions():
    listed = [line.split()[0] for line in run("query").output.splitlines() if not line.startswith(" ")]

    assert listed == [query.name for query in list_queries()]


def test_query_prints_whole_names(url):
    done = run("query", "carry_over", "--db", url)

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "1 rows")
    assert "青禾县财政局" in done.output


def test_query_as_csv_has_every_row_and_no_formula(url):
    done = run("query", "top_movers", "-p", "field=admin_fees_cny_10k", "--csv", "--db", url)
    rows = list(csv.DictReader(io.StringIO(done.output)))

    assert [(row["issuer"], row["value_before"], row["value"]) for row in rows] == [
        ("青禾县财政局", "100", "1000000.125"),
        ("青禾县人民政府", "6000", "0.5"),
    ]


def test_export_writes_a_package(url, tmp_path):
    done = run(
        "export", str(tmp_path / "out"), "--format", "csv", "--place", "湖北", "--from-year", "2023", "--db", url
    )
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))

    assert done.exit_code == 0, done.output
    assert package["gongkai"]["selection"] == {"from_year": 2023, "place": "湖北"}
    assert {resource["format"] for resource in package["resources"]} == {"csv"}
    assert (tmp_path / "out" / "report_status.csv").read_text(encoding="utf-8-sig").count("白水镇人民政府") == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(("query", "nothing"), 2, "no query nothing; there are: all_zero", id="an unknown query"),
        pytest.param(("query", "coverage", "-p", "2024"), 2, "a parameter is given as NAME=VALUE", id="no parameter"),
        pytest.param(("query", "not_published"), 2, "not_published needs year", id="a parameter is missing"),
        pytest.param(("export", "."), 1, ". is not empty", id="a folder that holds something"),
        pytest.param(
            ("export", "new", "--place", "海南"), 1, "no issuer of this database is of 海南", id="an empty place"
        ),
    ],
)
def test_what_is_refused_in_one_line(url, words, code, told):
    done = run(*words, "--db", url)

    assert done.exit_code == code
    assert done.output.startswith("gongkai: ")
    assert told in done.output


def test_no_database_is_one_line():
    done = run("query", "coverage", "--db", "nowhere.db")

    assert (done.exit_code, done.output) == (
        1,
        "gongkai: no database at sqlite:///nowhere.db; make one with: gongkai load PATH\n",
    )
