from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from nightly.portal import CHALLENGE

from db.crawling.frontier import Address
from pipeline.loading.logs import hide_secrets
from pipeline.sources.challenge import find_block
from pipeline.sources.links import NoLinksError, find_next, list_attachments, list_reports
from pipeline.sources.robots import Rules
from pipeline.sources.schedule import find_next_visit
from pipeline.sources.source import ListPage, Source, SourceError, load_source, make_source
from pipeline.sources.urls import join_url, spell_url

PAGE = "http://www.qinghe.gov.cn/zwgk/index.html"
LISTED = ListPage("paged", PAGE)
SOURCE = Source("qinghe", "青禾县", (LISTED,))
NIGHT = datetime(2025, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("青禾县财政局2024年政府信息公开工作年度报告", True, id="the usual title"),
        pytest.param("2024年度青禾县政府信息公开年报", True, id="the year first and the short word"),
        pytest.param("青禾县 政府信息公开 工作年度报告（2024 年）", True, id="the year last, and blanks"),
        pytest.param("二〇二三年青禾县政府信息公开工作报告", True, id="the year in Chinese signs"),
        pytest.param("２０２４年政府信息公开工作年度报告", True, id="full-width digits"),
        pytest.param("青禾县二0二三年政府信息公开年报", True, id="Chinese signs with a typed zero"),
        pytest.param("青禾县政府信息公开年度报告（二〇二三年）", True, id="Chinese signs last"),
        pytest.param("青禾县2023年政务信息公开年度报告", True, id="the older word for government"),
        pytest.param("青禾县财政局2023年信息公开工作年报", True, id="without the word for government"),
        pytest.param("青禾县2023年信息公开指南", False, id="a guide"),
        pytest.param("政府信息公开工作年度报告", False, id="without a year"),
        pytest.param("2024年政府工作报告", False, id="another report of the government"),
        pytest.param("关于做好2024年政府信息公开工作年度报告编制工作的通知", False, id="a circular about reports"),
        pytest.param("一图读懂：2024年政府信息公开工作年度报告解读", False, id="a report explained"),
    ],
)
def test_reports_are_known_by_the_text_of_their_link(text, expected):
    assert SOURCE.is_report(text) is expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        pytest.param("./202501/t1.html", "http://www.qinghe.gov.cn/zwgk/202501/t1.html", id="a relative link"),
        pytest.param("/a b/年报.pdf#p2", "http://www.qinghe.gov.cn/ab/%E5%B9%B4%E6%8A%A5.pdf", id="blanks and Chinese"),
        pytest.param("HTTP://WWW.Qinghe.GOV.cn:80/x", "http://www.qinghe.gov.cn/x", id="capitals and the usual port"),
        pytest.param("/x;jsessionid=1F?id=1", "http://www.qinghe.gov.cn/x?id=1", id="a session in the path"),
        pytest.param("javascript:void(0)", None, id="a script"),
        pytest.param("ftp://x.gov.cn/a", None, id="another protocol"),
        pytest.param("http://a:b@x.gov.cn/", None, id="a password"),
        pytest.param("http://[::1", None, id="a broken address"),
        pytest.param("http://x.gov.cn:99999/", None, id="a port that is none"),
        pytest.param("a/" * 1500, None, id="a link without end"),
        pytest.param("/nb/nb/nb/nb/nb/index.html", None, id="a link into itself"),
    ],
)
def test_links_become_addresses_in_one_spelling(link, expected):
    assert join_url(PAGE, link) == expected


def test_spelling_an_address_twice_changes_nothing():
    once = spell_url("http://www.qinghe.gov.cn/年报/a%20b.html?q=年&x=1")

    assert spell_url(once) == once


def test_a_list_gives_its_reports_with_the_day_beside_them_and_its_next_page():
    page = """<html><base href="/nb/"><ul>
    <li><a href="1.html" title="青禾县财政局2024年政府信息公开工作年度报告">青禾县财政局2024年…</a> 2025-01-17</li>
    <li><a href="2.html">领导讲话</a> 2025-01-18</li></ul>
    <a href="index_2.html"> 下一页 </a></html>"""

    links = list_reports(page.encode("gb18030"), PAGE, SOURCE, LISTED)

    assert [(link.url, link.published_on) for link in links] == [
        ("http://www.qinghe.gov.cn/nb/1.html", date(2025, 1, 17))
    ]
    assert links[0].text == "青禾县财政局2024年政府信息公开工作年度报告"
    assert find_next(page.encode("gb18030"), PAGE, LISTED) == "http://www.qinghe.gov.cn/nb/index_2.html"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param("<html>", "the list is no JSON", id="a page instead"),
        pytest.param("[" * 100_000, "the list is no JSON", id="brackets without end"),
        pytest.param('{"data": {}}', "no array at 'data.list'", id="another shape"),
    ],
)
def test_a_json_list_that_is_none_is_told(data, words):
    listed = ListPage("json", PAGE, items="data.list")

    with pytest.raises(NoLinksError, match=words):
        list_reports(data.encode(), PAGE, SOURCE, listed)


def test_attachments_of_other_years_in_the_side_column_are_left_alone():
    page = """<a href="/f/1.docx">附件：2024年年度报告.docx</a><a href="/f/2.PDF">附件</a>
    <a href="/f/3.pdf">2019年年度报告</a>
    <iframe src="/viewer?file=%2Ff%2F4.ofd"></iframe><a href="5.html">页面</a>"""

    links = list_attachments(page.encode(), PAGE, "青禾县2024年政府信息公开工作年度报告")

    assert [link.url.partition("gov.cn")[2] for link in links] == ["/f/1.docx", "/f/2.PDF", "/viewer?file=%2Ff%2F4.ofd"]


@pytest.mark.parametrize(
    ("status", "page", "expected"),
    [
        pytest.param(412, "x", "status 412", id="a status that walls give"),
        pytest.param(200, CHALLENGE, "nothing to read, only a script with document.cookie", id="a page of script"),
        pytest.param(200, "<html>您的访问已被拦截</html>", "the page says 已被拦截", id="a page that says so"),
        pytest.param(200, "<html><p>" + "年报正文" * 200 + "验证码</p></html>", "", id="a report with such words"),
        pytest.param(200, "<html><div id=app></div><script src=a.js></script></html>", "", id="a page built by script"),
        pytest.param(200, "%PDF-1.4 document.cookie location.reload", "", id="a file"),
    ],
)
def test_walls_are_told_from_pages(status, page, expected):
    assert find_block(status, page.encode()) == expected


@pytest.mark.parametrize(
    ("kind", "outcome", "month", "days"),
    [
        pytest.param("report", "not_modified", 2, 7, id="a report is seen weekly until April"),
        pytest.param("report", "changed", 4, 30, id="and monthly after"),
        pytest.param("list", "not_modified", 7, 20 / 24, id="a list every night"),
        pytest.param("report", "failed", 7, 20 / 24, id="a failure is tried again the next night"),
        pytest.param("report", "gone", 2, 30, id="what is gone may come back"),
        pytest.param("report", "disallowed", 2, 7, id="what robots.txt forbids is asked of it again in a week"),
    ],
)
def test_addresses_are_due_again_in_time(kind, outcome, month, days):
    address = Address(1, PAGE, "", "", kind, None, "", None, 0, None, None, None, 1, None)
    now = NIGHT.replace(month=month)

    assert find_next_visit(address, outcome, now) == now + timedelta(days=days)


GOOD = {"code": "a", "publisher": "青禾县", "lists": [{"kind": "static", "url": PAGE}]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"cod": "a"}, "x.toml: cod: no such key", id="a key that does not exist"),
        pytest.param({"publisher": ""}, "x.toml: publisher: is missing", id="a publisher without a name"),
        pytest.param({"code": "A b"}, "x.toml: code: 'A b' is not small letters", id="a code that is none"),
        pytest.param({"report": "("}, "x.toml: report: not a pattern", id="a broken pattern"),
        pytest.param({"minimum": "3"}, "x.toml: minimum: must be a number", id="words for a number"),
        pytest.param({"tls_exception": True}, "must be the reason", id="an exception without a reason"),
        pytest.param({"pace_seconds": float("inf")}, "pace_seconds: must be a number", id="a pause without end"),
        pytest.param({"publisher": 5}, "x.toml: publisher: must be words", id="a number for a name"),
        pytest.param({"lists": 5}, "x.toml: lists: must be an array", id="a number for the lists"),
        pytest.param({"lists": ["a"]}, "x.toml: lists: must be an array", id="words for a list"),
        pytest.param({"hosts": 5}, "x.toml: hosts: must be an array", id="a number for the hosts"),
        pytest.param({"report": 5}, "x.toml: report: must be words", id="a number for a pattern"),
        pytest.param({"lists": [{"kind": "static", "url": 5}]}, "url: must be words", id="a number for an address"),
        pytest.param({"lists": [{"kind": ["static"], "url": PAGE}]}, "kind: must be words", id="an array for a kind"),
        pytest.param(
            {"lists": [{"kind": "static", "url": f"{PAGE}?{{page}}", "last": 10**9}]},
            "must be whole numbers, 10000 pages",
            id="a thousand million pages",
        ),
        pytest.param(
            {"lists": [{"kind": "static", "url": f"{PAGE}?{{page}}", "first": 2, "last": 1}]},
            "must be whole numbers",
            id="pages that end before they begin",
        ),
        pytest.param({"lists": [{"kind": "rss", "url": PAGE}]}, r"lists\[0\]: kind: must be", id="an unknown kind"),
        pytest.param(
            {"lists": [{"kind": "static", "url": "http://mirror.example.org/"}]},
            "is no http",
            id="a list outside gov.cn",
        ),
    ],
)
def test_a_source_file_that_cannot_be_used_names_file_and_key(change, words):
    with pytest.raises(SourceError, match=words):
        make_source({**GOOD, **change}, "x.toml")


def test_a_source_file_nested_without_end_is_told(tmp_path):
    (tmp_path / "deep.toml").write_text("lists = " + "[" * 100_000)

    with pytest.raises(SourceError, match=r"deep\.toml"):
        load_source(tmp_path / "deep.toml")


def test_the_example_in_the_repository_can_be_used():
    source = load_source(Path(__file__).parents[2] / "sources" / "example.toml")

    assert (source.enabled, len(source.lists)) == (False, 3)


def test_robots_files_of_any_shape_are_read():
    rules = Rules.parse("User-agent: *\nDisallow: /private/\nCrawl-delay: 900".encode("utf-8-sig"))

    assert rules.allows("http://www.qinghe.gov.cn/a.html", "gongkai/0.1")
    assert not rules.allows("http://www.qinghe.gov.cn/private/a.html", "gongkai/0.1")
    assert rules.delay("gongkai/0.1") == 60
    assert Rules.parse(bytes(range(256))).allows("http://www.qinghe.gov.cn/", "gongkai/0.1")


def test_logs_hold_no_secrets():
    told = {"url": "http://u:p@x/?token=abc&a=1", "webhook_token": "abc", "run": 3}

    assert hide_secrets(None, "info", told) == {"url": "http://***@x/?token=***&a=1", "webhook_token": "***", "run": 3}
