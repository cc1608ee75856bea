"""What an export says is what the database says, types included, read back by the programs that people use."""

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import made_reports
import pytest
from sqlalchemy import create_engine, text

from db.exporting.files import make_safe
from db.exporting.workbook import LONGEST_TEXT, MOST_ROWS, Workbook
from db.exporting.write import FORMATS, KEYS, ExportRefusedError, Selection, export
from db.schema.extras import MissingExtraError, require
from db.schema.readonly import read_only
from db.schema.tables import SCHEMA_VERSION
from db.schema.views.columns import convert, describe_columns

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra: analysis)")
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled_url(request, tmp_path_factory):
    """A filled database; the tests of this module only read it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('export') / 'gongkai.db'}"
        made_reports.fill_store(address)
        yield address
        return
    server = request.getfixturevalue("postgresql")
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE gongkai_export"))
        address = server.replace("/postgres?", "/gongkai_export?")
        made_reports.fill_store(address)
        yield address
        connection.execute(text("DROP DATABASE gongkai_export WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="module")
def written(filled_url, tmp_path_factory):
    """The folder of a whole export."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    with read_only(filled_url) as connection:
        done = export(connection, folder, now=NOW)
    assert done.notes == ()  # every number of these reports is a double
    return folder


def read_view(filled_url, table):
    """Columns and rows of a view, as the database gives them."""
    with read_only(filled_url) as connection:
        result = connection.execute(text(f"SELECT * FROM {table} ORDER BY {', '.join(KEYS[table])}"))
        columns = describe_columns(result.keys(), made_reports.DICTIONARY)
        kinds = [column.kind for column in columns]
        return columns, [tuple(map(convert, row, kinds)) for row in result]


def as_double(row):
    return tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in row)


@pytest.mark.parametrize("table", sorted(KEYS))
def test_parquet_has_the_rows_and_the_declared_types(filled_url, written, table):
    from pyarrow import parquet

    read = parquet.read_table(written / f"{table}.parquet")
    columns, rows = read_view(filled_url, table)
    types = {
        "integer": "int64",
        "number": "double",
        "text": "string",
        "category": "dictionary<values=string, indices=int32, ordered=0>",
        "boolean": "bool",
        "date": "date32[day]",
        "instant": "timestamp[us, tz=UTC]",
    }

    assert {field.name: str(field.type) for field in read.schema} == {c.name: types[c.kind] for c in columns}
    assert [tuple(row.values()) for row in read.to_pylist()] == [as_double(row) for row in rows]
    assert len(rows) > 0


@pytest.mark.parametrize("table", sorted(KEYS))
def test_csv_has_every_digit_and_no_formula(filled_url, written, table):
    data = (written / f"{table}.csv").read_bytes()
    with (written / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        head, *read = csv.reader(stream)
    columns, rows = read_view(filled_url, table)

    assert data.startswith("\ufeff".encode())
    assert data.count(b"\r\n") == len(rows) + 1
    assert head == [column.name for column in columns]
    assert [read_cells(row, columns) for row in read] == [
        tuple(None if cell == "" else cell for cell in row) for row in rows
    ]
    texts = [place for place, column in enumerate(columns) if column.kind in ("text", "category")]
    assert [row[place] for row in read for place in texts if row[place][:1] in set("=+-@")] == []


def read_cells(row, columns):
    """A row of CSV as values, by the rules that docs/analyst.md gives."""
    readers = {
        "integer": int,
        "number": Decimal,
        "text": lambda cell: cell.removeprefix("'"),
        "category": lambda cell: cell.removeprefix("'"),
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": date.fromisoformat,
        "instant": datetime.fromisoformat,
    }
    return tuple(None if cell == "" else readers[c.kind](cell) for cell, c in zip(row, columns, strict=True))


def test_csv_tells_a_blank_text_from_none(written):
    lines = (written / "current_fact.csv").read_text(encoding="utf-8-sig").splitlines()
    blank = next(line for line in lines if "outcome_other_other" in line and '"blank"' in line)

    assert ',,"blank","件","","exact",' in blank


def test_pandas_reads_parquet_with_nullable_and_categorical_types(written):
    pd = pytest.importorskip("pandas", reason="pandas is not installed (extra: analysis)")
    frame = pd.read_parquet(written / "current_fact.parquet", dtype_backend="numpy_nullable")
    totals = frame[(frame.field == "requests_received") & (frame.applicant == "all")]

    assert (str(frame["value"].dtype), str(frame["year"].dtype)) == ("Float64", "Int64")
    assert str(frame["state"].dtype) == "category"
    assert totals.groupby("year")["value"].sum().to_dict() == {2022: 15.0, 2023: 36.0}
    assert int(frame["value"].isna().sum()) == 2


def test_duckdb_answers_as_the_database_does(filled_url, written):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    query = "SELECT year, applicant, SUM(requests_received) FROM {} GROUP BY 1, 2 ORDER BY 1, 2"
    told = duckdb.sql(query.format(f"'{written}/applications.parquet'")).fetchall()
    types = duckdb.sql(f"SELECT * FROM '{written}/coverage.parquet'")
    with read_only(filled_url) as connection:
        held = [tuple(row) for row in connection.execute(text(query.format("applications")))]

    assert told == held
    kinds = dict(zip(types.columns, map(str, types.types), strict=True))
    assert (kinds["published"], kinds["deadline"], kinds["year"]) == ("BOOLEAN", "DATE", "BIGINT")


def test_the_package_validates(written):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    report = frictionless.validate(str(written / "datapackage.json"))

    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    assert (report.valid, report.stats["tasks"]) == (True, 2 * len(KEYS) + 1)


def test_the_package_names_the_state_of_the_database(written):
    package = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))
    facts = next(resource for resource in package["resources"] if resource["path"] == "current_fact.csv")

    assert package["gongkai"] == {
        "as_of": "2025-02-11T08:00:00.000000Z",
        "reports": 5,
        "code_versions": ["1"],
        "catalogue_versions": ["7"],
        "schema_version": SCHEMA_VERSION,
        "selection": {},
    }
    assert package["created"] == "2025-03-01T12:00:00.000000Z"
    assert facts["schema"]["primaryKey"] == ["report_id", "field", "applicant"]
    assert facts["schema"]["fields"][2] == {
        "name": "issuer",
        "type": "string",
        "title": "机关",
        "description": "Issuer's name",
    }


def test_the_workbook_has_chinese_headings_and_texts_that_are_no_formulas(filled_url, written):
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed (extra: analysis)")
    book = openpyxl.load_workbook(written / "gongkai.xlsx", read_only=True)
    head, first, *rest = book["current_fact"].iter_rows()
    columns, rows = read_view(filled_url, "current_fact")
    label = [column.name for column in columns].index("label")

    assert book.sheetnames == ["说明", *KEYS]
    assert {cell.font.bold for cell in head} == {True}
    assert [cell.value for cell in head][:5] == ["报告编号", "机关编号", "机关", "上级", "年份"]
    assert (first[label].value, first[label].data_type) == ("=标签 admin_fees_cny_10k", "s")
    assert len(rest) + 1 == len(rows)
    told = [None if value == "" else value for value in as_double(rows[0])]
    assert [cell.value for cell in first] + [None] * (len(head) - len(first)) == told  # the last cells are empty


def test_the_workbooks_first_sheet_names_the_state(written):
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed (extra: analysis)")
    rows = list(openpyxl.load_workbook(written / "gongkai.xlsx", read_only=True)["说明"].iter_rows(values_only=True))
    gap = next(place for place, row in enumerate(rows) if not any(row))

    assert all(row[2] for row in rows[:gap])
    assert rows[0][2] == "数据截至（UTC）"
    assert rows[gap + 1] == ("工作表", "表头", "列名", "English", "单位")
    assert rows[gap + 2][:3] == ("report_status", "报告编号", "report_id")
    assert dict(row[:2] for row in rows[:6]) == {
        "written_at": "2025-03-01T12:00:00.000000Z",
        "schema_version": SCHEMA_VERSION,
        "as_of": "2025-02-11T08:00:00.000000Z",
        "reports": "5",
        "code_version": "1",
        "catalogue_version": "7",
    }


@pytest.mark.parametrize(
    ("selection", "issuers"),
    [
        pytest.param(Selection(from_year=2023), {"青禾县财政局", "青禾县人民政府", "白水镇人民政府"}, id="from a year"),
        pytest.param(Selection(to_year=2022), {"青禾县财政局", "青禾县人民政府"}, id="until a year"),
        pytest.param(Selection(place="河南"), {"青禾县财政局", "青禾县人民政府"}, id="a province's short name"),
        pytest.param(Selection(place="4101"), {"青禾县财政局", "青禾县人民政府"}, id="beginning of a code"),
        pytest.param(Selection(place="湖北省白水县"), {"白水镇人民政府"}, id="a parent"),
        pytest.param(Selection(place="青禾县人民政府"), {"青禾县人民政府"}, id="an issuer"),
        pytest.param(Selection(level="township"), {"白水镇人民政府"}, id="a level"),
        pytest.param(Selection(2023, 2023, "河南省", "county"), {"青禾县财政局", "青禾县人民政府"}, id="all at once"),
    ],
)
def test_a_selection_narrows_every_table(filled_url, tmp_path, selection, issuers):
    from pyarrow import parquet

    with read_only(filled_url) as connection:
        done = export(connection, tmp_path / "part", selection=selection, formats=("parquet",), now=NOW)

    frames = {table: parquet.read_table(tmp_path / "part" / f"{table}.parquet").to_pydict() for table in KEYS}
    assert set(frames["report_status"]["issuer"]) == issuers
    about_reports = [frame for table, frame in frames.items() if table not in ("place", "coverage")]
    assert all(set(frame["issuer"]) <= issuers for frame in about_reports)
    assert done.state.reports == len(frames["report_status"]["issuer"])
    assert dict(done.state.selection) == {
        name: value
        for name in ("from_year", "to_year", "place", "level")
        if (value := getattr(selection, name)) is not None
    }


def test_a_place_without_issuers_is_refused(filled_url, tmp_path):
    with (
        read_only(filled_url) as connection,
        pytest.raises(ExportRefusedError, match="no issuer of this database is of 海南"),
    ):
        export(connection, tmp_path / "none", selection=Selection(place="海南"), now=NOW)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_holds_something_is_left_alone(filled_url, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with read_only(filled_url) as connection, pytest.raises(ExportRefusedError, match="is not empty"):
        export(connection, tmp_path, now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_number_of_too_many_digits_is_told_of(store, made, tmp_path):
    long = made.fact("admin_fees_amount", "all", "1234567890123.456789", table_code="T2")
    store.load(made.report(facts=(long,)), now=made.start)

    with store.read() as connection:
        done = export(connection, tmp_path / "out", tables=("current_fact",), formats=FORMATS[:2], now=NOW)

    rows = (tmp_path / "out" / "current_fact.csv").read_text(encoding="utf-8-sig").splitlines()
    assert ",1234567890123.456789," in rows[1] or store.engine.dialect.name == "sqlite"
    assert done.notes == (
        ("current_fact.parquet: numbers with more digits than a double holds: 1; the CSV has them whole",)
        if store.engine.dialect.name == "postgresql"
        else ()
    )


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_beyond_every_double_costs_no_export(store, made, tmp_path, sign):
    """As a cell of four hundred digits is, which is no count of anything."""
    digits = sign + "9" * 400
    long = made.fact("admin_fees_amount", "all", digits, table_code="T2")
    store.load(made.report(facts=(long,)), now=made.start)
    is_sqlite = store.engine.dialect.name == "sqlite"

    with store.read() as connection:
        value, raw = connection.execute(text("SELECT value, raw FROM current_fact")).one()
        done = export(connection, tmp_path / "out", tables=("current_fact",), now=NOW)
        book = require("openpyxl", "analysis").load_workbook(tmp_path / "out" / "gongkai.xlsx")

    cells = [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row]
    assert (value, raw) == (None if is_sqlite else Decimal(digits), digits)
    assert digits in cells
    assert [note.split(":")[0] for note in done.notes] == ([] if is_sqlite else ["current_fact.parquet"])


def test_an_empty_database_gives_empty_tables(store, tmp_path):
    with store.read() as connection:
        done = export(connection, tmp_path / "out", now=NOW)

    assert {file.rows for file in done.files} == {0}
    assert done.state.as_of is None


@pytest.mark.parametrize(
    ("told", "safe"),
    [
        pytest.param("=1+1", "'=1+1", id="a formula"),
        pytest.param("-", "'-", id="a dash, as blank cells have it"),
        pytest.param("＝1", "'＝1", id="a full-width sign"),
        pytest.param("'x", "''x", id="an apostrophe, so that one can always be taken away"),
        pytest.param("3+4", "3+4", id="a sign inside"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_make_safe(told, safe):
    assert make_safe(told) == safe


def test_a_sheet_has_room_for_a_million_rows_and_no_more(tmp_path):
    pytest.importorskip("openpyxl", reason="openpyxl is not installed (extra: analysis)")
    book = Workbook(tmp_path / "gongkai.xlsx")

    assert (book.takes("quality", MOST_ROWS), book.takes("current_fact", MOST_ROWS + 1)) == (True, False)
    assert book.notes == ["gongkai.xlsx: current_fact has 1048576 rows, more than a sheet holds; it is left out"]
    sheet = book.open_sheet("a", ())
    assert len(book.make_cell(sheet.sheet, "字" * 40_000).value) == LONGEST_TEXT
    book.close(())


def test_a_missing_extra_is_one_clear_line():
    with pytest.raises(MissingExtraError, match=r"this needs nowhere: pip install 'gongkai\[analysis\]'"):
        require("nowhere.at_all", "analysis")
