"""Where a number comes from: printed text, label, document, page, cell, and what the rules say of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from db.reading.history import ReportNotFoundError, facts_of, find_report
from db.reading.pages import find_corrections
from db.schema.records import Fact, Place
from extractors.model.source import SourceDocument
from pipeline.catalogue.load import load_catalogue
from pipeline.catalogue.model import Catalogue
from pipeline.checks.sums import SumResult, judge_sums
from pipeline.loading.stored_bytes import find_file, is_hash_of, open_all


class NotFoundError(Exception):
    """The database has no such number; the message says what is missing and what to try."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of one number."""

    text: str
    place: Place | None
    sha256: str
    locations: tuple[str, ...]
    """Where the document was seen, newest first."""

    def save_image(self, path: Path, document: Path | None = None) -> str:
        """Save the page with the cell framed; the line to print. NotFoundError when the page cannot be shown."""
        from pipeline.publishing.page_image import NoPageError, frame_place

        source = self._find_document(document)
        if self.place is None or self.place.page is None or self.place.left is None:
            raise NotFoundError("the format of this document has no pages to show")
        try:
            path.write_bytes(frame_place(source, self.place))
        except NoPageError as error:
            raise NotFoundError(str(error)) from error
        except OSError as error:
            raise NotFoundError(f"{path}: {error.strerror}") from error
        return f"图像 image: {path}"

    def _find_document(self, named: Path | None) -> SourceDocument:
        """The document itself, from its file or from the archive it lies in."""
        for location in self.locations:
            path = named or find_file(location)
            sources = open_all(path) if path is not None else ()
            source = next((one for one in sources if is_hash_of(self.sha256, one.sha256, location)), None)
            if source is not None:
                return source
        where = named or ", ".join(self.locations)
        raise NotFoundError(f"the document {self.sha256[:12]}… is not at {where}; name its file with --document")


def explain_fact(
    connection: Connection, issuer: str, year: int, field: str, applicant: str, parent: str | None = None
) -> Explanation:
    """The explanation of one current number; NotFoundError when there is no such report, field or applicant."""
    try:
        report_id = find_report(connection, issuer, year, parent=parent)
    except ReportNotFoundError as error:
        raise NotFoundError(str(error)) from error
    status = _one(connection, "SELECT * FROM report_status WHERE report_id = :report_id", report_id=report_id)
    if status is None:
        raise NotFoundError(f"no current revision of {issuer} {year}")
    catalogue = load_catalogue()
    query = "SELECT * FROM current_fact WHERE report_id = :report_id AND field = :field AND applicant = :applicant"
    row = _one(connection, query, report_id=report_id, field=field, applicant=applicant)
    if row is None:
        raise NotFoundError(_why_absent(catalogue, status, issuer, year, field, applicant))
    locations = _find_locations(connection, status["document_sha256"])
    lines = [
        *_describe(row, status, locations),
        *_describe_corrections(connection, status["document_sha256"], field, applicant),
        *_describe_rules(connection, status, field, applicant, catalogue),
    ]
    place = Place(row["locator"], row["page"], row["box_left"], row["box_top"], row["box_right"], row["box_bottom"])
    return Explanation("\n".join(lines), place if row["locator"] else None, status["document_sha256"], locations)


def _one(connection: Connection, query: str, **values: Any) -> RowMapping | None:
    return connection.execute(text(query), values).mappings().one_or_none()


def _why_absent(catalogue: Catalogue, status: RowMapping, issuer: str, year: int, field: str, applicant: str) -> str:
    specs = [spec for (_, code), spec in catalogue.field_by_code.items() if code == field]
    editions = set(_read_editions(status).values())
    if not any(set(spec.editions) & editions for spec in specs):
        return f"{field} is not_on_form: {issuer} {year} uses {', '.join(sorted(editions))}"
    return f"{issuer} {year} has no cell for {field} / {applicant}: see gongkai query or current_finding for why"


def _find_locations(connection: Connection, sha256: str) -> tuple[str, ...]:
    query = text(
        "SELECT location FROM sighting JOIN document ON id = document_id WHERE sha256 = :sha256 ORDER BY last_seen DESC"
    )
    return tuple(row[0] for row in connection.execute(query, {"sha256": sha256}))


def _describe(row: RowMapping, status: RowMapping, locations: tuple[str, ...]) -> list[str]:
    value = "–" if row["value"] is None else str(row["value"])
    lines = [
        f"{row['issuer']} {row['year']} · {row['field']} · {row['applicant']}",
        f"数值 value      {value} {row['unit'] or ''}".rstrip(),
        f"状态 state      {row['state']}",
        f"原文 printed    {row['raw']!r}",
        f"标签 label      {''.join((row['label'] or '').splitlines())}  ({row['method']})",
        f"位置 place      {row['locator']}" + (f", page {row['page']}" if row["page"] else ""),
        f"文件 document   {', '.join(locations) or '?'}",
        f"                sha256 {status['document_sha256']}",
        f"版本 revision   {status['revision_number']} ({status['reason']}), loaded {status['loaded_at']},"
        f" code {status['code_version']}, catalogue {status['catalogue_version']}",
    ]
    if row["candidates"]:
        lines.insert(4, f"候选 candidates {row['candidates']}")
    return lines


def _describe_corrections(connection: Connection, sha256: str, field: str, applicant: str) -> Iterator[str]:
    """What people said that this cell of the document holds, newest first; withdrawn ones too."""
    for one in find_corrections(connection, sha256, field, applicant):
        told = f"{one.value:f}" if one.value is not None else f"({one.state})"
        printed = f" {one.raw!r}" if one.raw else ""
        where = f", see {one.evidence}" if one.evidence else ""
        end = f"; withdrawn by {one.withdrawn_by}, {one.withdrawn_at:%Y-%m-%d}" if one.withdrawn_at else ""
        yield (
            f"更正 correction {one.correction_id}: {told}{printed} by {one.author}, {one.given_at:%Y-%m-%d}:"
            f" {one.explanation}{where}{end}"
        )


def _describe_rules(
    connection: Connection, status: RowMapping, field: str, applicant: str, catalogue: Catalogue
) -> list[str]:
    """The sums that use the cell, judged anew from what is stored, and the findings that name it."""
    facts = {(fact.field, fact.applicant): fact for fact in facts_of(connection, status["revision_id"])}
    lines = ["勾稽 sums"]
    for result in judge_sums(facts, _read_editions(status), catalogue):
        if (field, applicant) in result.keys:
            lines.append(f"  {result.state:17s} {result.rule}  {_spell(result, facts)}")
    query = text("SELECT * FROM current_finding WHERE report_id = :id AND field = :field AND applicant = :applicant")
    asked = {"id": status["report_id"], "field": field, "applicant": applicant}
    for row in connection.execute(query, asked).mappings():
        why = f", {row['verdict_explanation']}" if row["verdict_explanation"] else ""
        verdict = f"  [{row['verdict']}: {row['verdict_author']}{why}]" if row["verdict"] else ""
        lines.append(
            f"问题 finding    {row['rule']} ({row['severity']}) {row['message']} / {row['message_en']}{verdict}"
        )
    return lines if len(lines) > 1 else [*lines, "  no sum of the form uses this cell"]


def _read_editions(status: RowMapping) -> dict[str, str]:
    """The edition of each standard table that the report has."""
    editions = {code: status[f"edition_{code.lower()}"] for code in ("T2", "T3", "T4")}
    return {code: edition for code, edition in editions.items() if edition}


def _spell(result: SumResult, facts: dict[tuple[str, str], Fact]) -> str:
    if result.formula:
        return result.formula
    relation = "=" if result.expected == result.reported else "≤"
    return f"{result.expected} {relation} {result.reported}"
