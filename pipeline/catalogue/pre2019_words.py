"""The wordings of tables from before 2019: other prints of their labels, and the heads of their columns."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db.schema.records import TableCode
from pipeline.catalogue.compiled import read_toml
from pipeline.catalogue.load import HERE, OLD_TABLES
from pipeline.catalogue.model import LabelSpec


@dataclass(frozen=True, slots=True)
class OldWords:
    """The words of one older table."""

    table_code: TableCode
    edition: str
    indicator: tuple[str, ...]
    """Heads of the column of labels; likewise unit, this year's values, the values of all years."""
    unit: tuple[str, ...]
    year: tuple[str, ...]
    cumulative: tuple[str, ...]
    prefixes: tuple[str, ...]
    """Stand before the list number of a row that is part of the one above."""
    remark: tuple[str, ...]
    """Heads of a column of words about the row."""
    code: tuple[str, ...]
    """Heads of a column of the row's own number."""
    titles: tuple[str, ...]
    """Labels of rows that carry no figure."""
    labels: dict[str, LabelSpec]
    """Field code -> the label and its other wordings."""
    nouns: dict[str, tuple[str, ...]]
    """Field code -> what prose calls the same count."""


@cache
def load_old_words(folder: Path = HERE) -> tuple[OldWords, ...]:
    """The words of every older table, from the catalogue's folder."""
    return tuple(_read(folder / f"{name}.toml", code, name) for code, name in OLD_TABLES)


def _read(path: Path, table_code: TableCode, edition: str) -> OldWords:
    data = read_toml(path)
    words = data["words"]
    rows = [row for row in data["row"] if row.get("field")]
    return OldWords(
        table_code=table_code,
        edition=edition,
        indicator=tuple(words["indicator"]),
        unit=tuple(words["unit"]),
        year=tuple(words["year"]),
        cumulative=tuple(words["cumulative"]),
        prefixes=tuple(words["prefixes"]),
        remark=tuple(words["remark"]),
        code=tuple(words["code"]),
        titles=tuple(row["label"] for row in data["row"] if not row.get("field")),
        labels={row["field"]: LabelSpec(row["label"], tuple(row.get("variants", ())), ()) for row in rows},
        nouns={row["field"]: tuple(row.get("words", ())) for row in rows},
    )
