"""The pictures: what they say is what the database says, and every sign in them has a glyph."""

import errno
import shutil
from dataclasses import replace
from pathlib import Path

import made_reports
import pytest
from click.testing import CliRunner
from stored import record_item, start_run

from db.schema.readonly import read_only
from db.schema.records import RunItem
from db.store import Store

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed (extra: plot)")

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

from pipeline.commands.analysis import plot
from pipeline.publishing.plots.canvas import (
    GROUPS,
    INK,
    PAPER,
    STATES,
    find_ink,
    list_texts,
    make_sheet,
    read_words,
    save_picture,
)
from pipeline.publishing.plots.draw import PLOTS, PlotRequest
from pipeline.publishing.plots.fonts import PlotRefusedError, find_font, find_missing

WISH = PlotRequest(issuer="青禾县财政局")
IMAGES = Path(__file__).resolve().parents[4] / "docs" / "images"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    address = f"sqlite:///{tmp_path_factory.mktemp('plots') / 'gongkai.db'}"
    made_reports.fill_store(address)
    with Store.open(address) as store:
        run_id = start_run(store, "load")
        for outcome in ("loaded", "loaded", "loaded", "failed"):
            record_item(store, RunItem(run_id, "a.pdf", None, outcome))
    return address


def draw(url, name, wish=WISH):
    with read_only(url) as connection:
        return PLOTS[name].draw(connection, wish)


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_every_sign_has_a_glyph(url, name, tmp_path):
    figure = draw(url, name)
    figure.canvas.draw()
    family = matplotlib.rcParams["font.family"][0]
    texts = "".join(list_texts(figure))
    save_picture(figure, tmp_path / f"{name}.png")

    assert find_missing(texts, family) == ""
    assert any("\u4e00" <= sign <= "\u9fff" for sign in texts)
    assert (tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")


LONG_NAME = "伊犁哈萨克自治州察布查尔锡伯自治县人力资源和社会保障局（事业单位人事综合管理办公室）政务公开领导小组"


@pytest.fixture(scope="module")
def long_url(tmp_path_factory):
    """One issuer with a long name and fifteen years, and many requests."""
    address = f"sqlite:///{tmp_path_factory.mktemp('plots') / 'long.db'}"
    reports = [
        made_reports.make_report(
            f"{year - 2009:x}",
            replace(made_reports.OFFICE, name=LONG_NAME, raw=LONG_NAME),
            year,
            None,
            made_reports.make_facts("1234567 0 800000 9 41000 2 3 0 0 841014 393553"),
        )
        for year in range(2009, 2024)
    ]
    with Store.open(address) as store:
        store.write_dictionary(made_reports.DICTIONARY)
        list(store.load_many(reports, now=made_reports.START))
        run_id = start_run(store, "load")
        record_item(store, RunItem(run_id, "a.pdf", None, "loaded"))
    return address


class Recorder(RendererAgg):
    """A renderer that remembers what is written on it, for an axis has labels that it does not draw."""

    def __init__(self, figure):
        super().__init__(figure.bbox.width, figure.bbox.height, figure.dpi)
        self.written = []

    def draw_text(self, context, x, y, words, font, angle, ismath=False, mtext=None):
        self.written.append(mtext)


def list_boxes(figure):
    """(words, box) of everything that is written, in the sheet's own dots."""
    FigureCanvasAgg(figure).draw()  # lays it out
    recorder = Recorder(figure)
    figure.draw(recorder)
    texts = dict.fromkeys(one for one in recorder.written if one is not None)
    return [(one.get_text(), one.get_window_extent()) for one in texts]


def list_clashes(boxes):
    """Pairs of words that touch each other."""
    shrunk = [(words, box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1) for words, box in boxes]
    return [
        (a[0], b[0])
        for place, a in enumerate(shrunk)
        for b in shrunk[place + 1 :]
        if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]
    ]


@pytest.mark.parametrize("years", [1, 6, 15])
@pytest.mark.parametrize("name", sorted(PLOTS))
def test_no_words_are_cut_off_and_none_touch(long_url, name, years):
    wish = PlotRequest(from_year=2024 - years, issuer=LONG_NAME)
    if name == "provinces":
        pytest.skip("this issuer has no province")
    figure = draw(long_url, name, wish)
    boxes = list_boxes(figure)
    assert len(boxes) > 5
    cut = [
        words for words, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1
    ]

    assert cut == []
    assert list_clashes(boxes) == []


def test_the_tile_map_has_no_words_that_touch(url):
    assert list_clashes(list_boxes(draw(url, "provinces"))) == []


def test_a_year_alone_is_a_bar_and_not_a_wall(long_url):
    axes = draw(long_url, "quality", PlotRequest(from_year=2023)).axes[0]
    low, high = axes.get_xlim()

    assert max(bar.get_width() for bars in axes.containers for bar in bars) <= (high - low) / 8


@pytest.mark.parametrize("ground", sorted({*GROUPS.values(), *STATES.values(), "#ffffff", "#08306b"}))
def test_words_stand_out_from_their_ground(ground):
    ink, other = (INK, PAPER) if find_ink(ground) == INK else (PAPER, INK)

    assert measure_contrast(ink, ground) >= measure_contrast(other, ground)
    assert measure_contrast(ink, ground) >= 3.6


def measure_contrast(one, other):
    """As WCAG 2 defines it."""
    lights = []
    for colour in (one, other):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize(
    ("from_year", "told"), [pytest.param(2000, "2022–2023", id="two years"), pytest.param(2023, "2023", id="one year")]
)
@pytest.mark.parametrize("name", ["denials", "provinces"])
def test_a_sum_over_years_says_which(url, name, from_year, told):
    texts = "".join(list_texts(draw(url, name, PlotRequest(from_year=from_year))))

    assert f" · {told}" in texts.replace("\n", " ")


@pytest.mark.parametrize("name", ["outcomes", "denials", "provinces", "quality"])
def test_a_picture_of_one_level_shows_that_level_and_says_so(url, name):
    whole, county = (
        "".join(list_texts(draw(url, name, PlotRequest(from_year=2023, level=level)))) for level in ("", "county")
    )

    assert "仅县级 counties only" in county.replace("\n", " · ")
    assert "仅" not in whole
    with pytest.raises(PlotRefusedError, match="nothing to draw"):
        draw(url, name, PlotRequest(from_year=2023, level="prefecture"))


def test_two_issuers_of_one_name_are_not_drawn_as_one(url, tmp_path):
    address = f"sqlite:///{tmp_path / 'gongkai.db'}"
    shutil.copy(url.removeprefix("sqlite:///"), address.removeprefix("sqlite:///"))
    namesake = replace(made_reports.OFFICE, code=None, parent="湖北省青禾县")
    facts = made_reports.make_facts("700 0 5 2 0 0 0 0 0 7 0")
    with Store.open(address) as store:
        store.load(made_reports.make_report("9", namesake, 2023, None, facts), now=made_reports.START)

    with pytest.raises(PlotRefusedError, match="2 issuers are called 青禾县财政局; give its code, or --parent: 河南省"):
        draw(address, "issuer")
    for wish in (replace(WISH, issuer="410122/财政局"), replace(WISH, parent="河南省青禾县")):
        received = draw(address, "issuer", wish).axes[0].lines[0].get_ydata()
        assert [float(height) for height in received] == [10, 30]


def test_the_tile_map_says_how_many_reports_it_leaves_out(url, tmp_path):
    address = f"sqlite:///{tmp_path / 'gongkai.db'}"
    shutil.copy(url.removeprefix("sqlite:///"), address.removeprefix("sqlite:///"))
    nowhere = replace(made_reports.OFFICE, name="某县财政局", raw="某县财政局", code=None, parent=None)
    facts = made_reports.make_facts("7 0 5 2 0 0 0 0 0 7 0")
    with Store.open(address) as store:
        store.load(made_reports.make_report("9", nowhere, 2023, None, facts), now=made_reports.START)

    assert "另有 1 份报告省份不明" in "".join(list_texts(draw(address, "provinces")))
    assert "省份不明" not in "".join(list_texts(draw(url, "provinces")))


def test_the_outcomes_are_shares_of_each_year(url):
    axes = draw(url, "outcomes").axes[0]
    heights = {bars.get_label().split()[0]: [round(bar.get_height(), 4) for bar in bars] for bars in axes.containers}

    assert [label.get_text() for label in axes.get_xticklabels()] == ["2022\n14", "2023\n35"]
    assert heights == {
        "予以公开": [round(9 / 14, 4), round(21 / 35, 4)],
        "部分公开": [round(1 / 14, 4), round(4 / 35, 4)],
        "不予公开": [round(3 / 14, 4), round(8 / 35, 4)],
        "无法提供": [round(1 / 14, 4), round(2 / 35, 4)],
        "不予处理": [0, 0],
        "其他处理": [0, 0],
    }


def test_the_tile_map_gives_a_rate_only_where_there_is_one(url):
    texts = list_texts(draw(url, "provinces"))
    told = {name: texts[place + 1] for place, name in enumerate(texts[:-1]) if name in ("河南", "湖北", "新疆")}

    assert told == {"河南": f"{35 / 49:.0%}", "湖北": "缺 n/a", "新疆": "缺 n/a"}


def test_every_province_has_a_tile_of_its_own():
    tiles = read_words()["tiles"]

    assert len(tiles) == 31
    assert len({tuple(tile["at"]) for tile in tiles.values()}) == 31


def test_a_year_without_a_number_is_a_gap_and_no_zero(tmp_path):
    address = f"sqlite:///{tmp_path / 'gongkai.db'}"
    reports = [
        made_reports.make_report(copy, made_reports.OFFICE, year, None, made_reports.make_facts(row))
        for copy, year, row in (("a", 2021, "7 0 0 0 0 0 0 0 0 7 0"), ("b", 2023, ". 0 0 0 0 0 0 0 0 9 0"))
    ]
    with Store.open(address) as store:
        store.write_dictionary(made_reports.DICTIONARY)
        list(store.load_many(reports, now=made_reports.START))

    lines = {line.get_label().split()[0]: line.get_ydata() for line in draw(address, "issuer").axes[0].lines}
    assert [str(height) for height in lines["本年新收"]] == ["7.0", "nan", "nan"]
    assert [str(height) for height in lines["办理结果总计"]] == ["7.0", "nan", "9.0"]


def test_the_quality_of_reports_and_runs_is_counted(url):
    reports = {
        bars.get_label().split()[1]: [bar.get_height() for bar in bars]
        for bars in draw(url, "quality").axes[0].containers
    }
    run = draw(url, "run").axes[0]

    assert reports == {"clean": [2, 1], "warned": [0, 1], "reviewed": [0, 1], "flagged": [0, 0]}
    assert [bar.get_width() for bar in run.containers[0]] == [1, 0, 0, 0, 3]
    assert [label.get_text().split()[-1] for label in run.get_yticklabels()][::4] == ["failed", "loaded"]


def test_the_newest_run_that_read_a_document_is_drawn(tmp_path):
    address = f"sqlite:///{tmp_path / 'runs.db'}"
    with Store.open(address, create=True) as store:
        first, _ = start_run(store, "load"), start_run(store, "night")
        record_item(store, RunItem(first, "a.pdf", None, "loaded"))

    title = draw(address, "run", PlotRequest())
    assert str(first) in "".join(list_texts(title))
    with pytest.raises(PlotRefusedError, match="no document of run 2 in this database"):
        draw(address, "run", PlotRequest(run=2))


@pytest.mark.parametrize("name", sorted(set(PLOTS) - {"run"}))
def test_nothing_to_draw_is_said(url, name):
    with pytest.raises(PlotRefusedError, match="nothing to draw"):
        draw(url, name, PlotRequest(from_year=2090, issuer="青禾县财政局"))


def test_no_font_with_the_signs_is_one_clear_line(monkeypatch):
    monkeypatch.setattr("pipeline.publishing.plots.fonts._find_packaged", lambda: None)
    latin = [entry for entry in font_manager.fontManager.ttflist if entry.name == "DejaVu Sans"]

    with pytest.raises(
        PlotRefusedError, match=r"no font here has Chinese signs: install Noto Sans CJK, or pip install"
    ):
        find_font("公开", installed=latin)


def test_the_packaged_font_serves_where_the_machine_has_none():
    pytest.importorskip("noto_cjk_sans_otc", reason="noto-cjk-sans-otc is not installed (extra: plot)")

    assert find_font("政府信息公开", installed=[]) == "Noto Sans CJK SC"


def test_a_sign_without_glyph_is_refused(tmp_path):
    figure, axes = make_sheet("公开")
    axes.set_title("甲\U00013000")

    with pytest.raises(PlotRefusedError, match="has no glyph for \U00013000"):
        save_picture(figure, tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()


def test_a_picture_that_cannot_be_written_leaves_the_one_that_was_there(tmp_path, monkeypatch):
    figure, _ = make_sheet("公开")
    save_picture(figure, tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()

    def fill_disk(path, **_):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(figure, "savefig", fill_disk)
    with pytest.raises(OSError, match="No space left"):
        save_picture(figure, tmp_path / "a.png")

    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == before


def test_the_command_draws_into_a_file(url, tmp_path):
    path = tmp_path / "history.svg"
    done = CliRunner().invoke(plot, ["issuer", "--issuer", "青禾县财政局", "--out", str(path), "--db", url])

    assert (done.exit_code, done.output) == (0, f"{path}: drawn\n")
    assert path.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(["nothing"], 2, "pictures are outcomes, denials", id="an unknown picture"),
        pytest.param(["run", "--out", "a.gif"], 2, "files end in .png, .svg or .pdf", id="an unknown kind of file"),
        pytest.param(
            ["issuer", "--issuer", "无此局"], 1, "nothing to draw: no such numbers of 无此局", id="an unknown issuer"
        ),
        pytest.param(["issuer"], 2, "the picture issuer needs --issuer", id="nobody's history"),
        pytest.param(["outcomes", "--from-year", "2030", "--to-year", "2020"], 2, "no year is from 2030", id="no year"),
        pytest.param(["run", "--run", "99"], 1, "nothing to draw: no document of run 99", id="an unknown run"),
        pytest.param(
            ["quality", "--out", "/nowhere/a.png"], 1, "/nowhere/a.png: No such file or directory", id="no folder"
        ),
    ],
)
def test_the_command_refuses_in_one_line(url, words, code, told):
    done = CliRunner().invoke(plot, [*words, "--db", url])

    assert done.exit_code == code
    assert told in done.output
    assert done.output.count("\n") == 1


def test_the_command_lists_the_pictures():
    listed = CliRunner().invoke(plot, []).output

    assert [line.split()[0] for line in listed.splitlines()] == list(PLOTS)


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_the_guide_has_the_picture_and_it_is_small(name):
    assert 5_000 < (IMAGES / f"{name}.png").stat().st_size < 150_000
