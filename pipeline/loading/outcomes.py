"""What becomes of a report: loaded, flagged, or kept out of the store, and the one line that says why."""

from dataclasses import dataclass
from typing import Literal

from db.schema.records import Finding, Report

Fate = Literal["loaded", "flagged", "quarantined", "unchanged"]

WORTH_A_LOOK = ("DOC.PROSE_ONLY",)
"""Findings that are no error of anybody's, and yet a person should know that there are no figures."""

BESIDE = ("FILE.BESIDE", "DOC.ATTACHED")
"""Findings of what is no report and belongs to one: nothing is stored of it, and there is nothing to look at."""

BARS = ("FILE.", "DOC.NOT_REPORT", "DOC.SEVERAL", "DOC.COMPARISON")
"""Findings that keep a document out of the store."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The fate of a report, with the finding that decided it."""

    fate: Fate
    finding: Finding | None = None

    @property
    def reason(self) -> str:
        """Code, words and place in one line; empty for a clean report."""
        if self.finding is None:
            return ""
        place = f" @ {self.finding.locator}" if self.finding.locator else ""
        return f"{self.finding.rule}: {self.finding.message} / {self.finding.message_en}{place}"


def judge(report: Report) -> Judgement:
    """Quarantined when the document is no report or could not be read; flagged when a finding is an error.

    Unchanged when it belongs to a report and is none: the store stays as it is.
    """
    beside = next((f for f in report.findings if f.rule in BESIDE), None)
    if beside is not None:
        return Judgement("unchanged", beside)
    bars = [f for f in report.findings if f.rule.startswith(BARS) and f.severity == "error"]
    if bars:
        return Judgement("quarantined", bars[0])
    errors = [f for f in report.findings if f.state in ("fail", "uncertain") and _needs_a_look(f)]
    if not errors:
        return Judgement("loaded")
    return Judgement("flagged", next((f for f in errors if f.rule == "DOC.EMPTY"), errors[0]))


def _needs_a_look(finding: Finding) -> bool:
    return finding.severity == "error" or finding.rule in WORTH_A_LOOK
