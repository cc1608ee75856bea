import sys

import pytest

from extractors.formats.html.reader import read_html
from extractors.model.source import SourceDocument


def count_steps(page: bytes) -> int:
    """Lines of our own code that run while a page is read."""
    steps = 0

    def count(frame, event, argument):
        nonlocal steps
        if "extractors" not in frame.f_code.co_filename:
            return None
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        read_html(SourceDocument(page, "x"))
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize(
    "layer",
    [
        pytest.param("<table><tr><td>", id="tables in tables"),
        pytest.param("<div><table><tr><td>1</td><td>", id="with another cell beside each"),
        pytest.param("<table style='color:#fff'><tr><td>1</td><td style='color:red'>1", id="in white and in red"),
        pytest.param("<div id='zoom'>1", id="hinted containers"),
        pytest.param("<font style='font-weight:bold'>1", id="elements that are never closed"),
    ],
)
def test_work_grows_no_faster_than_the_depth_of_a_page(layer):
    shallow, deep = (count_steps(b"<html><body>" + layer.encode() * depth) for depth in (40, 160))

    assert deep < 6 * shallow
