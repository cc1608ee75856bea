"""Words held against made-up tables."""

from decimal import Decimal

import pytest

from db.schema.records import DocumentRef, Fact, IssuerRef, Report, Sighting
from pipeline.catalogue.load import load_catalogue
from pipeline.checks.prose_against_tables import check_narrative, compare
from pipeline.prose.read import read_figures
from pipeline.prose.words.lexicon import load_lexicon

CELLS = {
    "requests_received": 74,
    "requests_carried_in": 1,
    "outcome_total": 73,
    "outcome_granted": 40,
    "outcome_partly_granted": 3,
    "outcome_unable_not_held": 12,
    "outcome_unable_no_existing_information": 8,
    "requests_carried_out": 2,
    "reconsideration_total": 4,
    "litigation_direct_total": 2,
    "litigation_after_reconsideration_total": 1,
    "normative_documents_issued": 5,
    "admin_fees_cny_10k": 12,
}


def make_fact(field: str, value: int | None, applicant: str = "all") -> Fact:
    number = None if value is None else Decimal(value)
    return Fact(
        "T3", field, applicant, "blank" if value is None else "number", number, "件", str(value), "exact", "", None
    )


def facts(**changed: int | None) -> tuple[Fact, ...]:
    natural = (
        make_fact("requests_received", 60, "natural_person"),
        make_fact("requests_received", 14, "other_organisation"),
    )
    return natural + tuple(make_fact(field, value) for field, value in (CELLS | changed).items())


def judge(text: str, **changed: int | None) -> list[tuple[str, str, str]]:
    lexicon = load_lexicon()
    compared = compare(read_figures(text, 1, lexicon), facts(**changed), lexicon)
    return [(one.claim.indicator.code, one.state, one.meaning.words) for one in compared]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param("全年收到政府信息公开申请74件。", "requests_received", id="new requests"),
        pytest.param(
            "全年收到政府信息公开申请75件。",
            "requests_received + requests_carried_in",
            id="new and carried in together",
        ),
        pytest.param("全年收到政府信息公开申请60件。", "requests_received.natural_person", id="one applicant's cell"),
    ],
)
def test_received_may_mean_several_cells(text, meaning):
    assert judge(text) == [("requests_received", "pass", meaning)]


def test_a_number_that_no_meaning_confirms_fails():
    assert judge("全年收到政府信息公开申请76件。") == [("requests_received", "fail", "requests_received")]


def test_a_wider_scope_makes_it_uncertain():
    assert judge("全县各部门收到政府信息公开申请760件。") == [("requests_received", "uncertain", "requests_received")]


def test_a_part_beside_the_confirmed_total_is_uncertain():
    found = judge("全年收到政府信息公开申请74件。下半年收到政府信息公开申请31件。")

    assert [state for _, state, _ in found] == ["pass", "uncertain"]


def test_an_approximate_number_is_never_held_against_a_cell():
    assert judge("全年收到政府信息公开申请70余件。") == []


def test_a_blank_cell_confirms_nothing_and_denies_nothing():
    assert judge("发生行政复议9件。", reconsideration_total=None) == []


def test_an_outcome_of_which_the_table_lacks_a_row_confirms_nothing_and_denies_nothing():
    lexicon = load_lexicon()
    figures = read_figures("全年收到政府信息公开申请74件，其他处理9件。", 1, lexicon)
    cells = [*facts(), make_fact("outcome_other_fee_unpaid", 4)]
    form = [spec.code for spec in load_catalogue().t3_fields("gb2021_30")]

    assert "outcome_other" in {one.claim.indicator.code for one in compare(figures, cells, lexicon)}
    assert "outcome_other" not in {one.claim.indicator.code for one in compare(figures, cells, lexicon, form)}


def test_a_blank_cell_leaves_the_other_meanings():
    found = judge("全年收到政府信息公开申请60件。", requests_received=None)

    assert found == [("requests_received", "pass", "requests_received.natural_person")]


def test_all_numbers_of_a_sentence_are_judged():
    found = judge(
        "受理申请74件，办结70件，结转下年度2件，其中予以公开及部分公开43件，无法提供20件；行政复议4件，行政诉讼3件。"
    )

    assert [(code, state) for code, state, _ in found] == [
        ("requests_received", "pass"),
        ("requests_completed", "fail"),
        ("requests_carried_out", "pass"),
        ("outcome_granted_or_partly", "pass"),
        ("outcome_unable", "pass"),
        ("reconsiderations", "pass"),
        ("litigations", "pass"),
    ]


def test_one_ground_may_stand_for_its_group():
    assert judge("答复申请73件，其中因不掌握相关信息无法提供12件。")[1] == (
        "outcome_unable",
        "pass",
        "outcome_unable_not_held",
    )


def test_one_kind_of_lawsuit_may_be_meant():
    assert judge("发生行政诉讼2件。") == [("litigations", "pass", "litigation_direct_total")]


@pytest.mark.parametrize(
    ("text", "carried_out", "state"),
    [
        pytest.param("收到申请74件，均已按时办结。", 0, "pass", id="all done, nothing carried over"),
        pytest.param("收到申请74件，均已按时办结。", 2, "fail", id="all done, but the table carries over"),
        pytest.param("收到申请74件，办理建议3件均已办结。", 0, "pass", id="said once a sentence"),
    ],
)
def test_all_done_means_nothing_is_carried_over(text, carried_out, state):
    found = [one for one in judge(text, requests_carried_out=carried_out) if one[0] == "requests_carried_out"]

    assert found == [("requests_carried_out", state, "requests_carried_out")]


def test_a_statement_of_none_denies_the_whole_and_not_a_part():
    lexicon = load_lexicon()
    figures = read_figures("全年未收到政府信息公开申请。", 1, lexicon)
    cells = (make_fact("requests_received", 3), make_fact("requests_received", 0, "other_organisation"))

    (one,) = compare(figures, cells, lexicon)

    assert (one.state, one.claim.is_statement, one.meaning.total) == ("fail", True, Decimal(3))


def test_the_fee_for_requests_is_never_held_against_other_fees():
    assert judge("收取信息处理费5元。") == []


def make_report(text: str) -> Report:
    return Report(
        issuer=IssuerRef("石桥镇人民政府", "石桥镇人民政府"),
        year=2024,
        title="",
        document=DocumentRef("0" * 64, "text/plain", "a.txt", 1),
        sighting=Sighting("a.txt"),
        editions=(("T3", "gb2021_30"),),
        facts=facts(),
        figures=read_figures(text, 1, load_lexicon()),
    )


def test_a_finding_tells_both_numbers_and_the_meaning_in_both_languages():
    (finding,) = check_narrative(make_report("全年收到政府信息公开申请76件。"), load_catalogue())

    assert (finding.rule, finding.state, finding.severity) == ("NARR.RECEIVED", "fail", "warning")
    assert (finding.expected, finding.reported, finding.field) == (Decimal(74), Decimal(76), "requests_received")
    assert finding.message == "文字称收到申请 76（“76件”），表中为 74（requests_received）"
    assert finding.message_en == "the text says 76 requests received (76件), the table 74 (requests_received)"


def test_a_denial_has_a_rule_of_its_own():
    (finding,) = check_narrative(make_report("全年未发生行政复议。"), load_catalogue())

    assert (finding.rule, finding.state, finding.reported, finding.expected) == (
        "NARR.STATEMENT",
        "fail",
        Decimal(0),
        Decimal(4),
    )


def test_another_meaning_than_the_first_is_told_and_the_first_is_not():
    found = list(check_narrative(make_report("全年收到政府信息公开申请75件，办结73件。"), load_catalogue()))

    assert [(one.rule, one.state, one.severity, one.formula) for one in found] == [
        ("NARR.RECEIVED", "pass", "info", "75件 = requests_received + requests_carried_in")
    ]
