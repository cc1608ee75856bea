"""The page of results: chapters with a table each, targets with what was measured, as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

Row = tuple[str, ...]
_TARGET_HEAD = ("target", "measured", "at reference speed", "aim", "met")


@dataclass(frozen=True, slots=True)
class Target:
    """What was aimed at: a measured figure and the most, or the least, it may be."""

    name: str
    measured: float
    limit: float
    unit: str = "×"
    is_least: bool = False
    speed: float | None = None
    """How fast the machine was, with that on which the aims were set as 1; see ``benchmarks.yardstick``.

    None: as fast as while its whole topic was measured.
    """

    @property
    def is_met(self) -> bool:
        """True when the measured figure is not on the wrong side of the limit."""
        return self._is_good(self.measured)

    @property
    def at_reference(self) -> float | None:
        """What an absolute figure comes to on the machine on which the aims were set; None for a ratio or a size."""
        speed = self.speed or 1.0
        if self.unit == "ms":
            return self.measured * speed
        return self.measured / speed if self.unit == "/s" else None

    @property
    def is_met_at_reference(self) -> bool:
        """True for an absolute figure that is on the right side of the limit at that speed."""
        return self.at_reference is not None and self._is_good(self.at_reference)

    def _is_good(self, figure: float) -> bool:
        return figure >= self.limit if self.is_least else figure <= self.limit


@dataclass(frozen=True, slots=True)
class Chapter:
    """One topic: what was done, the figures, and which targets they answer."""

    title: str
    text: str
    head: Row = ()
    rows: Sequence[Row] = ()
    targets: Sequence[Target] = ()


def write_page(machine: Sequence[str], chapters: Sequence[Chapter], how: str) -> str:
    """The whole page."""
    targets = [target for chapter in chapters for target in chapter.targets]
    parts = ["# Measured\n", f"{how}\n", *(f"* {line}" for line in machine), ""]
    if targets:
        parts += [
            "## Targets\n",
            write_table(_TARGET_HEAD, map(_write_target, targets)),
        ]
    for chapter in chapters:
        parts += [f"## {chapter.title}\n", f"{chapter.text}\n"]
        if chapter.rows:
            parts.append(write_table(chapter.head, chapter.rows))
    return "\n".join(parts)


def _write_target(target: Target) -> Row:
    verdict = "yes" if target.is_met else "at reference speed" if target.is_met_at_reference else "**no**"
    aim = f"{'≥' if target.is_least else '≤'} {target.limit:g} {target.unit}"
    scaled = "" if target.at_reference is None else f"{target.at_reference:.2f} {target.unit}"
    return target.name, f"{target.measured:.2f} {target.unit}", scaled, aim, verdict


def write_table(head: Row, rows: object) -> str:
    """A table as Markdown."""
    assert hasattr(rows, "__iter__")
    lines = [head, tuple("---" if number == 0 else "---:" for number in range(len(head))), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def in_ms(seconds: float) -> str:
    """Milliseconds with three figures that count."""
    value = seconds * 1000
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def in_times(value: float) -> str:
    """A ratio with as many figures as it is worth."""
    return f"{value:.0f} ×" if value >= 10 else f"{value:.1f} ×" if value >= 2 else f"{value:.2f} ×"


def in_percent(share: float) -> str:
    """A share in percent."""
    return f"± {share:.0%}"
