"""A difference between two revisions, on one line."""

from db.records import Change, Fact, Figure, Section


def show_change(change: Change) -> str:
    """What stood there before and what stands there now; ␀ where there was or is nothing."""
    return f"{change.kind:8s} {' · '.join(change.key)}: {_show(change.old)} → {_show(change.new)}"


def _show(item: Fact | Figure | Section | None) -> str:
    if item is None:
        return "␀"
    if isinstance(item, Section):
        return f"{len(item.text)} signs: {' '.join(item.text.split())[:60]}…"
    if isinstance(item, Figure):
        return f"{item.value} 「{' '.join(item.sentence.split())}」"
    return f"{item.value:f} {item.raw.strip()!r}" if item.value is not None else f"({item.state}) {item.raw.strip()!r}"
