"""Who has published and who has not: by province, then by whom an issuer belongs to, then issuer by issuer."""

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from db.reading.overview import IssuerYear, PlaceTally, list_standings, tally_parents, tally_provinces, tally_years
from db.schema.views.measures import read_provinces
from pipeline.web.site import PageVisit, ask_number, ask_text

SHOWN = 100
UNKNOWN = "none"
"""In an address: issuers whose province is not known."""


def show_coverage(visit: PageVisit) -> Response:
    """The page of one year, as deep as the address asks."""
    place = ask_text(visit, "place")
    under = ask_text(visit, "under") if "under" in visit.request.query_params else None
    names = {code: (zh, en) for code, zh, en in read_provinces()}
    if place and place != UNKNOWN and place not in names:
        raise HTTPException(404)
    with visit.site.read() as connection:
        years = [one.year for one in tally_years(connection) if one.year is not None]
        year = ask_number(visit, "year") or (years[0] if years else 0)
        tallies = () if under is not None and place else _tally(connection, year, place)
        standings = _list_standings(visit, connection, year, place, under) if under is not None and place else ()
    return visit.render(
        "coverage.html",
        year=year,
        years=years,
        place=place,
        place_name=visit.words.pick(*names[place]) if place in names else visit.words.say("no_place_known"),
        under=under,
        tallies=tallies,
        standings=standings[:SHOWN],
        more=len(standings) > SHOWN,
    )


def _tally(connection: Connection, year: int, place: str) -> tuple[PlaceTally, ...]:
    """One line a province; below a province, one line a parent."""
    return tally_parents(connection, year, _find_code(place)) if place else tally_provinces(connection, year)


def _list_standings(
    visit: PageVisit, connection: Connection, year: int, place: str, under: str
) -> tuple[IssuerYear, ...]:
    """The issuers below one parent, and one more than are shown where there are more."""
    after = (ask_text(visit, "after"), ask_number(visit, "after_id") or 0)
    return list_standings(connection, year, _find_code(place), under or None, after=after, limit=SHOWN + 1)


def _find_code(place: str) -> str | None:
    return None if place == UNKNOWN else place
