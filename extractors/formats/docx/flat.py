"""Reads a Word file written as one XML file: the flat package of today and the WordprocessingML of 2003.

Programs that fill in a template write them, most often under the name .doc. Either says the same as a package, so the
package is made of it and read like any other.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from extractors.formats.docx.numbering import W
from extractors.formats.docx.reader import read_docx
from extractors.formats.zipsafe import parse_xml
from extractors.model.document import Document
from extractors.model.source import FLAT_WORDS, SourceDocument

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_OLD, _NEW = FLAT_WORDS[1], W[1:-1].encode()
_DELETED = "Word.Deletion"


def read_word_xml(source: SourceDocument) -> Document:
    """What the package that the file stands for says.

    Raises:
        Unreadable: FILE.TRUNCATED for broken XML, FILE.UNSAFE for one that declares a document type, and what
            ``read_docx`` raises.
    """
    is_old = FLAT_WORDS[0] not in source.data
    root = parse_xml(source.data.replace(_OLD, _NEW) if is_old else source.data)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in _split_old(root) if is_old else _split_package(root):
            archive.writestr(name, etree.tostring(part))
    document = read_docx(SourceDocument(packed.getvalue(), source.name, source.url))
    return replace(document, sha256=source.sha256, media_type=source.media_type)


def _split_package(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for part in root.iter(f"{_PKG}part"):
        for content in part.iterfind(f"{_PKG}xmlData/*"):
            yield part.get(f"{_PKG}name", "").removeprefix("/"), content


def _split_old(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The text and the styles of a file of 2003, in the words of today."""
    for note in [*root.iter(f"{_AML}annotation")]:
        if note.get(f"{W}type") == _DELETED and (parent := note.getparent()) is not None:
            parent.remove(note)
    for merge in root.iter(f"{W}vmerge"):
        merge.tag = f"{W}vMerge"
    styles = root.find(f"{W}styles")
    if styles is not None:
        root.remove(styles)
        yield "word/styles.xml", styles
    yield "word/document.xml", root
