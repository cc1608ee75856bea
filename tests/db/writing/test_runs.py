from stored import record_item, start_run

from db.schema.records import RunItem


def test_a_run_is_kept_with_every_document_in_it(store, made, clock, query):
    run_id = start_run(store, "load reports/", code_version="1.2", catalogue_version="7", now=clock.tick())
    record_item(store, RunItem(run_id, "reports/a.pdf", "a" * 64, "loaded", "", 0.25))
    record_item(store, RunItem(run_id, "reports/b.pdf", None, "failed", "KeyError: 'T3'", 1.5))
    open_run = query(store, "SELECT finished_at, outcome FROM run")
    store.finish_run(run_id, "done", now=clock.tick())

    items = query(store, "SELECT run_id, location, document_sha256, outcome, reason, seconds FROM run_item ORDER BY id")
    run = query(store, "SELECT command, code_version, catalogue_version, started_at, finished_at, outcome FROM run")[0]
    assert open_run == [{"finished_at": None, "outcome": None}]
    assert [tuple(item.values()) for item in items] == [
        (run_id, "reports/a.pdf", "a" * 64, "loaded", "", 0.25),
        (run_id, "reports/b.pdf", None, "failed", "KeyError: 'T3'", 1.5),
    ]
    assert (run["command"], run["code_version"], run["catalogue_version"]) == ("load reports/", "1.2", "7")
    assert (str(run["started_at"])[:10], str(run["finished_at"])[:10], run["outcome"]) == (
        "2025-02-02",
        "2025-02-03",
        "done",
    )


def test_a_revision_names_the_run_that_wrote_it(store, made, clock, query):
    run_id = start_run(store, "load", now=clock.tick())

    store.load(made.report(), run_id=run_id, now=clock.tick())

    assert query(store, "SELECT run_id FROM revision") == [{"run_id": run_id}]
