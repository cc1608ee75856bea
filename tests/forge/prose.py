"""Issuers and prose, all made up: no such province, city, county or town exists."""

import random
from dataclasses import dataclass

PROVINCES = ("澜东省", "岐北省", "云岫省")
CITIES = ("榆陵市", "清渭市", "衡岗市", "鹤浦市")
COUNTIES = ("砚溪县", "望楼县", "柏川县", "石鼓坪县", "乌篷县")
TOWNS = ("白鹭桥镇", "青禾镇", "杏林湾镇", "老槐店乡", "九曲塘乡", "双井街道办事处")
ORGANS = ("财政局", "审计局", "教育局", "自然资源局", "卫生健康委员会", "市场监督管理局")


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers that the prose quotes from the tables."""

    year: int
    received: int
    carried_in: int
    handled: int
    carried_out: int
    normative: int


def invent_issuer(rng: random.Random, scale: str) -> str:
    """A plausible issuer of the given size."""
    if scale == "town":
        town = rng.choice(TOWNS)
        return rng.choice(COUNTIES) + town + ("" if town.endswith("办事处") else "人民政府")
    if scale == "city":
        return rng.choice(CITIES) + "人民政府"
    return rng.choice(COUNTIES) + rng.choice(("人民政府", *ORGANS))


def write_narrative(rng: random.Random, issuer: str, told: Told) -> dict[int, tuple[str, ...]]:
    """Paragraphs by section: 0 the opening words, 1, 5 and 6 the prose sections."""
    return {
        0: (_write_opening(rng, issuer, told.year),),
        1: _write_overview(rng, told),
        5: _write_problems(rng, told.year),
        6: (f"{told.year}年度，本机关未收取信息处理费。本年度无其他需要报告的事项。",),
    }


def _write_opening(rng: random.Random, issuer: str, year: int) -> str:
    phone = f"0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}"
    return (
        f"本报告根据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限为{year}年1月1日至{year}年12月31日。"
        f"如对本报告有疑问，请与{issuer}联系（电话：{phone}）。"
    )


def _write_overview(rng: random.Random, told: Told) -> tuple[str, ...]:
    received = f"收到政府信息公开申请{told.received}件" if told.received else "未收到政府信息公开申请"
    return (
        f"（一）主动公开。{told.year}年，全年通过门户网站发布信息{rng.randint(120, 2600)}条，"
        f"微信公众号推送{rng.randint(30, 900)}条，短视频{rng.randint(2, 60)}个；"
        f"制发行政规范性文件{told.normative}件，均在规定时限内公布。",
        f"（二）依申请公开。全年{received}，上年结转{told.carried_in}件，"
        f"办结{told.handled}件，结转下年度{told.carried_out}件。",
        f"（三）政府信息管理。修订内部审查流程{rng.randint(1, 4)}项，"
        f"清理过期栏目{rng.randint(2, 15)}个，更正错别字{rng.randint(3, 90)}处。",
        f"（四）政府信息公开平台建设。便民大厅设查阅点{rng.randint(1, 12)}处，"
        f"配触摸屏{rng.randint(1, 6)}台，接待群众{rng.randint(80, 4000)}人次。",
        f"（五）监督保障。召开专题会{rng.randint(1, 6)}次，举办培训{rng.randint(1, 5)}期，"
        f"参训{rng.randint(20, 400)}人次，满意率{rng.randint(90, 99)}.{rng.randint(1, 9)}%。",
    )


def _write_problems(rng: random.Random, year: int) -> tuple[str, ...]:
    return (
        f"（一）存在的主要问题。一是更新不够及时，{rng.randint(2, 9)}个栏目曾超过{rng.randint(10, 60)}天未更新；"
        f"二是解读形式单一，图解仅占{rng.randint(5, 40)}%。",
        f"（二）改进情况。{year + 1}年将每季度自查一次，力争图解比例提高到{rng.randint(45, 80)}%，"
        f"培训不少于{rng.randint(2, 6)}次。",
    )
