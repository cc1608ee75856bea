"""Revisions and the differences between them, in lines for a person at a terminal."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from db.reading.as_of import CorrectionEvent
from db.schema.records import Change, Fact, Figure, HeldRevision, LoadOutcome, Section

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
MOST = 40
"""Signs of a text shown that came or went."""
ALIKE = 0.5
"""Likeness from which one sentence is another version of the other."""
_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;\n]+|$)")


def show_revision(revision: HeldRevision, *, names_issuer: bool = False) -> str:
    """When it was held, from which document, and why; under whose name, where a report has been under several."""
    whose = f"  as {revision.issuer}" if names_issuer else ""
    return (
        f"revision {revision.number}  {revision.reason:14s} {REASONS[revision.reason]}  "
        f"{revision.loaded_at:%Y-%m-%d %H:%M:%S}  {_show_end(revision):25s}  "
        f"document {revision.document_sha256[:12]}  code {revision.code_version}  run {revision.run_id or '–'}{whose}"
    )


def show_reason(revision: HeldRevision) -> str:
    """Why a revision was written, when, and from what."""
    return (
        f"{revision.reason} {REASONS[revision.reason]}, {revision.loaded_at:%Y-%m-%d %H:%M:%S}, "
        f"document {revision.document_sha256[:12]}, code {revision.code_version}, run {revision.run_id or '–'}"
    )


def show_said(said: CorrectionEvent) -> str:
    """What a person said of a cell, beside what was read there; or that it is taken back."""
    verb = "takes back" if said.is_withdrawn else "says"
    told = (
        f"{said.author} {verb} correction {said.correction_id}: {said.field} · {said.applicant} 「{said.explanation}」"
    )
    return told if said.read_raw is None else f"{told}, printed 「{said.raw}」, read as 「{said.read_raw.strip()}」"


def _show_end(revision: HeldRevision) -> str:
    if revision.superseded_at is None:
        return "current"
    if revision.superseded_at == revision.loaded_at:
        return "never current"
    return f"until {revision.superseded_at:%Y-%m-%d %H:%M:%S}"


def show_change(change: Change) -> Iterator[str]:
    """What stood there before and what stands there now; ␀ where there was or is nothing. Of a text, each sentence."""
    head = f"{change.kind:8s} {' · '.join(change.key)}: "
    if isinstance(change.old, Section) or isinstance(change.new, Section):
        yield from (head + told for told in _show_texts(_text_of(change.old), _text_of(change.new)))
    else:
        yield head + _show_both(change.old, change.new)


def _show_both(old: Fact | Figure | None, new: Fact | Figure | None) -> str:
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


def _show_texts(old: str | None, new: str | None) -> Iterator[str]:
    """The sentences in which two texts differ, blanks aside; a text that comes or goes by its length."""
    if old is None or new is None:
        yield f"{_measure(old)} → {_measure(new)}"
        return
    before, after = (_split(text) for text in (old, new))
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (_show_sentences(*pair) for pair in _pair_up(before[a:b], after[c:d]))


def _split(text: str) -> list[str]:
    """The sentences of a text, without blanks."""
    sentences = ("".join(sentence.split()) for sentence in _SENTENCE.findall(text))
    return [sentence for sentence in sentences if sentence]


def _pair_up(gone: Sequence[str], come: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """The sentences of a changed passage side by side: each beside the next one like it, or beside nothing."""
    start = 0
    for sentence in gone:
        like = next((n for n in range(start, len(come)) if _is_alike(sentence, come[n])), None)
        if like is None:
            yield sentence, None
        else:
            yield from ((None, other) for other in come[start:like])
            yield sentence, come[like]
            start = like + 1
    yield from ((None, other) for other in come[start:])


def _is_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() > ALIKE


def _show_sentences(old: str | None, new: str | None) -> str:
    """Two sentences, what differs in brackets."""
    if old is None or new is None:
        return f"{_quote(old)} → {_quote(new)}"
    before, after = [], []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before.append(old[a:b] if kind == "equal" else f"[{old[a:b]}]")
        after.append(new[c:d] if kind == "equal" else f"[{new[c:d]}]")
    return f"{_quote(''.join(before))} → {_quote(''.join(after))}"


def _quote(sentence: str | None) -> str:
    return NOTHING if sentence is None else f"「{sentence}」"


def _measure(text: str | None) -> str:
    return NOTHING if text is None else f"{len(text)} signs 「{_cut(' '.join(text.split()))}」"


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST]}…"
