"""Titles of every pattern, to the one issuer they mean or to an honest no."""

import pytest

from pipeline.catalogue.load import load_catalogue
from pipeline.issuers.model import IssuerContext
from pipeline.issuers.resolve import resolve
from pipeline.issuers.titles import parse_title

PATTERNS = (
    "{}2019年政府信息公开工作年度报告",
    "2019年{}政府信息公开工作年度报告",
    "{}2019年政府信息公开年度报告",
    "{}2019年政务信息公开年度报告",
    "{}2019年度信息公开工作年报",
    "{}  ２０１９ 年政府信息公开\n工作年度报告",
    "{}二〇一九年政府信息公开工作年度报告（超链版）",
    "关于公布{}2019年政府信息公开工作年度报告（更正）",
)


def issuer_of(name, pattern=PATTERNS[0], **context):
    parsed = parse_title(pattern.format(name), load_catalogue().titles)
    return resolve(parsed.issuer, IssuerContext(year=parsed.year, **context))


@pytest.mark.parametrize(
    ("name", "code", "kind", "level"),
    [
        # governments, and their offices
        pytest.param("淮安市人民政府", "320800", "government", "prefecture", id="a city"),
        pytest.param("开远市", "532502", "government", "county", id="a bare place is its government"),
        pytest.param("河南省人民政府", "410000", "government", "province", id="a province"),
        pytest.param("北京市", "110000", "government", "province", id="a municipality"),
        pytest.param("恩施州", "422800", "government", "prefecture", id="a prefecture by its everyday name"),
        pytest.param("新疆维吾尔自治区人民政府", "650000", "government", "province", id="an autonomous region"),
        pytest.param("锡林郭勒盟", "152500", "government", "prefecture", id="a league"),
        pytest.param("太仆寺旗人民政府", "152527", "government", "county", id="a banner"),
        pytest.param("东莞市", "441900", "government", "prefecture", id="a city without counties is one issuer"),
        pytest.param("济源市人民政府", "419001", "government", "county", id="a county under its province"),
        pytest.param(
            "忠县人民政府办公室",
            "500233/政府办公室",
            "government_office",
            "county",
            id="a county's office is not the county",
        ),
        pytest.param(
            "上海市人民政府办公厅", "310000/政府办公室", "government_office", "province", id="a province's office"
        ),
        pytest.param("沭阳县政府办", "321322/政府办公室", "government_office", "county", id="an office in short"),
        pytest.param("海淀区人民政府", "110108", "government", "county", id="a district of one name"),
        pytest.param(
            "上海市浦东新区人民政府", "310115", "government", "county", id="a district that is called a new area"
        ),
        # departments
        pytest.param("沭阳县发展和改革局", "321322/发展和改革局", "department", "county", id="a county's bureau"),
        pytest.param(
            "沭阳县发改局", "321322/发展和改革局", "department", "county", id="its short form is the same issuer"
        ),
        pytest.param("河南省财政厅", "410000/财政厅", "department", "province", id="a province's department"),
        pytest.param("广西财政厅", "450000/财政厅", "department", "province", id="a region by its short name"),
        pytest.param(
            "新乡市市场监督管理局",
            "410700/市场监督管理局",
            "department",
            "prefecture",
            id="a bureau that begins with the sign for city",
        ),
        pytest.param("新乡市市监局", "410700/市场监督管理局", "department", "prefecture", id="the same in short"),
        pytest.param(
            "荆州市公安局", "421000/公安局", "department", "prefecture", id="a bureau whose name holds a county's"
        ),
        pytest.param("公安县公安局", "421022/公安局", "department", "county", id="and that county's own"),
        pytest.param(
            "江苏省南京市鼓楼区财政局", "320106/财政局", "department", "county", id="a district told by the units above"
        ),
        pytest.param(
            "徐州市鼓楼区财政局", "320302/财政局", "department", "county", id="a district of the same name elsewhere"
        ),
        pytest.param(
            "喀什地区疏附县教育局", "653121/教育局", "department", "county", id="another word for the subject"
        ),
        pytest.param(
            "新乡市生态环境局原阳分局",
            "410700/生态环境局原阳分局",
            "department",
            "county",
            id="a city bureau's branch in a county",
        ),
        pytest.param(
            "杭州市下城区财政局", "330103/财政局", "department", "county", id="a bureau of a district that is gone"
        ),
        pytest.param("长沙市长沙县教育局", "430121/教育局", "department", "county", id="a county named like its city"),
        pytest.param("吉林市财政局", "220200/财政局", "department", "prefecture", id="a city named like its province"),
        # townships and sub-districts
        pytest.param(
            "平原城乡一体化示范区祝楼乡", "410773203", "township_government", "township", id="a township run by a zone"
        ),
        pytest.param(
            "原阳县祝楼乡人民政府",
            "410773203",
            "township_government",
            "township",
            id="the same by the county it lies in",
        ),
        pytest.param(
            "突泉县永安镇人民政府", "152224103", "township_government", "township", id="one of many towns of a name"
        ),
        pytest.param(
            "麻阳县文昌阁乡",
            "431226204",
            "township_government",
            "township",
            id="a town of an autonomous county, everyday name",
        ),
        pytest.param("宁陕县梅子镇", "610923111", "township_government", "township", id="a town by its county"),
        pytest.param(
            "北京市东城区东华门街道办事处", "110101001", "subdistrict", "township", id="a sub-district's office"
        ),
        pytest.param(
            "原阳县龙源办事处", "410773002", "subdistrict", "township", id="a sub-district called only an office"
        ),
        pytest.param(
            "中山市东区街道", "442000002", "subdistrict", "township", id="a sub-district of a city without counties"
        ),
        # zones
        pytest.param("平原城乡一体化示范区", "410773", "zone", "county", id="a zone of the list"),
        pytest.param("新乡市高新区管委会", "410771", "zone", "county", id="a zone in short, with its committee"),
        pytest.param("石家庄高新区财政局", "130171/财政局", "department", "county", id="a zone's bureau"),
        pytest.param("郑州航空港区", "410173", "zone", "county", id="a zone by its everyday name"),
        pytest.param(
            "平潭综合实验区", "350128/平潭综合实验区", "zone", "prefecture", id="a declared zone without a code"
        ),
        pytest.param("平潭县人民政府", "350128", "government", "county", id="the county of the same ground"),
        pytest.param(
            "信阳市产业集聚区管委会", "411500/产业集聚区", "zone", None, id="a zone no list has is kept under its city"
        ),
        # central, vertical, law-authorised, utilities
        pytest.param("外交部", "000000/外交部", "department", "central", id="a ministry"),
        pytest.param(
            "中华人民共和国生态环境部",
            "000000/生态环境部",
            "department",
            "central",
            id="a ministry with the state's name",
        ),
        pytest.param("国家发改委", "000000/国家发展和改革委员会", "department", "central", id="a commission in short"),
        pytest.param(
            "国务院办公厅", "000000/国务院办公厅", "government_office", "central", id="the office of the State Council"
        ),
        pytest.param("中国气象局", "000000/中国气象局", "law_authorised_body", "central", id="a central body by law"),
        pytest.param("国家税务总局", "000000/国家税务总局", "department", "central", id="the head of a vertical line"),
        pytest.param(
            "国家税务总局新乡市税务局", "410700/税务局", "vertical_agency", "prefecture", id="its office in a city"
        ),
        pytest.param("新乡市税务局", "410700/税务局", "vertical_agency", "prefecture", id="the same without its head"),
        pytest.param(
            "国家统计局沭阳调查队", "321322/调查队", "vertical_agency", "county", id="a survey team, place shortened"
        ),
        pytest.param("中华人民共和国连云港海关", "320700/海关", "vertical_agency", "prefecture", id="a customs house"),
        pytest.param(
            "国家金融监督管理总局新乡监管分局",
            "410700/金融监督管理监管分局",
            "vertical_agency",
            "prefecture",
            id="an ending that goes with cities only",
        ),
        pytest.param("沭阳县气象局", "321322/气象局", "vertical_agency", "county", id="a weather bureau"),
        pytest.param("沭阳县消防救援大队", "321322/消防救援大队", "vertical_agency", "county", id="a fire brigade"),
        pytest.param(
            "固镇县残疾人联合会", "340323/残疾人联合会", "law_authorised_body", "county", id="a mass organisation"
        ),
        pytest.param(
            "淮安市住房公积金管理中心",
            "320800/住房公积金管理中心",
            "law_authorised_body",
            "prefecture",
            id="a public institution",
        ),
        pytest.param("固镇县第一中学", "340323/第一中学", "public_utility", "county", id="a school"),
        pytest.param("沭阳县自来水有限公司", "321322/自来水有限公司", "public_utility", "county", id="a water works"),
    ],
)
def test_a_name_that_tells_enough_is_resolved(name, code, kind, level):
    resolution = issuer_of(name)

    assert (resolution.issuer.code, resolution.issuer.kind, resolution.issuer.level) == (code, kind, level)
    assert resolution.candidates == ()


@pytest.mark.parametrize(
    ("name", "reason", "candidates"),
    [
        pytest.param("鼓楼区", "ambiguous", {"320106", "320302", "350102", "410204"}, id="a district of four cities"),
        pytest.param(
            "鼓楼区财政局",
            "ambiguous",
            {"320106/财政局", "320302/财政局", "350102/财政局", "410204/财政局"},
            id="and its bureau",
        ),
        pytest.param(
            "吉林财政局", "ambiguous", {"220000/财政局", "220200/财政局"}, id="a short name of province and city"
        ),
        pytest.param(
            "江苏省沭阳中等专业学校",
            "ambiguous",
            {"320000/沭阳中等专业学校", "321322/中等专业学校"},
            id="a place that may be part of a name",
        ),
        pytest.param("祝楼乡", "unconfirmed", {"410773203"}, id="a bare township, though only one is known"),
        pytest.param("区财政局", "unplaced", set(), id="a bureau of some district"),
        pytest.param("市场监督管理局", "unplaced", set(), id="a bureau of anywhere"),
        pytest.param("原阳县永安镇人民政府", "unknown_place", set(), id="a town the county has not"),
        pytest.param(
            "杭州市东湖区财政局", "unknown_place", set(), id="a district the city has not is no bureau of the city"
        ),
        pytest.param("沭阳县委老干部局", "unknown_organ", set(), id="the party is no issuer"),
        pytest.param("沭阳县人民法院", "unknown_organ", set(), id="nor is a court"),
        pytest.param("沭阳县沭城街道某某社区居委会", "unknown_organ", set(), id="nor a residents' committee"),
        pytest.param("", "unknown_organ", set(), id="no name at all"),
    ],
)
def test_a_name_that_does_not_is_refused_with_those_it_may_mean(name, reason, candidates):
    resolution = issuer_of(name)

    assert (resolution.is_resolved, resolution.reason) == (False, reason)
    assert {candidate.code for candidate in resolution.candidates} == candidates


@pytest.mark.parametrize(
    ("name", "context", "code"),
    [
        pytest.param("鼓楼区", {"site_name": "福州市人民政府门户网站"}, "350102", id="the site's city decides"),
        pytest.param("鼓楼区", {"site_code": "3203000001"}, "320302", id="the site's code decides"),
        pytest.param("鼓楼区", {"parent": "410204"}, "410204", id="the operator decides by code"),
        pytest.param("鼓楼区财政局", {"parent": "徐州市"}, "320302/财政局", id="the operator decides by name"),
        pytest.param(
            "区财政局",
            {"publisher": "鼓楼区财政局", "site_name": "徐州市人民政府"},
            "320302/财政局",
            id="publisher and site together",
        ),
        pytest.param(
            "县财政局", {"parent": "新乡市", "publisher": "原阳县财政局"}, "410725/财政局", id="the publisher's county"
        ),
        pytest.param("财政局", {"parent": "原阳县"}, "410725/财政局", id="a bureau of the operator's place"),
        pytest.param(
            "县教育局", {"site_domain": "https://www.guzhen.gov.cn/public"}, "340323/教育局", id="a declared domain"
        ),
        pytest.param("镇人民政府", {"publisher": "突泉县永安镇"}, "152224103", id="a town by its publisher"),
        pytest.param("祝楼乡", {"parent": "平原城乡一体化示范区"}, "410773203", id="a township confirmed by its zone"),
        pytest.param(
            "祝楼乡", {"site_name": "原阳县人民政府"}, "410773203", id="a township confirmed by its territory"
        ),
        pytest.param("永安镇", {"others": ("突泉县人民政府",)}, "152224103", id="another name in the document"),
        pytest.param(
            "开远市", {"publisher": "开远市人民政府办公室"}, "532502", id="an office publishes for its government"
        ),
    ],
)
def test_what_stands_around_a_name_decides(name, context, code):
    resolution = issuer_of(name, **context)

    assert resolution.issuer.code == code


@pytest.mark.parametrize(
    ("name", "context", "reason"),
    [
        pytest.param(
            "海淀区", {"site_name": "福州市人民政府"}, "contradiction", id="a bare name on another city's site"
        ),
        pytest.param(
            "祝楼乡", {"site_name": "沭阳县人民政府"}, "contradiction", id="a township on another county's site"
        ),
        pytest.param(
            "祝楼乡", {"site_name": "河南省人民政府"}, "unconfirmed", id="a province is too wide for a township"
        ),
        pytest.param("财政局", {"site_name": "新乡市人民政府"}, "unplaced", id="a city's site also holds its counties"),
        pytest.param("鼓楼区", {"site_name": "江苏省人民政府"}, "ambiguous", id="a province with two such districts"),
        pytest.param(
            "鼓楼区", {"parent": "南京市", "publisher": "徐州市财政局"}, "contradiction", id="sources that disagree"
        ),
    ],
)
def test_what_stands_around_a_name_can_forbid_an_answer(name, context, reason):
    resolution = issuer_of(name, **context)

    assert (resolution.is_resolved, resolution.reason) == (False, reason)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("开远市", "532502", id="a bare place"),
        pytest.param("忠县人民政府", "500233", id="a government"),
        pytest.param("忠县人民政府办公室", "500233/政府办公室", id="its office"),
        pytest.param("沭阳县发展和改革局", "321322/发展和改革局", id="a bureau"),
        pytest.param("平原城乡一体化示范区祝楼乡", "410773203", id="a township under a zone"),
        pytest.param("国家税务总局新乡市税务局", "410700/税务局", id="a vertical agency"),
        pytest.param("财政部", "000000/财政部", id="a ministry"),
    ],
)
def test_every_pattern_of_title_leads_to_the_same_issuer(name, code, pattern):
    assert issuer_of(name, pattern).issuer.code == code


@pytest.mark.parametrize(
    ("title", "context", "candidates"),
    [
        pytest.param("清河区2014年政府信息公开年度报告", {}, {"211204", "320802"}, id="two cities had one then"),
        pytest.param("清河区2022年政府信息公开年度报告", {}, {"211204"}, id="by then only one was left"),
        pytest.param(
            "清河区2014年政府信息公开年度报告",
            {"site_name": "淮安市人民政府"},
            {"320802"},
            id="a district that is gone, by its city",
        ),
    ],
)
def test_the_year_of_the_report_tells_which_divisions_there_were(title, context, candidates):
    resolution = issuer_of("", title, **context)
    found = resolution.candidates if resolution.candidates else (resolution.issuer,)

    assert {issuer.code for issuer in found} == candidates
