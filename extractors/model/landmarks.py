"""What a draft must recognise: the words of the form, handed in by who knows them."""

from dataclasses import dataclass

from extractors.model.labels import Folding


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """How one chapter's heading may read."""

    code: str
    number: int
    titles: tuple[str, ...]
    """Wordings as printed, the form's own first."""
    words: tuple[str, ...]
    """All must occur when no wording fits."""


@dataclass(frozen=True, slots=True)
class TableMark:
    """The words that vote for one standard table."""

    code: str
    votes: tuple[str, ...]
    """Text keys; each counts once for a table that holds it."""
    minimum: int
    """Votes needed."""
    is_current: bool = True
    """False for the tables before 2019, which are taken whole and never split by row."""


@dataclass(frozen=True, slots=True)
class TitleMarks:
    """What a title of an annual report says, and what it never says."""

    subjects: tuple[str, ...]
    kinds: tuple[str, ...]
    not_kinds: tuple[str, ...]
    not_part_ends: tuple[str, ...] = ()
    """No line above a title belongs to it that ends so: a letterhead, the number or the date of a letter."""
    table_kinds: tuple[str, ...] = ()
    """What a table of statistics says that is published alone, without a report."""
    whole_year: tuple[str, ...] = ()
    """One of these tells that such a table is a year's, and no quarter's."""
    frame: tuple[str, ...] = ()
    """No line above a title belongs to it that says so: words of the page around it."""
    announcing: tuple[str, ...] = ()
    """What a sentence says in front of the title that it announces."""
    not_announced: tuple[str, ...] = ()
    """What follows a title that is only spoken of: the letter that asks for the report."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Everything the draft must recognise, filled by the catalogue."""

    folding: Folding
    chapters: tuple[ChapterMark, ...]
    tables: tuple[TableMark, ...]
    title: TitleMarks
