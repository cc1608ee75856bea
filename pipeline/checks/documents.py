"""Checks of the document as a whole: chapters, editions, emptiness, citations."""

from collections.abc import Iterator

from db.schema.deadlines import deadline_class, find_deadline
from db.schema.records import Finding, IssuerRef, Report
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue

STANDARD = ("T2", "T3", "T4")
UNFILLED = ("text", "missing_table", "not_on_form")
"""States of cells that neither hold a value nor are left blank for one."""
PROSE_LENGTH = 300
"""Signs of prose that make a report of the years before the uniform form."""
FIRST_YEAR = 2019
"""Report year from which the uniform form of six chapters and three tables holds."""


def check_editions(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """Tables of different editions; an edition that is not the one of the report's year."""
    found = {code: edition for code, edition in report.editions if code in STANDARD}
    decided = {found[code] for code in ("T2", "T3") if code in found}
    if len(decided) > 1:
        yield make_finding(catalogue, "EDITION.MIXED", detail=", ".join(f"{k} {v}" for k, v in found.items()))
    if any(code not in STANDARD for code, _ in report.editions):
        yield make_finding(catalogue, "EDITION.OLD")
    if report.year is None:
        return
    for edition in sorted(decided):
        spec = catalogue.edition(edition)
        if not spec.first_year <= report.year <= (spec.last_year or report.year):
            yield make_finding(catalogue, "EDITION.UNEXPECTED", year=str(report.year), detail=edition)


def check_tables(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """Standard tables that are missing; a report with none at all is prose only."""
    found = {code for code, _ in report.editions}
    if not found:
        is_new = report.year is not None and report.year >= FIRST_YEAR
        codes = [("TABLE.MISSING", code[1]) for code in STANDARD] if is_new else [("DOC.PROSE_ONLY", "")]
        for code, table in codes:
            yield make_finding(catalogue, code, table=table)
        return
    if found & set(STANDARD):
        for code in STANDARD:
            if code not in found:
                yield make_finding(catalogue, "TABLE.MISSING", table=code[1], table_code=code)  # type: ignore[arg-type]


def check_kind(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """No annual report: neither its tables nor a title with chapters or, before 2019, with prose of its own.

    One table alone makes no report where neither a title nor a year says that it is one: budgets, guides to services
    and statistics of a quarter have rows of the same names. Nor do all of them where they tell nothing: a description
    of the form is nobody's, of no year, and has words where a report has numbers or blanks.
    """
    if any(finding.rule.startswith("FILE.") for finding in report.findings):
        return
    found = {code for code, _ in report.editions}
    words = catalogue.landmarks.title.not_kinds
    is_named = bool(report.title) or report.year is not None
    is_form = len(found & set(STANDARD)) >= (1 if is_named else 2)
    is_nobodys = not report.issuer.name and report.year is None and all(f.state in UNFILLED for f in report.facts)
    if is_form and not is_nobodys and not any(word in report.title for word in words):
        return
    if report.title and not is_nobodys and (found or _has_prose(report) or _has_unread_pictures(report)):
        return
    if any(finding.rule == "TABLE.YEARS" for finding in report.findings):
        yield make_finding(catalogue, "DOC.COMPARISON")
        return
    detail = f"{report.title}: neither table nor chapter" if report.title else "no title of an annual report"
    detail = "no issuer, no year and no cell with a value" if found and is_nobodys else detail
    yield make_finding(catalogue, "DOC.NOT_REPORT", detail=detail)


def _has_unread_pictures(report: Report) -> bool:
    """Whether its tables may stand in pictures, and nothing here reads pictures."""
    return any(finding.rule == "PAGE.NEEDS_EXTRA" for finding in report.findings)


def _has_prose(report: Report) -> bool:
    """Whether a report without tables has chapters that say something, or before 2019 a text of its own."""
    chapters = sum(section.number > 0 for section in report.sections)
    is_long = sum(len(section.text) for section in report.sections) >= PROSE_LENGTH
    is_old = report.year is not None and report.year < FIRST_YEAR
    if is_old:
        return chapters >= 2 or is_long
    return chapters >= 2 and (is_long or bool(report.figures))  # a notice or a pattern has the heads alone


def check_values(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """All cells blank, or all numbers zero."""
    facts = [fact for fact in report.facts if fact.state not in ("missing_table", "not_on_form")]
    if not facts:
        return
    if all(fact.state == "blank" for fact in facts):
        yield make_finding(catalogue, "DOC.EMPTY")
    elif not any(fact.value for fact in facts) and any(fact.value is not None for fact in facts):
        yield make_finding(catalogue, "DOC.ALLZERO")


def check_chapters(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """Chapters missing, 五 without text, 六 without a word on fees, the older form cited."""
    if report.year is not None and report.year < FIRST_YEAR:
        return
    texts = {section.number: section.text for section in report.sections}
    numbers = [n for n in range(1, 7) if n not in texts]
    if numbers and len(numbers) < 6:
        yield make_finding(catalogue, "DOC.SECTIONS", detail=", ".join("一二三四五六"[n - 1] for n in numbers))
    if 5 in texts and not texts[5].strip():
        yield make_finding(catalogue, "DOC.S5EMPTY")
    words = catalogue.check_words
    if 6 in texts and not any(word in texts[6] for word in words.fee_words):
        yield make_finding(catalogue, "DOC.S6NOFEE")
    prose = "".join("".join(texts.values()).split())
    if report.year is not None and report.year > FIRST_YEAR + 1 and any(n in prose for n in words.old_form_numbers):
        yield make_finding(catalogue, "DOC.CITES_OLD_FORM")


def check_regulations(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """Regulations reported by an organ that has no power to make them."""
    if not report.issuer.name or _makes_regulations(report.issuer, catalogue):
        return
    for fact in report.facts:
        if fact.value and fact.field.startswith("regulations_"):
            yield make_finding(
                catalogue,
                "PLAUS.REGULATIONS",
                table_code=fact.table_code,
                field=fact.field,
                applicant=fact.applicant,
                reported=fact.value,
                locator=fact.place.locator if fact.place else None,
                raw=fact.raw.strip(),
            )


def _makes_regulations(issuer: IssuerRef, catalogue: Catalogue) -> bool:
    """State Council departments, governments of provinces and prefectures; by name where the registry knows less."""
    if issuer.code is not None and issuer.level is not None:
        is_government = issuer.kind in ("government", "government_office", "zone")
        return issuer.level == "central" or (is_government and issuer.level in ("province", "prefecture"))
    words = catalogue.check_words
    makes = any(word in issuer.name for word in words.regulation_makers)
    return makes or not issuer.name.endswith(words.no_regulation_endings)


def check_date(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """Published after the day by which such an issuer is to publish (``db/schema/deadlines.py``, as in ``coverage``).

    The day of a correction says nothing of the day of what it corrects.
    """
    published = report.sighting.published_on
    is_correction = any(finding.rule == "DOC.CORRECTION" for finding in report.findings)
    if published is None or report.year is None or is_correction:
        return
    due = find_deadline(report.issuer, report.year)
    if due is not None and published > due:
        words = {"due": due.isoformat(), "basis": deadline_class(report.issuer) or ""}
        yield make_finding(catalogue, "DOC.LATE", detail=published.isoformat(), words=words)
