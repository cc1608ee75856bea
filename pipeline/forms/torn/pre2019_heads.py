"""What the heads of a torn table before 2019 say of its columns, and where its labels can begin."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.catalogue.model import Catalogue
from pipeline.forms.pre2019.labels import ALL_YEARS, THIS_YEAR, OldForm
from pipeline.forms.torn.text import TornText

_HEAD = 60
"""Signs before the first row in which the heads stand."""
_CODE = 8
"""Signs before the head of the labels in which that of a column of numbers may stand."""
_BEFORE = 40
_YEAR = r"(?:19|20)\d{2}(?!\d)"
_MARKS = re.compile(r"[\s|/\\—–―:：;；_-]+|\([^()]*\)")
_JOINTS = ("、", ",")
"""Between the parts of one label, where no list number stands before them."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns of values; ``names`` has the applicant of each, empty for one of another year."""

    names: tuple[str, ...] = ()
    """None at all where the heads cannot be trusted."""
    has_remarks: bool = False
    is_other_year: bool = False
    """Whether all that they name is another year's."""
    is_absent: bool = False
    rest: str = ""
    """What stands between them and the first row."""


class HeadReader:
    """Reads the heads of one older form."""

    def __init__(self, catalogue: Catalogue, form: OldForm) -> None:
        self._folding = catalogue.folding
        self._words = words = form.words
        numerals = catalogue.values.numerals
        signs = "".join(map(re.escape, sorted(numerals)))
        self._ordinal = re.compile(rf"(?:\d{{1,2}}[.、)]|[{signs}]+[、.]|\((?:[{signs}]+|\d{{1,2}})\)[、.]?)\s*")
        self._ordinal_end = re.compile(rf"(?:{self._ordinal.pattern})$")
        heads = dict.fromkeys(catalogue.values.last_year, "") | dict.fromkeys(words.year, THIS_YEAR)
        self._names = heads | dict.fromkeys(words.cumulative, ALL_YEARS)
        self._doubles = {word for word in words.cumulative if self._is_double(word)}
        self._value = re.compile(rf"(?P<year>{_YEAR})?\s*(?P<word>{_any_of(self._names)})")
        self._bare_year = re.compile(rf"(?P<year>{_YEAR})\s*")
        self._prefix = re.compile(_any_of(words.prefixes))
        self._idle = re.compile(_any_of((*words.unit, *words.prefixes)))
        self._remark = re.compile(_any_of(words.remark))
        spoken = [text for text, state in catalogue.values.states.items() if state == "text_na"]
        labels = [label for row in form.rows for label in (row.label.label, *row.label.variants)]
        self._labels = [catalogue.folding.label_key(label).key for label in labels]
        self._last_unit = re.compile(f"(?:{_any_of(catalogue.values.units)})$")
        ends = (*words.indicator, *words.unit, *self._names, *words.prefixes, *words.remark, *words.code)
        keys = map(catalogue.folding.text_key, (*ends, *words.titles, *labels, *spoken, *catalogue.values.units))
        self._ends = tuple(dict.fromkeys(key for key in keys if key))

    def begins(self, text: TornText, start: int) -> bool:
        """Whether a label can begin here: behind a blank, a value, a list number, a unit, a head, or a whole label."""
        before = text.text[max(0, start - _BEFORE) : start]
        if not before or before[-1].isspace():
            return True
        bare = before[: match.start()] if (match := self._ordinal_end.search(before)) else before
        if not bare or bare[-1].isspace():
            return True
        is_inside = bare[-1].isalpha() or (match is None and bare[-1] in _JOINTS)
        return not is_inside or self._folding.text_key(bare).endswith(self._ends)

    def read(self, text: TornText, first_row: int, year: int | None) -> Heads:
        """The heads before the first row."""
        head = text.text[max(0, first_row - _HEAD) : first_row]
        start = self._find_start(head)
        if start < 0:
            return Heads(is_absent=True)
        return self.read_part(head[start:], year, has_codes=self._has_codes(head[:start]))

    def find_end(self, text: TornText, first_row: int) -> int:
        """Where the head of the labels ends before the first row; there where it begins if there is none."""
        head = text.text[max(0, first_row - _HEAD) : first_row]
        start = self._find_start(head)
        return first_row - len(head) + start if start >= 0 else first_row

    def strip(self, printed: str) -> str:
        """What stands between two rows, without years, list numbers and the words for "of which"."""
        return self._prefix.sub("", self._ordinal.sub("", re.sub(_YEAR, "", printed)))

    def find_again(self, gap: str) -> str | None:
        """What follows the heads between two rows, where they are printed once more."""
        start = self._find_start(gap)
        return gap[start:] if start >= 0 and self._value.search(gap, start) else None

    def _find_start(self, head: str) -> int:
        """Where the head of the column of labels ends; -1 when there is none."""
        ends = [head.rfind(word) + len(word) for word in self._words.indicator if word in head]
        return max(ends, default=-1)

    def _has_codes(self, before: str) -> bool:
        return any(word in before[-_CODE - 4 :] for word in self._words.code)

    def read_part(self, head: str, year: int | None, *, has_codes: bool = False) -> Heads:
        """The heads behind that of the labels."""
        names: list[str] = []
        years: set[int] = set()
        has_remarks, is_double, at = False, False, 0
        while at < len(head):
            if value := self._value.match(head, at) or self._bare_year.match(head, at):
                printed = int(value["year"]) if value["year"] else None
                years |= {printed} if printed else set()
                is_double |= value.groupdict().get("word") in self._doubles
                name = self._names[value["word"]] if "word" in value.re.groupindex else THIS_YEAR
                names.append("" if printed and year is not None and printed != year and name == THIS_YEAR else name)
                at = value.end()
            elif match := self._remark.match(head, at):
                has_remarks, at = True, match.end()
            elif match := self._idle.match(head, at) or self._ordinal.match(head, at) or _MARKS.match(head, at):
                at = match.end()
            else:
                break
        kept = [name for name in names if name]
        if year is not None and years and year not in years and THIS_YEAR not in kept:
            return Heads(is_other_year=True)
        is_double = is_double and not any(map(str.isspace, head[:at].strip()))
        is_sure = (
            bool(kept)
            and not is_double
            and len(set(kept)) == len(kept)
            and not has_codes
            and self._ends_heads(head[at:])
        )
        return Heads(tuple(names) if is_sure else (), has_remarks, rest=head[at:])

    def _is_double(self, word: str) -> bool:
        """Whether a head reads like two heads that run together: this year's, and that of all years."""
        return any(word.startswith(one) and word[len(one) :] in self._words.cumulative for one in self._words.year)

    def _ends_heads(self, rest: str) -> bool:
        """Whether what follows the known heads is no head itself: nothing, a title, or a row with its values."""
        key = self._folding.text_key(rest)
        titles = [self._folding.label_key(title).key for title in self._words.titles]
        is_title = any(key.startswith(title) for title in titles)
        word, *values = re.split(r"\d", self._ordinal.sub("", rest), maxsplit=1)
        word = self._last_unit.sub("", self._folding.label_key(word).key)
        is_glued = any(word.endswith(label) and word != label for label in self._labels)  # to a head that is not known
        return not key or is_title or (bool(values) and not is_glued)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
