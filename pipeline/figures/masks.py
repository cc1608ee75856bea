"""The kinds of numbers that count nothing, and where a text has them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.figures.signs import find_from


@dataclass(frozen=True, slots=True)
class Mask:
    """One kind of number that counts nothing: dates, telephones, shares."""

    name: str
    pattern: re.Pattern[str]
    signs: frozenset[str]
    """One of these stands in every text that the pattern matches, or just before it; none where that is not known."""
    starts: re.Pattern[str] | None
    """One of the signs with which a match begins; None where that is not known, or where the search knows it anyway."""

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The spans that ``finditer`` of the pattern gives; it is tried only where a match may begin."""
        if self.starts is None:
            found = self.pattern.finditer(text, start, end)
        else:
            found = find_from(self.starts, self.pattern, text, start, end)
        return (match.span() for match in found)


def read_mask(entry: Mapping[str, Any]) -> Mask:
    """One kind as the catalogue declares it."""
    starts = re.compile(f"[{entry['starts']}]") if "starts" in entry else None
    return Mask(entry["name"], re.compile(entry["pattern"]), frozenset(entry.get("signs", "")), starts)
