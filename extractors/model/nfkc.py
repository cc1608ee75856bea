"""Unicode's NFKC, quicker for the text of pages: half-width, one form for each sign.

``unicodedata.normalize`` takes a third of a millisecond for a page of prose that has one full-width comma.
"""

import re
import unicodedata

ODD = re.compile("[^\x00-\x7f\u4e00-\u9fff、。“”《》]")
"""Signs that may have another form; all others keep theirs whatever stands around them, but for marks among these."""
_SINGLE = 0x10000
"""Beyond, and among the parts of Hangul syllables, letters may join the one before them."""
_HANGUL_PARTS = range(0x1100, 0x1200)
_MOST_SIGNS = 40
"""Different odd signs of a text that are replaced one by one, each of which takes a look at all of the text."""
_PIECE = 200
"""Signs that are normalised at once, or somewhat more: marks over one letter are put in order one by one, in time that
grows with the square of their number."""


class _Forms(dict[str, str | None]):
    """Each sign in NFKC, filled as signs are met; None for one that may join the sign before it."""

    def __missing__(self, sign: str) -> str | None:
        form = unicodedata.normalize("NFKC", sign)
        self[sign] = form if all(map(_stands_alone, form)) else None
        return self[sign]


def _stands_alone(sign: str) -> bool:
    is_letter_part = unicodedata.category(sign).startswith("M") or ord(sign) in _HANGUL_PARTS
    return ord(sign) < _SINGLE and not is_letter_part


_FORMS = _Forms()


def nfkc(text: str) -> str:
    """``text`` in NFKC."""
    if text.isascii():
        return text
    folded, odd = text, set(ODD.findall(text))
    if len(odd) > _MOST_SIGNS:
        return _normalize(text)
    for sign in odd:  # few, and a text has few different ones
        form = _FORMS[sign]
        if form is None:
            return _normalize(text)
        folded = folded.replace(sign, form)
    return folded


def _normalize(text: str) -> str:
    """The same in pieces, each of which begins with a sign that does not join the one before it."""
    pieces: list[str] = []
    start = 0
    while len(text) - start > _PIECE:
        end = start + _PIECE
        while end < min(start + 2 * _PIECE, len(text)) and _FORMS[text[end]] is None:
            end += 1
        pieces.append(unicodedata.normalize("NFKC", text[start:end]))
        start = end
    return "".join([*pieces, unicodedata.normalize("NFKC", text[start:])])
