"""Reads the catalogue's TOML files and refuses ambiguity, naming file and line."""

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from db.schema.records import TableCode
from extractors.model.labels import Folding
from extractors.model.landmarks import ChapterMark, Landmarks, TableMark, TitleMarks
from pipeline.catalogue.compiled import read_toml
from pipeline.catalogue.model import (
    Applicant,
    Catalogue,
    CheckWords,
    Edition,
    FieldSpec,
    Identity,
    LabelSpec,
    Rule,
    T2Form,
    TitleWords,
    TopicSpec,
    ValueWords,
)

HERE = Path(__file__).parent
T2_EDITIONS = ("gb2021_30", "gb2019_60")
OLD_TABLES: tuple[tuple[TableCode, str], ...] = (("S14", "gbf2014_32"), ("LOCAL", "local_pre2019"))
FORM_FILES = (
    "applicants",
    "checks",
    "editions",
    "identities",
    "labels",
    "landmarks",
    "sections",
    "t3",
    "t4",
    "values",
    *(f"t2_{edition}" for edition in T2_EDITIONS),
    *(name for _, name in OLD_TABLES),
)

Entry = dict[str, Any]


class CatalogueError(Exception):
    """The catalogue contradicts itself; the message names file, line and entry."""


class _File:
    """One TOML file, able to say on which line an entry stands."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = f"{name}.toml"
        self.path = folder / self.name
        try:
            self.data: Entry = read_toml(self.path)
        except ValueError as error:  # of which TOMLDecodeError is one
            raise CatalogueError(f"{self.name}: {error}") from error

    def entries(self, kind: str) -> list[Entry]:
        return list(self.data.get(kind, []))

    def line_of(self, kind: str, index: int) -> int:
        """Line of the index-th ``[[kind]]``, from 1."""
        text = self.path.read_text(encoding="utf-8")
        lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{kind}]]"]
        return lines[index]

    def refuse(self, kind: str, index: int, why: str) -> CatalogueError:
        return CatalogueError(f"{self.name}:{self.line_of(kind, index)}: {why}")

    def refuse_repeats(self, kind: str, keys: Sequence[tuple[str, ...]], what: str) -> None:
        """Raise when two entries share a key; ``keys`` holds each entry's keys, in order."""
        owner: dict[str, int] = {}
        for index, entry_keys in enumerate(keys):
            for key in dict.fromkeys(entry_keys):
                if key in owner:
                    first = self.line_of(kind, owner[key])
                    raise self.refuse(kind, index, f"{what} {key!r} is already taken by the entry in line {first}")
                owner[key] = index


@cache
def load_catalogue(folder: Path = HERE) -> Catalogue:
    """The catalogue of a folder; CatalogueError when it is ambiguous.

    Two labels with one path, a code used twice, an identity over unknown fields: all are refused here, when the
    catalogue loads, not when a report arrives.
    """
    rule_files = [path.stem for path in sorted(folder.glob("rules*.toml"))]
    files = {name: _File(folder, name) for name in (*FORM_FILES, *rule_files)}
    folding = _read_folding(files["labels"])
    t3_rows, t3_labels = _read_t3(files["t3"], folding)
    t4_columns, t4_labels = _read_t4(files["t4"])
    catalogue = Catalogue(
        version=_hash(folder),
        editions=_read_editions(files["editions"]),
        applicants=_read_applicants(files["applicants"]),
        t2=tuple(_read_t2(files[f"t2_{edition}"], edition, folding) for edition in T2_EDITIONS),
        t3_rows=t3_rows,
        t3_labels=t3_labels,
        t4_columns=t4_columns,
        t4_labels=t4_labels,
        old_tables=tuple(spec for code, name in OLD_TABLES for spec in _read_old_table(files[name], code, name)),
        identities=_read_identities(files["identities"]),
        rules=_read_rules(files[name] for name in rule_files),
        topics=_read_topics(files["sections"]),
        values=_read_values(files["values"]),
        check_words=CheckWords(**{name: tuple(words) for name, words in files["checks"].data.items()}),
        titles=_read_titles(files["landmarks"], folding),
        landmarks=_read_landmarks(files["landmarks"], files["sections"], folding),
        folding=folding,
    )
    _refuse_unknown_fields(catalogue, files["identities"])
    return catalogue


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _read_folding(file: _File) -> Folding:
    traditional = file.data["traditional"]
    if len(traditional["from"]) != len(traditional["to"]):
        raise CatalogueError(f"{file.name}: [traditional] from and to differ in length")
    signs = {ord(a): b for a, b in zip(traditional["from"], traditional["to"], strict=True)}
    signs |= {ord(a): b for a, b in file.data["signs"].items()}
    return Folding(signs, tuple(file.data["fold"].items()), file.data["numerals"])


def _read_editions(file: _File) -> tuple[Edition, ...]:
    entries = file.entries("edition")
    file.refuse_repeats("edition", [(entry["code"],) for entry in entries], "edition")
    return tuple(
        Edition(e["code"], e["zh"], e["en"], e["first_year"], e.get("last_year"), tuple(e["tables"])) for e in entries
    )


def _read_applicants(file: _File) -> tuple[Applicant, ...]:
    entries = file.entries("applicant")
    file.refuse_repeats("applicant", [(entry["label"], *entry["variants"]) for entry in entries], "label")
    return tuple(
        Applicant(e["code"], e["label"], e["en"], tuple(e["variants"]), e["role"] == "total", e.get("group", ""))
        for e in entries
    )


def _label(entry: Entry) -> LabelSpec:
    return LabelSpec(entry["label"], tuple(entry.get("variants", ())), tuple(entry.get("keywords", ())))


def _keys(entry: Entry, folding: Folding) -> tuple[str, ...]:
    path = "›".join(folding.label_key(part).key for part in entry.get("path", ()))
    labels = (entry["label"], *entry.get("variants", ()))
    return tuple(f"{path}›{folding.label_key(label).key}" for label in labels)


def _read_t3(file: _File, folding: Folding) -> tuple[tuple[FieldSpec, ...], dict[str, LabelSpec]]:
    entries = file.entries("row")
    file.refuse_repeats("row", [(entry["field"],) for entry in entries], "field")
    file.refuse_repeats("row", [_keys(entry, folding) for entry in entries], "label path")
    file.refuse_repeats("row", [tuple(entry["keywords"]) for entry in entries], "keyword")
    rows = tuple(
        FieldSpec(
            code=e["field"],
            table_code="T3",
            label=e["label"],
            en=e["en"],
            path=tuple(e["path"]),
            editions=tuple(e["editions"]),
            unit="件",
            kind="count",
            role=e["role"],
            legal_basis=e.get("legal_basis"),
        )
        for e in entries
    )
    return rows, {entry["field"]: _label(entry) for entry in entries}


def _read_t2(file: _File, edition: str, folding: Folding) -> T2Form:
    rows, columns = file.entries("row"), file.entries("column")
    file.refuse_repeats("row", [_keys(entry, folding) for entry in rows], "row label")
    file.refuse_repeats("column", [_keys(entry, folding) for entry in columns], "column label")
    cells = file.entries("cell")
    file.refuse_repeats("cell", [(cell["field"],) for cell in cells], "field")
    file.refuse_repeats("cell", [(f"{cell['row']} × {cell['column']}",) for cell in cells], "cell")
    blocks = {row["label"]: row["block"] for row in rows}
    known_columns = {column["label"] for column in columns}
    for index, cell in enumerate(cells):
        if cell["row"] not in blocks or cell["column"] not in known_columns:
            raise file.refuse("cell", index, f"no such row or column: {cell['row']} × {cell['column']}")
    return T2Form(
        edition,
        tuple(_label(row) for row in rows),
        tuple(_label(column) for column in columns),
        {(c["row"], c["column"]): _t2_field(c, blocks[c["row"]], edition) for c in cells},
    )


def _t2_field(cell: Entry, block: str, edition: str) -> FieldSpec:
    return FieldSpec(
        code=cell["field"],
        table_code="T2",
        label=f"{cell['row']}·{cell['column']}",
        en=cell["en"],
        path=(block, cell["row"], cell["column"]),
        editions=(edition,),
        unit=cell.get("unit"),
        kind=cell["kind"],
        role="leaf",
    )


def _read_t4(file: _File) -> tuple[tuple[FieldSpec, ...], dict[str, LabelSpec]]:
    entries = file.entries("column")
    file.refuse_repeats("column", [(entry["field"],) for entry in entries], "field")
    file.refuse_repeats("column", [("›".join((*e["path"], e["label"])),) for e in entries], "label path")
    columns = tuple(
        FieldSpec(e["field"], "T4", e["label"], e["en"], tuple(e["path"]), T2_EDITIONS[::-1], "件", "count", e["role"])
        for e in entries
    )
    labels = {entry["label"]: _label(entry) for entry in (*file.entries("group"), *entries)}
    return columns, labels


def _read_old_table(file: _File, table_code: Any, edition: str) -> list[FieldSpec]:
    return [
        FieldSpec(
            code=e["field"],
            table_code=table_code,
            label=e["label"],
            en=e["field"].replace("_", " ").capitalize(),
            path=(e["parent"],) if e.get("parent") else (),
            editions=(edition,),
            unit=e.get("unit"),
            kind="money" if e.get("unit") in ("元", "万元") else "count",
            role=e.get("role", "leaf"),
        )
        for e in file.entries("row")
        if e.get("field")
    ]


def _read_identities(file: _File) -> tuple[Identity, ...]:
    return tuple(
        Identity(
            e["rule"],
            e["table"],
            e.get("edition"),
            e.get("for_each"),
            tuple(e["left"]),
            e["relation"],
            tuple(e["right"]),
        )
        for e in file.entries("identity")
    )


def _refuse_unknown_fields(catalogue: Catalogue, file: _File) -> None:
    known = {spec.code for spec in (*catalogue.fields, *catalogue.old_tables)}
    known |= {applicant.code for applicant in catalogue.applicants} | {"leaves"}
    for index, identity in enumerate(catalogue.identities):
        for name in (*identity.left, *identity.right):
            if name not in known:
                raise file.refuse("identity", index, f"names no field: {name}")
        if identity.rule not in catalogue.rules:
            raise file.refuse("identity", index, f"no rule has the code {identity.rule}")


def _read_rules(files: Iterable[_File]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for file in files:
        for index, e in enumerate(file.entries("rule")):
            if e["code"] in rules:
                raise file.refuse("rule", index, f"code {e['code']!r} is used twice")
            rules[e["code"]] = Rule(e["code"], e["severity"], e["zh"], e["en"], e["fix"])
    return rules


def _read_topics(file: _File) -> tuple[TopicSpec, ...]:
    return tuple(TopicSpec(e["code"], e["title"], tuple(e["words"])) for e in file.entries("topic"))


def _read_values(file: _File) -> ValueWords:
    states = {text: state for state, texts in file.data["states"].items() for text in texts}
    signs = {key: frozenset(file.data[key]) for key in ("zero_words", "zero_letters", "numerals")}
    conversions = {tuple(key.split(">")): Decimal(factor) for key, factor in file.data["conversions"].items()}
    return ValueWords(
        states=states,
        zero_words=signs["zero_words"],
        zero_letters=signs["zero_letters"],
        numerals=signs["numerals"],
        corrections=tuple(file.data["corrections"]),
        minus=tuple(file.data["signs"]["minus"]),
        plus=tuple(file.data["signs"]["plus"]),
        remarks=tuple(file.data["remarks"]),
        more=tuple(file.data["more"]),
        last_year=frozenset(file.data["last_year"]),
        unit_words=tuple(file.data["unit_words"]),
        units=frozenset(file.data["units"]["known"]),
        conversions={(source, target): factor for (source, target), factor in conversions.items()},
    )


_TITLE_MARKS = (
    "subjects",
    "kinds",
    "not_kinds",
    "not_part_ends",
    "table_kinds",
    "whole_year",
    "frame",
    "announcing",
    "not_announced",
)


def _read_landmarks(file: _File, sections: _File, folding: Folding) -> Landmarks:
    title = file.data["title"]
    return Landmarks(
        folding=folding,
        chapters=tuple(
            ChapterMark(e["code"], e["number"], (e["title"], *e["variants"]), tuple(e["words"]))
            for e in sections.entries("section")
        ),
        tables=tuple(
            TableMark(
                e["code"], tuple(folding.text_key(vote) for vote in e["votes"]), e["minimum"], e.get("current", True)
            )
            for e in file.entries("table")
        ),
        title=TitleMarks(*(tuple(title[key]) for key in _TITLE_MARKS)),
    )


def _read_titles(file: _File, folding: Folding) -> TitleWords:
    title = file.data["title"]
    return TitleWords(
        subjects=tuple(title["subjects"]),
        prefixes=tuple(title["prefixes"]),
        tails=tuple(title["tails"]),
        nobody=frozenset(title["nobody"]),
        compiled=tuple(title["compiled"]),
        publishing=tuple(title["publishing"]),
        restore=tuple(title["restore"].items()),
        corrections=tuple(title["corrections"]),
        issuer_keys=tuple(title["issuer_keys"]),
        source_keys=tuple(title["source_keys"]),
        date_keys=tuple(title["date_keys"]),
        digits=title["digits"],
        zero_signs=title["zero_signs"],
        somebody=tuple(title["somebody"]),
        folding=folding,
    )
