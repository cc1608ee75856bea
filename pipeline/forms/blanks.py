"""Cells without a number that may hold one after all.

A dash may be typed as the numeral one: where other cells print Chinese numerals, it may be eleven. A blank cell may
have its number beside it, in a column that the form does not have; and a row of blanks has them in a row or a column
that could not be told.
"""

from collections.abc import Iterable, Iterator, Sequence

from db.schema.records import Fact
from extractors.model.nfkc import nfkc
from pipeline.catalogue.model import Catalogue
from pipeline.forms.coverage import Numbers
from pipeline.forms.facts import Note, suspect

_FIGURES = frozenset("0123456789.,+-")
"""What numerals stand beside in a cell when a font calls only some of its digits so."""


def doubt_blanks(facts: Sequence[Fact], numbers: Numbers, catalogue: Catalogue) -> Iterator[Note]:
    """A note on every cell without a number that may hold one."""
    yield from _doubt_dashes(facts, catalogue)
    passed = list(_doubt_passed(facts, numbers))
    yield from passed
    told = {(note.table_code, note.field, note.applicant) for note in passed}
    rest = [fact for fact in facts if (fact.table_code, fact.field, fact.applicant) not in told] if told else facts
    yield from _doubt_blank_rows(rest, numbers)


def _doubt_dashes(facts: Iterable[Fact], catalogue: Catalogue) -> Iterator[Note]:
    """A note on every dash that is written in numerals, where another cell holds a number in numerals."""
    numerals = catalogue.values.numerals
    facts = list(facts)
    dashes = [fact for fact in facts if fact.state == "dash" and numerals.issuperset(_squeeze(fact.raw))]
    if not dashes:
        return
    strokes = {sign for fact in dashes for sign in _squeeze(fact.raw)}
    if not any(_is_numeral(_squeeze(fact.raw), numerals, strokes) for fact in facts):
        return
    yield from (suspect(fact, fact.label, "a numeral, as in other cells") for fact in dashes)


def _doubt_passed(facts: Iterable[Fact], numbers: Numbers) -> Iterator[Note]:
    """A note on every cell without a number whose row has numbers in other columns only."""
    passed = set(numbers.list_passed())
    for fact in facts if passed else ():
        if fact.value is None and fact.place is not None and fact.place.locator in passed:
            yield suspect(fact, fact.label, "a number stands beside it")


def _doubt_blank_rows(facts: Iterable[Fact], numbers: Numbers) -> Iterator[Note]:
    """A note on every cell of rows without any print, in tables with numbers of no row or column that is known."""
    unread = numbers.list_unread() | {table.code for table, _ in numbers.list_aside()}
    rows: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts if unread else ():
        if fact.table_code in unread:
            rows.setdefault((fact.table_code, fact.field), []).append(fact)
    for row in rows.values():
        if all(fact.state == "blank" and fact.place is not None for fact in row):
            yield from (suspect(fact, fact.label, "the table has numbers of no known row or column") for fact in row)


def _squeeze(raw: str) -> str:
    return "".join(nfkc(raw).split())


def _is_numeral(text: str, numerals: frozenset[str], strokes: set[str]) -> bool:
    """Whether a cell holds a number in numerals, and not only the strokes of which dashes are made."""
    signs = set(text)
    return bool(signs & numerals) and not signs <= strokes and signs <= numerals | _FIGURES
