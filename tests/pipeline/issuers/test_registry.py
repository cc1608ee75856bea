"""The divisions: counts of the list, lines of descent, names in use, and a catalogue that refuses two meanings."""

from pathlib import Path
from typing import get_args

import pytest

from pipeline.issuers.division_tables import DATA, load_registry, make_tables
from pipeline.issuers.model import Reason
from pipeline.issuers.registry import NATION, Registry
from pipeline.issuers.resolve import resolve_in
from pipeline.issuers.words import FILE, IssuerWordsError, Predecessor, load_words

LISTED = [code for code in load_registry().name_of if code.isdecimal() and "@" not in code]


def test_all_townships_of_the_list_are_there():
    townships = [code for code in LISTED if len(code) == 9]

    assert len(townships) == 41352


def test_all_provinces_and_the_cities_without_counties_are_there():
    provinces = [code for code in LISTED if code.endswith("0000") and code != NATION]

    assert len(provinces) == 31
    assert {"441900", "442000", "460400", "620200"} <= set(LISTED)


def test_the_tables_stay_small():
    assert sum(path.stat().st_size for path in DATA.glob("*.gz")) < 1_600_000


@pytest.mark.parametrize(
    ("code", "line"),
    [
        pytest.param("410725101", ("410725101", "410725", "410700", "410000", NATION), id="a town"),
        pytest.param("110101001", ("110101001", "110101", "110000", NATION), id="a sub-district of a municipality"),
        pytest.param("441900006", ("441900006", "441900", "440000", NATION), id="a sub-district right under a city"),
        pytest.param("419001", ("419001", "410000", NATION), id="a county right under its province"),
        pytest.param("350128/平潭综合实验区", ("350128/平潭综合实验区", "350000", NATION), id="a declared zone"),
    ],
)
def test_line_of_descent(code, line):
    assert load_registry().line(code) == line


def test_a_township_lies_in_the_zone_that_runs_it_and_in_the_county_of_its_ground():
    registry = load_registry()

    assert [registry.is_under("410773203", place) for place in ("410773", "410725", "410700", "321322")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("麻阳苗族自治县", "431226", id="official"),
        pytest.param("麻阳县", "431226", id="an autonomous county as a county"),
        pytest.param("积石山县", "622927", id="of three peoples"),
        pytest.param("新乡市平原城乡一体化示范区", "410773", id="a zone with its city"),
        pytest.param("平原示范区", "410773", id="a zone in short"),
        pytest.param("苏州工业园区", "320576", id="a zone that begins with its city"),
        pytest.param("襄樊市", "420600", id="a name that was"),
    ],
)
def test_names_in_use_lead_to_the_code(name, code):
    assert list(load_registry().codes_of(name, None)) == [code]


def test_a_division_that_was_gone_is_not_offered_for_a_later_year():
    registry = load_registry()

    assert list(registry.codes_of("清河区", 2014)) == ["211204", "320802"]
    assert list(registry.codes_of("清河区", 2017)) == ["211204"]


def test_predecessors_of_reformed_issuers():
    registry = load_registry()

    assert registry.predecessors("320812") == (Predecessor("320802", 2016), Predecessor("320811", 2016))
    assert registry.predecessors("000000/生态环境部") == (Predecessor("000000/环境保护部", 2018),)
    assert registry.predecessors("410725") == ()


def test_every_declared_reform_is_between_known_issuers():
    words, registry = load_words(), load_registry()
    known = {*registry.name_of, *words.organs.central}
    named = {of for of, _ in words.predecessors} | {p.code for _, chain in words.predecessors for p in chain}

    assert named - known == set()


def test_a_registry_can_be_made_of_few_divisions():
    current = {"410000": "河南省", "410700": "新乡市", "410721": "新乡县"}
    words = load_words()
    registry = Registry(make_tables(current, [("410799", "旧乡县", 2010)], words), words)

    assert registry.codes_of_short("新乡") == ["410700", "410721"]
    assert (list(registry.codes_of("旧乡县", 2010)), list(registry.codes_of("旧乡县", 2011))) == (["410799"], [])


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        pytest.param(
            '[[department]]\nname = "物价局"\naliases = ["发改委"]\n',
            "declared twice",
            id="one short form of two departments",
        ),
        pytest.param(
            '[[central]]\nkind = "law_authorised_body"\nnames = ["外交部"]\n',
            "declared twice",
            id="one central body of two kinds",
        ),
        pytest.param(
            '[[zone]]\nname = "某某新区"\nterritory = []\nparent = "410000"\nlevel = "county"\n',
            "territory",
            id="a zone that lies nowhere",
        ),
    ],
)
def test_words_with_two_meanings_are_refused(tmp_path: Path, addition, message):
    copy = tmp_path / "issuers.toml"
    copy.write_text(FILE.read_text(encoding="utf-8") + "\n" + addition, encoding="utf-8")

    with pytest.raises(IssuerWordsError, match=message):
        load_words(copy)


SAMPLE = [code for code in LISTED if len(code) == 9 and code[6] < "4"][::97]


def test_towns_under_their_county_are_themselves_or_an_honest_no():
    registry = load_registry()
    wrong, resolved = [], 0
    for code in SAMPLE:
        resolution = resolve_in(registry, registry.name_of[registry.parent(code)] + registry.name_of[code])
        resolved += resolution.is_resolved
        if resolution.issuer.code not in (code, None):
            wrong.append((code, resolution.issuer.code))

    assert wrong == []
    assert resolved >= 0.99 * len(SAMPLE)


def test_every_reason_why_a_name_stays_undecided_has_words():
    decided = {"named", "unique", "context"}

    assert set(load_words().undecided) == set(get_args(Reason)) - decided
