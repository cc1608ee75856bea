"""Files that hold other files: zip archives and PDF portfolios, opened into the documents inside them."""

import shutil
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.document import Unreadable
from extractors.source import SourceDocument
from extractors.zipsafe import MAX_MEMBER_BYTES, MAX_MEMBERS, open_zip

MAX_NESTING = 1
"""Archives inside an archive are opened, archives inside those are not."""

RAR_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RarTool:
    """A program that opens .rar files, and how to ask it; file and member come after the options."""

    program: str
    list_options: tuple[str, ...]
    read_options: tuple[str, ...]


RAR_TOOLS = (
    RarTool("bsdtar", ("-tf",), ("-xOf",)),
    RarTool("unrar", ("lb", "-p-"), ("p", "-inul", "-p-")),
)

SKIPPED_SUFFIXES = (".css", ".js", ".ico", ".gif", ".ini", ".db", ".ds_store", ".lnk", ".url", ".xml", ".ttf")


def unpack(source: SourceDocument) -> tuple[SourceDocument, ...]:
    """The documents in a container; a file that is none comes back alone, as it is.

    Raises:
        Unreadable: FILE.TRUNCATED, FILE.TOO_LARGE or FILE.ENCRYPTED for an archive that cannot be opened.
    """
    if source.media_type == "application/zip":
        return tuple(_open_zip(source, 0))
    if source.media_type == "application/vnd.rar":
        return tuple(_open_rar(source))
    if source.media_type == "application/pdf" and b"/EmbeddedFiles" in source.data:
        return _open_portfolio(source)
    return (source,)


def _open_zip(source: SourceDocument, depth: int) -> Iterator[SourceDocument]:
    archive = open_zip(source.data)
    for info in archive.archive.infolist():
        name = spell_name(info)
        if info.is_dir() or _is_skipped(name):
            continue
        inner = SourceDocument(archive.read(info.filename), f"{source.name}/{name}", source.url)
        if inner.media_type == "application/zip" and depth < MAX_NESTING:
            yield from _open_zip(inner, depth + 1)
        else:
            yield inner


def _open_rar(source: SourceDocument) -> Iterator[SourceDocument]:
    """The members of a .rar, by bsdtar or unrar when one is installed; nothing is written but the archive itself."""
    tool = next((tool for tool in RAR_TOOLS if shutil.which(tool.program)), None)
    if tool is None:
        raise Unreadable("FILE.NEEDS_EXTRA", "install bsdtar (libarchive-tools) or unrar")
    with tempfile.NamedTemporaryFile(suffix=".rar") as file:
        file.write(source.data)
        file.flush()
        names = _run([tool.program, *tool.list_options, file.name]).decode("utf-8", "replace").splitlines()
        for name in names[:MAX_MEMBERS]:
            if name and not name.endswith("/") and not _is_skipped(name):
                data = _run([tool.program, *tool.read_options, file.name, name])
                yield SourceDocument(data, f"{source.name}/{name}", source.url)


def _run(command: list[str]) -> bytes:
    """What a program prints; Unreadable when it fails, takes too long or prints too much."""
    with subprocess.Popen(  # noqa: S603  (one of RAR_TOOLS, no shell)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as program:
        assert program.stdout is not None  # noqa: S101  (asked for above)
        timer = threading.Timer(RAR_SECONDS, program.kill)
        timer.start()
        try:
            data = program.stdout.read(MAX_MEMBER_BYTES + 1)
        finally:
            timer.cancel()
        if len(data) > MAX_MEMBER_BYTES:
            program.kill()
            raise Unreadable("FILE.TOO_LARGE", "a member of the archive")
    if program.returncode != 0:
        raise Unreadable("FILE.TRUNCATED", f"{command[0]} could not open the archive")
    return data


def spell_name(info: zipfile.ZipInfo) -> str:
    """A member's name; one without the UTF-8 mark was written in the code page of a Chinese Windows."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _is_skipped(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or parts[-1].lower().endswith(SKIPPED_SUFFIXES)


def _open_portfolio(source: SourceDocument) -> tuple[SourceDocument, ...]:
    """The files attached to a PDF, with the PDF itself; only the PDF when nothing attached can be read."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError:
        return (source,)
    try:
        attached = [pdf.get_attachment(i) for i in range(min(pdf.count_attachments(), 200))]
        inner = [SourceDocument(bytes(a.get_data()), f"{source.name}/{a.get_name()}", source.url) for a in attached]
    except pypdfium2.PdfiumError:
        return (source,)
    finally:
        pdf.close()
    documents = tuple(document for document in inner if not _is_skipped(document.name.rsplit("/", 1)[-1]))
    return (source, *documents)
