"""Revisions and the differences between them, on one line each, for a person at a terminal."""

from difflib import SequenceMatcher

from db.records import Change, Fact, Figure, HeldRevision, LoadOutcome, Section

REASONS: dict[LoadOutcome, str] = {
    "new": "首次入库",
    "source_changed": "文件更换",
    "code_changed": "重新识读",
    "corrected": "人工更正",
    "reassigned": "机关归并",
    "unchanged": "没有变化",
}
"""Why a revision was written, in four signs each, so that columns stay columns."""

NOTHING = "␀"
AROUND, MOST = 8, 40
"""Signs of a text shown around a difference, and of the difference itself."""


def show_revision(revision: HeldRevision, *, names_issuer: bool = False) -> str:
    """When it was held, from which document, and why; under whose name, where a report has been under several."""
    whose = f"  as {revision.issuer}" if names_issuer else ""
    return (
        f"revision {revision.revision_id} (no. {revision.number})  {revision.reason:14s} {REASONS[revision.reason]}  "
        f"{revision.loaded_at:%Y-%m-%d %H:%M:%S}  {_show_end(revision):25s}  "
        f"document {revision.document_sha256[:12]}  code {revision.code_version}  run {revision.run_id or '–'}{whose}"
    )


def _show_end(revision: HeldRevision) -> str:
    if revision.superseded_at is None:
        return "current"
    if revision.superseded_at == revision.loaded_at:
        return "never current"
    return f"until {revision.superseded_at:%Y-%m-%d %H:%M:%S}"


def show_change(change: Change) -> str:
    """What stood there before and what stands there now; ␀ where there was or is nothing."""
    return f"{change.kind:8s} {' · '.join(change.key)}: {_show_both(change.old, change.new)}"


def _show_both(old: Fact | Figure | Section | None, new: Fact | Figure | Section | None) -> str:
    if isinstance(old, Section) or isinstance(new, Section):
        return _show_texts(_text_of(old), _text_of(new))
    if isinstance(old, Figure) or isinstance(new, Figure):
        return _show_figures(old if isinstance(old, Figure) else None, new if isinstance(new, Figure) else None)
    told = f"{_show_fact(old)} → {_show_fact(new)}"
    fact = new or old
    return f"{told}  {fact.label}" if isinstance(fact, Fact) and fact.label else told


def _show_fact(fact: Fact | None) -> str:
    """The number; what is printed, where that says more."""
    if fact is None:
        return NOTHING
    raw = fact.raw.strip()
    if fact.value is None:
        return f"({fact.state}) {raw!r}" if raw else f"({fact.state})"
    return f"{fact.value:f}" if raw == f"{fact.value:f}" else f"{fact.value:f} {raw!r}"


def _show_figures(old: Figure | None, new: Figure | None) -> str:
    values = [NOTHING if one is None else f"{one.value} {one.unit}".strip() for one in (old, new)]
    sentence = next((" ".join(one.sentence.split()) for one in (new, old) if one is not None), "")
    if values[0] == values[1]:
        return f"{values[0]}, in another sentence 「{sentence}」"
    return f"{values[0]} → {values[1]} 「{sentence}」"


def _text_of(section: object) -> str | None:
    return f"{section.title} {section.text}" if isinstance(section, Section) else None


def _show_texts(old: str | None, new: str | None) -> str:
    """The first place where two texts part, blanks aside; a text that comes or goes by its length."""
    if old is None or new is None:
        return f"{_measure(old)} → {_measure(new)}"
    before, after = ("".join(text.split()) for text in (old, new))
    parts = [part for part in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if part[0] != "equal"]
    if not parts:
        return "blanks alone"
    _, a, b, c, d = parts[0]
    rest = len(parts) - 1
    more = f", and {rest} more place{'' if rest == 1 else 's'}" if rest else ""
    return f"{_frame(before, a, b)} → {_frame(after, c, d)}{more}"


def _measure(text: str | None) -> str:
    return NOTHING if text is None else f"{len(text)} signs 「{_cut(' '.join(text.split()))}」"


def _frame(text: str, start: int, end: int) -> str:
    """The part of a text that differs, in brackets, after what stands before it."""
    return f"「…{text[max(0, start - AROUND) : start]}[{_cut(text[start:end])}]」"


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST]}…"
