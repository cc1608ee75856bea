"""The documents that are measured: made-up reports in every format, each with 200 cells and about a page of prose."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from forge import Facts, Look, make_facts, render

from benchmarks.as_doc import to_doc
from benchmarks.as_ofd import to_ofd
from benchmarks.as_xlsx import to_xlsx
from benchmarks.font import NAME, register_font
from extractors.model.source import SourceDocument

SIGNS = "砚望柏石乌青杏老九双清衡鹤榆岚渡沙桐柳荷枫松梅竹兰菊溪泉湖江洲桥城庄岗坪塘洼岭峪"
_ENDS = ("县财政局", "县审计局", "县教育局", "县自然资源局", "县人民政府", "县水利局", "县农业农村局")
_YEARS = (2021, 2022, 2023, 2024)
_SCALES = ("town", "county", "county", "city")
PLAIN_PROSE = Path(__file__).with_name("prose.txt")

LOOKS: dict[str, tuple[Look, ...]] = {
    "html": (Look(chrome=True), Look(chrome=True, word_pasted=True)),
    "docx": (Look(), Look(automatic_numbering=True)),
    "word": (Look(word_written=True), Look(word_written=True, automatic_numbering=True)),
    "pdf": (Look(own_font=NAME), Look(own_font=NAME, rules="edges", page_numbers=True)),
    "scan": (Look(),),
    "text": (Look(),),
    "doc": (Look(),),
    "ofd": (Look(t3_split="headed", t3_split_at=14),),
    "xlsx": (Look(),),
}
"""The looks of each format, taken in turn: a plain one and the one that costs most."""

_OWN_WRITERS: dict[str, Callable[[Facts, Look], bytes]] = {"doc": to_doc, "ofd": to_ofd, "xlsx": to_xlsx}
WORD = "word"
"""A docx with the properties that Word and WPS give every cell, paragraph and run: as much markup as the blank official
form has, five times that of the plain one, for the same cells."""
SUFFIXES = {"html": "html", "docx": "docx", WORD: "docx", "pdf": "pdf", "scan": "pdf", "text": "txt"}
SUFFIXES |= {kind: kind for kind in _OWN_WRITERS}


@dataclass(frozen=True, slots=True)
class Made:
    """One document, and what it prints."""

    data: bytes
    name: str
    facts: Facts

    @property
    def source(self) -> SourceDocument:
        """The document as the line takes it: new each time, for it keeps its digest."""
        return SourceDocument(self.data, self.name)


def make_document(kind: str, number: int) -> Made:
    """The document of one format with this number; every number has an issuer and year of its own."""
    facts = invent(number)
    look = LOOKS[kind][number % len(LOOKS[kind])]
    writer = _OWN_WRITERS.get(kind)
    if kind == "pdf":
        register_font()
    data = render(facts, look, "docx" if kind == WORD else kind) if writer is None else writer(facts, look)
    return Made(data, f"{number:05d}.{SUFFIXES[kind]}", facts)


def make_documents(kind: str, count: int, first: int = 0) -> list[Made]:
    """So many documents of one format."""
    return [make_document(kind, first + number) for number in range(count)]


def invent(number: int) -> Facts:
    """The facts of report ``number``, with the plain prose that real reports put between their counts."""
    place, year = divmod(number, len(_YEARS))
    place, end = divmod(place, len(_ENDS))
    first, second = divmod(place, len(SIGNS))
    issuer = f"{SIGNS[first % len(SIGNS)]}{SIGNS[second]}{_ENDS[end]}"
    facts = make_facts(number, year=_YEARS[year], scale=_SCALES[number % len(_SCALES)], issuer=issuer)
    prose = list(_read_prose())
    random.Random(number).shuffle(prose)
    return replace(facts, narrative={**facts.narrative, 1: (*facts.narrative[1], *prose)})


@cache
def _read_prose() -> tuple[str, ...]:
    return tuple(PLAIN_PROSE.read_text(encoding="utf-8").split())
