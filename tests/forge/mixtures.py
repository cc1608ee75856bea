"""Random reports: any traps together that one page may have, for property tests, benchmarks and samples."""

import json
import random
from pathlib import Path
from typing import Any

from forge.cases import Case
from forge.facts import make_facts
from forge.look import Look

_CHOICES: dict[str, tuple[object, ...]] = {
    "heads": ("plain", "plain", "paragraphs", "justified", "vertical"),
    "side": ("merged", "merged", "repeated", "empty"),
    "t3_split": ("", "", "headed", "bare"),
    "t3_split_at": (5, 8, 12, 15, 20),
    "section_titles": ("form", "form", "article50", "typo", "short"),
    "numbering": ("form", "form", "misnumbered", "restarted", "none"),
    "title": ("issuer_year", "year_issuer", "short", "affairs", "yearbook", "corrected"),
    "title_break": ("", "", "blanks", "lines"),
    "title_year": ("digits", "digits", "chinese", "full_width"),
    "table_order": (("T2", "T3", "T4"), ("T2", "T3", "T4"), ("T3", "T2", "T4"), ("T4", "T2", "T3")),
    "t4_row_label": ("", "", "件数"),
    "t2_shape": ("one", "one", "four"),
    "missing_headings": ((), (), (1, 5, 6)),
}
_SWITCHES = (
    "total_in_first_row",
    "unmerged_heads",
    "unmerged_values",
    "shuffled_heads",
    "label_in_wrong_column",
    "cut_group",
    "repeat_side",
    "t4_split",
    "metadata_table",
    "lead_sentence",
    "note_below_t4",
    "cell_padding",
    "shaded_heads",
)
_OF_FORMAT: dict[str, tuple[str, ...]] = {
    "html": ("chrome", "word_pasted", "nested", "hidden_text", "borderless", "header_tags", "broken_digits", "untidy"),
    "docx": (
        "tracked",
        "text_box",
        "automatic_numbering",
        "nested",
        "hidden_text",
        "borderless",
        "content_controls",
        "word_written",
    ),
    "pdf": ("repeat_head", "open_break", "page_numbers", "rotated"),
    "scan": ("page_numbers",),
    "text": (),
    "markdown": (),
}
_PRINTINGS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"zero": "/"},
    {"zero": "—"},
    {"zero": ""},
    {"zero": "mixed"},
    {"regulations_zero": "/"},
    {"full_width": True},
    {"thousands": ","},
    {"units": True},
    {"remarks": "bracket"},
    {"blank_organisations": True},
    {"blank_totals": True},
    {"merged_zero_rows": True},
)
_KEEPING_SPANS = ("html", "docx", "pdf")
# Changes that touch the same words exclude one another.
_LABEL_FAMILIES = (
    ("ascii_brackets", "spaced_brackets", "wide_spaced_brackets"),
    ("comma_numbers", "wide_dot_numbers", "spaced_numbers", "mixed_numbers"),
    ("straight_quotes", "square_quotes", "no_quotes"),
    ("sum_word", "spaced_sum"),
    ("spaced_article", "bare_article", "short_article", "arabic_article"),
    ("no_count_sign",),
    ("other_sign",),
    ("shortened",),
    ("spaced_words",),
)


def mix_case(seed: int, kind: str = "html") -> Case:
    """A random report in one format; the same seed gives the same report."""
    rng = random.Random(f"{kind}/{seed}")
    given = dict(rng.choice(_PRINTINGS))
    given["edition"] = rng.choice(("gb2021_30", "gb2021_30", "gb2019_60"))
    given["year"] = rng.choice((2019, 2020)) if given["edition"] == "gb2019_60" else rng.randint(2021, 2025)
    given["scale"] = rng.choice(("town", "county", "city"))
    if rng.random() < 0.15:
        given["consistent"] = False
    facts = make_facts(rng.randrange(10**6), **given)
    look = _mix_look(rng, kind)
    return Case(f"mixture {seed} as {kind}", facts, look, kind, is_clean=kind in _KEEPING_SPANS)


def write_case(case: Case, folder: Path) -> None:
    """Write ``source.*`` and ``truth.json`` into a folder of the case's own, made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = case.file_name.rpartition(".")[2]
    (folder / f"source.{suffix}").write_bytes(case.data())
    text = json.dumps(case.truth(), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")


def _mix_look(rng: random.Random, kind: str) -> Look:
    switches: dict[str, Any] = {name: rng.choice(options) for name, options in _CHOICES.items() if rng.random() < 0.4}
    names = (*_SWITCHES, *_OF_FORMAT[kind])
    switches.update({name: True for name in names if rng.random() < 0.15})
    switches["labels"] = tuple(rng.choice(family) for family in _LABEL_FAMILIES if rng.random() < 0.25)
    if kind in ("html", "text") and rng.random() < 0.2:
        switches["encoding"] = "gb18030"
    if kind == "pdf" and rng.random() < 0.5:
        switches["break_at"] = (rng.randint(1, 22),)
        switches["rules"] = rng.choice(("long", "edges"))
    return Look(**switches)
