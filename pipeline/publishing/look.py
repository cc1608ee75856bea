"""A first look at a database: ``python -m pipeline.publishing.look URL`` shows its reports and what one can ask."""

import sys

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, text

from db.store import Store
from pipeline.loading.terminal import open_screen

REPORTS = """
SELECT s.issuer, s.year, s.edition_t3, s.numbers, s.cells, s.errors, s.warnings, s.state, s.revision_number,
       a.requests_received AS received, a.outcome_total AS handled
FROM report_status s LEFT JOIN applications a ON a.report_id = s.report_id AND a.applicant = 'all'
ORDER BY s.issuer, s.year
"""

HEADS = (
    "issuer 机关",
    "year",
    "form 版式",
    "numbers/cells",
    "errors",
    "state 状态",
    "rev",
    "received 新收",
    "handled 办结",
)

EXAMPLE = (
    "SELECT issuer, year, value, raw, locator FROM current_fact WHERE field = 'requests_received' AND applicant = 'all'"
)

SHOWN = 40
WIDTH = 120
"""Signs in a line where the output is no terminal."""


def show_reports(connection: Connection, console: Console) -> None:
    """One row a report: its form, how much of it holds numbers, what the checks found, two figures."""
    rows = connection.execute(text(REPORTS)).mappings().all()
    table = Table(title=f"{len(rows)} 份报告 current reports", title_justify="left", box=None)
    for head in HEADS:
        table.add_column(head, no_wrap=True)
    for row in rows[:SHOWN]:
        table.add_row(
            row["issuer"],
            str(row["year"]),
            row["edition_t3"] or "–",
            f"{row['numbers']}/{row['cells']}",
            str(row["errors"]),
            row["state"],
            str(row["revision_number"]),
            _show(row["received"]),
            _show(row["handled"]),
        )
    console.print(table)


def _show(value: object) -> str:
    return "–" if value is None else str(value)


def main() -> None:
    """Show the database named on the command line."""
    console = open_screen(piped_width=WIDTH)
    with Store.open(sys.argv[1], create=False) as store, store.read() as connection:
        show_reports(connection, console)
    console.print("\n查询 query it, for instance:", highlight=False)
    console.print(f'  sqlite3 gongkai.db "{EXAMPLE}"', highlight=False, soft_wrap=True)
    console.print("  .venv/bin/gongkai explain ISSUER YEAR requests_received natural_person", highlight=False)


if __name__ == "__main__":
    main()
