"""From the text of a section to its figures."""

from dataclasses import dataclass
from functools import cache

from db.schema.records import Figure
from pipeline.prose.phrases import Passage
from pipeline.prose.sentence import Sentence
from pipeline.prose.walk import PassageWalk, Tools
from pipeline.prose.words.boundaries import WordEdges
from pipeline.prose.words.fold import fold_prose
from pipeline.prose.words.lexicon import Lexicon, load_lexicon

__all__ = ["figure_as_json", "load_lexicon", "read_figures", "read_prose"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text states."""

    figures: tuple[Figure, ...] = ()
    is_cut: bool = False
    """Whether something goes on for so long without a stop that it was read in pieces."""


@cache
def _tools(lexicon: Lexicon) -> Tools:
    return Tools(lexicon)


def read_figures(text: str, section: int | None, lexicon: Lexicon) -> tuple[Figure, ...]:
    """Every count that the text states, in the order of the text; ``start`` and ``end`` are places in ``text``.

    A number outside the 70 indicators has indicator None; words that give no number (数十次) have value None.
    A statement of none (未收到…申请) has value 0, its whole phrase as span and no unit.
    """
    return read_prose(text, section, lexicon).figures


def read_prose(text: str, section: int | None, lexicon: Lexicon) -> Reading:
    """The same, and whether the text has the sentences that prose has."""
    if not text:
        return Reading()
    tools = _tools(lexicon)
    passage = Passage(fold_prose(text, lexicon.folding), lexicon)
    edges = WordEdges(passage.text, lexicon.words["words.domain"])
    numbers = tools.counts.find(passage, edges)
    spans = [(count.start, count.end) for counts in numbers.values() for count in counts]
    statements = dict(passage.group(tools.nones.find(passage, spans, edges)))
    if not numbers and not statements:
        return Reading()
    for span, nones in statements.items():
        # a number inside a statement of none (无一例) is told by the statement
        numbers[span] = [
            count for count in numbers.get(span, []) if not any(none.start <= count.start < none.end for none in nones)
        ]
    walk = PassageWalk(tools, passage, section)
    said = sorted(numbers)
    for span in passage.sentences_between(said[0], said[-1]):  # nothing is settled before these, and later nobody asks
        if span in numbers:
            walk.read_sentence(Sentence(passage, span, numbers[span]), statements.get(span, []))
        else:
            walk.pass_over(span)
    figures = sorted(walk.figures, key=lambda figure: (figure.start, figure.end))
    return Reading(tuple(figures), passage.is_cut)


def figure_as_json(figure: Figure) -> dict[str, object]:
    """The figure as a JSON object: integers as integers, decimals without binary noise."""
    shown: dict[str, object] = {
        "indicator": figure.indicator,
        "value": _number(figure),
        "unit": figure.unit,
        "approximate": figure.approximate,
        "scope": figure.scope,
        "period": figure.period,
        "raw": figure.raw,
        "sentence": figure.sentence,
        "section": figure.section,
        "start": figure.start,
        "end": figure.end,
    }
    if figure.value_max is not None:
        shown["value_max"] = float(figure.value_max) if figure.value_max % 1 else int(figure.value_max)
    return shown


def _number(figure: Figure) -> int | float | None:
    if figure.value is None:
        return None
    return float(figure.value) if figure.value % 1 else int(figure.value)
