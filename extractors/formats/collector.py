"""Reading without the cyclic garbage collector, which would look through every new record and find nothing to free.

A page is thousands of glyphs, strokes and cells that all live until the document is whole, and none of them points back
at what holds it. See docs/adr/0013-no-collector-while-reading.md.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_collector() -> Iterator[None]:
    """No cyclic collection until the end of the block, or of the function that this decorates; then as it was before.

    It is one switch for the whole process. Where two threads read at a time it may come on before both are done; it is
    never left off.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


@contextmanager
def read_one() -> Iterator[None]:
    """For a process that reads one document and ends: nothing is looked through meanwhile, nor once more at its end."""
    atexit.register(gc.freeze)
    with pause_collector():
        yield
