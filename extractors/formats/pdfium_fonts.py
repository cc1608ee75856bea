"""The font that PDFium draws Chinese with where a PDF brings none of its own; to be imported before a PDF is opened.

Where the ink of a sign stands depends on the font. On a machine without a Chinese one, signs had no ink at all, and a
file was read in another way than elsewhere. The one that is installed with gongkai serves there.
"""

import ctypes
import sys
from importlib.util import find_spec
from pathlib import Path

import pypdfium2._library_scope as library
from pypdfium2 import raw as pdfium
from pypdfium2.internal import bases

_SYSTEM = ("/usr/share/fonts", "/usr/share/X11/fonts/Type1", "/usr/share/X11/fonts/TTF", "/usr/local/share/fonts")
"""Where PDFium looks by itself on Linux: what is told stands in the place of these."""
_PACKAGE = "noto_cjk_sans_otc"


def _list_folders() -> list[str]:
    spec = find_spec(_PACKAGE)
    return [] if spec is None or spec.origin is None else [*_SYSTEM, str(Path(spec.origin).parent)]


def _write_paths(folders: list[str]) -> ctypes.Array[ctypes.c_char_p]:
    """The folders as C wants them, nothing at their end."""
    return (ctypes.c_char_p * (len(folders) + 1))(*(folder.encode() for folder in folders), None)


_PATHS = _write_paths(_list_folders())
"""Kept, for PDFium looks there later."""

if sys.platform == "linux" and len(_PATHS) > 1:
    library.destroy_lib()
    told = ctypes.cast(_PATHS, ctypes.POINTER(ctypes.POINTER(ctypes.c_char)))
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=told))
    bases.LIBRARY_AVAILABLE = True
