"""What every page works with: the database for reading, the templates, who asks and in which language."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import Connection, Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from db.schema.readonly import LongReader, read_only
from pipeline.catalogue.load import load_catalogue
from pipeline.web.original import Originals
from pipeline.web.session import COOKIE, Attempts, Seals, Session
from pipeline.web.words import PageWords, find_language

if TYPE_CHECKING:
    from pipeline.catalogue.model import Catalogue

STATIC = Path(__file__).parent / "static"
LANGUAGE_COOKIE = "gongkai_lang"
PANEL = "trace"
"""The element beside a report in which the trace of a number is shown."""
LARGEST_ID = 2**31 - 1
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """How a site is set up."""

    database: str
    archive: str | None = None
    token: str | None = None
    """None: nobody can write."""
    hosts: tuple[str, ...] = ()
    """Host names it answers under, besides those of this machine itself."""


@dataclass(frozen=True, eq=False)
class Site:
    """One running site."""

    settings: Settings
    originals: Originals = field(default_factory=Originals)
    attempts: Attempts = field(default_factory=Attempts)

    @cached_property
    def _reader(self) -> LongReader:
        return LongReader(self.settings.database)

    @property
    def engine(self) -> Engine:
        """The database that is there now, for reading alone; StoreError where there is none."""
        return self._reader.find_engine()

    @cached_property
    def seals(self) -> Seals | None:
        """What lets people write; None when nobody can."""
        return None if self.settings.token is None else Seals(self.settings.token)

    @cached_property
    def templates(self) -> Environment:
        """The templates; everything put into them is escaped."""
        loader = PackageLoader("pipeline.web")
        made = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        made.globals["asset"] = name_asset
        return made

    @property
    def catalogue(self) -> "Catalogue":
        """The installed catalogue."""
        return load_catalogue()

    def check(self) -> None:
        """StoreError unless the database is there and of this code's schema."""
        with read_only(self.settings.database):
            return

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that can only read; all it reads is of one moment."""
        with self.engine.connect() as connection:
            yield connection


@dataclass(frozen=True, slots=True)
class PageVisit:
    """One request, as the pages see it."""

    request: Request
    site: Site
    words: PageWords
    session: Session | None

    @property
    def mark(self) -> str:
        """What this visitor's forms carry; empty for one who cannot write."""
        seals = self.site.seals
        return "" if seals is None or self.session is None else seals.write_mark(self.session)

    def link(self, **changes: object) -> str:
        """This page's address with some of its query changed; None takes a value out."""
        query = dict(self.request.query_params)
        query |= {name: str(value) for name, value in changes.items() if value is not None}
        kept = {name: value for name, value in query.items() if name not in changes or changes[name] is not None}
        return f"{self.request.url.path}?{urlencode(kept)}" if kept else self.request.url.path

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of this site."""
        told = {"visit": self, "words": self.words, "say": self.words.say, **values}
        response = HTMLResponse(self.site.templates.get_template(template).render(told), status)
        response.headers["Cache-Control"] = "no-cache"
        if self.request.headers.get("hx-target") == PANEL:
            response.headers["HX-Push-Url"] = "false"  # what stands in the panel is no page of its own
        wish = find_language(self.request.query_params.get("lang"))
        if wish is not None:
            response.set_cookie(LANGUAGE_COOKIE, wish, max_age=365 * 86400, httponly=True, samesite="strict")
        return response


Page = Callable[[PageVisit], Response]


def open_page(page: Page) -> Callable[[Request], Response]:
    """A page as Starlette calls it, in a thread of its own."""

    def answer(request: Request) -> Response:
        return page(read_visit(request))

    return answer


def read_visit(request: Request) -> PageVisit:
    """Who asks, and in which language."""
    site = cast(Site, request.app.state.site)
    wish = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    cookie, seals = request.cookies.get(COOKIE), site.seals
    session = None if cookie is None or seals is None else seals.read_cookie(cookie, time.time())
    return PageVisit(request, site, PageWords(find_language(wish) or "zh"), session)


def take_id(visit: PageVisit, name: str) -> int:
    """A number of the address; a page that is not there for one that no database can have."""
    number = read_id(str(visit.request.path_params[name]))
    if number is None:
        raise HTTPException(404)
    return number


def read_id(text: str) -> int | None:
    """A number as the database gives them; None for a text that is none."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ID))
    return int(text) if is_number and int(text) <= LARGEST_ID else None


def ask_number(visit: PageVisit, name: str) -> int | None:
    """A number of the query; None when it is not given, 400 for one that is none."""
    text = visit.request.query_params.get(name, "").strip()
    if not text:
        return None
    number = read_id(text)
    if number is None:
        raise HTTPException(400)
    return number


def ask_text(visit: PageVisit, name: str) -> str:
    """A text of the query, without what no database takes; empty when it is not given."""
    return visit.request.query_params.get(name, "").replace("\x00", "").strip()[:LONGEST_TEXT]


def name_asset(name: str) -> str:
    """The address of a file of ours, which changes with what is in it."""
    return _ADDRESSES[name]


_ADDRESSES = {
    path.name: f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
    for path in STATIC.iterdir()
    if path.suffix in (".css", ".js", ".svg")
}
