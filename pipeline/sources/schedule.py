"""When an address is to be visited again."""

from datetime import datetime, timedelta

from db.crawling.frontier import Address, FetchOutcome

NIGHT = timedelta(hours=20)
"""Less than a day, so that a timer that is a little early finds the lists due; more than any night lasts."""
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
_PUBLISHING_MONTHS = 3
"""Reports appear, and are silently corrected, from January to March; later corrections are rarer."""
_PERSISTENT = 7


def find_next_visit(address: Address, outcome: FetchOutcome, now: datetime, retry_after: float = 0.0) -> datetime:
    """Lists every night; reports weekly until April and monthly after; failures the next night, old ones weekly.

    Who asks to be left alone is, for a week at most: a header must not make an address be forgotten.
    """
    if outcome == "deferred":
        return now + timedelta(seconds=min(retry_after, WEEK.total_seconds()))
    if outcome in ("failed", "blocked"):
        return now + (NIGHT if address.kind == "list" or address.attempts < _PERSISTENT else WEEK)
    if address.kind == "list":
        return now + NIGHT
    if outcome in ("changed", "unchanged", "not_modified") and now.month <= _PUBLISHING_MONTHS:
        return now + WEEK
    return now + (WEEK if outcome == "disallowed" else MONTH)
