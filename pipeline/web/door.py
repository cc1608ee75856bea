"""The door for those who write: the token opens a session, leaving ends it."""

import time

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.web.session import COOKIE, LIFE_SECONDS
from pipeline.web.site import Visit, read_visit
from pipeline.web.writing import LONGEST_WHO, Form, read_form


def show_door(visit: Visit) -> Response:
    """The page that asks for the token."""
    return visit.render("token.html", complaint=None, name="")


async def enter(request: Request) -> Response:
    """Open a session for one who knows the token."""
    visit = read_visit(request)
    form = await read_form(request)
    return await run_in_threadpool(_enter, visit, form)


def _enter(visit: Visit, form: Form) -> Response:
    seals, name = visit.site.seals, form.text("name", LONGEST_WHO)
    if seals is None:
        raise HTTPException(403)
    if not name or not seals.knows(form.text("token")):
        complaint = visit.words.say("wrong_token" if name else "name_missing")
        return visit.render("token.html", 403, complaint=complaint, name=name)
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


def leave(visit: Visit, _form: Form) -> Response:
    """End the session."""
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response
