"""The report as a born-digital PDF, every line and glyph placed by us so that each page-break trap can be set."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from forge.facts import Facts
from forge.grid import GridTable
from forge.look import Look
from forge.page import Line, compose
from forge.ruled import Fragment, Metrics, Plan, Ruling, plan_table

_MARGIN = 48.0
_PROSE_SIZE = {"title": 17.0, "heading": 13.0, "paragraph": 11.5, "note": 9.0, "caption": 10.0}
_BUILT_IN = "STSong-Light"
_EMBEDDABLE = ("uming.ttc", "wqy-zenhei.ttc", "wqy-microhei.ttc", "simsun.ttc", "simhei.ttf", "msyh.ttc")


def to_pdf(facts: Facts, look: Look) -> bytes:
    """The bytes of the PDF; the same facts and look give the same bytes."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle("")
    writer = _Writer(canvas, look, find_font(look))
    writer.begin_page()
    for piece in compose(facts, look):
        if isinstance(piece, GridTable):
            writer.write_table(piece)
        elif piece.kind != "hidden":
            writer.write_line(piece)
    writer.finish()
    return buffer.getvalue()


def find_font(look: Look) -> str:
    """Name of a registered font: the look's own, else embedded if it asks and the system has one, else the built-in CID font."""
    if look.own_font:
        return look.own_font
    if look.embedded_font:
        for name in _EMBEDDABLE:
            if _register(name):
                return name
    pdfmetrics.registerFont(UnicodeCIDFont(_BUILT_IN))
    return _BUILT_IN


def has_embeddable_font() -> bool:
    """True where the system has a Chinese font that can go into the file."""
    return any(_register(name) for name in _EMBEDDABLE)


def _register(name: str) -> bool:
    if name in pdfmetrics.getRegisteredFontNames():
        return True
    try:
        font = TTFont(name, name)
    except TTFError:
        return False
    if not {ord("0"), ord("公")} <= font.face.charToGlyph.keys():
        return False
    pdfmetrics.registerFont(font)
    return True


@dataclass(slots=True)
class _Writer:
    """Fills pages from the top; ``y`` is the distance from the top edge."""

    canvas: Canvas
    look: Look
    font: str
    y: float = _MARGIN
    page: int = 1

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a page as people see it."""
        return (float(A4[1]), float(A4[0])) if self.look.rotated else (float(A4[0]), float(A4[1]))

    @property
    def bottom(self) -> float:
        return self.size[1] - _MARGIN

    @property
    def width(self) -> float:
        return self.size[0] - 2 * _MARGIN

    def begin_page(self) -> None:
        if self.look.rotated:
            self.canvas.setPageSize(self.size)  # the library turns the media box of a rotated page itself
            self.canvas.setPageRotation(90)
            self.canvas.translate(float(A4[0]), 0)
            self.canvas.rotate(90)

    def write_line(self, line: Line) -> None:
        size = _PROSE_SIZE[line.kind]
        metrics = Metrics(self.font, size)
        indent = "" if line.kind in ("title", "heading") else "\u3000\u3000"
        for part in line.text.split("\n"):
            for text in metrics.wrap(indent + part, self.width, keep_numbers=True):
                self._need(size * 1.6)
                left = _MARGIN + ((self.width - metrics.width(text)) / 2 if line.kind == "title" else 0)
                self._draw_text(text, left, self.y + size, size)
                self.y += size * 1.6
        self.y += size * 0.4

    def write_table(self, table: GridTable) -> None:
        plan = plan_table(table, Metrics(self.font, 9.0), self.width, overflow_heads=self.look.overflow_heads)
        if self.look.break_at and table.code == self.look.break_table:
            self._turn()
        if self.look.page_break == "whole":
            self._need(sum(plan.height(row) for row in range(table.head_rows + 1)))
        fragments: list[Fragment] = []
        for row in range(table.row_count):
            fragments = self._place_row(plan, row, fragments)
        self._draw(plan, fragments, is_last=True)
        self.y += 10

    def finish(self) -> None:
        self._number_page()
        self.canvas.save()

    def _place_row(self, plan: Plan, row: int, fragments: list[Fragment]) -> list[Fragment]:
        """The fragments of the current page after the row; draws the page when the row fills it."""
        forced = plan.table.code == self.look.break_table and row - plan.table.head_rows in self.look.break_at
        height = plan.height(row)
        if not forced and self.y + height <= self.bottom:
            return self._append(fragments, plan.whole(row, self.y))
        slots = self._cut_slots(plan, row, forced)
        rest = slots
        if slots:
            fragments = self._append(fragments, plan.part(row, 0, slots, self.y))
        if fragments:
            self._draw(plan, fragments, is_last=False)
        self._turn()
        fragments = self._repeat_head(plan, row)
        return self._append(fragments, plan.part(row, rest, plan.slots[row], self.y))

    def _cut_slots(self, plan: Plan, row: int, forced: bool) -> int:
        """How many text lines of the row stay on this page."""
        if self.look.page_break != "cut" or plan.slots[row] < 2:
            return 0
        if forced:
            return plan.slots[row] // 2
        room = int((self.bottom - self.y - plan.padding) // plan.leading)
        return max(0, min(room, plan.slots[row] - 1))

    def _repeat_head(self, plan: Plan, row: int) -> list[Fragment]:
        fragments: list[Fragment] = []
        if self.look.repeat_head and row >= plan.table.head_rows:
            for head in range(plan.table.head_rows):
                fragments = self._append(fragments, plan.whole(head, self.y))
        return fragments

    def _append(self, fragments: list[Fragment], fragment: Fragment) -> list[Fragment]:
        self.y = fragment.bottom
        return [*fragments, fragment]

    def _draw(self, plan: Plan, fragments: list[Fragment], *, is_last: bool) -> None:
        ruling = Ruling(plan, fragments, _MARGIN, self.look, is_last=is_last)
        for left, top, right, bottom in ruling.shades():
            self.canvas.setFillGray(0.85)
            self.canvas.rect(left, self._up(bottom), right - left, bottom - top, stroke=0, fill=1)
        self.canvas.setFillGray(0)
        if not self.look.borderless:
            self._draw_rules(ruling.edges())
        for text, left, baseline in ruling.texts():
            self._draw_text(text, left, baseline, plan.metrics.size)

    def _draw_rules(self, edges: Iterable[tuple[float, float, float, float]]) -> None:
        self.canvas.setLineWidth(0.5)
        for left, top, right, bottom in edges:
            if self.look.rules == "edges":
                self.canvas.rect(left, self._up(bottom), right - left or 0.5, bottom - top or 0.5, stroke=0, fill=1)
            else:
                self.canvas.line(left, self._up(top), right, self._up(bottom))

    def _draw_text(self, text: str, left: float, baseline: float, size: float) -> None:
        self.canvas.setFont(self.font, size)
        for piece in text if self.look.split_runs else (text,):
            self.canvas.drawString(left, self._up(baseline), piece)
            left += Metrics(self.font, size).width(piece) + self.look.letter_spacing

    def _need(self, height: float) -> None:
        if self.y + height > self.bottom:
            self._turn()

    def _turn(self) -> None:
        self._number_page()
        self.canvas.showPage()
        self.page += 1
        self.y = _MARGIN
        self.begin_page()

    def _number_page(self) -> None:
        if self.look.page_numbers:
            self._draw_text(f"— {self.page} —", self.size[0] / 2 - 15, self.size[1] - 25, 10)

    def _up(self, y: float) -> float:
        return self.size[1] - y
