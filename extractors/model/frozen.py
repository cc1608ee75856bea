"""Frozen records that are cheap to make: a document has thousands of cells and places.

A frozen dataclass fills its fields through ``object.__setattr__``, one call a field, which takes three times as long as
plain assignment. Here ``__new__`` makes a record of a twin class with the same slots and no lock, assigns, and gives it
its own class last. Nobody else ever sees it open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")


def hasten(cls: type[Record]) -> type[Record]:
    """The same frozen, slotted dataclass with a quick constructor and a short pickle. It can have no subclasses.

    Raises:
        TypeError: for a class of fewer than two fields, with a default factory or with a ``__post_init__``.
    """
    told = fields(cls)
    if len(told) < 2 or hasattr(cls, "__post_init__") or any(one.default_factory is not MISSING for one in told):
        raise TypeError(f"{cls.__name__} needs the constructor that dataclasses give it")
    names = tuple(field.name for field in told)
    hastened: Any = cls
    hastened.__new__ = _write_constructor(cls, names)
    del hastened.__init__
    hastened.__reduce__ = _make_reduce(cls, names)
    hastened.__init_subclass__ = classmethod(_refuse_subclass)
    return cls


def make_all(cls: type[Record], firsts: Iterable[Any], rests: Sequence[tuple[Any, ...]]) -> list[Record]:
    """Many records of a hastened class: of each its first value and, in a tuple, all the others. Quicker still."""
    made: list[Record] = _MAKERS[cls](firsts, rests)
    return made


_MAKERS: dict[type[Any], Any] = {}
"""What makes many records of a hastened class."""


def _write_constructor(cls: type[Any], names: tuple[str, ...]) -> Any:
    """Assigns every field to the open twin; written out, as dataclasses do it: a loop would cost what is saved."""
    twin = type(f"_Open{cls.__name__}", (), {"__slots__": names})
    lines = [f"def __new__(_, {', '.join(names)}):", "    self = twin()"]
    lines += [f"    self.{name} = {name}" for name in names] + ["    self.__class__ = cls", "    return self"]
    # A loop over open records that takes a tuple apart into their fields: no call and no arguments for each.
    first, *others = [f"record.{name}" for name in names]
    lines += ["def make_all(firsts, rests):", "    records = [twin() for _ in rests]"]
    lines += [f"    for record, {first}, ({', '.join(others)},) in zip(records, firsts, rests, strict=True):"]
    lines += ["        record.__class__ = cls", "    return records"]
    space: dict[str, Any] = {"cls": cls, "twin": twin}
    exec("\n".join(lines), space)  # noqa: S102 -- names of our own fields, nothing that was read
    _MAKERS[cls] = space["make_all"]
    slow, quick = cls.__init__, space["__new__"]
    quick.__defaults__, quick.__annotations__ = slow.__defaults__, slow.__annotations__
    quick.__qualname__, quick.__module__ = f"{cls.__qualname__}.__new__", slow.__module__
    return quick


def _make_reduce(cls: type[Any], names: tuple[str, ...]) -> Any:
    """Pickles a record as its class and values: a quarter of the time of the state that dataclasses give."""
    read_values = attrgetter(*names)

    def reduce(self: Any) -> tuple[type[Any], tuple[Any, ...]]:
        return cls, read_values(self)

    return reduce


def _refuse_subclass(subclass: type[Any]) -> None:
    raise TypeError(f"{subclass.__name__}: a hastened record can have no subclasses")  # they would lose their class
