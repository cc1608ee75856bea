"""The customary sub-topics of the first chapter: 主动公开, 依申请公开 and so on, whatever their numbering."""

import re
from collections.abc import Sequence

from db.schema.records import Topic
from extractors.model.labels import Folding
from pipeline.catalogue.model import TopicSpec

_LEAD = re.compile(r"[^。；;，,：:\n]{2,30}")
_ENDS = "：:。"


def find_topics(text: str, specs: Sequence[TopicSpec], folding: Folding) -> tuple[Topic, ...]:
    """The sub-topics in order, each from its heading to the next one's; spans are places in ``text``."""
    starts: list[tuple[int, TopicSpec, str]] = []
    position = 0
    for line in text.split("\n"):
        found = _read_heading(line, specs, folding)
        if found is not None and all(found[0].code != known.code for _, known, _ in starts):
            starts.append((position, *found))
        position += len(line) + 1
    ends = [*(start for start, _, _ in starts), len(text)][1:]
    return tuple(
        Topic(spec.code, title, start, len(text[:end].rstrip()))
        for (start, spec, title), end in zip(starts, ends, strict=True)
    )


def _read_heading(line: str, specs: Sequence[TopicSpec], folding: Folding) -> tuple[TopicSpec, str] | None:
    """The topic a line opens: its first words name it; a number, a colon or the line's end makes them a heading."""
    match = _LEAD.match(line.strip())
    if match is None:
        return None
    lead = match[0].strip()
    label = folding.label_key(lead)
    rest = line.strip()[match.end() :]
    is_heading = label.level in (2, 3) or not rest or rest[0] in _ENDS
    if not is_heading or len(label.key) > 20:
        return None
    spec = next((spec for spec in specs if any(word in label.key for word in spec.words)), None)
    return None if spec is None else (spec, lead)
