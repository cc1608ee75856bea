"""For the records that a report holds by the hundred: frozen like all others, but quick to make and short to pickle."""

from dataclasses import MISSING, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def quicken(record: type[T]) -> type[T]:
    """The same frozen, slotted dataclass, made in a third of the time and pickled by position.

    The ``__init__`` of a frozen dataclass sets each field by ``object.__setattr__``, which looks the slot up by its
    name: 1.7 µs for the twelve fields of a fact, where plain assignments to slots take 0.2. So a ``__new__`` makes an
    object of an unlocked twin with the same slots, which nobody else can see, assigns, and turns it into one of this
    class: 0.4 µs. Called, compared, shown, copied and refused to be changed like before. For records of two fields or
    more, without default factories and without subclasses.

    The pickle holds the class and the values in order; the one of a dataclass with slots is written and read field by
    field in Python.
    """
    names = [f.name for f in fields(record)]
    scope: dict[str, Any] = {"twin": _make_twin(record), "record": record}
    scope |= {f"default_{f.name}": f.default for f in fields(record)}
    body = "".join(f"    self.{name} = {name}\n" for name in names)
    # written out and compiled, as dataclasses write theirs: a loop over the fields would take all the time again
    exec(  # noqa: S102
        f"def __new__(_, {', '.join(_parameters(record))}):\n"
        f"    self = twin()\n{body}    self.__class__ = record\n    return self\n",
        scope,
    )
    scope["__new__"].__annotations__ = record.__init__.__annotations__
    values_of = attrgetter(*names)
    quickened: Any = record
    quickened.__new__ = scope["__new__"]
    del quickened.__init__
    quickened.__reduce__ = lambda self: (record, values_of(self))
    return record


def _make_twin(record: type[T]) -> type[Any]:
    """A class with the same slots in the same order and no lock; objects may change from the one to the other."""
    return type(record.__name__, (), {"__slots__": tuple(f.name for f in fields(record))})


def _parameters(record: type[T]) -> list[str]:
    return [f.name if f.default is MISSING else f"{f.name}=default_{f.name}" for f in fields(record)]
