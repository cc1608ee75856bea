"""Telling what a night did: on the screen, as JSON, to Prometheus, and by an alert."""

import json
import os
import re
import subprocess
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.loading.logs import get_logger
from pipeline.loading.summary import Summary, print_summary
from pipeline.night.config import Alert, NightConfig
from pipeline.night.health import SourceHealth
from pipeline.sources.source import BrokenFile

_SHOWN = 20
_GOOD = (0, 3)
"""Exit codes of nights that went well."""
_LAST_SUCCESS = re.compile(r"^gongkai_night_last_success_timestamp_seconds ([\d.]+)$", re.MULTILINE)
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A visit that brought nothing."""

    source: str
    outcome: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class NightResult:
    """All that a night tells."""

    run_id: int | None
    """None where the night could not begin."""
    started: datetime
    finished: datetime
    exit_code: int
    database: str
    summary: Summary
    sources: tuple[SourceHealth, ...]
    complaints: tuple[str, ...]
    """Of the night as a whole; each source has its own."""
    troubles: tuple[Trouble, ...] = ()
    last_success: datetime | None = None
    error: str = ""
    broken: tuple[BrokenFile, ...] = ()
    """Source files that could not be used; each is a complaint too."""

    @property
    def visits(self) -> dict[str, int]:
        """Visits by outcome, over all sources."""
        total: dict[str, int] = {}
        for source in self.sources:
            for outcome, count in source.fetches.items():
                total[outcome] = total.get(outcome, 0) + count
        return total


def describe(result: NightResult) -> dict[str, Any]:
    """The result as JSON has it."""
    summary = result.summary
    return {
        "run": result.run_id,
        "started": result.started.isoformat(),
        "finished": result.finished.isoformat(),
        "seconds": round((result.finished - result.started).total_seconds(), 3),
        "exit_code": result.exit_code,
        "error": result.error,
        "visits": result.visits,
        "reports": dict(summary.outcomes),
        "revisions": dict(summary.changes),
        "changed": list(summary.changed),
        "cells": summary.cells,
        "numbers": summary.numbers,
        "figures": summary.figures,
        "complaints": list(result.complaints),
        "broken_source_files": [{"file": one.name, "reason": one.reason} for one in result.broken],
        "sources": [
            {
                "code": source.code,
                "publisher": source.publisher,
                "found": source.found,
                "minimum": source.minimum,
                "visits": dict(source.fetches),
                "complaints": list(source.complaints),
            }
            for source in result.sources
        ],
        "troubles": [
            {"source": one.source, "outcome": one.outcome, "url": one.url, "reason": one.reason}
            for one in result.troubles
        ],
        "to_look_at": [
            {"location": item.location, "outcome": item.outcome, "reason": item.reason} for item in summary.told
        ],
    }


def print_night(result: NightResult, console: Console) -> None:
    """The night on one screen."""
    seconds = (result.finished - result.started).total_seconds()
    visits = " · ".join(f"{outcome} {count}" for outcome, count in sorted(result.visits.items())) or "–"
    console.print(f"访问 visits: {visits}")
    _print_sources(result.sources, console)
    for one in result.troubles[:_SHOWN]:
        console.print(f"  {one.outcome} {one.url}: {one.reason}", highlight=False)
    if len(result.troubles) > _SHOWN:
        console.print(f"  … {len(result.troubles) - _SHOWN} more: table fetch")
    print_summary(result.summary, console, seconds=seconds, database=result.database)
    for complaint in result.complaints:
        console.print("health ", style="bold", end="")
        console.print(complaint)


def _print_sources(sources: Iterable[SourceHealth], console: Console) -> None:
    table = Table(box=None, title="来源 sources", title_justify="left")
    for column in ("code", "publisher", "found / minimum", "complaints"):
        table.add_column(column)
    for source in sources:
        if source.complaints:
            table.add_row(
                source.code, source.publisher, f"{source.found} / {source.minimum}", "; ".join(source.complaints)
            )
    if table.row_count:
        console.print(table)


def write_json(result: NightResult, path: Path) -> None:
    """The summary in a file, whole or not at all."""
    _write_whole(path, json.dumps(describe(result), ensure_ascii=False, indent=1) + "\n")


def write_prometheus(result: NightResult, path: Path) -> None:
    """Metrics for node_exporter's textfile collector, whole or not at all."""
    before = _read_last_success(path)
    _write_whole(path, "".join(f"{line}\n" for line in _list_metrics(result, before)))


def _read_last_success(path: Path) -> float | None:
    """What the file says of the last good night: where the database cannot be asked, it must not be lost."""
    told = _LAST_SUCCESS.search(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else None
    try:
        return None if told is None else float(told[1])
    except ValueError:  # the file of another program, or of a disk that broke: it is written anew
        return None


def _list_metrics(result: NightResult, last_success: float | None) -> Iterable[str]:
    seconds = (result.finished - result.started).total_seconds()
    complaints = len(result.complaints) + sum(len(source.complaints) for source in result.sources)
    yield from _metric("last_run_timestamp_seconds", "When the last night ended.", {"": result.finished.timestamp()})
    success = result.finished if result.exit_code in _GOOD else result.last_success
    moment = last_success if success is None else success.timestamp()
    if moment is not None:
        yield from _metric("last_success_timestamp_seconds", "When one last ended well.", {"": moment})
    yield from _metric("duration_seconds", "How long the last night took.", {"": seconds})
    yield from _metric("exit_code", "Exit code of the last night.", {"": result.exit_code})
    yield from _metric("complaints", "Expectations that failed.", {"": complaints})
    broken = {"": len(result.broken)}
    yield from _metric("broken_source_files", "Source files that could not be used.", broken)
    yield from _metric("visits", "Addresses visited.", _label("outcome", result.visits))
    yield from _metric("reports", "Documents read.", _label("outcome", result.summary.outcomes))
    yield from _metric("revisions", "Reports stored.", _label("reason", result.summary.changes))
    found = {source.code: source.found for source in result.sources}
    yield from _metric("source_found", "Reports that a source's lists name.", _label("source", found))
    ill = {source.code: len(source.complaints) for source in result.sources}
    yield from _metric("source_complaints", "What is wrong with a source.", _label("source", ill))


def _label(name: str, values: Mapping[str, int]) -> dict[str, float]:
    return {f'{{{name}="{key}"}}': value for key, value in sorted(values.items())}


def _metric(name: str, words: str, values: Mapping[str, float]) -> Iterable[str]:
    yield f"# HELP gongkai_night_{name} {words}"
    yield f"# TYPE gongkai_night_{name} gauge"
    for labels, value in values.items():
        yield f"gongkai_night_{name}{labels} {value:.16g}"


def _write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o644)
    draft.replace(path)


def tell(config: NightConfig, result: NightResult) -> None:
    """Write the summary and the metrics where they are wanted, and alert where the night is ill."""
    for path, write in ((config.summary, write_json), (config.prometheus, write_prometheus)):
        try:
            if path is not None:
                write(result, path)
        except OSError as error:
            _log.error("not written", reason=str(error))
    if result.exit_code not in _GOOD or (config.alert.flagged and result.exit_code):
        alert(config.alert, describe(result))


def tell_unstarted(config: NightConfig, error: str, exit_code: int) -> None:
    """Tell of a night that could not begin: no configuration, no database, no source file that can be used."""
    now = datetime.now(UTC)
    tell(config, NightResult(None, now, now, exit_code, "", Summary(), (), (), error=error))


def alert(settings: Alert, told: Mapping[str, Any]) -> None:
    """Hand the JSON to the command, or post it; an alert that cannot be sent is logged and changes nothing."""
    data = json.dumps(told, ensure_ascii=False).encode()
    if settings.command:
        _run_command(settings, data)
    if settings.webhook:
        _post(settings, data)


def _run_command(settings: Alert, data: bytes) -> None:
    try:
        done = subprocess.run(settings.command, input=data, timeout=settings.seconds, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.error("alert not sent", reason=str(error))
        return
    if done.returncode:
        _log.error("alert not sent", reason=f"{os.path.basename(settings.command[0])} ended with {done.returncode}")  # noqa: PTH119


def _post(settings: Alert, data: bytes) -> None:
    import httpx2

    try:
        headers = {"Content-Type": "application/json"}
        answer = httpx2.post(settings.webhook, content=data, headers=headers, timeout=settings.seconds)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        _log.error("alert not sent", reason=type(error).__name__)
        return
    if answer.status_code >= 300:
        _log.error("alert not sent", reason=f"status {answer.status_code}")
