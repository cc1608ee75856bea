"""The views that reckon: where an issuer is, what follows from the figures of a report, how good each figure is.

Nothing here is stored. A measure is NULL where one of its parts has no number, for blank is not zero.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from db.schema.dictionary_records import Dictionary, FieldInfo, RuleInfo
from db.schema.metadata import METHOD_NUMBERS, STATE_NUMBERS, TABLE_NUMBERS
from db.schema.views.words import CURRENT, HEAD, IS_CURRENT, IS_UNMERGED, SqlWords, decode, write_begins, write_holds

_PLACES = Path(__file__).parent / "places.toml"

_GROUPS = ("denied", "unable", "unprocessed")
"""Groups of outcomes whose members are the same on every form."""
_LAWSUITS = ("litigation_direct", "litigation_after_reconsideration")

_STATES = ("fail", "uncertain")
"""States of a finding that speak against a figure."""


@cache
def read_provinces() -> tuple[tuple[str, str, str], ...]:
    """Code (two digits), Chinese and English name of every division of the first rank; ``00`` is the centre."""
    places = tomllib.loads(_PLACES.read_text(encoding="utf-8"))["place"]
    return tuple((place["code"], place["zh"], place["en"]) for place in places)


def write_place() -> str:
    """One row an issuer: its province by its code in the registry, else by the name it or its parent begins with."""
    provinces = read_provinces()
    codes = ", ".join(f"'{code}'" for code, _, _ in provinces)
    named = " ".join(f"WHEN {write_begins('i.full_name', zh)} THEN '{code}'" for code, zh, _ in provinces)
    zh, en = (
        "CASE p.province_code " + " ".join(f"WHEN '{row[0]}' THEN '{row[side]}'" for row in provinces) + " END"
        for side in (1, 2)
    )
    return f"""
SELECT p.issuer_id AS issuer_id, p.issuer AS issuer, p.parent AS parent, p.level AS level, p.kind AS kind,
  p.division_code AS division_code, p.province_code AS province_code, {zh} AS province, {en} AS province_en
FROM (SELECT i.id AS issuer_id, i.name AS issuer, i.parent AS parent, i.level AS level, i.kind AS kind,
    CASE WHEN substr(i.code, 1, 2) IN ({codes}) THEN substr(i.code, 1, 6) END AS division_code,
    CASE WHEN substr(i.code, 1, 2) IN ({codes}) THEN substr(i.code, 1, 2) {named} END AS province_code
  FROM (SELECT id, name, NULLIF(parent, '') AS parent, level, kind, COALESCE(division_code, code) AS code,
      COALESCE(NULLIF(parent, ''), name) AS full_name FROM issuer i WHERE {IS_UNMERGED}) i) p"""  # noqa: S608 (words of ours)


def write_derived(words: SqlWords, dictionary: Dictionary, numbers: Mapping[str, int]) -> str:
    """One row a report and applicant: what no form prints. Those of T4 stand in the row ``all`` alone."""
    parts = _Parts(words, numbers)
    codes = [info.code for info in dictionary.fields if info.table_code == "T3"]
    inner = [f"{parts.read(code)} AS {code}" for code in _PARTS_OF_T3]
    inner += [f"{parts.add(_members(codes, group))} AS {group}" for group in (*_GROUPS, "other")]
    for matter in ("reconsideration", *_LAWSUITS):
        inner += [f"{parts.read(f'{matter}_{end}', 'all')} AS {matter}_{end}" for end in _ENDS_OF_T4]
    corrected, total, pending = (" + ".join(f"x.{matter}_{end}" for matter in _LAWSUITS) for end in _ENDS_OF_T4)
    reconsidered = "x.reconsideration_total - x.reconsideration_pending"
    granted = "x.outcome_granted + x.outcome_partly_granted"
    return f"""
SELECT x.report_id AS report_id, x.issuer_id AS issuer_id, x.issuer AS issuer, x.parent AS parent, x.year AS year,
  x.applicant AS applicant, x.revision_id AS revision_id,
  x.requests_received + x.requests_carried_in AS requests_to_handle, x.denied AS outcome_denied_all,
  x.unable AS outcome_unable_all, x.unprocessed AS outcome_unprocessed_all,
  COALESCE(x.outcome_other, x.other) AS outcome_other_all,
  {_divide(granted, "x.outcome_total")} AS disclosure_rate,
  {_divide("x.reconsideration_corrected", reconsidered)} AS reconsideration_correction_rate,
  {total} AS litigation_total, {_divide(corrected, f"({total}) - ({pending})")} AS litigation_correction_rate
FROM (SELECT {HEAD}, a.code AS applicant, v.id AS revision_id, {", ".join(inner)}
  {CURRENT}
  JOIN applicant a ON a.declared AND (v.edition_t3 IS NOT NULL OR a.code = 'all')
  {IS_CURRENT}) x"""  # noqa: S608 (words of ours)


_PARTS_OF_T3 = (
    "requests_received",
    "requests_carried_in",
    "outcome_granted",
    "outcome_partly_granted",
    "outcome_total",
    "outcome_other",
)
_ENDS_OF_T4 = ("corrected", "total", "pending")


def _members(codes: Iterable[str], group: str) -> list[str]:
    return [code for code in codes if code.startswith(f"outcome_{group}_")]


def _divide(upper: str, lower: str) -> str:
    """A share, as a double on both engines; NULL where there is nothing to share."""
    return f"CASE WHEN {lower} > 0 THEN CAST({upper} AS DOUBLE PRECISION) / CAST({lower} AS DOUBLE PRECISION) END"


class _Parts:
    """Look-ups of a report's cells, for the applicant of the row."""

    def __init__(self, words: SqlWords, numbers: Mapping[str, int]) -> None:
        self._words = words
        self._numbers = numbers
        self._nothing = "NULL" if words.is_sqlite else "NULL::numeric"

    def read(self, code: str, applicant: str | None = None) -> str:
        """The value of one cell; with ``applicant``, only in the row of that one."""
        number = self._numbers.get(code)
        if number is None:
            return self._nothing
        only = "" if applicant is None else f" AND a.code = '{applicant}'"
        key = f"f.revision_id = v.id AND f.field_id = {number} AND f.applicant_id = a.id{only}"
        return f"(SELECT {self._words.number('f.value')} FROM fact f WHERE {key})"  # noqa: S608 (numbers of ours)

    def add(self, codes: list[str]) -> str:
        """What the cells add up to, when each of them has a number."""
        if not codes or any(code not in self._numbers for code in codes):
            return self._nothing
        fields = ", ".join(str(self._numbers[code]) for code in codes)
        key = f"f.revision_id = v.id AND f.field_id IN ({fields}) AND f.applicant_id = a.id"
        whole = f"CASE WHEN COUNT(f.value) = {len(codes)} THEN SUM({self._words.number('f.value')}) END"
        return f"(SELECT {whole} FROM fact f WHERE {key})"  # noqa: S608 (numbers of ours)


def write_quality(words: SqlWords, dictionary: Dictionary) -> str:
    """One row a cell of a current report: what its sums say, what is doubted, how it was read, who judged or mended it.

    Every column is a look-up, run only when it is asked for. ``sums_judged`` counts the sums that use the cell, for
    cells with a number; a sum that fails, or cannot be judged, leaves a finding that names its cells, and the rest
    passed.
    """
    rules = [rule for rule in dictionary.rules if rule.formula]
    sums = ", ".join(f"'{rule.code}'" for rule in rules) or "''"
    used = f"n.rule IN ({sums}) AND {_uses_cell(words)}"
    failed, doubtful = (_count_findings(f"{used} AND n.state = '{state}'") for state in _STATES)
    doubt = f"n.rule NOT IN ({sums}) AND n.state IN {_STATES} AND n.severity <> 'info' AND {_IS_ABOUT}"
    return f"""
SELECT q.report_id AS report_id, q.issuer_id AS issuer_id, q.issuer AS issuer, q.parent AS parent, q.year AS year,
  q.table_code AS table_code, q.field AS field, q.applicant AS applicant, q.value AS value, q.state AS state,
  q.method AS method, q.revision_id AS revision_id, q.judged AS sums_judged,
  CASE WHEN q.judged > q.failed + q.doubtful THEN q.judged - q.failed - q.doubtful ELSE 0 END AS sums_passed,
  q.failed AS sums_failed, q.doubtful AS sums_doubtful,
  CASE WHEN q.failed > 0 THEN 'failed' WHEN q.doubtful > 0 THEN 'doubtful' WHEN q.judged = 0 THEN 'none'
    WHEN q.method = 'by_constraint' THEN 'decoded' ELSE 'passed' END AS sums,
  q.doubts AS doubts, q.doubt AS doubt, q.verdict AS verdict, q.corrected AS corrected
FROM (SELECT {HEAD}, {decode("f.table_id", TABLE_NUMBERS)} AS table_code, d.code AS field, a.code AS applicant,
    {words.number("f.value")} AS value, {decode("f.state_id", STATE_NUMBERS)} AS state,
    {decode("f.method_id", METHOD_NUMBERS)} AS method, v.id AS revision_id,
    {_count_sums(rules, dictionary)} AS judged, {failed} AS failed, {doubtful} AS doubtful,
    {_count_findings(doubt)} AS doubts,
    (SELECT n.rule FROM finding n WHERE n.revision_id = v.id AND {doubt} AND {_HOLDS}
      ORDER BY n.position LIMIT 1) AS doubt,
    (SELECT j.kind FROM finding n JOIN verdict j ON j.report_id = r.id AND j.fingerprint = n.fingerprint
        AND j.withdrawn_at IS NULL
      WHERE n.revision_id = v.id AND {_HOLDS} AND ({_IS_ABOUT} OR {_uses_cell(words)})
      ORDER BY j.id DESC LIMIT 1) AS verdict,
    EXISTS (SELECT 1 FROM corrected_cell c
      WHERE c.revision_id = v.id AND c.field = d.code AND c.applicant = a.code) AS corrected
  {CURRENT}
  JOIN fact f ON f.revision_id = v.id
  JOIN field d ON d.id = f.field_id
  JOIN applicant a ON a.id = f.applicant_id
  {IS_CURRENT}) q"""  # noqa: S608 (words of ours)


_IS_ABOUT = "n.field = d.code AND n.applicant = a.code"
_HOLDS = write_holds("n")


def _count_findings(condition: str) -> str:
    # not COUNT(*): DuckDB hands it on to SQLite as a function that SQLite lacks
    return f"(SELECT COUNT(n.id) FROM finding n WHERE n.revision_id = v.id AND {condition} AND {_HOLDS})"  # noqa: S608


def _uses_cell(words: SqlWords) -> str:
    """Whether a finding's operands name the cell: they are JSON that ``rows.py`` writes, keys in this order.

    A quotation mark inside a text is escaped there, so nothing printed can look like the beginning of an operand.
    """
    wanted = """'{"field": "' || d.code || '", "applicant": "' || a.code || '"'"""
    return f"{'instr' if words.is_sqlite else 'strpos'}(n.operands, {wanted}) > 0"


def _count_sums(rules: Iterable[RuleInfo], dictionary: Dictionary) -> str:
    """How many sums use the cell, of the rules that were held against the report at all."""
    terms = [
        term for rule in rules for formula in rule.formula.split(";") for term in _cover(rule, formula, dictionary)
    ]
    return f"CASE WHEN f.value IS NULL THEN 0 ELSE {' + '.join(terms) or '0'} END"


def _cover(rule: RuleInfo, formula: str, dictionary: Dictionary) -> Iterable[str]:
    """The condition under which a formula's rule uses the cell, as a 0 or 1.

    A formula over applicants is meant for every row of its table; one over fields for every applicant that has any.
    """
    table = rule.table_code or rule.code.split(".")[0]
    names = set(formula.replace("<=", " ").replace("=", " ").replace("+", " ").split())
    applicants = [kind.code for kind in dictionary.applicants if kind.code in names]
    fields = [info.code for info in dictionary.fields if _is_used(info, names)]
    if table not in TABLE_NUMBERS or not (applicants or fields):
        return
    column, used = ("a.code", applicants) if applicants else ("d.code", fields)
    words = ", ".join(f"'{name}'" for name in used)
    tally = f"EXISTS (SELECT 1 FROM rule_tally t WHERE t.revision_id = v.id AND t.rule = '{rule.code}')"  # noqa: S608
    yield f"CASE WHEN f.table_id = {TABLE_NUMBERS[table]} AND {column} IN ({words}) AND {tally} THEN 1 ELSE 0 END"


def _is_used(info: FieldInfo, names: set[str]) -> bool:
    """Whether a formula names the field, or means it by ``leaves``: every outcome but the one they add up to."""
    if info.code in names:
        return True
    return "leaves" in names and info.table_code == "T3" and info.code.startswith("outcome_")
