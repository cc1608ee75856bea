"""Where the database is when nobody says otherwise."""

import os

DEFAULT_DATABASE = "sqlite:///gongkai.db"


def database_url(option: str | None) -> str:
    """``--db``, else the environment's ``GONGKAI_DB``, else a file in the working folder; a bare file name will do."""
    url = option or os.environ.get("GONGKAI_DB") or DEFAULT_DATABASE
    return url if "://" in url else f"sqlite:///{url}"
