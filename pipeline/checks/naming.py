"""Checks of what the chapters say of themselves: whose site they stand on, and which year they count.

A text taken over from another organ, or from last year, keeps its names and its dates.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from db.schema.records import Finding, Report
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue
from pipeline.issuers.division_tables import load_registry
from pipeline.issuers.registry import NATION, Registry
from pipeline.issuers.titles import find_months, find_periods

WHOLE = 11
"""Months from which a period is the year's: an issuer may slip by one."""
_SENTENCE = re.compile(r"[。；;]")
STEM = 2
"""Signs that a place keeps when it is given another rank: a county that is now a district is no other place."""


def check_period(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """A statistical period of another year than the report's, where ``DOC.YEAR`` has not told of it."""
    if report.year is None:
        return
    told = " ".join(finding.message for finding in report.findings if finding.rule == "DOC.YEAR")
    for section in report.sections:
        for first, last in dict.fromkeys(find_periods(section.text)):
            other = first if first != report.year else last
            if other != report.year and str(other) not in told:
                detail = str(first) if first == last else f"{first}–{last}"
                locator = section.place.locator if section.place else None
                yield make_finding(catalogue, "DOC.OTHER_YEAR", detail=detail, locator=locator)


def check_whole_year(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """A statistical period of some months: the figures of a half-year or a quarter are no year's (条例 art. 50)."""
    words = catalogue.check_words.period_words
    for section in report.sections:
        text = section.text
        sentences = _SENTENCE.split(text) if any([word in text for word in words]) else ()
        for sentence in sentences:
            if not any(word in sentence for word in words):
                continue
            for printed, months in find_months(sentence):
                if months < WHOLE:
                    locator = section.place.locator if section.place else None
                    yield make_finding(catalogue, "DOC.PART_YEAR", detail=printed, locator=locator)


def check_sites(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """The site of another place: neither the issuer's own, nor above it, nor within it."""
    if report.issuer.code is None:
        return
    registry, own = load_registry(), _find_place(report.issuer.code)
    if own == NATION:
        return
    seen: set[str] = set()
    for section in report.sections:
        text = "".join(section.text.split())
        for name, site in _find_sites(text, catalogue.check_words.own_sites, registry, report.year):
            if name not in seen and _is_elsewhere(name, own, registry, report.year):
                seen.add(name)
                locator = section.place.locator if section.place else None
                yield make_finding(catalogue, "DOC.OTHER_ISSUER", detail=name + site, locator=locator)


def _find_place(code: str) -> str:
    return code.rpartition("/")[0] or code


@lru_cache(4)
def _compile(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def _find_sites(text: str, words: tuple[str, ...], registry: Registry, year: int | None) -> Iterator[tuple[str, str]]:
    """The name of a place and the word for its site, wherever one stands before the other."""
    for match in _compile(words).finditer(text):
        starts = range(max(0, match.start() - registry.longest), match.start() - 1)
        names = (text[start : match.start()] for start in starts)
        name = next((name for name in names if any(registry.codes_of(name, year))), None)
        if name is not None:
            yield name, match[0]


def _is_elsewhere(name: str, own: str, registry: Registry, year: int | None) -> bool:
    """Whether no place of this name is the issuer's own, above it or within it; a new rank makes no other place."""
    line = [*registry.line(own), *(code for place in registry.territory(own) for code in registry.line(place))]
    if any(registry.name_of.get(code, "")[:STEM] == name[:STEM] for code in line):
        return False
    return not any(_is_related(code, own, line, registry) for code in registry.codes_of(name, year))


def _is_related(code: str, own: str, line: Iterable[str], registry: Registry) -> bool:
    return code in line or registry.is_under(code, own)
