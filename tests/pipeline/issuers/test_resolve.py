"""What a resolution tells besides the code."""

import pytest

from db.schema.deadlines import deadline_class
from db.schema.records import IssuerRef
from pipeline.issuers.model import IssuerContext
from pipeline.issuers.resolve import resolve


def test_a_township_keeps_who_runs_it_apart_from_where_it_lies():
    resolution = resolve("平原城乡一体化示范区祝楼乡")

    assert resolution.issuer == IssuerRef(
        name="平原城乡一体化示范区祝楼乡",
        raw="平原城乡一体化示范区祝楼乡",
        code="410773203",
        level="township",
        kind="township_government",
        parent="新乡市平原城乡一体化示范区",
    )
    assert (resolution.parent_code, resolution.territory_code, resolution.division_code) == (
        "410773",
        "410725",
        "410773203",
    )


def test_a_zone_without_a_code_has_a_key_of_ours_and_no_division():
    resolution = resolve("平潭综合实验区管委会")

    assert (resolution.issuer.code, resolution.division_code) == ("350128/平潭综合实验区", None)
    assert (resolution.issuer.parent, resolution.territory_code) == ("福建省", "350128")


def test_government_and_office_are_two_issuers_of_one_place():
    government, office = resolve("忠县人民政府").issuer, resolve("忠县人民政府办公室").issuer

    assert (government.code, government.parent) == ("500233", "重庆市")
    assert (office.code, office.parent) == ("500233/政府办公室", "忠县")


def test_an_unresolved_name_tells_what_all_candidates_share():
    issuer = resolve("鼓楼区财政局").issuer

    assert issuer == IssuerRef("鼓楼区财政局", "鼓楼区财政局", code=None, level="county", kind="department")


def test_candidates_are_full_references():
    candidates = resolve("吉林财政局").candidates

    assert [(c.name, c.level, c.parent) for c in candidates] == [
        ("吉林省财政局", "province", "吉林省"),
        ("吉林市财政局", "prefecture", "吉林市"),
    ]


def test_a_full_name_stands_against_its_surroundings_and_says_so():
    resolution = resolve("麻阳县文昌阁乡", IssuerContext(site_name="芷江县人民政府"))

    assert (resolution.issuer.code, resolution.is_contradicted) == ("431226204", True)


def test_blanks_full_width_signs_and_brackets_are_no_part_of_a_name():
    resolution = resolve(" 沭阳县 发展和改革局（盖章）")

    assert (resolution.issuer.name, resolution.issuer.raw) == ("沭阳县发展和改革局", " 沭阳县 发展和改革局（盖章）")
    assert resolution.issuer.code == "321322/发展和改革局"


@pytest.mark.parametrize(
    ("name", "deadline"),
    [
        pytest.param("淮安市人民政府", "gov_31_mar", id="a government"),
        pytest.param("平潭县", "gov_31_mar", id="a county's government"),
        pytest.param("忠县人民政府办公室", "dept_31_jan", id="an office is a department"),
        pytest.param("沭阳县财政局", "dept_31_jan", id="a department"),
        pytest.param("外交部", "dept_31_jan", id="a ministry"),
        pytest.param("国家税务总局新乡市税务局", "dept_31_jan", id="a vertical agency"),
        pytest.param("固镇县残疾人联合会", "dept_31_jan", id="a body authorised by law"),
        pytest.param("鼓楼区财政局", "dept_31_jan", id="a department, wherever it is"),
        pytest.param("望楼县财政局", "dept_31_jan", id="a department of a place in no list"),
        pytest.param("突泉县永安镇", "local_rule", id="a township"),
        pytest.param("原阳县龙源街道办事处", "local_rule", id="a sub-district"),
        pytest.param("新乡市高新区", "local_rule", id="a zone"),
        pytest.param("固镇县第一中学", "local_rule", id="a school"),
        pytest.param("沭阳县人民法院", None, id="no issuer, no class"),
    ],
)
def test_deadline_class_follows_kind_and_level(name, deadline):
    issuer = resolve(name).issuer

    assert deadline_class(issuer) == deadline
