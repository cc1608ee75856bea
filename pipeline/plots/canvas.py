"""What all pictures share: words, colours, the sheet they are drawn on, and saving them without a missing glyph."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from db.extras import require
from pipeline.plots.fonts import PlotRefusedError, find_font, find_missing

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
    axes.set_title(title, loc="left", fontsize=13, color=INK, pad=10)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=INK, labelsize=9)
    if note:
        figure.supxlabel(note, fontsize=7.5, color=FAINT, x=0.01, ha="left")
    return figure, axes


def save_picture(figure: Any, path: Path) -> None:
    """Write the figure as PNG, SVG or PDF, by the file's ending.

    Raises PlotRefusedError where a sign has no glyph: a box says nothing.
    """
    family = require("matplotlib", "plot").rcParams["font.family"][0]
    missing = find_missing("".join(list_texts(figure)), family)
    if missing:
        raise PlotRefusedError(f"the font {family} has no glyph for {missing}")
    metadata = {"Software": None} if path.suffix.lower() == ".png" else None
    figure.savefig(path, metadata=metadata)


def list_texts(figure: Any) -> list[str]:
    """Everything that is written in a figure."""
    text = require("matplotlib.text", "plot").Text
    return [artist.get_text() for artist in figure.findobj(text) if artist.get_visible()]


def _common_signs() -> str:
    words = read_words()
    said = "".join(str(word) for table in words.values() for word in table.values() if isinstance(word, str))
    named = "".join(tile["name"] for tile in words["tiles"].values())
    return "".join(dict.fromkeys(sign for sign in said + named if sign.isprintable()))
