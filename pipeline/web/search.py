"""The first page: find an issuer; without a search, what is held of each year."""

import unicodedata

from starlette.responses import Response

from db.overview import tally_years
from db.pages import Wanted, search_issuers
from pipeline.web.site import Visit, ask_number, ask_text

SHOWN = 25
MOST_WORDS = 6
DEEPEST = 1000
"""How far one may turn the pages of one search."""


def show_search(visit: Visit) -> Response:
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
    """What the words of a search ask for: four digits are a year, all others part of a name."""
    words = unicodedata.normalize("NFKC", query).split()[:MOST_WORDS]
    years = [word for word in words if word.isdecimal() and len(word) == 4]
    names = tuple(word for word in words if word not in years)
    return Wanted(names, int(years[0]) if years else None)
