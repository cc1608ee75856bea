"""The version of the code that reads documents; stored with every revision."""

import hashlib
from functools import cache
from pathlib import Path

CODE_VERSION = "0.1.0"

_ROOT = Path(__file__).parents[1]
_PACKAGES = ("extractors", "pipeline", "db")
_LIBRARIES = (
    "jieba",
    "lxml",
    "office-oxide",
    "openpyxl",
    "pdfplumber",
    "pypdfium2",
    "rapidocr",
    "rapidocr-onnxruntime",
    "xlrd",
)
"""What readings come from, besides our own code."""


@cache
def identify_code() -> str:
    """The version and a digest of all that a reading depends on: two runs that share it read alike."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*")):
            if path.suffix in (".py", ".toml", ".csv", ".txt"):
                digest.update(f"{path.relative_to(_ROOT)}\n".encode() + path.read_bytes())
    digest.update(" ".join(f"{name}={_find_version(name)}" for name in _LIBRARIES).encode())
    return f"{CODE_VERSION}+{digest.hexdigest()[:12]}"


def _find_version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return ""
