"""Which revision to write, and which is current, as pure functions.

1. The same document with the same content: nothing is written but where it was seen.
2. The same document with other content: newer code reads it otherwise, ``code_changed``.
3. Another document of the same issuer and year: a correction, announced or silent, ``source_changed``.
4. A person mends a misreading: ``corrected``; it is pinned to the document, and another document does not inherit it.
5. What is current is said by the newest document, so that an old copy read again never brings old numbers back.

One invariant holds after every load: **a report's current revision is the newest reading of its newest document.**

*Newest document.* Documents are ordered by the day they were published, then by the order in which they came to this
database: their numbers tell it, for a clock may have been wrong. The day is the earliest that any sighting gives; one
that was yet to come when the document was seen there is a misprint and counts as none. A document of which no sighting
gives a day counts as published with the latest of those that came before it: a silent replacement comes without a date,
and a copy found in a folder does not outrank what a site dates later. Seeing an old copy again never makes it newer,
but for one case: a site that shows it where it had shown the newest one has taken that one back. From then on the old
one is the last that came, whatever its day.

*Same content.* A document in another rendition (Word and PDF, or a page with a new visitor count) that says exactly
what the current revision says writes nothing: it becomes another rendition of that revision.

*What stands beneath corrections* is content too, of that document alone: where newer code reads a mended cell
otherwise, nothing changes for who reads the figures, but the newer reading is what comes to light when the correction
is withdrawn. So it is written, ``code_changed``; and no document is a rendition of another one's mended revision.

*Findings* are not content. Under the same code and catalogue, the same content has the same findings, so nothing is
written; when the version is another and the findings are too, the reading is stored as ``code_changed``, so that a
new rule shows on old reports.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import inf

from db.schema.fast_records import quicken
from db.schema.records import LoadOutcome

_ZONES = timedelta(days=1)
"""Moments are kept in UTC, and China's day begins before it does there."""


@quicken
@dataclass(frozen=True, slots=True)
class ReadingKey:
    """What decides whether two readings say the same."""

    content_hash: str
    findings_hash: str
    code_version: str
    catalogue_version: str
    beneath: str = ""
    """Which document was read, and how, in the cells that people corrected; empty where they changed none."""

    @property
    def content(self) -> tuple[str, str]:
        """What is read, and what stands beneath corrections."""
        return self.content_hash, self.beneath

    def says_the_same(self, other: "ReadingKey") -> bool:
        """Whether storing ``other`` beside this one would tell nobody anything."""
        if self.content != other.content:
            return False
        same_version = (self.code_version, self.catalogue_version) == (other.code_version, other.catalogue_version)
        return same_version or self.findings_hash == other.findings_hash


@dataclass(frozen=True, slots=True)
class Known:
    """A revision that is in the database."""

    revision_id: int
    number: int
    reading: ReadingKey
    is_current: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that stands for the report, and its newest reading (None before its first)."""

    document_id: int
    published_on: date | None
    revision_id: int | None
    arrival: int | None
    """The larger, the later it came, or came back; None for one that comes now."""
    came_back: bool = False
    is_here: bool = False
    """Whether it was ever seen at the address where a document is seen now."""


@dataclass(frozen=True, slots=True)
class ReportState:
    """What decides about a load of one report; ``db/writing/standing.py`` leaves out what can decide nothing."""

    revisions: tuple[Known, ...]
    """The current one, the last one, and the readings of the copies."""
    copies: tuple[Copy, ...]

    @property
    def last_number(self) -> int:
        """The number of the last revision, 0 before the first."""
        return max((known.number for known in self.revisions), default=0)

    @property
    def current(self) -> Known | None:
        """The current revision, None before the first and after the last document went to another report."""
        return next((known for known in self.revisions if known.is_current), None)

    def find_copy(self, document_id: int) -> Copy:
        """One of the documents."""
        return next(copy for copy in self.copies if copy.document_id == document_id)

    def let_come_back(self, document_id: int) -> "ReportState":
        """The same where a document comes back now, in the place of a later one."""
        copies = (
            replace(copy, arrival=None, came_back=True) if copy.document_id == document_id else copy
            for copy in self.copies
        )
        return replace(self, copies=tuple(copies))

    def find(self, revision_id: int | None) -> Known | None:
        """A revision by its id."""
        return next((known for known in self.revisions if known.revision_id == revision_id), None)


@dataclass(frozen=True, slots=True)
class Keep:
    """Nothing to write: ``revision_id`` already says it."""

    revision_id: int
    is_new_rendition: bool
    """Whether the document is yet to be put down as a rendition of that revision."""


@dataclass(frozen=True, slots=True)
class Write:
    """A revision to write."""

    reason: LoadOutcome
    becomes_current: bool
    previous_id: int | None


def believe_day(published_on: date | None, first_seen: datetime) -> date | None:
    """The day of publication, as a page states it, of a document first seen then; none where it was yet to come."""
    latest = first_seen.date() + _ZONES
    return published_on if published_on is not None and published_on <= latest else None


def find_newest(copies: Sequence[Copy]) -> Copy | None:
    """The newest document of a report, None when it has none."""
    latest = date.min
    newest = None
    for copy in sorted(copies, key=_find_arrival):
        published = latest if copy.came_back else copy.published_on or latest
        if published >= latest:
            latest, newest = published, copy
    return newest


def comes_back(standing: ReportState, document_id: int) -> bool:
    """Whether a known document stands where the newest one had been seen: the newest was taken back."""
    if len(standing.copies) == 1:
        return False
    newest = find_newest(standing.copies)
    is_known = standing.find_copy(document_id).arrival is not None
    return is_known and newest is not None and newest.is_here and newest.document_id != document_id


def _find_arrival(copy: Copy) -> float:
    return inf if copy.arrival is None else copy.arrival


def decide(standing: ReportState, document_id: int, incoming: ReadingKey) -> Keep | Write:
    """What to do with a reading of a document that is among the copies of ``standing``."""
    copy = standing.find_copy(document_id)
    is_newest = find_newest(standing.copies) == copy
    current, last = standing.current, standing.find(copy.revision_id)
    if last is not None and last.reading.says_the_same(incoming) and (last == current or not is_newest):
        return Keep(last.revision_id, is_new_rendition=False)
    if current is not None and current != last and current.reading.says_the_same(incoming):
        return Keep(current.revision_id, is_new_rendition=True)
    becomes_current = is_newest or current is None
    previous = current if becomes_current else last or current
    reason = _find_reason(standing, current, last, incoming)
    return Write(reason, becomes_current, None if previous is None else previous.revision_id)


def _find_reason(standing: ReportState, current: Known | None, last: Known | None, incoming: ReadingKey) -> LoadOutcome:
    if not standing.revisions:
        return "new"
    if last is not None and last.reading.says_the_same(incoming):
        return "source_changed"  # the reading is old; that its document is the newest is the news
    if last is not None:
        return "code_changed"
    if current is not None and current.reading.content == incoming.content:
        return "code_changed"  # another rendition of the same content, with other findings
    return "source_changed"


def find_unsettled(standing: ReportState) -> int | None:
    """The revision that ought to be current and is not, None when all is well."""
    newest = find_newest([copy for copy in standing.copies if copy.revision_id is not None])
    if newest is None or (standing.current is not None and standing.current.revision_id == newest.revision_id):
        return None
    return newest.revision_id
