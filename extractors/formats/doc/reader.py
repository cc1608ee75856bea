"""Reads the old Word formats: .doc, .wps (which is the same inside) and .rtf.

The structures are read directly ([MS-CFB], [MS-DOC]): the libraries there are lose merged cells, paragraphs inside
cells or the order of a file that was saved in pieces. ``doc_second`` has the independent second reading.
"""

from extractors.formats.collector import pause_collector
from extractors.formats.doc.blocks import build_document
from extractors.formats.doc.ole import CompoundFile, open_compound
from extractors.formats.doc.rtf import read_rtf_paragraphs
from extractors.formats.doc.text import read_paragraphs
from extractors.model.document import Document, Unreadable
from extractors.model.source import SourceDocument

_OTHER_KINDS = (
    ("Workbook", "an Excel workbook"),
    ("Book", "an Excel workbook"),
    ("PowerPoint Document", "a PowerPoint presentation"),
    ("__properties_version1.0", "an Outlook message"),
    ("FileHeader", "a Hangul document"),
    ("VisioDocument", "a Visio drawing"),
    ("MatOST", "a Microsoft Works document"),
    ("CONTENTS", "a Microsoft Works document"),
)


@pause_collector()
def read_doc(source: SourceDocument) -> Document:
    """The headings, prose and tables of a .doc, .wps or .rtf; tracked deletions, hidden text and field codes are out.

    Problems: TABLE.ODD for a table whose geometry does not fit its cells (its columns are then not aligned),
    PAGE.NO_TEXT when nothing is printed.

    Raises:
        Unreadable: FILE.UNKNOWN_TYPE for other OLE2 files, saying which; FILE.ENCRYPTED; FILE.TRUNCATED.
    """
    if source.media_type == "application/rtf":
        return build_document(source, read_rtf_paragraphs(source.data), "rtf")
    file = open_compound(source.data)
    _refuse_others(file)
    return build_document(source, read_paragraphs(file), "doc")


def _refuse_others(file: CompoundFile) -> None:
    if "WordDocument" in file.names:
        return
    if "EncryptedPackage" in file.names:
        raise Unreadable("FILE.ENCRYPTED", "an Office package that wants a password")
    kind = next((kind for name, kind in _OTHER_KINDS if name in file.names), "an OLE2 file of another kind")
    raise Unreadable("FILE.UNKNOWN_TYPE", kind)
