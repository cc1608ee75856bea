"""When a host may be asked again."""

import threading
import time
from collections.abc import Callable


class Pacer:
    """Gives every request to a host its moment, a pace apart, whichever thread asks."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free: dict[str, float] = {}

    def wait(self, host: str, pace: float) -> None:
        """Return when the host may be asked; the next may ask ``pace`` seconds later."""
        with self._lock:
            now = time.monotonic()
            moment = max(now, self._free.get(host, 0.0))
            self._free[host] = moment + pace
        if moment > now:
            self._sleep(moment - now)

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        with self._lock:
            self._free[host] = max(self._free.get(host, 0.0), time.monotonic() + seconds)
