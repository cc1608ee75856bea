"""The views: what analysts, the page and the exports read. Names and columns are the same on SQLite and PostgreSQL.

The wide views have a column for every field of the dictionary, so they are made from it, and made anew when it
changes. A cell without a number is NULL there; ``current_fact`` says why.
"""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, inspect, select

from db.schema.deadlines import write_class, write_deadline
from db.schema.dictionary import read_dictionary
from db.schema.dictionary_records import Dictionary, FieldInfo
from db.schema.engine import execute_statement
from db.schema.tables import METHOD_NUMBERS, STATE_NUMBERS, TABLE_NUMBERS, applicant, field, meta
from db.schema.views.measures import write_derived, write_place, write_quality
from db.schema.views.words import (
    CURRENT,
    HEAD,
    IS_CURRENT,
    IS_UNMERGED,
    SqlWords,
    ask_correction,
    decode,
    name_wide_column,
    write_begins,
    write_corrected_raw,
    write_differs,
    write_holds,
)

_HAS_REPORTS = """(NOT i.provisional OR NOT EXISTS (SELECT 1 FROM report r WHERE r.issuer_id = i.id)
      OR EXISTS (SELECT 1 FROM report r JOIN revision v ON v.report_id = r.id AND v.superseded_at IS NULL
        WHERE r.issuer_id = i.id))"""
"""An issuer of the registry, or an unsettled name under which something is held."""

MOST_COLUMNS = 1600
"""PostgreSQL's limit for one table or view; SQLite's is 2000."""

VIEWS = (
    "current_fact",
    "current_figure",
    "current_finding",
    "report_status",
    "proactive_disclosure",
    "applications",
    "reconsideration_litigation",
    "report_wide",
    "revision_change",
    "coverage",
    "narrative_vs_table",
    "place",
    "derived",
    "quality",
)


def create_views(connection: Connection) -> bool:
    """True when the views had to be made anew, for the dictionary or this code says something else than before."""
    statements = _Maker(connection).write_views()
    told = hashlib.sha256("\n".join(statements.values()).encode()).hexdigest()
    if connection.execute(select(meta.c.text).where(meta.c.name == "views")).scalar_one_or_none() == told:
        return False
    drop_views(connection)
    for name, statement in statements.items():
        execute_statement(connection, f"CREATE VIEW {name} AS {statement}")
    connection.execute(insert(meta).values(name="views", text=told))
    return True


def drop_views(connection: Connection) -> None:
    """Take every view away, as a migration of the tables below them needs."""
    present = set(inspect(connection).get_view_names())
    for name in reversed(VIEWS):
        if name in present:
            execute_statement(connection, f"DROP VIEW {name}")
    connection.execute(delete(meta).where(meta.c.name == "views"))


class _Maker:
    """Writes the views' SQL for one engine and dictionary."""

    def __init__(self, connection: Connection) -> None:
        self._words = SqlWords(connection.dialect.name == "sqlite")
        self._dictionary: Dictionary = read_dictionary(connection)
        self._fields = {code: number for code, number in connection.execute(select(field.c.code, field.c.id))}
        self._applicants = {
            code: number for code, number in connection.execute(select(applicant.c.code, applicant.c.id))
        }

    def write_views(self) -> dict[str, str]:
        """The SELECT of every view, by name, in an order in which they can be created."""
        written = (
            self._write_current_fact(),
            self._write_current_figure(),
            self._write_current_finding(),
            self._write_report_status(),
            self._write_table("T2", "edition_t2"),
            self._write_applications(),
            self._write_table("T4", "edition_t4"),
            self._write_report_wide(),
            self._write_revision_change(),
            self._write_coverage(),
            f"SELECT * FROM current_finding WHERE {write_begins('rule', 'NARR.')}",  # noqa: S608 (words of ours)
            write_place(),
            write_derived(self._words, self._dictionary, self._fields),
            write_quality(self._words, self._dictionary),
        )
        return dict(zip(VIEWS, written, strict=True))

    def _write_current_fact(self) -> str:
        unit, unit_join = self._words.name_optional("unit", "u", "f.unit_id")
        label, label_join = self._words.name_optional("label", "l", "f.label_id")
        return f"""
SELECT {HEAD}, {decode("f.table_id", TABLE_NUMBERS)} AS table_code, d.code AS field, a.code AS applicant,
  {self._words.number("f.value")} AS value, {decode("f.state_id", STATE_NUMBERS)} AS state,
  {unit} AS unit, {self._words.printed("f")} AS raw,
  {decode("f.method_id", METHOD_NUMBERS)} AS method, f.page AS page, f.locator AS locator, v.id AS revision_id,
  {self._words.number("f.standard_value")} AS standard_value, {label} AS label, f.candidates AS candidates,
  {self._write_box("f")}, {write_corrected_raw("f")} AS corrected_raw,
  {ask_correction("f", "c.author")} AS corrected_by, {ask_correction("f", "c.given_at")} AS corrected_at,
  {ask_correction("f", "c.explanation")} AS correction_reason, {ask_correction("f", "c.id")} AS correction_id
{CURRENT}
JOIN fact f ON f.revision_id = v.id
JOIN field d ON d.id = f.field_id
JOIN applicant a ON a.id = f.applicant_id
{unit_join}
{label_join}
{IS_CURRENT}"""

    def _write_current_figure(self) -> str:
        return f"""
SELECT {HEAD}, f.indicator AS indicator, {self._words.number("f.value")} AS value, f.unit AS unit,
  f.approximate AS approximate, f.scope AS scope, f.period AS period, f.raw AS raw, f.sentence AS sentence,
  f.section AS section, f.span_start AS span_start, f.span_end AS span_end, v.id AS revision_id,
  {self._words.number("f.value_max")} AS value_max, f.position AS position, f.page AS page, f.locator AS locator,
  {self._write_box("f")}
{CURRENT}
JOIN figure f ON f.revision_id = v.id
{IS_CURRENT}"""

    def _write_current_finding(self) -> str:
        return f"""
SELECT {HEAD}, f.rule AS rule, f.state AS state, f.severity AS severity, f.table_code AS table_code,
  f.field AS field, f.applicant AS applicant, {self._words.number("f.expected")} AS expected,
  {self._words.number("f.reported")} AS reported, f.message AS message, f.locator AS locator, v.id AS revision_id,
  f.message_en AS message_en, f.formula AS formula, f.operands AS operands, f.id AS finding_id,
  j.id AS verdict_id, j.kind AS verdict, j.author AS verdict_author, j.explanation AS verdict_explanation,
  f.other_revision_id AS other_revision_id
{CURRENT}
JOIN finding f ON f.revision_id = v.id
LEFT JOIN verdict j ON j.report_id = r.id AND j.fingerprint = f.fingerprint AND j.withdrawn_at IS NULL
{IS_CURRENT} AND {write_holds("f")}"""

    @staticmethod
    def _write_report_status() -> str:
        """``state``: flagged (an error nobody judged), reviewed (all errors judged), warned, clean.

        Findings between two revisions count as those of one do, while both hold.
        """
        compared = f"""SELECT COUNT(*) FROM finding f WHERE f.revision_id = v.id AND f.other_revision_id IS NOT NULL
      AND f.state IN ('fail', 'uncertain') AND {write_holds("f")}"""  # noqa: S608 (words of ours)
        judged = f"""(SELECT COUNT(*) FROM finding f WHERE f.revision_id = s.revision_id AND f.severity = 'error'
    AND f.state IN ('fail', 'uncertain') AND {write_holds("f")} AND EXISTS (SELECT 1 FROM verdict j
      WHERE j.report_id = s.report_id AND j.fingerprint = f.fingerprint AND j.withdrawn_at IS NULL))"""  # noqa: S608
        columns = """s.report_id AS report_id, s.issuer_id AS issuer_id, s.issuer AS issuer, s.parent AS parent,
  s.year AS year, s.edition_t2 AS edition_t2, s.edition_t3 AS edition_t3, s.edition_t4 AS edition_t4,
  s.cells AS cells, s.numbers AS numbers, s.errors AS errors, s.warnings AS warnings"""
        rest = """s.document_sha256 AS document_sha256, s.revision_id AS revision_id, s.numeric_cells AS numeric_cells,
  s.mapped_cells AS mapped_cells, s.title AS title, s.revision_number AS revision_number, s.reason AS reason,
  s.loaded_at AS loaded_at, s.code_version AS code_version, s.catalogue_version AS catalogue_version,
  s.issuer_provisional AS issuer_provisional"""
        return f"""
SELECT {columns},
  CASE WHEN s.errors > 0 AND {judged} < s.errors THEN 'flagged' WHEN s.errors > 0 THEN 'reviewed'
    WHEN s.warnings > 0 THEN 'warned' ELSE 'clean' END AS state,
  {rest}
FROM (SELECT {HEAD}, v.edition_t2 AS edition_t2, v.edition_t3 AS edition_t3, v.edition_t4 AS edition_t4,
    v.cells AS cells, v.numbers AS numbers, v.errors + ({compared} AND f.severity = 'error') AS errors,
    v.warnings + ({compared} AND f.severity = 'warning') AS warnings,
    o.sha256 AS document_sha256, v.id AS revision_id, v.numeric_cells AS numeric_cells,
    v.mapped_cells AS mapped_cells, v.title AS title, v.number AS revision_number, v.reason AS reason,
    v.loaded_at AS loaded_at, v.code_version AS code_version, v.catalogue_version AS catalogue_version,
    i.provisional AS issuer_provisional
  {CURRENT}
  JOIN document o ON o.id = v.document_id
  {IS_CURRENT}) s"""  # noqa: S608

    def _write_table(self, table_code: str, edition: str) -> str:
        """One row a report; the table's fields as columns."""
        columns = [self._write_cell(info, "all") for info in self._list_fields(table_code)]
        head = (HEAD, "v.id AS revision_id", f"v.{edition} AS edition")
        return f"SELECT {_join(*head, *columns)} {CURRENT} {IS_CURRENT}"

    def _write_applications(self) -> str:
        """One row a report and applicant; a report without the table has the row ``all``, for older forms give that."""
        infos = self._list_fields("T3")
        columns = [f"{self._write_lookup(info, 'a.id')} AS {name_wide_column(info.code, None)}" for info in infos]
        head = (HEAD, "a.code AS applicant", "v.id AS revision_id", "v.edition_t3 AS edition")
        return f"""SELECT {_join(*head, *columns)} {CURRENT}
JOIN applicant a ON a.declared AND (v.edition_t3 IS NOT NULL OR a.code = 'all') {IS_CURRENT}"""

    def _write_report_wide(self) -> str:
        """One row a report; T3 has a column for every field and applicant, the other tables one for every field."""
        columns = [column for info in self._dictionary.fields for column in self._write_wide_cells(info)]
        editions = [f"v.edition_t{number} AS edition_t{number}" for number in (2, 3, 4)]
        head = (HEAD, "v.id AS revision_id", *editions)
        if len(head) + len(columns) + 5 > MOST_COLUMNS:
            raise ValueError(f"report_wide would have {len(columns)} cells; PostgreSQL takes {MOST_COLUMNS} columns")
        return f"SELECT {_join(*head, *columns)} {CURRENT} {IS_CURRENT}"

    def _write_wide_cells(self, info: FieldInfo) -> Iterable[str]:
        if info.table_code != "T3":
            yield self._write_cell(info, "all")
            return
        for kind in self._dictionary.applicants:
            number = self._applicants[kind.code]
            yield f"{self._write_lookup(info, str(number))} AS {name_wide_column(info.code, kind.code)}"

    def _list_fields(self, table_code: str) -> list[FieldInfo]:
        return [info for info in self._dictionary.fields if info.table_code == table_code]

    def _write_cell(self, info: FieldInfo, applicant_code: str) -> str:
        number = self._applicants.get(applicant_code, 0)  # an applicant that is not there has no facts
        return f"{self._write_lookup(info, str(number))} AS {name_wide_column(info.code, None)}"

    def _write_lookup(self, info: FieldInfo, applicant_number: str) -> str:
        """A look-up by the fact's key: an engine runs it only for the columns that are asked for."""
        key = f"f.revision_id = v.id AND f.field_id = {self._fields[info.code]} AND f.applicant_id = {applicant_number}"
        return f"(SELECT {self._words.number('f.value')} FROM fact f WHERE {key})"  # noqa: S608 (numbers of ours)

    def _write_revision_change(self) -> str:
        """Each revision beside the one it follows; a cell that only one of them has is NULL on the other side."""
        number, raw = self._words.number, self._words.printed
        head = f"{HEAD}, d.code AS field, a.code AS applicant, v.previous_id AS from_revision, v.id AS to_revision"
        tail = "v.reason AS reason, v.loaded_at AS changed_at, w.number AS from_number, v.number AS to_number"
        joins = f"""{CURRENT}
JOIN revision w ON w.id = v.previous_id"""
        words = """JOIN field d ON d.id = {0}.field_id
JOIN applicant a ON a.id = {0}.applicant_id"""
        same_cell = "{0}.field_id = {1}.field_id AND {0}.applicant_id = {1}.applicant_id"
        old_state, new_state = (decode(f"{side}.state_id", STATE_NUMBERS) for side in ("o", "n"))
        return f"""
SELECT {head}, {number("o.value")} AS old_value, {number("n.value")} AS new_value, {raw("o")} AS old_raw,
  {raw("n")} AS new_raw, {old_state} AS old_state, {new_state} AS new_state, {tail},
  {write_corrected_raw("o")} AS old_corrected_raw, {write_corrected_raw("n")} AS new_corrected_raw,
  {ask_correction("n", "c.author")} AS corrected_by, {ask_correction("n", "c.explanation")} AS correction_reason
{joins}
JOIN fact n ON n.revision_id = v.id
{words.format("n")}
LEFT JOIN fact o ON o.revision_id = v.previous_id AND {same_cell.format("o", "n")}
WHERE o.revision_id IS NULL OR {write_differs("o.value", "n.value")} OR o.state_id <> n.state_id OR o.raw <> n.raw
  OR {write_differs("o.unit_id", "n.unit_id")}
UNION ALL
SELECT {head}, {number("o.value")}, NULL, {raw("o")}, NULL, {old_state}, NULL, {tail},
  {write_corrected_raw("o")}, NULL, NULL, NULL
{joins}
JOIN fact o ON o.revision_id = v.previous_id
{words.format("o")}
WHERE NOT EXISTS (SELECT 1 FROM fact n WHERE n.revision_id = v.id AND {same_cell.format("n", "o")})"""  # noqa: S608

    def _write_coverage(self) -> str:
        """Every issuer beside every year of which there is any report.

        The days are those of ``deadlines.py``. Names that were given to another issuer, and names made up for a
        document that turned out to be somebody's, have nothing to publish.
        """
        deadline = write_deadline("i.deadline_class", "y.year", self._words.day)
        published_on = """(SELECT MIN(s.published_on) FROM rendition t JOIN sighting s ON s.document_id = t.document_id
    WHERE t.report_id = r.id)"""
        return f"""
SELECT c.issuer AS issuer, c.issuer_id AS issuer_id, c.parent AS parent, c.level AS level, c.kind AS kind,
  c.year AS year, c.published AS published, c.published_on AS published_on, c.deadline_class AS deadline_class,
  c.deadline AS deadline, CASE WHEN c.published THEN c.published_on > c.deadline END AS late,
  c.report_id AS report_id, c.revision_id AS revision_id
FROM (SELECT i.name AS issuer, i.id AS issuer_id, i.parent AS parent, i.level AS level, i.kind AS kind, y.year AS year,
    v.id IS NOT NULL AS published, CASE WHEN v.id IS NOT NULL THEN {published_on} END AS published_on,
    i.deadline_class AS deadline_class, {deadline} AS deadline,
    CASE WHEN v.id IS NOT NULL THEN r.id END AS report_id, v.id AS revision_id
  FROM (SELECT id, name, NULLIF(parent, '') AS parent, level, kind,
      {write_class()} AS deadline_class
    FROM issuer i WHERE {IS_UNMERGED} AND {_HAS_REPORTS}) i
  CROSS JOIN (SELECT DISTINCT year FROM report WHERE year IS NOT NULL) y
  LEFT JOIN report r ON r.issuer_id = i.id AND r.year = y.year
  LEFT JOIN revision v ON v.report_id = r.id AND v.superseded_at IS NULL) c"""  # noqa: S608

    @staticmethod
    def _write_box(alias: str) -> str:
        """The frame in points."""
        sides = ("left", "top", "right", "bottom")
        return ", ".join(f"{alias}.box_{side} / 100.0 AS box_{side}" for side in sides)


def _join(*columns: str) -> str:
    return ", ".join(columns)
