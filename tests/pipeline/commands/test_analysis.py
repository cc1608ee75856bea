"""``gongkai query`` and ``gongkai export`` on the samples."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from pipeline.commands.cli import main

SAMPLES = Path(__file__).parents[3] / "samples"
NEEDS = {
    "disclosure_rates": ["year=2024"],
    "doubtful_numbers": ["issuer=砚溪县人民政府", "year=2024"],
    "not_published": ["year=2024"],
}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("analysis") / "reports.db"
    cases = [str(SAMPLES / name) for name in ("issuer-sum-error", "zhulou-2024", "fee-in-yuan")]
    result = CliRunner().invoke(main, ["load", *cases, "--db", str(path), "--workers", "1"])
    assert result.exit_code == 3, result.output
    return str(path)


def ask(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_every_named_query_answers(database):
    from db.reading.queries import list_queries

    names = [query.name for query in list_queries()]
    for name in names:
        words = [word for given in NEEDS.get(name, []) for word in ("-p", given)]
        result = ask("query", name, *words, "--db", database)
        assert result.exit_code == 0, f"{name}: {result.output}"

    assert len(names) >= 12


def test_people_read_shares_with_four_digits_and_programs_read_all_of_them(database):
    shown = ask("query", "denial_reasons", "--db", database).output.splitlines()
    whole = ask("query", "denial_reasons", "--csv", "--db", database).output.splitlines()
    shares = [line.split()[-1] for line in shown[1:-1]]
    exact = [line.split(",")[-1] for line in whole[1:]]

    assert shares == [f"{float(share):.4f}" if share else "–" for share in exact]
    assert max(map(len, exact)) > 6
    assert len({cell_len(line) for line in shown[:-1]}) == 1  # numbers end under each other


def test_failed_sums_name_the_report_and_how_many(database):
    result = ask("query", "failed_sums", "--csv", "--db", database)

    assert "砚溪县人民政府,,2024,2,2" in result.output
    assert "祝楼乡" not in result.output


@pytest.mark.parametrize(
    ("words", "line"),
    [
        pytest.param(["query", "no_such"], "no_such", id="a query that is not there"),
        pytest.param(["query", "coverage", "-p", "year"], "NAME=VALUE", id="a parameter without a value"),
        pytest.param(["query", "disclosure_rates"], "needs year", id="a missing parameter"),
        pytest.param(
            ["export", "none", "--from-year", 2030, "--to-year", 2020], "no year is from 2030 to 2020", id="no year"
        ),
    ],
)
def test_wrong_use_is_one_line_and_code_2(database, words, line):
    result = ask(*words, "--db", database)

    assert result.exit_code == 2
    assert line in result.output
    assert not Path("none").exists()


def test_an_export_reads_back_as_the_database_has_it(database, tmp_path):
    pandas = pytest.importorskip("pandas")
    folder = tmp_path / "out"
    result = ask("export", folder, "--db", database)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    facts = pandas.read_parquet(folder / "current_fact.parquet")
    received = facts[(facts.field == "requests_received") & (facts.applicant == "all")]
    text = pandas.read_csv(folder / "current_fact.csv")

    assert result.exit_code == 0, result.output
    assert {3, 891} <= set(received.value)
    assert len(received) == 3
    assert len(text) == len(facts) == 600
    assert (folder / "current_fact.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert {resource["path"] for resource in package["resources"]} >= {"current_fact.csv"}
