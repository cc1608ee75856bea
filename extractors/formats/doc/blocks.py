"""Paragraphs and tables of an old Word document -> the blocks of a Document; .doc and .rtf share it."""

from collections.abc import Iterator, Sequence

from extractors.formats.doc.tables import DocTable, build_table, group_tables
from extractors.formats.doc.text import DocParagraph
from extractors.model.document import (
    Block,
    BlockList,
    Document,
    Heading,
    Origin,
    Paragraph,
    Problem,
    Table,
    place_block,
)
from extractors.model.source import SourceDocument

_HEADING_STYLES = range(1, 10)


def build_document(source: SourceDocument, paragraphs: Sequence[DocParagraph], reader: str) -> Document:
    """The document of these paragraphs.

    Problems: TABLE.ODD for a table whose geometry does not fit its cells (its columns are then not aligned),
    PAGE.NO_TEXT when nothing is printed.
    """
    blocks = BlockList()
    for part in group_tables(paragraphs):
        _add_part(blocks, part)
    problems = tuple(_find_problems(blocks.blocks))
    return Document(
        source.sha256, source.media_type, source.name, tuple(blocks.blocks), problems=problems, reader=reader
    )


def _add_part(blocks: BlockList, part: DocParagraph | DocTable | str) -> None:
    if isinstance(part, DocTable):
        _add_table(blocks, part)
    elif isinstance(part, str):
        _add_lines(blocks, part, None)
    else:
        _add_lines(blocks, part.text, _read_level(part))


def _add_lines(blocks: BlockList, text: str, level: int | None) -> None:
    for line in text.split("\n"):
        origin = place_block(len(blocks.blocks))
        if level is not None and line.strip():
            blocks.blocks.append(Heading(line.strip(), origin, level))
        elif line.strip():
            blocks.blocks.append(Paragraph(line.strip(), origin))


def _read_level(paragraph: DocParagraph) -> int | None:
    return paragraph.style if paragraph.style in _HEADING_STYLES else paragraph.look.outline


def _add_table(blocks: BlockList, table: DocTable) -> None:
    if table.is_layout:
        for part in _list_content(table):
            _add_part(blocks, part)
        return
    blocks.blocks.append(build_table(table, Origin(table=blocks.next_table())))


def _list_content(table: DocTable) -> Iterator[str | DocTable]:
    return (part for row in table.rows for cell in row.cells for part in cell)


def _find_problems(blocks: list[Block]) -> Iterator[Problem]:
    if not blocks:
        yield Problem("PAGE.NO_TEXT", "the document has no text of its own")
    for block in blocks:
        if isinstance(block, Table) and block.layout == "lines":
            yield Problem("TABLE.ODD", "the cells of a row do not fit its geometry", block.origin)
