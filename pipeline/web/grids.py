"""The standard tables as the form prints them: heads, rows and groups, filled with the cells of a report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from db.schema.records import Fact
from pipeline.catalogue.model import Catalogue, FieldSpec, T2Form
from pipeline.catalogue.promises import Key
from pipeline.web.cells import CellView, view_absent

TABLES = ("T2", "T3", "T4")


@dataclass(frozen=True, slots=True)
class GridHead:
    """One head of a row or a column."""

    zh: str
    en: str = ""
    """Empty where only the Chinese label is declared; its gloss stands in ``words.toml``."""
    colspan: int = 1
    rowspan: int = 1
    scope: str = "col"
    level: int = 0
    """How deep a row's head stands under its groups."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """One row: its heads, then its cells; a group's head has no cells."""

    heads: tuple[GridHead, ...]
    cells: tuple[CellView, ...] = ()
    spans: tuple[int, ...] = ()
    """Columns that each cell takes; empty where each takes one."""


@dataclass(frozen=True, slots=True)
class FormGrid:
    """One table of a report."""

    code: str
    edition: str
    heads: tuple[tuple[GridHead, ...], ...]
    lines: tuple[GridLine, ...]
    is_absent: bool = False
    """The report has no such table."""


def lay_out(editions: Mapping[str, str], views: Mapping[Key, CellView], catalogue: Catalogue) -> tuple[FormGrid, ...]:
    """The three standard tables in their order, each by the edition it follows; a missing one is empty."""
    return tuple(_lay_out_table(code, editions.get(code), _Cells(views), catalogue) for code in TABLES)


def list_others(facts: Iterable[Fact], grids: Iterable[FormGrid]) -> list[Fact]:
    """The facts that no grid shows: those of the tables before 2019, and of rows that another edition has."""
    shown = {(cell.field, cell.applicant) for grid in grids for line in grid.lines for cell in line.cells}
    return [fact for fact in facts if (fact.field, fact.applicant) not in shown]


def name_field(catalogue: Catalogue, code: str) -> tuple[str, str]:
    """The Chinese label path and the English name of a field; the code itself for one that is not declared."""
    spec = next(_find_specs(catalogue, code), None)
    if spec is None:
        return code, code
    if spec.table_code == "T2" or spec.table_code not in TABLES:
        return spec.label, spec.en
    return " › ".join((*spec.path, spec.label)), spec.en


def has_applicants(catalogue: Catalogue, key: Key) -> bool:
    """Whether it says something to whom a cell belongs: in T3, and where an old table has more columns than one."""
    return key[1] != "all" or any(spec.table_code == "T3" for spec in _find_specs(catalogue, key[0]))


def _find_specs(catalogue: Catalogue, code: str) -> Iterator[FieldSpec]:
    return (spec for (_, known), spec in catalogue.field_by_code.items() if known == code)


@dataclass(frozen=True, slots=True)
class _Cells:
    views: Mapping[Key, CellView]

    def find(self, code: str, who: str = "all") -> CellView:
        return self.views.get((code, who)) or view_absent(code, who)


def _lay_out_table(code: str, edition: str | None, cells: _Cells, catalogue: Catalogue) -> FormGrid:
    known = {form.edition: form for form in catalogue.t2}
    if edition not in known:
        return FormGrid(code, edition or "", (), (), is_absent=edition is None)
    if code == "T2":
        return FormGrid(code, edition, (), tuple(_list_t2_lines(known[edition], cells)))
    if code == "T3":
        return FormGrid(code, edition, _make_t3_heads(catalogue), tuple(_list_t3_lines(edition, cells, catalogue)))
    return _lay_out_t4(edition, cells, catalogue)


def _list_t2_lines(form: T2Form, cells: _Cells) -> Iterator[GridLine]:
    """Blocks of rows that share their columns; a block with fewer columns has wider ones."""
    blocks = _find_blocks(form)
    most = max(len(columns) for _, columns, _ in blocks)
    for block, columns, rows in blocks:
        spans = _share_out(most, len(columns))
        heads = [GridHead(label, colspan=span) for label, span in zip(columns, spans, strict=True)]
        yield GridLine((GridHead(block, colspan=most + 1, scope="colgroup"),))
        yield GridLine((GridHead("", scope="col"), *heads))
        for row in rows:
            found = tuple(cells.find(form.cells[row, column].code) for column in columns)
            yield GridLine((GridHead(row, scope="row"),), found, spans)


def _share_out(width: int, columns: int) -> tuple[int, ...]:
    """How wide each column is; the first takes what is left over."""
    span = width // columns
    return (span + width - span * columns, *([span] * (columns - 1)))


def _find_blocks(form: T2Form) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """(block, columns, rows): rows of one block of the form that have the same columns."""
    columns_of: dict[str, list[str]] = {}
    block_of: dict[str, str] = {}
    for (row, column), spec in form.cells.items():
        columns_of.setdefault(row, []).append(column)
        block_of[row] = spec.path[0]
    keyed = groupby(columns_of, key=lambda row: (block_of[row], tuple(columns_of[row])))
    return [(block, columns, tuple(rows)) for (block, columns), rows in keyed]


def _make_t3_heads(catalogue: Catalogue) -> tuple[tuple[GridHead, ...], ...]:
    people = catalogue.applicants
    inner = [one for one in people[1:] if not one.is_total]
    return (
        (
            GridHead("", rowspan=2),
            GridHead(people[0].label, people[0].en, rowspan=2),
            GridHead("group", colspan=len(inner), scope="colgroup"),
            *(GridHead(one.label, one.en, rowspan=2) for one in people if one.is_total),
        ),
        tuple(GridHead(one.label, one.en) for one in inner),
    )


def _list_t3_lines(edition: str, cells: _Cells, catalogue: Catalogue) -> Iterator[GridLine]:
    people = [one.code for one in catalogue.applicants]
    above: tuple[str, ...] = ()
    for spec in catalogue.t3_fields(edition):
        yield from _open_groups(above, spec, len(people) + 1)
        above = spec.path
        head = GridHead(spec.label, spec.en, scope="row", level=len(spec.path))
        yield GridLine((head,), tuple(cells.find(spec.code, who) for who in people))


def _open_groups(above: tuple[str, ...], spec: FieldSpec, width: int) -> Iterator[GridLine]:
    for level, label in enumerate(spec.path):
        if spec.path[: level + 1] != above[: level + 1]:
            yield GridLine((GridHead(label, colspan=width, scope="rowgroup", level=level),))


def _lay_out_t4(edition: str, cells: _Cells, catalogue: Catalogue) -> FormGrid:
    columns = [spec for spec in catalogue.t4_columns if edition in spec.editions]
    outer = [(label, list(specs)) for label, specs in groupby(columns, key=lambda spec: spec.path[0])]
    first, second = [], []
    for label, specs in outer:
        inner = [(path, len(list(same))) for path, same in groupby(specs, key=lambda spec: spec.path[1:])]
        is_plain = inner[0][0] == ()
        first.append(GridHead(label, colspan=len(specs), rowspan=2 if is_plain else 1, scope="colgroup"))
        second += [] if is_plain else [GridHead(path[0], colspan=count, scope="colgroup") for path, count in inner]
    third = tuple(GridHead(spec.label) for spec in columns)
    line = GridLine((), tuple(cells.find(spec.code) for spec in columns))
    return FormGrid("T4", edition, (tuple(first), tuple(second), third), (line,))
