"""What was held when, and what changed: the questions behind ``gongkai history``, ``diff`` and ``unmapped``."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, func, or_, select

from db.schema.engine import StoreError
from db.schema.records import Change, Fact, Figure, HeldRevision, Section
from db.schema.tables import document, issuer, issuer_merge, issuer_name, report, revision, unmapped
from db.writing import stored_content as contents
from db.writing.corrections import list_corrected_cells
from db.writing.identities import follow_merges

_Item = TypeVar("_Item", Fact, Figure, Section)
_Key = tuple[str, ...]


class ReportNotFoundError(StoreError):
    """No report, or more than one, answers to the issuer's name; the message says which."""


@dataclass(frozen=True, slots=True)
class UnmappedLabel:
    """A label that the catalogue does not know, over all current reports."""

    table_code: str | None
    label_key: str
    label: str
    """One of its printed forms."""
    reports: int


def find_report(connection: Connection, name: str, year: int, *, parent: str | None = None) -> int:
    """The id of an issuer's report, by its name or registry code.

    The name may be a former one, or one that was given to another issuer. ReportNotFoundError for none or several.
    """
    named = select(issuer_name.c.issuer_id).where(issuer_name.c.name == name)
    is_meant = or_(issuer.c.name == name, issuer.c.code == name, issuer.c.id.in_(named))
    query = select(issuer.c.id, issuer.c.parent).where(is_meant)
    found: dict[int, str] = {}
    for row in connection.execute(query):
        owner = _find_owner(connection, row.id)
        if parent is None or parent in (row.parent, owner.parent):
            found[owner.id] = f"{owner.name} ({', '.join(filter(None, (owner.parent, owner.code))) or '?'})"
    held = select(report.c.id, report.c.issuer_id).where(report.c.year == year, report.c.issuer_id.in_(found))
    rows = connection.execute(held).all()
    if not rows:
        raise ReportNotFoundError(f"no report of {name} for {year}; {_tell_near(connection, name, list(found))}")
    if len(rows) > 1:
        told = "; ".join(sorted(found[row.issuer_id] for row in rows))
        raise ReportNotFoundError(f"{len(rows)} issuers are called {name}, say whose, by place or code: {told}")
    return int(rows[0].id)


MOST_NEAR = 5
"""Names of issuers that are told where none has the name that was asked for."""


def _tell_near(connection: Connection, name: str, issuers: Sequence[int]) -> str:
    """What there is instead: other years of the issuer, or issuers whose names hold the one that was asked for."""
    if issuers:
        query = select(report.c.year).where(report.c.issuer_id.in_(issuers), report.c.year.is_not(None)).distinct()
        years = [str(year) for year in connection.execute(query.order_by(report.c.year)).scalars()]
        return f"there are: {', '.join(years)}" if years else "of its year nothing is known"
    alike = select(issuer.c.name).where(issuer.c.name.contains(name, autoescape=True)).distinct()
    near = list(connection.execute(alike.order_by(issuer.c.name).limit(MOST_NEAR + 1)).scalars())
    if not near:
        return "no issuer's name holds these words"
    return f"issuers whose names hold these words: {', '.join(near[:MOST_NEAR])}{', …' if near[MOST_NEAR:] else ''}"


def _find_owner(connection: Connection, issuer_id: int) -> Row[Any]:
    """The issuer whose reports those of an issuer are."""
    merges = follow_merges(connection, issuer_id)
    owner = merges[-1].target_id if merges else issuer_id
    return connection.execute(select(issuer).where(issuer.c.id == owner)).one()


def list_lines(connection: Connection, report_id: int) -> list[int]:
    """The report, and those of the same year that were held under a name since given to its issuer."""
    own = connection.execute(select(report.c.issuer_id, report.c.year).where(report.c.id == report_id)).one_or_none()
    if own is None:
        return []
    issuers, waiting = {own.issuer_id}, [own.issuer_id]
    standing = issuer_merge.c.withdrawn_at.is_(None)
    while waiting:
        query = select(issuer_merge.c.issuer_id).where(issuer_merge.c.target_id.in_(waiting), standing)
        waiting = [one for one in connection.execute(query).scalars() if one not in issuers]
        issuers.update(waiting)
    query = select(report.c.id).where(report.c.issuer_id.in_(issuers), report.c.year.is_not_distinct_from(own.year))
    return list(connection.execute(query).scalars())


def history(connection: Connection, name: str, year: int, *, parent: str | None = None) -> tuple[HeldRevision, ...]:
    """Every revision of a report, oldest first; those it had under a name since given to its issuer among them."""
    return list_revisions(connection, find_report(connection, name, year, parent=parent))


def list_revisions(connection: Connection, report_id: int) -> tuple[HeldRevision, ...]:
    """The same of a report by its id; empty when there is no such report."""
    lines = list_lines(connection, report_id)
    query = select_revisions().where(revision.c.report_id.in_(lines)).order_by(revision.c.loaded_at, revision.c.id)
    return tuple(make_revision(row) for row in connection.execute(query))


def find_revision(connection: Connection, report_id: int, number: int) -> HeldRevision:
    """A report's revision by its number in the report; ReportNotFoundError when there is none.

    One that was held under a name since given to the issuer is found where the report itself has none of that number.
    """
    line = list_revisions(connection, report_id)
    found = sorted((one for one in line if one.number == number), key=lambda one: one.report_id != report_id)
    if not found:
        raise ReportNotFoundError(f"no revision {number}; the last is {max((one.number for one in line), default=0)}")
    return found[0]


def current_revision(connection: Connection, report_id: int, as_of: datetime | None = None) -> HeldRevision | None:
    """The revision that is current, or was at a moment in the past; None when the report had none.

    Before a name's reports were given to this issuer, what was held under the name counts where the issuer had none.
    """
    if as_of is None:
        query = select_revisions().where(revision.c.report_id == report_id, revision.c.superseded_at.is_(None))
        row = connection.execute(query).one_or_none()
        return None if row is None else make_revision(row)
    still_held = or_(revision.c.superseded_at.is_(None), revision.c.superseded_at > as_of)
    query = (
        select_revisions()
        .where(revision.c.report_id.in_(list_lines(connection, report_id)), revision.c.loaded_at <= as_of, still_held)
        .order_by(revision.c.report_id != report_id, revision.c.loaded_at.desc(), revision.c.id.desc())
    )
    row = connection.execute(query).first()
    return None if row is None else make_revision(row)


def facts_of(connection: Connection, revision_id: int) -> tuple[Fact, ...]:
    """The facts of a revision, current or not."""
    return contents.read_facts(connection, revision_id)


def diff(connection: Connection, old_id: int, new_id: int) -> tuple[Change, ...]:
    """Where two revisions differ: facts cell by cell, then figures, then sections (blanks in their text aside).

    A fact that a person corrected is told with the text that the document prints, as it was read.
    """

    def read_both(read: Callable[[Connection, int], Sequence[_Item]]) -> tuple[Sequence[_Item], Sequence[_Item]]:
        return read(connection, old_id), read(connection, new_id)

    facts = _compare(read_both(contents.read_facts), _key_of_fact, _say_fact)
    figures = _compare(read_both(contents.read_figures), _key_of_figure, _say_figure)
    sections = _compare(read_both(contents.read_sections), _key_of_section, _say_section)
    mended = [list_corrected_cells(connection, one) for one in (old_id, new_id)]
    return (
        *(Change("fact", key, *map(_print, (old, new), mended)) for key, old, new in facts),
        *(Change("figure", *told) for told in figures),
        *(Change("section", *told) for told in sections),
    )


def _print(fact: Fact | None, mended: Mapping[tuple[str, str], str]) -> Fact | None:
    """A fact with the text that the document prints: the very same unless its cell was corrected."""
    return fact if fact is None else replace(fact, raw=mended.get((fact.field, fact.applicant), fact.raw))


def list_unmapped(connection: Connection) -> tuple[UnmappedLabel, ...]:
    """The labels that no catalogue entry matched in current reports, the most frequent first."""
    reports = func.count(unmapped.c.revision_id.distinct())
    columns = (unmapped.c.table_code, unmapped.c.label_key, func.min(unmapped.c.label), reports)
    query = (
        select(*columns)
        .join(revision, revision.c.id == unmapped.c.revision_id)
        .where(revision.c.superseded_at.is_(None))
        .group_by(unmapped.c.table_code, unmapped.c.label_key)
        .order_by(reports.desc(), unmapped.c.label_key)
    )
    return tuple(UnmappedLabel(*row) for row in connection.execute(query))


def select_revisions() -> Select[Any]:
    """Revisions with the hash of their document and the name they were held under, for ``make_revision``."""
    return (
        select(revision, document.c.sha256, issuer.c.name.label("issuer"))
        .join(document, document.c.id == revision.c.document_id)
        .join(report, report.c.id == revision.c.report_id)
        .join(issuer, issuer.c.id == report.c.issuer_id)
    )


def make_revision(row: Row[Any]) -> HeldRevision:
    """One row of ``select_revisions``."""
    return HeldRevision(
        revision_id=row.id,
        report_id=row.report_id,
        number=row.number,
        reason=row.reason,
        document_sha256=row.sha256,
        code_version=row.code_version,
        catalogue_version=row.catalogue_version,
        run_id=row.run_id,
        loaded_at=row.loaded_at,
        superseded_at=row.superseded_at,
        previous_id=row.previous_id,
        issuer=row.issuer,
    )


def _compare(
    both: tuple[Sequence[_Item], Sequence[_Item]],
    key_of: Callable[[_Item], _Key],
    say: Callable[[_Item], Hashable],
) -> Iterable[tuple[_Key, _Item | None, _Item | None]]:
    """What differs under each key. Several items may share a key: those that say the same cancel out."""
    sides: tuple[dict[_Key, list[_Item]], ...] = (defaultdict(list), defaultdict(list))
    for side, items in zip(sides, both, strict=True):
        for item in items:
            side[key_of(item)].append(item)
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        before, after = (side.get(key, []) for side in sides)
        gone = _subtract(before, after, say)
        come = _subtract(after, before, say)
        for left, right in zip_longest(gone, come):
            yield key, left, right


def _subtract(items: Sequence[_Item], others: Sequence[_Item], say: Callable[[_Item], Hashable]) -> list[_Item]:
    said = [say(other) for other in others]
    rest = []
    for item in items:
        if say(item) in said:
            said.remove(say(item))
        else:
            rest.append(item)
    return rest


def _key_of_fact(fact: Fact) -> _Key:
    return (fact.field, fact.applicant)


def _key_of_figure(figure: Figure) -> _Key:
    return (figure.indicator or "", figure.scope, figure.period)


def _key_of_section(section: Section) -> _Key:
    return (section.code,)


def _say_fact(fact: Fact) -> Hashable:
    return (fact.state, fact.value, fact.standard_value, fact.unit, fact.raw)


def _say_figure(figure: Figure) -> Hashable:
    return (figure.value, figure.value_max, figure.unit, figure.approximate, _squeeze(figure.sentence))


def _say_section(section: Section) -> Hashable:
    return (section.number, _squeeze(section.title), _squeeze(section.text))


def _squeeze(text: str) -> str:
    return "".join(text.split())
