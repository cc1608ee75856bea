"""A font that has the Chinese signs a picture needs: checked glyph by glyph, so that no picture shows boxes."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from db.schema.engine import StoreError
from db.schema.extras import require

PREFERRED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",
)
"""Fonts for simplified script, the best first."""

_PACKAGE = "noto_cjk_sans_otc"
"""Noto Sans CJK as a package of the extra ``plot`` (SIL Open Font License 1.1), for machines without such a font."""


class PlotRefusedError(StoreError):
    """The picture cannot be drawn; the message says why."""


def find_font(text: str, *, installed: Iterable[Any] | None = None) -> str:
    """The family name of a font that has every sign of ``text``: of this machine, else of the extra ``plot``.

    Raises PlotRefusedError when there is none. ``installed`` stands for matplotlib's list of fonts.
    """
    manager = require("matplotlib.font_manager", "plot").fontManager
    found = _choose(manager.ttflist if installed is None else installed, text)
    if found is None and (path := _find_packaged()) is not None:
        manager.addfont(path)
        found = _choose((entry for entry in manager.ttflist if Path(entry.fname) == path), text)
    if found is None:
        raise PlotRefusedError("no font here has Chinese signs: install Noto Sans CJK, or pip install 'gongkai[plot]'")
    return found


def find_missing(text: str, family: str) -> str:
    """The signs of ``text`` that a font lacks, each once."""
    manager = require("matplotlib.font_manager", "plot").fontManager
    entry = next(entry for entry in manager.ttflist if entry.name == family)
    font = _open(entry)
    return "".join(dict.fromkeys(sign for sign in text if sign.isprintable() and not font.get_char_index(ord(sign))))


def _choose(entries: Iterable[Any], text: str) -> str | None:
    """The first preferred font that has the text."""
    by_name: dict[str, Any] = {}
    for entry in entries:
        by_name.setdefault(entry.name, entry)
    for name in PREFERRED:
        if name in by_name and all(_open(by_name[name]).get_char_index(ord(sign)) for sign in text):
            return name
    return None


def _open(entry: Any) -> Any:
    index = getattr(entry, "index", 0)
    ft2font = require("matplotlib.ft2font", "plot")
    return ft2font.FT2Font(entry.fname, face_index=index) if index else ft2font.FT2Font(entry.fname)


def _find_packaged() -> Path | None:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return next(iter(sorted(Path(spec.origin).parent.glob("*.ttc"))), None)
