"""Every benchmark runs on next to nothing; what it measures there is worth nothing and is not asserted."""

import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from forge import expected_states

sys.path.append(str(Path(__file__).resolve().parents[2]))  # benchmarks is no part of the package

pytest.importorskip("fontTools", reason="fontTools (the bench extra) is not installed")
pytest.importorskip("psutil", reason="psutil (the bench extra) is not installed")

from benchmarks import (
    databases,
    documents,
    engines,
    floors,
    folders,
    formats,
    heldout,
    loading,
    memory,
    national,
    pool,
    querying,
    revisions,
    scans,
    serving,
    storing,
)
from benchmarks.__main__ import TOPICS, main
from benchmarks.measured import Measured, describe_conditions, keep, recall
from benchmarks.page import Chapter, Target, write_page
from benchmarks.settings import TINY
from benchmarks.timing import Timing, measure, ratio
from db.reading.queries import list_queries
from db.store import Store
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.line import read_report, read_reports


@pytest.mark.parametrize("kind", formats.KINDS)
def test_the_documents_that_are_measured_are_read_without_a_fault(kind):
    made = documents.make_document(kind, 1)
    (report,) = read_reports(SourceDocument(made.data, made.name), load_catalogue())
    read = {(fact.field, fact.applicant): (fact.state, fact.value) for fact in report.facts}

    assert read == expected_states(made.facts)
    assert (report.issuer.name, report.year) == (made.facts.issuer, made.facts.year)


def test_no_two_documents_are_of_one_issuer_and_year():
    keys = {(facts.issuer, facts.year) for facts in map(documents.invent, range(0, 10_000, 7))}

    assert len(keys) == len(range(0, 10_000, 7))


def test_calls_are_made_in_turns():
    calls = []
    timings = measure({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=2, settle=1)

    assert calls == ["a", "b"] * 3
    assert [len(timing.cpu) for timing in timings.values()] == [2, 2]


def test_a_ratio_holds_every_round_against_its_own():
    slow_then_fast = Timing((4.0, 40.0, 4.0), (0.0, 0.0, 0.0))
    floor = Timing((2.0, 20.0, 1.0), (0.0, 0.0, 0.0))

    assert ratio(slow_then_fast, floor) == 2.0


def test_the_page_says_which_target_is_met():
    targets = (Target("near", 2.0, 2.5), Target("far", 3.0, 2.5), Target("slow", 3.0, 4, "/s", is_least=True))
    page = write_page(["a machine"], [Chapter("Reading", "words", ("step", "ms"), [("one", "2")], targets)], "how")

    assert "| near | 2.00 × |  | ≤ 2.5 × | yes |" in page
    assert "| far | 3.00 × |  | ≤ 2.5 × | **no** |" in page
    assert "| slow | 3.00 /s | 3.00 /s | ≥ 4 /s | **no** |" in page
    assert "| one | 2 |" in page


@pytest.mark.parametrize("kind", ["html", "docx", "doc", "pdf", "xlsx"])
def test_what_one_would_otherwise_pick_runs(kind):
    pytest.importorskip("markitdown", reason="markitdown (the bench extra) is not installed")
    pytest.importorskip("tablers", reason="tablers (the bench extra) is not installed")
    data = documents.make_document(kind, 1).data
    sizes = {name: read(data) for name, read in formats.choose_rivals(kind).items()}

    assert sizes
    assert min(sizes.values()) >= 200


def test_each_step_is_held_against_its_floor(monkeypatch, tmp_path):
    monkeypatch.setattr(floors, "CORPUS", tmp_path)
    chapters = floors.run(TINY)

    assert [chapter.title for chapter in chapters] == ["Reading against its floor", "Meaning"]
    assert len(chapters[0].rows) == len(chapters[0].targets) == 5


def test_reports_that_no_test_has_seen_are_counted_by_format():
    [chapter] = heldout.run(TINY)

    assert [row[:2] for row in chapter.rows] == [(kind, "1") for kind in (*heldout.MIXED, *heldout.WRITERS)]
    assert [target.is_met for target in chapter.targets] == [True, True]


def test_what_is_wrong_or_missing_in_silence_is_counted(monkeypatch):
    def misread(source, catalogue):
        report = read_report(source, catalogue)
        spoilt = [
            replace(fact, value=Decimal(987_654)) if fact.field == "requests_received" else fact
            for fact in report.facts
            if fact.field != "requests_carried_out"
        ]
        return replace(report, facts=tuple(spoilt), findings=())

    monkeypatch.setattr(heldout, "read_report", misread)
    [chapter] = heldout.run(TINY)
    missing, wrong = [int(row[-3]) for row in chapter.rows], [int(row[-1]) for row in chapter.rows]
    cases = [heldout.mix_case(heldout.FIRST, kind if kind in heldout.MIXED else "text") for kind, *_ in chapter.rows]
    printed = [
        sum(name == "requests_carried_out" and value is not None for (name, _), (_, value) in case.expected().items())
        for case in cases
    ]

    assert (missing, wrong) == (printed, [7] * len(cases))
    assert [target.is_met for target in chapter.targets] == [False, False]


def test_memory_is_that_of_a_process_of_its_own():
    weight = memory.measure_memory("html", 1)

    assert weight.peak_mb >= weight.start_mb > 10


def test_scans_are_left_out_by_name_without_their_packages(monkeypatch):
    monkeypatch.setattr(scans, "_NEEDED", (("pypdfium2",), ("no_such_package", "nor_this_one")))
    (chapter,) = scans.run(TINY)

    assert "no_such_package" in chapter.text
    assert "pypdfium2" not in chapter.text
    assert not chapter.rows


def test_every_named_query_is_asked_of_each_engine():
    [chapter] = querying.run(TINY)

    assert [row[0] for row in chapter.rows] == [query.name for query in list_queries()]
    assert {len(row) for row in chapter.rows} == {1 + 2 * len(chapter.targets)}


def test_every_document_of_the_topic_on_revisions_is_a_revision_of_its_own(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'x.db'}") as store:
        numbers = [store.load(report).revision_number for report in revisions.make_revisions(3)]

    assert numbers == [1, 2, 3]


def test_the_topic_on_revisions_runs():
    (chapter,) = revisions.run(TINY)

    assert {row[1] for row in chapter.rows} == {"2", "3"}


def test_every_way_of_storing_runs(tmp_path):
    reports = storing.make_reports(TINY.reports)
    stores = databases.Databases(tmp_path, None)
    spent = [call(reports, stores, "SQLite") for call in storing.WAYS.values()]

    assert len({(report.issuer.name, report.year) for report in reports}) == TINY.reports
    assert all(one.wall > 0 for one in spent)


def test_a_mixed_folder_is_loaded(tmp_path):
    folders.fill_folder(tmp_path / "mixed", TINY.files)
    load = loading.load_folder(tmp_path / "mixed", TINY.files, f"sqlite:///{tmp_path / 'bench.db'}", 1)

    assert sorted(path.suffix for path in (tmp_path / "mixed").iterdir()).count(".html") == 5
    assert (load.files, load.worker_mb > 0) == (TINY.files, True)


def test_a_file_of_the_mixture_is_made_once_and_stands_in_every_smaller_folder(tmp_path, monkeypatch):
    made = folders.Folders(tmp_path)
    large = made.take(60)
    monkeypatch.delattr(folders, "write_one")
    small = made.take(7)

    assert [path.name for path in sorted(large.iterdir())][:7] == [path.name for path in sorted(small.iterdir())]
    assert len(list(large.iterdir())) == 60
    assert all((small / path.name).samefile(path) for path in sorted(large.iterdir())[:7])


def test_readers_alone_read_every_file(tmp_path):
    folders.fill_folder(tmp_path / "mixed", 4)

    spent = pool.time_reading(tmp_path / "mixed", (1, 2))

    assert [len(rounds) for rounds in spent.values()] == [pool._ROUNDS] * 2
    assert min(map(min, spent.values())) > 0


def test_growth_is_told_without_what_the_start_takes():
    def make(files, cpu):
        return loading.Load(files, 1.0, cpu, 1.0, 90, 80)

    starts, firsts = [make(1, cpu) for cpu in (2.0, 1.0, 9.0)], [make(11, cpu) for cpu in (3.0, 2.0, 10.0)]
    last = make(101, 14.0)

    assert loading.Loads(starts, firsts, last, last).growth == pytest.approx(1.2)


def test_growth_is_told_at_the_speed_of_each_load():
    def make(files, cpu, yardstick_ms):
        return loading.Load(files, 1.0, cpu, 1.0, 90, 80, yardstick_ms=yardstick_ms)

    starts, firsts = [make(1, 1.0, 25.0)], [make(11, 2.0, 25.0)]
    last = make(101, 22.0, 50.0)  # twice as slow a machine, half the CPU time at its speed

    assert loading.Loads(starts, firsts, last, last).growth == pytest.approx(1.0)


def test_a_rate_is_told_at_the_speed_of_its_own_load():
    load = loading.Load(100, 1.25, 3.0, 1.0, 120, 90, yardstick_ms=55.0)
    start = loading.Load(1, 1.0, 1.0, 1.0, 100, 90)
    (target, *_) = loading._set_targets("SQLite", loading.Loads([start], [load], load, load))

    assert (target.measured, target.at_reference) == (80.0, 160.0)


def test_every_target_of_a_load_is_told():
    one = loading.Load(100, 4.0, 3.0, 1.0, 120, 90)
    two = loading.Load(100, 2.0, 3.0, 1.0, 120, 90, early_mb=75)
    narrow = loading.Load(50, 3.0, 3.0, 1.0, 120, 90)
    start = loading.Load(1, 1.0, 1.0, 1.0, 100, 90)
    loads = {"SQLite": loading.Loads([start], [one], one, two, narrow)}
    told = [
        *loading._describe_loads(loads, TINY).targets,
        *loading._describe_workers(loads, {1: [2.0, 9.0, 3.0], 2: [1.0, 3.0, 2.0]}, TINY).targets,
    ]

    assert [(target.measured, target.is_met) for target in told] == [
        (50.0, False),
        (1.0, True),
        (120, True),
        (1.0, True),
        (1.2, False),
        (2.0, True),
        (3.0, True),
    ]


def test_two_workers_gain_no_more_than_what_the_writer_leaves_them():
    load = loading.Load(100, 4.0, 4.0, 1.0, 120, 90)
    chapter = loading._describe_workers(
        {"SQLite": loading.Loads([load], [load], load, load)}, {1: [2.0], 2: [1.0]}, TINY
    )

    assert chapter.rows[-1] == ("whole load into SQLite", "1.00 ×", "1.50 ×")


def test_every_engine_leaves_the_same_database():
    pytest.importorskip("distributed", reason="distributed (the dask extra) is not installed")
    (chapter,) = engines.run(TINY)

    assert [row[0] for row in chapter.rows] == [engines.ALONE, engines.CLUSTER, engines.MAIMED]
    assert len({row[4] for row in chapter.rows}) == 1
    assert [target.is_met for target in chapter.targets] == [True]


def test_a_database_that_says_something_else_is_told():
    content = {name: [] for name in engines.CONTENT}
    other = engines.Loaded(1.0, 1, content | {"fact": ["one more"]})

    assert engines.list_differences(other, engines.Loaded(1.0, 1, content)) == ["fact"]


def test_what_one_more_report_takes_is_without_what_the_start_takes(tmp_path):
    small, large = (
        loading.Load(10, 9.0, 5.0, 2.0, 90, 80, 9_000),
        loading.Load(110, 20.0, 11.0, 3.0, 95, 85, 1_009_000),
    )
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.html").write_bytes(b"1234")
    loading.write_figures(tmp_path / "x.json", {"SQLite": (small, large)}, tmp_path / "folder")
    told = json.loads((tmp_path / "x.json").read_text())

    assert (told["files"], told["file_bytes"]) == (1, 4)
    assert told["engines"]["SQLite"] == {
        "reading_ms": 50.0,
        "writing_ms": 10.0,
        "worker_mb": 95,
        "writer_mb": 85,
        "stored_bytes": 10_000,
    }


def test_a_national_year_is_reckoned_from_what_was_measured(tmp_path):
    one = {"reading_ms": 15.0, "writing_ms": 5.0, "worker_mb": 128, "writer_mb": 256, "stored_bytes": 20_000}
    told = {"files": 1000, "file_bytes": 100_000, "load_while_measured": "1.0", "engines": {"SQLite": one}}
    (tmp_path / "x.json").write_text(json.dumps(told))
    page = national.make_page(tmp_path / "x.json")

    assert "| SQLite, 2 | 100 | 0.4 h | 3.9 h | 0.5 GB |" in page
    assert "| SQLite, 64 | 200 | 0.2 h | 2.0 h | 8.2 GB |" in page
    assert "| SQLite | 2.8 GB | 28.4 GB |" in page


@pytest.mark.parametrize(
    ("cores", "rate"),
    [pytest.param(2, 100, id="the cores set the pace"), pytest.param(64, 200, id="the writer sets the pace")],
)
def test_more_cores_help_until_the_writer_is_busy(cores, rate):
    assert national.find_rate(15.0, 5.0, cores) == rate


def test_a_topic_measured_anew_leaves_the_others_as_they_were(tmp_path):
    chapter = Chapter("Title", "text", ("a", "b"), [("1", "2")], [Target("speed", 3.0, 2.0, "/s", is_least=True)])
    first = Measured("floors", "2026-01-02", "0.1", "0.9", [chapter], 40.0, "3.13.5")
    other = Measured("storing", "2026-01-02", "0.2", "0.8", [])
    for one in (other, first, replace(other, day="2026-01-03")):
        keep(one, tmp_path)
    found = recall(("floors", "scans", "storing"), tmp_path)

    assert found == [first, replace(other, day="2026-01-03")]
    pythons, loads, yardsticks = describe_conditions(found)
    assert pythons == "Python: floors 3.13.5"
    assert loads.endswith("floors 0.1 → 0.9 (2026-01-02), storing 0.2 → 0.8 (2026-01-03)")
    assert yardsticks.endswith(": floors 40.0 ms")


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        pytest.param(Target("a", 9.0, 5.0, "ms"), "**no**", id="too slow"),
        pytest.param(Target("a", 9.0, 5.0, "ms", speed=0.5), "at reference speed", id="on a machine half as fast"),
        pytest.param(Target("a", 4.0, 5.0, "ms", speed=0.5), "yes", id="even there"),
        pytest.param(Target("a", 4.0, 5.0, "ms", speed=2.0), "yes", id="only because the machine is fast"),
        pytest.param(Target("a", 60.0, 100.0, "/s", is_least=True, speed=0.5), "at reference speed", id="a rate"),
        pytest.param(Target("a", 60.0, 100.0, "/s", is_least=True, speed=0.7), "**no**", id="a rate too low"),
        pytest.param(Target("a", 3.2, 3.0, "×", speed=0.5), "**no**", id="a ratio needs no allowance"),
        pytest.param(Target("a", 220.0, 200.0, "MB", speed=0.5), "**no**", id="nor does memory"),
    ],
)
def test_an_absolute_figure_is_also_told_at_the_speed_at_which_its_aim_was_set(target, verdict):
    page = write_page(["machine"], [Chapter("Made up", "text", targets=[target])], "how")

    assert f"| {verdict} |" in page


def test_what_is_only_tried_is_printed_and_changes_no_page(monkeypatch, capsys):
    def refuse(*_):
        raise AssertionError("written")

    monkeypatch.setitem(TOPICS, "floors", lambda size: [Chapter("Made up", f"{size.documents} documents")])
    monkeypatch.setattr(Path, "write_text", refuse)

    assert main(["--quick", "--only", "floors"]) == 0
    assert "## Made up\n\n2 documents" in capsys.readouterr().out


def test_an_unknown_topic_is_refused():
    with pytest.raises(SystemExit):
        main(["--only", "weather"])


def test_the_page_is_served_from_copied_reports(tmp_path):
    pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
    stores = databases.Databases(tmp_path, None)
    facts, served = serving._measure_engine(stores, "SQLite", TINY)

    assert facts == 5000
    assert set(served) == set(serving.PAGES)
    assert served["one report"].bytes > 20_000


def test_copied_reports_are_reports_of_their_own(tmp_path):
    url = databases.Databases(tmp_path, None).make("SQLite")
    facts = serving.fill_store(url, 5001)
    with Store.open(url) as store, store.read() as connection:
        query = "SELECT COUNT(*), COUNT(DISTINCT issuer), SUM(cells) FROM report_status"
        counted = connection.exec_driver_sql(query).one()

    assert (facts, tuple(counted)) == (10_000, (50, 14, 10_000))
