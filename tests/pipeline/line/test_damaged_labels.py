"""Labels and heads with signs lost, swapped or cut: what is read then is right, flagged or absent."""

import random
from dataclasses import replace

import pytest
from by_hand import document_of, edit_cells, report_of
from forge.facts import make_facts, truth
from forge.look import Look

from extractors.model.document import Cell, Document
from pipeline.publishing.evaluate import score_report

SEEDS = range(60)
PRINTINGS: tuple[dict[str, str | bool], ...] = ({}, {"zero": ""}, {"zero": "/"}, {"blank_totals": True})


def damage(rng: random.Random, text: str) -> str:
    """The text with one sign lost, replaced or swapped with the next, cut off, or gone altogether."""
    at = rng.randrange(len(text))
    ways = (
        text[:at] + text[at + 1 :],
        text[:at] + "口" + text[at + 1 :],
        text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
        text[: at + 1],
        "",
    )
    return rng.choice(ways)


def damage_labels(rng: random.Random, document: Document, share: float) -> Document:
    """The document with some of its labels and heads damaged, the copies of a merged one like itself."""
    damaged: dict[str, str] = {}

    def change(cell: Cell) -> Cell:
        is_label = any("一" <= sign <= "鿿" for sign in cell.text)
        place = cell.origin.locator
        if is_label and place not in damaged:
            damaged[place] = damage(rng, cell.text) if rng.random() < share else cell.text
        return replace(cell, text=damaged.get(place, cell.text))

    return edit_cells(document, change)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_report_with_damaged_labels(seed):
    rng = random.Random(seed)
    edition, year = rng.choice((("gb2021_30", 2023), ("gb2019_60", 2020)))
    facts = make_facts(seed, edition=edition, year=year, scale="city", **rng.choice(PRINTINGS))
    look = Look(
        shuffled_heads=rng.random() < 0.5,
        unmerged_heads=rng.random() < 0.3,
        unmerged_values=rng.random() < 0.3,
        label_in_wrong_column=rng.random() < 0.3,
        side=rng.choice(("merged", "repeated", "empty")),
        t2_shape=rng.choice(("one", "four")),
        t4_split=rng.random() < 0.3,
    )
    document = document_of(facts, look, rng.choice(("grid", "lines", "aligned")))
    report = report_of(damage_labels(rng, document, rng.choice((0.02, 0.06, 0.15))))

    assert score_report("damaged", report, dict(truth(facts)["facts"])).silent == []  # type: ignore[call-overload]
