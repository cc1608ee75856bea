"""What readers and checks add to a finding is said in Chinese too."""

import ast
import errno
import os
import re
from itertools import chain
from pathlib import Path

import pytest

from pipeline.catalogue.details import load_details, say_in_chinese
from pipeline.catalogue.findings import make_finding, write_messages
from pipeline.catalogue.load import HERE, load_catalogue
from pipeline.forms.cells import ADDED_BY_SHEET, RINGED, CellReader

ROOT = Path(__file__).parents[3]
OWN_RULES = {ADDED_BY_SHEET, RINGED}
"""What has a rule of its own, whose words say it."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PASSED_ON = {
    "detail",
    "error.problem.detail",
    "kind",
    "piece.text",
    "problem.detail",
    "first.detail",
    "self._find_target(key or '')",
    "source.media_type",
}
"""Expressions that hold a name, or a detail that was made elsewhere."""


def trees(*folders: str) -> list[ast.Module]:
    paths = chain.from_iterable(sorted((ROOT / folder).rglob("*.py")) for folder in folders)
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths]


def write_out(node: ast.expr) -> str | None:
    """A text with 7 for all that is filled in; None for an expression that is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
    return None


def told_by_readers() -> list[ast.expr]:
    calls = [node for tree in trees("extractors") for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("Problem", "Unreadable")]
    return [call.args[1] for call in named if len(call.args) > 1]


def test_every_detail_that_a_reader_writes_has_its_chinese():
    written = [text for node in told_by_readers() if (text := write_out(node)) is not None]
    same = sorted(text for text in written if say_in_chinese(text) == text and not text.startswith("pip install "))

    assert len(written) > 100
    assert same == []


@pytest.mark.parametrize(
    "raw",
    [
        "12\u20639",
        "\u202e21\u202c",
        "\u20629",
        "¹²",
        "￥12",
        "012",
        "1234567890",
        "1" * 20 + ".5",
        "1 2",
        "12（更正为13）",
    ],
)
def test_why_a_number_is_suspect_is_said_in_chinese(raw):
    reading = CellReader(load_catalogue().values).read(raw)

    assert reading.suspicion
    assert CHINESE.search(say_in_chinese(reading.suspicion))


def test_what_a_reader_passes_on_was_written_somewhere_else():
    others = {ast.unparse(node) for node in told_by_readers() if write_out(node) is None}

    assert others == PASSED_ON


def test_no_detail_is_declared_that_nobody_writes():
    nodes = [node for tree in trees("extractors", "pipeline") for node in ast.walk(tree) if isinstance(node, ast.expr)]
    written = {text for node in nodes if " " in (text := write_out(node) or "") and len(text) < 100}
    written |= {os.strerror(number) for number in errno.errorcode}
    unused = [one.english.pattern for one in load_details() if not any(map(one.english.fullmatch, written))]

    assert unused == []


def test_a_chinese_text_names_only_parts_that_its_english_has():
    places = [(one, set(re.findall(r"\{(\w+)\}", one.chinese))) for one in load_details()]

    assert [one.english.pattern for one, names in places if not names <= set(one.english.groupindex)] == []


@pytest.mark.parametrize(
    ("detail", "chinese"),
    [
        pytest.param("more than 500 pages", "超过 500 页", id="the one that says most, not a number of pages"),
        pytest.param("500 pages", "500 页", id="a number of pages"),
        pytest.param("→ 97", "→ 97", id="a number stays"),
        pytest.param("application/x-tar", "application/x-tar", id="a name stays"),
        pytest.param(
            "two\nlines: neither table nor chapter", "“two\nlines”既没有统计表，也没有各章", id="a title of two lines"
        ),
    ],
)
def test_say_in_chinese(detail, chinese):
    assert say_in_chinese(detail) == chinese


def test_the_chinese_message_is_chinese_and_the_english_one_english():
    finding = make_finding(load_catalogue(), "DOC.NOT_REPORT", detail="no title of an annual report")
    crashed = write_messages(load_catalogue().rules["FILE.TIMEOUT"], {"detail": "over 60 s"})

    assert finding.message == "不是政府信息公开工作年度报告：没有年度报告的标题"
    assert finding.message_en.endswith(": no title of an annual report")
    assert crashed == ("读取超时（超过 60 秒）", "reading took too long (over 60 s)")


def test_the_details_belong_to_the_catalogues_version():
    assert (HERE / "details.toml").exists()
    assert all(CHINESE.search(one.chinese) or "pip install" in one.chinese for one in load_details())


def test_why_cells_are_suspect_or_open_is_said_in_chinese():
    files = [*sorted((ROOT / "pipeline/forms").rglob("*.py")), ROOT / "pipeline/normalise.py"]
    nodes = chain.from_iterable(ast.walk(ast.parse(file.read_text(encoding="utf-8"))) for file in files)
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    told = {word for word in words if re.fullmatch(r"[a-z][a-z',]*( [a-z',]+){2,}", word)}

    assert {"several rows of values", "a number stands beside the table"} <= told
    assert {word for word in told - OWN_RULES if not CHINESE.search(say_in_chinese(word))} == set()
