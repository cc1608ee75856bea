"""Which row of table T3 a printed label means: by label, variant or keyword under its parents, never by likeness."""

import pytest

from pipeline.catalogue.load import load_catalogue
from pipeline.forms.matching import RowContext, T3Index

CATALOGUE = load_catalogue()
INDEX = T3Index(CATALOGUE)
DENIED, OTHER, RESULT = (
    ("三、本年度办理结果", "（三）不予公开"),
    ("三、本年度办理结果", "（六）其他处理"),
    ("三、本年度办理结果",),
)


def find(label: str, parents: tuple[str, ...] = (), previous: str | None = None) -> tuple[str, str] | None:
    keys = tuple(CATALOGUE.folding.label_key(parent).key for parent in parents)
    above = next((row for row in CATALOGUE.t3_rows if row.code == previous), None)
    match = INDEX.find(CATALOGUE.folding.label_key(label), RowContext(keys, above))
    return None if match is None else (match.entry.code, match.method)


@pytest.mark.parametrize("row", CATALOGUE.t3_rows, ids=[row.label for row in CATALOGUE.t3_rows])
def test_the_forms_own_label_is_exact(row):
    assert find(row.label, row.path) == (row.code, "exact")


@pytest.mark.parametrize(
    ("label", "parents", "code", "method"),
    [
        pytest.param("(一)予以公开", RESULT, "outcome_granted", "exact", id="ASCII brackets"),
        pytest.param("（ 一 ） 予以公开", RESULT, "outcome_granted", "exact", id="spaced brackets"),
        pytest.param("一、予以公开", RESULT, "outcome_granted", "exact", id="another style of number"),
        pytest.param("予以公开", RESULT, "outcome_granted", "exact", id="no number"),
        pytest.param("(二)部分公开", RESULT, "outcome_partly_granted", "exact", id="the note left out"),
        pytest.param(
            '3.危及"三安全一稳定"', DENIED, "outcome_denied_security_stability", "exact", id="straight quotes"
        ),
        pytest.param("3.危及三安全、一稳定", DENIED, "outcome_denied_security_stability", "exact", id="a comma in it"),
        pytest.param("1、属于国家秘密", DENIED, "outcome_denied_state_secret", "exact", id="a comma after the number"),
        pytest.param("①属于国家秘密", DENIED, "outcome_denied_state_secret", "exact", id="a circled number"),
        pytest.param("涉及国家秘密的", DENIED, "outcome_denied_state_secret", "keyword", id="another verb"),
        pytest.param("2.其他法律行政止公开", DENIED, "outcome_denied_other_law", "keyword", id="dropped characters"),
        pytest.param(
            "2.其它法律、行政法规禁止公开", DENIED, "outcome_denied_other_law", "exact", id="the older sign for other"
        ),
        pytest.param("4.保护第三人合法权益", DENIED, "outcome_denied_third_party_rights", "variant", id="third person"),
        pytest.param(
            "1.逾期不补正", OTHER, "outcome_other_not_corrected_in_time", "keyword", id="shortened to its core"
        ),
        pytest.param("2.逾期未缴纳费用", OTHER, "outcome_other_fee_unpaid", "keyword", id="the fee shortened"),
        pytest.param(
            "二、上年度结转政府信息公开申请数量", (), "requests_carried_in", "variant", id="the year spelled out"
        ),
        pytest.param("一、本年度新收政府信息公开申请数量", (), "requests_received", "keyword", id="of the year"),
        pytest.param("（六）其他处理—3.其他", (), "outcome_other_other", "exact", id="behind its group"),
        pytest.param("三、本年度办理结果（一）予以公开", (), "outcome_granted", "exact", id="behind all results"),
        pytest.param("（六）其他处理情况", RESULT, "outcome_other", "variant", id="the group alone is no row of it"),
        pytest.param("四、结转下一年度继续办理", (), "requests_carried_out", "variant", id="the next year spelled out"),
        pytest.param("（七）合计", RESULT, "outcome_total", "variant", id="another word for total"),
        pytest.param("（七）总 计", RESULT, "outcome_total", "exact", id="a spaced total"),
        pytest.param(
            "4.无正当理由大量反复申请", (), "outcome_unprocessed_excessive_repeat", "exact", id="repeated in bulk"
        ),
        pytest.param("2.重复申请", (), "outcome_unprocessed_duplicate", "exact", id="repeated once"),
        pytest.param(
            "9.属于行政机关内部事务的", DENIED, "outcome_denied_internal_affairs", "keyword", id="a wrong number"
        ),
    ],
)
def test_a_label_in_another_print(label, parents, code, method):
    assert find(label, parents) == (code, method)


@pytest.mark.parametrize(
    ("label", "parents", "code"),
    [
        pytest.param("3.其他", OTHER, "outcome_other_other", id="other, the third of the other outcomes"),
        pytest.param("3.其他", (), "outcome_other_other", id="other, its parent lost"),
        pytest.param("（六）其他处理", RESULT, "outcome_other", id="other outcomes as one row"),
        pytest.param("2.其他法律行政法规禁止公开", DENIED, "outcome_denied_other_law", id="forbidden by another law"),
        pytest.param("（七）总计", (), "outcome_total", id="the total, its parent lost"),
    ],
)
def test_other_and_total_are_told_apart(label, parents, code):
    found = find(label, parents)

    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize(
    ("label", "parents"),
    [
        pytest.param("信息", RESULT, id="a word that names nothing"),
        pytest.param("9.属于工作秘密", DENIED, id="a row that no form has"),
        pytest.param("公开", RESULT, id="a word of many labels"),
        pytest.param("", RESULT, id="nothing"),
        pytest.param("1.国家秘密", OTHER, id="a keyword under another parent"),
    ],
)
def test_a_label_that_means_no_row(label, parents):
    assert find(label, parents) is None


def test_groups_are_the_labels_that_only_hold_rows():
    keys = {
        CATALOGUE.folding.label_key(label).key for label in ("三、本年度办理结果", "（三）不予公开", "（六）其他处理")
    }

    assert keys <= INDEX.groups
    assert CATALOGUE.folding.label_key("（一）予以公开").key not in INDEX.groups
