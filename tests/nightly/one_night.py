"""One night against the portal on the loopback: in this process, or as a program that can be killed.

The address check is opened for the loopback here, by handing the fetcher another gate: no switch does that.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.night.config import load_config
from pipeline.night.run import Night, make_manners
from pipeline.night.tell import NightResult, describe
from pipeline.sources.fetch import Fetcher
from pipeline.sources.guard import Gate

FIRST_NIGHT = datetime(2025, 2, 3, 2, tzinfo=UTC)
CONFIG = """
database = "gongkai.db"
summary = "night.json"
prometheus = "night.prom"
{more}
[fetching]
threads = 8
first_wait = 0.05
read_seconds = 1.5
attempts = 3
patience = 3
[reading]
workers = {workers}
wall_seconds = 60
"""


def prepare(folder: Path, sources: dict[str, str], more: str = "", workers: int = 1) -> Path:
    """A folder with configuration and source files, as an operator would have it."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    for name, text in sources.items():
        (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "night.toml").write_text(CONFIG.format(workers=workers, more=more), encoding="utf-8")
    return folder


def open_gate(port: int) -> Gate:
    """A gate for which every name leads to the loopback, and that lets nothing else through."""
    return Gate(lambda host, at: [("127.0.0.1", port)], lambda address: address == "127.0.0.1")


def run_night(folder: Path, port: int, days: float = 0.0) -> NightResult:
    """The result of a night in a February, so many days after its third."""
    config = load_config(folder / "night.toml")
    fetcher = Fetcher(make_manners(config.fetching), open_gate(port))
    with Store.open(config.database) as store:
        store.write_dictionary(current_dictionary())
        return Night(config, store, fetcher, lambda: FIRST_NIGHT + timedelta(days=days)).run()


if __name__ == "__main__":
    print(json.dumps(describe(run_night(Path(sys.argv[1]), int(sys.argv[2])))))
