"""Hold what is read against what is known to be true: right, missing, wrong, and wrong without a word."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from db.schema.records import Fact, Report
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report
from pipeline.loading.file_access import open_file, read_bytes
from pipeline.loading.isolation.pool import map_isolated
from pipeline.loading.locations import write_place
from pipeline.loading.progress import show_progress

TRUTHS = ("truth.json", "expected.json")
SHOWN = 5


@dataclass(slots=True)
class Score:
    """How one document fared."""

    name: str
    right: int = 0
    missing: list[str] = field(default_factory=list)
    """A number was expected and none was given: absent, or flagged without a value."""
    wrong: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    """The wrong ones that no finding speaks of."""

    @property
    def cells(self) -> int:
        """How many cells the truth knows."""
        return self.right + len(self.missing) + len(self.wrong)


class TruthError(Exception):
    """A truth.json that tells no numbers; the message names it and what is wrong."""


def evaluate_folder(folder: Path, workers: int = 2) -> list[Score]:
    """A score for every source of every case below a folder, in order of name; a bar on standard error meanwhile.

    Raises:
        TruthError: before anything is read, for a truth that cannot be used.
    """
    tasks = list(_find_tasks(folder))
    scores = []
    for outcome in show_progress(map_isolated(_score_task, tasks, workers=workers), len(tasks)):
        score = outcome.result
        scores.append(score or _score_failure(outcome.task, f"{outcome.code} {outcome.detail}"))
    return sorted(scores, key=lambda score: score.name)


Truth = Mapping[str, Any]
"""``field|applicant`` -> a number, or null for a cell without one."""


@dataclass(frozen=True, slots=True)
class _Task:
    name: str
    path: str
    truth: Truth


def _find_cases(folder: Path) -> Iterator[tuple[Path, Path]]:
    for name in TRUTHS:
        for truth in sorted(folder.rglob(name)):
            yield truth.parent, truth


def _find_tasks(folder: Path) -> Iterator[_Task]:
    for place, told in _find_cases(folder):
        sources = sorted(place.glob("source.*"))
        truth = read_truth(told) if sources else {}
        for path in sources:
            yield _Task(write_place(str(path.relative_to(folder))), str(path), truth)


def read_truth(path: Path) -> Truth:
    """What a truth.json says of each cell. TruthError for one that says nothing of the kind."""
    try:
        told = json.loads(read_bytes(path).decode("utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise TruthError(f"{path}: {error}") from error
    facts = told.get("facts") if isinstance(told, dict) else None
    if not isinstance(facts, dict):
        raise TruthError(f'{path}: no {{"facts": {{"field|applicant": number}}}}')
    odd = next((key for key, value in facts.items() if not _is_number_or_none(value)), None)
    if odd is not None:
        raise TruthError(f"{path}: {odd}: {facts[odd]!r} is neither a number nor null")
    return facts


def _is_number_or_none(value: object) -> bool:
    try:
        return value is None or (isinstance(value, int | Decimal | str) and Decimal(value).is_finite())
    except InvalidOperation:
        return False


def _score_task(task: _Task) -> Score:
    return score_report(task.name, read_report(open_file(Path(task.path)), load_catalogue()), task.truth)


def _score_failure(task: _Task, why: str) -> Score:
    return Score(task.name, missing=[f"{key}: {value} expected, {why}" for key, value in task.truth.items()])


def score_report(name: str, report: Report, truth: Truth) -> Score:
    """The score of one report."""
    facts = {f"{fact.field}|{fact.applicant}": fact for fact in report.facts}
    told = _told(report)
    score = Score(name)
    for key, expected in truth.items():
        fact = facts.get(key)
        value = None if fact is None else fact.value
        if value == expected or (value is not None and expected is not None and Decimal(str(expected)) == value):
            score.right += 1
        elif value is None:
            score.missing.append(f"{key}: {expected} expected, {_show(fact)}")
        else:
            line = f"{key}: {expected} expected, {_show(fact)}"
            score.wrong.append(line)
            if not _is_told(key, fact, told):
                score.silent.append(line)
    return score


def _show(fact: Fact | None) -> str:
    return "absent" if fact is None else f"{fact.state} {fact.raw.strip()!r}"


def _told(report: Report) -> set[tuple[str | None, str | None]]:
    """Every cell that a failed or doubtful finding names, by itself or as an operand."""
    told: set[tuple[str | None, str | None]] = set()
    for finding in report.findings:
        if finding.state in ("pass", "pass_with_blanks", "not_applicable"):
            continue
        told.add((finding.field, finding.applicant))
        told |= {(operand.field, operand.applicant) for operand in finding.operands}
    return told


def _is_told(key: str, fact: Fact | None, told: set[tuple[str | None, str | None]]) -> bool:
    name, _, applicant = key.partition("|")
    return (name, applicant) in told


def print_scores(scores: list[Score], *, show_all: bool) -> int:
    """Print a line a document and the totals; 0 when every cell is right, 1 for silent errors, else 3."""
    totals: Counter[str] = Counter()
    for score in scores:
        share = 100 * score.right / score.cells if score.cells else 100.0
        counts = f"missing {len(score.missing):4d}  wrong {len(score.wrong):3d}  silent {len(score.silent):3d}"
        click.echo(f"{score.name:44s} {share:6.2f} %  right {score.right:4d}  {counts}")
        lines = [*score.wrong, *score.missing]
        for line in lines if show_all else lines[:SHOWN]:
            click.echo(f"    {line}")
        if len(lines) > SHOWN and not show_all:
            click.echo(f"    … {len(lines) - SHOWN} more")
        totals.update(right=score.right, missing=len(score.missing), wrong=len(score.wrong), silent=len(score.silent))
    cells = sum(score.cells for score in scores)
    share = 100 * totals["right"] / cells if cells else 100.0
    counts = "  ".join(f"{name} {totals[name]}" for name in ("right", "missing", "wrong", "silent"))
    click.echo(f"{len(scores)} documents, {cells} cells: {share:.2f} %  {counts}")
    if totals["silent"]:
        return 1
    return 0 if totals["right"] == cells else 3
