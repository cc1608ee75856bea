"""Optional packages, asked for where they are used."""

from importlib import import_module
from typing import Any

from db.schema.engine import StoreError


class MissingExtraError(StoreError):
    """A package is not installed that an optional part of gongkai needs; the message says how to get it."""


def require(module: str, extra: str) -> Any:
    """The module; MissingExtraError with one clear line when its package is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.split(".")[0]
        raise MissingExtraError(f"this needs {package}: pip install 'gongkai[{extra}]'") from error
