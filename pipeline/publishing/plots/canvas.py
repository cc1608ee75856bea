"""What all pictures share: words, colours, the sheet they are drawn on, and saving them without a missing glyph."""

import tomllib
import uuid
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from db.schema.extras import require
from pipeline.publishing.plots.fonts import PlotRefusedError, find_font, find_missing

_WORDS = Path(__file__).parent / "words.toml"

INK, FAINT, PAPER = "#222222", "#8a8a8a", "#ffffff"
GROUPS = {
    "granted": "#0072b2",
    "partly_granted": "#56b4e9",
    "denied": "#d55e00",
    "unable": "#e69f00",
    "unprocessed": "#999999",
    "other": "#cc79a7",
}
"""The colours of Okabe and Ito, which all kinds of eyes tell apart."""
STATES = {"clean": "#009e73", "warned": "#56b4e9", "reviewed": "#e69f00", "flagged": "#d55e00"}
RUN_OUTCOMES = {
    "loaded": "#009e73",
    "unchanged": "#999999",
    "flagged": "#d55e00",
    "quarantined": "#cc79a7",
    "failed": "#222222",
}
_DOTS = 100
_NAME_ENDS = "\uff1a"
"""The full-width colon after an issuer's name."""
_HALVES_AN_INCH = 8
"""Half signs of a title that fit an inch of the sheet, what stands left of the axes taken off."""


@cache
def read_words() -> dict[str, dict[str, Any]]:
    """Every word that stands in a picture."""
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def say(table: str, name: str) -> str:
    """One word of ``words.toml``."""
    return str(read_words()[table][name])


def make_sheet(title: str, *, width: float = 8.0, height: float = 4.5, note: str = "") -> tuple[Any, Any]:
    """A figure and its axes, in a font that has the words; MissingExtraError without matplotlib."""
    matplotlib = require("matplotlib", "plot")
    figures = require("matplotlib.figure", "plot")
    family = find_font(_common_signs())
    matplotlib.rcParams.update({"font.family": [family], "svg.fonttype": "path", "axes.unicode_minus": False})
    figure = figures.Figure(figsize=(width, height), dpi=_DOTS, facecolor=PAPER, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(_break_title(title, width), loc="left", fontsize=13, color=INK, pad=10, linespacing=1.45)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=INK, labelsize=9)
    if note:
        figure.supxlabel(note, fontsize=7.5, color=FAINT, x=0.01, ha="left")
    return figure, axes


def find_width(years: int) -> float:
    """Inches of a sheet with so many years side by side: what stands under one must not touch the next."""
    return max(8.0, 2.6 + 0.72 * years)


def keep_room(axes: Any, years: Sequence[int]) -> None:
    """Leave the room of six years, so that a year alone is a bar and not a wall."""
    middle, half = (min(years) + max(years)) / 2, max(5, max(years) - min(years)) / 2 + 0.6
    axes.set_xlim(middle - half, middle + half)


def find_ink(ground: Any) -> str:
    """The ink that stands out more from a ground."""
    lightness = [_find_light(colour) + 0.05 for colour in (ground, INK, PAPER)]
    return INK if lightness[0] / lightness[1] >= lightness[2] / lightness[0] else PAPER


def _find_light(colour: Any) -> float:
    """Relative luminance as WCAG defines it."""
    parts = require("matplotlib.colors", "plot").to_rgb(colour)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _break_title(title: str, width: float) -> str:
    """The title in as many lines as it needs; broken at the name's end or a middle dot where that is enough."""
    most = int(width * _HALVES_AN_INCH)
    lines = [title]
    for sign in (_NAME_ENDS, " · ", ""):
        lines = [part for line in lines for part in _break_line(line, sign, most)]
    return "\n".join(lines)


def _break_line(line: str, sign: str, most: int) -> list[str]:
    if _count_halves(line) <= most:
        return [line]
    if not sign:
        end = next(place for place in range(len(line), 0, -1) if _count_halves(line[:place]) <= most)
        return [line[:end], *_break_line(line[end:], sign, most)]
    before, found, after = line.partition(sign)
    return [before + found.rstrip(" ·"), after] if found else [line]


def _count_halves(text: str) -> int:
    """How wide a text is, in halves of a Chinese sign."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def save_picture(figure: Any, path: Path) -> None:
    """Write the figure as PNG, SVG or PDF, by the file's ending: whole, or what was there before stays.

    Raises PlotRefusedError where a sign has no glyph: a box says nothing.
    """
    family = require("matplotlib", "plot").rcParams["font.family"][0]
    missing = find_missing("".join(list_texts(figure)), family)
    if missing:
        raise PlotRefusedError(f"the font {family} has no glyph for {missing}")
    metadata = {"Software": None} if path.suffix.lower() == ".png" else None
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex}{path.suffix}")
    try:
        figure.savefig(draft, metadata=metadata)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def list_texts(figure: Any) -> list[str]:
    """Everything that is written in a figure."""
    text = require("matplotlib.text", "plot").Text
    return [artist.get_text() for artist in figure.findobj(text) if artist.get_visible()]


def _common_signs() -> str:
    words = read_words()
    said = "".join(str(word) for table in words.values() for word in table.values() if isinstance(word, str))
    named = "".join(tile["name"] for tile in words["tiles"].values())
    return "".join(dict.fromkeys(sign for sign in said + named if sign.isprintable()))
