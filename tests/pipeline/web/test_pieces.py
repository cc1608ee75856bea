"""The parts of the pages by themselves: cells, tables, marked prose, differences, places in documents."""

from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="starlette (the web extra) is not installed")
pytest.importorskip("jinja2", reason="jinja2 (the web extra) is not installed")
pytest.importorskip("httpx2", reason="httpx2 (the night extra), which drives the page in tests, is not installed")

from db.reading.reviews import HeldFinding, VerdictRecord
from db.schema.records import Fact, Figure, Operand, Place, Section
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.web import original
from pipeline.web.cells import collect_marks, view_fact
from pipeline.web.compare import compare_texts
from pipeline.web.grids import lay_out, list_others, name_field
from pipeline.web.original import Originals, PlaceRequest, show_place
from pipeline.web.prose import cut_sentence, cut_short, mark_sections
from pipeline.web.search import read_wanted


def make_fact(state: str = "number", value: str | None = None, raw: str = "", **told) -> Fact:
    number = None if value is None else Decimal(value)
    given = {"unit": "件", "method": "exact", "label": "", "place": None, **told}
    return Fact("T3", "outcome_total", "all", state, number, raw=raw, **given)


@pytest.mark.parametrize(
    ("fact", "kind", "text", "has_remark"),
    [
        pytest.param(make_fact(value="12", raw=" 12 "), "number", "12", False, id="a number"),
        pytest.param(make_fact(value="0", raw="0"), "zero", "0", False, id="zero"),
        pytest.param(make_fact(value="0", raw="无"), "zero", "0", True, id="zero in words"),
        pytest.param(
            make_fact(value="22", raw="22（其中修订16件）"), "number", "22", True, id="a number with a remark"
        ),
        pytest.param(make_fact(value="12", raw="１２"), "number", "12", False, id="full-width digits"),
        pytest.param(make_fact("blank", raw=" "), "blank", "", False, id="blank"),
        pytest.param(make_fact("slash", raw="/"), "slash", "/", False, id="a slash"),
        pytest.param(make_fact("dash", raw="——"), "dash", "——", False, id="a dash"),
        pytest.param(
            make_fact("ambiguous", raw="1", candidates=("1", "7")), "ambiguous", "1 | 7", False, id="ambiguous"
        ),
        pytest.param(make_fact("text", raw="字" * 40), "text", "字" * 12 + "…", False, id="long text"),
        pytest.param(
            make_fact(value="24252.311082", raw="24252.311082"), "number", "24252.311082", False, id="an amount"
        ),
    ],
)
def test_a_cell_shows_what_it_holds(fact, kind, text, has_remark):
    view = view_fact(fact)

    assert (view.kind, view.text, view.has_remark) == (kind, text, has_remark)


@pytest.mark.parametrize(
    ("method", "read_raw", "marks"),
    [
        pytest.param("exact", None, ("error",), id="read as printed"),
        pytest.param("by_constraint", None, ("error", "derived"), id="decoded"),
        pytest.param("ocr", None, ("error", "ocr"), id="from a scan"),
        pytest.param("manual", "7", ("error", "corrected"), id="mended"),
    ],
)
def test_how_a_number_was_come_by_is_marked(method, read_raw, marks):
    assert view_fact(make_fact(value="1", raw="1", method=method), ("error",), read_raw=read_raw).marks == marks


def make_finding(
    severity: str = "error", state: str = "fail", said: tuple[VerdictRecord, ...] = (), who: str = "all"
) -> HeldFinding:
    return HeldFinding(
        *(1, 1, 1, "T3.ROW.SUM", state, severity, "", "", "T3", "a", who, None, None, None, None),
        operands=(Operand("a", "natural_person", "1", ""), Operand("a", who, "1", "")),
        said=said,
    )


SAID = VerdictRecord(1, "accepted", "王", "", None, None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("findings", "marks"),
    [
        pytest.param(
            [make_finding()], {("a", "all"): ("error",), ("a", "natural_person"): ("involved",)}, id="an error"
        ),
        pytest.param([make_finding(state="uncertain", severity="warning")], {("a", "all"): ("warning",)}, id="a doubt"),
        pytest.param([make_finding(severity="info")], {}, id="a note"),
        pytest.param([make_finding(state="pass")], {}, id="a rule that holds"),
        pytest.param([make_finding(said=(SAID,))], {("a", "all"): ("judged",)}, id="an error that was judged"),
        pytest.param(
            [make_finding(said=(SAID,)), make_finding(who="natural_person")],
            {("a", "all"): ("judged",), ("a", "natural_person"): ("error",)},
            id="the gravest counts",
        ),
    ],
)
def test_findings_mark_cells(findings, marks):
    assert collect_marks(findings) == marks


def test_the_tables_are_those_of_the_form():
    grids = {grid.code: grid for grid in lay_out({"T2": "gb2019_60", "T3": "gb2021_30"}, {}, load_catalogue())}
    groups = [line.heads[0].zh for line in grids["T3"].lines if not line.cells]
    blocks = [tuple(head.zh for head in line.heads) for line in grids["T2"].lines if len(line.heads) > 1]

    assert groups == ["三、本年度办理结果", "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"]
    assert blocks[:2] == [
        ("", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        ("", "上一年项目数量", "本年增/减", "处理决定数量"),
    ]
    assert (grids["T4"].is_absent, grids["T4"].lines) == (True, ())
    assert {cell.kind for line in grids["T3"].lines for cell in line.cells} == {"absent"}


@pytest.mark.parametrize("edition", ["gb2019_60", "gb2021_30"])
def test_every_row_of_a_table_is_as_wide_as_its_head(edition):
    for grid in lay_out(dict.fromkeys(("T2", "T3", "T4"), edition), {}, load_catalogue()):
        heads = [sum(head.colspan for head in line.heads) for line in grid.lines]
        cells = [sum(line.spans) or len(line.cells) for line in grid.lines]
        widths = {head + cell for head, cell in zip(heads, cells, strict=True)}

        assert widths == {{"T2": 4, "T3": 8, "T4": 15}[grid.code]}


def test_facts_that_no_table_shows_are_listed():
    facts = [
        make_fact(value="1", raw="1"),
        Fact("S14", "disclosure_items", "all", "number", Decimal(2), "条", "2", "exact", "", None),
    ]
    grids = lay_out({"T3": "gb2021_30"}, {}, load_catalogue())

    assert [fact.field for fact in list_others(facts, grids)] == ["disclosure_items"]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        pytest.param(
            "outcome_granted", ("三、本年度办理结果 › （一）予以公开", "Disclosure granted"), id="a row under its group"
        ),
        pytest.param(
            "licensing_decisions",
            ("行政许可·本年处理决定数量", "Administrative licensing decisions in the year"),
            id="a cell of T2",
        ),
        pytest.param("no_such_field", ("no_such_field", "no_such_field"), id="a field nobody knows"),
    ],
)
def test_a_field_has_names(code, names):
    assert name_field(load_catalogue(), code) == names


def make_figure(start: int, end: int, section: int = 1) -> Figure:
    return Figure(None, Decimal(1), "件", False, "own", "year", "", "", section, start, end)


def test_figures_are_marked_where_they_stand_and_none_is_lost():
    section = Section("s1_overview", 1, "一", "收到3件，\n办结12件。")
    figures = (make_figure(2, 4), make_figure(8, 11), make_figure(9, 11), make_figure(90, 99), make_figure(0, 1, 2))
    (chapter,) = mark_sections([section], figures)
    pieces = [[(piece.text, piece.figure) for piece in paragraph] for paragraph in chapter.paragraphs]

    assert pieces == [[("收到", None), ("3件", 0), ("，", None)], [("办结", None), ("12件", 1), ("。", None)]]
    assert chapter.left_over == (2, 3)


SENTENCE = "收到891件，结转91件，另有91件。"


@pytest.mark.parametrize(
    ("text", "start", "raw", "pieces"),
    [
        pytest.param(
            "前句。" + SENTENCE,
            12,
            "91件",
            ("收到891件，结转", "91件", "，另有91件。"),
            id="not inside a larger number",
        ),
        pytest.param(
            "前句。" + SENTENCE, 18, "91件", ("收到891件，结转91件，另有", "91件", "。"), id="the second time"
        ),
        pytest.param(
            SENTENCE * 2,
            len(SENTENCE) + 9,
            "91件",
            ("收到891件，结转", "91件", "，另有91件。"),
            id="a sentence said twice",
        ),
        pytest.param("", 0, "891件", ("收到", "891件", "，结转91件，另有91件。"), id="no text, but only one place"),
        pytest.param("", 0, "91件", (SENTENCE, "", ""), id="no text and more places than one: nowhere"),
        pytest.param("前句。" + SENTENCE, 12, "七件", (SENTENCE, "", ""), id="words that are not there"),
    ],
)
def test_a_figure_is_marked_where_its_span_is(text, start, raw, pieces):
    figure = Figure(None, Decimal(1), "件", False, "own", "year", raw, SENTENCE, 1, start, start + len(raw))

    assert cut_sentence(figure, text) == pieces


def test_a_long_sentence_is_cut_around_its_figure():
    sentence = "甲" * 30 + "3件" + "乙" * 30
    figure = Figure(None, Decimal(3), "件", False, "own", "year", "3件", sentence, 1, 30, 32)

    assert cut_short(figure, sentence, 4) == ("…甲甲甲甲", "3件", "乙乙乙乙…")
    assert cut_short(figure, sentence, 30) == ("甲" * 30, "3件", "乙" * 30)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        pytest.param(
            "收到3件", "收到4件", [("same", "收到"), ("old", "3"), ("new", "4"), ("same", "件")], id="a digit"
        ),
        pytest.param("", "新", [("new", "新")], id="a new text"),
        pytest.param("旧", "", [("old", "旧")], id="a text that is gone"),
        pytest.param(
            "甲" * 100,
            "甲" * 100 + "乙",
            [("same", "甲" * 24), ("gap", ""), ("same", "甲" * 24), ("new", "乙")],
            id="a long text",
        ),
    ],
)
def test_two_texts_are_compared(old, new, pieces):
    assert list(compare_texts(old, new)) == pieces


@pytest.mark.parametrize(
    ("query", "words", "year"),
    [
        pytest.param("财政局 2023 青禾", ("财政局", "青禾"), 2023, id="words and a year"),
        pytest.param("12345", ("12345",), None, id="five digits are no year"),
        pytest.param("  ", (), None, id="nothing"),
        pytest.param("财政局 ２０２３年", ("财政局",), 2023, id="a year with its sign, in wide digits"),
        pytest.param("青禾县财政局2023", ("青禾县财政局",), 2023, id="a year behind the name"),
        pytest.param("青禾县2023年政府信息公开工作年度报告", ("青禾县",), 2023, id="a title"),
        pytest.param("2023年度青禾县政务公开办 年报", ("青禾县政务公开办",), 2023, id="a year before the name"),
        pytest.param("2023 2024", (), 2023, id="two years: the first"),
        pytest.param("1234号院", ("1234号院",), None, id="four digits that are no year of a report"),
    ],
)
def test_a_search_is_read(query, words, year):
    assert (read_wanted(query).words, read_wanted(query).year) == (words, year)


def write(path: Path, text: str) -> PlaceRequest:
    path.write_text(text, encoding="utf-8")
    sha256 = SourceDocument(path.read_bytes(), path.name).sha256
    return PlaceRequest(sha256, (str(path),), Place("t1.r1c1"))


def test_a_number_in_prose_is_shown_in_its_sentence(tmp_path):
    wish = write(tmp_path / "a.txt", "全年收到政府信息公开申请27件，全部办结。\n")
    shown = show_place(PlaceRequest(wish.sha256, wish.locations, Place("b1:12-15")))

    assert (shown.kind, shown.before, shown.text, shown.after) == (
        "prose",
        "全年收到政府信息公开申请",
        "27件",
        "，全部办结。",
    )


@pytest.mark.parametrize("locator", ["t9.r1c1", "b9:1-2", "t1.r99c1", "nonsense"])
def test_a_place_that_is_not_there_is_nowhere(tmp_path, locator):
    wish = write(tmp_path / "a.html", "<html><body><table><tr><td>1</td><td>2</td></tr></table></body></html>")

    assert show_place(PlaceRequest(wish.sha256, wish.locations, Place(locator))).kind == "nowhere"


def test_a_long_table_is_shown_around_the_cell(tmp_path):
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(200))
    wish = write(tmp_path / "a.html", f"<html><body><table>{rows}</table></body></html>")
    shown = show_place(PlaceRequest(wish.sha256, wish.locations, Place("t1.r101c1")))

    assert [row[0].text for row in shown.rows] == [str(number) for number in range(76, 125)]
    assert [cell.text for row in shown.rows for cell in row if cell.is_framed] == ["100"]


def test_other_bytes_in_the_same_place_are_not_the_document(tmp_path):
    wish = write(tmp_path / "a.html", "<table><tr><td>1</td></tr></table>")
    (tmp_path / "a.html").write_text("<table><tr><td>2</td></tr></table>", encoding="utf-8")

    assert show_place(wish).kind == "gone"


def test_what_was_shown_is_kept_and_what_is_gone_is_not(tmp_path, monkeypatch):
    wish = write(tmp_path / "a.html", "<html><body><table><tr><td>1</td><td>2</td></tr></table></body></html>")
    originals = Originals()
    first = originals.show(wish)
    monkeypatch.setattr(original, "_show_isolated", lambda _: pytest.fail("opened again"))
    again = originals.show(wish)
    gone = originals.show(PlaceRequest("0" * 64, ("/nowhere.html",), Place("t1.r1c1")))

    assert first is again
    assert (first.kind, first.text, gone.kind) == ("table", "1", "gone")
