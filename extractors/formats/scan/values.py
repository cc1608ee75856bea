"""Decides what a cell of figures says: two readings, the shape of each sign, and the other signs of the document.

A wrong figure looks like any other, so a reading counts as sure only when independent witnesses agree; whatever is left
is handed on with a doubt and with the other readings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from extractors.formats.scan.cells import PrintLine
from extractors.formats.scan.engine import LineReading, Recogniser
from extractors.formats.scan.imaging.shapes import (
    EDGES,
    InkSign,
    cut_signs,
    fits_digit,
    has_room_for_point,
    is_broken_off,
    is_comma,
    is_proved,
    read_strokes,
    restore_point,
    wipe_stains,
)
from extractors.formats.scan.page import Gray
from extractors.model.nfkc import nfkc

UNREAD = "\ufffd"
"""Stands for ink that could not be read: such a cell is not blank."""

_PLAIN = frozenset("0123456789")
_LEGIBLE = "0123456789０１２３４５６７８９.．,，-－—/／\\%+"
"""What the second reading may see in a cell of figures: a lone digit has been read as a letter lying on its side."""
_VALUE = frozenset("0123456789.,-+%/\\—")
_LOOKALIKE = str.maketrans(
    {
        **dict.fromkeys("OoОо○〇◯ΟοQ", "0"),
        **dict.fromkeys("lI|丨!ⅠiｌＩ", "1"),
        **dict.fromkeys("ЗзƷ", "3"),
        **dict.fromkeys("-‐‑–−_ー一－", "-"),
        **dict.fromkeys("—―─━", "—"),
        **dict.fromkeys("、，", ","),
        "∕": "/",
        "S": "5",
        "B": "8",
        "Z": "2",
        "z": "2",
    }
)

_INNER_POINT = re.compile(r"[0-9][.,][0-9]")

_SURE, _FAIR = 0.9, 0.5
_ALIKE = 0.85
_NEIGHBOURS = 5
_SECOND_MARGIN = 0.12
_MOST_CANDIDATES = 5
_LEANING = 8.0
"""Degrees from which one of several strokes in a cell makes a slash a possible reading."""


@dataclass(slots=True)
class Value:
    """One line of figures with all that is known about it."""

    line: PrintLine
    scale: float
    picture: Gray
    """The line without stains."""
    signs: list[InkSign]
    readings: tuple[LineReading, LineReading] = (LineReading(()), LineReading(()))
    text: str = ""
    is_sure: bool = False
    candidates: tuple[str, ...] = ()
    proofs: list[bool] = field(default_factory=list)

    @property
    def texts(self) -> tuple[str, str]:
        """Both readings in the signs of figures."""
        return self.without_ghosts(self.readings[0].text), self.without_ghosts(self.readings[1].text)

    def without_ghosts(self, text: str) -> str:
        """The reading folded, without points that were read into a gap (of full-width digits) where no ink is."""
        folded = fold(text)
        digits = "".join(letter for letter in folded if letter in _PLAIN)
        has_dot = any(sign.is_point for sign in self.signs)
        return digits if not has_dot and len(digits) == len(self.signs) else folded


def fold(text: str) -> str:
    """A reading in half-width signs, with letters that look like digits as digits."""
    return "".join(nfkc(text).split()).translate(_LOOKALIKE)


def is_figure(text: str) -> bool:
    """Whether a reading can be a figure, a slash or a dash: no word in it; an empty one can, since ink is there."""
    folded = fold(text)
    return not any(sign.isalpha() for sign in folded) or (len(folded) <= 2 and folded.isascii())


def weigh_values(lines: Sequence[tuple[PrintLine, float]], recogniser: Recogniser) -> list[Value]:
    """The decision on each line of figures of a document; ``lines`` come with their pixels per point."""
    values = [_prepare(line, scale) for line, scale in lines]
    stained = [value for value in values if value.picture is not value.line.picture]
    first = dict(zip(map(id, stained), recogniser.read([value.picture for value in stained]), strict=True))
    second = recogniser.read([_look_again(value.picture) for value in values], only=_LEGIBLE)
    for value, again in zip(values, second, strict=True):
        value.readings = (first.get(id(value), value.line.reading), again)
        _judge_alone(value)
    _judge_together(values)
    return values


def _prepare(line: PrintLine, scale: float) -> Value:
    picture = wipe_stains(line.picture, scale)
    return Value(line, scale, picture, cut_signs(picture, scale))


def _look_again(picture: Gray) -> Gray:
    """The same ink with more paper around it, so that the model sees it in another size and place."""
    margin = max(2, round(_SECOND_MARGIN * picture.shape[0]))
    return np.asarray(
        cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255.0,)), dtype=np.uint8
    )


def _judge_alone(value: Value) -> None:
    """What the readings and the shapes of this line say, without the rest of the document."""
    strokes, is_clear = read_strokes(value.signs, value.scale)
    if strokes:
        _judge_strokes(value, strokes, is_clear=is_clear)
        return
    readings = zip(value.readings, value.texts, strict=True)
    _, best = max(readings, key=lambda pair: (_is_legible(pair[1]), pair[0].probability))
    value.text = best or UNREAD
    pointed = restore_point(value.text, value.signs)
    if pointed is not None:
        _judge_pointed(value, pointed)
    else:
        _judge_digits(value)


def _judge_strokes(value: Value, strokes: str, *, is_clear: bool) -> None:
    """Ink that has the shape of a slash or dashes: the shape is taken, in doubt where both readings surely differ."""
    first, second = value.texts
    rivals = [r for r, text in zip(value.readings, value.texts, strict=True) if text != strokes]
    is_contested = len(rivals) == 2 and first == second and min(r.probability for r in rivals) >= _SURE
    is_unread = all(reading.probability < _FAIR for reading in rivals)
    value.text = strokes
    value.is_sure = (is_clear and not is_contested) or is_unread
    value.candidates = _distinct([*_list_read(value), *(["1"] if strokes in "/\\" else [])], strokes)


def _judge_pointed(value: Value, pointed: str) -> None:
    """A reading that left out a point which the ink shows: with it, unless the point is where a sign broke off."""
    chosen, rival = (value.text, pointed) if is_broken_off(value.signs) else (pointed, value.text)
    value.candidates = _distinct([rival, *_list_read(value)], chosen)
    value.text = chosen


def _judge_digits(value: Value) -> None:
    """Any other figure: sure where both readings agree and every sign is proved, unless a wiped stain was a point."""
    first, second = value.texts
    is_leaning = any((sign.tilt or 0.0) >= _LEANING for sign in value.signs)
    leaning = ["/"] if is_leaning or _leans(value) else []
    value.candidates = _distinct([*leaning, *_list_read(value), *_swap_weakest(value)], value.text)
    unwiped = fold(value.line.reading.text)
    if _INNER_POINT.search(unwiped) and not _INNER_POINT.search(value.text):
        chosen = unwiped if _is_wiped_point(value, unwiped) else value.text
        value.candidates = _distinct([unwiped, value.text, *value.candidates], chosen)
        value.text = chosen
    elif second and (first == second or not _is_legible(first)):
        value.proofs = _prove_signs(value)
        value.is_sure = bool(value.proofs) and all(value.proofs)


def _list_read(value: Value) -> list[str]:
    return [text for text in value.texts if text]


def _is_wiped_point(value: Value, unwiped: str) -> bool:
    """Whether what was wiped as a stain was the decimal point: surely so where it had room of its own."""
    before, point, after = unwiped.partition(".")
    digits = [sign for sign in value.signs if not sign.is_point]
    is_point = bool(point) and before + after == value.text and len(digits) == len(value.text)
    return is_point and has_room_for_point(digits, len(before))


def _is_legible(text: str) -> bool:
    return text != "" and all(letter in _VALUE for letter in text)


def _prove_signs(value: Value) -> list[bool]:
    """For each sign of the agreed text whether it is proved; empty when the ink does not show as many signs."""
    text = value.text
    if not _is_legible(text) or not _part_signs(value, len(text)):
        return []
    digits = [sign for sign in value.signs if not sign.is_point]
    if _may_be_slash(value):
        return [False]
    return [
        _is_proved(sign, letter, digits, pair)
        for sign, letter, pair in zip(value.signs, text, _probabilities(value), strict=True)
    ]


def _may_be_slash(value: Value) -> bool:
    """Whether a lone one leans as a slash does: stains on a slash make it look like a one."""
    return value.text == "1" and _leans(value)


def _leans(value: Value) -> bool:
    return len(value.signs) == 1 and value.signs[0].lean >= _LEANING


def _is_proved(sign: InkSign, letter: str, digits: Sequence[InkSign], probabilities: tuple[float, float]) -> bool:
    is_likely = max(probabilities) >= _SURE and min(probabilities) >= _FAIR
    if letter in ".,":
        # A stain at the foot looks the same, and makes a thousandth of a number: the shape alone is not enough.
        return sign.is_point and is_comma(sign, digits) == (letter == ",") and min(probabilities) >= _SURE
    if letter not in _PLAIN or sign.is_point:
        return is_likely and not sign.is_point
    return fits_digit(sign, letter) and (is_likely or is_proved(sign, letter))


def _part_signs(value: Value, count: int) -> bool:
    """Whether the ink shows so many signs, at the first drawing level where it does."""
    for edge in EDGES:
        signs = value.signs if edge == EDGES[0] else cut_signs(value.picture, value.scale, edge)
        if len(signs) == count:
            value.signs = signs
            return True
    return False


def _probabilities(value: Value) -> list[tuple[float, float]]:
    first, second = ([sign.probability for sign in reading.signs if sign.text.strip()] for reading in value.readings)
    low = min(value.readings[0].probability, value.readings[1].probability)
    if value.texts[0] != value.texts[1]:
        return [(0.0, 0.0)] * len(value.text)
    if not len(first) == len(second) == len(value.text):
        return [(low, low)] * len(value.text)
    return list(zip(first, second, strict=True))


def _swap_weakest(value: Value) -> list[str]:
    """Readings with the least sure character replaced by the model's second choice."""
    swapped = []
    for reading in value.readings:
        if not reading.signs:
            continue
        weakest = min(range(len(reading.signs)), key=lambda place: reading.signs[place].probability)
        letters = [sign.text for sign in reading.signs]
        letters[weakest] = reading.signs[weakest].runner_up
        swapped.append(fold("".join(letters)))
    return [text for text in swapped if text and all(letter in _VALUE for letter in text)]


def _distinct(texts: Sequence[str], chosen: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text and text != chosen))[:_MOST_CANDIDATES]


def _judge_together(values: Sequence[Value]) -> None:
    """Lets signs that look alike vouch for, or speak against, one another throughout the document."""
    entries = [entry for value in values for entry in _list_digits(value)]
    if len(entries) < 2:
        return
    is_known = np.array([value.proofs[place] for value, place, *_ in entries])
    looks = np.stack([sign.look for _, _, sign, _ in entries])
    heights = np.array([sign.height for _, _, sign, _ in entries])
    labels = np.array([letter for _, _, _, letter in entries])
    owners = np.array([id(value) for value, *_ in entries])
    likeness = looks @ looks.T
    for index, (value, place, _, letter) in enumerate(entries):
        peers = (owners != owners[index]) & (np.abs(heights - heights[index]) <= 0.15 * heights[index])
        near = np.where(peers, likeness[index], -1.0)
        closest = np.argsort(near)[::-1][:_NEIGHBOURS]
        alike = [other for other in closest if near[other] >= _ALIKE]
        votes = [str(labels[other]) for other in alike]
        _apply_votes(value, place, letter, votes, sum(bool(is_known[other]) for other in alike))
    for value in values:
        if value.proofs:
            value.is_sure = all(value.proofs)


def _list_digits(value: Value) -> list[tuple[Value, int, InkSign, str]]:
    """Every digit of a line whose readings agree and whose signs are told apart."""
    text = value.text
    if not value.proofs or len(value.proofs) != len(text):
        return []
    return [(value, place, value.signs[place], letter) for place, letter in enumerate(text) if letter in _PLAIN]


def _apply_votes(value: Value, place: int, letter: str, votes: Sequence[str], known: int) -> None:
    """``known``: how many of the votes come from signs that are proved themselves; no others can vouch for one."""
    against = [vote for vote in votes if vote != letter]
    if len(against) * 2 > len(votes):
        value.proofs[place] = False
        rival = max(set(against), key=against.count)
        text = value.text
        value.candidates = _distinct([f"{text[:place]}{rival}{text[place + 1 :]}", *value.candidates], value.text)
    elif known >= 3 and not against and fits_digit(value.signs[place], letter) and not _may_be_slash(value):
        value.proofs[place] = True
