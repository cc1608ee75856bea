"""What changed between two revisions, days or runs: of one report, or of all, as lines for a person at a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from db.reading.as_of import HeldPair, end_of_run, list_between, list_said, make_pair, pair_up
from db.reading.history import current_revision, diff, find_report, find_revision
from db.schema.records import HeldRevision
from pipeline.publishing.changes import show_change, show_reason, show_said

RUN = "run:"
LONGEST_RUN = 9
"""Digits of a run's number, at most: a longer one no engine can look for."""


class NotAMomentError(ValueError):
    """A text that is neither a day nor a run; the message says so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report is asked for."""

    issuer: str
    year: int
    parent: str | None = None


def read_moment(connection: Connection, text: str) -> datetime:
    """The end of a day (YYYY-MM-DD, in UTC), or of a run (run:N). NotAMomentError for anything else."""
    number = text.removeprefix(RUN)
    if number != text and number.isdecimal() and len(number) <= LONGEST_RUN:
        return end_of_run(connection, int(number))
    return read_day(text)


def read_day(text: str) -> datetime:
    """The end of a day, in UTC. NotAMomentError for what is none."""
    try:
        return datetime.combine(date.fromisoformat(text), time.max, tzinfo=UTC)
    except ValueError:
        raise NotAMomentError(f"{text} is not a day such as 2025-01-31") from None


def compare_report(connection: Connection, asked: Asked, before: str, after: str) -> Iterator[str]:
    """One report's two revisions, or what was held of it at two moments; ReportNotFoundError where there is none."""
    report_id = find_report(connection, asked.issuer, asked.year, parent=asked.parent)
    held = [_find_held(connection, report_id, text) for text in (before, after)]
    for text, one in zip((before, after), held, strict=True):
        if one is None:
            yield f"nothing was held of {asked.issuer} {asked.year} on {text}"
    if any(held):
        yield from show_pair(connection, make_pair(connection, report_id, *held))


def _find_held(connection: Connection, report_id: int, text: str) -> HeldRevision | None:
    """The revision of a number, or what was current at a moment."""
    if is_revision(text):
        return find_revision(connection, report_id, int(text))
    return current_revision(connection, report_id, read_moment(connection, text))


def is_revision(text: str) -> bool:
    """Whether a text is the number of a revision, and neither a day nor a run."""
    return text.isdecimal() and text.isascii()


def compare_all(connection: Connection, before: str, after: str) -> Iterator[str]:
    """Every report of which not the same was held at two moments; the counts last."""
    pairs = pair_up(connection, *(read_moment(connection, text) for text in (before, after)))
    for pair in pairs:
        yield from show_pair(connection, pair)
    came, went = (sum(held is None for held in side) for side in ([p.old for p in pairs], [p.new for p in pairs]))
    yield (
        f"{len(pairs)} report{'' if len(pairs) == 1 else 's'} differ{'s' if len(pairs) == 1 else ''} "
        f"between {before} and {after}: {came} came, {went} went, {len(pairs) - came - went} changed"
    )


def show_pair(connection: Connection, pair: HeldPair) -> Iterator[str]:
    """Which report, why it differs, and each difference; a report that came or went in one line."""
    whose = f"{pair.issuer} {pair.year or '?'}"
    if pair.old is None or pair.new is None:
        sides = ((pair.new, "came"), (pair.old, "went"))
        yield from (f"{whose}: revision {one.number} {word}, {show_reason(one)}" for one, word in sides if one)
        return
    yield f"{_name_old(connection, pair)}{whose}: revision {pair.old.number} → {pair.new.number}"
    for held in list_between(connection, pair.old, pair.new):
        yield from _tell_why(connection, held)
    changes = diff(connection, pair.old.revision_id, pair.new.revision_id)
    for change in changes:
        yield from show_change(change)
    count = f"{len(changes)} difference{'' if len(changes) == 1 else 's'}"
    yield f"{count} between revisions {pair.old.number} and {pair.new.number}"


def _name_old(connection: Connection, pair: HeldPair) -> str:
    """Whose the older revision is, where it is of another report than the newer one."""
    if pair.old is None or pair.new is None or pair.old.report_id == pair.new.report_id:
        return ""
    other = make_pair(connection, pair.old.report_id, pair.old, None)
    return f"two reports, {other.issuer} {other.year or '?'} → "


def _tell_why(connection: Connection, held: HeldRevision) -> Iterator[str]:
    yield f"why      {show_reason(held)}"
    for said in list_said(connection, held):
        yield f"         {show_said(said)}"
