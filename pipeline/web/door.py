"""The door for those who write: the token opens a session, leaving ends it."""

import math
import time

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.web.session import COOKIE, LIFE_SECONDS
from pipeline.web.site import PageVisit, read_visit
from pipeline.web.writing import LONGEST_WHO, Form, read_form


def show_door(visit: PageVisit) -> Response:
    """The page that asks for the token."""
    return visit.render("token.html", complaint=None, name="")


async def enter(request: Request) -> Response:
    """Open a session for one who knows the token."""
    visit = read_visit(request)
    form = await read_form(request)
    return await run_in_threadpool(_enter, visit, form)


def _enter(visit: PageVisit, form: Form) -> Response:
    seals, name = visit.site.seals, form.text("name", LONGEST_WHO)
    if seals is None:
        raise HTTPException(403)
    if not name:
        return _complain(visit, 403, "name_missing", name)
    wait = visit.site.attempts.take("" if visit.request.client is None else visit.request.client.host)
    if wait:
        response = _complain(visit, 429, "too_many_attempts", name, minutes=math.ceil(wait / 60))
        response.headers["Retry-After"] = str(wait)
        return response
    if not seals.knows(form.text("token")):
        return _complain(visit, 403, "wrong_token", name)
    now = time.time()
    response = RedirectResponse("/queue", 303)
    response.set_cookie(
        COOKIE,
        seals.write_cookie(seals.open_session(name, now)),
        max_age=LIFE_SECONDS,
        httponly=True,
        samesite="strict",
        secure=visit.request.url.scheme == "https",
    )
    return response


def _complain(visit: PageVisit, status: int, key: str, name: str, **told: object) -> Response:
    """The page that asks for the token, with what was wrong."""
    return visit.render("token.html", status, complaint=visit.words.say(key, **told), name=name)


def leave(visit: PageVisit, _form: Form) -> Response:
    """End the session."""
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response
