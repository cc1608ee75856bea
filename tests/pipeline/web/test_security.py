"""What must not be possible: foreign hosts and forms, guessed sessions, and document text that is more than text."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")

from browser.page import MARKUP, TOKEN, find_mark, read_text, select
from starlette.testclient import TestClient

from pipeline.web.app import make_app
from pipeline.web.session import (
    ATTEMPT_MINUTES,
    COOKIE,
    LIFE_SECONDS,
    MOST_ATTEMPTS,
    Seals,
    TokenRefusedError,
    find_home,
    read_token,
)
from pipeline.web.shield import POLICY
from pipeline.web.site import Settings

VERDICT = "/findings/1/verdict"


@pytest.fixture
def guest(template):
    """Somebody at a page that can be written to, who has not signed in."""
    with TestClient(make_app(Settings(template.url, token=TOKEN)), base_url="http://localhost:8080") as client:
        yield client


@pytest.mark.parametrize("address", ["/", "/queue", "/nothing", "/static/style.css", "/token"])
def test_every_answer_carries_the_strict_headers(guest, address):
    headers = guest.get(address).headers

    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_no_page_needs_what_the_policy_forbids(writer, held):
    pages = ["/", "/?q=县", f"/reports/{held.find('issuer-sum-error')}", "/queue", "/coverage", "/runs/1", "/token"]
    for page in map(lambda address: writer.get(address).text, pages):
        assert select(page, "//style | //@style | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("localhost:8080", 200, id="this machine"),
        pytest.param("127.0.0.1", 200, id="this machine by number"),
        pytest.param("[::1]:8080", 200, id="this machine by the newer number"),
        pytest.param("LOCALHOST", 200, id="in capitals"),
        pytest.param("gongkai.example", 200, id="the name it was given"),
        pytest.param("evil.example", 403, id="a name that was rebound to this machine"),
        pytest.param("localhost.evil.example", 403, id="a name that begins like ours"),
        pytest.param("localhost@evil.example", 403, id="our name before a sign"),
        pytest.param("", 403, id="no name"),
        pytest.param("[::1", 403, id="half a number"),
    ],
)
def test_only_known_hosts_are_answered(template, host, status):
    with TestClient(make_app(Settings(template.url, hosts=("gongkai.example",)))) as client:
        answer = client.get("/", headers={"host": host})

    assert answer.status_code == status
    assert ("检索" in answer.text) == (status == 200)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"origin": "http://evil.example"}, id="from another site"),
        pytest.param({"origin": "null"}, id="from nowhere"),
        pytest.param({"origin": "http://localhost:9999"}, id="from another port"),
        pytest.param({"sec-fetch-site": "cross-site"}, id="by the browser's own word"),
        pytest.param({"sec-fetch-site": "same-site"}, id="from a neighbour"),
    ],
)
def test_forms_of_other_sites_are_refused(writer, headers):
    mark = find_mark(writer.get("/queue").text)
    answer = writer.post(VERDICT, data={"mark": mark, "kind": "accepted"}, headers=headers)

    assert (answer.status_code, answer.text) == (403, "This form was sent from another site; nothing was changed.")


@pytest.mark.parametrize("mark", ["", "0" * 64, "ключ"])
def test_a_form_without_the_mark_of_its_session_is_refused(writer, mark):
    assert writer.post(VERDICT, data={"mark": mark, "kind": "accepted"}).status_code == 403


def test_a_mark_is_of_one_session_alone(writer, guest):
    mark = find_mark(writer.get("/queue").text)
    guest.post("/token", data={"name": "李", "token": TOKEN})

    assert guest.post(VERDICT, data={"mark": mark, "kind": "accepted"}).status_code == 403


def test_nobody_writes_without_a_session(guest):
    page = guest.get("/queue").text

    assert select(page, "//form[@method='post']") == []
    assert guest.post(VERDICT, data={"kind": "accepted"}).status_code == 403


def test_nobody_writes_where_no_token_is(reader):
    assert reader.post("/token", data={"name": "李", "token": ""}).status_code == 403
    assert "此处只供查阅" in read_text(reader.get("/token").text)


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1]])
def test_a_wrong_token_opens_nothing(guest, token):
    answer = guest.post("/token", data={"name": "李", "token": token})

    assert answer.status_code == 403
    assert "令牌不对。" in read_text(answer.text)
    assert COOKIE not in answer.cookies


def test_the_cookie_is_out_of_reach(guest):
    answer = guest.post("/token", data={"name": "李", "token": TOKEN}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_session_is_neither_forged_nor_everlasting():
    seals, others = Seals(TOKEN), Seals(TOKEN + "!")
    session = seals.open_session("李", 1000.0)
    cookie = seals.write_cookie(session)

    assert seals.read_cookie(cookie, 1000.0 + LIFE_SECONDS - 1) == session
    assert seals.read_cookie(cookie, 1000.0 + LIFE_SECONDS) is None
    assert others.read_cookie(cookie, 1001.0) is None
    assert seals.read_cookie(cookie[1:], 1001.0) is None
    assert seals.read_cookie("", time.time()) is None


def test_a_large_form_is_refused(writer):
    answer = writer.post(VERDICT, data={"mark": "x" * 70_000})

    assert (answer.status_code, answer.text) == (413, "This form is too large; nothing was changed.")


def test_a_form_that_does_not_say_how_long_it_is_is_refused(writer):
    answer = writer.post(VERDICT, content=iter([b"mark=", b"x"]))

    assert answer.status_code == 413


URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("address", ["/token", VERDICT, "/leave"])
@pytest.mark.parametrize(
    ("body", "kind", "status", "sentence"),
    [
        pytest.param("&".join(f"f{n}=1" for n in range(41)), URLENCODED, 400, "表单无法读取", id="41 fields"),
        pytest.param("&".join(f"f{n}" for n in range(20_000)), URLENCODED, 413, "too large", id="a hundred kilobytes"),
        pytest.param(b"name=\xff\xfe", URLENCODED, 400, "表单无法读取", id="bytes of no text"),
        pytest.param("name=%ff%fe", URLENCODED, 400, "表单无法读取", id="such bytes in percents"),
        pytest.param("name=%ED%A0%80", URLENCODED, 400, "表单无法读取", id="half a sign"),
        pytest.param("name=a&name=b", URLENCODED, 400, "表单无法读取", id="a field twice"),
        pytest.param("name=a%00b", URLENCODED, 400, "表单无法读取", id="a nought"),
        pytest.param("a%00b=name", URLENCODED, 400, "表单无法读取", id="a nought in a name"),
        pytest.param("--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415, "不是本站的表单", id="in parts"),
        pytest.param("{}", "application/json", 415, "不是本站的表单", id="JSON"),
        pytest.param("name=a", "", 415, "不是本站的表单", id="of no kind"),
        pytest.param(f"name=a&token={'x' * 3000}&mark={'x' * 3000}", URLENCODED, 413, "太大", id="a huge field"),
    ],
)
def test_a_form_that_no_page_of_ours_sends_is_refused_with_a_clear_page(writer, address, body, kind, status, sentence):
    answer = writer.post(address, content=body, headers={"content-type": kind})

    assert (answer.status_code, sentence in answer.text) == (status, True)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"content-length": "9" * 5000}, id="a length beyond all measure"),
        pytest.param({"content-length": "-1"}, id="a negative length"),
        pytest.param({"origin": "http://[::1"}, id="half an address"),
    ],
)
def test_odd_headers_of_a_form_are_refused(writer, headers):
    told = {"content-type": URLENCODED, **headers}

    assert writer.post("/token", content="name=a", headers=told).status_code in (403, 413)


def test_a_long_reason_is_refused_and_not_cut(writer):
    form = {"mark": find_mark(writer.get("/queue").text), "kind": "accepted", "why": "因" * 2001}

    assert writer.post(VERDICT, data=form).status_code == 413


# -- guessing the token ----------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test turns."""
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def enter(app, token: str, address: str = "192.0.2.7"):
    client = TestClient(app, base_url="http://localhost", client=(address, 50000), follow_redirects=False)
    return client.post("/token", data={"name": "李", "token": token})


def test_of_two_hundred_wrong_tokens_ten_are_tried(template, clock):
    app = make_app(Settings(template.url, token=TOKEN))
    answers = [enter(app, f"wrong {number}") for number in range(200)]

    assert [answer.status_code for answer in answers] == [403] * MOST_ATTEMPTS + [429] * (200 - MOST_ATTEMPTS)
    assert answers[-1].headers["retry-after"] == str(ATTEMPT_MINUTES * 60)
    assert "尝试次数过多，请 5 分钟后再试。" in read_text(answers[-1].text)


def test_many_at_once_get_no_more(template, clock):
    app = make_app(Settings(template.url, token=TOKEN))
    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(answer.status_code for answer in pool.map(lambda _: enter(app, "wrong"), range(40)))

    assert statuses == {403: MOST_ATTEMPTS, 429: 40 - MOST_ATTEMPTS}


def test_the_right_token_is_let_in_from_elsewhere_and_here_when_the_time_is_over(template, clock):
    app = make_app(Settings(template.url, token=TOKEN))
    for _ in range(MOST_ATTEMPTS):
        enter(app, "wrong")
    statuses = [enter(app, TOKEN).status_code, enter(app, TOKEN, "192.0.2.8").status_code]
    clock[0] += ATTEMPT_MINUTES * 60 + 1

    assert [*statuses, enter(app, TOKEN).status_code] == [429, 303, 303]


def test_the_wait_is_told_in_english_too(template, clock):
    app = make_app(Settings(template.url, token=TOKEN))
    for _ in range(MOST_ATTEMPTS):
        enter(app, "wrong")
    clock[0] += 200
    client = TestClient(app, base_url="http://localhost", client=("192.0.2.7", 1))
    answer = client.post("/token?lang=en", data={"name": "Li", "token": "wrong"})

    assert answer.headers["retry-after"] == "100"
    assert "Too many attempts; try again in 2 min." in read_text(answer.text)


@pytest.mark.parametrize(
    ("address", "home"),
    [
        pytest.param("192.0.2.7", "192.0.2.7", id="an address"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="a newer one: whose network it is"),
        pytest.param("::ffff:192.0.2.7", "192.0.2.7", id="an old one spelt as a new one"),
        pytest.param("testclient", "testclient", id="a name"),
        pytest.param("", "", id="no address"),
    ],
)
def test_what_is_counted_for_an_address(address, home):
    assert find_home(address) == home


def test_the_token_file_is_made_for_its_owner_alone(tmp_path):
    path = tmp_path / "token"
    token = read_token(path)

    assert read_token(path) == token
    assert len(token) >= 40
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        pytest.param("short", 0o600, "at least 16 signs", id="a short token"),
        pytest.param("a" * 40, 0o644, "others can read it", id="a token that others can read"),
        pytest.param("\udcff" * 20, 0o600, "not text", id="no text"),
    ],
)
def test_a_poor_token_file_is_refused(tmp_path, text, mode, words):
    path = tmp_path / "token"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    path.chmod(mode)

    with pytest.raises(TokenRefusedError, match=words):
        read_token(path)


def test_a_token_file_in_no_folder_is_refused(tmp_path):
    with pytest.raises(TokenRefusedError, match="No such file"):
        read_token(tmp_path / "none" / "token")
    assert list(tmp_path.iterdir()) == []


def list_hostile(template) -> dict[str, str]:
    report = template.find("hostile")
    return {
        "search": f"/?q={MARKUP[:60]}",
        "found": "/?q=标签",
        "report": f"/reports/{report}",
        "text cell": f"/reports/{report}/cells/requests_received/all",
        "ambiguous cell": f"/reports/{report}/cells/outcome_total/all",
        "unknown field": f"/reports/{report}/cells/markup_field/all",
        "figure": f"/reports/{report}/figures/0",
        "queue": "/queue",
        "rule of the queue": f"/queue?rule={MARKUP[:40]}",
        "coverage": "/coverage?year=2024&place=none",
        "place": f"/coverage?year=2024&place=none&under={MARKUP}",
        "run": "/runs/1",
        "outcome": f"/runs/1?outcome={MARKUP[:30]}",
        "language": f"/?lang={MARKUP[:30]}",
        "nothing": f"/{MARKUP[:30]}",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_markup_in_documents_and_addresses_stays_text(template, language):
    with TestClient(make_app(Settings(template.url)), base_url="http://localhost") as client:
        client.cookies.set("gongkai_lang", language)
        pages = {name: client.get(address).text for name, address in list_hostile(template).items()}

    for name, page in pages.items():
        scripts = [one.get("src").partition("?")[0] for one in select(page, "//script")]
        assert scripts == ["/static/htmx.min.js", "/static/page.js"], name
        assert select(page, "//b | //img[not(@data-missing)] | //@onerror | //@onclick") == [], name
        assert "49" not in read_text(page).replace("2049", ""), name
    shown = {name for name, page in pages.items() if "<script>window.hurt = 1</script>" in read_text(page)}
    assert shown == {
        "found",
        "report",
        "text cell",
        "ambiguous cell",
        "unknown field",
        "figure",
        "queue",
        "coverage",
        "place",
        "run",
        "search",
    }
