"""The archive: bytes by their hash, and one small record for each time new bytes were seen at an address.

    objects/ab/<sha256>                      the bytes, as they came
    seen/ab/<sha256>/<address>-<n>.json      where, when and as what they were seen: the n-th version at that address

Nothing is ever overwritten, every read is verified, and what is here is enough to build the database anew.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.loading.unusable import UnusableError


class ArchiveRefusedError(Exception):
    """An archive that cannot be opened: its address is of a kind that is not known, or wants a package; the message."""


class DamagedError(UnusableError):
    """Bytes of the archive are not those that were put in; the message names them."""

    code = "FILE.DAMAGED"


@dataclass(frozen=True, slots=True)
class ArchivedBytes:
    """New bytes at an address: all that the database must know to load them again."""

    sha256: str
    url: str
    version: int
    """How many different contents the address has had, this one counted."""
    seen_at: datetime
    source: str
    kind: str
    title: str = ""
    published_on: date | None = None
    found_on: str | None = None
    """Address of the page that an attachment hangs on."""
    etag: str | None = None
    last_modified: str | None = None


class Archive:
    """Bytes on a file system or in a bucket: any address that fsspec opens, a plain folder by default.

    Raises:
        ArchiveRefusedError: for an address that fsspec does not open.
    """

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url
        try:
            self._files, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise ArchiveRefusedError(f"cannot open the archive {url}: {error}") from error
        self._is_local = "file" in _list_protocols(self._files)

    def put(self, data: bytes) -> str:
        """The hash under which ``data`` lies in the archive from now on.

        Bytes it has are not written again, unless those on the disk are no longer what was put there.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            self.get(sha256)
        except DamagedError:
            self._write(self._object_path(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash. DamagedError when they are not there, or are others."""
        path = self._object_path(sha256)
        try:
            data = bytes(self._files.cat_file(path))
        except FileNotFoundError as error:
            raise DamagedError(f"{path} is not in the archive") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedError(f"{path} holds other bytes than were put there")
        return data

    def note(self, seen: ArchivedBytes) -> None:
        """Put down where bytes were seen; the same version of an address is put down once."""
        address = hashlib.sha256(seen.url.encode()).hexdigest()[:16]
        path = f"{self._root}/seen/{seen.sha256[:2]}/{seen.sha256}/{address}-{seen.version}.json"
        if not self._files.exists(path):
            self._write(path, json.dumps(asdict(seen), ensure_ascii=False, default=_spell_time).encode())

    def list_seen(self) -> Iterator[ArchivedBytes]:
        """Every record, in no order."""
        for path in self._files.find(f"{self._root}/seen"):
            if path.endswith(".json"):
                yield _read_seen(path, self._files.cat_file(path))

    def _object_path(self, sha256: str) -> str:
        return f"{self._root}/objects/{sha256[:2]}/{sha256}"

    def _write(self, path: str, data: bytes) -> None:
        """Whole or not at all: a bucket puts objects so, on a disk a finished file takes its name."""
        if self._is_local:
            _write_file(Path(path), data)
        else:
            self._files.pipe_file(path, data)


def is_remote(url: str) -> bool:
    """Whether the bytes of the archive at this address come by a network, as far as the address tells."""
    return "://" in url and not url.startswith("file://")


def _list_protocols(files: Any) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)


def _write_file(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _spell_time(value: object) -> str:
    assert isinstance(value, date)  # noqa: S101  (a datetime is one; nothing else in a record needs spelling)
    return value.isoformat()


def _read_seen(path: str, data: bytes) -> ArchivedBytes:
    try:
        told = json.loads(data)
        published = told.pop("published_on")
        return ArchivedBytes(
            **{**told, "seen_at": datetime.fromisoformat(told["seen_at"])},
            published_on=None if published is None else date.fromisoformat(published),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"{path} is no record of the archive: {error}") from error
