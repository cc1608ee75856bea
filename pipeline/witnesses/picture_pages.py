"""Whether the pages of a PDF that are mere pictures are worth reading: recognition takes seconds a page.

Most pictures among pages of text are a cover, a stamp or a photo. They are read only where the text layer leaves
something out that a report has: a table or rows of one, a chapter, the issuer or the year. Otherwise the page stays
what it is, a page without text, and is told as such.
"""

from db.schema.records import Report
from extractors.formats.pdf.mixed import has_unread_pages
from extractors.model.document import Document

LEFT_OUT = frozenset(
    (
        "TABLE.MISSING",
        "T2.CELLS.MISSING",
        "T3.ROWS.MISSING",
        "T4.CELLS.MISSING",
        "DOC.SECTIONS",
        "DOC.S5EMPTY",
        "DOC.NO_ISSUER",
        "DOC.NO_YEAR",
        "DOC.NOT_REPORT",
    )
)
"""Rules whose findings say that the report has more than was read."""


def is_worth_looking(document: Document, report: Report) -> bool:
    """Whether pages of pictures were left unread and the report lacks what they may hold."""
    return has_unread_pages(document) and any(finding.rule in LEFT_OUT for finding in report.findings)
