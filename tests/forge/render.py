"""The one list of formats that the forge writes."""

from collections.abc import Callable

from forge.as_docx import to_docx
from forge.as_html import to_html
from forge.as_pdf import to_pdf
from forge.as_scan import to_scan
from forge.as_text import to_markdown, to_text
from forge.facts import Facts
from forge.look import Look

RENDERERS: dict[str, Callable[[Facts, Look], bytes]] = {
    "html": to_html,
    "docx": to_docx,
    "pdf": to_pdf,
    "scan": to_scan,
    "text": to_text,
    "markdown": to_markdown,
}
SUFFIXES = {"html": "html", "docx": "docx", "pdf": "pdf", "scan": "pdf", "text": "txt", "markdown": "md"}


def render(facts: Facts, look: Look, kind: str) -> bytes:
    """The bytes of the report in one format."""
    return RENDERERS[kind](facts, look)
