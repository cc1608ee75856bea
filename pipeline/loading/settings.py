"""What the environment says: where the database is, and what a night is told."""

import os
from typing import TYPE_CHECKING

from pipeline.loading.locations import write_place
from pipeline.loading.logs import hide_in_text

if TYPE_CHECKING:
    from db.store import Store

DEFAULT_DATABASE = "sqlite:///gongkai.db"
NIGHT_PREFIX = "GONGKAI_NIGHT_"
"""How what a night is told begins in the environment."""


def database_url(option: str | None) -> str:
    """``--db``, else the environment's ``GONGKAI_DB``, else a file in the working folder; a bare file name will do."""
    url = option or os.environ.get("GONGKAI_DB") or DEFAULT_DATABASE
    return url if "://" in url else f"sqlite:///{url}"


def list_night_names() -> list[str]:
    """The names in the environment that tell something of a night."""
    return [name for name in os.environ if name.upper().startswith(NIGHT_PREFIX)]


def show_database(store: "Store") -> str:
    """The address of an open store as it may be shown, without a password wherever it stands."""
    url = store.engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        return f"sqlite:///{write_place(url.database)}"  # rendered, a name in GBK has no spelling
    return hide_in_text(url.render_as_string())
