"""A table that a report lacks may stand in it as a picture, amid tables that are text: then the pictures are read.

Recognition takes seconds a picture, so they are looked at only where a table is missing, and of what they show only the
missing tables are taken: a picture may well show another year's.
"""

from dataclasses import replace

from db.schema.records import Report
from extractors.drafting.table_names import name_tables
from extractors.formats.pictures import has_pictures, read_picture_tables
from extractors.model.document import Document
from extractors.model.landmarks import Landmarks
from extractors.model.source import SourceDocument


def is_table_pictured(document: Document, report: Report) -> bool:
    """Whether the report lacks a whole table, and has pictures in its text or may have."""
    return bool(_list_missing(report)) and (has_pictures(document) or _may_have(document))


def _may_have(document: Document) -> bool:
    """Whether it is a PDF: what one draws is known when it is looked for. One with pages of pictures was looked at."""
    return document.reader == "pdf" and not any(problem.code.startswith("PAGE.") for problem in document.problems)


def add_pictured(source: SourceDocument, document: Document, report: Report, landmarks: Landmarks) -> Document:
    """The document with the tables that the report lacks from its pictures at its end; they count as recognised."""
    tables, problems = read_picture_tables(source)
    missing = _list_missing(report)
    names = name_tables(list(tables), landmarks)
    wanted = [table for table, codes in zip(tables, names, strict=True) if codes and missing.issuperset(codes)]
    if not wanted:
        return replace(document, problems=(*document.problems, *problems)) if problems else document
    pages = frozenset(table.origin.page for table in wanted if table.origin.page is not None)
    return replace(document, blocks=(*document.blocks, *wanted), recognised=document.recognised | pages)


def _list_missing(report: Report) -> frozenset[str]:
    missing = [found.table_code for found in report.findings if found.rule == "TABLE.MISSING"]
    return frozenset(code for code in missing if code)
