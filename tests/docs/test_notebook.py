"""The notebook and the guide run: every cell and every statement, against the samples that come with gongkai."""

import json
import re
from numbers import Number
from pathlib import Path

import pytest
from click.testing import CliRunner
from postgresql_server import open_server
from sqlalchemy import text

from db.schema.readonly import read_only
from pipeline.commands.cli import main

pd = pytest.importorskip("pandas", reason="pandas is not installed (extra: analysis)")

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "notebooks" / "first-look.ipynb"
GUIDE = (ROOT / "docs" / "analyst.md").read_text(encoding="utf-8")
SAMPLES = ("issuer-sum-error", "issuer-column-error", "mixed-editions", "zhulou-2024", "fee-in-yuan", "correction-1")
SQL = [block for block in re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL)]
STATEMENTS = [statement.strip() for block in SQL for statement in block.split(";") if statement.strip()]
PYTHON = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A database of some samples."""
    address = f"sqlite:///{tmp_path_factory.mktemp('guide') / 'gongkai.db'}"
    files = [str(next((ROOT / "samples" / name).glob("source.*"))) for name in SAMPLES]
    done = CliRunner().invoke(main, ["load", *files, "--workers", "1", "--db", address])
    assert done.exit_code in (0, 3), done.output
    return address


def test_the_notebook_runs(url, monkeypatch):
    monkeypatch.setenv("GONGKAI_DB", url)
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names = {"__name__": "notebook"}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)

    assert len(names["reports"]) == len(SAMPLES)
    assert int(names["facts"]["value"].notna().sum()) == int(names["reports"]["numbers"].sum())
    assert set(names["failed"]["issuer"]) == {"柏川县教育局", "砚溪县人民政府"}
    assert names["totals"]["year"].is_monotonic_increasing


def test_the_notebook_is_kept_without_its_output():
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]

    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []
    assert notebook["nbformat"] == 4


@pytest.mark.parametrize("statement", STATEMENTS, ids=[statement.splitlines()[0][:50] for statement in STATEMENTS])
def test_every_statement_of_the_guide_runs(url, statement):
    values = {name: "1" for name in re.findall(r"(?<!:):(\w+)", statement)}
    with read_only(url) as connection:
        result = connection.execute(text(statement), values)

        assert len(result.keys()) >= 2
        assert isinstance(result.all(), list)


def test_the_guide_answers_ten_questions_in_sql():
    assert len(re.findall(r"^-- \d+ ", GUIDE, re.MULTILINE)) == 10


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_every_piece_of_python_in_the_guide_runs(url, monkeypatch, tmp_path, number):
    source = PYTHON[number].replace("sqlite:///gongkai.db", url)
    if "duckdb" in source:
        pytest.importorskip("duckdb", reason="duckdb is not installed")
        assert CliRunner().invoke(main, ["export", str(tmp_path / "out"), "--db", url]).exit_code == 0
    monkeypatch.chdir(tmp_path)
    names = {}
    for earlier in PYTHON[:number]:
        if "duckdb" not in earlier:
            exec(compile(earlier.replace("sqlite:///gongkai.db", url), "guide", "exec"), names)
    before = set(names)
    exec(compile(source, "guide", "exec"), names)

    assert set(names) - before


ALL_SAMPLES = sorted(path.parent.name for path in (ROOT / "samples").glob("*/source.*"))
ANSWERS = ("received", "rates", "grounds", "askers", "mismatches", "lost", "failed", "changed", "empty", "wechat")
"""What the guide's pandas calls the answers to its ten questions, in their order."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole_url(request, tmp_path_factory):
    """A database of every sample, a report without a year and two years of one issuer."""
    folder = tmp_path_factory.mktemp("whole")
    text_of_one = (ROOT / "samples" / "correction-1" / "source.html").read_text(encoding="utf-8")
    earlier, nameless = folder / "earlier.html", folder / "nameless.html"
    earlier.write_text(text_of_one.replace("2023", "2022").replace("2024", "2023"), encoding="utf-8")
    nameless.write_text(re.sub(r"20\d\d", "", text_of_one), encoding="utf-8")
    files = [str(next((ROOT / "samples" / name).glob("source.*"))) for name in ALL_SAMPLES]
    if request.param == "sqlite":
        yield load(f"sqlite:///{folder / 'gongkai.db'}", *files, str(earlier), str(nameless))
        return
    pytest.importorskip("psycopg", reason="psycopg (the pg extra) is not installed")
    with open_server() as address:
        yield load(address, *files, str(earlier), str(nameless))


def load(address, *files):
    done = CliRunner().invoke(main, ["load", *files, "--workers", "1", "--db", address])
    assert done.exit_code in (0, 3), done.output
    return address


def list_rows(rows):
    """Rows that can be held against each other: numbers as doubles, NA as None, sorted."""
    return sorted((tuple(map(plain, row)) for row in rows), key=repr)


def plain(cell):
    if pd.isna(cell):
        return None
    return round(float(cell), 9) if isinstance(cell, Number) else str(cell)


def test_sql_and_pandas_give_the_same_ten_answers(whole_url):
    questions = re.findall(r"^-- \d+ .*\n((?:(?!-- ).*\n)+)", SQL[0], re.MULTILINE)
    with read_only(whole_url) as connection:
        by_sql = [list_rows(connection.execute(text(question.strip().rstrip(";")))) for question in questions]
    names = {}
    exec(compile(PYTHON[0].replace("sqlite:///gongkai.db", whole_url), "guide", "exec"), names)
    answers = [names[name] for name in ANSWERS]
    frames = [one.reset_index() if one.index.name else one for one in answers]
    by_pandas = [list_rows(one.itertuples(index=False)) for one in frames]

    assert len(by_sql) == len(by_pandas) == 10
    for number, (one, other) in enumerate(zip(by_sql, by_pandas, strict=True), start=1):
        assert one == other, f"question {number}"
        assert one, f"question {number} has no answer here"


def test_blank_cells_alone_add_up_to_nothing_in_the_notebook(whole_url, monkeypatch):
    monkeypatch.setenv("GONGKAI_DB", whole_url)
    names = {"__name__": "notebook"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    shown = names["table"].stack(future_stack=True)
    held = names["totals"].set_index(["field", "year"])

    assert (held["numbers"] == 0).any()
    assert shown.isna().equals((held["numbers"] == 0).reindex(shown.index, fill_value=True))
