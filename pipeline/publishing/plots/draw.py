"""The pictures: each asks named queries and draws their answer.

A figure that is not known is left out of a picture and said to be so; it is never drawn as zero.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from db.reading.queries import run_query
from db.schema.extras import require
from pipeline.publishing.plots.canvas import (
    FAINT,
    GROUPS,
    INK,
    PAPER,
    RUN_OUTCOMES,
    STATES,
    find_ink,
    find_width,
    keep_room,
    make_sheet,
    read_words,
    say,
)
from pipeline.publishing.plots.fonts import PlotRefusedError


@dataclass(frozen=True, slots=True)
class PlotRequest:
    """What a picture shall show; a picture looks at what concerns it."""

    from_year: int = 2000
    to_year: int = 2100
    level: str = ""
    issuer: str = ""
    parent: str | None = None
    """Whose issuer, where several have its name; None where it need not be said."""
    run: int | None = None
    """None: the newest that read a document."""


def _ask(connection: Connection, name: str, **values: object) -> list[dict[str, Any]]:
    answer = run_query(connection, name, values)
    return [dict(zip([column.name for column in answer.columns], row, strict=True)) for row in answer.rows]


def _years(wish: PlotRequest) -> dict[str, object]:
    return {"from_year": wish.from_year, "to_year": wish.to_year}


def _reports(wish: PlotRequest) -> dict[str, object]:
    return {**_years(wish), "level": wish.level}


def _entitle(name: str, wish: PlotRequest, *more: str) -> str:
    """The title of a picture, with the level where it shows one alone."""
    level = [say("levels", wish.level)] if wish.level else []
    return " · ".join([say("titles", name), *more, *level])


def draw_outcomes(connection: Connection, wish: PlotRequest) -> Any:
    """What became of the requests, as shares of each year's outcomes."""
    sums = _sum_outcomes(_ask(connection, "national_totals", **_reports(wish)))
    years = sorted(year for year, groups in sums.items() if sum(groups.values()) > 0)
    _refuse_nothing(years)
    figure, axes = make_sheet(_entitle("outcomes", wish), width=find_width(len(years)), note=say("axes", "overlap"))
    floor = [0.0] * len(years)
    for group, colour in GROUPS.items():
        shares = [float(sums[year][group] / sum(sums[year].values())) for year in years]
        axes.bar(years, shares, 0.7, floor, color=colour, label=say("groups", group), edgecolor=PAPER, linewidth=0.6)
        _write_shares(axes, years, shares, floor, find_ink(colour))
        floor = [low + share for low, share in zip(floor, shares, strict=True)]
    totals = [f"{year}\n{sum(sums[year].values()):,.0f}" for year in years]
    axes.set_xticks(years, totals, linespacing=1.5)
    axes.set_xlabel(say("axes", "under_years"), fontsize=9)
    keep_room(axes, years)
    axes.set_ylim(0, 1.03)
    _show_percent(axes.yaxis)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9, reverse=True)
    return figure


def _sum_outcomes(rows: list[dict[str, Any]]) -> dict[int, dict[str, Decimal]]:
    """Year -> group of outcomes -> requests."""
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        group = _group_of(row["field"])
        if group is not None and row["requests"] is not None:
            sums[row["year"]][group] += row["requests"]
    return sums


def _write_shares(axes: Any, years: list[int], shares: list[float], floor: list[float], ink: str) -> None:
    for year, share, low in zip(years, shares, floor, strict=True):
        if share >= 0.05:  # a smaller bar has no room for its number
            axes.text(year, low + share / 2, f"{share:.0%}", ha="center", va="center", color=ink, fontsize=8)


def _group_of(field: str) -> str | None:
    if field == "outcome_total" or not field.startswith("outcome_"):
        return None
    rest = field.removeprefix("outcome_")
    return next((name for name in ("granted", "partly_granted") if rest == name), rest.split("_")[0])


def draw_denials(connection: Connection, wish: PlotRequest) -> Any:
    """On which grounds requests were refused, the most frequent on top."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    labels = {}
    for row in _ask(connection, "denial_reasons", **_reports(wish)):
        labels[row["field"]] = row["label"]
        if row["requests"] is not None:
            sums[row["field"]] += row["requests"]
    fields = sorted(sums, key=lambda field: sums[field])
    _refuse_nothing(fields)
    total = sum(sums.values())
    title = _entitle("denials", wish, _tell_years(connection, wish))
    figure, axes = make_sheet(title, note=say("axes", "overlap"))
    axes.barh([labels[field] for field in fields], [float(sums[field]) for field in fields], color=GROUPS["denied"])
    for place, field in enumerate(fields):
        share = f"  ({sums[field] / total:.1%})" if total else ""
        axes.text(float(sums[field]), place, f" {sums[field]:,.0f}{share}", va="center", fontsize=8.5, color=INK)
    axes.set_xlabel(say("axes", "requests"), fontsize=9)
    axes.margins(x=0.18)
    axes.xaxis.set_major_formatter(require("matplotlib.ticker", "plot").StrMethodFormatter("{x:,.0f}"))
    return figure


_RATES = """SELECT p.province_code, SUM(g.value) AS granted, SUM(t.value) AS total, COUNT(*) AS reports
FROM current_fact t JOIN place p ON p.issuer_id = t.issuer_id
JOIN (SELECT revision_id, SUM(value) AS value FROM current_fact
  WHERE field IN ('outcome_granted', 'outcome_partly_granted') AND applicant = 'all'
  GROUP BY revision_id HAVING COUNT(value) = 2) g ON g.revision_id = t.revision_id
WHERE t.field = 'outcome_total' AND t.applicant = 'all' AND t.value > 0 AND t.year BETWEEN :from_year AND :to_year
  AND (:level = '' OR p.level = :level)
GROUP BY p.province_code"""


def draw_provinces(connection: Connection, wish: PlotRequest) -> Any:
    """A tile a province, coloured by the share of requests that ended in disclosure."""
    rows = connection.execute(text(_RATES), _reports(wish)).all()
    rates = {row.province_code: float(row.granted) / float(row.total) for row in rows}
    tiles = read_words()["tiles"]
    _refuse_nothing([code for code in rates if code in tiles])
    colours = require("matplotlib.colors", "plot")
    colormap = require("matplotlib", "plot").colormaps["Blues"]
    scale = colours.Normalize(0, max(rates[code] for code in rates if code in tiles) or 1)
    nowhere = sum(row.reports for row in rows if row.province_code not in tiles)
    notes = [say("axes", "overlap"), *([say("axes", "nowhere").format(reports=nowhere)] if nowhere else [])]
    title = _entitle("provinces", wish, _tell_years(connection, wish))
    figure, axes = make_sheet(title, width=7.5, height=5.6, note="\n".join(notes))
    for code, tile in tiles.items():
        _draw_tile(axes, tile, rates.get(code), colormap, scale)
    axes.set_xlim(1.9, 11)
    axes.set_ylim(8, -0.1)
    axes.set_aspect("equal")
    axes.set_axis_off()
    bar = figure.colorbar(require("matplotlib.cm", "plot").ScalarMappable(scale, colormap), ax=axes, shrink=0.6)
    _show_percent(bar.ax.yaxis)
    bar.outline.set_visible(False)
    return figure


def _draw_tile(axes: Any, tile: dict[str, Any], rate: float | None, colormap: Any, scale: Any) -> None:
    (column, row), name = tile["at"], tile["name"]
    face = PAPER if rate is None else colormap(scale(rate))
    ink = FAINT if rate is None else find_ink(face)
    edge = {
        "edgecolor": FAINT if rate is None else "#c6d3e1",
        "linestyle": ":" if rate is None else "-",
        "linewidth": 0.8,
    }
    rectangle = require("matplotlib.patches", "plot").Rectangle
    axes.add_patch(rectangle((column + 0.04, row + 0.04), 0.92, 0.92, facecolor=face, **edge))
    axes.text(column + 0.5, row + 0.38, name, ha="center", va="center", fontsize=9.5, color=ink)
    told = say("axes", "missing") if rate is None else f"{rate:.0%}"
    axes.text(column + 0.5, row + 0.72, told, ha="center", va="center", fontsize=7.5, color=ink)


_HISTORY = """SELECT issuer_id, issuer, parent, year, field, value FROM current_fact
WHERE issuer_id IN (SELECT id FROM issuer WHERE name = :issuer OR code = :issuer)
  AND (CAST(:parent AS TEXT) IS NULL OR parent = :parent) AND applicant = 'all' AND year BETWEEN :from_year AND :to_year
  AND field IN ('requests_received', 'requests_carried_in', 'outcome_total', 'requests_carried_out')"""


def draw_issuer(connection: Connection, wish: PlotRequest) -> Any:
    """One issuer's requests over the years; where a year has no number, its line has a gap."""
    rows = connection.execute(text(_HISTORY), {**_years(wish), "issuer": wish.issuer, "parent": wish.parent}).all()
    _refuse_nothing(rows, of=wish.issuer)
    _refuse_several({row.issuer_id: row.parent for row in rows}, wish.issuer)
    values = {(row.year, row.field): None if row.value is None else float(row.value) for row in rows}
    years = range(min(row.year for row in rows), max(row.year for row in rows) + 1)
    figure, axes = make_sheet(say("titles", "issuer").format(issuer=rows[0].issuer), width=find_width(len(years)))
    colours = (GROUPS["granted"], GROUPS["partly_granted"], GROUPS["denied"], GROUPS["unable"])
    for (field, label), colour in zip(read_words()["lines"].items(), colours, strict=True):
        known = [values.get((year, field)) for year in years]
        heights = [float("nan") if value is None else value for value in known]
        axes.plot(years, heights, marker="o", markersize=4.5, linewidth=1.8, color=colour, label=label, clip_on=False)
    axes.set_xticks(list(years))
    keep_room(axes, years)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(require("matplotlib.ticker", "plot").MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(require("matplotlib.ticker", "plot").StrMethodFormatter("{x:,.0f}"))
    axes.set_ylabel(say("axes", "requests"), fontsize=9)
    axes.grid(axis="y", color="#e5e5e5", linewidth=0.7)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9)
    return figure


def draw_quality(connection: Connection, wish: PlotRequest) -> Any:
    """How many reports of each year are clean, warned of, reviewed or flagged."""
    counts = {
        (row["year"], row["state"]): row["reports"] for row in _ask(connection, "report_quality", **_reports(wish))
    }
    years = sorted({year for year, _ in counts})
    _refuse_nothing(years)
    figure, axes = make_sheet(_entitle("quality", wish), width=find_width(len(years)))
    floor = [0] * len(years)
    for state, colour in STATES.items():
        heights = [counts.get((year, state), 0) for year in years]
        axes.bar(years, heights, 0.7, floor, color=colour, label=say("states", state), edgecolor=PAPER, linewidth=0.6)
        floor = [low + height for low, height in zip(floor, heights, strict=True)]
    for year, height in zip(years, floor, strict=True):
        axes.text(year, height, f"{height:,}", ha="center", va="bottom", fontsize=8.5, color=INK)
    axes.set_ylim(top=max(floor) * 1.08)
    axes.set_xticks(years)
    keep_room(axes, years)
    axes.yaxis.set_major_locator(require("matplotlib.ticker", "plot").MaxNLocator(integer=True))
    axes.set_ylabel(say("axes", "reports"), fontsize=9)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9, reverse=True)
    return figure


_RUN = """SELECT i.run_id, i.outcome, COUNT(*) AS documents FROM run_item i
WHERE i.run_id = COALESCE(CAST(:run AS INTEGER), (SELECT MAX(run_id) FROM run_item)) GROUP BY i.run_id, i.outcome"""


def draw_run(connection: Connection, wish: PlotRequest) -> Any:
    """What became of every document of one run."""
    rows = connection.execute(text(_RUN), {"run": wish.run}).all()
    counts = {row.outcome: row.documents for row in rows}
    if not counts:
        which = "any run" if wish.run is None else f"run {wish.run}"
        raise PlotRefusedError(f"nothing to draw: no document of {which} in this database")
    outcomes = dict(reversed(read_words()["outcomes"].items()))
    heights = [counts.get(outcome, 0) for outcome in outcomes]
    figure, axes = make_sheet(say("titles", "run").format(run=rows[0].run_id), height=3.2)
    axes.barh(list(outcomes.values()), heights, color=[RUN_OUTCOMES[outcome] for outcome in outcomes])
    for place, height in enumerate(heights):
        share = f"  ({height / sum(heights):.1%})" if height else ""
        axes.text(height, place, f" {height:,}{share}", va="center", fontsize=8.5, color=INK)
    axes.margins(x=0.18)
    axes.xaxis.set_major_locator(require("matplotlib.ticker", "plot").MaxNLocator(integer=True))
    axes.set_xlabel(say("axes", "documents"), fontsize=9)
    return figure


_YEARS = """SELECT MIN(year) AS first, MAX(year) AS last FROM report_status WHERE year BETWEEN :from_year AND :to_year
  AND (:level = '' OR issuer_id IN (SELECT id FROM issuer WHERE level = :level))"""


def _tell_years(connection: Connection, wish: PlotRequest) -> str:
    """The years that are added up, for a picture without an axis of years."""
    first, last = connection.execute(text(_YEARS), _reports(wish)).one()
    return str(first) if first == last else f"{first}–{last}"


def _show_percent(axis: Any) -> None:
    axis.set_major_formatter(require("matplotlib.ticker", "plot").PercentFormatter(1.0))


def _refuse_several(parents: dict[int, str | None], name: str) -> None:
    """One line for two issuers would be nobody's."""
    if len(parents) > 1:
        told = ", ".join(sorted(parent or "?" for parent in parents.values()))
        raise PlotRefusedError(f"{len(parents)} issuers are called {name}; give its code, or --parent: {told}")


def _refuse_nothing(found: Any, of: str = "") -> None:
    if not found:
        raise PlotRefusedError(f"nothing to draw: no such numbers{' of ' + of if of else ''} in this database")


_TIME = frozenset({"--from-year", "--to-year"})
_MANY = _TIME | {"--level"}


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture, and the options that it heeds."""

    draw: Callable[[Connection, PlotRequest], Any]
    options: frozenset[str]


PLOTS = {
    "outcomes": Plot(draw_outcomes, _MANY),
    "denials": Plot(draw_denials, _MANY),
    "provinces": Plot(draw_provinces, _MANY),
    "issuer": Plot(draw_issuer, _TIME | {"--issuer", "--parent"}),
    "quality": Plot(draw_quality, _MANY),
    "run": Plot(draw_run, frozenset({"--run"})),
}
"""Every picture by its name."""
