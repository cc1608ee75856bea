"""What every worker needs, made once before workers are forked: they share its memory and start at once.

To import this module is to do it. Nothing here may start a thread: workers are forked from the process that did this.
"""

import gc

from lxml import etree, html  # noqa: F401  (the libraries of the readers, else imported when a document asks for them)

from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports
from pipeline.prose.words.lexicon import load_lexicon

_YOUNG, _MIDDLE, _OLD = 10_000, 5, 2
"""New objects after which a worker's collector looks for circles among them, and how many such looks take in older
ones. Python's 700 are fewer than a page or a report holds at a time; of ours none is in a circle, and to look through
them again and again took some hundredths of a worker's time. What libraries leave behind still goes every few
documents."""


def warm() -> None:
    """Read a page that names every indicator: catalogue, word list and patterns are there, and kept from the GC."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    counts = "".join(f"<p>{indicator.zh}3{indicator.unit}。</p>" for indicator in load_lexicon().indicators.values())
    page = f"<html><body>{counts}<table><tr><td>1</td></tr></table></body></html>"
    read_reports(SourceDocument(page.encode(), "warm.html"), load_catalogue())
    gc.collect()
    gc.freeze()  # what is shared stays shared: the collector would write into its pages


warm()
