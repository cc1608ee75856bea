"""Reports whose tables are drawn in plain text, as text browsers leave them: every cell, whatever its lines."""

import pytest
from forge.drawn import SIGNS, Pen, draw
from forge.facts import make_facts, truth
from forge.look import Look
from forge.page import Line, compose

from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report
from pipeline.publishing.evaluate import score_report

OLD = {"edition": "gb2019_60", "year": 2020}


def read(facts, look, pen):
    pieces = [piece.text if isinstance(piece, Line) else draw(piece, pen) for piece in compose(facts, look)]
    report = read_report(SourceDocument("\n\n".join(pieces).encode(), "report.txt"), load_catalogue())
    return score_report("drawn", report, truth(facts, look)["facts"])


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize("wrap", [3, 8, 30])
def test_every_cell_of_a_drawn_table_is_read_however_narrow_it_is(signs, wrap):
    pen = Pen(signs, wrap, valign=("top", "middle", "bottom")[wrap % 3 - 1])

    for given in ({"scale": "city"}, {"scale": "town", "zero": ""}, OLD):
        score = read(make_facts(wrap, **given), Look(), pen)

        assert (score.missing, score.wrong) == ([], [])


@pytest.mark.parametrize(("wide", "ambiguous"), [(1, 1), (2, 1), (2, 2)])
@pytest.mark.parametrize("signs", ["light", "plus"])
def test_how_wide_a_program_takes_a_chinese_sign_to_be_does_not_matter(signs, wide, ambiguous):
    score = read(make_facts(3), Look(), Pen(signs, 5, wide=wide, ambiguous=ambiguous))

    assert (score.missing, score.wrong) == ([], [])


@pytest.mark.parametrize("look", [Look(broken_digits=True), Look(heads="paragraphs"), Look(one_big_table=True)])
def test_numbers_and_heads_on_several_lines_of_a_drawn_cell_are_whole(look):
    score = read(make_facts(5, scale="city"), look, Pen(wrap=10))

    assert (score.missing, score.wrong) == ([], [])
