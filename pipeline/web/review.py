"""The queue: reports whose errors nobody has judged yet."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from db.reading.overview import tally_years
from db.reading.reviews import list_waiting
from pipeline.web.site import PageVisit, ask_number, ask_text

SHOWN = 20
MOST_FINDINGS = 6
"""Findings of one report that the queue shows; the rest stand on its page."""
STATES = ("flagged", "warned", "reviewed")


def show_queue(visit: PageVisit) -> Response:
    """The page of the queue."""
    state = ask_text(visit, "state") or STATES[0]
    if state not in STATES:
        raise HTTPException(400)
    year, rule, before = ask_number(visit, "year"), ask_text(visit, "rule"), ask_number(visit, "before")
    with visit.site.read() as connection:
        waiting = list_waiting(connection, state, year=year, rule=rule, before=before, limit=SHOWN + 1)
        years = [one.year for one in tally_years(connection)]
    return visit.render(
        "queue.html",
        waiting=waiting[:SHOWN],
        more=len(waiting) > SHOWN,
        most=MOST_FINDINGS,
        states=STATES,
        state=state,
        year=year,
        years=years,
        rule=rule,
        before=before,
    )
