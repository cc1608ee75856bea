"""What people put down through the page: corrections and verdicts, by those who know the token alone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.reading.pages import read_head
from db.reading.reviews import find_finding, find_verdict_report
from db.schema.records import Correction, LoadResult, State, Verdict, VerdictKind
from db.store import Store
from db.writing.judgements import JudgementRefusedError, NotAMisreadingError
from pipeline.checks.between import COMPARERS
from pipeline.checks.check import check_again
from pipeline.loading.typed_numbers import NotSaidError, Printed, read_printed
from pipeline.web.shield import LARGEST_FORM
from pipeline.web.site import PageVisit, read_id, read_visit, take_id
from pipeline.web.trace import find_key, is_code, show_cell

WITHOUT_NUMBER = ("blank", "slash", "dash", "text_na", "text", "illegible")
VERDICTS = ("issuer_error", "misreading", "false_alarm", "accepted")
FORM_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 40
LONGEST_WHO, LONGEST_WHY, LONGEST_RAW = 80, 2000, 500

_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form that was sent."""

    fields: dict[str, str]

    def text(self, name: str, longest: int = LONGEST_WHY) -> str:
        """One field; empty when it was not sent, 413 for one too long: what is cut off would be lost."""
        text = self.fields.get(name, "").strip()
        if len(text) > longest:
            raise HTTPException(413)
        return text


class FormRefusedError(HTTPException):
    """A form that cannot be read."""

    sentence = "form_unreadable"

    def __init__(self) -> None:
        super().__init__(400)


Write = Callable[[PageVisit, Form], Response]


def take_form(write: Write) -> Callable[[Request], Any]:
    """A form's target as Starlette calls it: 403 for one without a session, or not from a page of that session."""

    async def answer(request: Request) -> Response:
        visit = read_visit(request)
        form = await read_form(request)
        seals = visit.site.seals
        if seals is None or visit.session is None or not seals.knows_mark(visit.session, form.text("mark")):
            raise HTTPException(403)
        return await run_in_threadpool(write, visit, form)

    return answer


async def read_form(request: Request) -> Form:
    """The fields of a form.

    Raises HTTPException: 413 for a form that is longer than it said, 415 for one that is not urlencoded, and 400 for
    one that no page of ours sends: many fields, one field twice, or what is no text.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise HTTPException(413)
    try:
        told = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise FormRefusedError from error
    fields = dict(told)
    if len(fields) < len(told) or any("\x00" in text for pair in told for text in pair):
        raise FormRefusedError
    return Form(fields)


def write_correction(visit: PageVisit, form: Form) -> Response:
    """Put a correction down and show the cell as it is now."""
    report_id, (code, who) = take_id(visit, "report_id"), find_key(visit)
    try:
        correction = _read_correction(visit, form, report_id, code, who)
        with _open_store(visit) as store:
            _judge(store, store.correct(correction))
    except NotSaidError as error:
        return show_cell(visit, complaint=visit.words.say(error.key), given=dict(form.fields), status=400)
    except NotAMisreadingError as error:
        complaint = visit.words.say("printed_otherwise", raw=error.raw, place=error.locator)
        return show_cell(visit, complaint=complaint, given=dict(form.fields), status=409)
    return _return(f"/reports/{report_id}/cells/{code}/{who}")


def withdraw_correction(visit: PageVisit, form: Form) -> Response:
    """Take a correction back and show the cell as it was read."""
    report_id, code, who = read_id(form.text("report")), form.text("field"), form.text("applicant")
    if report_id is None or not is_code(code) or not is_code(who):
        raise HTTPException(400)
    with _open_store(visit) as store:
        _judge(store, store.withdraw_correction(take_id(visit, "correction_id"), _read_who(visit, form)))
    return _return(f"/reports/{report_id}/cells/{code}/{who}")


def write_verdict(visit: PageVisit, form: Form) -> Response:
    """Put a verdict down and go back to where it was given."""
    kind = form.text("kind")
    if kind not in VERDICTS:
        raise HTTPException(400)
    with visit.site.read() as connection:
        finding = find_finding(connection, take_id(visit, "finding_id"))
    if finding is None:
        raise HTTPException(404)
    said = Verdict(finding.finding_id, cast(VerdictKind, kind), _read_who(visit, form), form.text("why"))
    with _open_store(visit) as store:
        store.verdict(said)
    back = f"/reports/{finding.report_id}#finding-{finding.finding_id}"
    if form.text("back") == "cell" and finding.field and finding.applicant:
        back = f"/reports/{finding.report_id}/cells/{finding.field}/{finding.applicant}"
    return _return("/queue" if form.text("back") == "queue" else back)


def withdraw_verdict(visit: PageVisit, form: Form) -> Response:
    """Take a verdict back; the finding is open again."""
    verdict_id = take_id(visit, "verdict_id")
    with visit.site.read() as connection:
        report_id = find_verdict_report(connection, verdict_id)
    if report_id is None:
        raise HTTPException(404)
    with _open_store(visit) as store:
        store.withdraw_verdict(verdict_id, _read_who(visit, form))
    return _return("/queue?state=flagged" if form.text("back") == "queue" else f"/reports/{report_id}")


@contextmanager
def _open_store(visit: PageVisit) -> Iterator[Store]:
    """The database for writing, one form at a time; 409 for what it refuses."""
    visit.site.check()  # to open a SQLite file that is gone to write would make an empty one
    with _ONE_AT_A_TIME, Store.open(visit.site.settings.database, create=False, check=check_again) as store:
        try:
            yield store
        except NotAMisreadingError:
            raise
        except JudgementRefusedError as error:
            raise HTTPException(409) from error


def _judge(store: Store, result: LoadResult) -> None:
    """Hold the new revision against the others it is to agree with, as a load does."""
    if result.is_current:
        store.judge(result.report_id, COMPARERS)


def _read_correction(visit: PageVisit, form: Form, report_id: int, code: str, who: str) -> Correction:
    """The correction that a form asks for; NotSaidError says what is wrong with it."""
    with visit.site.read() as connection:
        head = read_head(connection, report_id)
    if head is None:
        raise HTTPException(404)
    if form.text("revision") != str(head.revision_id):
        raise NotSaidError("changed_meanwhile")
    printed = _read_printed(visit, form, code)
    author, why = form.text("who", LONGEST_WHO), form.text("why")
    if not author or not why:
        raise NotSaidError("who_and_why")
    fields = visit.site.catalogue.field_by_code.items()
    table = next((spec.table_code for (_, known), spec in fields if known == code), None)
    return Correction(
        document_sha256=head.document.sha256,
        field=code,
        applicant=who,
        state=printed.state,
        value=printed.value,
        raw=printed.raw,
        author=author,
        explanation=why,
        evidence=form.text("evidence"),
        table_code=table,
    )


def _read_printed(visit: PageVisit, form: Form, code: str) -> Printed:
    """What is printed in the cell, as the form says."""
    state, value, raw = form.text("state"), form.text("value") or None, form.text("raw", LONGEST_RAW) or None
    if state != "number" and state not in WITHOUT_NUMBER:
        raise HTTPException(400)
    other = None if state == "number" else cast(State, state)
    printed = read_printed(visit.site.catalogue, code, value=value, state=other, raw=raw)
    if other is None and printed.value is None:
        raise NotSaidError("not_a_number")
    return printed


def _read_who(visit: PageVisit, form: Form) -> str:
    assert visit.session is not None  # noqa: S101  (no form is taken without a session)
    return form.text("who", LONGEST_WHO) or visit.session.name


def _return(path: str) -> RedirectResponse:
    """Back to a page of ours, to be asked for anew."""
    return RedirectResponse(path, 303)
