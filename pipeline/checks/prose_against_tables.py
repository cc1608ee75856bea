"""Words against tables: every figure that a table cell can confirm is held against it, by every meaning it may have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from db.schema.records import CheckState, Fact, Figure, Finding, Operand, Place, Report
from pipeline.catalogue.findings import make_finding
from pipeline.catalogue.model import Catalogue
from pipeline.prose.words.lexicon import Implied, Indicator, Lexicon, load_lexicon

Facts = Mapping[tuple[str, str], Fact | None]
"""Field and applicant to the fact; None for a row of the form that the table lacks."""
ANY = "any "
STATEMENT = "NARR.STATEMENT"


@dataclass(frozen=True, slots=True)
class CountedCells:
    """One set of cells that a figure may mean, and their sum."""

    words: str
    """The cells: ``requests_received + requests_carried_in``."""
    cells: tuple[Fact, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the cells."""
        return sum((cell.value for cell in self.cells if cell.value is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class Claim:
    """What the words say about one indicator."""

    indicator: Indicator
    low: Decimal
    high: Decimal
    raw: str
    is_wider: bool
    is_statement: bool
    """Said in words without a number."""
    place: Place | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One claim, the meaning that confirms it (else the first), and how it ended."""

    claim: Claim
    state: CheckState
    meaning: CountedCells
    is_first: bool
    """The meaning is the one the form suggests, not a declared other."""


def compare(
    figures: Sequence[Figure], facts: Iterable[Fact], lexicon: Lexicon, form: Iterable[str] = ()
) -> tuple[Comparison, ...]:
    """Every claim that some table cell can confirm, judged; ``form`` has the rows that table T3 should have.

    Approximate figures and stocks given as counts of no year are not held against exact cells and give nothing.
    ``uncertain``: the words have a wider scope than the issuer, or another number of the same indicator is confirmed,
    so this one may be a part of it.
    """
    cells: Facts = {(name, "all"): None for name in form} | {(fact.field, fact.applicant): fact for fact in facts}
    claims = [*_claims(figures, lexicon), *_implied_claims(figures, lexicon)]
    judged = [found for claim in claims if (found := _judge(claim, cells)) is not None]
    highest: dict[str, Decimal] = {}
    for one in judged:
        if one.state == "pass":
            code = one.claim.indicator.code
            highest[code] = max(one.claim.low, highest.get(code, one.claim.low))
    return tuple(_soften(one, highest) for one in judged)


def check_narrative(report: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """A finding for every claim that no meaning confirms, and for those that only another meaning confirms."""
    editions = dict(report.editions)
    form = [spec.code for spec in catalogue.t3_fields(editions["T3"])] if "T3" in editions else []
    for one in compare(report.figures, report.facts, load_lexicon(), form):
        if one.state != "pass" or not one.is_first:
            yield _finding(one, catalogue)


def _claims(figures: Sequence[Figure], lexicon: Lexicon) -> Iterator[Claim]:
    for figure in figures:
        indicator = lexicon.indicators[figure.indicator] if figure.indicator else None
        if indicator is None or indicator.check is None or figure.value is None or figure.approximate:
            continue
        if figure.period == "cumulative" and not indicator.is_stock:
            continue
        low, high = figure.value, figure.value_max if figure.value_max is not None else figure.value
        is_statement = low == 0 and not figure.unit and len(figure.raw) > 1
        yield Claim(indicator, low, high, figure.raw, figure.scope == "wider", is_statement, figure.place)


def _implied_claims(figures: Sequence[Figure], lexicon: Lexicon) -> Iterator[Claim]:
    """Claims of sentences such as 均已办结, once a sentence and only beside figures of the group."""
    seen: set[tuple[str, str]] = set()
    for figure in figures:
        for implied in lexicon.implied:
            key = (figure.sentence, implied.indicator)
            if key not in seen and _is_about(figure, implied, lexicon):
                seen.add(key)
                yield from _implied_claim(figure, implied, lexicon)


def _is_about(figure: Figure, implied: Implied, lexicon: Lexicon) -> bool:
    return figure.indicator is not None and lexicon.indicators[figure.indicator].group == implied.group


def _implied_claim(figure: Figure, implied: Implied, lexicon: Lexicon) -> Iterator[Claim]:
    said = implied.pattern.search(figure.sentence)
    if said:
        indicator = lexicon.indicators[implied.indicator]
        is_wider = figure.scope == "wider"
        yield Claim(indicator, implied.value, implied.value, said[0], is_wider, is_statement=True, place=figure.place)


def _judge(claim: Claim, cells: Facts) -> Comparison | None:
    """The claim held against every meaning whose cells all hold numbers; None where there is no such meaning."""
    factor = claim.indicator.table_factor
    low, high = claim.low * factor, claim.high * factor
    first = list(_first_meaning(claim.indicator, cells))
    # words without a number deny all cells, so no part of a table can confirm them
    others = [] if claim.is_statement else list(_other_meanings(claim.indicator, cells))
    for meaning in (*first, *others):
        if low <= meaning.total <= high:
            return Comparison(claim, "pass", meaning, meaning in first)
    if not first:
        return None
    return Comparison(claim, "uncertain" if claim.is_wider else "fail", first[0], is_first=True)


def _first_meaning(indicator: Indicator, cells: Facts) -> Iterator[CountedCells]:
    if indicator.table_sum_of:
        names = [name for part in indicator.table_sum_of for name in _fields(part, cells)]
        yield from _meaning(names, indicator.table_column, cells)
    elif indicator.table_field is not None:
        yield from _meaning([indicator.table_field], indicator.table_column, cells)


def _other_meanings(indicator: Indicator, cells: Facts) -> Iterator[CountedCells]:
    for words in indicator.table_also:
        if words.startswith(ANY):
            for name in _fields(words.removeprefix(ANY), cells):
                yield from _meaning([name], indicator.table_column, cells)
        elif words.endswith(".*"):
            field = words.removesuffix(".*")
            for applicant in sorted(who for name, who in cells if name == field and who != "all"):
                yield from _meaning([f"{field}.{applicant}"], applicant, cells)
        else:
            yield from _meaning(words.split(" + "), indicator.table_column, cells)


def _fields(words: str, cells: Facts) -> list[str]:
    """The fields that ``outcome_denied_*`` stands for among the cells; other words stand for themselves."""
    if not words.endswith("*"):
        return [words]
    prefix = words.removesuffix("*")
    return sorted({name for name, _ in cells if name.startswith(prefix) or name == prefix.removesuffix("_")})


def _meaning(names: Sequence[str], column: str, cells: Facts) -> Iterator[CountedCells]:
    """The meaning, if every cell is there and holds a number: a blank is no zero."""
    found = []
    for name in names:
        field, _, applicant = name.partition(".")
        found.append(cells.get((field, applicant or column)))
    numbers = tuple(fact for fact in found if fact is not None and fact.value is not None)
    if names and len(numbers) == len(names):
        yield CountedCells(" + ".join(names), numbers)


def _soften(one: Comparison, highest: Mapping[str, Decimal]) -> Comparison:
    """A number that may be a part of one that is confirmed is not called wrong.

    ``highest``: the highest number of each indicator that is confirmed.
    """
    if one.state != "fail" or one.claim.is_statement:
        return one
    is_part = highest.get(one.claim.indicator.code, one.claim.low) > one.claim.low
    return Comparison(one.claim, "uncertain", one.meaning, one.is_first) if is_part else one


def _finding(one: Comparison, catalogue: Catalogue) -> Finding:
    claim, first = one.claim, one.meaning.cells[0]
    code = STATEMENT if claim.is_statement else claim.indicator.check or STATEMENT
    expected, reported = one.meaning.total, claim.low * claim.indicator.table_factor
    sign = "=" if one.state == "pass" else "≠"
    finding = make_finding(
        catalogue,
        code,
        state=one.state,
        table_code=first.table_code,
        field=first.field,
        applicant=first.applicant,
        expected=expected,
        reported=reported,
        formula=f"{claim.raw} {sign} {one.meaning.words}",
        locator=claim.place.locator if claim.place else None,
        operands=tuple(
            Operand(cell.field, cell.applicant, cell.raw, cell.place.locator if cell.place else "")
            for cell in one.meaning.cells
        ),
        raw=claim.raw,
        meaning=one.meaning.words,
        indicator=claim.indicator.zh,
        indicator_en=claim.indicator.code,
    )
    return replace(finding, severity="info") if one.state == "pass" else finding
