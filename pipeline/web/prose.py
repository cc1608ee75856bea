"""The chapters of a report with every figure marked, cut into pieces that can be escaped one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.schema.records import Figure, Section


@dataclass(frozen=True, slots=True)
class ProseRun:
    """A run of text; ``figure`` is the number of the figure that it prints."""

    text: str
    figure: int | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section as paragraphs of pieces."""

    number: int
    title: str
    paragraphs: tuple[tuple[ProseRun, ...], ...]
    left_over: tuple[int, ...]
    """Figures of the section whose span lies inside that of another, or outside its text."""


def mark_sections(sections: Iterable[Section], figures: Sequence[Figure]) -> tuple[Chapter, ...]:
    """Every section, its figures marked where they stand."""
    numbered = list(enumerate(figures))
    return tuple(_mark(section, [(n, f) for n, f in numbered if f.section == section.number]) for section in sections)


def _mark(section: Section, figures: Sequence[tuple[int, Figure]]) -> Chapter:
    pieces: list[ProseRun] = []
    left_over = []
    end = 0
    for number, figure in sorted(figures, key=lambda pair: (pair[1].start, -pair[1].end)):
        if not end <= figure.start < figure.end <= len(section.text):
            left_over.append(number)
            continue
        pieces.append(ProseRun(section.text[end : figure.start]))
        pieces.append(ProseRun(section.text[figure.start : figure.end], number))
        end = figure.end
    pieces.append(ProseRun(section.text[end:]))
    return Chapter(section.number, section.title, _break_lines(pieces), tuple(left_over))


def _break_lines(pieces: Iterable[ProseRun]) -> tuple[tuple[ProseRun, ...], ...]:
    paragraphs: list[list[ProseRun]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        paragraphs[-1].append(ProseRun(first, piece.figure))
        paragraphs += [[ProseRun(line, piece.figure)] for line in rest]
    kept = (tuple(piece for piece in paragraph if piece.text.strip()) for paragraph in paragraphs)
    return tuple(paragraph for paragraph in kept if paragraph)


def cut_sentence(figure: Figure, text: str) -> tuple[str, str, str]:
    """The sentence of a figure in the text of its section: before it, the figure itself, after it.

    The figure is found by its span, for a sentence often prints the same words twice, or inside a longer number.
    All stands before when the place is not certain.
    """
    sentence, raw = figure.sentence, figure.raw
    at = sentence.find(raw) if sentence.count(raw) == 1 else -1
    begin = text.find(sentence) if sentence else -1
    while begin >= 0:
        if begin <= figure.start and text[figure.start : figure.end] == raw and figure.end <= begin + len(sentence):
            at = figure.start - begin
            break
        begin = text.find(sentence, begin + 1)
    return (sentence, "", "") if at < 0 else (sentence[:at], raw, sentence[at + len(raw) :])


def cut_short(figure: Figure, text: str, around: int) -> tuple[str, str, str]:
    """``cut_sentence`` with no more than so many signs on either side."""
    before, found, after = cut_sentence(figure, text)
    if not found:
        return (before if len(before) <= 2 * around else f"{before[: 2 * around]}…"), "", ""
    before = before if len(before) <= around else f"…{before[-around:]}"
    return before, found, after if len(after) <= around else f"{after[:around]}…"
