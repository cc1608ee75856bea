"""The three tables of the form as grids, with every liberty that issuers take."""

from dataclasses import replace

from forge.facts import Facts
from forge.form import (
    ALL,
    APPLICANT_HEAD,
    APPLICANT_LABELS,
    CONTENT_HEAD,
    LITIGATION_HEAD,
    NATURAL,
    NOTE,
    ORGANISATION_HEAD,
    ORGANISATIONS,
    SIDE,
    T2,
    T3,
    T4_GROUP_LABELS,
    T4_GROUPS,
    T4_OUTCOME_LABELS,
    T4_OUTCOMES,
    Key,
    T2Block,
    T3Row,
)
from forge.grid import GridCell, GridTable, change_text, cut_rows, stack, unmerge
from forge.labels import relabel, shape_head
from forge.look import Look

_SHUFFLED = (1, 0, 3, 2, 4)
_EXTRA_LABEL = (
    "其他主动公开文件（指本机关当年制发并主动公开的、除规章和行政规范性文件以外的文件，含通知、公告、方案等）"
)
_T3_WEIGHTS = (1.0, 1.4, 4.2)
_NARROW_WEIGHTS = (2.2, 4.0, 13.6)


def build_tables(facts: Facts, look: Look) -> dict[str, tuple[GridTable, ...]]:
    """The physical tables of each standard table; with ``one_big_table`` all stand under the first present."""
    present = [code for code in look.table_order if code not in look.missing_tables]
    built = {code: _BUILDERS[code](facts, look) for code in present}
    if look.one_big_table and present:
        whole = stack("BIG", tuple(_finish(table, look) for code in present for table in built[code]), 30)
        return {code: (whole,) if code == present[0] else () for code in present}
    return {code: tuple(_finish(table, look) for table in tables) for code, tables in built.items()}


def _finish(table: GridTable, look: Look) -> GridTable:
    if look.unmerged_heads:
        table = unmerge(table, ("head",), repeat=False)
    if look.unmerged_values and table.code == "T2":
        table = unmerge(table, ("value",), repeat=False)
    if look.side != "merged":
        table = unmerge(table, ("side",), repeat=look.side == "repeated")
    return table


def _style(table: GridTable, look: Look) -> GridTable:
    """The table with its texts as the look prints them."""
    return change_text(table, lambda cell: _print_text(cell, look))


def _print_text(cell: GridCell, look: Look) -> str:
    if cell.kind != "value":
        return cell.text
    text = cell.text
    if look.broken_digits and text.isdecimal() and len(text) > 2:
        text = f"{text[:2]}\n{text[2:]}"
    return f"\u00a0{text}\u00a0" if look.cell_padding else text


def _value(facts: Facts, key: Key, row: int, column: int, colspan: int = 1) -> GridCell:
    return GridCell(row, column, facts.text(key), "value", colspan=colspan, key=key)


# -- table 2 -------------------------------------------------------------------------------------------------------


def build_t2(facts: Facts, look: Look) -> tuple[GridTable, ...]:
    """Table 2 as one grid or one an article."""
    blocks = [_build_block(facts, look, block, n == 0) for n, block in enumerate(T2[facts.editions["T2"]])]
    if look.t2_shape == "four":
        return tuple(_style(block, look) for block in blocks)
    whole = stack("T2", tuple(blocks), 4)
    return (_style(replace(whole, weights=(2.0, 1.0, 1.0, 1.0)), look),)


def _build_block(facts: Facts, look: Look, block: T2Block, is_first: bool) -> GridTable:
    width = 4
    order = _order_columns(len(block.columns), look)
    spans = _share_columns(len(block.columns))
    cells = [GridCell(0, 0, relabel(block.article, look.labels), "head", colspan=width)]
    cells.append(GridCell(1, 0, CONTENT_HEAD, "head"))
    for (left, span), n in zip(spans, order, strict=True):
        cells.append(GridCell(1, left, _t2_head(block.columns[n], look), "head", colspan=span))
    for below, row in enumerate(block.rows):
        cells.append(GridCell(2 + below, 0, relabel(row.label, look.labels), "label"))
        for (left, span), n in zip(spans, order, strict=True):
            cells.append(_value(facts, (row.fields[n], ALL), 2 + below, left, span))
    if look.extra_row and is_first:
        cells.extend(_build_extra_row(2 + len(block.rows)))
    return GridTable("T2", tuple(cells), (2.0, 1.0, 1.0, 1.0), head_rows=2)


def _build_extra_row(row: int) -> list[GridCell]:
    texts = (_EXTRA_LABEL, "17", "2", "88")
    return [GridCell(row, n, text, "value" if n else "label") for n, text in enumerate(texts)]


def _t2_head(text: str, look: Look) -> str:
    text = relabel(text, look.labels)
    if look.heads == "truncated" and not text.startswith("本年收费"):
        return text[:3]
    return shape_head(text, look.heads) if len(text) < 10 else text


def _order_columns(count: int, look: Look) -> tuple[int, ...]:
    return (0, 2, 1) if look.shuffled_heads and count == 3 else tuple(range(count))


def _share_columns(count: int) -> list[tuple[int, int]]:
    """(column, span) of each of ``count`` heads over the three columns right of the label."""
    return [(1, 3)] if count == 1 else [(1, 1), (2, 2)] if count == 2 else [(1, 1), (2, 1), (3, 1)]


# -- table 3 -------------------------------------------------------------------------------------------------------


def build_t3(facts: Facts, look: Look) -> tuple[GridTable, ...]:
    """Table 3 as one grid, or as two when the look splits it."""
    order = _order_applicants(look)
    rows = T3[facts.editions["T3"]]
    cells = _build_t3_head(look, order)
    cells += _build_t3_labels(rows, look)
    for below, row in enumerate(rows):
        cells += _build_t3_values(facts, row, 3 + below, order)
    labels = _NARROW_WEIGHTS if look.narrow else _T3_WEIGHTS
    table = _style(GridTable("T3", tuple(cells), (*labels, *(1.0,) * 7), head_rows=3), look)
    if not look.t3_split:
        return (table,)
    headed = look.t3_split == "headed"
    return cut_rows(table, 3 + look.t3_split_at, repeat_head=headed, repeat_side=look.repeat_side)


def _order_applicants(look: Look) -> tuple[str, ...]:
    organisations = [ORGANISATIONS[n] for n in _SHUFFLED] if look.shuffled_heads else ORGANISATIONS
    return (NATURAL, *organisations, ALL)


def _build_t3_head(look: Look, order: tuple[str, ...]) -> list[GridCell]:
    def name(text: str) -> str:
        return relabel(text, look.labels)

    first = 6 if look.total_in_first_row else 7
    total_row = 0 if look.total_in_first_row else 1
    style = "plain" if look.heads == "truncated" else look.heads
    cells = [
        GridCell(0, 0, name(NOTE), "head", 3, 3),
        GridCell(0, 3, APPLICANT_HEAD, "head", colspan=first),
        GridCell(1, 3, shape_head(APPLICANT_LABELS[NATURAL], style), "head", rowspan=2),
        GridCell(1, 4, ORGANISATION_HEAD, "head", colspan=5),
        GridCell(total_row, 9, shape_head(name(APPLICANT_LABELS[ALL]), style), "head", rowspan=3 - total_row),
    ]
    for column, applicant in enumerate(order[1:-1], start=4):
        cells.append(GridCell(2, column, shape_head(name(APPLICANT_LABELS[applicant]), style), "head"))
    return cells


def _build_t3_labels(rows: tuple[T3Row, ...], look: Look) -> list[GridCell]:
    outcomes = [n for n, row in enumerate(rows) if row.is_outcome]
    strays = _stray_rows(rows) if look.label_in_wrong_column else set()
    inside = [n for n in outcomes if n not in strays]
    cells = [GridCell(3 + inside[0], 0, SIDE, "side", rowspan=len(inside))]
    for n, row in enumerate(rows):
        label = relabel(row.label, look.labels)
        if n not in inside:
            cells.append(GridCell(3 + n, 0, label, "label", colspan=3))
        elif row.group:
            cells.append(GridCell(3 + n, 2, label, "label"))
        else:
            cells.append(GridCell(3 + n, 1, label, "label", colspan=2))
    return cells + _build_groups(rows, inside, look)


def _stray_rows(rows: tuple[T3Row, ...]) -> set[int]:
    return {n for n, row in enumerate(rows) if row.field in ("outcome_other_other", "outcome_total")}


def _build_groups(rows: tuple[T3Row, ...], inside: list[int], look: Look) -> list[GridCell]:
    members: dict[str, list[int]] = {}
    for n in inside:
        if rows[n].group:
            members.setdefault(rows[n].group, []).append(n)
    cells: list[GridCell] = []
    for group, numbers in members.items():
        label = relabel(group, look.labels)
        if look.cut_group and group.startswith("（四）"):
            cells.append(GridCell(3 + numbers[0], 1, label[:-3], "label"))
            cells.append(GridCell(3 + numbers[1], 1, label[-3:], "label", rowspan=len(numbers) - 1))
        else:
            cells.append(GridCell(3 + numbers[0], 1, label, "side", rowspan=len(numbers)))
    return cells


def _build_t3_values(facts: Facts, row: T3Row, at: int, order: tuple[str, ...]) -> list[GridCell]:
    if facts.cells[row.field, order[-1]].state == "merged_span":
        return [_value(facts, (row.field, NATURAL), at, 3, 7)]
    return [_value(facts, (row.field, applicant), at, column) for column, applicant in enumerate(order, start=3)]


# -- table 4 -------------------------------------------------------------------------------------------------------


def build_t4(facts: Facts, look: Look) -> tuple[GridTable, ...]:
    """Table 4 as one grid of fifteen columns, or as two."""
    if look.t4_split:
        return (
            _build_t4_part(facts, look, T4_GROUPS[:1]),
            _build_t4_part(facts, look, T4_GROUPS[1:]),
        )
    return (_build_t4_part(facts, look, T4_GROUPS),)


def _build_t4_part(facts: Facts, look: Look, groups: tuple[str, ...]) -> GridTable:
    shift = 1 if look.t4_row_label else 0
    depth = 2 if groups == T4_GROUPS[:1] else 3
    cells: list[GridCell] = []
    if shift:
        cells += [GridCell(0, 0, "类别", "head", rowspan=depth), GridCell(depth, 0, look.t4_row_label, "label")]
    lawsuits = [group for group in groups if group != T4_GROUPS[0]]
    if lawsuits:
        left = shift + 5 * (len(groups) - len(lawsuits))
        cells.append(GridCell(0, left, LITIGATION_HEAD, "head", colspan=5 * len(lawsuits)))
    for n, group in enumerate(groups):
        cells += _build_t4_group(facts, look, group, shift + 5 * n, depth)
    weights = (1.0,) * (shift + 5 * len(groups))
    return _style(GridTable("T4", tuple(cells), weights, head_rows=depth), look)


def _build_t4_group(facts: Facts, look: Look, group: str, left: int, depth: int) -> list[GridCell]:
    is_review = group == T4_GROUPS[0]
    top = 0 if is_review else 1
    style = "plain" if look.heads == "truncated" else look.heads
    cells = [GridCell(top, left, relabel(T4_GROUP_LABELS[group], look.labels), "head", colspan=5)]
    for n, outcome in enumerate(T4_OUTCOMES):
        label = shape_head(relabel(T4_OUTCOME_LABELS[outcome], look.labels), style)
        cells.append(GridCell(top + 1, left + n, label, "head", rowspan=depth - top - 1))
        cells.append(_value(facts, (f"{group}_{outcome}", ALL), depth, left + n))
    return cells


_BUILDERS = {"T2": build_t2, "T3": build_t3, "T4": build_t4}
