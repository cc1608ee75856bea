"""Which numeric cells of the tables became facts, and which stand aside: the coverage of the page."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from extractors.drafting.draft import Draft, DraftTable
from extractors.model.document import Cell

CURRENT = frozenset({"T2", "T3", "T4"})
"""The tables with columns of their own; a table before 2019 says by its heads what it leaves out."""


class Numbers:
    """The numeric cells of a draft by locator, and the locators that the facts used."""

    def __init__(
        self, draft: Draft, used: Iterable[str], known: Mapping[int, str], is_number: Callable[[str], bool]
    ) -> None:
        """``known`` has the locator of a cell by its identity, where one was made."""
        self._draft, self._known, self._is_number = draft, known, is_number
        self.used = set(used)
        # in one expression, for it asks of every cell of every report
        self.numeric = {
            known.get(id(cell)) or cell.origin.locator
            for table in draft.tables
            for row in table.rows
            for cell in row
            if not cell.is_repeat and is_number(cell.text)
        }
        if not self.numeric <= self.used:
            self.numeric -= self._find_repeated()

    def _locate(self, cell: Cell) -> str:
        return self._known.get(id(cell)) or cell.origin.locator

    def _find_repeated(self) -> set[str]:
        """Locators of the cells of rows that say what another row of the same table said: the same label and numbers.

        Only table T4 has rows without a label.
        """
        said: set[tuple[str, ...]] = set()
        repeated: set[str] = set()
        for table in self._draft.tables:
            for row in table.rows:
                printed = [cell for cell in row if not cell.is_repeat and cell.text.strip()]
                places = {self._locate(cell) for cell in printed}
                texts = ["".join(cell.text.split()) for cell in printed]
                labels = [text for text in texts if any(map(str.isalpha, text))]
                key = (table.code, *labels[-1:], *(text for text in texts if text not in labels))
                if not self.used.isdisjoint(places):
                    said.add(key)
                elif key in said and (labels or table.code == "T4"):
                    repeated |= places
        return repeated

    def list_aside(self) -> Iterator[tuple[DraftTable, list[Cell]]]:
        """By table, the numbers behind the first one of their row that was read: in a column that no form has.

        A row of which nothing was read has a finding or is kept as unmapped; what stands before its values numbers it.
        """
        for table, rows in self._list_tables_aside():
            yield table, [cell for _, aside in rows for cell in aside]

    def list_passed(self) -> Iterator[str]:
        """Locators of the cells that were read of rows whose only numbers stand aside: one may be that of the cell."""
        for _, rows in self._list_tables_aside():
            for row, _ in rows:
                read = [cell for cell in row if self._locate(cell) in self.used]
                if not any(self._is_number(cell.text) for cell in read):
                    yield from map(self._locate, read)

    def list_unread(self) -> set[str]:
        """Codes of the tables in which a row has numbers and no cell that was read, but for rows that count columns."""
        left = self.numeric - self.used
        return {
            table.code
            for table in (self._draft.tables if left else ())
            if table.code in CURRENT and any(self._is_unread(row, left) for row in table.rows)
        }

    def _is_unread(self, row: Iterable[Cell], left: Collection[str]) -> bool:
        printed = [(self._locate(cell), cell.text.strip()) for cell in row if not cell.is_repeat]
        numbers = [text for place, text in printed if place in left]
        is_counting = numbers == [str(number) for number in range(1, len(numbers) + 1)]
        return bool(numbers) and not is_counting and self.used.isdisjoint(place for place, _ in printed)

    def _list_tables_aside(self) -> Iterator[tuple[DraftTable, list[tuple[tuple[Cell, ...], list[Cell]]]]]:
        """By table, the rows with numbers aside, and these."""
        left = self.numeric - self.used
        for table in self._draft.tables if left else ():
            rows = [(row, [c for c in self._find_behind(row) if self._locate(c) in left]) for row in table.rows]
            rows = [(row, aside) for row, aside in rows if aside]
            if rows and table.code in CURRENT:
                yield table, rows

    def _find_behind(self, row: Iterable[Cell]) -> list[Cell]:
        cells = list(row)
        first = next((i for i, cell in enumerate(cells) if self._locate(cell) in self.used), len(cells))
        return [cell for cell in cells[first:] if not cell.is_repeat and self._is_number(cell.text)]
