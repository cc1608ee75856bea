"""Reads a web page: the report's headings, prose and tables, without the site around it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from extractors.collector import pause_collector
from extractors.decode import decode_text
from extractors.document import (
    BlockList,
    Document,
    Heading,
    Origin,
    Paragraph,
    Problem,
    Table,
    Unreadable,
    place_block,
)
from extractors.grid import fill_rows
from extractors.html.facts import find_attachments, read_head_metadata, take_pairs
from extractors.html.inner import find_inner_page
from extractors.html.markup import LINE_END, NUMBERED, OddNameError, mend_names, write_markup
from extractors.html.named import find_named
from extractors.html.region import Piece, choose_region, find_title
from extractors.html.shown import Keeping, show_printed
from extractors.html.walk import Walk
from extractors.source import SourceDocument

_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_NO_SIGNS = (LINE_END, "\ufffe", "\uffff")
_ILLEGAL = re.compile(f"[{re.escape(_CONTROLS.decode())}{''.join(_NO_SIGNS)}]")
"""What no tree may hold, and our own mark; two of them are blanks, the others stay visible as damage."""
_DAMAGE, _BOM = "\ufffd", "\ufeff"
_LEGAL = {"\x0b": "\n", "\x0c": "\n"}
_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")

_LARGE_CELLS = 40
"""The smallest of the three tables of the form has 56."""
_CARRIED = re.compile(rb"table", re.IGNORECASE)


@pause_collector()
def read_html(source: SourceDocument) -> Document:
    """The report on a web page, what the page says about itself, and the addresses of its attachments.

    Problems: PAGE.IMAGE for every picture that stands in the report, PAGE.NO_TEXT when the page has no words of its
    own, PAGE.BY_SCRIPT when its tables are only there for a script to show.

    Raises:
        Unreadable: FILE.EMPTY when the bytes hold no markup, FILE.TOO_LARGE for a table beyond all measure.
    """
    page = _make_legal(source.data)
    document, has_hidden_table = _read_page(source, page, "nothing")
    # A page that shows its article by script only keeps all of it hidden: better read than lost.
    if not document.blocks:
        document, _ = _read_page(source, page, "all")
    elif has_hidden_table or (not _list_large(document) and b"<style" in page.lower()):
        more, _ = _read_page(source, page, "classes")
        document = more if _says_more(more, document) else document
    return document if next(document.tables(), None) is not None else _look_inside(source, page, document)


def _list_large(document: Document) -> list[Table]:
    """The tables that are too large for the number and the dates at the head of a page."""
    return [table for table in document.tables() if table.rows and len(table.rows) * len(table.rows[0]) >= _LARGE_CELLS]


def _says_more(more: Document, document: Document) -> bool:
    """Whether the hidden tables are no other copies of those that are seen, nor of each other.

    A script shows them one after another then; the report of another year would have the same labels.
    """
    shown = [_list_texts(table) for table in document.tables()]
    labels = {text for texts in shown for text in texts if any(map(str.isalpha, text))}
    hidden = [texts for table in _list_large(more) if (texts := _list_texts(table)) not in shown]
    for texts in hidden:
        own = {text for text in texts if any(map(str.isalpha, text))}
        if 2 * len(own & labels) > len(own):
            return False
        labels |= own
    return bool(hidden)


def _list_texts(table: Table) -> list[str]:
    return [cell.text for row in table.rows for cell in row]


def _look_inside(source: SourceDocument, page: bytes, outer: Document) -> Document:
    """What a script or a frame shows of what the page carries, where the page has no table of its own."""
    inside = find_inner_page(_parse(page)[0]) if _CARRIED.search(page) is not None else None
    if inside is None:
        return outer
    markup = f"<html><body>{inside}</body></html>".encode(errors="replace")
    inner, _ = _read_page(source, _make_legal(markup), "nothing")
    if next(inner.tables(), None) is None:
        return outer
    told = Problem("PAGE.BY_SCRIPT", "the tables stand in what the page carries for its scripts or frames")
    return replace(inner, metadata=outer.metadata, problems=(*inner.problems, told))


def _read_page(source: SourceDocument, data: bytes, keeping: Keeping) -> tuple[Document, bool]:
    """The page, and whether its style sheets took a table away."""
    root, problems = _parse(data)
    named = find_named(root)
    metadata = [*read_head_metadata(named), *find_attachments(named)]
    has_hidden_table = show_printed(root, named, data, keeping)
    page = _walk(root)
    metadata.extend(take_pairs(page.pieces))
    blocks = BlockList()
    problems.extend(_fill_blocks(blocks, _choose(page)))
    if not blocks.blocks:
        problems.append(Problem("PAGE.NO_TEXT", "the page has no text of its own"))
    document = Document(
        source.sha256,
        source.media_type,
        source.name,
        tuple(blocks.blocks),
        tuple(metadata),
        tuple(problems),
        reader="html",
    )
    return document, has_hidden_table


def _make_legal(data: bytes) -> bytes:
    """The page in UTF-8, without signs that a tree refuses: as they are, or as numbers (``&#1;``)."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _BOM
    if text.startswith(_BOM):
        text = decode_text(data)
        data = text.encode(errors="replace")
    legal = text if NUMBERED.search(data) is None else _spell_references(text)
    has_controls = len(data.translate(None, _CONTROLS)) < len(data)
    if has_controls or any(sign in legal for sign in _NO_SIGNS):
        legal = _ILLEGAL.sub(lambda match: _LEGAL.get(match[0], _DAMAGE), legal)
    return data if legal is text else legal.encode(errors="replace")


def _spell_references(text: str) -> str:
    """Some programs write every Chinese sign of a page as a number: the same few hundred thousands of times."""
    spelled = {reference: _spell_reference(reference) for reference in {*_REFERENCE.findall(text)}}
    if all(reference == sign for reference, sign in spelled.items()):
        return text
    return _REFERENCE.sub(lambda match: spelled[match[0]], text)


def _spell_reference(reference: str) -> str:
    digits = reference[2:].rstrip(";").lower()
    is_hex = digits.startswith("x")
    digits = digits.removeprefix("x")
    number = int(digits, 16 if is_hex else 10) if len(digits) <= 8 else 0
    if 0x80 <= number < 0xA0:  # Windows signs given by their old number, as browsers read them
        return bytes([number]).decode("cp1252", errors="replace")
    is_legal = number in (9, 10, 13) or (0x20 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000)
    return reference if is_legal and chr(number) not in _NO_SIGNS else _DAMAGE


def _parse(data: bytes) -> tuple[etree._Element, list[Problem]]:
    # huge_tree lifts the limit of 256 nested elements, beyond which old Word pages (unclosed <font>) lose their text.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("FILE.EMPTY", f"no markup: {error}") from error
    if root is None:
        raise Unreadable("FILE.EMPTY", "no markup")
    is_cut = any("depth" in entry.message.lower() for entry in parser.error_log)
    return root, [Problem("FILE.TOO_LARGE", "elements nested deeper than can be read")] if is_cut else []


def _walk(root: etree._Element) -> Walk:
    page = Walk()
    try:
        page.walk(write_markup(root))
    except OddNameError:
        mend_names(root)
        page = Walk()
        page.walk(write_markup(root))
    return page


def _choose(page: Walk) -> list[Piece]:
    start, end = choose_region(page.pieces, page.containers)
    title = find_title(page.pieces, start)
    chosen = [piece for piece in page.pieces[start:end] if not piece.is_chrome]
    return chosen if title is None else [page.pieces[title], *chosen]


def _fill_blocks(blocks: BlockList, pieces: Sequence[Piece]) -> list[Problem]:
    """Gives every piece its number and place; pictures become problems."""
    problems = []
    for piece in pieces:
        origin = place_block(len(blocks.blocks))
        if piece.kind == "image":
            problems.append(Problem("PAGE.IMAGE", piece.text, origin))
        elif piece.kind == "table":
            blocks.blocks.append(fill_rows(piece.rows, Origin(table=blocks.next_table())))
        elif piece.kind == "heading":
            blocks.blocks.append(Heading(piece.text, origin, piece.level))
        else:
            blocks.blocks.append(Paragraph(piece.text, origin))
    return problems
