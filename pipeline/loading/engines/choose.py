"""The engine that a command line asks for."""

import re

from pipeline.loading.engines.engine import Engine, EngineError
from pipeline.loading.engines.local import LocalEngine

_ADDRESS = re.compile(r"(\w+://)?\S+:\d{1,5}")


def choose_engine(name: str, scheduler: str | None, workers: int) -> Engine:
    """The engine of that name; EngineError where it is not installed or lacks an address.

    Args:
        name: ``local`` or ``dask``.
        scheduler: Address of the Dask scheduler.
        workers: Processes of this machine, for the local engine.
    """
    if name == "local":
        if scheduler is not None:
            raise EngineError("--scheduler is for --engine dask")
        return LocalEngine(workers)
    if scheduler is None:
        raise EngineError("--engine dask needs --scheduler ADDRESS, for instance tcp://10.0.0.1:8786")
    if _ADDRESS.fullmatch(scheduler) is None:  # Dask would say so too, and leave a client that complains when it goes
        raise EngineError(f"--scheduler {scheduler} lacks a host or a port; an address is tcp://10.0.0.1:8786")
    try:
        from pipeline.loading.engines.cluster import DaskEngine
    except ModuleNotFoundError as error:
        raise EngineError(f"--engine dask needs {error.name}: pip install 'gongkai[dask]'") from error
    return DaskEngine(scheduler)
