"""Whole titles as sites print them, and the one issuer they mean; where they mean nobody for sure, nobody."""

import pytest

from pipeline.catalogue.load import load_catalogue
from pipeline.issuers.model import IssuerContext
from pipeline.issuers.resolve import resolve
from pipeline.issuers.titles import parse_title


def read(title, **context):
    """Year, and code of the issuer; None for one that is not settled."""
    parsed = parse_title(title, load_catalogue().titles)
    return parsed.year, resolve(parsed.issuer, IssuerContext(year=parsed.year, **context)).issuer.code


@pytest.mark.parametrize(
    ("title", "year", "code"),
    [
        # years and words around the name
        ("曹县2023年政府信息公开工作年度报告", 2023, "371721"),
        ("2022年曹县人民政府政府信息公开工作年度报告", 2022, "371721"),
        ("定海区 2 0 2 3 年政府信息公开工作年度报告", 2023, "330902"),
        ("舟山市普陀区二〇二二年政府信息公开工作年度报告", 2022, "330903"),
        ("德清县二0二二年政务公开工作年度报告", 2022, "330521"),
        ("德清县二O二二年政务公开工作年度报告", 2022, "330521"),
        ("延津县僧固乡二○二四年政府信息公开工作年度报告", 2024, "410726200"),
        ("贵阳市白云区人民政府２０２４年度政府信息公开工作年度报告（超链版）", 2024, "520113"),
        ("西安市人民政府2023年政府信息公开工作年度报告（图片版）", 2023, "610100"),
        ("嘉兴市嘉善县西塘镇2021年政府信息公开工作年度报告（修订）", 2021, "330421103"),
        ("【更正】德清县民政局2022年政府信息公开工作年度报告", 2022, "330521/民政局"),
        ("德清县水利局政府信息公开2022年度报告（更新版）", 2022, "330521/水利局"),
        ("关于印发《德清县2022年政府信息公开工作年度报告》的通知", 2022, "330521"),
        ("德清县人民政府办公室关于2022年政府信息公开工作的年度报告", 2022, "330521/政府办公室"),
        ("政府信息公开年报 - 德清县乾元镇2022年政府信息公开工作年度报告", 2022, "330521101"),
        ("德清县莫干山镇政务信息公开年度报告（2022年）", 2022, "330521115"),
        ("延津县2024年度住建局政府信息公开工作年度报告", 2024, "410726/住房和城乡建设局"),
        # one short name under different parents
        ("上海市普陀区人民政府2021年政府信息公开年度报告", 2021, "310107"),
        ("北京市朝阳区教育委员会2023年政府信息公开工作年度报告", 2023, "110105/教育委员会"),
        ("长春市朝阳区教育局2023年政府信息公开工作年度报告", 2023, "220104/教育局"),
        ("石家庄市新华区财政局2023年政府信息公开工作年度报告", 2023, "130105/财政局"),
        ("平顶山新华区财政局2023年政府信息公开工作年度报告", 2023, "410402/财政局"),
        ("铜陵市郊区2023年政府信息公开工作年度报告", 2023, "340711"),
        ("承德市兴隆县兴隆镇2023年政府信息公开工作年度报告", 2023, "130822100"),
        ("新乡市新乡县合河乡2024年政府信息公开工作年度报告", 2024, "410721200"),
        ("大连市中山区教育局2022年政府信息公开工作年度报告", 2022, "210202/教育局"),
        # a township under two parents
        ("河南省新乡市平原城乡一体化示范区祝楼乡2024年政府信息公开工作年度报告", 2024, "410773203"),
        ("新乡市平原示范区祝楼乡人民政府2024年政府信息公开工作年度报告", 2024, "410773203"),
        ("原阳县祝楼乡2016年政府信息公开工作年度报告", 2016, "410773203"),
        # sub-districts, also as agencies of their government
        ("上海市静安区人民政府江宁路街道办事处2023年政府信息公开工作年度报告", 2023, "310106006"),
        ("天津市河西区人民政府友谊路街道办事处2023年政府信息公开工作年度报告", 2023, "120103007"),
        ("深圳市龙岗区龙城街道办2022年政府信息公开工作年度报告", 2022, "440307015"),
        ("河津市城区街道办事处2022年政府信息公开工作年度报告", 2022, "140882001"),
        # governments of other names, and their offices
        ("喀什地区行政公署2023年政府信息公开工作年度报告", 2023, "653100"),
        ("阿里地区行署办公室2023年政府信息公开工作年度报告", 2023, "542500/政府办公室"),
        ("黔东南州人民政府办公室2022年政府信息公开工作年度报告", 2022, "522600/政府办公室"),
        ("镇宁自治县教育和科技局2022年政府信息公开工作年度报告", 2022, "520423/教育和科技局"),
        ("鄂尔多斯市伊金霍洛旗2022年政府信息公开工作年度报告", 2022, "150627"),
        ("石河子市2023年政府信息公开工作年度报告", 2023, "659001"),
        ("神农架林区2023年政府信息公开年报", 2023, "429021"),
        # departments, whoever leads them, and their branches
        ("新乡市红旗区人民政府信访局2024年政府信息公开工作年度报告", 2024, "410702/信访局"),
        ("河南省人民政府国有资产监督管理委员会2022年政府信息公开工作年度报告", 2022, "410000/国有资产监督管理委员会"),
        ("河南省国资委2022年政府信息公开工作年度报告", 2022, "410000/国有资产监督管理委员会"),
        ("淮安市人民政府外事办公室2022年政府信息公开年报", 2022, "320800/外事办公室"),
        ("浑南区国资局2022年政府信息公开工作年度报告", 2022, "210112/国有资产监督管理局"),
        ("新乡市生态环境局新乡县分局2024年政府信息公开工作年度报告", 2024, "410700/生态环境局新乡分局"),
        ("新乡市公安局红旗分局2024年政府信息公开工作年度报告", 2024, "410700/公安局红旗分局"),
        ("杭州市公安局西湖区分局2022年政府信息公开工作年度报告", 2022, "330100/公安局西湖分局"),
        ("杭州市公安局西湖分局2022年政府信息公开工作年度报告", 2022, "330100/公安局西湖分局"),
        # zones
        ("苏州工业园区管理委员会2023年政府信息公开工作年度报告", 2023, "320576"),
        ("秦皇岛市北戴河新区2022年政府信息公开工作年度报告", 2022, "130372"),
        ("重庆两江新区管理委员会2023年政府信息公开工作年度报告", 2023, "500000/两江新区"),
        ("盐城经济技术开发区2022年政府信息公开工作年度报告", 2022, "320971"),
        # vertical agencies, mass organisations, utilities
        ("国家税务总局苏州工业园区税务局2023年政府信息公开工作年度报告", 2023, "320576/税务局"),
        ("国家税务总局曹县税务局2023年政府信息公开工作年度报告", 2023, "371721/税务局"),
        ("中华人民共和国青岛海关2023年政府信息公开工作年度报告", 2023, "370200/海关"),
        ("荆门市消防救援支队2023年政府信息公开年度报告", 2023, "420800/消防救援支队"),
        ("国家统计局浙江调查总队2022年政府信息公开工作年度报告", 2022, "330000/调查总队"),
        ("瑞安市残联2024年政府信息公开工作年度报告", 2024, "330381/残疾人联合会"),
        ("丽水市莲都区残疾人联合会 2024年度政府信息公开 工作年度报告", 2024, "331102/残疾人联合会"),
        ("武威市凉州区妇联2023年政府信息公开工作年度报告", 2023, "620602/妇女联合会"),
        ("曹县第三实验小学2023年度信息公开工作年报", 2023, "371721/第三实验小学"),
        ("合肥市第一人民医院2023年信息公开年度报告", 2023, "340100/第一人民医院"),
        # the centre
        ("国家发展改革委2023年政府信息公开工作年度报告", 2023, "000000/国家发展和改革委员会"),
        ("中国证监会2023年政府信息公开工作年度报告", 2023, "000000/中国证券监督管理委员会"),
        # places that are gone, or had a namesake of another rank
        ("杭州市江干区人民政府2019年政府信息公开工作年度报告", 2019, "330104"),
        ("那曲地区2016年政府信息公开工作年度报告", 2016, "542400"),
        ("巢湖市2009年政府信息公开工作年度报告", 2009, "341400"),
        ("巢湖市2022年政府信息公开工作年度报告", 2022, "340181"),
        ("毕节市教育局2010年政府信息公开年度报告", 2010, "522401/教育局"),
        ("毕节市教育局2015年政府信息公开年度报告", 2015, "520500/教育局"),
    ],
)
def test_a_title_leads_to_its_issuer(title, year, code):
    assert read(title) == (year, code)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("普陀区2021年政府信息公开年度报告", id="a district of two cities"),
        pytest.param("新华区财政局2023年政府信息公开工作年度报告", id="its bureau"),
        pytest.param("海南财政厅2022年政府信息公开年报", id="a province, a prefecture and a district"),
        pytest.param("长安镇2022年政府信息公开年报", id="a town of many counties"),
        pytest.param("祝楼乡 2024 年政府信息公开 工作年度报告", id="a bare township"),
        pytest.param("市公安局2023年政府信息公开工作年度报告", id="a bureau of some city"),
        pytest.param("沧州市新华区城关镇2023年政府信息公开工作年度报告", id="a town the district has not"),
        pytest.param("大同市大同区教育局2016年政府信息公开年报", id="a district of another city"),
        pytest.param("临安市人民政府2020年政府信息公开年报", id="a city that was gone by then"),
        pytest.param("毕节市2011年政府信息公开年度报告", id="the year in which a county became a prefecture"),
        pytest.param("北京市东城区（景山街道）2022年政府信息公开年报", id="a bracket that says which of several"),
        pytest.param("雄安新区管理委员会2023年政府信息公开工作年度报告", id="a zone in no list"),
        pytest.param("新疆生产建设兵团2023年政府信息公开工作年度报告", id="a body in no list"),
        pytest.param("香港特别行政区2023年政府信息公开工作年度报告", id="outside the regulation"),
        pytest.param("中共德清县委办公室2022年信息公开工作年度报告", id="the party"),
        pytest.param("德清县人民法院2022年信息公开年度报告", id="a court"),
        pytest.param("德清县武康街道千秋社区2022年信息公开年度报告", id="a community"),
    ],
)
def test_a_title_that_means_nobody_for_sure_leads_to_nobody(title):
    assert read(title)[1] is None


def test_names_that_differ_in_a_bracket_stay_apart_while_unsettled():
    titles = [f"东城区（{street}街道）2022年政府信息公开年报" for street in ("景山", "东华门")]
    parsed = [parse_title(title, load_catalogue().titles) for title in titles]

    assert len({resolve(one.issuer).issuer.name for one in parsed}) == 2


@pytest.mark.parametrize(
    ("context", "code"),
    [
        pytest.param({"site_name": "湖州市吴兴区人民政府"}, "330502/水利局", id="a district's own site"),
        pytest.param({"publisher": "吴兴区水利局"}, "330502/水利局", id="its publisher"),
        pytest.param({"site_name": "湖州市人民政府"}, None, id="a city's site holds several districts"),
    ],
)
def test_a_title_without_a_place_takes_it_from_what_stands_around(context, code):
    assert read("区水利局2023年政府信息公开工作年度报告", **context) == (2023, code)
