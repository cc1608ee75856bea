"""How each cell of a report is shown: its text, its kind, and the marks that a reader must not miss."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from db.reading.reviews import HeldFinding
from db.schema.records import Fact
from pipeline.catalogue.findings import show_number
from pipeline.catalogue.promises import Key

LONGEST = 12
"""Signs of a cell's text that are shown in a table."""

_GRAVEST = ("error", "warning", "involved", "judged")
_METHOD_MARKS = {"by_constraint": "derived", "ocr": "ocr", "manual": "corrected"}


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell as it is shown."""

    field: str
    applicant: str
    kind: str
    """number, zero, or any other state of a fact; ``absent`` where the report has no such cell."""
    text: str
    marks: tuple[str, ...] = ()
    """error, warning, involved (a failed sum uses it), judged, derived, ocr, corrected: the gravest first."""
    raw: str = ""
    """As the document prints it, beneath a correction too."""
    has_remark: bool = False
    """Whether something else than the number is printed."""


def view_cells(
    facts: Iterable[Fact], findings: Iterable[HeldFinding], corrected: Mapping[Key, str] = MappingProxyType({})
) -> dict[Key, CellView]:
    """(field, applicant) -> how the cell is shown; ``corrected``: what the document prints in cells people mended."""
    marks = collect_marks(findings)
    views = {}
    for fact in facts:
        key = (fact.field, fact.applicant)
        views[key] = view_fact(fact, marks.get(key, ()), read_raw=corrected.get(key))
    return views


def view_fact(fact: Fact, marks: tuple[str, ...] = (), *, read_raw: str | None = None) -> CellView:
    """One fact as it is shown; ``read_raw``: what the document prints, as it was read, where a person corrected it."""
    mark = _METHOD_MARKS.get(fact.method) if read_raw is None else "corrected"
    raw = fact.raw if read_raw is None else read_raw
    return CellView(
        field=fact.field,
        applicant=fact.applicant,
        kind=find_kind(fact.state, fact.value),
        text=_find_text(fact),
        marks=marks if mark is None else (*marks, mark),
        raw=raw,
        has_remark=fact.value is not None and _squeeze(raw) != show_number(fact.value),
    )


def view_absent(code: str, who: str) -> CellView:
    """A cell of the form that the report does not have."""
    return CellView(code, who, "absent", "")


def find_kind(state: str, value: Decimal | None) -> str:
    """The state, with zero apart from other numbers."""
    return "zero" if state == "number" and value == 0 else state


def collect_marks(findings: Iterable[HeldFinding]) -> Mapping[Key, tuple[str, ...]]:
    """The gravest thing that findings say of each cell: of the one they are about, and of those a failed sum uses."""
    found: dict[Key, str] = {}
    for key, mark in _list_marks(findings):
        found[key] = min(found.get(key, mark), mark, key=_GRAVEST.index)
    return {key: (mark,) for key, mark in found.items()}


def _list_marks(findings: Iterable[HeldFinding]) -> Iterator[tuple[Key, str]]:
    for finding in findings:
        if not finding.is_open or finding.severity == "info":
            continue
        is_judged = finding.verdict is not None
        if finding.subject is not None:
            yield finding.subject, "judged" if is_judged else finding.severity
        if finding.state == "fail" and not is_judged:
            yield from ((key, "involved") for key in finding.cells - {finding.subject})


def _find_text(fact: Fact) -> str:
    if fact.value is not None:
        return show_number(fact.value)
    if fact.candidates:
        return " | ".join(fact.candidates)
    text = " ".join(fact.raw.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
