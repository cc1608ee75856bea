"""Fonts that come with packages of the tests, so that no test needs a font of the system."""

from importlib.util import find_spec
from pathlib import Path

import pytest


def find_packaged(package: str, place: str) -> Path:
    """A font in a package; whoever asks is skipped where the package is not installed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        pytest.skip(f"{package}, which brings a font, is not installed", allow_module_level=True)
    return Path(spec.origin).parent / place


def find_dejavu(name: str) -> Path:
    """One of the DejaVu fonts, by the name of its file."""
    return find_packaged("matplotlib", f"mpl-data/fonts/ttf/{name}")
