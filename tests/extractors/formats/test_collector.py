"""The collector rests while a document is read, and never longer."""

import gc

import pytest

from extractors.formats.collector import pause_collector
from extractors.formats.pdf import reader as pdf_reader
from extractors.model.document import Document
from extractors.model.source import SourceDocument
from extractors.readers import read


def test_the_collector_rests_in_the_block_and_works_behind_it():
    with pause_collector():
        within = gc.isenabled()

    assert not within
    assert gc.isenabled()


def test_an_error_leaves_the_collector_on():
    with pytest.raises(ValueError, match="broken"), pause_collector():
        raise ValueError("broken")

    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with pause_collector():
            pass
        is_on = gc.isenabled()
    finally:
        gc.enable()

    assert not is_on


def test_a_file_that_cannot_be_read_leaves_the_collector_on():
    document = read(SourceDocument(b"%PDF-1.7 cut off", "a.pdf"))

    assert [problem.code for problem in document.problems] == ["FILE.TRUNCATED"]
    assert gc.isenabled()


def test_a_pdf_is_read_without_the_collector(monkeypatch):
    seen = []
    monkeypatch.setattr(pdf_reader, "read_text_layer", lambda _: (seen.append(gc.isenabled()), ([], ()))[1])
    document = pdf_reader.read_pdf(SourceDocument(b"%PDF-1.7", "a.pdf"))

    assert isinstance(document, Document)
    assert seen == [False]
