"""Reports made ready for the one that writes, where they were read: judged, packed, and sealed as bytes."""

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace

from db.packing import Packed, pack
from db.records import Report
from pipeline.judge import Fate, judge


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report ready to be written, and its fate."""

    packed: Packed
    fate: Fate
    reason: str


def prepare(report: Report) -> Prepared:
    """The report judged and packed; ValueError for a number that cannot be stored."""
    judgement = judge(report)
    kept_out = judgement.fate == "quarantined"
    return Prepared(pack(report if kept_out else name_provisionally(report)), judgement.fate, judgement.reason)


def name_provisionally(report: Report) -> Report:
    """The report with a name of its own where it names no issuer: never guessed, and never mixed with another's."""
    if report.issuer.name:
        return report
    name = f"未署名 {report.document.name} {report.document.sha256[:8]}"
    return replace(report, issuer=replace(report.issuer, name=name))


def seal(reports: Iterable[Report]) -> bytes:
    """The prepared reports of one file as bytes: they pass from one process to another unopened, and wait in few."""
    return pickle.dumps(tuple(map(prepare, reports)), protocol=5)


def unseal(sealed: bytes) -> tuple[Prepared, ...]:
    """What was sealed; only for bytes that came from a worker of ours."""
    return tuple(pickle.loads(sealed))  # noqa: S301  (as multiprocessing itself does with what comes from a worker)
