"""Row labels of the tables before 2019: a label that stands twice on the form is told apart by the rows above it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.schema.records import Fact, Method
from extractors.model.labels import Folding
from pipeline.catalogue.model import Catalogue, FieldSpec, LabelSpec
from pipeline.catalogue.pre2019_words import OldWords
from pipeline.forms.facts import Note
from pipeline.forms.matching import LabelIndex, Match

THIS_YEAR = "all"
"""The applicant under which a year's own value is kept, as in every table without applicants."""
ALL_YEARS = "cumulative"
"""The applicant under which the sum of all years is kept; it never mixes with a year's own value."""


@dataclass(frozen=True, slots=True)
class OldRow:
    """A row of an older form."""

    spec: FieldSpec
    position: int
    label: LabelSpec
    """Its wordings, without the words before a list number."""


class OldForm:
    """One older table: its rows in order and the look-up of their labels."""

    def __init__(self, catalogue: Catalogue, words: OldWords) -> None:
        self.words = words
        self._folding = catalogue.folding
        specs = [spec for spec in catalogue.old_tables if spec.table_code == words.table_code]
        self.rows = [OldRow(spec, i, self._bare(words.labels[spec.code])) for i, spec in enumerate(specs)]
        self._index: LabelIndex[int] = LabelIndex(catalogue.folding, [(row.position, row.label) for row in self.rows])
        self._titles = frozenset(self.key(title) for title in words.titles)

    def _bare(self, label: LabelSpec) -> LabelSpec:
        strip = self.strip_prefix
        return replace(label, label=strip(label.label), variants=tuple(strip(text) for text in label.variants))

    def strip_prefix(self, text: str) -> str:
        """The label without the words for "of which" and the sign behind them."""
        key = self._folding.text_key(text)
        for prefix in self.words.prefixes:
            if key.startswith(prefix) and len(key) > len(prefix):
                return key[len(prefix) :].lstrip(":,、;")
        return text

    def key(self, text: str) -> str:
        """What identifies a label: no blanks, number, note, nor words for "of which"."""
        return self._folding.label_key(self.strip_prefix(text)).key

    def is_title(self, text: str) -> bool:
        """Whether the label heads a group of rows and carries no figure."""
        return self.key(text) in self._titles

    def is_shared(self, row: OldRow) -> bool:
        """Whether another row of the form has the same label."""
        return len(self._index.matches(self.key(row.label.label))) > 1

    def knows(self, text: str) -> bool:
        """Whether the label is one of the form's."""
        return bool(self._index.matches(self.key(text)))

    def find(self, text: str, above: Sequence[OldRow]) -> tuple[OldRow, Method] | None:
        """The row a label means, given the rows read above it.

        A label that the form prints twice means the row whose total was read last; without that total, none.
        """
        matches: list[Match[int]] = self._index.matches(self.key(text))
        if len(matches) > 1:
            place = {row.spec.code: n for n, row in enumerate(above)}
            parents = {m.entry: place.get("".join(self.rows[m.entry].spec.path), -1) for m in matches}
            last = max(parents.values())
            matches = [m for m in matches if parents[m.entry] == last >= 0]
        return (self.rows[matches[0].entry], matches[0].method) if len(matches) == 1 else None


def with_unit(fact: Fact, spec: FieldSpec, unit: str, catalogue: Catalogue) -> tuple[Fact, list[Note]]:
    """The fact in the unit that the table prints beside its label, which goes before the form's but not the cell's own.

    An amount of money in another unit is converted into the form's for ``standard_value``, and noted.
    """
    if unit == spec.unit or unit not in catalogue.values.units or fact.unit != spec.unit:
        return fact, []
    if spec.kind != "money":
        return replace(fact, unit=unit), []
    factor = catalogue.values.conversions.get((unit, spec.unit or ""))
    value = fact.value * factor if fact.value is not None and factor is not None else None
    words = (("label", fact.label), ("raw", fact.raw.strip()), ("detail", unit))
    locator = fact.place.locator if fact.place else None
    note = Note("CELL.UNIT", fact.table_code, fact.field, fact.applicant, words, locator)
    return replace(fact, unit=unit, standard_value=value), [note] if fact.value else []


def role_of(text: str, words: OldWords, folding: Folding) -> str | None:
    """What a column head says of its column: ``indicator``, ``unit``, ``year``, ``cumulative``, or nothing known."""
    key = folding.label_key(text).key
    bare = key.lstrip("0123456789")
    for role in ("indicator", "unit", "cumulative", "year"):
        heads = {folding.label_key(head).key for head in getattr(words, role)}
        if key in heads or (bare != key and bare in heads):
            return role
    return None
