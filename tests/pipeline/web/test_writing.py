"""Corrections and verdicts through the page: what is written, and what is refused with one sentence."""

import sqlite3

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")

from browser.page import TOKEN, find_mark, read_string, read_text, select
from starlette.testclient import TestClient

from pipeline.web.app import make_app
from pipeline.web.site import Settings

FIELD, WHO = "outcome_granted", "all"


def ask(database, query: str, *values: object) -> list[tuple[object, ...]]:
    with sqlite3.connect(database) as connection:
        return connection.execute(query, values).fetchall()


def cell(held, sample: str = "issuer-sum-error") -> str:
    return f"/reports/{held.find(sample)}/cells/{FIELD}/{WHO}"


def find_revision(page: str) -> str:
    return read_string(page, "//input[@name='revision']/@value")


def fill(page: str, **fields: str) -> dict[str, str]:
    """A form of correction as a person would send it."""
    whole = {"state": "number", "value": "97", "who": "王核", "why": "扫描件上是97", "raw": "", "evidence": "第2页"}
    return {"mark": find_mark(page), "revision": find_revision(page), **whole, **fields}


def test_a_correction_makes_a_new_revision_and_the_sums_hold(writer, held):
    page = writer.get(cell(held)).text
    answer = writer.post(f"{cell(held)}/correct", data=fill(page))
    after = writer.get(answer.headers["location"]).text
    said = ask(held.database, "SELECT author, explanation, evidence FROM correction")
    fact = ask(
        held.database,
        "SELECT value, raw, corrected_raw, corrected_by, method FROM current_fact"
        " WHERE report_id = ? AND field = ? AND applicant = 'all'",
        held.find("issuer-sum-error"),
        FIELD,
    )

    assert (answer.status_code, answer.headers["location"]) == (303, cell(held))
    assert said == [("王核", "扫描件上是97", "第2页")]
    assert fact == [(97, "99", "97", "王核", "manual")]
    assert read_string(after, "//dt[.='原文']/following-sibling::dd[1]") == "99"
    assert read_string(after, "//dt[.='更正后的原文']/following-sibling::dd[1]") == "97"
    assert [one.text for one in select(after, "(//section[h3='历次版本']//table)[1]//tbody//th/a")] == ["2", "1"]
    assert "= 97 ✓ 97" in read_text(after)
    assert "第 2 版，共 2 版 · 人工更正" in read_text(after)


def test_a_correction_can_be_withdrawn(writer, held):
    page = writer.get(cell(held)).text
    writer.post(f"{cell(held)}/correct", data=fill(page))
    page = writer.get(cell(held)).text
    form = select(page, "//form[starts-with(@action, '/corrections/')]")[0]
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    answer = writer.post(form.get("action"), data=fields)
    value = ask(
        held.database,
        "SELECT value FROM current_fact WHERE report_id = ? AND field = ? AND applicant = 'all'",
        held.find("issuer-sum-error"),
        FIELD,
    )

    assert answer.headers["location"] == cell(held)
    assert value == [(99,)]
    assert "王核 已撤回" in read_text(writer.get(cell(held)).text)


def test_a_cell_may_turn_out_to_hold_no_number(writer, held):
    page = writer.get(cell(held)).text
    writer.post(f"{cell(held)}/correct", data=fill(page, state="dash", value="", raw="—"))

    assert ask(
        held.database,
        "SELECT state, value, raw, corrected_raw FROM current_fact"
        " WHERE report_id = ? AND field = ? AND applicant = 'all'",
        held.find("issuer-sum-error"),
        FIELD,
    ) == [("dash", None, "99", "—")]


def test_what_the_issuer_printed_is_told_and_stays(writer, held):
    """The cell beside it was read as it stands: whoever says otherwise is shown what is printed, and where."""
    address = cell(held).replace("/all", "/natural_person")
    page = writer.get(address).text
    printed = read_string(page, "//dt[.='原文']/following-sibling::dd[1]")
    answer = writer.post(f"{address}/correct", data=fill(page, value="98"))
    complaint = read_string(answer.text, "//p[@role='alert']")

    assert answer.status_code == 409
    assert f"印的就是“{printed}”" in complaint
    assert "机关自身差错" in complaint
    assert read_string(answer.text, "//input[@name='value']/@value") == "98"
    assert ask(held.database, "SELECT COUNT(*) FROM correction") == [(0,)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"value": "九十七"}, "请填写数值", id="a number in words"),
        pytest.param({"value": ""}, "请填写所印原文或数值", id="nothing printed"),
        pytest.param({"raw": "99", "value": "97"}, "原文与所选状态或数值不符", id="a text that says another number"),
        pytest.param({"raw": "见附件", "value": ""}, "请填写数值", id="a text without a number"),
        pytest.param({"state": "dash", "value": ""}, "请照抄", id="a dash that nobody copied"),
        pytest.param({"value": "NaN"}, "请填写数值", id="what a computer calls no number"),
        pytest.param({"value": "1e999999"}, "请填写数值", id="a number beyond all measure"),
        pytest.param({"state": "blank"}, "不能再填数值", id="blank with a number"),
        pytest.param({"why": " "}, "请写明姓名和更正的理由", id="no reason"),
        pytest.param({"who": ""}, "请写明姓名和更正的理由", id="nobody"),
        pytest.param({"revision": "1000"}, "已有新版本", id="a report that changed meanwhile"),
    ],
)
def test_what_cannot_be_taken_is_told_and_stays_in_the_form(writer, held, fields, sentence):
    page = writer.get(cell(held)).text
    answer = writer.post(f"{cell(held)}/correct", data=fill(page, **fields))

    assert answer.status_code == 400
    assert sentence in read_string(answer.text, "//p[@role='alert']")
    assert read_string(answer.text, "//input[@name='evidence']/@value") == "第2页"
    assert ask(held.database, "SELECT COUNT(*) FROM correction") == [(0,)]


def find_finding(held, rule: str = "T3.ROW.SUM") -> int:
    query = "SELECT finding_id FROM current_finding WHERE report_id = ? AND rule = ?"
    return ask(held.database, query, held.find("issuer-sum-error"), rule)[0][0]


def judge(writer: TestClient, held, rule: str, **fields: str):
    mark = find_mark(writer.get("/queue").text)
    whole = {"mark": mark, "kind": "issuer_error", "who": "王核", "why": "原表如此", "back": "queue"}
    return writer.post(f"/findings/{find_finding(held, rule)}/verdict", data={**whole, **fields})


def test_verdicts_on_all_errors_take_a_report_off_the_queue(writer, held):
    states = []
    for rule in ("T3.ROW.SUM", "T3.COL.RESULT"):
        answer = judge(writer, held, rule)
        states += ask(
            held.database, "SELECT state FROM report_status WHERE report_id = ?", held.find("issuer-sum-error")
        )
    reviewed = writer.get("/queue", params={"state": "reviewed"}).text

    assert answer.headers["location"] == "/queue"
    assert states == [("flagged",), ("reviewed",)]
    assert "砚溪县人民政府" not in read_text(writer.get("/queue").text)
    assert read_text(reviewed).count("机关自身差错 · 王核") == 2


def test_a_verdict_can_be_withdrawn(writer, held):
    judge(writer, held, "T3.ROW.SUM", kind="accepted")
    (number,) = ask(held.database, "SELECT id FROM verdict")[0]
    answer = writer.post(
        f"/verdicts/{number}/withdraw", data={"mark": find_mark(writer.get("/queue").text), "back": "report"}
    )

    assert answer.headers["location"] == f"/reports/{held.find('issuer-sum-error')}"
    assert ask(held.database, "SELECT kind, withdrawn_by FROM verdict") == [("accepted", "王核")]


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        pytest.param("/findings/1/verdict", {"kind": "nonsense"}, 400, id="a verdict of no kind"),
        pytest.param("/findings/99999/verdict", {"kind": "accepted"}, 404, id="a finding that is not there"),
        pytest.param("/verdicts/99999/withdraw", {}, 404, id="a verdict that is not there"),
        pytest.param(
            "/corrections/99999/withdraw",
            {"report": "1", "field": "a", "applicant": "all"},
            409,
            id="a correction that is not there",
        ),
        pytest.param(
            "/corrections/1/withdraw",
            {"report": "//evil.example", "field": "a", "applicant": "b"},
            400,
            id="a way back that leads elsewhere",
        ),
        pytest.param(
            "/reports/99999/cells/outcome_total/all/correct",
            {"state": "number", "value": "1", "who": "a", "why": "b"},
            404,
            id="a report that is not there",
        ),
    ],
)
def test_a_form_about_nothing_changes_nothing(writer, held, address, fields, status):
    answer = writer.post(address, data={"mark": find_mark(writer.get("/queue").text), **fields})

    assert answer.status_code == status
    assert ask(held.database, "SELECT (SELECT COUNT(*) FROM verdict) + (SELECT COUNT(*) FROM correction)") == [(0,)]


def test_the_name_is_shown_and_leaving_ends_the_session(writer):
    page = writer.get("/queue").text
    answer = writer.post("/leave", data={"mark": find_mark(page)})

    assert "王核" in read_text(page)
    assert answer.headers["location"] == "/"
    assert select(writer.get("/queue").text, "//form[@method='post']") == []


def test_reading_opens_no_handle_that_can_write(held):
    before = held.database.read_bytes()
    app = make_app(Settings(held.url, token=TOKEN))
    with TestClient(app, base_url="http://localhost") as client:
        for address in ("/", "/queue", cell(held), f"/reports/{held.find('correction-2')}", "/coverage", "/runs/1"):
            assert client.get(address).status_code == 200
        with app.state.site.read() as connection, pytest.raises(Exception, match="readonly"):
            connection.exec_driver_sql("DELETE FROM run_item")

    assert held.database.read_bytes() == before
