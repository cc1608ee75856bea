"""The time that a text takes grows with its length, whatever it is made of; and what is read in part says so."""

import signal
import time

import pytest
from hostile.long_texts import ENDLESS, HEAD, LONG_TEXTS, REPEATED, again, make_text

from extractors import readers
from extractors.formats.text.reader import read_text
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_reports
from pipeline.prose.phrases import LONGEST_SENTENCE

SIZE = 3_000
TIMES = 4
MOST_GROWTH = 10
"""Of the time, where the text is four times as long: a square would be sixteen times."""
TRIES = 3


class TooLongError(Exception):
    """More processor time was used than the shorter text leaves room for."""


def take_time(data, most=0.0):
    """Processor seconds that a text takes; TooLongError where they come to more than ``most``, if that is given."""

    def stop(*_):
        raise TooLongError

    source, catalogue = SourceDocument(data, "long.txt"), load_catalogue()
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    start = time.process_time()
    try:
        read_reports(source, catalogue)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def grows_with_length(name):
    """Whether one of some tries takes no more time than it may: others may have the machine meanwhile."""
    for _ in range(TRIES):
        short = take_time(make_text(name, SIZE))
        try:
            take_time(make_text(name, TIMES * SIZE), most=MOST_GROWTH * short)
        except TooLongError:
            continue
        return True
    return False


@pytest.fixture(scope="module", autouse=True)
def warm():
    """What is loaded with the first report is not counted."""
    for name in ("numbers", "notes"):
        read_reports(SourceDocument(make_text(name, 300), "warm.txt"), load_catalogue())


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_time_grows_with_the_length_of_a_text(name):
    assert grows_with_length(name)


@pytest.mark.parametrize("name", ENDLESS)
def test_a_number_without_end_costs_no_document(name):
    (report,) = read_reports(
        SourceDocument(f"{HEAD}{ENDLESS[name]}\n公开信息12条。\n".encode(), "x.txt"), load_catalogue()
    )

    assert "12 条" in {f"{figure.value} {figure.unit}" for figure in report.figures}


def read_rules(data):
    (report,) = read_reports(SourceDocument(data, "x.txt"), load_catalogue())
    return {finding.rule for finding in report.findings}


def test_prose_without_stops_is_read_in_pieces_and_says_so():
    text = again(REPEATED["numbers"], 3 * LONGEST_SENTENCE)
    (report,) = read_reports(SourceDocument(f"{HEAD}{text}\n".encode(), "x.txt"), load_catalogue())

    assert len(report.figures) == text.count("12条")
    assert max(len(figure.sentence) for figure in report.figures) <= LONGEST_SENTENCE
    assert "DOC.NO_STOPS" in {finding.rule for finding in report.findings}


def test_sentences_of_an_honest_length_are_told_nothing_of():
    text = again(REPEATED["numbers"], LONGEST_SENTENCE // 2) + "。"

    assert "DOC.NO_STOPS" not in read_rules(f"{HEAD}{text}\n".encode())


def test_more_signs_than_any_report_has_are_refused_with_a_reason(monkeypatch):
    monkeypatch.setattr(readers, "MOST_SIGNS", 1_000)
    document = readers.read(SourceDocument(make_text("letters-apart", 4_000), "x.txt"))

    assert [problem.code for problem in document.problems] == ["FILE.TOO_LARGE"]


def test_lines_that_are_looked_at_in_vain_for_too_long_stay_prose_and_say_so():
    document = read_text(SourceDocument(make_text("no-table", 12_000), "x.txt"))

    assert [problem.code for problem in document.problems] == ["FILE.TOO_LARGE"]
    assert sum(block.text == "a|b" for block in document.blocks) == make_text("no-table", 12_000).count(b"a|b")
