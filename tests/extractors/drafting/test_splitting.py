"""Files with several reports: cut where another one begins, refused where that cannot be seen, never mixed."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
from by_hand import document_of, make_document
from docx import Document as open_docx
from forge import Facts, Look, expected_states, make_facts, render
from forge.grid import GridTable
from forge.page import compose

from db.schema.records import Report
from extractors.drafting.splitting import hash_part, split_document
from extractors.model.document import Block, Document, Paragraph, Table
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.issuers.titles import parse_title
from pipeline.line import finish, read_reports
from pipeline.loading.outcomes import judge

FINANCE, CIVIL, AUDIT = (
    make_facts(seed, issuer=f"望楼县{name}") for seed, name in enumerate(("财政局", "民政局", "审计局"), 1)
)
BEFORE = make_facts(4, issuer="望楼县财政局", year=2023)
CATALOGUE = load_catalogue()


def body_of(facts: Facts, look: Look) -> str:
    page = render(facts, look, "html").decode()
    return page[page.index("<body>") + 6 : page.index("</body>")]


def bind_html(reports: tuple[Facts, ...], look: Look) -> bytes:
    bodies = "".join(body_of(facts, look) for facts in reports)
    return f"<!DOCTYPE html><html><head><title>合订本</title></head><body>{bodies}</body></html>".encode()


def bind_pdf(reports: tuple[Facts, ...], look: Look) -> bytes:
    pdf, target = pypdfium2.PdfDocument.new(), io.BytesIO()
    for facts in reports:
        pdf.import_pages(pypdfium2.PdfDocument(render(facts, look, "pdf")))
    pdf.save(target)
    return target.getvalue()


def bind_docx(reports: tuple[Facts, ...], look: Look) -> bytes:
    whole, target = open_docx(io.BytesIO(render(reports[0], look, "docx"))), io.BytesIO()
    for facts in reports[1:]:
        for element in list(open_docx(io.BytesIO(render(facts, look, "docx"))).element.body):
            whole.element.body.append(element)
    whole.save(target)
    return target.getvalue()


BINDERS: dict[str, Callable[[tuple[Facts, ...], Look], bytes]] = {
    "html": bind_html,
    "pdf": bind_pdf,
    "docx": bind_docx,
}


def read_file(data: bytes) -> tuple[Report, ...]:
    return read_reports(SourceDocument(data, "bound"), CATALOGUE)


def wrong_cells(report: Report, facts: Facts) -> dict[object, object]:
    read_as = {(fact.field, fact.applicant): (fact.state, fact.value) for fact in report.facts}
    return {key: read_as.get(key) for key, told in expected_states(facts).items() if read_as.get(key) != told}


def join(*parts: Facts | str) -> Document:
    """The document of several reports and lines, one after the other."""
    blocks: list[Block] = []
    for part in parts:
        blocks += make_document(part).blocks if isinstance(part, str) else document_of(part).blocks
    return replace(make_document(), blocks=tuple(blocks))


def name(title: str) -> tuple[str, int | None]:
    parsed = parse_title(title, CATALOGUE.titles)
    return parsed.issuer, parsed.year


def split(document: Document) -> tuple[Document, ...]:
    return split_document(document, CATALOGUE.landmarks, name)


def report_of(document: Document) -> Report:
    return finish(document, SourceDocument(b"made by hand", "by-hand.html"), CATALOGUE)


@pytest.mark.parametrize(
    ("kind", "reports"),
    [
        *(pytest.param(kind, (FINANCE, CIVIL), id=f"two organs in {kind}") for kind in BINDERS),
        *(pytest.param(kind, (FINANCE, CIVIL, AUDIT), id=f"three organs in {kind}") for kind in BINDERS),
        *(pytest.param(kind, (FINANCE, BEFORE), id=f"two years of one organ in {kind}") for kind in BINDERS),
    ],
)
def test_reports_bound_together_come_out_one_by_one(kind, reports):
    found = read_file(BINDERS[kind](reports, Look()))

    assert [(report.issuer.name, report.year) for report in found] == [(facts.issuer, facts.year) for facts in reports]
    assert [wrong_cells(report, facts) for report, facts in zip(found, reports, strict=True)] == [{}] * len(reports)
    assert [judge(report).fate for report in found] == ["loaded"] * len(reports)


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(Look(title="no_year"), id="titles without a year"),
        pytest.param(Look(title_break="lines"), id="titles broken over lines"),
        pytest.param(Look(title="year_issuer"), id="the year before the organ"),
        pytest.param(Look(metadata_table=True), id="a block of metadata above each"),
    ],
)
def test_titles_of_many_kinds_begin_a_report(look):
    found = read_file(bind_html((FINANCE, CIVIL), look))

    assert [report.issuer.name for report in found] == [FINANCE.issuer, CIVIL.issuer]
    assert [wrong_cells(found[0], FINANCE), wrong_cells(found[1], CIVIL)] == [{}, {}]


@pytest.mark.parametrize(
    "cover",
    [
        pytest.param("望楼县2024年政府信息公开工作年度报告汇编", id="of the whole county"),
        pytest.param("2024年政府信息公开年度报告合订本", id="without a name"),
        pytest.param("望楼县", id="of one word"),
    ],
)
def test_a_cover_and_its_contents_belong_to_none_of_the_reports(cover):
    contents = [f"{facts.issuer}政府信息公开工作年度报告……{page}" for page, facts in enumerate((FINANCE, CIVIL), 1)]
    whole = replace(
        join(cover, "目 录", *contents, FINANCE, CIVIL), metadata=(("title", cover), ("PubDate", "2025-01-08"))
    )
    reports = [report_of(part) for part in split(whole)]

    assert [(report.issuer.name, report.year) for report in reports] == [(f.issuer, f.year) for f in (FINANCE, CIVIL)]
    assert [wrong_cells(*pair) for pair in zip(reports, (FINANCE, CIVIL), strict=True)] == [{}, {}]
    assert str(reports[0].sighting.published_on) == "2025-01-08"


def test_reports_whose_tables_are_lines_of_text_come_out_one_by_one():
    texts = [render(facts, Look(), "text").decode() for facts in (FINANCE, CIVIL)]
    cells = "\n".join(texts).replace("\t", "\n")
    found = read_file(cells.encode())

    assert [(report.issuer.name, report.year) for report in found] == [(f.issuer, f.year) for f in (FINANCE, CIVIL)]
    assert [
        {k: v for k, v in wrong_cells(*pair).items() if v} for pair in zip(found, (FINANCE, CIVIL), strict=True)
    ] == [{}, {}]


def without_title(facts: Facts) -> tuple[Block, ...]:
    return document_of(facts).blocks[1:]


def test_a_title_over_three_short_lines_begins_a_report():
    lines = make_document("望楼县民政局", "2024年政府信息公开", "工作年度报告").blocks
    whole = replace(make_document(), blocks=(*document_of(FINANCE).blocks, *lines, *without_title(CIVIL)))
    first, second = split(whole)

    assert first.blocks == document_of(FINANCE).blocks
    assert second.blocks[0].text == "望楼县民政局"


def test_a_word_alone_above_a_title_is_no_part_of_it():
    first, second = split(join(FINANCE, "附件", CIVIL))

    assert first.blocks[-1].text == "附件"
    assert second.blocks[0].text == "望楼县民政局2024年政府信息公开工作年度报告"


def test_a_sentence_that_names_the_report_does_not_cut_its_title_off():
    told = "现将望楼县民政局2024年政府信息公开工作年度报告公布如下："
    civil = document_of(CIVIL)
    civil = replace(civil, blocks=(civil.blocks[0], *make_document(told).blocks, *civil.blocks[1:]))
    whole = replace(civil, blocks=(*document_of(FINANCE).blocks, *civil.blocks))

    assert [part.blocks[0].text for part in split(whole)] == [
        "望楼县财政局2024年政府信息公开工作年度报告",
        "望楼县民政局2024年政府信息公开工作年度报告",
    ]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(document_of(FINANCE), id="one report"),
        pytest.param(make_document("没有报告"), id="no report"),
        pytest.param(make_document(), id="an empty document"),
        pytest.param(join("望楼县财政局2024年政府信息公开工作年度报告", FINANCE), id="its title twice"),
        pytest.param(join("望楼县财政局政府信息公开工作年度报告", FINANCE), id="its title without the year above it"),
        pytest.param(
            join(*(f"望楼县财政局{year}年政府信息公开工作年度报告" for year in range(2015, 2024)), FINANCE),
            id="links to other years above",
        ),
        pytest.param(
            join(FINANCE, *(f"望楼县{organ}2024年政府信息公开工作年度报告" for organ in ("民政局", "审计局"))),
            id="links to other organs below",
        ),
    ],
)
def test_one_report_stays_one(document):
    assert split(document) == (document,)


def test_a_title_repeated_between_the_pieces_of_a_table_does_not_cut_it():
    pieces = [b for p in (FINANCE,) for b in document_of(p, Look(t3_split="headed")).blocks]
    at = next(i for i, b in enumerate(pieces) if isinstance(b, Table) and "申请人情况" in b.text) + 1
    repeated = make_document("望楼县财政局政府信息公开工作年度报告").blocks
    whole = replace(make_document(), blocks=(*pieces[:at], *repeated, *pieces[at:]))

    assert split(whole) == (whole,)
    assert wrong_cells(report_of(whole), FINANCE) == {}


def test_parts_have_names_and_hashes_of_their_own_that_stay_the_same():
    whole = join(FINANCE, CIVIL, AUDIT)
    parts = split(whole)

    assert [part.name for part in parts] == [whole.name, f"{whole.name}#2", f"{whole.name}#3"]
    assert [p.sha256 for p in parts] == [whole.sha256, hash_part(whole.sha256, 2), hash_part(whole.sha256, 3)]
    assert len({part.sha256 for part in parts}) == 3
    assert split(whole) == parts


# -- what cannot be cut is refused, or told ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(join(FINANCE, make_facts(2, issuer=FINANCE.issuer)), id="two reports under one title"),
        pytest.param(
            replace(document_of(FINANCE), blocks=(*document_of(FINANCE).blocks, *without_title(CIVIL))),
            id="a second report without a title",
        ),
        pytest.param(
            replace(
                document_of(FINANCE),
                blocks=(*document_of(FINANCE).blocks, *(b for b in document_of(CIVIL).blocks if isinstance(b, Table))),
            ),
            id="the tables of another report at the end",
        ),
    ],
)
def test_two_sets_of_tables_under_one_title_are_kept_out(document):
    judgement = judge(report_of(document))

    assert judgement.fate == "quarantined"
    assert judgement.reason.startswith("DOC.SEVERAL: 文件含有多份报告：")


def test_the_same_tables_printed_twice_are_one_report():
    report = report_of(join(FINANCE, FINANCE))

    assert judge(report).fate == "loaded"
    assert wrong_cells(report, FINANCE) == {}


def test_two_years_side_by_side_in_one_table_give_no_number_of_either_in_silence():
    page = render(FINANCE, Look(), "html").decode()
    tables = {p.code: p for p in compose(BEFORE, Look()) if isinstance(p, GridTable)}
    document = widen(document_of(FINANCE), tables)
    report = report_of(document)
    values = {key: told for key, told in expected_states(FINANCE).items()}
    wrong = [f for f in report.facts if f.value is not None and f.value != values[f.field, f.applicant][1]]

    assert "2024" in page
    assert judge(report).fate in ("flagged", "quarantined")
    assert wrong == []


def widen(document: Document, tables: dict[str, GridTable]) -> Document:
    """Every table of requests with the values of another year to the right of its own."""
    other = tables["T3"].matrix()
    blocks = []
    for block in document.blocks:
        if isinstance(block, Table) and "申请人情况" in block.text:
            rows = []
            for r, row in enumerate(block.rows):
                extra = tuple(
                    replace(
                        row[-1],
                        text=text,
                        column=len(row) + c,
                        is_repeat=False,
                        origin=replace(row[-1].origin, column=len(row) + c),
                    )
                    for c, text in enumerate(other[r][-7:])
                )
                rows.append((*row, *extra))
            block = replace(block, rows=tuple(rows))
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


@pytest.mark.parametrize("heading", ["<h2>{}年</h2>", "<p>（{}年度）</p>"], ids=["a heading", "a line in brackets"])
def test_years_under_one_title_without_a_year_are_read_apart(heading):
    title = f"<h1>{FINANCE.issuer}政府信息公开工作年度报告</h1>"
    bodies = [re.sub("<h1.*?</h1>", heading.format(f.year), body_of(f, Look())) for f in (FINANCE, BEFORE)]
    page = f"<html><body>{title}{''.join(bodies)}</body></html>".encode()

    found = read_file(page)

    assert [(report.issuer.name, report.year) for report in found] == [(FINANCE.issuer, 2024), (FINANCE.issuer, 2023)]
    assert [wrong_cells(found[0], FINANCE), wrong_cells(found[1], BEFORE)] == [{}, {}]


def test_years_in_the_names_of_sheets_part_the_reports_of_a_workbook():
    book = pytest.importorskip("openpyxl", reason="openpyxl is not installed").Workbook()
    book.remove(book.active)
    for facts in (FINANCE, BEFORE):
        sheet, row = book.create_sheet(f"{facts.year}年"), 0
        for piece in compose(facts, Look(title="no_year")):
            if isinstance(piece, GridTable):
                for cell in piece.cells:
                    sheet.cell(row + cell.row + 1, cell.column + 1).value = cell.text
                row += piece.row_count
            else:
                sheet.cell(row + 1, 1).value = piece.text
            row += 1
    target = io.BytesIO()
    book.save(target)
    found = read_file(target.getvalue())

    assert [report.year for report in found] == [2024, 2023]
    assert [wrong_cells(found[0], FINANCE), wrong_cells(found[1], BEFORE)] == [{}, {}]


def test_prose_between_the_reports_goes_with_the_report_above_it():
    first, second = split(join(FINANCE, "（此页无正文）", CIVIL))

    assert isinstance(first.blocks[-1], Paragraph)
    assert first.blocks[-1].text == "（此页无正文）"
    assert len(second.blocks) == len(document_of(CIVIL).blocks)
