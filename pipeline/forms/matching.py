"""Find the catalogue entry that a printed label means: exact label, variant, longest keyword under the right parent.

Never by similarity and never by row number. The tables of look-ups are built once per catalogue.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from db.schema.records import Method
from extractors.model.labels import Folding, LabelKey
from pipeline.catalogue.model import Catalogue, FieldSpec, LabelSpec

T = TypeVar("T")
_JOINT = re.compile(r"^[^\w(]+")
"""What stands between the label of a group and a row's own: a dash or an arrow."""


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """An entry and how it was found."""

    entry: T
    method: Method


class LabelIndex(Generic[T]):
    """Label keys to entries; an entry's wordings come from its LabelSpec."""

    def __init__(self, folding: Folding, entries: Iterable[tuple[T, LabelSpec]]) -> None:
        self._keys: dict[str, list[Match[T]]] = {}
        self._keywords: list[tuple[str, T]] = []
        for entry, spec in entries:
            self._add(folding.label_key(spec.label).key, Match(entry, "exact"))
            for variant in spec.variants:
                self._add(folding.label_key(variant).key, Match(entry, "variant"))
            self._keywords += [(folding.label_key(word).key, entry) for word in spec.keywords]
        self._keywords.sort(key=lambda pair: len(pair[0]), reverse=True)

    def _add(self, key: str, match: Match[T]) -> None:
        known = self._keys.setdefault(key, [])
        if all(other.entry != match.entry for other in known):
            known.append(match)

    def matches(self, key: str) -> list[Match[T]]:
        """Every entry with this label; several when only the parents tell them apart."""
        return self._keys.get(key, [])

    def by_keyword(self, key: str) -> list[Match[T]]:
        """The entries that own the longest keyword found in the label."""
        found = [(word, entry) for word, entry in self._keywords if word in key]
        if not found:
            return []
        longest = len(found[0][0])
        entries: list[T] = []
        for word, entry in found:
            if len(word) == longest and entry not in entries:  # two words of one entry name it no less surely
                entries.append(entry)
        return [Match(entry, "keyword") for entry in entries]


@dataclass(frozen=True, slots=True)
class RowContext:
    """What stands around a row's label: its parents as printed or carried down, and the row above."""

    parents: tuple[str, ...]
    """Keys of the parent labels, outermost first."""
    previous: FieldSpec | None


class T3Index:
    """Row labels of table T3, all editions together; the edition follows from the rows found."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._folding = folding = catalogue.folding
        self._index = LabelIndex(folding, [(row, catalogue.t3_labels[row.code]) for row in catalogue.t3_rows])
        self._parents = {row.code: tuple(folding.label_key(p).key for p in row.path) for row in catalogue.t3_rows}
        self._levels = {row.code: folding.label_key(row.label).level for row in catalogue.t3_rows}
        self.groups = frozenset(key for keys in self._parents.values() for key in keys)
        """Keys of the labels that only group rows."""
        self._order = {row.code: i for i, row in enumerate(catalogue.t3_rows)}
        editions = sorted({edition for row in catalogue.t3_rows for edition in row.editions})
        forms = [catalogue.t3_fields(edition) for edition in editions]
        self._before_total = {one.code for form in forms for one, two in pairwise(form) if two.role == "total"}

    def is_label(self, label: LabelKey) -> bool:
        """Whether a text is the label of a row, wherever it may stand; by a keyword only behind a list number."""
        is_numbered = label.level is not None
        return bool(self._index.matches(label.key) or (is_numbered and self._index.by_keyword(label.key)))

    def find(self, label: LabelKey, context: RowContext) -> Match[FieldSpec] | None:
        """The row a label means, or None; one label in two places is told apart by parents, number and neighbours."""
        matches = self._index.matches(label.key) or self._behind_group(label.key)
        matches = self._under_parent(matches or self._index.by_keyword(label.key), context)
        if label.level is None:
            matches = [match for match in matches if not self._is_sum_of_group(match, context)]
        if len(matches) > 1 and label.level is not None:
            same_level = [match for match in matches if self._levels[match.entry.code] == label.level]
            matches = same_level or matches
        if len(matches) > 1 and context.previous is not None:
            previous = self._order[context.previous.code]
            matches = [match for match in matches if self._order[match.entry.code] == previous + 1] or matches
        return matches[0] if len(matches) == 1 else None

    def _behind_group(self, key: str) -> list[Match[FieldSpec]]:
        """The row of a group whose whole label stands behind the group's in one cell: 其他处理—3.其他."""
        for group in self.groups:
            if key.startswith(group) and key != group:
                own = self._folding.label_key(_JOINT.sub("", key[len(group) :])).key
                return [match for match in self._index.matches(own) if group in self._parents[match.entry.code]]
        return []

    def _under_parent(self, matches: list[Match[FieldSpec]], context: RowContext) -> list[Match[FieldSpec]]:
        """Those under the printed parent. A whole label that stands elsewhere on the form is kept, a keyword is not."""
        parent = next((key for key in reversed(context.parents) if key in self.groups), None)
        if parent is None:
            return matches
        inside = [match for match in matches if parent in self._parents[match.entry.code]]
        return inside or [match for match in matches if match.method != "keyword"]

    def _is_sum_of_group(self, match: Match[FieldSpec], context: RowContext) -> bool:
        """Whether a word for a sum, without the number of the form's own total, closes a group in the middle of it."""
        previous, total = context.previous, match.entry
        if total.role != "total" or match.method != "variant" or previous is None:
            return False
        return previous.code not in self._before_total and len(previous.path) > len(total.path)
