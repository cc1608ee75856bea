import pytest
from nightly.one_night import run_night
from nightly.portal import Page
from nightly.province import make_page

from db.store import Store
from pipeline.commands.base import current_dictionary
from pipeline.night.config import load_config
from pipeline.night.rebuild import NotEmptyError, rebuild


def build(folder, name):
    config = load_config(folder / "night.toml")
    with Store.open(f"sqlite:///{folder / name}") as store:
        store.write_dictionary(current_dictionary())
        return list(rebuild(config, store, {}))


def test_the_database_is_built_anew_from_the_archive_alone(province, photograph, query):
    with province(0.05, ("qinghe", "wanglou")) as given:
        run_night(given.folder, given.portal.port)
        url, issuer = next(iter(given.expected.items()))
        given.portal.put(url, Page(make_page(issuer, 3, "gb18030")))
        run_night(given.folder, given.portal.port, days=8)
        expected = photograph(f"sqlite:///{given.folder / 'gongkai.db'}")

        items = build(given.folder, "again.db")
        found = photograph(f"sqlite:///{given.folder / 'again.db'}")
        (given.folder / "gongkai.db").unlink()
        (given.folder / "again.db").rename(given.folder / "gongkai.db")
        days = query(given.folder, "SELECT DISTINCT date(loaded_at) FROM revision ORDER BY 1")
        later = run_night(given.folder, given.portal.port, days=16)

    assert len(items) == len(given.expected) + 1
    assert {name: found[name] for name in found if name != "frontier"} == {
        name: expected[name] for name in expected if name != "frontier"
    }
    assert days == [("2025-02-03",), ("2025-02-11",)]
    assert set(later.visits) == {"not_modified"}
    assert not later.summary.outcomes


def test_a_database_that_holds_something_is_left_alone(province):
    with province(0.03, ("shiping",)) as given:
        run_night(given.folder, given.portal.port)

        with pytest.raises(NotEmptyError, match="is not empty"):
            build(given.folder, "gongkai.db")
