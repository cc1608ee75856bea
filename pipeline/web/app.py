"""The site: its addresses, and what happens when something is not there."""

import logging
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from db.schema.engine import StoreError
from pipeline.web import compare, coverage, door, report, review, runs, search, trace, writing
from pipeline.web.shield import Shield
from pipeline.web.site import STATIC, Settings, Site, open_page, read_visit

CELL = "/reports/{report_id}/cells/{field}/{applicant}"
FIGURE = "/reports/{report_id}/figures/{number}"
_LOG = logging.getLogger("uvicorn.error")
"""Where the server writes its own troubles."""

SENTENCES = (400, 403, 404, 405, 409, 413, 415, 503)
"""Statuses that have a sentence of their own."""


def make_app(settings: Settings) -> Starlette:
    """The site, ready to be served."""
    app = Starlette(
        routes=list_routes(),
        middleware=[Middleware(Shield, hosts=settings.hosts)],
        exception_handlers={
            HTTPException: show_error,
            StoreError: show_unavailable,
            SQLAlchemyError: show_unavailable,
            500: show_fault,
        },
    )
    app.state.site = Site(settings)
    return app


def list_routes() -> list[BaseRoute]:
    """Every address of the site."""
    pages = {
        "/": search.show_search,
        "/reports/{report_id}": report.show_report,
        CELL: trace.show_cell,
        f"{CELL}/page.png": trace.show_picture,
        FIGURE: trace.show_figure,
        f"{FIGURE}/page.png": trace.show_picture,
        "/compare": compare.show_comparison,
        "/queue": review.show_queue,
        "/coverage": coverage.show_coverage,
        "/runs": runs.show_runs,
        "/runs/{run_id}": runs.show_run,
        "/token": door.show_door,
    }
    forms = {
        f"{CELL}/correct": writing.write_correction,
        "/corrections/{correction_id}/withdraw": writing.withdraw_correction,
        "/findings/{finding_id}/verdict": writing.write_verdict,
        "/verdicts/{verdict_id}/withdraw": writing.withdraw_verdict,
        "/leave": door.leave,
    }
    return [
        *(Route(path, open_page(page), methods=["GET"]) for path, page in pages.items()),
        *(Route(path, writing.take_form(write), methods=["POST"]) for path, write in forms.items()),
        Route("/token", door.enter, methods=["POST"]),
        Mount("/static", _Files(directory=STATIC)),
    ]


class _Files(StaticFiles):
    """Files of ours, whose addresses change with what is in them."""

    def file_response(self, *told: Any, **more: Any) -> Response:
        """The file, to be kept for a year."""
        response = super().file_response(*told, **more)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def show_error(request: Request, error: Exception) -> Response:
    """A page with one clear sentence."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _show_sentence(request, status, getattr(error, "sentence", None))


def show_unavailable(request: Request, error: Exception) -> Response:
    """The database cannot be read or written now; the log says why in one line."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    told = str(cause).strip() or type(cause).__name__
    _LOG.error("the database cannot be used: %s (%s)", told.splitlines()[0], request.url.path)
    return _show_sentence(request, 503)


def show_fault(request: Request, _error: Exception) -> Response:
    """A fault of the program; the log has its trace, the page has not."""
    return _show_sentence(request, 500)


def _show_sentence(request: Request, status: int, key: str | None = None) -> Response:
    visit = read_visit(request)
    sentence = visit.words.say(key or f"error_{status if status in SENTENCES else 500}")
    return visit.render("error.html", status, code=status, sentence=sentence)
