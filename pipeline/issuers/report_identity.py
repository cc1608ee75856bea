"""Whose report it is and for which year: from title, body and metadata, with a finding where they disagree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.schema.records import Finding
from extractors.drafting.draft import Draft
from extractors.model.labels import Folding
from extractors.model.source import SourceDocument
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue, TitleWords
from pipeline.issuers.context import read_context
from pipeline.issuers.model import IssuerContext
from pipeline.issuers.printed_names import resolve_printed
from pipeline.issuers.titles import (
    ParsedTitle,
    find_compilers,
    find_date,
    find_periods,
    find_years,
    is_short_form,
    parse_title,
)

_BEGINNING, _PROSE = 1000, 6000
"""Signs of prose in which the period stands as a rule, and in which it is looked for."""
_OPENING = 400
"""Signs of prose in which a year without its title may be the report's."""
_CHAPTERS = 2
"""Of the six, that no other document has."""
_UNKNOWN = ("unknown_organ", "unknown_place")
_END = 2
"""Signs at the end of a name that say what kind of organ it is."""


@dataclass(frozen=True, slots=True)
class _Title:
    """A line that may be the title, and what it says."""

    text: str
    source: str
    parsed: ParsedTitle


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """What the document says about itself."""

    title: str
    issuer: str
    issuer_raw: str
    year: int | None
    published_on: date | None
    is_correction: bool
    findings: tuple[Finding, ...]


def identify(draft: Draft, source: SourceDocument, catalogue: Catalogue) -> ReportIdentity:
    """Title, issuer and year; the body's own title wins, then metadata, then the file's name."""
    words = catalogue.titles
    titles = [_Title(line.text, line.source, parse_title(line.text, words)) for line in draft.titles]
    name = _Title(source.name, "name", parse_title(source.name.rsplit(".", 1)[0], words))
    printed = [title for title in titles if title.source != "sentence"]
    lines = [*printed, name, *titles[len(printed) :]]
    metadata = (*draft.document.metadata, *draft.head)
    told = _told_by(metadata, catalogue)
    named = _first(words.issuer_keys, told)
    period = _period_year(draft)
    year = next((line.parsed.year for line in lines if line.parsed.year is not None), period)
    guessed = _guess_year(draft) if year is None else None
    year = guessed if year is None else year
    chosen = _choose(lines, read_context(metadata, year, url=source.url or ""), words.folding)
    issuer_raw = _find_name(chosen, named, _first(words.source_keys, told), words.folding) or _find_compiler(
        draft, words
    )
    published = _find_day(words.date_keys, told)
    findings = [*_disagreements(catalogue, printed, period, published, issuer_raw, named)]
    if year is None:
        findings.append(make_finding(catalogue, "DOC.NO_YEAR"))
    if guessed is not None:
        findings.append(make_finding(catalogue, "DOC.YEAR", state="uncertain", detail=f"{guessed}, only in the prose"))
    is_correction = any(line.parsed.is_correction for line in lines)
    if is_correction:
        findings.append(make_finding(catalogue, "DOC.CORRECTION", state="pass"))
    if not issuer_raw:
        findings.append(make_finding(catalogue, "DOC.NO_ISSUER"))
    best = titles[0] if titles and (chosen is None or chosen is name) else chosen
    title = _join(best.text) if titles and best is not None else ""
    issuer = "".join(issuer_raw.split())
    return ReportIdentity(title, issuer, issuer_raw, year, published, is_correction, tuple(findings))


def _choose(lines: Sequence[_Title], context: IssuerContext, folding: Folding) -> _Title | None:
    """The first title that names an issuer; of one with the lines above it, without these where only then it is known.

    What stands above a title is the first part of its issuer, or words of the page's frame.
    """
    named = [line for line in lines if line.parsed.issuer]
    if not named:
        return None
    first = named[0]
    alone = next((line for line in named[1:2] if line.source == first.source and first.text.endswith(line.text)), None)
    if alone is None or resolve_printed(first.parsed.issuer, folding, context).is_resolved:
        return first
    above = first.parsed.issuer.removesuffix(alone.parsed.issuer)
    if above.endswith(alone.parsed.issuer):  # the full name above the title, and in it the short one
        return replace(first, parsed=replace(first.parsed, issuer=above))
    return alone if resolve_printed(alone.parsed.issuer, folding, context).is_resolved else first


def _find_name(chosen: _Title | None, named: str, source: str, folding: Folding) -> str:
    """The issuer's name in the title, else that of the publisher, or of who is given as the source if it is an organ.

    A sentence may leave the place out that the publisher's name has.
    """
    if chosen is None:
        return named or (source if source and resolve_printed(source, folding).reason != "unknown_organ" else "")
    name = chosen.parsed.issuer
    is_short = chosen.source == "sentence" and len(named) > len(name) and named.endswith(name[-_END:])
    return named if is_short and is_short_form(name, named) else name


def _join(title: str) -> str:
    return " ".join(title.split())


def _told_by(metadata: Iterable[tuple[str, str]], catalogue: Catalogue) -> dict[str, str]:
    """What a page says under each key, whatever block or tag it came from."""
    told: dict[str, str] = {}
    for name, value in dict(reversed(tuple(metadata))).items():
        if value.strip():
            told.setdefault(catalogue.folding.simplify(name.rpartition(":")[2]), value.strip())
    return told


def _find_day(keys: Iterable[str], told: Mapping[str, str]) -> date | None:
    """The day under the best of the keys that has one."""
    days = (find_date(told[key]) for key in keys if key in told)
    return next((day for day in days if day is not None), None)


def _first(keys: Iterable[str], told: Mapping[str, str]) -> str:
    """The value under the best of the keys."""
    return next((told[key] for key in keys if key in told), "")


def _period_year(draft: Draft) -> int | None:
    """The year of the statistical period, where the prose states it."""
    text = draft.document.text[:_PROSE]
    periods = find_periods(text[: text.find("\n", _BEGINNING)]) or find_periods(text)
    return periods[0][0] if periods and periods[0][0] == periods[0][1] else None


def _guess_year(draft: Draft) -> int | None:
    """The only year of which the beginning of the prose speaks, of what has the form of a report without its title."""
    is_report = len({table.code for table in draft.tables}) > 1 or len(draft.sections) > _CHAPTERS
    years = find_years(draft.document.text[:_OPENING]) if is_report else set()
    return years.pop() if len(years) == 1 else None


def _find_compiler(draft: Draft, words: TitleWords) -> str:
    """Who says in the beginning of the prose that the report is his, where that is an organ that is known."""
    names = find_compilers(draft.document.text[:_BEGINNING], words)
    return next((name for name in names if resolve_printed(name, words.folding).reason not in _UNKNOWN), "")


def _disagreements(
    catalogue: Catalogue,
    titles: Sequence[_Title],
    period: int | None,
    published: date | None,
    issuer: str,
    named: str,
) -> Iterable[Finding]:
    years = {title.parsed.year for title in titles if title.parsed.year is not None}
    if period is not None and years and period not in years:
        detail = f"{'/'.join(map(str, sorted(years)))} ≠ {period}"
        yield make_finding(catalogue, "DOC.YEAR", detail=detail)
    elif len(years) > 1:
        yield make_finding(catalogue, "DOC.YEAR", detail=" ≠ ".join(map(str, sorted(years))))
    elif published is not None and years and published.year <= min(years):
        yield make_finding(catalogue, "DOC.YEAR", detail=f"{min(years)}, published {published.isoformat()}")
    if issuer and named and not is_short_form(issuer, named):
        yield make_finding(catalogue, "DOC.ISSUER", detail=f"{issuer} ≠ {named}")
