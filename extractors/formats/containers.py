"""Files that hold other files: zip archives and PDF portfolios, opened into the documents inside them."""

import shutil
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from extractors.formats.zipsafe import MAX_MEMBER_BYTES, MAX_MEMBERS, MAX_TOTAL_BYTES, open_zip
from extractors.model.document import BESIDE, Problem, Unreadable
from extractors.model.source import SourceDocument

MAX_NESTING = 1
"""Archives inside an archive are opened, archives inside those are not."""

RAR_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RarTool:
    """A program that opens .rar files, and how to ask it; file and member come after the options."""

    program: str
    list_options: tuple[str, ...]
    read_options: tuple[str, ...]
    wildcards: str = ""
    """Signs of a member's name that the program takes for a pattern unless a backslash stands before them."""


RAR_TOOLS = (
    RarTool("bsdtar", ("-tf",), ("-xOf",), "\\[]*?{}"),
    RarTool("unrar", ("lb", "-p-"), ("p", "-inul", "-p-")),
)

SKIPPED_SUFFIXES = (".css", ".js", ".ico", ".gif", ".ini", ".db", ".ds_store", ".lnk", ".url", ".xml", ".rels", ".ttf")
_OPTION_SIGNS = ("-", "@")
"""A member's name that begins so would be an option, or a list of files, to the program that opens the archive."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a container; ``problem`` says why its bytes could not be had."""

    source: SourceDocument
    problem: Problem | None = None


def unpack(source: SourceDocument) -> tuple[Member, ...]:
    """The documents in a container; a file that is none comes back alone, as it is.

    Raises:
        Unreadable: FILE.TRUNCATED, FILE.TOO_LARGE, FILE.ENCRYPTED or FILE.NEEDS_EXTRA for an archive of which nothing
            can be read.
    """
    if source.media_type == "application/zip":
        return _take(_open_zip(source, 0))
    if source.media_type == "application/vnd.rar":
        return _take(_open_rar(source))
    if source.media_type == "application/pdf" and any(mark in source.data for mark in _ATTACHING):
        return _open_portfolio(source)
    return (Member(source),)


_ATTACHING = (b"/EmbeddedFiles", b"/ObjStm")
"""A PDF may have files attached: it says so, or its catalogue is packed."""


def _take(members: Iterable[Member]) -> tuple[Member, ...]:
    """The members, counted while they come, with those of archives inside; one problem where there is none to read."""
    taken: list[Member] = []
    size = 0
    for member in members:
        taken.append(member)
        size += len(member.source.data)
        if size > MAX_TOTAL_BYTES or len(taken) > MAX_MEMBERS:
            raise Unreadable("FILE.TOO_LARGE", f"more than {MAX_TOTAL_BYTES} bytes or {MAX_MEMBERS} members")
    problems = [member.problem for member in taken if not is_beside(member)]
    if not problems:
        raise Unreadable("FILE.EMPTY", "no document in the archive")
    first = problems[0]
    if first is not None and all(problem is not None and problem.code == first.code for problem in problems):
        raise Unreadable(first.code, first.detail)
    return tuple(taken)


def is_beside(member: Member) -> bool:
    """Whether a member was not asked for its bytes."""
    return member.problem is not None and member.problem.code == BESIDE


def _pass(source: SourceDocument, name: str) -> Member:
    return Member(SourceDocument(b"", f"{source.name}/{name}", source.url), Problem(BESIDE, "no document by its name"))


def _open_zip(source: SourceDocument, depth: int) -> Iterator[Member]:
    archive = open_zip(source.data)
    for info in archive.archive.infolist():
        name = spell_name(info)
        if info.is_dir():
            continue
        if _is_skipped(name):
            yield _pass(source, name)
            continue
        inner = _read_member(source, name, partial(archive.read_info, info))
        if inner.source.media_type != "application/zip":
            yield inner
        elif depth < MAX_NESTING:
            yield from _open_inner(inner.source, depth + 1)
        else:
            yield Member(inner.source, Problem("FILE.TOO_LARGE", "an archive in an archive in an archive"))


def _open_inner(source: SourceDocument, depth: int) -> Iterator[Member]:
    """The members of an archive in an archive; one that cannot be opened is a member with a problem."""
    try:
        yield from _open_zip(source, depth)
    except Unreadable as error:
        yield Member(source, error.problem)


def _read_member(source: SourceDocument, name: str, read: Callable[[], bytes]) -> Member:
    """A member with its bytes, or with the reason why there are none. One that is too large ends the archive."""
    place = f"{source.name}/{name}"
    try:
        return Member(SourceDocument(read(), place, source.url))
    except Unreadable as error:
        if error.problem.code == "FILE.TOO_LARGE":
            raise
        return Member(SourceDocument(b"", place, source.url), error.problem)


def _open_rar(source: SourceDocument) -> Iterator[Member]:
    """The members of a .rar, by bsdtar or unrar when one is installed; nothing is written but the archive itself."""
    tool = next((tool for tool in RAR_TOOLS if shutil.which(tool.program)), None)
    if tool is None:
        raise Unreadable("FILE.NEEDS_EXTRA", "install bsdtar (libarchive-tools) or unrar")
    with tempfile.NamedTemporaryFile(suffix=".rar") as file:
        file.write(source.data)
        file.flush()
        names = _run([tool.program, *tool.list_options, file.name]).decode("utf-8", "replace").splitlines()
        for name in names:
            if name and not name.endswith("/"):
                read = partial(_read_rar, tool, file.name, name)
                yield _pass(source, name) if _is_skipped(name) else _read_member(source, name, read)


def _read_rar(tool: RarTool, archive: str, name: str) -> bytes:
    if name.startswith(_OPTION_SIGNS):
        raise Unreadable("FILE.UNSAFE", f"a member of the archive is called {name}")
    pattern = "".join(f"\\{sign}" if sign in tool.wildcards else sign for sign in name)
    return _run([tool.program, *tool.read_options, archive, pattern])


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
    """A member's name on one line; without the UTF-8 mark it was written as UTF-8 all the same, or as GBK."""
    name = info.filename if info.flag_bits & 0x800 else _decode_name(info.filename)
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def _decode_name(name: str) -> str:
    try:
        raw = name.encode("cp437")
    except UnicodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeError:
            continue
    return name


def _is_skipped(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    hidden = any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in parts)  # ./a is not
    return hidden or parts[-1].lower().endswith(SKIPPED_SUFFIXES)


def _open_portfolio(source: SourceDocument) -> tuple[Member, ...]:
    """The PDF itself and the files attached to it."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError:
        return (Member(source),)
    try:
        attached = [_read_attached(source, pdf, number) for number in range(min(pdf.count_attachments(), MAX_MEMBERS))]
    finally:
        pdf.close()
    return (Member(source), *attached)


def _read_attached(source: SourceDocument, pdf: Any, number: int) -> Member:
    import pypdfium2

    name = f"attachment {number + 1}"
    try:
        attachment = pdf.get_attachment(number)
        name = attachment.get_name() or name
        if _is_skipped(name.rpartition("/")[2]):
            return _pass(source, name)
        return Member(SourceDocument(bytes(attachment.get_data()), f"{source.name}/{name}", source.url))
    except pypdfium2.PdfiumError as error:
        problem = Problem("FILE.TRUNCATED", f"attached file {name!r}: {error}")
        return Member(SourceDocument(b"", f"{source.name}/{name}", source.url), problem)
