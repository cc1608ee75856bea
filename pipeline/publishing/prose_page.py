"""The page that shows the prose of one report with every figure marked and named."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from db.schema.records import Figure, Section
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report
from pipeline.prose.words.lexicon import Lexicon, load_lexicon

SAMPLE = Path(__file__).parents[2] / "samples" / "zhulou-2024" / "source.txt"
HEAD = """# The prose of one report, every figure marked

`samples/zhulou-2024`, read by the program. A number in brackets behind a passage leads to its row in the table.
Counts that are none of the {known} indicators have no name; they are kept all the same.
"""
ROWS = "| | figure | indicator | | value | scope | period |\n|---|---|---|---|---|---|---|\n"


def print_example() -> str:
    """The page as Markdown: the text of every section that holds figures, and a table of them."""
    report = read_report(SourceDocument(SAMPLE.read_bytes(), SAMPLE.name), load_catalogue())
    lexicon = load_lexicon()
    parts = [HEAD.format(known=len(lexicon.indicators))]
    for section in report.sections:
        figures = [figure for figure in report.figures if figure.section == section.number]
        if figures:
            parts.append(_print_section(section, figures, lexicon))
    return "\n".join(parts)


def _print_section(section: Section, figures: Sequence[Figure], lexicon: Lexicon) -> str:
    spans = sorted({(figure.start, figure.end) for figure in figures})
    number = {span: place for place, span in enumerate(spans, 1)}
    rows = "\n".join(_print_row(number[figure.start, figure.end], figure, lexicon) for figure in figures)
    return f"## {section.title}\n\n{mark_figures(section.text, spans)}\n\n{ROWS}{rows}\n"


def mark_figures(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text as Markdown with every span bold and numbered in the order given; spans do not overlap."""
    marked, at = "", 0
    for place, (start, end) in enumerate(spans, 1):
        marked += f"{text[at:start]}**{text[start:end]}**[{place}]"
        at = end
    lines = (marked + text[at:]).splitlines()
    return "\n".join(f"> {line.strip()}  " if line.strip() else ">" for line in lines)


def _print_row(place: int, figure: Figure, lexicon: Lexicon) -> str:
    raw = " ".join(figure.raw.split())
    indicator = lexicon.indicators[figure.indicator] if figure.indicator else None
    code, zh = (f"`{indicator.code}`", indicator.zh) if indicator else ("–", "")
    value = "–" if figure.value is None else f"{'about ' * figure.approximate}{figure.value}"
    return f"| {place} | {raw} | {code} | {zh} | {value} | {figure.scope} | {figure.period} |"
