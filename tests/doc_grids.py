"""Old Word files read for the tests, and their tables as plain rows."""

from extractors.formats.doc.reader import read_doc
from extractors.model.source import SourceDocument


def read(data):
    return read_doc(SourceDocument(data, "样件.doc"))


def grid(table):
    return [["~" + c.text if c.is_repeat else c.text for c in row] for row in table.rows]


def only_table(document):
    (table,) = document.tables()
    return table
