"""The sites of a made-up province: reports, lists in the manner of four families, and everything that lies between."""

import itertools
import json
import random
from dataclasses import dataclass, field
from functools import cache

from forge import Look, make_facts, render
from nightly.portal import CHALLENGE, Page, Portal

NAMED = "占位县财政局"
YEAR = 2024
_PLACES = ("青禾", "望楼", "砚溪", "石坪", "白鹭", "九曲", "东麓", "南塘")
_BUREAUS = ("财政局", "教育局", "审计局", "水利局", "民政局", "司法局", "林业局", "统计局", "人民政府", "应急管理局")

TRS, JCMS, POST, HASH = "www.qinghe.gov.cn", "www.wanglou.gov.cn", "www.yanxi.gov.cn", "www.shiping.gov.cn"
SILENT, WALLED = "www.jijing.gov.cn", "www.gaoqiang.gov.cn"
MIRROR = "www.qinghe-gov-cn.example.org"


def name_issuer(number: int) -> str:
    """A bureau of its own for every number."""
    place = _PLACES[number % len(_PLACES)]
    bureau = _BUREAUS[number // len(_PLACES) % len(_BUREAUS)]
    district = number // (len(_PLACES) * len(_BUREAUS))
    return f"{place}县第{district + 1}片区{bureau}" if district else f"{place}县{bureau}"


def title_of(issuer: str) -> str:
    return f"{issuer}{YEAR}年政府信息公开工作年度报告"


@cache
def _forge(seed: int, kind: str = "html") -> bytes:
    return render(make_facts(seed, scale="town", issuer=NAMED), Look(), kind)


def make_page(issuer: str, seed: int = 1, encoding: str = "utf-8") -> bytes:
    """A report as a web page."""
    return _forge(seed % 7).decode().replace(NAMED, issuer).encode(encoding)


@cache
def make_file(issuer: str, kind: str) -> bytes:
    """A report as a file."""
    return render(make_facts(3, scale="town", issuer=issuer), Look(), kind)


@dataclass
class Province:
    """The portal, and what a night must find in it."""

    portal: Portal
    expected: dict[str, str] = field(default_factory=dict)
    """Issuer by the address its report is to be seen at."""
    forbidden: set[tuple[str, str]] = field(default_factory=set)
    """(host, path) that must never be asked for."""
    sources: dict[str, str] = field(default_factory=dict)
    """Source files by name."""

    def count_pages(self) -> int:
        return len(self.portal.pages)


def build_province(share: float = 1.0) -> Province:
    """All sites, ``share`` of their full size of 1,200 pages."""
    province = Province(Portal())
    numbers = itertools.count()

    def issuers(count: int) -> list[str]:
        return [name_issuer(next(numbers)) for _ in range(max(2, round(count * share)))]

    _build_trs(province, issuers(90), max(2, round(810 * share)))
    _build_jcms(province, issuers(40), issuers(30))
    _build_posts(province, issuers(50))
    _build_hash(province, issuers(40), max(2, round(40 * share)))
    _build_silent(province)
    return province


def write_list(rows: list[tuple[str, str]], more: str = "", charset: str = "utf-8") -> str:
    items = "".join(f'<li><a href="{url}">{text}</a><span>2025-01-17</span></li>' for url, text in rows)
    return f'<html><head><meta charset="{charset}"><title>年报</title></head><body><ul>{items}</ul>{more}</body></html>'


def _declare(province: Province, code: str, host: str, lists: str, minimum: int, more: str = "") -> None:
    province.sources[code] = (
        f'code = "{code}"\npublisher = "{code} 县人民政府"\nminimum = {minimum}\npace_seconds = 0\nconcurrency = 4\n'
        f"{more}\n{lists}\n"
    )


def _expect(province: Province, url: str, issuer: str) -> None:
    province.expected[url] = issuer


def _build_trs(province: Province, issuers: list[str], news: int) -> None:
    """Pages in GBK, static lists chained by their next link, news between the reports."""
    portal, base = province.portal, f"http://{TRS}"
    rows = []
    for number, issuer in enumerate(issuers):
        path = f"/zwgk/gknb/202501/t20250117_{number}.html"
        trouble = {5: "drop", 6: "busy", 7: "drip", 8: "cut"}.get(number, "")
        portal.put(base + path, Page(make_page(issuer, number, "gb18030"), trouble=trouble, zipped=number % 3 == 0))
        rows.append((f"./202501/t20250117_{number}.html", title_of(issuer)))
        _expect(province, base + path, issuer)
    for number in range(news):
        path = f"/zwgk/gknb/202501/t20250118_{number}.html"
        portal.put(base + path, "<html><body>新闻</body></html>", "gb18030")
        rows.insert(
            number * 7 % (len(rows) + 1), (f".{path[10:]}", f"{2024}年第{number}次政府信息公开工作推进会议召开")
        )
        province.forbidden.add((TRS, path))
    random.Random(1).shuffle(rows)
    _chain_lists(portal, f"{base}/zwgk/gknb/index", rows, 20)
    portal.put(f"{base}/robots.txt", Page(b"User-agent: *\nDisallow: /admin/\n", kind="text/plain"))
    _declare(province, "qinghe", TRS, f'[[lists]]\nkind = "paged"\nurl = "{base}/zwgk/gknb/index.html"', len(issuers))


def _chain_lists(portal: Portal, stem: str, rows: list[tuple[str, str]], size: int) -> None:
    chunks = [rows[start : start + size] for start in range(0, len(rows), size)]
    for number, chunk in enumerate(chunks):
        more = f'<a href="index_{number + 1}.html">下一页</a>' if number + 1 < len(chunks) else ""
        name = stem + (f"_{number}.html" if number else ".html")
        portal.put(name, write_list(chunk, more, "gb2312"), "gb18030")


def _build_jcms(province: Province, issuers: list[str], attached: list[str]) -> None:
    """A list as JSON; some reports only hang on their page as a file."""
    portal, base, rows = province.portal, f"http://{JCMS}", []
    for number, issuer in enumerate([*issuers, *attached]):
        path = f"/art/2025/1/21/art_12298_{number}.html"
        rows.append({"title": title_of(issuer), "url": path, "date": "2025-01-21"})
        if number < len(issuers):
            portal.put(base + path, Page(make_page(issuer, number)))
            _expect(province, base + path, issuer)
            continue
        kind = (
            ("docx", "html", "text", "pdf")[number % 4] if number - len(issuers) < 12 else ("docx", "text")[number % 2]
        )
        suffix = {"docx": "docx", "html": "doc", "text": "wps", "pdf": "pdf"}[kind]
        file = f"/module/download/{number}.{suffix}"
        link = f'<a href="{file}">附件：{title_of(issuer)}.{suffix}</a><a href="/old/2019.pdf">2019年年度报告.pdf</a>'
        portal.put(base + path, f"<html><head><title>{title_of(issuer)}</title></head><body>{link}</body></html>")
        portal.put(base + file, Page(make_file(issuer, kind), kind="application/octet-stream"))
        _expect(province, base + file, issuer)
    province.forbidden.add((JCMS, "/old/2019.pdf"))
    pages = [rows[start : start + 50] for start in range(0, len(rows), 50)]
    for number in range(1, 6):
        told = {"data": {"list": pages[number - 1] if number <= len(pages) else []}}
        portal.put(f"{base}/api/list?page={number}", Page(json.dumps(told).encode(), kind="application/json"))
    lists = (
        f'[[lists]]\nkind = "json"\nurl = "{base}/api/list?page={{page}}"\nlast = 5\nitems = "data.list"\ndate = "date"'
    )
    _declare(province, "wanglou", JCMS, lists, len(rows))


def _build_posts(province: Province, issuers: list[str]) -> None:
    """Numbered list pages; some addresses lead on to others, some lead to nothing, one never answers."""
    portal, base, rows = province.portal, f"http://{POST}", []
    for number, issuer in enumerate(issuers):
        path = f"/zfxxgk/content/post_{number}.html"
        at = f"/moved/{number}.html" if number % 10 == 3 else path
        if at != path:
            portal.put(base + path, Page(status=302, headers=(("Location", at),), tagged=False))
        portal.put(base + at, Page(make_page(issuer, number), tagged=number % 10 != 4))
        rows.append((path, title_of(issuer)))
        _expect(province, base + path, issuer)
    for path in ("/zfxxgk/content/post_gone.html", "/zfxxgk/content/post_hang.html", "/zfxxgk/content/post_out.html"):
        rows.append((path, title_of("消失县财政局")))
    portal.put(f"{base}/zfxxgk/content/post_hang.html", Page(trouble="hang"))
    away = (("Location", f"http://{MIRROR}/copy.html"),)
    portal.put(f"{base}/zfxxgk/content/post_out.html", Page(status=302, headers=away, tagged=False))
    for number in range(1, 9):
        portal.put(f"{base}/list/{number}", write_list(rows[(number - 1) * 12 : number * 12]))
    _declare(province, "yanxi", POST, f'[[lists]]\nkind = "static"\nurl = "{base}/list/{{page}}"\nlast = 8', len(rows))


def _build_hash(province: Province, issuers: list[str], hidden: int) -> None:
    """Names that are hashes; paths that robots.txt forbids, links to a mirror, and a list that never ends."""
    portal, base, rows = province.portal, f"http://{HASH}", []
    for number, issuer in enumerate(issuers):
        path = f"/c112945/202501/{number:032x}.shtml"
        portal.put(base + path, Page(make_page(issuer, number)))
        rows.append((path, title_of(issuer)))
        _expect(province, base + path, issuer)
    for number in range(hidden):
        path = f"/private/{number}.shtml"
        portal.put(base + path, Page(make_page(f"秘密县第{number}局")))
        rows.append((path, title_of(f"秘密县第{number}局")))
        province.forbidden.add((HASH, path))
    rows.append((f"http://{MIRROR}/{issuers[0]}.html", title_of("镜像县财政局")))
    portal.put(f"http://{MIRROR}/copy.html", Page(make_page("镜像县财政局")))
    portal.put(f"{base}/robots.txt", Page(b"User-agent: *\nDisallow: /private/\n", kind="text/plain"))
    _chain_lists(portal, f"{base}/nb/index", rows, 30)
    portal.put(f"{base}/trap/0.html", write_list([], '<a href="/trap/1.html">下一页</a>'))
    portal.endless[HASH, "/trap/"] = _make_trap
    lists = "".join(f'[[lists]]\nkind = "paged"\nurl = "{base}{path}"\n' for path in ("/nb/index.html", "/trap/0.html"))
    _declare(province, "shiping", HASH, lists, len(rows))


def _make_trap(path: str) -> Page:
    number = int("".join(sign for sign in path if sign.isdigit()) or 0)
    return Page(write_list([], f'<a href="/trap/{number + 1}.html">下一页</a>').encode(), tagged=False)


def _build_silent(province: Province) -> None:
    """A list that is there and names nothing, and one behind a wall. Their sources are not among the healthy ones."""
    province.portal.put(f"http://{SILENT}/nb/", write_list([("/a.html", "领导讲话")]))
    _declare(province, "jijing", SILENT, f'[[lists]]\nkind = "static"\nurl = "http://{SILENT}/nb/"', 5)
    province.portal.put(f"http://{WALLED}/nb/", Page(CHALLENGE.encode(), 412, tagged=False))
    _declare(province, "gaoqiang", WALLED, f'[[lists]]\nkind = "static"\nurl = "http://{WALLED}/nb/"', 5)
