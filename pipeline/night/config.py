"""What a night is told: ``night.toml``, overridden by ``GONGKAI_NIGHT_…`` in the environment (for secrets)."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.loading.file_access import read_bytes
from pipeline.loading.isolation.pool import DEFAULT_LIMITS
from pipeline.loading.settings import NIGHT_PREFIX, list_night_names


class NightConfigError(Exception):
    """The configuration cannot be used; the message names file and key."""


_PART_OF = "__"
"""Stands before the key of a part, in the environment: GONGKAI_NIGHT_ALERT__WEBHOOK."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fetching(_Part):
    """How the fetcher behaves."""

    agent: str = "gongkai/0.1"
    """Who asks, with an address where a webmaster can complain."""
    threads: int = Field(default=8, ge=1, le=64)
    max_bytes: int = Field(default=64 << 20, ge=1024)
    read_seconds: float = Field(default=30.0, gt=0)
    total_seconds: float = Field(default=180.0, gt=0)
    attempts: int = Field(default=3, ge=1, le=10)
    first_wait: float = Field(default=2.0, ge=0)
    patience: float = Field(default=120.0, ge=0)


class ReadingLimits(_Part):
    """What reading one document may cost."""

    workers: int | None = Field(default=None, ge=1)
    wall_seconds: float = Field(default=DEFAULT_LIMITS.wall_seconds, gt=0)
    cpu_seconds: int = Field(default=DEFAULT_LIMITS.cpu_seconds, ge=1)
    memory_bytes: int | None = Field(default=None, ge=1 << 30)
    """What all processes of the night may hold together. None: 512 MiB and 768 for each worker, as far as there are."""


class Health(_Part):
    """What must hold at the end of a night; zero or one switches a bar off."""

    read_share: float = Field(default=0.9, ge=0, le=1)
    """Share of the documents of the night that were read: not quarantined, not failed."""
    mapped_share: float = Field(default=0.95, ge=0, le=1)
    """Share of the numeric cells of standard tables whose label is known."""
    answered_share: float = Field(default=0.8, ge=0, le=1)
    """Share of the visits of the night that brought content or ``not modified``, apart from robots and 404."""


class Alert(_Part):
    """Whom to tell when a night fails or its health does; the command gets the summary as JSON on standard input."""

    command: tuple[str, ...] = ()
    webhook: str = Field(default="", pattern=r"^(https?://[^/\s].*)?$")
    flagged: bool = False
    """Tell also when reports were flagged or quarantined (exit code 3)."""
    seconds: float = Field(default=60.0, gt=0)


class NightConfig(BaseSettings):
    """All of it. Relative paths are seen from the folder of the file."""

    model_config = SettingsConfigDict(
        env_prefix=NIGHT_PREFIX, env_nested_delimiter=_PART_OF, extra="forbid", frozen=True
    )

    database: str = ""
    """Empty: ``GONGKAI_DB``, else gongkai.db in the folder."""
    archive: str = "archive"
    sources: Path = Path("sources")
    lock: Path = Path("night.lock")
    summary: Path | None = None
    """Where the summary of each night is written as JSON."""
    prometheus: Path | None = None
    """A file for node_exporter's textfile collector."""
    log_level: str = Field(default="warning", pattern="^(info|warning|error)$")
    fetching: Fetching = Fetching()
    reading: ReadingLimits = ReadingLimits()
    health: Health = Health()
    alert: Alert = Alert()

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        """The environment before the file."""
        return env_settings, init_settings


class _Hooks(BaseSettings):
    """What of the configuration says whom to tell, by the environment alone; whatever else is wrong there."""

    model_config = SettingsConfigDict(
        env_prefix=NIGHT_PREFIX, env_nested_delimiter=_PART_OF, extra="ignore", frozen=True
    )

    summary: Path | None = None
    prometheus: Path | None = None
    alert: Alert = Alert()


def load_hooks(path: Path | None) -> NightConfig:
    """Defaults, with those to be told whom the environment names: for a night whose configuration cannot be read."""
    try:
        told = _Hooks()
    except ValidationError:
        told = _Hooks.model_construct()
    hooks = NightConfig.model_construct(summary=told.summary, prometheus=told.prometheus, alert=told.alert)
    return _place(hooks, _find_folder(path))


def load_config(path: Path | None) -> NightConfig:
    """The configuration in a file, or the defaults without one. NightConfigError for what it may not say."""
    told: dict[str, Any] = {}
    if path is not None:
        try:
            told = tomllib.loads(read_bytes(path).decode("utf-8"))
        except OSError as error:
            raise NightConfigError(f"{path}: {error.strerror or error}") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise NightConfigError(f"{path}: {error}") from error
    _refuse_unknown_names()
    try:
        config = NightConfig(**told)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        words = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise NightConfigError(f"{path or 'environment'}: {place}: {words}") from error
    return _place(config, _find_folder(path))


def _refuse_unknown_names() -> None:
    """NightConfigError for a name of the environment that is no key: pydantic would not look at it."""
    known = {name.upper() for name in _list_names()}
    unknown = sorted(name for name in list_night_names() if name.upper() not in known)
    if unknown:
        raise NightConfigError(f"environment: {', '.join(unknown)}: there is no such key")


def _list_names() -> Iterator[str]:
    for name, field in NightConfig.model_fields.items():
        yield NIGHT_PREFIX + name
        if isinstance(part := field.annotation, type) and issubclass(part, BaseModel):
            yield from (NIGHT_PREFIX + name + _PART_OF + inner for inner in part.model_fields)


def _find_folder(path: Path | None) -> Path:
    """From where relative paths are seen."""
    return Path.cwd() if path is None else path.parent.resolve()


def _place(config: NightConfig, folder: Path) -> NightConfig:
    """The same with every path made absolute."""
    moved: dict[str, Any] = {
        name: folder / value
        for name in ("sources", "lock", "summary", "prometheus")
        if (value := getattr(config, name)) is not None
    }
    if "://" not in config.archive:
        moved["archive"] = str(folder / config.archive)
    if config.database and "://" not in config.database:
        moved["database"] = f"sqlite:///{folder / config.database}"
    return config.model_copy(update=moved)
