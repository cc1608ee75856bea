"""explain --image: the page that a number stands on, with a red frame around its cell and nowhere else."""

import io
import sqlite3
import zipfile
from pathlib import Path

import ofd_writer
import pypdfium2
import pytest
from command_line import run_cleanly as run
from forge import Facts, Look, make_facts, render
from forge.grid import GridTable
from forge.page import compose
from PIL import Image, ImageChops

from db.schema.records import Place
from extractors.model.source import SourceDocument
from pipeline.publishing.page_image import FRAME, MARGIN, SCALE, NoPageError, frame_place

pytestmark = pytest.mark.usefixtures("no_workers")

ISSUER, FIELD = "望楼县财政局", "requests_received"
FACTS = make_facts(1, issuer=ISSUER)


def write_ofd(facts: Facts) -> bytes:
    """The report on pages of OFD: the prose on the first, each table on one of its own."""
    first = ofd_writer.Sheet()
    sheets, top = [first], 20.0
    for piece in compose(facts, Look()):
        if not isinstance(piece, GridTable):
            sheet, line = sheets[-1], piece.text[:44]
            sheet.write(20 if sheet is first else 14, top, line)
            top += 7
            continue
        sheet = ofd_writer.Sheet()
        rows = [[(cell.text, cell.rowspan, cell.colspan) for cell in row] for row in piece.rows()]
        wide = 188 / sum(piece.weights)
        ofd_writer.draw_table(sheet, 11, 20, [weight * wide for weight in piece.weights], 7.4, rows)
        sheets.append(sheet)
        top = 30 + 7.4 * piece.row_count
    return ofd_writer.write_ofd(sheets)


def zip_up(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, data)
    return target.getvalue()


def bind(*reports: Facts) -> bytes:
    pdf, target = pypdfium2.PdfDocument.new(), io.BytesIO()
    for facts in reports:
        pdf.import_pages(pypdfium2.PdfDocument(render(facts, Look(), "pdf")))
    pdf.save(target)
    return target.getvalue()


FILES = {
    "a PDF": ("report.pdf", lambda: render(FACTS, Look(), "pdf")),
    "a PDF of turned pages": ("turned.pdf", lambda: render(FACTS, Look(rotated=True), "pdf")),
    "an OFD": ("report.ofd", lambda: write_ofd(FACTS)),
    "a PDF in an archive": ("all.zip", lambda: zip_up("report.pdf", render(FACTS, Look(), "pdf"))),
    "the second report of a PDF": ("bound.pdf", lambda: bind(make_facts(2, issuer="望楼县民政局"), FACTS)),
}


def red(image: Image.Image) -> Image.Image:
    """White where the picture has the colour of the frame."""
    channels = ImageChops.difference(image, Image.new("RGB", image.size, FRAME)).split()
    return ImageChops.lighter(ImageChops.lighter(*channels[:2]), channels[2]).point(lambda value: 255 * (value == 0))


@pytest.fixture(scope="module", params=FILES.values(), ids=FILES)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The file, and the database it was loaded into."""
    folder = tmp_path_factory.mktemp("image")
    name, make = request.param
    (folder / name).write_bytes(make())
    run("load", folder / name, "--workers", 1, database=folder / "x.db")
    return folder / name, folder / "x.db"


def test_the_frame_is_drawn_around_the_cell_and_nowhere_else(loaded, tmp_path):
    _, database = loaded
    result = run("explain", ISSUER, 2024, FIELD, "natural_person", "--image", tmp_path / "cell.png", database=database)
    with sqlite3.connect(database) as connection:
        query = (
            "SELECT value, box_left, box_top, box_right, box_bottom FROM current_fact WHERE issuer = ? AND field = ?"
        )
        rows = connection.execute(f"{query} AND applicant = 'natural_person'", (ISSUER, FIELD)).fetchall()
    ((value, *box),) = rows
    frame = red(Image.open(tmp_path / "cell.png"))
    sides = frame.getbbox()

    assert sides is not None
    assert result.exit_code == 0, result.output
    assert result.output.endswith(f"图像 image: {tmp_path / 'cell.png'}\n")
    assert value == FACTS.cells[FIELD, "natural_person"].value
    grown = [side * SCALE + sign * MARGIN * SCALE for side, sign in zip(box, (-1, -1, 1, 1), strict=True)]
    assert [abs(drawn - told) <= 2 for drawn, told in zip(sides, grown, strict=True)] == [True] * 4
    assert frame.crop((sides[0] + 3, sides[1] + 3, sides[2] - 3, sides[3] - 3)).getbbox() is None


@pytest.mark.parametrize(
    "loaded",
    [pytest.param(FILES[name], id=name) for name in ("a PDF", "the second report of a PDF")],
    indirect=True,
)
def test_the_printed_number_stands_inside_the_frame(loaded, tmp_path):
    """Of an upright PDF, whose text can be asked for by place without a reader of ours."""
    path, database = loaded
    with sqlite3.connect(database) as connection:
        query = (
            "SELECT page, box_left, box_top, box_right, box_bottom FROM current_fact "
            "WHERE issuer = ? AND field = ? AND applicant = 'all'"
        )
        ((number, left, top, right, bottom),) = connection.execute(query, (ISSUER, FIELD)).fetchall()
    page = pypdfium2.PdfDocument(path)[number - 1]
    height = page.get_height()
    text = page.get_textpage().get_text_bounded(left, height - bottom, right, height - top)

    assert text.strip() == FACTS.text((FIELD, "all"))


@pytest.mark.parametrize(
    "loaded", [pytest.param(FILES[name], id=name) for name in ("a PDF", "a PDF in an archive")], indirect=True
)
def test_a_file_that_moved_can_be_named(loaded, tmp_path):
    path, database = loaded
    moved = tmp_path / f"moved{path.suffix}"
    moved.write_bytes(path.read_bytes())
    words = ("explain", ISSUER, 2024, FIELD, "--image", tmp_path / "cell.png", "--document", moved)

    assert run(*words, database=database).exit_code == 0
    assert red(Image.open(tmp_path / "cell.png")).getbbox() is not None


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a report from a web page."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "report.html").write_bytes(render(FACTS, Look(), "html"))
    run("load", folder / "report.html", "--workers", 1, database=folder / "x.db")
    return folder / "x.db"


def test_a_web_page_has_no_page_to_show(page, tmp_path):
    result = run("explain", ISSUER, 2024, FIELD, "--image", tmp_path / "cell.png", database=page)

    assert result.exit_code == 1
    assert result.output.endswith("gongkai: the format of this document has no pages to show\n")
    assert not (tmp_path / "cell.png").exists()


def load_pdf(folder: Path) -> tuple[Path, Path]:
    (folder / "report.pdf").write_bytes(render(FACTS, Look(), "pdf"))
    run("load", folder / "report.pdf", "--workers", 1, database=folder / "x.db")
    return folder / "report.pdf", folder / "x.db"


def test_a_document_that_is_gone_or_another_is_one_clear_line(tmp_path):
    path, database = load_pdf(tmp_path)
    words = ("explain", ISSUER, 2024, FIELD, "--image", tmp_path / "cell.png")
    path.write_bytes(b"%PDF-1.4 something else")
    changed = run(*words, database=database)
    path.unlink()
    gone = run(*words, database=database)

    assert (changed.exit_code, gone.exit_code) == (1, 1)
    for result in (changed, gone):
        assert f"… is not at {path}; name its file with --document" in result.output.splitlines()[-1]


def test_a_place_where_no_picture_can_be_written_is_one_clear_line(tmp_path):
    _, database = load_pdf(tmp_path)
    target = tmp_path / "no" / "such" / "cell.png"
    result = run("explain", ISSUER, 2024, FIELD, "--image", target, database=database)

    assert result.exit_code == 1
    assert result.output.endswith(f"gongkai: {target}: No such file or directory\n")


def picture(width: int = 400, height: int = 300) -> bytes:
    pytest.importorskip("cv2", reason="the [ocr] extra is not installed")
    target = io.BytesIO()
    Image.new("L", (width, height), 255).save(target, "PNG", dpi=(144, 144))
    return target.getvalue()


def test_a_place_on_a_picture_is_framed():
    framed = frame_place(SourceDocument(picture(), "scan.png"), Place("p1.t1.r1c1", 1, 20, 30, 60, 45))
    image = Image.open(io.BytesIO(framed))

    assert red(image).getbbox() == (36, 56, 125, 95)


@pytest.mark.parametrize(
    ("make", "number"),
    [
        pytest.param(lambda: render(FACTS, Look(), "pdf"), 99, id="a page that the PDF does not have"),
        pytest.param(lambda: b"%PDF-1.4", 1, id="a broken PDF"),
        pytest.param(lambda: write_ofd(FACTS), 99, id="a page that the OFD does not have"),
        pytest.param(picture, 2, id="a second page of a picture"),
        pytest.param(lambda: picture()[:60], 1, id="a broken picture"),
        pytest.param(lambda: render(FACTS, Look(), "docx"), 1, id="a format without pages"),
    ],
)
def test_what_cannot_be_drawn_is_told(make, number):
    with pytest.raises(NoPageError):
        frame_place(SourceDocument(make(), "x"), Place("p", number, 1, 1, 2, 2))
