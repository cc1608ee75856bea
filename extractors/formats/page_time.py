"""Says that one more page is recognised, which takes seconds: whoever bounds the time of a document grants it more."""

from collections.abc import Callable


class PageTime:
    """Where those who draw pages say so, and the one who bounds their time hears it."""

    def __init__(self) -> None:
        self._grant: Callable[[], None] | None = None

    def hear(self, grant: Callable[[], None]) -> None:
        """Call ``grant`` before each page that this process recognises."""
        self._grant = grant

    def begin_page(self) -> None:
        """To be said before a page is drawn and recognised."""
        if self._grant is not None:
            self._grant()


PAGE_TIME = PageTime()
