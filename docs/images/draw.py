"""Draws the pictures of this folder anew, from made-up reports: ``python docs/images/draw.py``."""

import random
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from db.schema.records import DocumentRef, Fact, Finding, IssuerRef, ItemOutcome, Report, RunItem, Sighting
from db.schema.views.measures import read_provinces
from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.publishing.plots.canvas import save_picture
from pipeline.publishing.plots.draw import PLOTS, PlotRequest

HERE = Path(__file__).parent
YEARS = range(2019, 2025)
HELD_OUT = ("54", "64")
"""Two provinces without reports, so that the map shows what it does then."""
NOTE = "虚构数据 made-up data"
NAME = "青禾县人民政府"
RUN: dict[ItemOutcome, int] = {"loaded": 61, "unchanged": 22, "flagged": 11, "quarantined": 4, "failed": 1}
WEIGHTS = {"granted": 45, "partly": 8, "denied": 9, "unable": 24, "unprocessed": 6, "other": 8}


def make_report(chance: random.Random, name: str, code: str, year: int) -> Report:
    """A report whose outcomes are drawn by lot; its sums hold."""
    edition = "gb2019_60" if year < 2021 else "gb2021_30"
    leaves = [
        info.code
        for info in current_dictionary().fields
        if info.table_code == "T3" and edition in info.editions and info.code.startswith("outcome_")
    ]
    leaves.remove("outcome_total")
    growth = 1 + 0.25 * (year - YEARS[0])
    counts = {
        leaf: int(chance.expovariate(1) * WEIGHTS[leaf.split("_")[1]] * growth * (1.6 if place % 3 else 0.5))
        for place, leaf in enumerate(leaves)
    }
    total = sum(counts.values())
    carried_in, carried_out = (int(total * (0.08 + 0.03 * ((year + late) % 3))) for late in (0, 1))
    cells = {**counts, "outcome_total": total, "requests_received": total + carried_out - carried_in}
    cells |= {"requests_carried_in": carried_in, "requests_carried_out": carried_out}
    facts = tuple(
        Fact("T3", field, "all", "number", Decimal(number), "件", str(number), "exact", field, None)
        for field, number in cells.items()
    )
    severity = chance.choices(["", "warning", "error"], [80, 12, 8])[0]
    findings = (Finding("T3.ROW.SUM", "fail", severity, NOTE, NOTE, "T3"),) if severity else ()
    return Report(
        issuer=IssuerRef(name, name, code, "county", "government"),
        year=year,
        title=name,
        document=DocumentRef(f"{code}{year}".rjust(64, "0"), "text/html", "a.html", 1),
        sighting=Sighting("a.html"),
        editions=(("T3", edition),),
        facts=facts,
        findings=findings,
    )


def main() -> None:
    """Draw every picture."""
    chance = random.Random(711)  # noqa: S311  (made-up figures are no secret)
    places = [code for code, _, _ in read_provinces() if code != "00" and code not in HELD_OUT]
    issuers = [(NAME, "410122"), *((f"第{code}号县人民政府", f"{code}0199") for code in places)]
    reports = [make_report(chance, name, code, year) for name, code in issuers for year in YEARS]
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/made-up.db") as store:
        store.write_dictionary(current_dictionary())
        list(store.load_many(reports, now=datetime(2025, 2, 1, tzinfo=UTC)))
        run_id = store.start_run("load")
        for outcome, documents in RUN.items():
            for _ in range(documents):
                store.record_item(RunItem(run_id, "a.html", None, outcome))
        with store.read() as connection:
            for name, plot in PLOTS.items():
                figure = plot.draw(connection, PlotRequest(issuer=NAME))
                figure.text(0.995, 0.985, NOTE, ha="right", va="top", fontsize=7.5, color="#8a8a8a")
                save_picture(figure, HERE / f"{name}.png")


if __name__ == "__main__":
    main()
