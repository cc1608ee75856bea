"""What takes long to make of a file, kept in a file of its own, as Python keeps what it compiles.

It lies in the ``__pycache__`` beside the file (or where ``sys.pycache_prefix`` says) and is trusted as what else lies
there. Kept are plain values only, so that no class of ours has to be the same when they come back.
"""

import hashlib
import marshal
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_DIGEST = hashlib.sha256().digest_size


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file of ours says.

    Raises:
        TOMLDecodeError: it is not one.
    """
    return keep(path, (path,), lambda: _parse(path))


def _parse(path: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(path.read_text(encoding="utf-8"))


def keep(path: Path, sources: Iterable[Path], make: Callable[[], T]) -> T:
    """What ``make`` gives, made anew only when a source has changed, or what was kept is gone or damaged.

    Nothing that goes wrong with keeping it is an error: then it is made each time.

    Args:
        path: What is kept is named after it and lies beside it.
        sources: The files that it is made of and made by.
        make: Makes it: of plain values, which ``marshal`` can write, none of them changed by whoever gets them.
    """
    place = _find_place(path)
    try:
        now = hashlib.sha256(b"".join(hashlib.sha256(source.read_bytes()).digest() for source in sources)).digest()
    except OSError:
        return make()
    with suppress(OSError, EOFError, ValueError, TypeError):
        held = place.read_bytes()
        then, proof, data = held[:_DIGEST], held[_DIGEST : 2 * _DIGEST], memoryview(held)[2 * _DIGEST :]
        if then == now and proof == hashlib.sha256(data).digest():
            value: T = marshal.loads(data)  # noqa: S302  (ours, as any compiled module)
            return value
    made = make()
    packed = marshal.dumps(made)  # type: ignore[arg-type]  # of plain values, says who calls
    with suppress(OSError):
        _write(place, now + hashlib.sha256(packed).digest() + packed)
    return made


def _find_place(path: Path) -> Path:
    return Path(cache_from_source(f"{path}.py", optimization="")).with_suffix(".kept")


def _write(place: Path, data: bytes) -> None:
    """All of it or nothing: another process may read it at any time."""
    place.parent.mkdir(exist_ok=True)
    new = place.with_suffix(f".{os.getpid()}")
    with new.open("xb") as file:
        file.write(data)
    new.replace(place)


class Parted(Mapping[str, T]):
    """A large mapping kept in parts, each unpacked when something of it is asked for: most never is.

    Args:
        parts: What ``part`` gave.
        width: The same as there.
    """

    def __init__(self, parts: Mapping[str, bytes], width: int) -> None:
        self._parts, self._width = parts, width
        self._open: dict[str, dict[str, T]] = {}

    def __getitem__(self, key: str) -> T:
        return self._unpack(key[: self._width])[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or what is said in its stead."""
        return self._unpack(key[: self._width]).get(key, default)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._unpack(key[: self._width])

    def __iter__(self) -> Iterator[str]:
        for start in self._parts:
            yield from self._unpack(start)

    def __len__(self) -> int:
        return sum(len(self._unpack(start)) for start in self._parts)

    def _unpack(self, start: str) -> dict[str, T]:
        known = self._open.get(start)
        if known is None:
            packed = self._parts.get(start)
            known = {} if packed is None else marshal.loads(packed)  # noqa: S302  (ours, as any compiled module)
            if packed is not None:  # what is asked for in vain comes from a page, and without end
                self._open[start] = known
        return known


def part(values: Mapping[str, Any], width: int) -> dict[str, bytes]:
    """The values packed by the first signs of their keys, so many of them."""
    parts: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        parts.setdefault(key[:width], {})[key] = value
    return {start: marshal.dumps(one) for start, one in parts.items()}
