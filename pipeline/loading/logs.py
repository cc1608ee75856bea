"""Structured logs: one JSON line an event with run, source, url, document; plain coloured lines for people.

Everything goes to standard error. Without the extra ``night`` (structlog), and until ``configure`` is called, nothing
is written: a library that is merely imported stays silent.
"""

import re
import sys
from collections.abc import MutableMapping
from typing import Any, Protocol

_SECRET = re.compile(r"pass|secret|token|authori[sz]ation|cookie|api_?key", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*:[^/@\s]*@")
_QUERY_SECRET = re.compile(r"(?i)((?:token|key|secret|password|sig|signature)=)[^&\s]+")


class Logger(Protocol):
    """What is asked of a logger."""

    def info(self, event: str, **told: Any) -> Any:
        """Put down that something went as it should."""

    def warning(self, event: str, **told: Any) -> Any:
        """Put down something a person may want to look at."""

    def error(self, event: str, **told: Any) -> Any:
        """Put down something a person must look at."""


class _Silent:
    """A logger where there is none."""

    def info(self, event: str, **told: Any) -> None:
        """Nothing."""

    def warning(self, event: str, **told: Any) -> None:
        """Nothing."""

    def error(self, event: str, **told: Any) -> None:
        """Nothing."""


_is_configured = False


class _Lazy:
    """A logger that finds the real one when it is used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _find(self) -> Logger:
        if not _is_configured:
            return _Silent()
        import structlog

        logger: Logger = structlog.get_logger(module=self._name)
        return logger

    def info(self, event: str, **told: Any) -> None:
        self._find().info(event, **told)

    def warning(self, event: str, **told: Any) -> None:
        self._find().warning(event, **told)

    def error(self, event: str, **told: Any) -> None:
        self._find().error(event, **told)


def get_logger(name: str) -> Logger:
    """The logger of a module."""
    return _Lazy(name)


def configure(*, verbose: bool, level: str = "warning") -> None:
    """Begin to log: JSON lines from ``level`` up, or with ``verbose`` everything in lines for people."""
    global _is_configured
    import logging

    import structlog

    last = structlog.dev.ConsoleRenderer() if verbose else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_secrets,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if verbose else logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _is_configured = True


def bind(**told: Any) -> None:
    """Say this with every event from now on."""
    if _is_configured:
        import structlog

        structlog.contextvars.bind_contextvars(**told)


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """The event with anything that looks like a password taken out of its names and addresses."""
    return {key: "***" if _SECRET.search(key) else _hide(value) for key, value in event.items()}


def hide_in_text(text: str) -> str:
    """The text with the passwords and keys taken out of the addresses in it."""
    return _QUERY_SECRET.sub(r"\1***", _CREDENTIALS.sub("***@", text))


def _hide(value: Any) -> Any:
    return hide_in_text(value) if isinstance(value, str) else value
