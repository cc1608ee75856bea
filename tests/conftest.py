"""Fixtures that every test may ask for."""

from pathlib import Path

import pytest
from hypothesis import settings
from workers import no_workers

from extractors.formats import pdfium_fonts  # noqa: F401  (tests draw PDFs by themselves, and with the same font)

settings.register_profile("no clock", deadline=None)  # how long an example takes is the machine's affair
settings.load_profile("no clock")

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of the documents with known figures; they are not part of the repository."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of documents with known figures is not beside this checkout (../shared/corpus)")
    return CORPUS


__all__ = ["corpus", "no_workers"]
