"""The words that stand for concepts, as the catalogue lists them and as it puts them together from parts."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from pipeline.prose.words.signs import SENTENCE_BREAKS


class LexiconError(ValueError):
    """The catalogue contradicts itself; the message names file and line."""


def line_of(path: Path, needle: str) -> str:
    """File and number of the first line that holds this, for a message."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if needle in line:
            return f"{path.name}:{number}"
    return path.name


def read_concepts(prose: Mapping[str, Any], path: Path) -> dict[str, frozenset[str]]:
    """Each word to the concepts it stands for.

    Raises:
        LexiconError: a list has a word twice, a compound is of a concept that nothing declares, or a word ends a
            sentence.
    """
    found: dict[str, list[str]] = {}
    for concept, words in prose["concepts"].items():
        for word in words:
            if concept in found.setdefault(word, []):
                raise LexiconError(f"{line_of(path, concept + ' =')}: concept {concept!r} lists {word!r} twice")
            found[word].append(concept)
    for concept, word in _combine(prose["compound"]):
        if concept not in prose["concepts"]:
            raise LexiconError(f"{line_of(path, '[[compound]]')}: nothing declares the concept {concept!r}")
        if concept not in found.setdefault(word, []):
            found[word].append(concept)
    for sign in SENTENCE_BREAKS:
        broken = next((word for word in found if sign in word), None)
        if broken is not None:
            where = line_of(path, found[broken][0] + " =")
            raise LexiconError(f"{where}: a word of {found[broken][0]!r} goes over the end of a sentence")
    alike: dict[tuple[str, ...], frozenset[str]] = {}  # one set for all words that mean the same, which are many
    return {word: _share(alike, tuple(concepts)) for word, concepts in found.items()}


def _share(alike: dict[tuple[str, ...], frozenset[str]], concepts: tuple[str, ...]) -> frozenset[str]:
    known = alike.get(concepts)
    if known is None:
        known = alike[concepts] = frozenset(concepts)
    return known


def _combine(entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Concept and word for every way to take one of each part: 予以 or 宣布, and then 废止 or 失效."""
    for entry in entries:
        for word in map("".join, product(*entry["parts"])):
            for concept in entry["concepts"]:
                yield concept, word
