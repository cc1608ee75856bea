"""Reads a web page: the report's headings, prose and tables, without the site around it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from extractors.formats.collector import pause_collector
from extractors.formats.html.drawn import mark_drawn
from extractors.formats.html.facts import find_attachments, read_head_metadata, take_pairs
from extractors.formats.html.inner import find_inner_page
from extractors.formats.html.legal import Page, make_legal
from extractors.formats.html.markup import OddNameError, mend_names, write_markup
from extractors.formats.html.named import Named, find_named
from extractors.formats.html.region import LARGE_CELLS, PageBlock, choose_regions, find_title
from extractors.formats.html.shown import Keeping, is_plain, show_plain, show_printed
from extractors.formats.html.tables import UnsureError
from extractors.formats.html.walk import PageWalk
from extractors.grids.grid import fill_rows
from extractors.model.document import (
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
from extractors.model.source import SourceDocument

_HIDING = re.compile(rb"style\s*=\s*[\"'][^\"'>]*(?:hidden|none|opacity)|\shidden\b", re.IGNORECASE)
_CARRIED = re.compile(rb"table", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[a-zA-Z][\w:-]*+\s[^<>]{20000,}+")
MOST_ATTRIBUTES = 2_000
"""Of one element; the parser holds each new one against all that it has."""


@pause_collector()
def read_html(source: SourceDocument) -> Document:
    """The report on a web page, what the page says about itself, and the addresses of its attachments.

    Problems: PAGE.IMAGE for every picture that stands in the report, PAGE.NO_TEXT when the page has no words of its
    own, PAGE.BY_SCRIPT when its tables are only there for a script to show.

    Raises:
        Unreadable: FILE.EMPTY when the bytes hold no markup, FILE.TOO_LARGE for a table, an element or a style sheet
            beyond all measure.
    """
    page = make_legal(source.data)
    document, has_hidden_table = _read_page(source, page, "nothing")
    # A page that shows its article by script only keeps all of it hidden: better read than lost.
    if not document.blocks:
        document, _ = _read_page(source, page, "all")
    elif has_hidden_table or (not _list_large(document) and b"<style" in page.data.lower()):
        more, _ = _read_page(source, page, "classes")
        document = more if _says_more(more, document) else document
    if document.blocks and not _list_large(document) and _HIDING.search(page.data) is not None:
        document = _unhide_tables(source, page, document)
    return document if next(document.tables(), None) is not None else _look_inside(source, page, document)


def _unhide_tables(source: SourceDocument, page: Page, document: Document) -> Document:
    """The page with what it hides around tables: an article that a script shows as soon as all of it is there."""
    more, _ = _read_page(source, page, "tables")
    if not _says_more(more, document):
        return document
    return replace(
        more, problems=(*more.problems, Problem("PAGE.BY_SCRIPT", "the tables stand in what the page hides"))
    )


def _list_large(document: Document) -> list[Table]:
    """The tables that are too large for the number and the dates at the head of a page."""
    return [table for table in document.tables() if table.rows and len(table.rows) * len(table.rows[0]) >= LARGE_CELLS]


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


def _look_inside(source: SourceDocument, page: Page, outer: Document) -> Document:
    """What a script or a frame shows of what the page carries, where the page has no table of its own."""
    inside = find_inner_page(_parse(page)[0]) if _CARRIED.search(page.data) is not None else None
    if inside is None:
        return outer
    markup = f"<html><body>{inside}</body></html>".encode(errors="replace")
    inner, _ = _read_page(source, make_legal(markup), "nothing")
    if next(inner.tables(), None) is None:
        return outer
    told = Problem("PAGE.BY_SCRIPT", "the tables stand in what the page carries for its scripts or frames")
    return replace(inner, metadata=outer.metadata, problems=(*inner.problems, told))


def _read_page(source: SourceDocument, page: Page, keeping: Keeping) -> tuple[Document, bool]:
    """The page, and whether its style sheets took a table away."""
    root, problems = _parse(page)
    named = find_named(root)
    mark_drawn(root, named)
    metadata = [*read_head_metadata(named), *find_attachments(named)]
    has_hidden_table = False
    walk = _walk_plain(root, named) if keeping == "nothing" and is_plain(named, page) else None
    if walk is None:
        has_hidden_table = show_printed(root, named, page, keeping)
        walk = _walk(root)
    metadata.extend(take_pairs(walk.pieces))
    blocks = BlockList()
    problems.extend(_fill_blocks(blocks, _choose(walk)))
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


def _parse(page: Page) -> tuple[etree._Element, list[Problem]]:
    if any(tag[0].count(b"=") > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(page.data)):
        raise Unreadable("FILE.TOO_LARGE", f"an element with more than {MOST_ATTRIBUTES} attributes")
    # huge_tree lifts the limit of 256 nested elements, beyond which old Word pages (unclosed <font>) lose their text.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(page.data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("FILE.EMPTY", f"no markup: {error}") from error
    if root is None:
        raise Unreadable("FILE.EMPTY", "no markup")
    for other in [*root.itersiblings()]:  # a whole page behind the first one's end
        root.append(other)
    is_cut = any("depth" in entry.message.lower() for entry in parser.error_log)
    return root, [Problem("FILE.TOO_LARGE", "elements nested deeper than can be read")] if is_cut else []


def _walk_plain(root: etree._Element, named: Named) -> PageWalk | None:
    """The walk over a page all of which is seen; None where that is not sure."""
    show_plain(named)
    try:
        return _walk(root, is_seen=False)
    except UnsureError:
        return None


def _walk(root: etree._Element, *, is_seen: bool = True) -> PageWalk:
    walk = PageWalk()
    try:
        walk.walk(write_markup(root), is_seen=is_seen)
    except OddNameError:
        mend_names(root)
        walk = PageWalk()
        walk.walk(write_markup(root), is_seen=is_seen)
    return walk


def _choose(walk: PageWalk) -> list[PageBlock]:
    chosen: list[PageBlock] = []
    behind = 0
    for start, end in choose_regions(walk.pieces, walk.containers):
        title = find_title(walk.pieces, start)
        if title is not None and title >= behind:
            chosen.append(walk.pieces[title])
        chosen += [piece for piece in walk.pieces[start:end] if not piece.is_chrome]
        behind = end
    return chosen


def _fill_blocks(blocks: BlockList, pieces: Sequence[PageBlock]) -> list[Problem]:
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
