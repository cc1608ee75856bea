"""The parts of an OFD package (GB/T 33190-2016) and how they point at one another.

Names are compared without their namespace: writers use the right one, an old one, or none.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractors.formats.zipsafe import SafeZip, open_zip, parse_xml
from extractors.model.document import Unreadable

Element = etree._Element

MAX_PAGES = 500
_MAX_MEMBERS = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """One XML file of the package."""

    name: str
    root: Element


@dataclass(frozen=True, slots=True)
class OfdPackage:
    """The zip with its names made findable."""

    archive: SafeZip
    by_lower: dict[str, str] = field(default_factory=dict)

    def open(self, location: str, holder: str = "") -> Part:
        """The XML part that ``location``, written in the part ``holder``, means.

        Raises:
            Unreadable: FILE.TRUNCATED when there is no such part or it is broken.
        """
        name = self.find(location, holder)
        if name is None:
            raise Unreadable("FILE.TRUNCATED", f"the package has no part {location.strip()!r}")
        return Part(name, parse_xml(self.archive.read(name)))

    def find(self, location: str, holder: str) -> str | None:
        """The member's name: beside its holder, else from the root, else the only one that ends like it."""
        wanted = location.strip().replace("\\", "/").lower()
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(holder.lower()), wanted)).lstrip("/")
        from_root = posixpath.normpath(wanted).lstrip("/")
        for candidate in (beside, from_root):
            if candidate in self.by_lower:
                return self.by_lower[candidate]
        tail = "/" + from_root.removeprefix("../")
        ending = [name for lower, name in self.by_lower.items() if lower.endswith(tail)]
        return ending[0] if len(ending) == 1 else None


def open_package(data: bytes) -> OfdPackage:
    """The package in ``data``.

    Raises:
        Unreadable: FILE.ENCRYPTED for one that wants a password or certificate, FILE.TRUNCATED, FILE.TOO_LARGE.
    """
    archive = open_zip(data, _MAX_MEMBERS)
    by_lower = {name.replace("\\", "/").lower().lstrip("/"): name for name in sorted(archive.names)}
    if any(posixpath.basename(name) == "encryptions.xml" for name in by_lower):
        raise Unreadable("FILE.ENCRYPTED", "the OFD package is encrypted")
    return OfdPackage(archive, by_lower)


def local_name(element: Element) -> str:
    """The element's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The child elements with one of these local names, in order."""
    return (child for child in (element if element is not None else ()) if local_name(child) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_of(element: Element | None) -> str:
    """The element's own text, blanks at its ends off; empty when there is no element."""
    return "" if element is None or element.text is None else element.text.strip()
