"""A report on a terminal: its three tables as printed, and what the checks say."""

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from db.schema.records import Fact, Report
from pipeline.catalogue.model import Catalogue

PRINTED = ("number", "slash", "dash", "text_na")
"""States whose print says them; of others the name of the state stands in brackets."""

SEVERITY_STYLE = {"error": "red", "warning": "yellow", "info": "dim"}


def print_report(report: Report, catalogue: Catalogue, console: Console) -> None:
    """Title, tables, figures in prose, findings."""
    editions = " · ".join(f"{code} {edition}" for code, edition in report.editions) or "–"
    console.print(report.issuer.name or "？", style="bold", end="")
    console.print(f"  {report.year or '？'}  {editions}")
    facts = {(fact.field, fact.applicant): fact for fact in report.facts}
    _print_single(report, "T2", console)
    if report.edition("T3") is not None:
        _print_t3(report, facts, catalogue, console)
    _print_single(report, "T4", console)
    for figure in report.figures:
        console.print(f"  {figure.indicator or '–'}: {figure.value} {figure.unit}  「{figure.raw.strip()}」")
    for finding in report.findings:
        style = SEVERITY_STYLE[finding.severity]
        console.print(f"{finding.rule} {finding.message} / {finding.message_en}", style=style)
    share = f"{report.coverage.mapped}/{report.coverage.numeric_cells}"
    console.print(f"cells {len(report.facts)} · numeric cells mapped {share}", style="dim")


def _show(fact: Fact | None) -> str:
    if fact is None:
        return "?"
    return fact.raw.strip() if fact.state in PRINTED else f"({fact.state})"


def _print_single(report: Report, code: str, console: Console) -> None:
    rows = [fact for fact in report.facts if fact.table_code == code]
    if not rows:
        return
    table = Table(title=code, title_justify="left")
    for head in ("field", "raw", "value", "unit"):
        table.add_column(head, overflow="fold")  # a name or a number that is cut short is another one
    for fact in rows:
        table.add_row(fact.field, _show(fact), "" if fact.value is None else f"{fact.value:f}", fact.unit or "")
    console.print(table)


def _print_t3(report: Report, facts: dict[tuple[str, str], Fact], catalogue: Catalogue, console: Console) -> None:
    specs = catalogue.t3_fields(report.edition("T3") or "")
    table = Table(title="T3", title_justify="left")
    table.add_column("field", overflow="fold")
    shown = [[_show(facts.get((spec.code, applicant.code))) for applicant in catalogue.applicants] for spec in specs]
    for applicant, column in zip(catalogue.applicants, zip(*shown, strict=True), strict=True):
        # On a narrow screen words are folded; a number that is cut short would be another number.
        table.add_column(applicant.label, justify="right", overflow="fold", min_width=max(map(cell_len, column)))
    for spec, cells in zip(specs, shown, strict=True):
        table.add_row(spec.code, *cells)
    console.print(table)
