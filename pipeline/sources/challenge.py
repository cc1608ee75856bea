"""Whether an answer is a page, or a wall before it. A wall is told, and never climbed."""

import re

from extractors.formats.decode import decode_text
from pipeline.sources.words import load_words, squeeze

_HEAD = 200_000
_UNSEEN = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")
_MARKUP = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?\s*<", re.DOTALL)


def find_block(status: int, data: bytes) -> str:
    """What shows that the answer is a block or a challenge; empty when it is none."""
    words = load_words()
    if status in words.blocked_statuses:
        return f"status {status}"
    if not _MARKUP.match(data) or len(data) > _HEAD:
        return ""
    page = decode_text(data)
    title = _TITLE.search(page)
    seen = squeeze(_TAG.sub("", _UNSEEN.sub("", page)))
    if len(seen) > words.little:
        return ""
    shown = seen + squeeze(title[1] if title else "")
    told = next((text for text in words.blocked_texts if squeeze(text) in shown), None)
    if told is not None:
        return f"the page says {told}"
    scripts = [mark for mark in words.challenge_scripts if mark in page]
    if not seen and len(scripts) > 1:
        return f"nothing to read, only a script with {scripts[0]}"
    return f"status {status} with a page of scripts" if status == 202 and "<script" in page.lower() else ""
