import pytest

from pipeline.prose.words.concepts import LexiconError
from pipeline.prose.words.lexicon import INDICATORS, PROSE, build_lexicon, load_lexicon


def changed(path, tmp_path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    copy = tmp_path / path.name
    copy.write_text(text.replace(old, new, 1), "utf-8")
    return copy


def test_the_catalogue_holds_seventy_indicators_with_rules():
    lexicon = load_lexicon()

    ruled = {rule.indicator for rule in lexicon.rules.rules} - {None}
    assert len(lexicon.indicators) == 70
    assert ruled == set(lexicon.indicators)


def test_an_indicator_names_the_cells_it_can_be_held_against():
    indicator = load_lexicon().indicators["litigations"]

    assert indicator.table_sum_of == ("litigation_direct_total", "litigation_after_reconsideration_total")


def test_a_word_nobody_declared_is_refused_with_its_place(tmp_path):
    indicators = changed(INDICATORS, tmp_path, 'near = ["hotline"]', 'near = ["hotlin"]')

    with pytest.raises(LexiconError, match=r"indicators\.toml:\d+: hotline_tickets_12345: nothing declares 'hotlin'"):
        build_lexicon(PROSE, indicators)


def test_a_misspelt_key_is_refused(tmp_path):
    indicators = changed(INDICATORS, tmp_path, "followed_by =", "folowed_by =")

    with pytest.raises(LexiconError, match="unknown key 'folowed_by'"):
        build_lexicon(PROSE, indicators)


def test_a_word_listed_twice_is_refused_with_its_place(tmp_path):
    prose = changed(PROSE, tmp_path, 'live = ["直播"', 'live = ["直播", "直播"')

    with pytest.raises(LexiconError, match=r"prose\.toml:\d+: concept 'live' lists '直播' twice"):
        build_lexicon(prose, INDICATORS)


def test_a_word_that_goes_over_the_end_of_a_sentence_is_refused_with_its_place(tmp_path):
    prose = changed(PROSE, tmp_path, 'live = ["直播"', 'live = ["直播。"')

    with pytest.raises(LexiconError, match=r"prose\.toml:\d+: a word of 'live' goes over the end of a sentence"):
        build_lexicon(prose, INDICATORS)


def test_a_compound_stands_for_all_its_concepts_in_every_combination(tmp_path):
    first = '[[compound]]\nconcepts = ["live", "read"]\nparts = [["甲", ""], ["乙", "丙"]]\n'
    prose = changed(PROSE, tmp_path, "[[compound]]\n", f"{first}[[compound]]\n")

    concepts = build_lexicon(prose, INDICATORS).concepts
    assert {word for word in ("甲乙", "甲丙", "乙", "丙", "甲") if concepts.get(word) == {"live", "read"}} == {
        "甲乙", "甲丙", "乙", "丙",
    }  # fmt: skip


def test_a_compound_of_a_concept_that_nothing_declares_is_refused(tmp_path):
    prose = changed(PROSE, tmp_path, 'concepts = ["repeal"]', 'concepts = ["repeel"]')

    with pytest.raises(LexiconError, match=r"prose\.toml:\d+: nothing declares the concept 'repeel'"):
        build_lexicon(prose, INDICATORS)


def test_a_word_of_another_length_than_its_traditional_form_is_refused(tmp_path):
    prose = changed(PROSE, tmp_path, '"答覆" = "答复"', '"答覆" = "答复了"')

    with pytest.raises(LexiconError, match=r"fold\.words: '答覆' and '答复了' are not of one length"):
        build_lexicon(prose, INDICATORS)


def test_a_simplified_sign_that_is_itself_simplified_is_refused(tmp_path):
    first = load_lexicon().folding.traditional
    traditional, simplified = (chr(sign) for sign in next(iter(first.items())))
    prose = changed(PROSE, tmp_path, f"{traditional}{simplified} ", f"{traditional}{simplified} {simplified}件 ")

    with pytest.raises(LexiconError, match=f"'{simplified}' is the simplified form of one sign and has one itself"):
        build_lexicon(prose, INDICATORS)


def test_the_same_rule_for_two_indicators_is_refused(tmp_path):
    rule = '{ near = ["full_time"], units = "people", without = ["part_time"], weight = 70 },'
    indicators = changed(
        INDICATORS, tmp_path, '{ near = ["part_time"], units = "people", without = ["full_time"], weight = 70 },', rule
    )

    with pytest.raises(LexiconError, match="staff_part_time and staff_full_time have the same rule"):
        build_lexicon(PROSE, indicators)


def test_an_indicator_declared_twice_is_refused(tmp_path):
    indicators = changed(INDICATORS, tmp_path, 'code = "posts_weibo"', 'code = "posts_wechat"')

    with pytest.raises(LexiconError, match="'posts_wechat' is declared twice"):
        build_lexicon(PROSE, indicators)
