"""Held against the truth: right, missing, wrong, and wrong in silence."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from by_hand import document_of, report_of
from command_line import run_cleanly
from forge.cases import Case
from forge.facts import alter, make_facts, truth
from forge.look import Look
from forge.mixtures import write_case
from forge.printing import Printed
from rich.console import Console

from pipeline.loading import progress
from pipeline.publishing.evaluate import Score, evaluate_folder, print_scores, score_report

FACTS = make_facts(320)
TRUTH: dict[str, object] = dict(truth(FACTS)["facts"])  # type: ignore[call-overload]


def score_with(cell: Printed, key: tuple[str, str]) -> Score:
    return score_report("made up", report_of(document_of(alter(FACTS, {key: cell}))), TRUTH)


def test_a_report_read_right():
    score = score_report("made up", report_of(document_of(FACTS)), TRUTH)

    assert (score.right, score.missing, score.wrong, score.silent, score.cells) == (200, [], [], [], 200)


def test_a_wrong_number_that_no_rule_covers_is_silent():
    score = score_with(Printed("5", "number"), ("licensing_decisions", "all"))

    assert len(score.wrong) == 1
    assert score.silent == score.wrong
    assert score.wrong[0].startswith("licensing_decisions|all: ")


def test_a_wrong_number_that_a_sum_tells_of_is_not_silent():
    score = score_with(Printed("77777", "number"), ("outcome_granted", "natural_person"))

    assert (len(score.wrong), score.silent) == (1, [])


def test_a_number_that_was_not_read_is_missing():
    score = score_with(Printed("", "blank"), ("licensing_decisions", "all"))

    assert score.missing == [f"licensing_decisions|all: {TRUTH['licensing_decisions|all']} expected, blank ''"]
    assert score.wrong == []


def test_a_number_where_none_is_printed_is_wrong():
    report = report_of(document_of(FACTS))
    score = score_report("made up", report, {"licensing_decisions|all": None})

    assert len(score.silent) == 1


@pytest.mark.parametrize("expected", [3, 3.0, Decimal("3.00"), "3"])
def test_the_truth_may_write_its_numbers_in_any_way(expected):
    report = report_of(document_of(alter(FACTS, {("coercion_decisions", "all"): Printed("3", "number")})))

    assert score_report("x", report, {"coercion_decisions|all": expected}).right == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_case(Case("good", FACTS, Look(), "html", is_clean=True), tmp_path / "good")
    write_case(Case("glued", FACTS, Look(), "docx", is_clean=True), tmp_path / "other")
    return tmp_path


def test_every_case_of_a_folder_is_scored(folder, capsys):
    scores = evaluate_folder(folder, workers=1)
    code = print_scores(scores, show_all=False)

    assert [score.name for score in scores] == ["good/source.html", "other/source.docx"]
    assert code == 0
    assert "2 documents, 400 cells: 100.00 %  right 400  missing 0  wrong 0  silent 0" in capsys.readouterr().out


def test_a_bar_counts_the_cases(folder, monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr(progress, "Console", lambda **_: Console(file=said, force_terminal=True, width=100))
    evaluate_folder(folder, workers=1)

    assert "2/2" in said.getvalue()


@pytest.mark.parametrize(
    ("truth", "complaint"),
    [
        pytest.param("{", "Expecting property name", id="no JSON"),
        pytest.param("[]", 'no {"facts"', id="no facts"),
        pytest.param('{"facts": {"a|b": [1]}}', "a|b: [1] is neither a number nor null", id="a list for a number"),
        pytest.param('{"facts": {"a|b": "x"}}', "a|b: 'x' is neither a number nor null", id="a word for a number"),
    ],
)
def test_a_truth_that_tells_no_numbers_is_named_before_anything_is_read(folder, truth, complaint):
    path = folder / "good" / "truth.json"
    path.write_text(truth, encoding="utf-8")
    result = run_cleanly("evaluate", folder)

    assert result.exit_code == 2
    assert result.output.startswith(f"gongkai: {path}: ")
    assert complaint in result.output


def test_a_truth_in_silence_gone_wrong_ends_with_1_and_a_missing_one_with_3(folder, capsys):
    path = folder / "good" / "truth.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["facts"]["licensing_decisions|all"] = 123456
    path.write_text(json.dumps(told), encoding="utf-8")
    wrong = print_scores(evaluate_folder(folder, workers=1), show_all=True)
    told["facts"] = {"regulations_new_made|all": 1}
    path.write_text(json.dumps(told), encoding="utf-8")
    missing = print_scores(evaluate_folder(folder, workers=1), show_all=True)

    assert (wrong, missing) == (1, 3)
    assert "licensing_decisions|all: 123456 expected, number" in capsys.readouterr().out
