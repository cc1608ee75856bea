"""The ledger: every run, and what became of every document in it."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from db.reading.overview import find_run, list_items, list_runs
from pipeline.web.site import PageVisit, ask_number, ask_text, take_id

SHOWN_RUNS = 50
SHOWN_ITEMS = 100
OUTCOMES = ("loaded", "unchanged", "flagged", "quarantined", "failed")


def show_runs(visit: PageVisit) -> Response:
    """The page of all runs, newest first."""
    with visit.site.read() as connection:
        runs = list_runs(connection, before=ask_number(visit, "before"), limit=SHOWN_RUNS + 1)
    return visit.render("runs.html", runs=runs[:SHOWN_RUNS], more=len(runs) > SHOWN_RUNS)


def show_run(visit: PageVisit) -> Response:
    """The page of one run."""
    outcome = ask_text(visit, "outcome") or None
    if outcome is not None and outcome not in OUTCOMES:
        raise HTTPException(400)
    with visit.site.read() as connection:
        run = find_run(connection, take_id(visit, "run_id"))
        if run is None:
            raise HTTPException(404)
        after = ask_number(visit, "after") or 0
        items = list_items(connection, run.run_id, outcome=outcome, after=after, limit=SHOWN_ITEMS + 1)
    shown, more = items[:SHOWN_ITEMS], len(items) > SHOWN_ITEMS
    return visit.render("run.html", run=run, outcome=outcome, items=shown, more=more)
