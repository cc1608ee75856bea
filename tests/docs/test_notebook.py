"""The notebook and the guide run: every cell and every statement, against the samples that come with gongkai."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from db.readonly import read_only
from pipeline.cli import main

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
