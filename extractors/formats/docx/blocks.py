"""Blocks of a Word file as its paragraphs and tables come."""

from dataclasses import dataclass

from extractors.formats.docx.tables import CellSequence, place_cells
from extractors.grids.grid import fill_places
from extractors.model.document import BlockList, Heading, Origin, Paragraph, place_block

_HEADING_SIGNS = 60


def may_be_heading(lines: list[str]) -> bool:
    """Whether a paragraph is a heading if it is all in bold print."""
    return len(lines) == 1 and len(lines[0]) <= _HEADING_SIGNS


def read_heading_level(outline: str | None) -> int | None:
    """The level of a heading from 1, by the outline level from 0 that it has; None for body text."""
    return int(outline) + 1 if outline is not None and len(outline) == 1 and outline in "012345678" else None


@dataclass(slots=True)
class WordBlocks(BlockList):
    """The blocks, with the rules by which paragraphs and tables of Word become such."""

    def add_heading(self, lines: list[str], level: int | None) -> None:
        """A paragraph that is a heading, unless it is blank."""
        if lines:
            self.blocks.append(Heading(" ".join(lines), place_block(len(self.blocks)), level))

    def add_lines(self, lines: list[str]) -> None:
        """A paragraph of prose, one block a line."""
        for line in lines:
            self.blocks.append(Paragraph(line, place_block(len(self.blocks))))

    def add_table(self, grid: CellSequence) -> None:
        """A table, unless it has no cells."""
        texts, places = place_cells(grid)
        if texts:
            origin = Origin(table=self.next_table())
            self.blocks.append(fill_places(texts, places, origin, row_count=len(grid.starts)))
