"""From the text of a section to its figures."""

from functools import cache

from db.records import Figure
from pipeline.figures.boundaries import WordEdges
from pipeline.figures.fold import fold_prose
from pipeline.figures.lexicon import Lexicon, load_lexicon
from pipeline.figures.phrases import Passage
from pipeline.figures.sentence import Sentence
from pipeline.figures.walk import Tools, Walk

__all__ = ["figure_as_json", "load_lexicon", "read_figures"]


@cache
def _tools(lexicon: Lexicon) -> Tools:
    return Tools(lexicon)


def read_figures(text: str, section: int | None, lexicon: Lexicon) -> tuple[Figure, ...]:
    """Every count that the text states, in the order of the text; ``start`` and ``end`` are places in ``text``.

    A number outside the 70 indicators has indicator None; words that give no number (数十次) have value None.
    A statement of none (未收到…申请) has value 0, its whole phrase as span and no unit.
    """
    if not text:
        return ()
    tools = _tools(lexicon)
    passage = Passage(fold_prose(text, lexicon.folding), lexicon)
    edges = WordEdges(passage.text, lexicon.words["words.domain"])
    counts = tools.counts.find(passage, edges)
    nones = tools.nones.find(passage, [(count.start, count.end) for count in counts], edges)
    if not counts and not nones:
        return ()
    # a number inside a statement of none (无一例) is told by the statement
    counts = [c for c in counts if not any(none.start <= c.start < none.end for none in nones)]
    walk = Walk(tools, passage, section)
    numbers, statements = dict(passage.group(counts)), dict(passage.group(nones))
    said = sorted({*numbers, *statements})
    for span in passage.sentences_between(said[0], said[-1]):  # nothing is settled before these, and later nobody asks
        if span in numbers or span in statements:
            walk.read_sentence(Sentence(passage, span, numbers.get(span, [])), statements.get(span, []))
        else:
            walk.pass_over(span)
    return tuple(sorted(walk.figures, key=lambda figure: (figure.start, figure.end)))


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
