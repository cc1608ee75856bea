"""Measured side by side with what a user would otherwise pick: the same documents, the same run, ratios.

The documents come from the generator that the tests use (``tests/forge`` and the writers beside it), so ``tests`` is
put on the path here; nothing in the product imports either.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))
