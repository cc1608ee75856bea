"""Row labels of the tables before 2019: a label that stands twice on the form is told apart by the rows above it."""

from dataclasses import dataclass, replace

from db.records import Method
from extractors.labels import Folding
from pipeline.catalogue.model import Catalogue, FieldSpec, LabelSpec
from pipeline.catalogue.old_words import OldWords
from pipeline.normalise.matching import LabelIndex, Match


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

    def find(self, text: str, previous: int) -> tuple[OldRow, Method] | None:
        """The row a label means; of two rows with one label, the first below the row read before."""
        matches: list[Match[int]] = self._index.matches(self.key(text))
        if not matches:
            return None
        below = [match for match in matches if match.entry > previous]
        match = min(below or matches, key=lambda m: m.entry)
        if not below and len(matches) > 1:
            return None
        return self.rows[match.entry], match.method


def role_of(text: str, words: OldWords, folding: Folding) -> str | None:
    """What a column head says of its column: ``indicator``, ``unit``, ``year``, ``cumulative``, or nothing known."""
    key = folding.label_key(text).key
    bare = key.lstrip("0123456789")
    for role in ("indicator", "unit", "cumulative", "year"):
        heads = {folding.label_key(head).key for head in getattr(words, role)}
        if key in heads or (bare != key and bare in heads):
            return role
    return None
