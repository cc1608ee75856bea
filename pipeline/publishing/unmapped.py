"""Labels that the catalogue does not know, as TOML ready to paste."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from db.schema.records import Report

SHOWN = 50


def rows_of_report(report: Report) -> str:
    """The unmapped rows of one report."""
    counts = Counter((row.table_code, row.label) for row in report.unmapped)
    return _as_toml((table, label, count) for (table, label), count in counts.most_common())


def list_unmapped_rows(connection: Connection) -> str:
    """The unmapped labels of all current reports, the most frequent first."""
    from db.reading.history import list_unmapped

    return _as_toml((row.table_code, row.label, row.reports) for row in list_unmapped(connection))


def _as_toml(rows: Iterable[tuple[str | None, str, int]]) -> str:
    entries = []
    for table, label, count in rows:
        last = label.split(" › ")[-1]
        entries.append(
            f"# table {table or '?'}, in {count} report{'s' if count > 1 else ''}: {label}\n"
            f'[[row]]\nfield = ""\nlabel = {json.dumps(last, ensure_ascii=False)}\nvariants = []\nkeywords = []\n'
        )
    return "\n".join(entries) or "# every label is known"


def list_unmapped_figures(connection: Connection) -> str:
    """The most frequent counts in prose without an indicator, of all current reports: how often, unit, an example."""
    query = text("SELECT unit, raw, sentence FROM current_figure WHERE indicator IS NULL")
    return _show_figures([(unit, raw, sentence) for unit, raw, sentence in connection.execute(query)])


def figures_of_report(report: Report) -> str:
    """The same of one report."""
    return _show_figures([(one.unit, one.raw, one.sentence) for one in report.figures if one.indicator is None])


def _show_figures(rows: Sequence[tuple[str | None, str, str]]) -> str:
    examples = {unit: (raw, sentence) for unit, raw, sentence in reversed(rows)}
    counts = Counter(unit for unit, _, _ in rows)
    lines = [
        f"{count:6d}  {unit or '–'}  {' '.join(examples[unit][1].split())}" for unit, count in counts.most_common(SHOWN)
    ]
    return "\n".join(lines) or "# every count has an indicator"
