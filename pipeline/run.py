"""Many documents: read in isolated workers, written by one hand, every one accounted for."""

import contextlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from db.records import LoadResult, Report, RunItem
from db.store import LoadRefused, Store
from extractors.readers import read as read_document
from extractors.source import SourceDocument
from pipeline.attached import name_provisionally, recall, take_from_page
from pipeline.catalogue.load import load_catalogue
from pipeline.catalogue.model import Catalogue
from pipeline.checks.between import COMPARERS
from pipeline.isolate import DEFAULT_LIMITS, Limits, Outcome, map_in_order
from pipeline.judge import judge
from pipeline.line import Origins, is_refused, read_reports
from pipeline.version import CODE_VERSION


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read."""

    path: str
    origins: Origins = field(default_factory=Origins)


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one document."""

    location: str
    outcome: str
    """loaded, unchanged, flagged, quarantined or failed, as in ``run_item``."""
    reason: str
    seconds: float
    report: Report | None = None
    result: LoadResult | None = None


def read_task(task: Task) -> tuple[Report, ...]:
    """The reports in one file; runs in a worker."""
    path = Path(task.path)
    source = SourceDocument(path.read_bytes(), path.name)
    reports = read_reports(source, load_catalogue(), task.origins)
    located = tuple(replace(r, sighting=replace(r.sighting, location=_locate(path, r))) for r in reports)
    if any(report.facts for report in located):
        return located
    beside = [
        report for attachment in find_attachments(source, path) for report in _read_attachment(attachment, located[0])
    ]
    return tuple(beside) or located


def find_attachments(source: SourceDocument, path: Path) -> list[Path]:
    """The files beside a page that the page links to: a page whose report is only an attachment."""
    if source.media_type != "text/html":
        return []
    links = [value for key, value in read_document(source).metadata if key == "attachment"]
    files = [path.parent / name for name in map(_name_file, links) if name]
    return [file for file in dict.fromkeys(files) if file != path and os.path.isfile(file)]  # noqa: PTH113


def _name_file(link: str) -> str:
    """The name of the file that a link leads to, without its folder; empty for a link that is none."""
    try:
        return Path(unquote(urlsplit(link).path)).name
    except ValueError:
        return ""


def _read_attachment(path: Path, page: Report) -> tuple[Report, ...]:
    """The reports of an attachment, or why it cannot be read; what it does not say about itself, its page does."""
    source = SourceDocument(path.read_bytes(), path.name)
    reports = read_reports(source, load_catalogue())
    told = [r for r in reports if r.facts] or [r for r in reports if is_refused(r)]
    located = (replace(r, sighting=replace(r.sighting, location=_locate(path, r))) for r in told)
    return tuple(take_from_page(report, page) for report in located)


def _locate(path: Path, report: Report) -> str:
    """The file's address; for a report inside it, with the name it has there."""
    _, _, inside = report.document.name.partition(path.name)
    return f"{path.resolve()}{inside}"


def load_files(
    store: Store,
    tasks: Iterable[Task],
    *,
    workers: int,
    command: str,
    limits: Limits = DEFAULT_LIMITS,
    read: Callable[[Task], tuple[Report, ...]] = read_task,
) -> Generator[Item, None, None]:
    """Every file read and stored, one transaction a report; the ledger has an item for each.

    Closing the iterator ends the run as interrupted; what is stored by then stays, and another call goes on.
    """
    catalogue = load_catalogue()
    run_id = store.start_run(command, code_version=CODE_VERSION, catalogue_version=catalogue.version)
    state = "interrupted"
    try:
        with contextlib.closing(map_in_order(read, tasks, workers=workers, limits=limits)) as outcomes:
            for outcome in outcomes:
                for item in store_outcome(store, outcome, run_id, catalogue):
                    sha256 = item.report.document.sha256 if item.report else None
                    store.record_item(
                        RunItem(run_id, item.location, sha256, item.outcome, item.reason, item.seconds)  # type: ignore[arg-type]
                    )
                    yield item
        state = "done"
        store.analyze()
    finally:
        store.finish_run(run_id, state)


def store_outcome(
    store: Store, outcome: Outcome[Task, tuple[Report, ...]], run_id: int, catalogue: Catalogue
) -> Iterator[Item]:
    """The items of one file: one for each report in it, or one that says why there is none."""
    location = outcome.task.path
    if outcome.result is None:
        yield _failed(location, outcome, catalogue)
        return
    for report in outcome.result:
        name = Path(location).name
        inside = report.document.name.removeprefix(name) if report.document.name.startswith(name) else ""
        yield store_report(store, report, location + inside, outcome.seconds, run_id)


def store_report(store: Store, report: Report, location: str, seconds: float, run_id: int) -> Item:
    """The item of one report, stored unless it is to be kept out."""
    report = recall(store, report)
    judgement = judge(report)
    if judgement.fate == "quarantined":
        return Item(location, "quarantined", judgement.reason, seconds, report)
    try:
        result = store.load(name_provisionally(report), run_id=run_id)
    except LoadRefused as refusal:
        return Item(location, "quarantined", f"LOAD.REFUSED: {refusal}", seconds, report)
    store.judge(result.report_id, COMPARERS, sha256=report.document.sha256)
    is_known = result.outcome == "unchanged" and judgement.fate == "loaded"
    return Item(location, "unchanged" if is_known else judgement.fate, judgement.reason, seconds, report, result)


def _failed(location: str, outcome: Outcome[Task, tuple[Report, ...]], catalogue: Catalogue) -> Item:
    """A document that cost its worker is quarantined; a fault of our own program is a failure."""
    rule = catalogue.rules.get(outcome.code)
    if rule is None:
        return Item(location, "failed", f"{outcome.code}: {outcome.detail}", outcome.seconds)
    words = f"{rule.zh} / {rule.en}" + (f" ({outcome.detail})" if outcome.detail else "")
    return Item(location, "quarantined", f"{outcome.code}: {words}", outcome.seconds)
