"""Topic ``scans``: seconds a page and memory of a worker that recognises characters; only with the OCR packages."""

import importlib.util

import pypdfium2

from benchmarks.documents import make_document
from benchmarks.memory import measure_memory
from benchmarks.page import Chapter
from benchmarks.settings import Size

_NEEDED = (("numpy",), ("cv2",), ("onnxruntime",), ("rapidocr_onnxruntime", "rapidocr"))
"""Packages, of each group one: from Python 3.13 on, character recognition goes by its newer name."""


def run(size: Size) -> list[Chapter]:
    """The chapter on scans, or the news that the packages are missing."""
    missing = [names[0] for names in _NEEDED if all(importlib.util.find_spec(name) is None for name in names)]
    if missing:
        return [Chapter("Scans", f"Not measured: {', '.join(missing)} not installed (`pip install 'gongkai[ocr]'`).")]
    data = make_document("scan", 0).data
    pages = len(pypdfium2.PdfDocument(data))
    rows = []
    for threads in (1, 2):
        weight = measure_memory("scan", 1, threads)
        rows.append(
            (
                str(threads),
                f"{weight.cpu_seconds / pages:.2f}",
                f"{weight.wall_seconds / pages:.2f}",
                f"{weight.peak_mb:.0f}",
            )
        )
    text = (
        f"One report of {pages} pages at 150 dots an inch, a little turned and dirty, read whole in a fresh process; "
        "the time includes loading the model once. Wall time is worth something only on an idle machine."
    )
    return [Chapter("Scans", text, ("threads", "CPU s a page", "wall s a page", "peak MB"), rows)]
