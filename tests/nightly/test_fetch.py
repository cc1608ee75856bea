"""What the fetcher makes of every kind of answer. Nothing here measures time; limits are set so that they must bite."""

import gzip
import ssl
from pathlib import Path

import pytest
from nightly.portal import Page, Portal

from pipeline.sources.fetch import Fetcher, Manners
from pipeline.sources.guard import Gate
from pipeline.sources.pace import Pacer
from pipeline.sources.source import ListPage, Source

URL = "http://www.qinghe.gov.cn/a.html"
REPORT = "<html><body>" + "政府信息公开" * 100 + "</body></html>"


def make_source(**told):
    return Source("qinghe", "青禾县", (ListPage("static", "http://www.qinghe.gov.cn/"),), **{"pace_seconds": 0, **told})


@pytest.fixture
def portal():
    portal = Portal()
    server = portal.serve()
    portal.server = server
    yield portal
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetch(portal):
    def run(url=URL, source=None, manners=Manners(first_wait=0.0), pacer=None, **conditions):  # noqa: B008
        gate = Gate(portal.resolve, lambda address: address == "127.0.0.1")
        fetcher = Fetcher(manners, gate, pacer or Pacer(lambda seconds: None))
        answer = fetcher.fetch(url, source or make_source(), **conditions)
        fetcher.close()
        return answer

    return run


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(Page(REPORT.encode()), ("changed", "", 200), id="a page"),
        pytest.param(Page(REPORT.encode(), zipped=True), ("changed", "", 200), id="a page that was sent packed"),
        pytest.param(Page(REPORT.encode(), trouble="cut"), ("changed", "", 200), id="a page that came whole at last"),
        pytest.param(Page(REPORT.encode(), trouble="drop"), ("changed", "", 200), id="a line that was dropped twice"),
        pytest.param(Page(status=404), ("gone", "status 404", 404), id="no such page"),
        pytest.param(Page(status=410), ("gone", "status 410", 410), id="no more such page"),
        pytest.param(Page(status=403), ("blocked", "status 403", 403), id="a refusal"),
        pytest.param(Page(status=500), ("failed", "status 500", 500), id="a broken site"),
        pytest.param(Page(status=400), ("failed", "status 400", 400), id="a site that does not like the address"),
        pytest.param(
            Page(status=429, headers=(("Retry-After", "86400"),)),
            ("deferred", "status 429, asked to wait 86400 s", 429),
            id="a site that asks for a day",
        ),
        pytest.param(
            Page(status=429, headers=(("Retry-After", "\u00b2"),)),
            ("failed", "status 429", 429),
            id="a site that asks for a time that is no number",
        ),
        pytest.param(
            Page(status=304),
            ("failed", "status 304, but no condition was sent", 304),
            id="a site that says of what was never asked for that it is as it was",
        ),
        pytest.param(
            Page(status=503, headers=(("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"),)),
            ("deferred", "status 503, asked to wait 0 s", 503),
            id="a site that is always busy until a moment ago",
        ),
        pytest.param(
            Page(b"<html>Just a moment<script>x</script></html>", 503),
            ("blocked", "the page says Just a moment", 503),
            id="a wall that calls itself busy",
        ),
    ],
)
def test_every_answer_has_a_name(portal, fetch, page, expected):
    portal.put(URL, page)
    answer = fetch()

    assert (answer.outcome, answer.reason, answer.status) == expected


def test_conditions_are_sent_back_as_they_came(portal, fetch):
    portal.put(URL, REPORT)
    first = fetch()
    again = fetch(etag=first.etag)

    assert (again.outcome, again.status, again.data) == ("not_modified", 304, None)


def test_a_tag_that_cannot_be_sent_is_forgotten(portal, fetch):
    portal.put(URL, Page(REPORT.encode(), tagged=False, headers=(("ETag", "\xe5\xb9\xb4"),)))

    assert fetch().etag is None


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(Page(b"x" * 200_000), id="a page that is too large"),
        pytest.param(Page(b"\0" * 200_000, zipped=True), id="a small page that inflates to one"),
    ],
)
def test_bytes_are_counted_while_they_come(portal, fetch, page):
    portal.put(URL, page)
    answer = fetch(manners=Manners(max_bytes=100_000))

    assert (answer.outcome, answer.reason, answer.data) == ("refused", "more than 100000 bytes", None)
    assert len(gzip.compress(b"\0" * 200_000)) < 100_000


def test_an_answer_that_drips_for_ever_ends_by_the_deadline(portal, fetch):
    portal.put(URL, Page(b"x" * 3_000_000, trouble="drip"))
    answer = fetch(manners=Manners(total_seconds=0.3, attempts=1))

    assert (answer.outcome, answer.data) == ("failed", None)
    assert answer.reason.startswith("ReadTimeout")


def test_robots_that_cannot_be_had_stop_everything_at_that_host(portal, fetch):
    portal.put(URL, REPORT)
    portal.put("http://www.qinghe.gov.cn/robots.txt", Page(status=500))
    answer = fetch()

    assert (answer.outcome, answer.reason) == ("failed", "robots.txt cannot be read: status 500")
    assert ("www.qinghe.gov.cn", "/a.html") not in portal.asked


def test_requests_keep_the_pace_of_the_source_or_of_robots_whichever_is_slower(portal):
    waits = []
    portal.put(URL, REPORT)
    portal.put("http://www.qinghe.gov.cn/robots.txt", Page(b"User-agent: *\nCrawl-delay: 7", kind="text/plain"))
    gate = Gate(portal.resolve, lambda address: address == "127.0.0.1")
    fetcher = Fetcher(Manners(), gate, Pacer(waits.append))
    for _ in range(3):
        fetcher.fetch(URL, make_source(pace_seconds=2))

    assert [round(seconds) for seconds in waits] == [2, 9, 16]


def test_the_agent_says_who_asks(portal, fetch):
    portal.put(URL, REPORT)
    fetch(manners=Manners(agent="gongkai/0.1 (+https://example.org; mail@example.org)"))

    assert portal.agents == {"gongkai/0.1 (+https://example.org; mail@example.org)"}


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        pytest.param("", ("failed", True), id="is refused"),
        pytest.param("self-signed since 2019, reported", ("changed", False), id="passes where the source says why"),
    ],
)
def test_a_certificate_that_cannot_be_verified(portal, fetch, exception, expected):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    portal.server.socket = context.wrap_socket(portal.server.socket, server_side=True, do_handshake_on_connect=True)
    portal.put("https://www.qinghe.gov.cn/a.html", REPORT)
    answer = fetch("https://www.qinghe.gov.cn/a.html", make_source(tls_exception=exception), Manners(attempts=1))

    assert (answer.outcome, answer.tls_verified) == expected
    assert ("CERTIFICATE_VERIFY_FAILED" in answer.reason) is not bool(exception)
