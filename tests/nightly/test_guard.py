"""No address but a public one is ever connected to, however it is spelled and however it is reached."""

import socket
from itertools import chain, repeat

import pytest
from nightly.portal import Page, Portal

from pipeline.sources.fetch import Fetcher, Manners
from pipeline.sources.guard import ForbiddenAddressError, Gate, is_public, resolve
from pipeline.sources.source import ListPage, Source
from pipeline.sources.urls import is_allowed, spell_url

QUICK = Manners(attempts=1, first_wait=0.0, read_seconds=2.0)


def make_source(*hosts, **told):
    listed = ListPage("static", "http://www.qinghe.gov.cn/")
    return Source("qinghe", "青禾县", (listed,), hosts=frozenset(hosts), pace_seconds=0, **told)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("8.8.8.8", True, id="a public address"),
        pytest.param("2001:4860:4860::8888", True, id="a public IPv6 address"),
        pytest.param("::ffff:8.8.8.8", True, id="a public address mapped into IPv6"),
        pytest.param("127.0.0.1", False, id="loopback"),
        pytest.param("127.8.9.10", False, id="elsewhere in the loopback net"),
        pytest.param("::1", False, id="IPv6 loopback"),
        pytest.param("0.0.0.0", False, id="the unspecified address"),
        pytest.param("10.1.2.3", False, id="a private net"),
        pytest.param("172.16.0.1", False, id="another private net"),
        pytest.param("192.168.1.1", False, id="a home net"),
        pytest.param("100.64.0.1", False, id="a carrier's net"),
        pytest.param("169.254.1.1", False, id="link-local"),
        pytest.param("fe80::1%eth0", False, id="IPv6 link-local with a zone"),
        pytest.param("169.254.169.254", False, id="the metadata address of most clouds"),
        pytest.param("100.100.100.200", False, id="the metadata address of another cloud"),
        pytest.param("192.0.0.192", False, id="the metadata address of yet another"),
        pytest.param("168.63.129.16", False, id="where one cloud speaks to its machines"),
        pytest.param("192.88.99.1", False, id="a relay into IPv6"),
        pytest.param("fec0::1", False, id="a site of old in IPv6"),
        pytest.param("3fff::1", False, id="IPv6 for documentation"),
        pytest.param("fd00:ec2::254", False, id="a metadata address in IPv6"),
        pytest.param("::ffff:127.0.0.1", False, id="loopback mapped into IPv6"),
        pytest.param("::ffff:a9fe:a9fe", False, id="metadata mapped into IPv6, in hexadecimal"),
        pytest.param("64:ff9b::7f00:1", False, id="loopback behind NAT64"),
        pytest.param("2002:7f00:1::", False, id="loopback behind 6to4"),
        pytest.param("::127.0.0.1", False, id="loopback in the old compatible form"),
        pytest.param("224.0.0.1", False, id="multicast"),
        pytest.param("255.255.255.255", False, id="broadcast"),
        pytest.param("www.gov.cn", False, id="a name is no address"),
    ],
)
def test_only_public_addresses_pass(address, expected):
    assert is_public(address) is expected


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("127.0.0.1", id="dotted"),
        pytest.param("2130706433", id="as one decimal number"),
        pytest.param("0x7f000001", id="in hexadecimal"),
        pytest.param("0177.0.0.1", id="in octal"),
        pytest.param("127.1", id="shortened"),
        pytest.param("localhost", id="by name"),
        pytest.param("[::1]", id="in IPv6"),
        pytest.param("[::ffff:127.0.0.1]", id="mapped into IPv6"),
        pytest.param("169.254.169.254", id="the metadata address"),
    ],
)
def test_a_source_that_names_the_machine_itself_is_refused_when_the_connection_is_opened(host):
    url = spell_url(f"http://{host}/latest/meta-data/")
    fetcher = Fetcher(QUICK)

    answer = fetcher.fetch(url, make_source(url.split("/")[2]))

    assert (answer.outcome, answer.data) == ("refused", None)
    assert "not a public address" in answer.reason or "Invalid IPv4 address" in answer.reason


@pytest.fixture
def portal():
    portal = Portal()
    server = portal.serve()
    yield portal
    server.shutdown()
    server.server_close()


def test_the_very_address_that_was_checked_is_connected_to_and_a_changed_answer_changes_nothing(portal):
    """The name leads to the portal when it is checked; asked again, it would lead to the loopback's own port."""
    answers = chain([[("127.0.0.1", portal.port)]], repeat([("127.0.0.2", 9)]))
    asked = []

    def change(host, port):
        asked.append(host)
        return next(answers)

    portal.put("http://www.qinghe.gov.cn/a.html", "<html><body>公开</body></html>")
    gate = Gate(change, lambda address: address == "127.0.0.1")
    fetcher = Fetcher(QUICK, gate)
    first = fetcher.fetch("http://www.qinghe.gov.cn/a.html", make_source())
    fetcher.close()
    second = fetcher.fetch("http://www.qinghe.gov.cn/a.html", make_source())

    assert (first.outcome, first.status) == ("changed", 200)
    assert asked == ["www.qinghe.gov.cn", "www.qinghe.gov.cn"]
    assert (second.outcome, second.reason) == (
        "refused",
        "www.qinghe.gov.cn leads to 127.0.0.2, which is not a public address",
    )


def test_a_name_with_one_private_address_among_public_ones_is_refused():
    gate = Gate(lambda host, port: [("8.8.8.8", port), ("10.0.0.8", port)])

    with pytest.raises(ForbiddenAddressError, match=r"leads to 10\.0\.0\.8"):
        gate.find_endpoints("www.qinghe.gov.cn", 80)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        pytest.param("http://127.0.0.1/", "neither under gov.cn", id="to the loopback"),
        pytest.param("http://169.254.169.254/latest/", "neither under gov.cn", id="to the metadata address"),
        pytest.param("http://inner.gov.cn/", "leads to 10.0.0.1", id="to a name that leads inside"),
        pytest.param("http://mirror.example.org/", "neither under gov.cn", id="to a mirror"),
        pytest.param(
            "http://www.gov.cn.example.org/", "neither under gov.cn", id="to a name that begins like one of ours"
        ),
        pytest.param("http://evilgov.cn/", "neither under gov.cn", id="to a name that ends like one of ours"),
        pytest.param("http://www.qinghe.gov.cn:8080/", "neither under gov.cn", id="to another port"),
        pytest.param("file:///etc/passwd", "nowhere we go", id="to a file"),
        pytest.param("gopher://www.gov.cn/", "nowhere we go", id="to another protocol"),
        pytest.param("http://user:word@www.gov.cn/", "nowhere we go", id="to an address with a password"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(portal, target, reason):
    portal.put("http://www.qinghe.gov.cn/a", Page(status=302, headers=(("Location", target),), tagged=False))
    names = {"www.qinghe.gov.cn": ("127.0.0.1", portal.port), "inner.gov.cn": ("10.0.0.1", 80)}
    fetcher = Fetcher(QUICK, Gate(lambda host, port: [names[host]], lambda address: address == "127.0.0.1"))

    answer = fetcher.fetch("http://www.qinghe.gov.cn/a", make_source())

    assert answer.outcome == "refused"
    assert reason in answer.reason
    assert set(portal.asked) == {("www.qinghe.gov.cn", "/robots.txt"), ("www.qinghe.gov.cn", "/a")}


def test_redirects_that_never_end_end(portal):
    for number in range(9):
        at = (("Location", f"/{number + 1}"),)
        portal.put(f"http://www.qinghe.gov.cn/{number}", Page(status=302, headers=at, tagged=False))
    fetcher = Fetcher(QUICK, Gate(portal.resolve, lambda address: address == "127.0.0.1"))

    answer = fetcher.fetch("http://www.qinghe.gov.cn/0", make_source())

    assert (answer.outcome, answer.reason) == ("failed", "more than 5 redirects")


def test_the_systems_resolver_gives_numeric_addresses():
    assert ("127.0.0.1", 80) in resolve("127.0.0.1", 80)
    assert socket.inet_aton(resolve("2130706433", 80)[0][0]) == b"\x7f\x00\x00\x01"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("http://www.gov.cn/", True, id="the government itself"),
        pytest.param("https://a.b.qinghe.gov.cn/x", True, id="a site deep under it"),
        pytest.param("http://gov.cn.evil.org/", False, id="gov.cn at the beginning"),
        pytest.param("http://notgov.cn/", False, id="without the dot"),
        pytest.param("http://61.178.55.10:8080/pub/", True, id="a bare address that the source names with its port"),
        pytest.param("http://61.178.55.10/pub/", False, id="the same on another port"),
    ],
)
def test_hosts_outside_the_allow_list_are_known(url, expected):
    assert is_allowed(url, {"61.178.55.10:8080"}) is expected
