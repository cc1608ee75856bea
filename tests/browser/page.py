"""What tests read of a page, and what they put into it."""

import html
import re
from dataclasses import replace

from lxml import html as parser

from db.schema.records import Report

TOKEN = "a token of many signs, for tests alone"
MARKUP = "<script>window.hurt = 1</script><img src=x onerror='window.hurt=1'>\"'><b>粗</b>{{ 7 * 7 }}"
"""What would do harm if it were anything but text."""
MARK = re.compile(r'name="mark" value="([0-9a-f]+)"')


def read_text(page: str) -> str:
    """The words of a page, blanks squeezed."""
    return read_words(parser.fromstring(page))


def read_words(element: parser.HtmlElement) -> str:
    """The words of an element, blanks squeezed."""
    return " ".join(" ".join(element.itertext()).split())


def read_string(page: str, path: str) -> str:
    """What an XPath that gives a text gives."""
    return str(parser.fromstring(page).xpath(f"string({path})"))


def find_mark(page: str) -> str:
    """What the forms of a page carry."""
    found = MARK.search(page)
    assert found is not None
    return html.unescape(found[1])


def select(page: str, path: str) -> list[parser.HtmlElement]:
    """The elements of a page that an XPath finds."""
    return list(parser.fromstring(page).xpath(path))


def doubt(report: Report, field: str, applicant: str) -> Report:
    """A report as if one of its cells had been found by its place alone, so that it may be corrected."""
    facts = (
        replace(fact, method="by_position") if (fact.field, fact.applicant) == (field, applicant) else fact
        for fact in report.facts
    )
    return replace(report, facts=tuple(facts))
