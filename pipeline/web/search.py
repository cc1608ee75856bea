"""The first page: find an issuer; without a search, what is held of each year."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from starlette.responses import Response

from db.reading.overview import tally_years
from db.reading.pages import Wanted, search_issuers
from pipeline.web.site import PageVisit, ask_number, ask_text

SHOWN = 25
MOST_WORDS = 6
DEEPEST = 1000
"""How far one may turn the pages of one search."""
_TITLES = Path(__file__).with_name("titles.toml")


def show_search(visit: PageVisit) -> Response:
    """The issuers that a search finds, or the years that are held."""
    query = ask_text(visit, "q")
    first = min(ask_number(visit, "start") or 0, DEEPEST)
    wanted = read_wanted(query)
    with visit.site.read() as connection:
        hits = search_issuers(connection, wanted, limit=SHOWN + 1, offset=first) if query else ()
        tallies = () if query else tally_years(connection)
    return visit.render(
        "search.html",
        query=query,
        year=wanted.year,
        hits=hits[:SHOWN],
        more=len(hits) > SHOWN,
        first=first,
        size=SHOWN,
        tallies=tallies,
    )


def read_wanted(query: str) -> Wanted:
    """What the words of a search ask for: the first year, all others part of a name.

    A title that was copied from a report finds it: what all titles have in common names no issuer.
    """
    text = unicodedata.normalize("NFKC", query)
    year, title = _make_patterns()
    years = year.findall(text)
    words = title.sub(" ", year.sub(" ", text)).split()[:MOST_WORDS]
    return Wanted(tuple(words), int(years[0]) if years else None)


@cache
def _make_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A year, with the sign that may follow it, and what follows an issuer's name in a title."""
    told = tomllib.loads(_TITLES.read_text(encoding="utf-8"))
    return re.compile(rf"(?<!\d)((?:19|20)\d\d)(?!\d)(?:{told['year']})?"), re.compile(told["tail"])
