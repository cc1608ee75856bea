"""Visual lines -> headings and paragraphs."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.grids.ruling.marks import UNREAD
from extractors.grids.ruling.text import GlyphRun, drop_unread, line_text
from extractors.model.document import Box, Heading, Origin, Paragraph

LONGEST_HEADING = 60
"""Characters; a longer text is prose, whatever it looks like."""
SENTENCE_END = tuple("。；，、;,!！?？")
"""Signs that a title does not end with."""
PARAGRAPH_END = tuple("。；：！？.;:!?”）)")
SIZE_STEP = 1.12
"""Ratio from which two sizes of type differ to the eye."""

LOOSE_STEP = 1.6
"""The same where one of the sizes is guessed."""
FIRST_FULL_WIDTH = "\u2e80"
"""From here on characters are as wide as the type is high."""


@dataclass(slots=True)
class VisualLine:
    """One visual line outside the ruled tables."""

    page: int
    runs: list[GlyphRun]
    text: str
    """As printed."""
    left: float
    top: float
    right: float
    bottom: float
    size: float
    """Size of the type: the width of a full-width character where the line has one; heights differ between fonts."""
    is_measured: bool = True
    """False where the line has no full-width character and the size is a guess from its height."""

    @property
    def middle(self) -> float:
        """Height of the middle on the page."""
        return (self.top + self.bottom) / 2


def make_line(page: int, runs: list[GlyphRun]) -> VisualLine:
    """A line of runs that stand side by side, left to right."""
    return VisualLine(
        page,
        runs,
        drop_unread(line_text(runs)),
        runs[0].left,
        min(run.top for run in runs),
        max(run.right for run in runs),
        max(run.bottom for run in runs),
        *_measure_type(runs),
    )


def _measure_type(runs: Sequence[GlyphRun]) -> tuple[float, bool]:
    full = [glyph for run in runs for glyph in run.glyphs if glyph[0] >= FIRST_FULL_WIDTH and glyph[0] != UNREAD]
    if full:
        signs = len("".join([glyph[0] for glyph in full]))
        return sum([right - left for _, left, _, right, _ in full]) / signs, True
    return max(run.bottom - run.top for run in runs) / 1.2, False


def is_same_type(one: VisualLine, other: VisualLine) -> bool:
    """Whether two lines may be set in the same size of type; more freely where one had to be guessed."""
    step = SIZE_STEP if one.is_measured and other.is_measured else LOOSE_STEP
    return max(one.size, other.size) <= step * min(one.size, other.size)


@dataclass(frozen=True, slots=True)
class Body:
    """How the running text of the document is set."""

    left: float
    right: float
    size: float
    pitch: float


def measure_body(lines: Sequence[VisualLine]) -> Body:
    """Left and right edge, size of type and line pitch of most of the text."""
    if not lines:
        return Body(0.0, 0.0, 12.0, 18.0)
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    size = sizes.most_common(1)[0][0]
    body = [line for line in lines if abs(line.size - size) <= 1] or list(lines)
    lefts = Counter(round(line.left) for line in body)
    commonest = max(lefts.values())
    left = min(edge for edge, count in lefts.items() if count * 4 >= commonest)
    rights = sorted(line.right for line in body)
    steps = [
        below.middle - above.middle
        for above, below in pairwise(body)
        if above.page == below.page and 0 < below.middle - above.middle < 4 * size
    ]
    pitch = sorted(steps)[len(steps) // 2] if steps else 1.5 * size
    return Body(float(left), rights[len(rights) * 3 // 4], float(size), pitch)


def make_prose(lines: Sequence[VisualLine], body: Body, first_block: int) -> list[Heading | Paragraph]:
    """The paragraphs and headings that consecutive lines make; ``first_block`` is the first one's index."""
    groups: list[list[VisualLine]] = []
    for line in lines:
        if groups and not _begins_paragraph(groups[-1], line, body):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_make_block(group, body, first_block + index) for index, group in enumerate(groups)]


def _begins_paragraph(group: list[VisualLine], line: VisualLine, body: Body) -> bool:
    """Whether a new paragraph begins with this line: other type, an indent, a wide gap, or a short line before it."""
    last = group[-1]
    if not is_same_type(last, line):
        return True
    is_next_page = line.page != last.page
    if not is_next_page and line.middle - last.middle > 1.35 * max(body.pitch, 1.2 * line.size):
        return True
    if _is_title(last, body) and _is_title(line, body):
        return is_next_page
    is_short = last.right < body.right - (2.5 if last.text.endswith(PARAGRAPH_END) else 6) * last.size
    is_right_of_last = len(group) > 1 or line.left > last.left - 0.5 * line.size
    return is_short or (line.left > body.left + 0.8 * line.size and is_right_of_last)


def _is_title(line: VisualLine, body: Body) -> bool:
    """Whether the line is set larger than the text and in the middle of it."""
    center = (body.left + body.right) / 2
    is_centered = abs((line.left + line.right) / 2 - center) < 3 * line.size
    return line.size > SIZE_STEP * body.size and is_centered


def _make_block(group: list[VisualLine], body: Body, block: int) -> Heading | Paragraph:
    first = group[0]
    text = join_lines([line.text for line in group])
    on_page = [line for line in group if line.page == first.page]
    box = Box(
        min(line.left for line in on_page),
        first.top,
        max(line.right for line in on_page),
        max(line.bottom for line in on_page),
    )
    origin = Origin(page=first.page, box=box, block=block)
    if _is_title(first, body) and len(text) <= LONGEST_HEADING:
        return Heading(text, origin, 1)
    if len(group) == 1 and _looks_like_heading(first, text, body):
        return Heading(text, origin)
    return Paragraph(text, origin)


def _looks_like_heading(line: VisualLine, text: str, body: Body) -> bool:
    """Whether a paragraph of one line titles what follows: short, no full stop, and not run to the right edge."""
    is_short = line.right < body.right - line.size and len(text) <= LONGEST_HEADING
    return is_short and not text.rstrip().endswith(SENTENCE_END) and re.search(r"\w", text) is not None


def join_lines(texts: Sequence[str]) -> str:
    """One text of the lines of a paragraph: a blank only between words that need one."""
    joined = texts[0]
    for text in texts[1:]:
        needs_blank = joined[-1:].isascii() and joined[-1:].isalpha() and text[:1].isascii() and text[:1].isalnum()
        joined += f" {text}" if needs_blank else text
    return joined
