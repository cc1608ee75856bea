"""``gongkai figures``: lines of JSON with a text, to lines of JSON with its figures."""

import json
from collections.abc import Iterable, Iterator

from pipeline.prose.read import read_figures
from pipeline.prose.words.lexicon import load_lexicon
from pipeline.publishing.exact_json import dump
from pipeline.publishing.present import present_figure


def read_lines(lines: Iterable[str]) -> Iterator[tuple[str | None, str]]:
    """For each line that is not blank: the answer and "", or None and what is wrong with the line."""
    lexicon = load_lexicon()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            identity, text = entry["id"], entry["text"]
        except (ValueError, KeyError, TypeError):
            yield None, f'line {number} is not {{"id": …, "text": …}}'
            continue
        if not isinstance(text, str):
            yield None, f"line {number}: text is not a string"
            continue
        found = read_figures(text, None, lexicon)
        # words that give no number (数十次) are kept in reports; a line of figures has numbers only
        figures = [present_figure(figure) for figure in found if figure.value is not None]
        yield dump({"id": identity, "figures": figures}), ""
