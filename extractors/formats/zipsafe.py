"""Opens packages from strangers: a zip that cannot fill the memory, an XML that cannot reach outside itself."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from extractors.model.document import Unreadable

MAX_MEMBERS = 1_000
MAX_MEMBER_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 256 * 1024 * 1024

# Only these two inflate within a given bound; bzip2 and lzma hand back a whole block at once. Office and OFD use none.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_UTF8 = 0x800
_HARMLESS = 0x6 | 0x8 | _UTF8
"""Flags that change nothing in the bytes of a member: how well it was packed, and where its sizes stand."""
_MEMBER = b"PK\x03\x04"
_HEADER = struct.Struct("<4x2xH18x2H")
"""What stands in front of a member: of it all the flags, and how long the name and the extra field are."""
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error)
_DOCTYPE = b"<!DOCTYPE"
_WIDE_DOCTYPES = tuple(_DOCTYPE.decode().encode(name) for name in ("utf-16-le", "utf-16-be"))


@dataclass(slots=True)
class SafeZip:
    """The members of a package, inflated on demand and counted while they inflate."""

    data: bytes
    archive: zipfile.ZipFile
    names: frozenset[str]
    """Member names as stored; keys only, never paths of a file system."""
    max_member: int = MAX_MEMBER_BYTES
    max_total: int = MAX_TOTAL_BYTES
    inflated: int = field(default=0, init=False)

    def read(self, name: str) -> bytes:
        """The bytes of one member.

        Raises:
            Unreadable: FILE.TRUNCATED for a missing or damaged member, FILE.TOO_LARGE when it inflates past a cap,
                FILE.ENCRYPTED when it wants a password.
        """
        if name not in self.names:
            raise Unreadable("FILE.TRUNCATED", f"the package has no member {name!r}")
        return self.read_info(self.archive.getinfo(name))

    def read_info(self, info: zipfile.ZipInfo) -> bytes:
        """The bytes of one of several members that may have the same name. See ``read``."""
        name = info.filename
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("FILE.ENCRYPTED", f"member {name!r} wants a password")
        if info.compress_type not in _METHODS:
            raise Unreadable("FILE.TRUNCATED", f"member {name!r} is packed in a way no office program writes")
        room = min(self.max_member, self.max_total - self.inflated)
        data = _inflate_sound(self.data, info, room)
        if data is None:
            data = self._inflate(info, room)
        self.inflated += len(data)
        if len(data) > room:
            raise Unreadable("FILE.TOO_LARGE", f"member {name!r} inflates to more than {room} bytes")
        return data

    def read_or_none(self, name: str) -> bytes | None:
        """The bytes of one member, or None when the package does not have it."""
        return self.read(name) if name in self.names else None

    def _inflate(self, info: zipfile.ZipInfo, room: int) -> bytes:
        try:
            with self.archive.open(info) as member:
                return member.read(room + 1)
        except _ZIP_ERRORS as error:
            raise Unreadable("FILE.TRUNCATED", f"member {info.filename!r}: {error}") from error


def _inflate_sound(data: bytes, info: zipfile.ZipInfo, room: int) -> bytes | None:
    """A member of which all is as the directory has it; None for any other: what is wrong there, ``zipfile`` tells.

    The file object that ``zipfile`` makes for every member takes several times as long.
    """
    if info.file_size > room or info.flag_bits & ~_HARMLESS or info.header_offset < 0:
        return None
    name_start = info.header_offset + _HEADER.size
    header = data[info.header_offset : name_start]
    if len(header) < _HEADER.size or not header.startswith(_MEMBER):
        return None
    flags, name_size, extra_size = _HEADER.unpack(header)
    name = data[name_start : name_start + name_size]
    if name.decode("utf-8" if flags & _UTF8 else "cp437", errors="replace") != info.orig_filename:
        return None
    start = name_start + name_size + extra_size
    packed = data[start : start + info.compress_size]
    plain = packed if info.compress_type == zipfile.ZIP_STORED else _inflate_stream(packed, info.file_size)
    is_sound = plain is not None and len(plain) == info.file_size and zlib.crc32(plain) == info.CRC
    return plain if is_sound else None


def _inflate_stream(packed: bytes, size: int) -> bytes | None:
    """The bytes of a whole stream; None for one that is damaged or has more than so many."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = stream.decompress(packed, size + 1)
    except zlib.error:
        return None
    return plain if stream.eof else None


def open_zip(data: bytes, max_members: int = MAX_MEMBERS, archive: zipfile.ZipFile | None = None) -> SafeZip:
    """The package in ``data``, nothing inflated yet.

    A package inside a package is the caller's affair.

    Args:
        data: The package.
        max_members: Members it may have.
        archive: The same package where it is open already, so that its directory is not read twice.

    Raises:
        Unreadable: FILE.TRUNCATED when it is no whole zip, FILE.TOO_LARGE when it has more than ``max_members``.
    """
    try:
        archive = archive or zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_ERRORS as error:
        raise Unreadable("FILE.TRUNCATED", f"not a whole zip: {error}") from error
    names = archive.namelist()
    if len(names) > max_members:
        raise Unreadable("FILE.TOO_LARGE", f"{len(names)} members, more than {max_members}")
    return SafeZip(data, archive, frozenset(names))


def parse_xml(data: bytes) -> etree._Element:
    """The root element of an XML file that declares no document type and reaches nothing outside itself.

    Raises:
        Unreadable: FILE.UNSAFE for any DOCTYPE (entities are of no use in a package), FILE.TRUNCATED for broken XML.
    """
    if _DOCTYPE in data or (b"\0" in data and any(doctype in data for doctype in _WIDE_DOCTYPES)):
        raise Unreadable("FILE.UNSAFE", "an XML part declares a document type")
    try:
        root = etree.fromstring(data, _xml_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("FILE.TRUNCATED", f"broken XML: {error}") from error
    # Encodings other than the three above could hide the declaration from the search; the parser cannot be fooled.
    if etree.ElementTree(root).docinfo.internalDTD is not None:
        raise Unreadable("FILE.UNSAFE", "an XML part declares a document type")
    return root


def is_whole_xml(data: bytes) -> bool:
    """Whether the parser goes through all of an XML file; it makes no tree, which takes half the time.

    It does not look at namespaces: a prefix that was never declared is no error here.
    """
    try:
        etree.fromstring(data, _xml_parser(_Nowhere()))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


class _Nowhere:
    """What the parser hands the elements to when nobody wants them."""

    def close(self) -> None:
        """Gives nothing."""


def _xml_parser(target: Any = None) -> etree.XMLParser:
    return etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )
