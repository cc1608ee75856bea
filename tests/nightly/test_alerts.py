"""Who is told when a night is ill, and what an operator sees of a source before it is trusted: on the loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from nightly.one_night import open_gate, run_night
from nightly.portal import Page

from pipeline.commands import night as cli_night
from pipeline.loading import logs
from pipeline.night.config import Alert, NightConfig
from pipeline.night.health import examine_faults
from pipeline.night.tell import alert, tell_unstarted
from pipeline.sources.fetch import Fetcher

TOLD = {"exit_code": 4, "complaints": ["望楼县：一份报告也没有"]}


@pytest.fixture
def hook() -> Iterator[SimpleNamespace]:
    """An address that takes what is posted to it, and answers as it is told to."""
    posts: list[SimpleNamespace] = []
    answer = SimpleNamespace(status=204)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append(SimpleNamespace(path=self.path, kind=self.headers["Content-Type"], told=json.loads(body)))
            self.send_response(answer.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: the test reads what was posted."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/hook?token=made-up"
    yield SimpleNamespace(url=url, posts=posts, answer=answer)
    server.shutdown()
    server.server_close()
    thread.join()


def read_log(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_a_webhook_is_posted_the_whole_summary_as_json(hook, capsys):
    logs.configure(verbose=False)
    alert(Alert(webhook=hook.url), TOLD)

    assert [(post.path, post.kind, post.told) for post in hook.posts] == [
        ("/hook?token=made-up", "application/json", TOLD)
    ]
    assert read_log(capsys) == []


@pytest.mark.parametrize("status", [302, 404, 500], ids=["it leads elsewhere", "nobody is there", "it broke"])
def test_a_webhook_that_refuses_is_logged_and_changes_nothing(hook, capsys, status):
    logs.configure(verbose=False)
    hook.answer.status = status
    alert(Alert(webhook=hook.url), TOLD)
    told = read_log(capsys)

    assert len(hook.posts) == 1
    assert [(one["event"], one["reason"]) for one in told] == [("alert not sent", f"status {status}")]


def test_a_webhook_that_cannot_be_reached_is_logged_without_its_secret(capsys):
    logs.configure(verbose=False)
    alert(Alert(webhook="http://127.0.0.1:9/hook?token=made-up", seconds=2), TOLD)
    told = read_log(capsys)

    assert [one["event"] for one in told] == ["alert not sent"]
    assert "made-up" not in json.dumps(told)


def test_a_webhook_that_is_no_address_is_logged_and_changes_nothing(capsys):
    logs.configure(verbose=False)
    alert(Alert(webhook="http://127.0.0.1:port/hook?token=made-up"), TOLD)
    told = read_log(capsys)

    assert [(one["event"], one["reason"]) for one in told] == [("alert not sent", "InvalidURL")]


def test_a_webhook_that_never_answers_is_given_up(capsys):
    logs.configure(verbose=False)
    silent = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)  # takes the connection, and never serves it
    alert(Alert(webhook=f"http://127.0.0.1:{silent.server_port}/", seconds=0.3), TOLD)
    silent.server_close()

    assert [(one["event"], "Timeout" in one["reason"]) for one in read_log(capsys)] == [("alert not sent", True)]


def test_an_ill_night_posts_its_summary_and_a_good_one_stays_silent(province, hook):
    with province(0.03, ("gaoqiang",)) as given:
        config = given.folder / "night.toml"
        config.write_text(config.read_text() + f'[alert]\nwebhook = "{hook.url}"\n')
        ill = run_night(given.folder, given.portal.port)
    (post,) = hook.posts

    assert (ill.exit_code, post.told["exit_code"]) == (4, 4)
    assert [source["code"] for source in post.told["sources"]] == ["gaoqiang"]


def test_a_good_night_posts_nothing(province, hook):
    with province(0.03, ("qinghe",)) as given:
        config = given.folder / "night.toml"
        config.write_text(config.read_text() + f'[alert]\nwebhook = "{hook.url}"\n')
        good = run_night(given.folder, given.portal.port)

    assert (good.exit_code, hook.posts) == (0, [])


def start_night(given: SimpleNamespace, monkeypatch, hook: SimpleNamespace, *options: str):
    """``gongkai night`` in a province's folder, with a hook to tell."""
    config = given.folder / "night.toml"
    config.write_text(config.read_text() + f'[alert]\nwebhook = "{hook.url}"\n')
    gate = open_gate(given.portal.port)
    monkeypatch.setattr("pipeline.night.run.Fetcher", lambda manners: Fetcher(manners, gate))
    monkeypatch.chdir(given.folder)
    return CliRunner().invoke(cli_night.night, list(options))


def test_a_night_without_its_database_is_told(province, hook, monkeypatch):
    with province(0.03, ("qinghe",)) as given:
        run_night(given.folder, given.portal.port)
        good = (given.folder / "night.prom").read_text()
        result = start_night(given, monkeypatch, hook, "--db", "postgresql+psycopg://nobody@127.0.0.1:9/none")
        told = json.loads((given.folder / "night.json").read_text())
        metrics = (given.folder / "night.prom").read_text()
    success = [line for line in good.splitlines() if line.startswith("gongkai_night_last_success_timestamp_seconds ")]

    assert result.exit_code == 1
    assert [(post.told["exit_code"], post.told["run"]) for post in hook.posts] == [(1, None)]
    assert hook.posts[0].told["error"].startswith("cannot open postgresql+psycopg://nobody@127.0.0.1:9/none: ")
    assert told == hook.posts[0].told
    assert "gongkai_night_exit_code 1\n" in metrics
    assert success == [line for line in metrics.splitlines() if line in success]


BROKEN = {
    "typo": ('code = "x\n', "typo.toml: Illegal character"),
    "keyless": ('code = "keyless"\npublisher = "无表县"\n', "keyless.toml: lists: is missing"),
    "pattern": (
        'code = "p"\npublisher = "某县"\nreport = "("\n[[lists]]\nkind = "static"\nurl = "http://p.gov.cn/"\n',
        "pattern.toml: report: not a pattern",
    ),
    "numbers": ('code = "n"\npublisher = "某县"\nlists = 5\n', "numbers.toml: lists: must be an array"),
    "twin": (
        'code = "qinghe"\npublisher = "某县"\n[[lists]]\nkind = "static"\nurl = "http://p.gov.cn/"\n',
        "twin.toml: code: qinghe is another file's code too",
    ),
}


def test_source_files_that_cannot_be_used_are_told_and_the_other_sources_run(province, hook, monkeypatch, query):
    with province(0.03, ("qinghe",)) as given:
        for name, (text, _) in BROKEN.items():
            (given.folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
        result = start_night(given, monkeypatch, hook)
        told = json.loads((given.folder / "night.json").read_text())
        metrics = (given.folder / "night.prom").read_text()
        loaded = query(given.folder, "SELECT COUNT(*) FROM report")[0][0]
    complaints = " | ".join(told["complaints"])

    assert (result.exit_code, told["exit_code"], told["error"]) == (4, 4, "")
    assert loaded == len(given.expected) > 0
    assert sorted(one["file"] for one in told["broken_source_files"]) == sorted(f"{name}.toml" for name in BROKEN)
    assert [words for _, words in BROKEN.values() if words not in complaints or words not in result.output] == []
    assert [post.told for post in hook.posts] == [told]
    assert f"gongkai_night_broken_source_files {len(BROKEN)}\n" in metrics
    assert f"gongkai_night_complaints {len(BROKEN)}\n" in metrics


def test_what_was_fetched_from_a_source_waits_while_its_file_is_broken(province, monkeypatch, query):
    with province(0.03, ("qinghe", "shiping")) as given:
        gate = open_gate(given.portal.port)
        monkeypatch.setattr("pipeline.night.run.Fetcher", lambda manners: Fetcher(manners, gate))
        monkeypatch.chdir(given.folder)
        CliRunner().invoke(cli_night.crawl, [])
        file = given.folder / "sources" / "shiping.toml"
        good = file.read_text()
        file.write_text("= " + good)
        unread = (
            "SELECT DISTINCT source FROM frontier WHERE kind = 'report' AND read_sha256 IS NULL AND sha256 NOT NULL"
        )
        ill = CliRunner().invoke(cli_night.night, [])
        waiting = query(given.folder, unread)
        file.write_text(good)
        well = CliRunner().invoke(cli_night.night, [])
        left = query(given.folder, unread)

    assert (ill.exit_code, waiting) == (4, [("shiping",)])
    assert (well.exit_code in (0, 3), left) == (True, [])


def test_a_night_without_a_single_source_file_that_can_be_used_is_told(province, hook, monkeypatch):
    with province(0.03, ("qinghe",)) as given:
        (given.folder / "sources" / "qinghe.toml").write_text('code = "x\n')
        result = start_night(given, monkeypatch, hook)

    assert result.exit_code == 2
    assert [(post.told["exit_code"], "qinghe.toml" in post.told["error"]) for post in hook.posts] == [(2, True)]


@pytest.mark.parametrize("config", ["a = ", "databse = 'x'", None], ids=["no TOML", "an unknown key", "no file"])
def test_a_configuration_that_cannot_be_read_is_told_to_the_hook_in_the_environment(
    tmp_path, hook, monkeypatch, config
):
    if config is not None:
        (tmp_path / "its.toml").write_text(config)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GONGKAI_NIGHT_ALERT__WEBHOOK", hook.url)
    monkeypatch.setenv("GONGKAI_NIGHT_PROMETHEUS", "night.prom")
    result = CliRunner().invoke(cli_night.night, ["--config", "its.toml"])

    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert [(post.told["exit_code"], post.told["run"]) for post in hook.posts] == [(2, None)]
    assert "its.toml" in hook.posts[0].told["error"]
    assert "gongkai_night_exit_code 2\n" in (tmp_path / "night.prom").read_text()


def test_a_bad_setting_in_the_environment_is_told_to_the_hook_beside_it(tmp_path, hook, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GONGKAI_NIGHT_ALERT__WEBHOOK", hook.url)
    monkeypatch.setenv("GONGKAI_NIGHT_LOG_LEVEL", "loud")
    result = CliRunner().invoke(cli_night.night)

    assert result.exit_code == 2
    assert [post.told["error"].startswith("environment: log_level: ") for post in hook.posts] == [True]


def test_a_night_that_breaks_off_is_told_everywhere(province, hook, monkeypatch):
    with province(0.03, ("qinghe",)) as given:
        monkeypatch.setattr("pipeline.night.run.examine_night", lambda *_: 1 / 0)
        result = start_night(given, monkeypatch, hook)
        told = json.loads((given.folder / "night.json").read_text())
        metrics = (given.folder / "night.prom").read_text()

    assert isinstance(result.exception, ZeroDivisionError)
    assert [post.told for post in hook.posts] == [told]
    assert (told["exit_code"], told["run"], told["error"]) == (1, 1, "ZeroDivisionError: division by zero")
    assert "gongkai_night_exit_code 1\n" in metrics


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"gongkai_night_last_success_timestamp_seconds 1.2.3\n", b""])
def test_a_broken_file_of_metrics_is_written_anew(tmp_path, text):
    (tmp_path / "night.prom").write_bytes(text)
    tell_unstarted(NightConfig(prometheus=tmp_path / "night.prom"), "no database", 1)
    written = (tmp_path / "night.prom").read_text(encoding="utf-8")

    assert "gongkai_night_exit_code 1\n" in written
    assert "last_success" not in written


def test_a_summary_that_cannot_be_written_does_not_keep_the_alert_back(province, hook, monkeypatch, capsys):
    with province(0.03, ("gaoqiang",)) as given:
        config = given.folder / "night.toml"
        (given.folder / "file").write_text("")
        config.write_text(config.read_text().replace('"night.json"', '"file/night.json"'))
        config.write_text(config.read_text() + f'[alert]\nwebhook = "{hook.url}"\n')
        ill = run_night(given.folder, given.portal.port)

    assert (ill.exit_code, len(hook.posts)) == (4, 1)
    assert "not written" in capsys.readouterr().err


# -- gongkai source check ------------------------------------------------------------------------------------------


@pytest.fixture
def check(monkeypatch):
    """``gongkai source check`` of one of a province's sources, with the portal in place of the name servers."""

    def run(given: SimpleNamespace, name: str):
        gate = open_gate(given.portal.port)
        monkeypatch.setattr("pipeline.sources.fetch.Fetcher", lambda manners: Fetcher(manners, gate))
        monkeypatch.chdir(given.folder)
        return CliRunner().invoke(cli_night.source, ["check", str(given.folder / "sources" / f"{name}.toml")])

    return run


def test_a_source_check_names_lists_reports_and_what_hangs_on_the_first_and_writes_nothing(province, check):
    with province(0.03, ("wanglou",)) as given:
        before = sorted(path.name for path in given.folder.rglob("*"))
        result = check(given, "wanglou")
        after = sorted(path.name for path in given.folder.rglob("*"))
    lines = result.output.splitlines()

    assert result.exit_code == 0, result.output
    assert lines[0] == "list http://www.wanglou.gov.cn/api/list?page=1: 4 reports"
    assert len([line for line in lines if line.startswith("  2025-01-21  ")]) == 4
    assert any(line.startswith("report http://www.wanglou.gov.cn/art/2025/1/21/art_12298_0.html: ") for line in lines)
    assert lines[-1].startswith("4 reports; the source expects at least ")
    assert after == before


def test_a_source_check_ends_with_4_when_the_lists_give_too_little(province, check):
    with province(0.03, ("qinghe",)) as given:
        base = "http://www.qinghe.gov.cn/zwgk/gknb/index.html"
        given.portal.put(base, Page("<html><body>系统升级中</body></html>".encode()))
        result = check(given, "qinghe")

    assert result.exit_code == 4
    assert result.output.splitlines()[-1].startswith("0 reports; the source expects at least ")


def test_a_source_check_tells_why_a_list_cannot_be_had(province, check):
    with province(0.03, ("qinghe",)) as given:
        given.portal.put("http://www.qinghe.gov.cn/zwgk/gknb/index.html", Page(b"", 404))
        result = check(given, "qinghe")

    assert result.exit_code == 4
    assert "list http://www.qinghe.gov.cn/zwgk/gknb/index.html: " in result.output
    assert "404" in result.output


def test_a_source_file_that_cannot_be_read_is_one_line(tmp_path):
    (tmp_path / "a.toml").write_text('code = "a"\n', encoding="utf-8")
    result = CliRunner().invoke(cli_night.source, ["check", str(tmp_path / "a.toml")])

    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "a.toml" in result.output


def test_a_document_that_the_program_failed_on_is_a_complaint():
    assert examine_faults("", 0) == ()
    assert examine_faults("", 2) == ("the program failed on 2 documents: see run_item",)
    assert examine_faults("a fault of the program: 2 files", 0) == ("a fault of the program: 2 files",)
