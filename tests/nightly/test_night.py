import json
from collections import Counter

import pytest
from nightly.one_night import FIRST_NIGHT, run_night
from nightly.portal import Page
from nightly.province import HASH, JCMS, MIRROR, TRS, make_page
from stored import start_run

from db.crawling.frontier import NewAddress, Visit, add_address, find_address, list_unread, read_address, write_visit
from db.schema.engine import write_transaction
from db.store import Store

HEALTHY = ("qinghe", "wanglou", "yanxi", "shiping")


def test_a_full_night_loads_everything_allowed_and_nothing_else_and_the_next_one_asks_only_for_news(
    province, query, photograph
):
    with province(1.0) as given:
        result = run_night(given.folder, given.portal.port)
        seen = {url.partition("#")[0]: name for url, name in query(given.folder, SEEN_AT)}
        asked = Counter(given.portal.asked)
        first = photograph(f"sqlite:///{given.folder / 'gongkai.db'}")
        given.portal.statuses.clear()
        later = run_night(given.folder, given.portal.port, days=8)
        second = photograph(f"sqlite:///{given.folder / 'gongkai.db'}")

    assert given.province.count_pages() >= 1_200
    assert seen == given.expected
    assert dict(result.summary.changes) == {"new": len(given.expected)}
    assert not [place for place in given.province.forbidden if asked[place]]
    assert not [host for host, _ in asked if host == MIRROR]
    assert 0 < sum(count for (_, path), count in asked.items() if path.startswith("/trap/")) == 10
    assert later.visits["not_modified"] > 300
    assert later.visits["unchanged"] == 5 + 9
    assert "changed" not in later.visits
    assert not later.summary.outcomes
    assert given.portal.statuses[304] == later.visits["not_modified"]
    assert second == first

    ill = {source.code: source.complaints for source in result.sources if source.complaints}
    assert result.exit_code == 4
    assert ill == {
        "gaoqiang": ("no list could be fetched: blocked 1", "1 addresses are blocked"),
        "jijing": ("its lists name no report at all; at least 5 expected",),
    }
    assert result.complaints == ()
    told = json.loads((given.folder / "night.json").read_text(encoding="utf-8"))
    assert told["visits"] == later.visits
    assert 'gongkai_night_source_complaints{source="jijing"} 1' in (given.folder / "night.prom").read_text()
    troubles = {(one.outcome, one.url.rsplit("/", 1)[-1]): one.reason for one in result.troubles}
    assert troubles["gone", "post_gone.html"] == "status 404"
    assert troubles["refused", "post_out.html"] == f"{MIRROR} is neither under gov.cn nor named by the source"
    assert troubles["failed", "post_hang.html"].startswith("ReadTimeout")
    assert Counter(one.outcome for one in result.troubles)["disallowed"] == 40


SEEN_AT = (
    "SELECT s.location, i.name FROM sighting s JOIN revision v ON v.document_id = s.document_id "
    "JOIN report r ON r.id = v.report_id JOIN issuer i ON i.id = r.issuer_id WHERE v.superseded_at IS NULL"
)


def test_silent_corrections_are_seen_within_a_week_and_kept_beside_what_they_replace(province, query):
    with province(0.05, ("qinghe", "wanglou")) as given:
        portal, (url, issuer) = given.portal, next(iter(given.expected.items()))
        run_night(given.folder, portal.port)
        portal.put(url, Page(make_page(issuer, 3, "gb18030")))
        file, owner = list(given.expected.items())[-1]
        portal.put(file, Page(make_page(owner, 5)))
        portal.put(f"http://{TRS}/zwgk/gknb/202501/t20250117_1.html", Page(b"gone", 404))
        too_early = run_night(given.folder, portal.port, days=2)
        result = run_night(given.folder, portal.port, days=8)
        history = query(
            given.folder,
            "SELECT i.name, v.number, v.reason, v.superseded_at IS NULL FROM revision v JOIN report r ON "
            "r.id = v.report_id JOIN issuer i ON i.id = r.issuer_id WHERE v.number > 1 ORDER BY i.name",
        )
        kept = query(given.folder, "SELECT count(*) FROM revision WHERE superseded_at IS NULL")

    assert not too_early.summary.outcomes
    assert dict(result.summary.changes) == {"source_changed": 2}
    assert [line.split(":")[0] for line in result.summary.changed] == [
        f"source_changed {name} 2024" for name in (issuer, owner)
    ]
    assert sorted(history) == sorted([(issuer, 2, "source_changed", 1), (owner, 2, "source_changed", 1)])
    assert kept == [(len(given.expected),)]
    assert result.visits["gone"] == 1


def test_a_site_that_takes_a_correction_back_is_believed_and_all_three_versions_are_kept(province, query):
    with province(0.05, ("qinghe",)) as given:
        portal, (url, issuer) = given.portal, next(iter(given.expected.items()))
        first = make_page(issuer, 3, "gb18030")
        told = []
        for days, page in enumerate((first, make_page(issuer, 5, "gb18030"), first)):
            portal.put(url, Page(page))
            told.append(run_night(given.folder, portal.port, days=8 * days).summary)
        held = query(
            given.folder,
            "SELECT v.number, v.reason, d.sha256 FROM revision v JOIN document d ON d.id = v.document_id JOIN report r "
            f"ON r.id = v.report_id JOIN issuer i ON i.id = r.issuer_id WHERE i.name = '{issuer}' ORDER BY v.number",
        )
        current = query(given.folder, f"SELECT document_sha256 FROM report_status WHERE issuer = '{issuer}'")

    assert [dict(one.changes) for one in told[1:]] == [{"source_changed": 1}, {"source_changed": 1}]
    assert [(number, reason) for number, reason, _ in held] == [
        (1, "new"),
        (2, "source_changed"),
        (3, "source_changed"),
    ]
    assert held[0][2] == held[2][2] != held[1][2]
    assert current == [(held[0][2],)]


def test_what_waits_is_read_by_address_whoever_answered_first(tmp_path):
    urls = [f"http://{HASH}/{name}.shtml" for name in "cab"]
    with Store.open(f"sqlite:///{tmp_path / 'gongkai.db'}") as store:
        run_id = start_run(store, "night", code_version="1", catalogue_version="1")
        with write_transaction(store.engine) as connection:
            for number, url in enumerate(urls):
                add_address(connection, NewAddress(url, HASH, "shiping", "report", "", None), None, FIRST_NIGHT)
                visit = Visit("changed", FIRST_NIGHT, sha256=f"{number:064}")
                write_visit(connection, run_id, find_address(connection, url), visit, FIRST_NIGHT)
        with store.read() as connection:
            read = [read_address(connection, one).url for one in list_unread(connection, "report")]

    assert read == sorted(urls)


def test_healthy_sources_end_with_zero(province):
    with province(0.03, ("qinghe", "wanglou", "shiping")) as given:
        result = run_night(given.folder, given.portal.port)

    assert result.exit_code == 0
    assert [source.complaints for source in result.sources] == [(), (), ()]


def test_a_list_that_falls_silent_is_noticed_the_same_night(province):
    with province(0.03, ("shiping",)) as given:
        run_night(given.folder, given.portal.port)
        given.portal.put(f"http://{HASH}/nb/index.html", "<html><body>系统升级中</body></html>")
        result = run_night(given.folder, given.portal.port, days=1)

    assert result.exit_code == 4
    assert result.sources[0].complaints == ("its lists name no report at all; at least 5 expected",)


def test_an_answer_that_asks_to_wait_longer_than_a_night_rests_the_whole_host(province, query):
    with province(0.03, ("wanglou",)) as given:
        busy = Page(b"", 429, headers=(("Retry-After", "7200"),))
        given.portal.put(f"http://{JCMS}/api/list?page=1", busy)
        result = run_night(given.folder, given.portal.port)
        states = query(given.folder, "SELECT state, count(*) FROM frontier GROUP BY state ORDER BY state")

    assert result.visits["deferred"] >= 1
    assert dict(states)["deferred"] >= 1
    assert sum(given.portal.asked.values()) <= 6


def test_a_night_under_a_wrong_clock_does_not_silence_the_nights_after_it(province):
    with province(0.03, ("wanglou",)) as given:
        run_night(given.folder, given.portal.port, days=4000)
        asked = given.portal.asked[JCMS, "/api/list?page=1"]
        after = run_night(given.folder, given.portal.port)

    assert asked == 1
    assert sum(after.visits.values()) == after.visits["not_modified"] > 5


def test_signs_that_no_database_holds_cost_a_list_nothing(province, query):
    title = "青禾县\ud800财政局\x002024年政府信息公开工作年度报告"
    odd = [{"title": title, "url": "/a.html"}, {"title": title, "url": "/b\ud800.html"}]
    with province(0.03, ("wanglou",)) as given:
        given.portal.put(f"http://{JCMS}/api/list?page=1", Page(json.dumps({"data": {"list": odd}}).encode()))
        result = run_night(given.folder, given.portal.port)
        found = query(given.folder, "SELECT title FROM frontier WHERE kind = 'report'")

    assert not result.error
    assert found == [("青禾县\ufffd财政局\ufffd2024年政府信息公开工作年度报告",)]


@pytest.mark.parametrize("told", ["9" * 400, "99999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_an_answer_that_asks_to_wait_for_ever_costs_no_night_and_is_asked_again_in_a_week(province, query, told):
    with province(0.03, ("wanglou",)) as given:
        address = f"http://{JCMS}/api/list?page=1"
        given.portal.put(address, Page(b"", 429, headers=(("Retry-After", told),)))
        run_night(given.folder, given.portal.port)
        given.portal.put(address, Page(b"", 404))
        early = run_night(given.folder, given.portal.port, days=6)
        late = run_night(given.folder, given.portal.port, days=8)

    assert (early.visits.get("gone", 0), late.visits["gone"]) == (0, 1)


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        pytest.param("", [], id="no alert is set"),
        pytest.param('[alert]\ncommand = ["sh", "-c", "cat > told.json"]', ["gaoqiang"], id="a command is told"),
    ],
)
def test_an_ill_night_alerts(province, section, expected, monkeypatch):
    with province(0.03, ("gaoqiang",)) as given:
        monkeypatch.chdir(given.folder)
        config = given.folder / "night.toml"
        config.write_text(config.read_text() + section)
        result = run_night(given.folder, given.portal.port)
        file = given.folder / "told.json"
        told = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"sources": []}

    assert result.exit_code == 4
    assert [source["code"] for source in told["sources"]] == expected


def test_issuers_of_attached_reports_are_their_own(province, query):
    with province(0.03, ("wanglou",)) as given:
        run_night(given.folder, given.portal.port)
        stubs = query(given.folder, "SELECT role, count(*) FROM frontier WHERE kind = 'report' GROUP BY role")
        names = query(given.folder, "SELECT issuer FROM report_status")

    assert {name for (name,) in names} == set(given.expected.values())
    assert dict(stubs) == {"report": 2, "stub": 2}
