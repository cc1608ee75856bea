"""Two revisions or two years of reports side by side: what differs, and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from db.reading.history import diff
from db.reading.pages import ReportHead, find_report_of, read_head
from db.schema.dictionary import read_dictionary
from db.schema.records import Change, Fact, Figure, Section
from db.writing.stored_content import read_sections
from pipeline.catalogue.model import Catalogue
from pipeline.web.grids import has_applicants, name_field
from pipeline.web.prose import cut_short
from pipeline.web.site import PageVisit, ask_number

AROUND = 24
"""Signs of unchanged prose shown on either side of a change."""
Cut = tuple[str, str, str]
"""A few words around a figure: before it, the figure itself, after it."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs."""

    key: tuple[str, str]
    names: tuple[str, str]
    old: Fact | None
    new: Fact | None
    delta: Decimal | None
    """None unless both are numbers of one unit."""
    has_applicants: bool = True
    """False where the table has no applicants to tell apart."""

    @property
    def is_lonely(self) -> bool:
        """Only one side has the cell, as with another form of the table."""
        return self.old is None or self.new is None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One count in prose that differs."""

    names: tuple[str, str]
    old: Cut | None
    new: Cut | None


@dataclass(frozen=True, slots=True)
class ChapterChange:
    """One chapter whose words differ, as pieces (same, old, new, gap)."""

    title: str
    pieces: tuple[tuple[str, str], ...]


def show_comparison(visit: PageVisit) -> Response:
    """The differences between two revisions; between two years, those of the tables and figures alone."""
    with visit.site.read() as connection:
        old, new = (_find_side(visit, connection, side) for side in ("a", "b"))
        changes = diff(connection, old.revision_id, new.revision_id)
        indicators = {one.code: (one.zh, one.en) for one in read_dictionary(connection).indicators}
        texts = tuple(_read_texts(connection, side) for side in (old, new))
    cells = _sort_cells(_list_cells(changes, visit.site.catalogue), visit.site.catalogue)
    is_one_report = old.report_id == new.report_id
    return visit.render(
        "compare.html",
        old=old,
        new=new,
        cells=[one for one in cells if is_one_report or not one.is_lonely],
        lonely=[one for one in cells if one.is_lonely and not is_one_report],
        figures=list(_list_figures(changes, indicators, texts)),
        chapters=list(_list_chapters(changes)) if is_one_report else [],
    )


def _find_side(visit: PageVisit, connection: Connection, side: str) -> ReportHead:
    """The revision that ``a`` (or ``b``) names, or the current one of the report that ``a_report`` names."""
    revision_id, report_id = ask_number(visit, side), ask_number(visit, f"{side}_report")
    if revision_id is None and report_id is None:
        raise HTTPException(400)
    if report_id is None and revision_id is not None:
        report_id = find_report_of(connection, revision_id)
    head = None if report_id is None else read_head(connection, report_id, revision_id)
    if head is None:
        raise HTTPException(404)
    return head


def _list_cells(changes: Iterable[Change], catalogue: Catalogue) -> Iterator[CellChange]:
    for change in changes:
        if change.kind == "fact":
            old, new = _as_fact(change.old), _as_fact(change.new)
            key = (change.key[0], change.key[1])
            told = has_applicants(catalogue, key)
            yield CellChange(key, name_field(catalogue, key[0]), old, new, _subtract(old, new), told)


def _as_fact(item: object) -> Fact | None:
    return item if isinstance(item, Fact) else None


def _as_figure(item: object) -> Figure | None:
    return item if isinstance(item, Figure) else None


def _subtract(old: Fact | None, new: Fact | None) -> Decimal | None:
    if old is None or new is None or old.value is None or new.value is None or old.unit != new.unit:
        return None
    return new.value - old.value


def _sort_cells(cells: Iterable[CellChange], catalogue: Catalogue) -> list[CellChange]:
    """In the order of the form."""
    fields = {code: place for place, code in reversed([*enumerate(code for _, code in catalogue.field_by_code)])}
    people = {code: place for place, code in enumerate(catalogue.applicant_labels)}
    return sorted(cells, key=lambda one: (fields.get(one.key[0], len(fields)), people.get(one.key[1], len(people))))


Texts = Mapping[int | None, str]
"""Number of a section -> its text."""


def _read_texts(connection: Connection, head: ReportHead) -> Texts:
    return {section.number: section.text for section in read_sections(connection, head.revision_id)}


def _list_figures(
    changes: Iterable[Change], names: Mapping[str, tuple[str, str]], texts: tuple[Texts, ...]
) -> Iterator[FigureChange]:
    for change in changes:
        if change.kind == "figure":
            old, new = _as_figure(change.old), _as_figure(change.new)
            if old is None or new is None or _count(old) != _count(new):  # else only the words around it differ
                sides = (_cut(figure, told) for figure, told in zip((old, new), texts, strict=True))
                yield FigureChange(names.get(change.key[0], (change.key[0], change.key[0])), *sides)


def _cut(figure: Figure | None, texts: Texts) -> Cut | None:
    if figure is None:
        return None
    before, found, after = cut_short(figure, texts.get(figure.section, ""), AROUND)
    return before, found or figure.raw, after


def _count(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.value_max, figure.unit, figure.approximate


def _list_chapters(changes: Iterable[Change]) -> Iterator[ChapterChange]:
    for change in changes:
        if change.kind == "section":
            texts = [item.text if isinstance(item, Section) else "" for item in (change.old, change.new)]
            titles = [item.title for item in (change.new, change.old) if isinstance(item, Section)]
            yield ChapterChange(titles[0], tuple(compare_texts(*texts)))


def compare_texts(old: str, new: str) -> Iterator[tuple[str, str]]:
    """What was taken out and put in, with a few signs around; long runs that stay are left out."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _shorten(old[a:b])
            continue
        if b > a:
            yield "old", old[a:b]
        if d > c:
            yield "new", new[c:d]


def _shorten(text: str) -> Iterator[tuple[str, str]]:
    if len(text) <= 3 * AROUND:
        yield "same", text
        return
    yield "same", text[:AROUND]
    yield "gap", ""
    yield "same", text[-AROUND:]
