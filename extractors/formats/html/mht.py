"""Reads a web page saved as one file (MHT): what Word writes as 单个文件网页, whatever the suffix says."""

from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from extractors.formats.html.reader import read_html
from extractors.model.document import Document, Unreadable
from extractors.model.source import MHT, SourceDocument


def read_mht(source: SourceDocument) -> Document:
    """The report on the page inside; pictures and style sheets beside it are left out.

    Raises:
        Unreadable: FILE.TRUNCATED when no page is inside, and what ``read_html`` raises.
    """
    page = _find_page(source.data)
    if not page:
        raise Unreadable("FILE.TRUNCATED", "a web page saved as one file, without a page in it")
    document = read_html(SourceDocument(page, source.name, source.url))
    return replace(document, sha256=source.sha256, media_type=source.media_type)


def read_page(source: SourceDocument) -> Document | None:
    """A page or a page saved as one file, by what its bytes are; None for anything else. Raises what the readers do."""
    if source.media_type not in (MHT, "text/html"):
        return None
    return read_mht(source) if source.media_type == MHT else read_html(source)


def _find_page(data: bytes) -> bytes:
    """The first part that is a page, transfer encoding undone."""
    try:
        parts = [*message_from_bytes(data.lstrip()).walk()]
    except (MessageError, ValueError, RecursionError) as error:
        raise Unreadable("FILE.TRUNCATED", f"broken parts: {error}") from error
    pages = (_decode(part) for part in parts if part.get_content_type() == "text/html")
    return next((page for page in pages if page.strip()), b"")


def _decode(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
